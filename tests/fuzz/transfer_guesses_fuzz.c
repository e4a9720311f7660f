/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each four bytes of the input are a guess at a few places, at a time that never goes back. A model counts the guesses
 * that were allowed. No order of guesses may exceed a limit.
 */
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>

#include "transfer/guesses.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { IDS = 6, FEW_PLACES = 4, LIMIT = 4, FORGET = 10, PAUSE = 50, LONGEST = 120 };

struct seen {
    baton_time began; /* the first miss */
    int misses;
};

static void require(bool holds, const char *rule)
{
    if (holds)
        return;
    fprintf(stderr, "%s\n", rule);
    abort();
}

static void visit(void *context, const struct baton_guess_place *place, baton_time wait)
{
    ++*(size_t *)context;
    require(wait > 0, "only a locked target must be listed");
    require(place->kind >= BATON_GUESS_SERVER, "no sender must be listed");
}

/* A bucket allows its limit at once, and then one guess in each FORGET. */
static void check_rate(struct seen *seen, baton_time now)
{
    if (seen->misses++ == 0)
        seen->began = now;
    require(seen->misses <= LIMIT + (now - seen->began) / FORGET,
        "a target must allow no more guesses than its limit and its rate");
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct baton_guess_rule bucket = {LIMIT, FORGET, 0, 0};
    const struct baton_guess_rule lock = {LIMIT, FORGET, PAUSE, LONGEST};
    const bool few = size > 0 && data[0] & 1;
    struct baton_guess_limits limits = {.max_places = few ? FEW_PLACES : IDS};
    struct seen seen[IDS] = {{0, 0}};
    baton_time now = 0;
    for (int kind = 0; kind < BATON_GUESS_KINDS; kind++)
        limits.rules[kind] =
            kind == BATON_GUESS_SESSION || kind >= BATON_GUESS_NUMBER ? lock : bucket;
    struct baton_guesses *guesses = baton_guesses_new(&limits);
    for (size_t i = 0; i + 4 <= size; i += 4) {
        char sender[4], target[4];
        unsigned id = data[i + 1] % IDS;
        size_t listed = 0;
        snprintf(sender, sizeof(sender), "s%u", data[i] % IDS);
        snprintf(target, sizeof(target), "t%u", id);
        const struct baton_guess_place places[] = {
            {.kind = BATON_GUESS_PIN, .id = target, .strict = data[i + 2] & 1},
            {.kind = BATON_GUESS_SESSION, .id = sender},
            {.kind = BATON_GUESS_NUMBER, .id = target, .counts_only = data[i + 2] & 2}};
        const size_t count = 1 + data[i + 2] / 4 % 3;
        now += data[i + 3] & 31;
        baton_time wait = baton_guesses_wait(guesses, places, count, now);
        require(wait >= 0 && wait <= LONGEST, "a lock must not be longer than the longest");
        if (wait == 0) {
            baton_guesses_miss(guesses, places, count, now);
            require(baton_guesses_has_missed(guesses, &places[0], now), "a miss must count");
            if (!few)
                check_rate(&seen[id], now);
        }
        baton_guesses_each_target(guesses, now, 100, visit, &listed);
        require(listed <= baton_guesses_locked(guesses, now), "a listed target must be locked");
        require(few || listed <= 2 * IDS, "only places that were guessed at can be locked");
    }
    baton_guesses_free(guesses);
    return 0;
}
