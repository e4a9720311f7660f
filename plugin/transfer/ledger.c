/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hash tables find codes and origins. Queues have them in the order in which they are forgotten. */
#include "transfer/ledger.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include <glib.h>

struct code {
    struct baton_digest digest;
    char room_id[BATON_LEDGER_ROOM]; /* "": the code belongs to no room yet */
    char owner_id[BATON_LEDGER_ID];
    char subject_id[BATON_LEDGER_ID];
    enum baton_error fate; /* BATON_OK while it is live; then the error that a scan gets */
    baton_time until;      /* when a live code expires, or a dead code is forgotten */
    GSequenceIter *place;  /* position in `live` */
    struct code *next;     /* the next live code of the same subject */
    GList link;            /* element of `dead` */
};

struct origin {
    char name[BATON_LEDGER_ORIGIN];
    int misses;
    bool locked;
    baton_time until; /* when the count and the lock are forgotten */
    GList link;       /* element of `counted` or `locked` */
};

/* The head of each queue is forgotten first. */
struct baton_ledger {
    struct baton_ledger_limits limits;
    GHashTable *by_digest;  /* all codes; the table owns them */
    GHashTable *by_owner;   /* live codes */
    GHashTable *by_subject; /* the first live code of each subject */
    GSequence *live;
    GQueue dead;
    GHashTable *origins; /* all origins, by name; the table owns them */
    GQueue counted;      /* origins that have misses but are not locked */
    GQueue locked;
};

/*
 * 32 bits of the digest choose the bucket, so the time of a search depends on these bits. From this time, a guesser can
 * learn something about the SHA-256 digests of other people's secrets, but nothing about the secrets. Within a bucket,
 * digests are compared in constant time.
 */
static guint hash_digest(gconstpointer key)
{
    const struct baton_digest *digest = key;
    guint32 hash;
    memcpy(&hash, digest->bytes, sizeof(hash));
    return hash;
}

static gboolean equal_digests(gconstpointer a, gconstpointer b)
{
    return baton_digest_equal(a, b);
}

static gint compare_until(gconstpointer a, gconstpointer b, gpointer unused)
{
    const struct code *left = a, *right = b;
    (void)unused;
    return (left->until > right->until) - (left->until < right->until);
}

static void copy_name(char *out, size_t size, const char *name)
{
    assert(strlen(name) < size);
    g_strlcpy(out, name, size);
}

/* --- codes ------------------------------------------------------------------------------------ */

static void forget(struct baton_ledger *ledger, struct code *code)
{
    assert(code->fate != BATON_OK);
    g_queue_unlink(&ledger->dead, &code->link);
    g_hash_table_remove(ledger->by_digest, &code->digest);
}

static void add_to_subject(struct baton_ledger *ledger, struct code *code, const char *subject_id)
{
    copy_name(code->subject_id, sizeof(code->subject_id), subject_id);
    code->next = g_hash_table_lookup(ledger->by_subject, subject_id);
    g_hash_table_replace(ledger->by_subject, code->subject_id, code);
}

/* The key of a subject points into the subject's first code, so another first code needs another key. */
static void take_from_subject(struct baton_ledger *ledger, struct code *code)
{
    struct code *other = g_hash_table_lookup(ledger->by_subject, code->subject_id);
    if (other != code) {
        while (other->next != code)
            other = other->next;
        other->next = code->next;
    } else if (code->next) {
        g_hash_table_replace(ledger->by_subject, code->next->subject_id, code->next);
    } else {
        g_hash_table_remove(ledger->by_subject, code->subject_id);
    }
    code->next = NULL;
}

static void bury(
    struct baton_ledger *ledger, struct code *code, enum baton_error fate, baton_time when)
{
    assert(code->fate == BATON_OK && fate != BATON_OK);
    g_sequence_remove(code->place);
    g_hash_table_remove(ledger->by_owner, code->owner_id);
    take_from_subject(ledger, code);
    code->fate = fate;
    code->until = when + ledger->limits.remember;
    g_queue_push_tail_link(&ledger->dead, &code->link);
}

static struct code *first_to_expire(const struct baton_ledger *ledger)
{
    GSequenceIter *first = g_sequence_get_begin_iter(ledger->live);
    return g_sequence_iter_is_end(first) ? NULL : g_sequence_get(first);
}

/*
 * Makes expired codes dead, and forgets old dead codes. Every function that changes codes calls this first. So codes
 * are added to `dead` in the order of time, and the queue is always sorted.
 */
