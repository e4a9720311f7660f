/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One hash table finds the devices by their ids, another one the secrets by their digests. */
#include "transfer/resume_book.h"

#include <assert.h>
#include <string.h>

#include <glib.h>

_Static_assert(BATON_RESUME_SECRETS == BATON_RESUME_VALID + BATON_RESUME_OLD, "all of a device");

struct secret {
    struct baton_digest digest;
    struct holder *holder;
};

/* A device that has got a secret. */
struct holder {
    struct baton_resume_owner owner;
    struct secret *secrets
        [BATON_RESUME_SECRETS]; /* owned; first the old ones, then the valid ones, the oldest first */
    size_t old, valid;
    const struct secret
        *replied;            /* the secret of the last reply; NULL: forgotten, or shown already */
    baton_time forgotten_at; /* if the device has ended */
    GList link;              /* element of `ended`; its data is NULL if the device has not ended */
};

struct baton_resume_book {
    struct baton_resume_limits limits;
    GHashTable *by_digest; /* -> struct secret */
    GHashTable *by_device; /* id -> struct holder, only of devices that have not ended */
    GQueue ended;          /* struct holder; the first to be forgotten is the head */
};

/* --- holders ---------------------------------------------------------------------------------- */

/* Forgets the oldest secret. */
static void forget_secret(struct baton_resume_book *book, struct holder *holder)
{
    struct secret *oldest = holder->secrets[0];
    size_t left = holder->old + holder->valid - 1;
    g_hash_table_remove(book->by_digest, &oldest->digest);
    if (holder->replied == oldest)
        holder->replied = NULL;
    g_free(oldest);
    memmove(holder->secrets, holder->secrets + 1, left * sizeof(holder->secrets[0]));
    *(holder->old > 0 ? &holder->old : &holder->valid) -= 1;
}

static void forget_holder(struct baton_resume_book *book, struct holder *holder)
{
    while (holder->old + holder->valid > 0)
        forget_secret(book, holder);
    if (holder->link.data)
        g_queue_unlink(&book->ended, &holder->link);
    g_free(holder);
}

static void forget_ended(struct baton_resume_book *book, baton_time now)
{
    const struct holder *first;
    while ((first = g_queue_peek_head(&book->ended)) &&
           (first->forgotten_at <= now || book->ended.length > book->limits.max_ended))
        forget_holder(book, g_queue_peek_head(&book->ended));
}

/* Makes the oldest `count` valid secrets old. */
static void make_old(struct baton_resume_book *book, struct holder *holder, size_t count)
{
    holder->old += count;
    holder->valid -= count;
    while (holder->old > BATON_RESUME_OLD)
        forget_secret(book, holder);
}

/* Returns the place of one of the valid secrets. */
static size_t place_of(const struct holder *holder, const struct secret *secret)
{
    size_t at = holder->old;
    while (holder->secrets[at] != secret)
        at++;
    return at;
}

/* Makes this secret the latest one, so that all others can become old. */
static void put_last(struct holder *holder, struct secret *secret)
{
    size_t at = place_of(holder, secret), last = holder->old + holder->valid - 1;
    memmove(
        holder->secrets + at, holder->secrets + at + 1, (last - at) * sizeof(holder->secrets[0]));
    holder->secrets[last] = secret;
}

static bool is_valid(const struct secret *secret)
{
    const struct holder *holder = secret->holder;
    for (size_t i = holder->old; i < holder->old + holder->valid && !holder->link.data; i++) {
        if (holder->secrets[i] == secret)
            return true;
    }
    return false;
}

/* --- the book --------------------------------------------------------------------------------- */

struct baton_resume_book *baton_resume_book_new(const struct baton_resume_limits *limits)
{
    struct baton_resume_book *book = g_new0(struct baton_resume_book, 1);
    assert(limits->max_ended > 0 && limits->remember > 0);
    book->limits = *limits;
    book->by_digest = g_hash_table_new(baton_digest_hash, baton_digest_match);
    book->by_device = g_hash_table_new(g_str_hash, g_str_equal);
    g_queue_init(&book->ended);
    return book;
}

void baton_resume_book_free(struct baton_resume_book *book)
{
    GHashTableIter iter;
    void *holder;
    if (!book)
        return;
    g_hash_table_iter_init(&iter, book->by_device);
    while (g_hash_table_iter_next(&iter, NULL, &holder))
        forget_holder(book, holder);
    while (book->ended.length > 0)
        forget_holder(book, g_queue_peek_head(&book->ended));
    g_hash_table_destroy(book->by_device);
    g_hash_table_destroy(book->by_digest);
    g_free(book);
}

enum baton_resume_state baton_resume_book_find(struct baton_resume_book *book,
    const struct baton_digest *digest, baton_time now, struct baton_resume_owner *owner)
{
    forget_ended(book, now);
    const struct secret *secret = g_hash_table_lookup(book->by_digest, digest);
    if (!secret)
        return BATON_RESUME_UNKNOWN;
    *owner = secret->holder->owner;
    if (secret->holder->link.data)
        return BATON_RESUME_HAS_ENDED;
    return is_valid(secret) ? BATON_RESUME_IS_VALID : BATON_RESUME_IS_OLD;
}

