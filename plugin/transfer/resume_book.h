/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The digests of the resume secrets. A device in a call has a resume secret, with which it can bring its participant
 * back after it has lost its connection. The book never has the secrets.
 *
 * A secret is used once, and the device gets a new one with each use. But the message with the new secret can get lost.
 * Therefore the secret before stays valid until the device has shown that it has the new one: it has used it, or it has
 * sent another request after the reply that brought it. Then the secret before is old.
 *
 * If an old secret comes again, somebody has copied it. The book tells this apart from a secret that never existed.
 *
 * The limits bound the memory: BATON_RESUME_VALID and BATON_RESUME_OLD secrets of each device, and `max_ended` devices
 * that have ended.
 *
 * Thread: the control thread only. `now` must not go back from one call to the next.
 */
#ifndef BATON_TRANSFER_RESUME_BOOK_H
#define BATON_TRANSFER_RESUME_BOOK_H

#include <stdbool.h>
#include <stddef.h>

#include "base/clock.h"
#include "base/random.h" /* BATON_ID_SIZE */
#include "base/text.h"   /* BATON_TEXT_ID_SIZE */
#include "code/secret.h" /* struct baton_digest */
#include "transfer/ending.h"

/* The most secrets of one device that are valid at the same time, and that are remembered after they were valid. */
enum { BATON_RESUME_VALID = 4, BATON_RESUME_OLD = 8, BATON_RESUME_SECRETS = 12 };

struct baton_resume_book;

/* Both are above zero (asserted). */
struct baton_resume_limits {
    size_t max_ended; /* devices whose secrets are remembered after the device has left the call */
    baton_time remember; /* how long they are remembered */
};

/* Whose secret it is. `ending` is set by baton_resume_book_find only. */
struct baton_resume_owner {
    char room[BATON_TEXT_ID_SIZE];
    char participant[BATON_ID_SIZE];
    char device[BATON_ID_SIZE];
    enum baton_ending ending; /* why the device has left the call; BATON_ENDING_NONE: it has not */
};

/* A secret as the store keeps it. */
struct baton_resume_entry {
    struct baton_digest digest;
    bool valid; /* false: it is old */
};

enum baton_resume_state {
    BATON_RESUME_UNKNOWN,   /* never given, or forgotten */
    BATON_RESUME_IS_VALID,  /* brings the participant back */
    BATON_RESUME_IS_OLD,    /* the device has shown that it has a later secret */
    BATON_RESUME_HAS_ENDED, /* the device has left the call */
};

/* Never returns NULL. `book` may be NULL in baton_resume_book_free. */
struct baton_resume_book *baton_resume_book_new(const struct baton_resume_limits *limits);
void baton_resume_book_free(struct baton_resume_book *book);

/* Sets `*owner` unless the secret is unknown. */
enum baton_resume_state baton_resume_book_find(struct baton_resume_book *book,
    const struct baton_digest *digest, baton_time now, struct baton_resume_owner *owner);

/* Writes the digests of the valid secrets of a device, and returns their number. */
size_t baton_resume_book_valid(const struct baton_resume_book *book, const char *device,
    struct baton_digest digests[BATON_RESUME_VALID]);
/* Whether the device can get another secret: fewer than BATON_RESUME_VALID secrets of it are valid. */
bool baton_resume_book_has_space(const struct baton_resume_book *book, const char *device);
/* Adds a new secret of a device that has space (asserted). The secrets before stay valid. `replies`: a reply brings
 * this secret to the device, not an event. */
void baton_resume_book_add(struct baton_resume_book *book, const struct baton_resume_owner *owner,
    const struct baton_digest *digest, bool replies);
/* The device has used this valid secret (asserted): all its other secrets become old. The secret itself stays valid
 * until a later one is used or shown. */
void baton_resume_book_use(struct baton_resume_book *book, const struct baton_digest *digest);
/* The device has shown that it has the secret of the last reply: the secrets before become old. A secret that an event
 * has brought later does not change this, because the event can still be on its way. */
void baton_resume_book_show(struct baton_resume_book *book, const char *device);
/* Writes the state of all secrets of a device that has not ended, the oldest first. Returns their number. */
size_t baton_resume_book_list(const struct baton_resume_book *book, const char *device,
    struct baton_resume_entry entries[BATON_RESUME_SECRETS]);
/*
 * Adds the secrets of a device that the book does not know, as baton_resume_book_list has written them. The device has
 * lost every connection, so no reply can be on its way: none of the secrets counts as that of the last reply. Returns
 * false, and adds nothing, if the device or a secret is known, if an old secret follows a valid one, or if there are
 * too many.
 */
bool baton_resume_book_restore(struct baton_resume_book *book,
    const struct baton_resume_owner *owner, const struct baton_resume_entry *entries, size_t count);
/* The device has left the call: its secrets are not valid any more. */
void baton_resume_book_end(
    struct baton_resume_book *book, const char *device, enum baton_ending ending, baton_time now);

#endif
