/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Requests, facts, packets and clock jumps in random order. The invariants are checked after each step.
 *
 * BATON_SEED=N repeats a run. BATON_STEPS=N sets the number of steps.
 */
#include <stdlib.h>
#include <time.h>

#include "fake/random_run.h"
#include "test.h"

enum { STEPS = 20000 };

static long from_environment(const char *name, long fallback)
{
    const char *text = getenv(name);
    return text ? strtol(text, NULL, 10) : fallback;
}

static void add_seen(struct fake_run_seen *sum, const struct fake_run_seen *seen)
{
    sum->moved += seen->moved;
    sum->resumed += seen->resumed;
    sum->recalled += seen->recalled;
    sum->stood_in += seen->stood_in;
    sum->away += seen->away;
    sum->asked_remotely += seen->asked_remotely;
    sum->presenting += seen->presenting;
    sum->joined_by_presentation += seen->joined_by_presentation;
    for (int i = 0; i < BATON_TRANSFER_ENDED; i++)
        sum->states[i] += seen->states[i];
}

static void run_steps(uint64_t seed, long steps, struct fake_run_seen *sum)
{
    struct fake_run run;
    fake_run_init(&run, seed);
    for (long i = 0; i < steps; i++)
        fake_run_step(&run);
    print_message("# %u requests granted, %u requests refused, %u moved events, %u resumed, "
                  "%u recalled, %u stood in\n",
        run.granted, run.refused, run.seen.moved, run.seen.resumed, run.seen.recalled,
        run.seen.stood_in);
    add_seen(sum, &run.seen);
    fake_run_fini(&run);
}

TEST(any_order_of_events_keeps_the_invariants)
{
    struct fake_run_seen seen = {0};
    struct timespec now;
    clock_gettime(CLOCK_REALTIME, &now);
    long seed = from_environment("BATON_SEED", now.tv_sec * 1000 + now.tv_nsec / 1000000);
    long steps = from_environment("BATON_STEPS", STEPS);
    /* Each world runs only 1000 steps, so that a run with a printed seed fails quickly. */
    for (long done = 0; done < steps; done += 1000) {
        print_message("# BATON_SEED=%ld\n", seed);
        run_steps((uint64_t)seed, MIN(1000, steps - done), &seen);
        seed++;
    }
    if (steps < STEPS)
        return;
    assert_true(seen.moved > 0 && seen.presenting > 0 && seen.joined_by_presentation > 0);
    assert_true(seen.asked_remotely > 0 && seen.resumed > 0 && seen.away > 0);
    assert_true(seen.stood_in > 0);
    for (int i = 0; i < BATON_TRANSFER_ENDED; i++)
        assert_true(seen.states[i] > 0);
}