size_t baton_resume_book_valid(const struct baton_resume_book *book, const char *device,
    struct baton_digest digests[BATON_RESUME_VALID])
{
    const struct holder *holder = g_hash_table_lookup(book->by_device, device);
    for (size_t i = 0; holder && i < holder->valid; i++)
        digests[i] = holder->secrets[holder->old + i]->digest;
    return holder ? holder->valid : 0;
}

bool baton_resume_book_has_space(const struct baton_resume_book *book, const char *device)
{
    const struct holder *holder = g_hash_table_lookup(book->by_device, device);
    return !holder || holder->valid < BATON_RESUME_VALID;
}

/* Adds a valid secret, and returns it. */
static struct secret *add_secret(struct baton_resume_book *book,
    const struct baton_resume_owner *owner, const struct baton_digest *digest)
{
    struct holder *holder = g_hash_table_lookup(book->by_device, owner->device);
    struct secret *secret = g_new0(struct secret, 1);
    if (!holder) {
        holder = g_new0(struct holder, 1);
        holder->owner = *owner;
        holder->owner.ending = BATON_ENDING_NONE;
        g_hash_table_insert(book->by_device, holder->owner.device, holder);
    }
    secret->digest = *digest;
    secret->holder = holder;
    holder->secrets[holder->old + holder->valid++] = secret;
    g_hash_table_insert(book->by_digest, &secret->digest, secret);
    return secret;
}

void baton_resume_book_add(struct baton_resume_book *book, const struct baton_resume_owner *owner,
    const struct baton_digest *digest, bool replies)
{
    assert(baton_resume_book_has_space(book, owner->device));
    struct secret *secret = add_secret(book, owner, digest);
    if (replies)
        secret->holder->replied = secret;
}

void baton_resume_book_use(struct baton_resume_book *book, const struct baton_digest *digest)
{
    struct secret *secret = g_hash_table_lookup(book->by_digest, digest);
    assert(secret && is_valid(secret));
    secret->holder->replied = NULL;
    put_last(secret->holder, secret);
    make_old(book, secret->holder, secret->holder->valid - 1);
}

void baton_resume_book_show(struct baton_resume_book *book, const char *device)
{
    struct holder *holder = g_hash_table_lookup(book->by_device, device);
    if (!holder || !holder->replied)
        return;
    make_old(book, holder, place_of(holder, holder->replied) - holder->old);
    holder->replied = NULL;
}

/* --- restarts --------------------------------------------------------------------------------- */

size_t baton_resume_book_list(const struct baton_resume_book *book, const char *device,
    struct baton_resume_entry entries[BATON_RESUME_SECRETS])
{
    const struct holder *holder = g_hash_table_lookup(book->by_device, device);
    size_t count = holder ? holder->old + holder->valid : 0;
    for (size_t i = 0; i < count; i++)
        entries[i] = (struct baton_resume_entry){holder->secrets[i]->digest, i >= holder->old};
    return count;
}

static bool can_restore(const struct baton_resume_book *book,
    const struct baton_resume_owner *owner, const struct baton_resume_entry *entries, size_t count)
{
    size_t counts[2] = {0, 0};
    for (size_t i = 0; i < count; i++) {
        for (size_t j = 0; j < i; j++)
            if (baton_digest_match(&entries[j].digest, &entries[i].digest))
                return false;
        if ((counts[true] > 0 && !entries[i].valid) ||
            g_hash_table_contains(book->by_digest, &entries[i].digest))
            return false;
        counts[entries[i].valid]++;
    }
    return counts[true] <= BATON_RESUME_VALID && counts[false] <= BATON_RESUME_OLD &&
           !g_hash_table_contains(book->by_device, owner->device);
}

bool baton_resume_book_restore(struct baton_resume_book *book,
    const struct baton_resume_owner *owner, const struct baton_resume_entry *entries, size_t count)
{
    if (!can_restore(book, owner, entries, count))
        return false;
    size_t old = 0;
    for (size_t i = 0; i < count; i++) {
        add_secret(book, owner, &entries[i].digest);
        old += !entries[i].valid;
        struct holder *holder = g_hash_table_lookup(book->by_device, owner->device);
        holder->old = old;
        holder->valid = i + 1 - old;
    }
    return true;
}

void baton_resume_book_end(
    struct baton_resume_book *book, const char *device, enum baton_ending ending, baton_time now)
{
    struct holder *holder = g_hash_table_lookup(book->by_device, device);
    if (!holder)
        return;
    g_hash_table_remove(book->by_device, device);
    holder->owner.ending = ending;
    holder->forgotten_at = now + book->limits.remember;
    holder->link.data = holder;
    g_queue_push_tail_link(&book->ended, &holder->link);
    forget_ended(book, now);
}
