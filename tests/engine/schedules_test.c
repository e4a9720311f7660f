/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Seeded schedules of cuts, resumes, moves, crashes and time-outs in a call of three. Each schedule is short, and a
 * schedule that fails prints its seed and its steps. Its memory must be free again at the end.
 *
 * BATON_SCHEDULES=N runs N schedules, BATON_SEED=N begins with this seed: `tests/schedules` sets both.
 */
#include <malloc.h>
#include <signal.h>
#include <stdio.h>
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "fake/random_run.h"
#include "test.h"

enum { SCHEDULES = 200, STEPS = 120 };

/* The schedule that is running. */
static struct fake_run run;
static long seed;

static long from_environment(const char *name, long fallback)
{
    const char *text = getenv(name);
    return text ? strtol(text, NULL, 10) : fallback;
}

/* GLib and glibc keep what is freed in caches, and nobody could tell a leak from it. They read these variables at the
 * start of the program. */
__attribute__((constructor)) static void begin_without_caches(void)
{
    static char name[] = "schedules_test";
    char *const arguments[] = {name, NULL};
    if (getenv("G_SLICE"))
        return;
    setenv("G_SLICE", "always-malloc", 1);
    setenv("GLIBC_TUNABLES", "glibc.malloc.tcache_count=0", 1);
    execv("/proc/self/exe", arguments);
}

/* --- a failure -------------------------------------------------------------------------------- */

static void print_steps(void)
{
    if (!run.steps)
        return;
    printf("# the schedule failed; run it again: tests/schedules 1 %ld\n", seed);
    for (guint i = 0; i < run.steps->len; i++)
        printf("# %s\n", (const char *)g_ptr_array_index(run.steps, i));
    printf("# then: %s\n", run.step);
    fflush(stdout);
}

static int after_test(UNUSED void **state)
{
    print_steps();
    return 0;
}

/* An assertion of the engine, or a sanitizer. */
static void take_abort(int number)
{
    print_steps();
    signal(number, SIG_DFL);
    raise(number);
}

/* --- the schedules ---------------------------------------------------------------------------- */

static size_t heap_in_use(void)
{
    const struct mallinfo2 info = mallinfo2();
    return info.uordblks + info.hblkhd;
}

static void add_seen(struct fake_run_seen *sum, const struct fake_run_seen *seen)
{
    sum->moved += seen->moved;
    sum->returned += seen->returned;
    sum->disowned += seen->disowned;
    sum->resumed += seen->resumed;
    sum->refused_secrets += seen->refused_secrets;
    sum->claimed += seen->claimed;
    sum->recalled += seen->recalled;
    sum->stood_in += seen->stood_in;
    sum->away += seen->away;
    sum->crashed += seen->crashed;
    for (int i = 0; i < BATON_TRANSFER_ENDED; i++)
        sum->states[i] += seen->states[i];
}

/* Without `sum` it may keep memory: the first schedule fills what libraries keep for ever. */
static void run_schedule(struct fake_run_seen *sum)
{
    size_t before = heap_in_use();
    fake_run_init_schedule(&run, (uint64_t)seed);
    for (int i = 0; i < STEPS; i++)
        fake_run_step_schedule(&run);
    if (sum)
        add_seen(sum, &run.seen);
    run.step = "the end";
    fake_run_fini(&run);
    if (sum && heap_in_use() > before)
        fail_msg("schedule %ld leaks %zu bytes", seed, heap_in_use() - before);
}

TEST(any_schedule_keeps_the_promises, .teardown_func = after_test)
{
    struct fake_run_seen seen = {0};
    long count = from_environment("BATON_SCHEDULES", SCHEDULES);
    long first = from_environment("BATON_SEED", 1);
    signal(SIGABRT, take_abort);
    seed = first;
    run_schedule(NULL);
    for (; seed < first + count; seed++)
        run_schedule(&seen);
    print_message(
        "# %ld schedules from seed %ld: %u moved events, %u returned, %u disowned, %u recalled, "
        "%u stood in, %u resumed, %u past secrets refused, %u claimed, %u crashes\n",
        count, first, seen.moved, seen.returned, seen.disowned, seen.recalled, seen.stood_in,
        seen.resumed, seen.refused_secrets, seen.claimed, seen.crashed);
    if (count < SCHEDULES)
        return;
    assert_true(seen.moved > 0 && seen.returned > 0 && seen.disowned > 0 && seen.recalled > 0);
    assert_true(seen.stood_in > 0 && seen.resumed > 0 && seen.refused_secrets > 0);
    assert_true(seen.claimed > 0 && seen.crashed > 0);
    for (int i = 0; i < BATON_TRANSFER_ENDED; i++)
        assert_true(seen.states[i] > 0);
}
