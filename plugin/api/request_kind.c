/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the row of a request, and reads the request according to it. */
#include "api/request_kind.h"

#include <string.h>

#include "api/field_reader.h"

bool baton_request_read(
    const struct baton_request *request, const struct baton_field *rows, void *out)
{
    return baton_field_reader_read(&request->fields, rows, request->admin, out);
}

const struct baton_request_kind *baton_request_kind_find(
    const struct baton_request_kind *table, const char *verb)
{
    for (; table->verb; table++)
        if (strcmp(table->verb, verb) == 0)
            return table;
    return NULL;
}
