/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of scan/sandbox: whatever a hostile helper tries (tests/scan/tempted), the sandbox prevents it. */
#include <fcntl.h>
#include <signal.h>
#include <stdio.h>
#include <sys/prctl.h>
#include <sys/wait.h>

#include "scan/process.h"
#include "test.h"
#include "unit/scan/programs.h"

static struct baton_process process;
static struct baton_texts texts;

/* Makes the helper try what the letter `deed` stands for in tests/scan/tempted.c. Returns its status from waitpid. */
static int tempt(char deed)
{
    uint8_t pixel = (uint8_t)deed;
    struct baton_image image = {
        .kind = BATON_IMAGE_GRAY, .width = 1, .height = 1, .data = &pixel, .len = 1};
    baton_time deadline = baton_process_now() + BATON_SECONDS(20);
    enum baton_wire_outcome outcome;
    int status = -1;

    baton_texts_wipe(&texts);
    assert_int_equal(baton_process_start(&process, program("tests/scan/tempted")), 0);
    assert_int_equal(baton_process_await(&process, deadline, -1), BATON_PROCESS_DONE);
    assert_int_equal(baton_process_send(&process, &image, 0, deadline, -1), BATON_PROCESS_DONE);
    baton_process_receive(&process, deadline, -1, &outcome, &texts);
    assert_int_equal(waitpid(process.pid, &status, 0), process.pid);
    process.pid = 0;
    baton_process_stop(&process);
    return status;
}

static void expect_killed(char deed)
{
    int status = tempt(deed);

    assert_int_equal(texts.count, 0);
    assert_true(WIFSIGNALED(status));
    assert_int_equal(WTERMSIG(status), SIGSYS);
}

static void expect_result(char deed, const char *result)
{
    int status = tempt(deed);

    assert_true(WIFEXITED(status));
    assert_int_equal(texts.count, 1);
    assert_string_equal(texts.found[0].text, result);
}

TEST(the_helper_can_send_a_result)
{
    expect_result('!', "!");
}

TEST(opening_a_file_is_refused)
{
    expect_result('o', "refused");
    expect_result('w', "refused");
}

TEST(opening_a_socket_kills_the_helper)
{
    expect_killed('s');
}

TEST(executing_a_program_kills_the_helper)
{
    expect_killed('x');
}

TEST(tracing_another_process_kills_the_helper)
{
    expect_killed('p');
}

TEST(a_fork_kills_the_helper)
{
    expect_killed('f');
}

TEST(a_signal_to_another_process_kills_the_helper)
{
    expect_killed('k');
}

TEST(raising_its_priority_kills_the_helper)
{
    expect_killed('l');
}

TEST(executable_memory_kills_the_helper)
{
    expect_killed('c');
}

TEST(memory_is_limited)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    skip(); /* a build with a sanitizer has no limit */
#endif
    expect_result('m', "bounded");
}

TEST(processor_time_is_limited)
{
    int status = tempt('h');
    assert_true(WIFSIGNALED(status));
    assert_true(WTERMSIG(status) == SIGKILL || WTERMSIG(status) == SIGXCPU);
}

/* Janus has many descriptors that are not close-on-exec. The helper must not keep them. */
TEST(the_helper_has_only_its_own_descriptor)
{
    int fd = open("/dev/null", O_WRONLY);

    assert_true(fd > 0);
    expect_result('d', "alone");
    close(fd);
}

/* Reads a number from /proc/<pid>/status of the helper. */
static long status_of(const char *field)
{
    char path[64], line[256];
    long value = -1;

    snprintf(path, sizeof(path), "/proc/%d/status", process.pid);
    FILE *file = fopen(path, "r");
    assert_non_null(file);
    while (fgets(line, sizeof(line), file))
        if (strncmp(line, field, strlen(field)) == 0)
            sscanf(line + strlen(field), ": %ld", &value);
    fclose(file);
    return value;
}

TEST(the_sandbox_is_active_before_the_helper_sends_its_hello)
{
    assert_int_equal(baton_process_start(&process, program("baton-decoder")), 0);
    assert_int_equal(baton_process_await(&process, baton_process_now() + BATON_SECONDS(20), -1),
        BATON_PROCESS_DONE);
    assert_int_equal(status_of("NoNewPrivs"), 1);
    assert_int_equal(status_of("Seccomp"), 2);
    if (geteuid() == 0)
        assert_int_not_equal(status_of("Uid"), 0);
    baton_process_stop(&process);
    assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* no child is left */
}
