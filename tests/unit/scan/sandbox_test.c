/* SPDX-License-Identifier: GPL-3.0-or-later */
/* sandbox: each way out of the sandbox that a helper tries is stopped. */
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

/* Has the helper do what `deed` stands for. Returns how it ended, as waitpid has it. */
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

TEST(a_socket_kills_it)
{
    expect_killed('s');
}

TEST(another_program_kills_it)
{
    expect_killed('x');
}

TEST(looking_into_another_process_kills_it)
{
    expect_killed('p');
}

TEST(a_fork_kills_it)
{
    expect_killed('f');
}

TEST(a_signal_to_another_process_kills_it)
{
    expect_killed('k');
}

TEST(taking_a_higher_priority_kills_it)
{
    expect_killed('l');
}

TEST(memory_for_code_kills_it)
{
    expect_killed('c');
}

TEST(memory_has_an_end)
{
#if defined(__SANITIZE_ADDRESS__) || defined(__SANITIZE_THREAD__)
    skip(); /* there is no limit under a sanitizer */
#endif
    expect_result('m', "bounded");
}

TEST(processor_time_has_an_end)
{
    int status = tempt('h');
    assert_true(WIFSIGNALED(status));
    assert_true(WTERMSIG(status) == SIGKILL || WTERMSIG(status) == SIGXCPU);
}

/* Descriptors that are not close-on-exec, as Janus has many, do not stay with it. */
TEST(it_has_no_descriptor_but_its_own)
{
    int fd = open("/dev/null", O_WRONLY);

    assert_true(fd > 0);
    expect_result('d', "alone");
    close(fd);
}

/* Reads a number from the status of the helper in /proc. */
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

TEST(it_is_shut_in_before_it_says_hello)
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