static void settle_codes(struct baton_ledger *ledger, baton_time now)
{
    struct code *code;
    while ((code = first_to_expire(ledger)) && code->until <= now)
        bury(ledger, code, BATON_E_CODE_EXPIRED, code->until);
    while ((code = g_queue_peek_head(&ledger->dead)) && code->until <= now)
        forget(ledger, code);
}

static void make_room_for_code(struct baton_ledger *ledger)
{
    if (g_hash_table_size(ledger->by_digest) >= ledger->limits.max_codes)
        forget(ledger, g_queue_peek_head(&ledger->dead));
}

static void add_code(struct baton_ledger *ledger, struct code *code)
{
    code->link.data = code;
    code->place = g_sequence_insert_sorted(ledger->live, code, compare_until, NULL);
    g_hash_table_insert(ledger->by_digest, &code->digest, code);
    g_hash_table_insert(ledger->by_owner, code->owner_id, code);
}

enum baton_error baton_ledger_put(struct baton_ledger *ledger, const struct baton_ledger_code *put,
    baton_time expires, baton_time now)
{
    assert(expires > now);
    settle_codes(ledger, now);
    struct code *same = g_hash_table_lookup(ledger->by_digest, put->digest);
    struct code *former = g_hash_table_lookup(ledger->by_owner, put->owner_id);
    if (same && same->fate == BATON_OK)
        return BATON_E_CODE_USED;
    if (!former && g_hash_table_size(ledger->by_owner) >= ledger->limits.max_codes)
        return BATON_E_LIMIT_REACHED;
    if (same)
        forget(ledger, same);
    if (former)
        bury(ledger, former, BATON_E_CODE_SUPERSEDED, now);
    make_room_for_code(ledger);

    struct code *code = g_new0(struct code, 1);
    code->digest = *put->digest;
    copy_name(code->room_id, sizeof(code->room_id), put->room_id ? put->room_id : "");
    copy_name(code->owner_id, sizeof(code->owner_id), put->owner_id);
    code->until = expires;
    add_code(ledger, code);
    add_to_subject(ledger, code, put->subject_id);
    return BATON_OK;
}

void baton_ledger_kill(
    struct baton_ledger *ledger, const char *subject_id, enum baton_error as, baton_time now)
{
    struct code *code;
    settle_codes(ledger, now);
    while ((code = g_hash_table_lookup(ledger->by_subject, subject_id)))
        bury(ledger, code, as, now);
}

void baton_ledger_kill_owned(
    struct baton_ledger *ledger, const char *owner_id, enum baton_error as, baton_time now)
{
    settle_codes(ledger, now);
    struct code *code = g_hash_table_lookup(ledger->by_owner, owner_id);
    if (code)
        bury(ledger, code, as, now);
}

void baton_ledger_assign(
    struct baton_ledger *ledger, const char *owner_id, const char *subject_id, baton_time now)
{
    settle_codes(ledger, now);
    struct code *code = g_hash_table_lookup(ledger->by_owner, owner_id);
    if (!code)
        return;
    take_from_subject(ledger, code);
    add_to_subject(ledger, code, subject_id);
}

/* --- origins ---------------------------------------------------------------------------------- */

static GQueue *queue_of(struct baton_ledger *ledger, const struct origin *origin)
{
    return origin->locked ? &ledger->locked : &ledger->counted;
}

static void drop_origin(struct baton_ledger *ledger, struct origin *origin)
{
    g_queue_unlink(queue_of(ledger, origin), &origin->link);
    g_hash_table_remove(ledger->origins, origin->name);
}

static void settle_origins(struct baton_ledger *ledger, baton_time now)
{
    struct origin *origin;
    while ((origin = g_queue_peek_head(&ledger->counted)) && origin->until <= now)
        drop_origin(ledger, origin);
    while ((origin = g_queue_peek_head(&ledger->locked)) && origin->until <= now)
        drop_origin(ledger, origin);
}

/*
 * If every origin is locked, the oldest lock is dropped. This helps no attacker: someone who can make that many origins
 * can also make a new one to guess from. The newest locks are kept, because those origins still guess.
 */
static void make_room_for_origin(struct baton_ledger *ledger)
{
    if (g_hash_table_size(ledger->origins) < ledger->limits.max_origins)
        return;
    struct origin *oldest = g_queue_peek_head(&ledger->counted);
    drop_origin(ledger, oldest ? oldest : g_queue_peek_head(&ledger->locked));
}

static struct origin *add_origin(struct baton_ledger *ledger, const char *name)
{
    make_room_for_origin(ledger);
    struct origin *origin = g_new0(struct origin, 1);
    copy_name(origin->name, sizeof(origin->name), name);
    origin->link.data = origin;
    g_hash_table_insert(ledger->origins, origin->name, origin);
    g_queue_push_tail_link(&ledger->counted, &origin->link);
    return origin;
}

