/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Hash tables find the codes. Queues keep the dead codes in the order in which they are forgotten. */
#include "transfer/ledger.h"

#include <assert.h>
#include <stdbool.h>
#include <string.h>

#include <glib.h>

/* The session that asked for codes. A holder exists as long as one of its codes is in the ledger. */
struct holder {
    char name[BATON_LEDGER_HOLDER];
    size_t codes;         /* live or dead */
    GQueue limited;       /* live codes that have a limit, the oldest first */
    GQueue dead;          /* dead codes that can be pushed out, the oldest first */
    GSequenceIter *place; /* position in `by_dead` */
};

struct code {
    struct baton_digest digest;
    char room_id[BATON_LEDGER_ROOM]; /* "": the code belongs to no room yet */
    char owner_id[BATON_LEDGER_ID];
    char subject_id[BATON_LEDGER_ID];
    struct holder *holder;
    bool limited;          /* counts for the limit of the holder */
    enum baton_error fate; /* BATON_OK while it is live; then the error that a scan gets */
    baton_time until;      /* when a live code expires, or a dead code is forgotten */
    GSequenceIter *place;  /* position in `live` */
    bool of_subject;       /* in the list of its subject: live, or used and not to be pushed out */
    struct code *next;     /* the next code in that list */
    GList link;            /* element of `dead` */
    GList held;            /* element of the holder's `limited` or, later, of its `dead` */
};

struct baton_ledger {
    struct baton_ledger_limits limits;
    GHashTable *by_digest;  /* all codes; the table owns them */
    GHashTable *by_owner;   /* live codes */
    GHashTable *by_subject; /* the first code in the list of each subject */
    GHashTable *holders;    /* by name; the table owns them */
    GSequence *by_dead;     /* holders; the one with the most codes to push out is the last */
    GSequence *live;
    GQueue dead; /* the code that is forgotten first is the head */
};

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

static void add_to_subject(struct baton_ledger *ledger, struct code *code, const char *subject_id)
{
    copy_name(code->subject_id, sizeof(code->subject_id), subject_id);
    code->next = g_hash_table_lookup(ledger->by_subject, subject_id);
    code->of_subject = true;
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
    code->of_subject = false;
    code->next = NULL;
}

/* --- holders ---------------------------------------------------------------------------------- */

static gint compare_dead(gconstpointer a, gconstpointer b, gpointer unused)
{
    const struct holder *left = a, *right = b;
    (void)unused;
    return (left->dead.length > right->dead.length) - (left->dead.length < right->dead.length);
}

static struct holder *hold(struct baton_ledger *ledger, const char *name)
{
    struct holder *holder = g_hash_table_lookup(ledger->holders, name);
    if (!holder) {
        holder = g_new0(struct holder, 1);
        copy_name(holder->name, sizeof(holder->name), name);
        g_queue_init(&holder->dead);
        g_queue_init(&holder->limited);
        g_hash_table_insert(ledger->holders, holder->name, holder);
        holder->place = g_sequence_insert_sorted(ledger->by_dead, holder, compare_dead, NULL);
    }
    holder->codes++;
    return holder;
}

static void release(struct baton_ledger *ledger, struct holder *holder)
{
    if (--holder->codes > 0)
        return;
    g_sequence_remove(holder->place);
    g_hash_table_remove(ledger->holders, holder->name);
}

/* From now on this dead code can be pushed out. */
static void allow_push_out(struct code *code)
{
    g_queue_push_tail_link(&code->holder->dead, &code->held);
    g_sequence_sort_changed(code->holder->place, compare_dead, NULL);
}

/* Returns the code to push out next, or NULL. */
static struct code *next_to_push_out(const struct baton_ledger *ledger)
{
    GSequenceIter *end = g_sequence_get_end_iter(ledger->by_dead);
    if (g_sequence_iter_is_begin(end))
        return NULL;
    struct holder *holder = g_sequence_get(g_sequence_iter_prev(end));
    return g_queue_peek_head(&holder->dead);
}

/* --- dead codes ------------------------------------------------------------------------------- */

