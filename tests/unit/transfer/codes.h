/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Helpers of the ledger's tests. Each code has a number; the functions store, look up and kill codes by number. */
#ifndef BATON_UNIT_TRANSFER_CODES_H
#define BATON_UNIT_TRANSFER_CODES_H

#include <stdio.h>
#include <string.h>

#include "test.h"
#include "transfer/ledger.h"

static const struct baton_ledger_limits limits = {
    .max_codes = 4,
    .remember = BATON_SECONDS(600),
};

static inline struct baton_digest digest_of(unsigned n)
{
    struct baton_digest digest = {{0}};
    memcpy(digest.bytes, &n, sizeof(n));
    memset(digest.bytes + 8, (int)(n % 251), 8);
    return digest;
}

static inline int set_up(void **state)
{
    *state = baton_ledger_new(&limits);
    return 0;
}

static inline int tear_down(void **state)
{
    baton_ledger_free(*state);
    return 0;
}

static inline enum baton_error put_as(struct baton_ledger *ledger, unsigned n, const char *room,
    const char *owner, const char *subject, baton_time expires, baton_time now)
{
    struct baton_digest digest = digest_of(n);
    struct baton_ledger_code code = {&digest, room, owner, subject, "holder", 0, false};
    return baton_ledger_put(ledger, &code, expires, now);
}

/* Code n of owner n, subject n, held by `holder`. */
static inline enum baton_error put_for(
    struct baton_ledger *ledger, unsigned n, const char *holder, baton_time expires, baton_time now)
{
    struct baton_digest digest = digest_of(n);
    char owner[BATON_LEDGER_ID], subject[BATON_LEDGER_ID];
    snprintf(owner, sizeof(owner), "owner%u", n);
    snprintf(subject, sizeof(subject), "subject%u", n);
    struct baton_ledger_code code = {&digest, "room", owner, subject, holder, 0, false};
    return baton_ledger_put(ledger, &code, expires, now);
}

/* Stores code n for owner n and subject n. */
static inline enum baton_error put(
    struct baton_ledger *ledger, unsigned n, baton_time expires, baton_time now)
{
    char owner[BATON_LEDGER_ID], subject[BATON_LEDGER_ID];
    snprintf(owner, sizeof(owner), "owner%u", n);
    snprintf(subject, sizeof(subject), "subject%u", n);
    return put_as(ledger, n, "room", owner, subject, expires, now);
}

/* Looks code n up in `room` (NULL: in any room). Copies the id of the subject to `subject`. */
static inline enum baton_error search(struct baton_ledger *ledger, unsigned n, const char *room,
    baton_time now, char subject[BATON_LEDGER_ID])
{
    struct baton_digest digest = digest_of(n);
    return baton_ledger_find(ledger, &digest, room, now, subject);
}

static inline enum baton_error find(struct baton_ledger *ledger, unsigned n, baton_time now)
{
    char subject[BATON_LEDGER_ID], expected[BATON_LEDGER_ID];
    enum baton_error error = search(ledger, n, NULL, now, subject);
    snprintf(expected, sizeof(expected), "subject%u", n);
    assert_string_equal(subject, !error || error == BATON_E_CODE_USED ? expected : "");
    return error;
}

static inline void end_code(
    struct baton_ledger *ledger, unsigned n, enum baton_error as, baton_time now)
{
    char subject[BATON_LEDGER_ID];
    snprintf(subject, sizeof(subject), "subject%u", n);
    baton_ledger_kill(ledger, subject, as, now);
}

/* A device uses the code. The subject does not end. */
static inline void use_code(struct baton_ledger *ledger, unsigned n, baton_time now)
{
    char owner[BATON_LEDGER_ID];
    snprintf(owner, sizeof(owner), "owner%u", n);
    baton_ledger_kill_owned(ledger, owner, BATON_E_CODE_USED, now);
}

#define LEDGER_TEST(name) TEST(name, .setup_func = set_up, .teardown_func = tear_down)

#endif
