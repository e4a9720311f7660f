/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The fields of all requests that ask for a code: `transfer` and `present` of clients, and `issue` of
 * operators.
 */
#ifndef BATON_API_CODE_FIELDS_H
#define BATON_API_CODE_FIELDS_H

#include "api/contract.h"
#include "api/values.h"
#include "api/wire_objects.h"
#include "code/code.h"

/* clang-format off */

/* The rows of `kind`, `link` and `mutual`. The struct `type` has members with these names below `in`, which is empty
 * or ends with a dot. */
#define BATON_CODE_FIELDS(type, in) \
    {"kind", &baton_value_code_kind, "What the code looks like.", .has_preset = true, \
        .preset = BATON_CODE_QR, .place = {BATON_PLACE(type, in kind)}}, \
    {"link", &baton_value_link, \
        "The address of the page for the new device; only with `qr`. The code is then a link to this page.", \
        .otherwise = "none", .place = {BATON_PLACE(type, in link)}}, \
    {"mutual", &baton_value_boolean, \
        "Each device shows a code, and each scans the code of the other. If the room has `mutual`, this is so " \
        "in any case.", \
        .has_preset = true, .place = {BATON_PLACE(type, in mutual)}}

/* The row of `confirm`. The struct `type` has the members `confirm` and `has_confirm`. */
#define BATON_CONFIRM_FIELD(type, in) \
    {"confirm", &baton_value_policy_wish, "The confirmation of this transfer; not weaker than the room's.", \
        .otherwise = "the room's setting", \
        .place = {BATON_PLACE(type, in confirm), .has = offsetof(type, in has_confirm)}}

/* clang-format on */

/* Returns true if the request has no link, or if a code of this kind can have a link. Otherwise sets the failure. */
bool baton_code_fields_check(const struct baton_fields *fields, enum baton_code_kind kind);

#endif