static void forget(struct baton_ledger *ledger, struct code *code)
{
    struct holder *holder = code->holder;
    assert(code->fate != BATON_OK);
    g_queue_unlink(&ledger->dead, &code->link);
    if (code->of_subject) {
        take_from_subject(ledger, code);
    } else {
        g_queue_unlink(&holder->dead, &code->held);
        g_sequence_sort_changed(holder->place, compare_dead, NULL);
    }
    g_hash_table_remove(ledger->by_digest, &code->digest);
    release(ledger, holder);
}

/* Makes a live code dead. A used code stays in the list of its subject, because it must not be pushed out yet. */
static void make_dead(
    struct baton_ledger *ledger, struct code *code, enum baton_error fate, baton_time when)
{
    assert(code->fate == BATON_OK && fate != BATON_OK);
    g_sequence_remove(code->place);
    g_hash_table_remove(ledger->by_owner, code->owner_id);
    if (code->limited)
        g_queue_unlink(&code->holder->limited, &code->held);
    code->fate = fate;
    code->until = when + ledger->limits.remember;
    g_queue_push_tail_link(&ledger->dead, &code->link);
    if (fate == BATON_E_CODE_USED)
        return;
    take_from_subject(ledger, code);
    allow_push_out(code);
}

static struct code *first_to_expire(const struct baton_ledger *ledger)
{
    GSequenceIter *first = g_sequence_get_begin_iter(ledger->live);
    return g_sequence_iter_is_end(first) ? NULL : g_sequence_get(first);
}

/*
 * Makes expired codes dead, and forgets old dead codes. Every function that changes codes calls this first. Codes are
 * therefore added to `dead` in the order of time, and the queue is always sorted.
 */
static void settle_codes(struct baton_ledger *ledger, baton_time now)
{
    struct code *code;
    while ((code = first_to_expire(ledger)) && code->until <= now)
        make_dead(ledger, code, BATON_E_CODE_EXPIRED, code->until);
    while ((code = g_queue_peek_head(&ledger->dead)) && code->until <= now)
        forget(ledger, code);
}

static bool is_full(const struct baton_ledger *ledger)
{
    return g_hash_table_size(ledger->by_digest) >= ledger->limits.max_codes;
}

static void add_code(struct baton_ledger *ledger, struct code *code)
{
    code->link.data = code->held.data = code;
    code->place = g_sequence_insert_sorted(ledger->live, code, compare_until, NULL);
    g_hash_table_insert(ledger->by_digest, &code->digest, code);
    g_hash_table_insert(ledger->by_owner, code->owner_id, code);
    if (code->limited)
        g_queue_push_tail_link(&code->holder->limited, &code->held);
}

static size_t limited_codes(const struct baton_ledger *ledger, const char *holder)
{
    const struct holder *known = g_hash_table_lookup(ledger->holders, holder);
    return known ? known->limited.length : 0;
}

/* Whether the holder may have one more live code. `former`: the code that is superseded, or NULL. */
static bool may_hold(const struct baton_ledger *ledger, const struct baton_ledger_code *put,
    const struct code *former)
{
    bool replaces = former && former->limited && strcmp(former->holder->name, put->holder) == 0;
    return put->most == 0 || replaces || limited_codes(ledger, put->holder) < put->most;
}

/* The holder's oldest live code gives way. Afterwards a code can be pushed out, so the ledger has space. */
static void expire_oldest(
    struct baton_ledger *ledger, const struct baton_ledger_code *put, baton_time now)
{
    struct holder *holder = g_hash_table_lookup(ledger->holders, put->holder);
    make_dead(ledger, g_queue_peek_head(&holder->limited), BATON_E_CODE_EXPIRED, now);
}

