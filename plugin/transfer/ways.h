/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The ways to move a call that a room can forbid (`ways` in docs/api.md). A QR code on the device in the call, and the
 * number that a person picks, are always allowed, so there is always a way. A plain value.
 */
#ifndef BATON_TRANSFER_WAYS_H
#define BATON_TRANSFER_WAYS_H

#include <stdbool.h>

#include "base/error.h"
#include "code/code.h"

enum baton_way {
    BATON_WAY_PRESENT, /* the new device shows the code */
    BATON_WAY_CODE128, /* the code is a bar code */
    BATON_WAY_SHORT,   /* the code is letters to type */
    BATON_WAY_NOBODY,  /* nobody has to agree */
    BATON_WAY_YESNO,   /* people say yes or no, and compare no number */
    BATON_WAYS,        /* the number of ways */
};

struct baton_ways {
    bool allowed[BATON_WAYS];
};

/* All ways are allowed. */
extern const struct baton_ways baton_ways_all;

/* Returns the wire name: "present", "code128", "short", "nobody" or "yesno". */
const char *baton_way_name(enum baton_way way);

/* Copies those parts of `stated` whose bits (1 << way) are set in `has`. */
void baton_ways_apply(struct baton_ways *ways, const struct baton_ways *stated, unsigned has);
bool baton_ways_equal(const struct baton_ways *a, const struct baton_ways *b);

/* Returns BATON_OK if the way is allowed. Otherwise returns way_forbidden with `failure` set. `field` names the part of
 * the request that asks for this way. */
enum baton_error baton_ways_check(const struct baton_ways *ways, enum baton_way way,
    const char *field, struct baton_failure *failure);
/* Does the same for the way to show a code of this kind. */
enum baton_error baton_ways_check_kind(const struct baton_ways *ways, enum baton_code_kind kind,
    const char *field, struct baton_failure *failure);

#endif
