/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes as calls of a small ledger, four for each, beside a list of all codes ever put: what the
 * ledger still knows has to agree with that list.
 */
#include <stdbool.h>
#include <stdint.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "transfer/ledger.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

enum { CODES = 16, MAX_CODES = 4, MAX_MISSES = 3, REMEMBER = 64 };

struct known {
    bool put;
    unsigned owner;
    enum baton_error fate;
    baton_time expires;
    char subject_id[BATON_LEDGER_ID];
};

struct model {
    struct baton_ledger *ledger;
    struct known codes[CODES];
    unsigned subjects;
    baton_time now;
};

static void require(bool holds, const char *rule)
{
    if (holds)
        return;
    fprintf(stderr, "%s\n", rule);
    abort();
}

static struct baton_digest digest_of(unsigned code)
{
    struct baton_digest digest = { { 0 } };
    digest.bytes[0] = (uint8_t)(code & 3);
    digest.bytes[31] = (uint8_t)code;
    return digest;
}

static bool is_live(const struct model *model, const struct known *known)
{
    return known->put && known->fate == BATON_OK && known->expires > model->now;
}

static size_t live_codes(const struct model *model)
{
    size_t live = 0;
    for (unsigned i = 0; i < CODES; i++)
        live += is_live(model, &model->codes[i]);
    return live;
}

static void put(struct model *model, unsigned code, unsigned owner, baton_time lifetime)
{
    struct baton_digest digest = digest_of(code);
    struct known *known = &model->codes[code], *former = NULL;
    char owner_id[8], subject_id[BATON_LEDGER_ID];
    for (unsigned i = 0; i < CODES; i++)
        if (is_live(model, &model->codes[i]) && model->codes[i].owner == owner)
            former = &model->codes[i];
    snprintf(owner_id, sizeof(owner_id), "w%u", owner);
    snprintf(subject_id, sizeof(subject_id), "s%u", model->subjects++);
    enum baton_error expected = is_live(model, known) ? BATON_E_CODE_USED :
        !former && live_codes(model) == MAX_CODES ? BATON_E_LIMIT_REACHED : BATON_OK;
    const struct baton_ledger_code new = { &digest, code & 1 ? "odd" : "even", owner_id, subject_id };
    require(baton_ledger_put(model->ledger, &new, model->now + lifetime, model->now) == expected,
        "put answers wrongly");
    if (expected)
        return;
    if (former)
        former->fate = BATON_E_CODE_SUPERSEDED;
    *known = (struct known){ true, owner, BATON_OK, model->now + lifetime, "" };
    memcpy(known->subject_id, subject_id, sizeof(subject_id));
}

static void find(struct model *model, unsigned code, bool in_odd, unsigned asking)
{
    struct baton_digest digest = digest_of(code);
    const struct known *known = &model->codes[code];
    char origin[8];
    struct baton_ledger_found found;
    snprintf(origin, sizeof(origin), "o%u", asking);
    const struct baton_ledger_asking who = { { { origin, MAX_MISSES } }, 1 };
    enum baton_error error = baton_ledger_find(model->ledger, &digest, in_odd ? "odd" : NULL, &who,
        model->now, &found);
    enum baton_error fate = known->fate ? known->fate :
        is_live(model, known) ? BATON_OK : BATON_E_CODE_EXPIRED;
    if (error == BATON_E_TOO_MANY_ATTEMPTS)
        return;
    if (in_odd && !(code & 1) && error != BATON_E_CODE_UNKNOWN)
        fate = BATON_E_CODE_OTHER_ROOM;
    if (error == BATON_E_CODE_UNKNOWN)
        require(!is_live(model, known), "a live code is unknown");
    else
        require(known->put && error == fate, "a code is not what it was");
    if (error == BATON_OK || error == BATON_E_CODE_USED)
        require(strcmp(found.subject_id, known->subject_id) == 0, "a code is another subject's");
    else
        require(found.subject_id[0] == '\0', "a refusal names a subject");
}

static void use(struct model *model, unsigned code)
{
    struct known *known = &model->codes[code];
    if (!known->put)
        return;
    baton_ledger_kill(model->ledger, known->subject_id, BATON_E_CODE_USED, model->now);
    if (is_live(model, known))
        known->fate = BATON_E_CODE_USED;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const struct baton_ledger_limits limits = { MAX_CODES, REMEMBER, 32, 4 };
    struct model model = { .ledger = baton_ledger_new(&limits) };
    for (size_t i = 0; i + 4 <= size; i += 4) {
        unsigned code = data[i + 1] % CODES;
        model.now += data[i + 3] & 15;
        if (data[i] % 3 == 0)
            put(&model, code, data[i + 2] % 6, 1 + (data[i + 2] >> 3));
        else if (data[i] % 3 == 1)
            find(&model, code, data[i + 2] & 1, data[i + 2] >> 4);
        else
            use(&model, code);
        require(baton_ledger_live(model.ledger, model.now) == live_codes(&model), "live is wrong");
        require(baton_ledger_locked(model.ledger, model.now) <= 4, "too many locks");
    }
    baton_ledger_free(model.ledger);
    return 0;
}
