/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads the fields of a request from its JSON into a struct. For each row of a table, it checks the field
 * and stores it in the place that the row names. Keeps no state and does not use Janus.
 */
#ifndef BATON_API_FIELD_READER_H
#define BATON_API_FIELD_READER_H

#include "api/contract.h"

/*
 * Reads the fields of `rows`, in this order, into the struct at `out`. If `admin` is true, fields with
 * `.key` (pin, secret, admin key) are not read. If a field is absent, its member gets the preset, or
 * stays unchanged if there is no preset. Returns false, with `fields->failure` set, at the first field
 * that is missing or wrong; `out` must not be used then. Texts and objects in `out` belong to the JSON.
 */
bool baton_field_reader_read(
    const struct baton_fields *fields, const struct baton_field *rows, bool admin, void *out);

#endif