/* Counts a miss of one origin. Returns whether the origin is locked now. */
static bool count_miss(
    struct baton_ledger *ledger, const struct baton_ledger_origin *asking, baton_time now)
{
    struct origin *origin = g_hash_table_lookup(ledger->origins, asking->name);
    if (!origin)
        origin = add_origin(ledger, asking->name);
    g_queue_unlink(queue_of(ledger, origin), &origin->link);
    origin->misses++;
    origin->locked = origin->misses >= asking->limit;
    origin->until = now + ledger->limits.lock_time;
    g_queue_push_tail_link(queue_of(ledger, origin), &origin->link);
    return origin->locked;
}

static unsigned count_misses(
    struct baton_ledger *ledger, const struct baton_ledger_asking *asking, baton_time now)
{
    unsigned locked = 0;
    for (size_t i = 0; i < asking->count; i++)
        if (count_miss(ledger, &asking->origins[i], now))
            locked |= 1U << i;
    return locked;
}

/* Returns the bit of the first locked origin; 0 if no origin is locked. */
static unsigned first_locked(
    const struct baton_ledger *ledger, const struct baton_ledger_asking *asking)
{
    for (size_t i = 0; i < asking->count; i++) {
        assert(asking->origins[i].limit > 0);
        const struct origin *origin = g_hash_table_lookup(ledger->origins, asking->origins[i].name);
        if (origin && origin->locked)
            return 1U << i;
    }
    return 0;
}

enum baton_error baton_ledger_find(struct baton_ledger *ledger, const struct baton_digest *digest,
    const char *room_id, const struct baton_ledger_asking *asking, baton_time now,
    struct baton_ledger_found *found)
{
    assert(asking->count <= BATON_LEDGER_ORIGINS);
    settle_codes(ledger, now);
    settle_origins(ledger, now);
    *found = (struct baton_ledger_found){.locked = first_locked(ledger, asking)};
    if (found->locked)
        return BATON_E_TOO_MANY_ATTEMPTS;
    const struct code *code = g_hash_table_lookup(ledger->by_digest, digest);
    if (!code) {
        found->locked = count_misses(ledger, asking, now);
        return BATON_E_CODE_UNKNOWN;
    }
    if (room_id && code->room_id[0] && strcmp(room_id, code->room_id) != 0)
        return BATON_E_CODE_OTHER_ROOM;
    if (code->fate == BATON_OK || code->fate == BATON_E_CODE_USED)
        memcpy(found->subject_id, code->subject_id, sizeof(code->subject_id));
    return code->fate;
}

/* --- the ledger ------------------------------------------------------------------------------- */

struct baton_ledger *baton_ledger_new(const struct baton_ledger_limits *limits)
{
    assert(limits->max_codes > 0 && limits->remember > 0);
    assert(limits->lock_time > 0 && limits->max_origins > 0);
    struct baton_ledger *ledger = g_new0(struct baton_ledger, 1);
    ledger->limits = *limits;
    ledger->by_digest = g_hash_table_new_full(hash_digest, equal_digests, NULL, g_free);
    ledger->by_owner = g_hash_table_new(g_str_hash, g_str_equal);
    ledger->by_subject = g_hash_table_new(g_str_hash, g_str_equal);
    ledger->live = g_sequence_new(NULL);
    g_queue_init(&ledger->dead);
    ledger->origins = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    g_queue_init(&ledger->counted);
    g_queue_init(&ledger->locked);
    return ledger;
}

void baton_ledger_free(struct baton_ledger *ledger)
{
    if (!ledger)
        return;
    g_sequence_free(ledger->live);
    g_hash_table_destroy(ledger->by_subject);
    g_hash_table_destroy(ledger->by_owner);
    g_hash_table_destroy(ledger->by_digest);
    g_hash_table_destroy(ledger->origins);
    g_free(ledger);
}

size_t baton_ledger_live(const struct baton_ledger *ledger, baton_time now)
{
    size_t live = 0;
    GSequenceIter *at = g_sequence_get_end_iter(ledger->live);
    while (!g_sequence_iter_is_begin(at)) {
        at = g_sequence_iter_prev(at);
        const struct code *code = g_sequence_get(at);
        if (code->until <= now)
            break;
        live++;
    }
    return live;
}

size_t baton_ledger_locked(const struct baton_ledger *ledger, baton_time now)
{
    size_t locked = 0;
    for (const GList *at = ledger->locked.tail; at; at = at->prev) {
        const struct origin *origin = at->data;
        if (origin->until <= now)
            break;
        locked++;
    }
    return locked;
}
