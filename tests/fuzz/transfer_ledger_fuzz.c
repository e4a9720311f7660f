/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Bytes as calls of a small ledger, four for each, beside a list of all codes ever put and a count
 * of all misses: what the ledger still knows has to agree with both.
 */
#include <stdio.h>

#include "fuzz/fuzz.h"
#include "transfer/ledger.h"

enum {
    CODES = 16,
    OWNERS = 6,
    SUBJECTS = 4,
    MAX_CODES = 4,
    REMEMBER = 64,
    LOCK = 32,
    HANDLES = 4, /* origins: four handles, two sessions, one room */
    SESSIONS = 2,
    ORIGINS = HANDLES + SESSIONS + 1,
    FEW_ORIGINS = 3, /* too few for all: then counts get lost */
};

struct known {
    bool put;
    unsigned owner, subject;
    enum baton_error fate;
    baton_time expires;
};

struct counted {
    int misses;
    baton_time until;
};

struct model {
    struct baton_ledger *ledger;
    struct known codes[CODES];
    struct counted origins[ORIGINS];
    bool few;
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
    struct baton_digest digest = {{0}};
    digest.bytes[0] = (uint8_t)(code & 3);
    digest.bytes[31] = (uint8_t)code;
    return digest;
}

static const char *room_of(unsigned code)
{
    return code % 3 == 0 ? NULL : code % 3 == 1 ? "odd" : "even";
}

