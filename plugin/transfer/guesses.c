/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The misses of a place are stored as one time: the time at which all of them are forgotten. Each miss moves this time
 * further, by the time that the rule needs to forget one miss (the generic cell rate algorithm, ITU-T I.371).
 */
#include "transfer/guesses.h"

#include <assert.h>
#include <string.h>

#include <glib.h>

enum { STRICT_SHARE = 4, MAX_STRIKES = 16 };

struct counter {
    char id[BATON_GUESS_ID];
    baton_time clear_at; /* when all misses are forgotten */
    baton_time until;    /* end of the last pause; 0: none */
    int strikes;         /* number of pauses so far */
    GSequenceIter *at;   /* position in `by_end` */
};

struct table {
    GHashTable *by_id; /* owns the counters */
    GSequence *by_end; /* the counter that is forgotten first is the first */
};

struct baton_guesses {
    struct baton_guess_limits limits;
    struct table tables[BATON_GUESS_KINDS];
};

/* --- one count -------------------------------------------------------------------------------- */

static baton_time end_of(const struct counter *counter)
{
    return MAX(counter->clear_at, counter->until);
}

static gint compare_end(gconstpointer a, gconstpointer b, gpointer unused)
{
    baton_time left = end_of(a), right = end_of(b);
    (void)unused;
    return (left > right) - (left < right);
}

static int limit_of(const struct baton_guess_rule *rule, bool strict)
{
    return strict ? MAX(rule->limit / STRICT_SHARE, 1) : rule->limit;
}

/* The time until one more miss fits below the limit. */
static baton_time excess(
    const struct counter *counter, const struct baton_guess_rule *rule, bool strict, baton_time now)
{
    return MAX(counter->clear_at - now - (limit_of(rule, strict) - 1) * rule->forget, 0);
}

static baton_time wait_of(
    const struct counter *counter, const struct baton_guess_rule *rule, bool strict, baton_time now)
{
    return rule->pause ? MAX(counter->until - now, 0) : excess(counter, rule, strict, now);
}

static void count_miss(struct counter *counter, const struct baton_guess_rule *rule, baton_time now)
{
    baton_time full = now + rule->limit * rule->forget;
    counter->clear_at = MIN(MAX(counter->clear_at, now) + rule->forget, full);
    if (!rule->pause || excess(counter, rule, false, now) == 0)
        return;
    baton_time pause = rule->pause;
    for (int i = 0; i < counter->strikes && pause < rule->longest; i++)
        pause *= 2;
    counter->until = now + MIN(pause, rule->longest);
    counter->strikes = MIN(counter->strikes + 1, MAX_STRIKES);
}

/* --- the counts of one kind ------------------------------------------------------------------- */

static struct counter *first_to_end(const struct table *table)
{
    GSequenceIter *first = g_sequence_get_begin_iter(table->by_end);
    return g_sequence_iter_is_end(first) ? NULL : g_sequence_get(first);
}

static void drop(struct table *table, struct counter *counter)
{
    g_sequence_remove(counter->at);
    g_hash_table_remove(table->by_id, counter->id);
}

static void settle(struct table *table, baton_time now)
{
    struct counter *counter;
    while ((counter = first_to_end(table)) && end_of(counter) <= now)
        drop(table, counter);
}

static struct counter *add(struct baton_guesses *guesses, struct table *table, const char *id)
{
    assert(strlen(id) < BATON_GUESS_ID);
    if (g_hash_table_size(table->by_id) >= guesses->limits.max_places)
        drop(table, first_to_end(table));
    struct counter *counter = g_new0(struct counter, 1);
    g_strlcpy(counter->id, id, sizeof(counter->id));
    g_hash_table_insert(table->by_id, counter->id, counter);
    counter->at = g_sequence_insert_sorted(table->by_end, counter, compare_end, NULL);
    return counter;
}

static struct counter *find(
    struct baton_guesses *guesses, const struct baton_guess_place *place, baton_time now)
{
    struct table *table = &guesses->tables[place->kind];
    settle(table, now);
    return g_hash_table_lookup(table->by_id, place->id);
}

/* --- guessing --------------------------------------------------------------------------------- */

static baton_time wait_at(
    struct baton_guesses *guesses, const struct baton_guess_place *place, baton_time now)
{
    const struct counter *counter = find(guesses, place, now);
    return counter ? wait_of(counter, &guesses->limits.rules[place->kind], place->strict, now) : 0;
}

baton_time baton_guesses_wait(struct baton_guesses *guesses, const struct baton_guess_place *places,
    size_t count, baton_time now)
{
    baton_time longest = 0;
    for (size_t i = 0; i < count; i++) {
        if (!places[i].counts_only)
            longest = MAX(longest, wait_at(guesses, &places[i], now));
    }
    return longest;
}

