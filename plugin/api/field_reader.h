/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * field_reader owns the way from a request's JSON into a struct: it reads field after field by the
 * rows of its table, checks each, and puts each where its row says. Pure, and free of Janus.
 */
#ifndef BATON_API_FIELD_READER_H
#define BATON_API_FIELD_READER_H

#include "api/contract.h"

/*
 * Reads the fields of `rows` into the struct at `out`, in their order. `admin`: fields with `.key`
 * (pin, secret, admin key) are not read. If a field is absent, its member gets the preset, or stays
 * unchanged if there is none. False, with `fields->failure` set, at the first field that is missing
 * or wrong; after a failure, do not use `out`. Texts and objects in `out` are borrowed from the
 * JSON.
 */
bool baton_field_reader_read(
    const struct baton_fields *fields, const struct baton_field *rows, bool admin, void *out);

#endif
