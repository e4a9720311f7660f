/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * code_fields owns the fields of all requests that ask for a code: `transfer` and `present` of
 * clients, `issue` of operators.
 */
#ifndef BATON_API_CODE_FIELDS_H
#define BATON_API_CODE_FIELDS_H

#include "api/contract.h"
#include "api/values.h"
#include "api/wire_objects.h"
#include "code/code.h"

/* clang-format off */

/* The rows of `kind`, `link` and `mutual`, for a struct with members of these names below `in`, which is empty or ends
 * with a dot. */
#define BATON_CODE_FIELDS(type, in) \
    {"kind", &baton_value_code_kind, "What the code looks like.", .has_preset = true, \
        .preset = BATON_CODE_QR, .place = {BATON_PLACE(type, in kind)}}, \
    {"link", &baton_value_link, \
        "With `qr` only: the page for the new device. The code is then a link to it.", \
        .otherwise = "none", .place = {BATON_PLACE(type, in link)}}, \
    {"mutual", &baton_value_boolean, "Each device shows a code, and the other one scans it.", \
        .has_preset = true, .place = {BATON_PLACE(type, in mutual)}}

/* The row of `confirm`, for a struct with `confirm` and `has_confirm`. */
#define BATON_CONFIRM_FIELD(type, in) \
    {"confirm", &baton_value_policy_wish, "May only be stricter than the room's.", \
        .otherwise = "the room's", \
        .place = {BATON_PLACE(type, in confirm), .has = offsetof(type, in has_confirm)}}

/* clang-format on */

/* Whether a link goes with the kind of code that was read; else false with the failure set. */
bool baton_code_fields_check(const struct baton_fields *fields, enum baton_code_kind kind);

#endif