unsigned baton_guesses_miss(struct baton_guesses *guesses, const struct baton_guess_place *places,
    size_t count, baton_time now)
{
    unsigned locked = 0;
    for (size_t i = 0; i < count; i++) {
        const struct baton_guess_place *place = &places[i];
        bool was_locked = wait_at(guesses, place, now) > 0;
        struct counter *counter = find(guesses, place, now);
        if (!counter)
            counter = add(guesses, &guesses->tables[place->kind], place->id);
        count_miss(counter, &guesses->limits.rules[place->kind], now);
        g_sequence_sort_changed(counter->at, compare_end, NULL);
        if (!was_locked && wait_at(guesses, place, now) > 0)
            locked |= 1U << i;
    }
    return locked;
}

bool baton_guesses_has_missed(
    struct baton_guesses *guesses, const struct baton_guess_place *place, baton_time now)
{
    return find(guesses, place, now) != NULL;
}

void baton_guesses_forget(struct baton_guesses *guesses, const struct baton_guess_place *place)
{
    struct table *table = &guesses->tables[place->kind];
    struct counter *counter = g_hash_table_lookup(table->by_id, place->id);
    if (counter)
        drop(table, counter);
}

/* --- reports ---------------------------------------------------------------------------------- */

static size_t locked_in(struct baton_guesses *guesses, enum baton_guess_kind kind, baton_time now)
{
    struct table *table = &guesses->tables[kind];
    GHashTableIter iter;
    void *counter;
    size_t locked = 0;
    settle(table, now);
    g_hash_table_iter_init(&iter, table->by_id);
    while (g_hash_table_iter_next(&iter, NULL, &counter))
        locked += wait_of(counter, &guesses->limits.rules[kind], false, now) > 0;
    return locked;
}

size_t baton_guesses_locked(struct baton_guesses *guesses, baton_time now)
{
    size_t locked = 0;
    for (int kind = 0; kind < BATON_GUESS_KINDS; kind++)
        locked += locked_in(guesses, (enum baton_guess_kind)kind, now);
    return locked;
}

void baton_guesses_each_target(struct baton_guesses *guesses, baton_time now, size_t most,
    void (*visit)(void *context, const struct baton_guess_place *place, baton_time wait),
    void *context)
{
    for (int kind = BATON_GUESS_SERVER; kind < BATON_GUESS_KINDS; kind++) {
        GHashTableIter iter;
        void *value;
        g_hash_table_iter_init(&iter, guesses->tables[kind].by_id);
        while (most > 0 && g_hash_table_iter_next(&iter, NULL, &value)) {
            const struct counter *counter = value;
            const struct baton_guess_place place = {
                .kind = (enum baton_guess_kind)kind, .id = counter->id};
            baton_time wait = wait_of(counter, &guesses->limits.rules[kind], false, now);
            if (wait <= 0)
                continue;
            visit(context, &place, wait);
            most--;
        }
    }
}

/* --- life ------------------------------------------------------------------------------------- */

struct baton_guesses *baton_guesses_new(const struct baton_guess_limits *limits)
{
    assert(limits->max_places > 0);
    struct baton_guesses *guesses = g_new0(struct baton_guesses, 1);
    guesses->limits = *limits;
    for (int kind = 0; kind < BATON_GUESS_KINDS; kind++) {
        const struct baton_guess_rule *rule = &limits->rules[kind];
        assert(rule->limit > 0 && rule->forget > 0 && rule->longest >= rule->pause);
        (void)rule;
        guesses->tables[kind] = (struct table){
            .by_id = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free),
            .by_end = g_sequence_new(NULL),
        };
    }
    return guesses;
}

void baton_guesses_free(struct baton_guesses *guesses)
{
    if (!guesses)
        return;
    for (int kind = 0; kind < BATON_GUESS_KINDS; kind++) {
        g_sequence_free(guesses->tables[kind].by_end);
        g_hash_table_destroy(guesses->tables[kind].by_id);
    }
    g_free(guesses);
}

const char *baton_guess_kind_name(enum baton_guess_kind kind)
{
    static const char *const names[] = {
        [BATON_GUESS_HANDLE] = "handle",
        [BATON_GUESS_SESSION] = "session",
        [BATON_GUESS_RECALL] = "recall",
        [BATON_GUESS_STAND_IN] = "stand_in",
        [BATON_GUESS_SERVER] = "server",
        [BATON_GUESS_LETTERS] = "letters",
        [BATON_GUESS_PIN] = "pin",
        [BATON_GUESS_SECRET] = "secret",
        [BATON_GUESS_KEY] = "admin_key",
        [BATON_GUESS_NUMBER] = "number",
        [BATON_GUESS_QUESTION] = "question",
    };
    return names[kind];
}
