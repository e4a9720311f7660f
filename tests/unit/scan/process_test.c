/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of scan/process: a helper that ends, for whatever reason, leaves no descriptor and no zombie. */
#include <dirent.h>
#include <signal.h>
#include <sys/eventfd.h>
#include <sys/wait.h>

#include "scan/process.h"
#include "test.h"
#include "unit/scan/programs.h"

static int stop; /* an eventfd that never becomes readable */

static int make_stop(UNUSED void **state)
{
    stop = eventfd(0, EFD_CLOEXEC);
    return stop < 0 ? -1 : 0;
}
BEFORE_ALL(make_stop)

static int count_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    int count = 0;

    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

static void start(struct baton_process *process)
{
    assert_int_equal(baton_process_start(process, program("tests/scan/tempted")), 0);
    assert_int_equal(baton_process_await(process, baton_process_now() + BATON_SECONDS(20), stop),
        BATON_PROCESS_DONE);
}

static void expect_nothing_left(struct baton_process *process, int descriptors)
{
    baton_process_stop(process);
    assert_int_equal(process->pid, 0);
    assert_int_equal(count_descriptors(), descriptors);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* no child */
    baton_process_stop(process);
    assert_int_equal(count_descriptors(), descriptors);
}

TEST(stop_kills_a_helper_that_waits_and_closes_its_socket)
{
    int before = count_descriptors();
    struct baton_process process;

    start(&process);
    assert_false(baton_process_is_dead(&process));
    expect_nothing_left(&process, before);
}

/* The operator may kill a helper, or the kernel when memory is short. */
TEST(a_helper_that_is_killed_after_its_hello_leaves_no_descriptor)
{
    int before = count_descriptors();
    struct baton_process process;
    siginfo_t end;

    start(&process);
    kill(process.pid, SIGKILL);
    assert_int_equal(waitid(P_PID, (id_t)process.pid, &end, WEXITED | WNOWAIT), 0);
    assert_true(baton_process_is_dead(&process));
    assert_true(baton_process_is_dead(&process));
    expect_nothing_left(&process, before);
}

TEST(a_program_that_does_not_exist_leaves_no_descriptor)
{
    int before = count_descriptors();
    struct baton_process process = {.pid = 0};

    assert_int_not_equal(baton_process_start(&process, "/nonexistent/baton-decoder"), 0);
    expect_nothing_left(&process, before);
}
