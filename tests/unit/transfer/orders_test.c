/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Events in random order at random times, some exactly at the deadline. Sometimes the gate fires before the machine is
 * told. The watcher checks the rules. BATON_SEED=n repeats a run.
 */
#include <stdio.h>
#include <stdlib.h>
#include <time.h>

#include "test.h"
#include "unit/transfer/watcher.h"

enum { ROUNDS = 200000, EVENTS = 40, KINDS = BATON_TRANSFER_TICK + 1 };

static uint64_t seed;

static int choose_seed(UNUSED void **state)
{
    const char *given = getenv("BATON_SEED");
    seed = given ? strtoull(given, NULL, 10) : (uint64_t)time(NULL);
    fprintf(stderr, "# BATON_SEED=%llu\n", (unsigned long long)seed);
    return 0;
}
BEFORE_ALL(choose_seed)

/* xorshift64* (Vigna, 2016). */
static uint64_t draw(uint64_t *random, uint64_t bound)
{
    *random ^= *random >> 12;
    *random ^= *random << 25;
    *random ^= *random >> 27;
    return (*random * UINT64_C(0x2545F4914F6CDD1D) >> 33) % bound;
}

static struct baton_transfer_policy draw_policy(uint64_t *random)
{
    return (struct baton_transfer_policy){
        .old = draw(random, 4),
        .remote = draw(random, 2) ? BATON_REMOTE_NONE : (int)draw(random, BATON_REMOTE_ALL + 1),
        .mutual = draw(random, 3) == 0,
        .old_away = draw(random, 4) == 0,
        .match_timeout = 1 + (baton_time)draw(random, 1000),
        .form = draw(random, 2) ? BATON_FORM_NUMBER : BATON_FORM_YESNO,
        .code_lifetime = 1 + (baton_time)draw(random, 1000),
        .confirm_timeout = 1 + (baton_time)draw(random, 1000),
        .connect_timeout = 1 + (baton_time)draw(random, 1000),
        .commit_timeout = 1 + (baton_time)draw(random, 1000),
        .grace = 1 + (baton_time)draw(random, 1000),
        .return_timeout = 1 + (baton_time)draw(random, 1000),
    };
}

/* Returns the side whose event brings the transfer to its next state. */
static enum baton_transfer_side leading_side(uint64_t *random, const struct baton_machine *transfer)
{
    switch (transfer->state) {
    case BATON_TRANSFER_SHOWING:
        return draw(random, 3) ? BATON_SIDE_NEW : BATON_SIDE_OLD;
    case BATON_TRANSFER_MATCHING:
        return transfer->scanned_by_old ? BATON_SIDE_NEW : BATON_SIDE_OLD;
    case BATON_TRANSFER_CONFIRMING:
        return transfer->remote_waiting > 0 && draw(random, 2) ? BATON_SIDE_REMOTE : BATON_SIDE_OLD;
    default:
        return BATON_SIDE_OLD;
    }
}

/* Every second event brings the transfer to its next state. Otherwise few rounds would reach a commit. */
static struct baton_transfer_event draw_event(
    uint64_t *random, const struct baton_machine *transfer)
{
    static const enum baton_transfer_event_type onward[] = {
        [BATON_TRANSFER_SHOWING] = BATON_TRANSFER_SCAN,
        [BATON_TRANSFER_MATCHING] = BATON_TRANSFER_SCAN,
        [BATON_TRANSFER_CONFIRMING] = BATON_TRANSFER_CONFIRM,
        [BATON_TRANSFER_CONNECTING] = BATON_TRANSFER_NEW_UP,
        [BATON_TRANSFER_COMMITTING] = BATON_TRANSFER_COMMITTED,
        [BATON_TRANSFER_STANDBY] = BATON_TRANSFER_RETURN,
        [BATON_TRANSFER_RETURNING] = BATON_TRANSFER_TICK,
        [BATON_TRANSFER_ENDED] = BATON_TRANSFER_TICK,
    };
    bool leads_on = draw(random, 2);
    return (struct baton_transfer_event){
        .type = leads_on ? onward[transfer->state] : draw(random, KINDS),
        .by = leads_on ? leading_side(random, transfer) : draw(random, BATON_SIDE_REMOTE + 1),
        .yes = leads_on || draw(random, 2),
        .number = draw(random, 3) ? transfer->number : (int)draw(random, 100),
        .mutual = draw(random, 6) == 0,
        .remotes = (int)draw(random, 4),
    };
}

static baton_time draw_time(uint64_t *random, const struct baton_machine *transfer)
{
    if (transfer->deadline != BATON_NEVER && draw(random, 8) == 0)
        return transfer->deadline - 1 + (baton_time)draw(random, 3) > transfer->stepped
                   ? transfer->deadline
                   : transfer->stepped;
    return transfer->stepped + (baton_time)draw(random, 60);
}

struct tally {
    int outcomes[BATON_OUTCOME_FAILED + 1];
    int reasons[BATON_REASON_REMOVED + 1];
};

static void play(uint64_t round, struct tally *tally)
{
    uint64_t random = (seed + round) * UINT64_C(0x9E3779B97F4A7C15) | 1;
    struct baton_transfer_policy policy = draw_policy(&random);
    struct watcher watcher;
    watcher_init(&watcher, &policy, 10 + (int)draw(&random, 90), (baton_time)draw(&random, 1000));
    for (int i = 0; i < EVENTS; i++) {
        struct baton_transfer_event event = draw_event(&random, &watcher.transfer);
        if (draw(&random, 6) == 0)
            watcher_fire(&watcher);
        watcher_send(&watcher, &event, draw_time(&random, &watcher.transfer));
        if (watcher.broken)
            fail_msg("BATON_SEED=%llu, round %llu, event %d (%d): %s", (unsigned long long)seed,
                (unsigned long long)round, i, event.type, watcher.broken);
    }
    tally->outcomes[watcher.transfer.outcome]++;
    tally->reasons[watcher.transfer.reason]++;
}

TEST(the_rules_hold_in_any_order_and_all_outcomes_and_reasons_occur)
{
    struct tally tally = {{0}, {0}};
    for (uint64_t round = 0; round < ROUNDS; round++)
        play(round, &tally);
    for (int i = 0; i <= BATON_OUTCOME_FAILED; i++)
        if (!tally.outcomes[i] && i != BATON_OUTCOME_NONE)
            fail_msg("BATON_SEED=%llu: no transfer had the outcome %s", (unsigned long long)seed,
                baton_transfer_outcome_name(i));
    for (int i = 0; i <= BATON_REASON_REMOVED; i++)
        if (!tally.reasons[i])
            fail_msg("BATON_SEED=%llu: no transfer ended for the reason %s",
                (unsigned long long)seed, baton_transfer_reason_name(i));
}