enum baton_error baton_ledger_put(struct baton_ledger *ledger, const struct baton_ledger_code *put,
    baton_time expires, baton_time now)
{
    assert(expires > now);
    settle_codes(ledger, now);
    assert(put->most > 0 || !put->rotates);
    struct code *same = g_hash_table_lookup(ledger->by_digest, put->digest);
    if (same && same->fate == BATON_OK)
        return BATON_E_CODE_USED;
    struct code *former = g_hash_table_lookup(ledger->by_owner, put->owner_id);
    while (put->rotates && !may_hold(ledger, put, former))
        expire_oldest(ledger, put, now);
    if (!former && !same && is_full(ledger) && !next_to_push_out(ledger))
        return BATON_E_LIMIT_REACHED;
    if (!may_hold(ledger, put, former))
        return BATON_E_LIMIT_REACHED;
    if (same)
        forget(ledger, same);
    if (former)
        make_dead(ledger, former, BATON_E_CODE_SUPERSEDED, now);
    if (is_full(ledger))
        forget(ledger, next_to_push_out(ledger));

    struct code *code = g_new0(struct code, 1);
    code->digest = *put->digest;
    copy_name(code->room_id, sizeof(code->room_id), put->room_id ? put->room_id : "");
    copy_name(code->owner_id, sizeof(code->owner_id), put->owner_id);
    code->holder = hold(ledger, put->holder);
    code->limited = put->most > 0;
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
    while ((code = g_hash_table_lookup(ledger->by_subject, subject_id))) {
        if (code->fate == BATON_OK)
            make_dead(ledger, code, as, now);
        if (code->of_subject) {
            take_from_subject(ledger, code);
            allow_push_out(code);
        }
    }
}

void baton_ledger_kill_owned(
    struct baton_ledger *ledger, const char *owner_id, enum baton_error as, baton_time now)
{
    settle_codes(ledger, now);
    struct code *code = g_hash_table_lookup(ledger->by_owner, owner_id);
    if (code)
        make_dead(ledger, code, as, now);
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

size_t baton_ledger_list(const struct baton_ledger *ledger, const char *subject_id,
    struct baton_digest *digests, size_t most)
{
    size_t count = 0;
    const struct code *code = g_hash_table_lookup(ledger->by_subject, subject_id);
    for (; code; code = code->next)
        if (code->fate == BATON_OK && count < most)
            digests[count++] = code->digest;
    for (size_t i = 0; i < count / 2; i++) { /* the list begins with the latest code */
        const struct baton_digest digest = digests[i];
        digests[i] = digests[count - 1 - i];
        digests[count - 1 - i] = digest;
    }
    return count;
}

/* --- looking codes up ------------------------------------------------------------------------- */

enum baton_error baton_ledger_find(struct baton_ledger *ledger, const struct baton_digest *digest,
    const char *room_id, baton_time now, char subject_id[BATON_LEDGER_ID])
{
    settle_codes(ledger, now);
    subject_id[0] = '\0';
    const struct code *code = g_hash_table_lookup(ledger->by_digest, digest);
    if (!code)
        return BATON_E_CODE_UNKNOWN;
    if (room_id && code->room_id[0] && strcmp(room_id, code->room_id) != 0)
        return BATON_E_CODE_OTHER_ROOM;
    if (code->fate == BATON_OK || code->fate == BATON_E_CODE_USED)
        memcpy(subject_id, code->subject_id, sizeof(code->subject_id));
    return code->fate;
}

/* --- the ledger ------------------------------------------------------------------------------- */

struct baton_ledger *baton_ledger_new(const struct baton_ledger_limits *limits)
{
    assert(limits->max_codes > 0 && limits->remember > 0);
    struct baton_ledger *ledger = g_new0(struct baton_ledger, 1);
    ledger->limits = *limits;
    ledger->by_digest = g_hash_table_new_full(baton_digest_hash, baton_digest_match, NULL, g_free);
    ledger->by_owner = g_hash_table_new(g_str_hash, g_str_equal);
    ledger->by_subject = g_hash_table_new(g_str_hash, g_str_equal);
    ledger->live = g_sequence_new(NULL);
    g_queue_init(&ledger->dead);
    ledger->holders = g_hash_table_new_full(g_str_hash, g_str_equal, NULL, g_free);
    ledger->by_dead = g_sequence_new(NULL);
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
    g_sequence_free(ledger->by_dead);
    g_hash_table_destroy(ledger->holders);
    g_free(ledger);
}

size_t baton_ledger_held(struct baton_ledger *ledger, const char *holder, baton_time now)
{
    settle_codes(ledger, now);
    return limited_codes(ledger, holder);
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
