/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * field_reader owns the way from a request's JSON into a struct: it reads field after field by the
 * rows of its table, checks each, and puts each where its row says. Pure, and free of Janus.
 */
#ifndef BATON_API_FIELD_READER_H
#define BATON_API_FIELD_READER_H

#include "api/contract.h"

/*
 * Reads the fields of `rows` into the struct at `out`, in their order. `admin`: rows that prove a
 * right are skipped. A field that is not there leaves its place as it was, unless it has a preset.
 * False, with `fields->failure` set, at the first field that is missing or wrong; what stands in
 * `out` is then of no use. Texts and objects in `out` are borrowed from the JSON.
 */
bool baton_field_reader_read(
    const struct baton_fields *fields, const struct baton_field *rows, bool admin, void *out);

#endif
