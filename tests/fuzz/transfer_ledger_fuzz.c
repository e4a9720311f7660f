/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Each four bytes of the input are one call of a small ledger. A simple model has all codes that were ever put. Each
 * code that the ledger still knows must be in the model too. The ledger must know all codes that it must not push out.
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
    HOLDERS = 3,
    MOST = 2,
};

struct known {
    bool put;
    unsigned owner, subject, holder;
    bool limited;   /* counts for the limit of its holder */
    unsigned order; /* how many codes were put before */
    enum baton_error fate;
    baton_time expires;
    baton_time kept_until; /* until then a used code must stay in the ledger; 0: it need not */
};

struct model {
    struct baton_ledger *ledger;
    struct known codes[CODES];
    baton_time now;
    unsigned puts;
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

/* Whether the ledger must know the code. */
static bool stays(const struct model *model, const struct known *known)
{
    return is_live(model, known) || (known->put && known->kept_until > model->now);
}

static size_t codes_that_stay(const struct model *model)
{
    size_t count = 0;
    for (unsigned i = 0; i < CODES; i++)
        count += stays(model, &model->codes[i]);
    return count;
}

static size_t live_codes(const struct model *model)
{
    size_t live = 0;
    for (unsigned i = 0; i < CODES; i++)
        live += is_live(model, &model->codes[i]);
    return live;
}

static size_t limited_codes(const struct model *model, unsigned holder)
{
    size_t count = 0;
    for (unsigned i = 0; i < CODES; i++) {
        const struct known *known = &model->codes[i];
        count += is_live(model, known) && known->limited && known->holder == holder;
    }
    return count;
}

/* The holder's oldest live code that counts for its limit. */
static struct known *oldest_of(struct model *model, unsigned holder)
{
    struct known *oldest = NULL;
    for (unsigned i = 0; i < CODES; i++) {
        struct known *known = &model->codes[i];
        if (is_live(model, known) && known->limited && known->holder == holder &&
            (!oldest || known->order < oldest->order))
            oldest = known;
    }
    return oldest;
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
    unsigned owner = choice % OWNERS, subject = choice % SUBJECTS, holder = (choice >> 5) % HOLDERS;
    bool limited = choice & 8, rotates = limited && (choice & 16);
    struct baton_digest digest = digest_of(code);
    struct known *known = &model->codes[code], *former = live_code_of(model, owner);
    char owner_id[4], subject_id[4], holder_name[4];
    const struct baton_ledger_code new = {
        .digest = &digest,
        .room_id = room_of(code),
        .owner_id = name(owner_id, 'o', owner),
        .subject_id = name(subject_id, 's', subject),
        .holder = name(holder_name, 'h', holder),
        .most = limited ? MOST : 0,
        .rotates = rotates,
    };
    bool full = !former && !stays(model, known) && codes_that_stay(model) == MAX_CODES;
    bool replaces = former && former->limited && former->holder == holder;
    bool too_many = limited && !replaces && limited_codes(model, holder) >= MOST;
    bool gives_way = rotates && too_many;
    enum baton_error expected = is_live(model, known)              ? BATON_E_CODE_USED
                                : !gives_way && (full || too_many) ? BATON_E_LIMIT_REACHED
                                                                   : BATON_OK;
    require(baton_ledger_put(model->ledger, &new, model->now + lifetime, model->now) == expected,
        "put must return the error that the model expects");
    if (expected)
        return;
    if (gives_way)
        oldest_of(model, holder)->fate = BATON_E_CODE_EXPIRED;
    if (former)
        former->fate = BATON_E_CODE_SUPERSEDED;
    *known = (struct known){
        true, owner, subject, holder, limited, model->puts++, BATON_OK, model->now + lifetime, 0};
    require(
        baton_ledger_held(model->ledger, new.holder, model->now) == limited_codes(model, holder),
        "the ledger must count the limited codes that the model counts");
}

static void check_code(
    struct model *model, unsigned code, const char *room, enum baton_error error, const char *found)
{
    const struct known *known = &model->codes[code];
    enum baton_error fate = known->fate             ? known->fate
                            : is_live(model, known) ? BATON_OK
                                                    : BATON_E_CODE_EXPIRED;
    char subject_id[4];
    if (room && room_of(code) && strcmp(room, room_of(code)) != 0)
        fate = BATON_E_CODE_OTHER_ROOM;
    require(known->put && error == fate, "find must return the state of the code in the model");
    name(subject_id, 's', known->subject);
    require(strcmp(found, error == BATON_OK || error == BATON_E_CODE_USED ? subject_id : "") == 0,
        "find must return the subject of the code, or none");
}

static void find(struct model *model, unsigned code, unsigned choice)
{
    struct baton_digest digest = digest_of(code);
    char found[BATON_LEDGER_ID];
    const char *room = choice & 16 ? "odd" : NULL;
    enum baton_error error = baton_ledger_find(model->ledger, &digest, room, model->now, found);
    if (error != BATON_E_CODE_UNKNOWN) {
        check_code(model, code, room, error, found);
        return;
    }
    require(!stays(model, &model->codes[code]),
        "a live code, and a used code whose subject has not ended, must be known");
    require(found[0] == '\0', "an unknown code must name no subject");
}

static void end(struct model *model, unsigned choice)
{
    char id[4];
    unsigned subject = choice % SUBJECTS;
    struct known *known = live_code_of(model, choice % OWNERS);
    if (choice & 64) {
        baton_ledger_kill_owned(
            model->ledger, name(id, 'o', choice % OWNERS), BATON_E_CODE_USED, model->now);
        if (known) {
            known->fate = BATON_E_CODE_USED;
            known->kept_until = model->now + REMEMBER;
        }
        return;
    }
    baton_ledger_kill(model->ledger, name(id, 's', subject), BATON_E_CODE_SUPERSEDED, model->now);
    for (unsigned i = 0; i < CODES; i++) {
        if (model->codes[i].subject != subject)
            continue;
        model->codes[i].kept_until = 0;
        if (is_live(model, &model->codes[i]))
            model->codes[i].fate = BATON_E_CODE_SUPERSEDED;
    }
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
    struct model model = {.now = 0};
    const struct baton_ledger_limits limits = {MAX_CODES, REMEMBER};
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
    }
    baton_ledger_free(model.ledger);
    return 0;
}