static const char *name(char out[4], char kind, unsigned n)
{
    snprintf(out, 4, "%c%u", kind, n % 100);
    return out;
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

static struct known *live_code_of(struct model *model, unsigned owner)
{
    for (unsigned i = 0; i < CODES; i++)
        if (is_live(model, &model->codes[i]) && model->codes[i].owner == owner)
            return &model->codes[i];
    return NULL;
}

static void put(struct model *model, unsigned code, unsigned choice, baton_time lifetime)
{
    unsigned owner = choice % OWNERS, subject = choice % SUBJECTS;
    struct baton_digest digest = digest_of(code);
    struct known *known = &model->codes[code], *former = live_code_of(model, owner);
    char owner_id[4], subject_id[4];
    const struct baton_ledger_code new = {
        &digest, room_of(code), name(owner_id, 'o', owner), name(subject_id, 's', subject)};
    enum baton_error expected = is_live(model, known)                       ? BATON_E_CODE_USED
                                : !former && live_codes(model) == MAX_CODES ? BATON_E_LIMIT_REACHED
                                                                            : BATON_OK;
    require(baton_ledger_put(model->ledger, &new, model->now + lifetime, model->now) == expected,
        "put answers wrongly");
    if (expected)
        return;
    if (former)
        former->fate = BATON_E_CODE_SUPERSEDED;
    *known = (struct known){true, owner, subject, BATON_OK, model->now + lifetime};
}

/* A handle asks, its session too, and the room as well if `weak`. */
static struct baton_ledger_asking who_asks(char names[3][4], unsigned asking, bool weak)
{
    unsigned handle = asking % HANDLES;
    return (struct baton_ledger_asking){
        .origins = {{name(names[0], 'h', handle), 2}, {name(names[1], 's', handle % SESSIONS), 3},
            {name(names[2], 'r', 0), 5}},
        .count = weak ? 3 : 2,
    };
}

/* The bits of those that are locked; with `miss`, of those that this miss locks. */
static unsigned count(
    struct model *model, const struct baton_ledger_asking *asking, unsigned handle, bool miss)
{
    const unsigned at[] = {handle, HANDLES + handle % SESSIONS, ORIGINS - 1};
    unsigned locked = 0;
    for (unsigned i = 0; i < asking->count; i++) {
        struct counted *counted = &model->origins[at[i]];
        if (counted->until <= model->now)
            counted->misses = 0;
        if (miss) {
            counted->misses++;
            counted->until = model->now + LOCK;
        }
        if (counted->misses >= asking->origins[i].limit)
            locked |= 1U << i;
    }
    return locked;
}

static void check_code(struct model *model, unsigned code, const char *room, enum baton_error error,
    const struct baton_ledger_found *found)
{
    const struct known *known = &model->codes[code];
    enum baton_error fate = known->fate             ? known->fate
                            : is_live(model, known) ? BATON_OK
                                                    : BATON_E_CODE_EXPIRED;
    char subject_id[4];
    if (room && room_of(code) && strcmp(room, room_of(code)) != 0)
        fate = BATON_E_CODE_OTHER_ROOM;
    require(known->put && error == fate, "a code is not what it was");
    require(found->locked == 0, "a find locks");
    name(subject_id, 's', known->subject);
    require(strcmp(found->subject_id,
                error == BATON_OK || error == BATON_E_CODE_USED ? subject_id : "") == 0,
        "a code is another subject's");
}

static void find(struct model *model, unsigned code, unsigned choice)
{
    struct baton_digest digest = digest_of(code);
    struct baton_ledger_found found;
    char names[3][4];
    unsigned handle = choice % HANDLES;
    const char *room = choice & 16 ? "odd" : NULL;
    const struct baton_ledger_asking asking = who_asks(names, handle, choice & 32);
    unsigned locked = count(model, &asking, handle, false);
    enum baton_error error =
        baton_ledger_find(model->ledger, &digest, room, &asking, model->now, &found);
    if (!model->few)
        require((error == BATON_E_TOO_MANY_ATTEMPTS) == (locked != 0), "a lock is not held");
    if (error == BATON_E_TOO_MANY_ATTEMPTS) {
        require(model->few || found.locked == (locked & -locked), "another one is locked");
        require(found.locked != 0 && found.subject_id[0] == '\0', "a refusal tells too much");
    } else if (error == BATON_E_CODE_UNKNOWN) {
        require(!is_live(model, &model->codes[code]), "a live code is unknown");
        locked = count(model, &asking, handle, true);
        require(model->few || found.locked == locked, "a miss is not counted as it should be");
        require(found.subject_id[0] == '\0', "a miss names a subject");
    } else {
        check_code(model, code, room, error, &found);
    }
}

static void end(struct model *model, unsigned choice)
{
    char id[4];
    unsigned subject = choice % SUBJECTS;
    struct known *known = live_code_of(model, choice % OWNERS);
    if (choice & 64) {
        baton_ledger_kill_owned(
            model->ledger, name(id, 'o', choice % OWNERS), BATON_E_CODE_USED, model->now);
        if (known)
            known->fate = BATON_E_CODE_USED;
        return;
    }
    baton_ledger_kill(model->ledger, name(id, 's', subject), BATON_E_CODE_SUPERSEDED, model->now);
    for (unsigned i = 0; i < CODES; i++)
        if (is_live(model, &model->codes[i]) && model->codes[i].subject == subject)
            model->codes[i].fate = BATON_E_CODE_SUPERSEDED;
}

static void assign(struct model *model, unsigned choice)
{
    char owner_id[4], subject_id[4];
    unsigned subject = (choice >> 4) % SUBJECTS;
    struct known *known = live_code_of(model, choice % OWNERS);
    baton_ledger_assign(model->ledger, name(owner_id, 'o', choice % OWNERS),
        name(subject_id, 's', subject), model->now);
    if (known)
        known->subject = subject;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct model model = {.few = size > 0 && data[0] & 128};
    const struct baton_ledger_limits limits = {
        MAX_CODES, REMEMBER, LOCK, model.few ? FEW_ORIGINS : ORIGINS};
    model.ledger = baton_ledger_new(&limits);
    for (size_t i = 0; i + 4 <= size; i += 4) {
        unsigned code = data[i + 1] % CODES;
        model.now += data[i + 3] & 15;
        if (data[i] % 4 == 0)
            put(&model, code, data[i + 2], 1 + (data[i + 2] >> 3));
        else if (data[i] % 4 == 1)
            find(&model, code, data[i + 2]);
        else if (data[i] % 4 == 2)
            end(&model, data[i + 2]);
        else
            assign(&model, data[i + 2]);
        require(baton_ledger_live(model.ledger, model.now) == live_codes(&model), "live is wrong");
        require(
            baton_ledger_locked(model.ledger, model.now) <= limits.max_origins, "too many locks");
    }
    baton_ledger_free(model.ledger);
    return 0;
}
