/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A table of the ways, and two checks. */
#include "transfer/ways.h"

const struct baton_ways baton_ways_all = {.allowed = {true, true, true, true, true}};

static const struct {
    const char *name;
    const char *instead; /* what the room allows in any case */
} rows[BATON_WAYS] = {
    [BATON_WAY_PRESENT] = {"present", "only a code that the device in the call shows (transfer)"},
    [BATON_WAY_CODE128] = {"code128", "qr"},
    [BATON_WAY_SHORT] = {"short", "qr"},
    [BATON_WAY_NOBODY] = {"nobody", "old, remote_any, remote_all, both_any and both_all"},
    [BATON_WAY_YESNO] = {"yesno", "number"},
};

const char *baton_way_name(enum baton_way way)
{
    return rows[way].name;
}

void baton_ways_apply(struct baton_ways *ways, const struct baton_ways *stated, unsigned has)
{
    for (int way = 0; way < BATON_WAYS; way++)
        if (has & 1u << way)
            ways->allowed[way] = stated->allowed[way];
}

bool baton_ways_equal(const struct baton_ways *a, const struct baton_ways *b)
{
    for (int way = 0; way < BATON_WAYS; way++)
        if (a->allowed[way] != b->allowed[way])
            return false;
    return true;
}

enum baton_error baton_ways_check(const struct baton_ways *ways, enum baton_way way,
    const char *field, struct baton_failure *failure)
{
    if (ways->allowed[way])
        return BATON_OK;
    return baton_failure_set(failure, BATON_E_WAY_FORBIDDEN,
        "%s: this room forbids \"%s\" (ways); it allows %s", field, rows[way].name,
        rows[way].instead);
}

enum baton_error baton_ways_check_kind(const struct baton_ways *ways, enum baton_code_kind kind,
    const char *field, struct baton_failure *failure)
{
    const bool bars = ways->allowed[BATON_WAY_CODE128], letters = ways->allowed[BATON_WAY_SHORT];

    if (kind == BATON_CODE_QR || (kind == BATON_CODE_CODE128 ? bars : letters))
        return BATON_OK;
    return baton_failure_set(failure, BATON_E_WAY_FORBIDDEN,
        "%s: this room forbids \"%s\" (ways); it allows qr%s%s", field, baton_code_kind_name(kind),
        bars ? " and code128" : "", letters ? " and short" : "");
}
