/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each four bytes of the input are one call of a small ledger. A simple model has all codes that
 * were ever put into the ledger, and counts all misses. What the ledger still knows must agree with
 * the model.
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
    HANDLES = 4, /* the origins are four handles, two sessions and one room */
    SESSIONS = 2,
    ORIGINS = HANDLES + SESSIONS + 1,
    FEW_ORIGINS = 3, /* fewer than ORIGINS, so that the ledger forgets counts */
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
        "put must return the error that the model expects");
    if (expected)
        return;
    if (former)
        former->fate = BATON_E_CODE_SUPERSEDED;
    *known = (struct known){true, owner, subject, BATON_OK, model->now + lifetime};
}

/* Returns the origins of one scan: a handle, its session and, if the code is `weak`, the room. */
static struct baton_ledger_asking who_asks(char names[3][4], unsigned asking, bool weak)
{
    unsigned handle = asking % HANDLES;
    return (struct baton_ledger_asking){
        .origins = {{name(names[0], 'h', handle), 2}, {name(names[1], 's', handle % SESSIONS), 3},
            {name(names[2], 'r', 0), 5}},
        .count = weak ? 3 : 2,
    };
}

/* Returns a bit for each origin that is locked. With `miss`, first counts a miss for each origin. */
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
    require(known->put && error == fate, "find must return the state of the code in the model");
    require(found->locked == 0, "a lookup without a miss must not lock an origin");
    name(subject_id, 's', known->subject);
    require(strcmp(found->subject_id,
                error == BATON_OK || error == BATON_E_CODE_USED ? subject_id : "") == 0,
        "find must return the subject of the code, or none");
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
        require((error == BATON_E_TOO_MANY_ATTEMPTS) == (locked != 0),
            "a scan must be refused exactly if one of its origins is locked");
    if (error == BATON_E_TOO_MANY_ATTEMPTS) {
        require(model->few || found.locked == (locked & -locked),
            "a refusal must name the first locked origin");
        require(found.locked != 0 && found.subject_id[0] == '\0',
            "a refusal must name a locked origin and no subject");
    } else if (error == BATON_E_CODE_UNKNOWN) {
        require(!is_live(model, &model->codes[code]), "find must know every live code");
        locked = count(model, &asking, handle, true);
        require(model->few || found.locked == locked, "a miss must count for each origin");
        require(found.subject_id[0] == '\0', "a miss must name no subject");
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
        require(baton_ledger_live(model.ledger, model.now) == live_codes(&model),
            "the number of live codes is wrong");
        require(baton_ledger_locked(model.ledger, model.now) <= limits.max_origins,
            "there must be no more locked origins than max_origins");
    }
    baton_ledger_free(model.ledger);
    return 0;
}
