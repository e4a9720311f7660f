/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Finds the row of a request, and reads the request according to it. */
#include "api/request_kind.h"

#include <string.h>

#include "api/field_reader.h"
#include "base/text.h"

bool baton_request_read(
    const struct baton_request *request, const struct baton_field *rows, void *out)
{
    return baton_field_reader_read(&request->fields, rows, request->admin, out);
}

/* The id that a field names, or NULL. Anything else that a client sends must not get into the log. */
static const char *id_at(const struct baton_request *request, const char *name)
{
    const char *text = json_string_value(json_object_get(request->fields.object, name));
    return text && baton_text_is_id(text) ? text : NULL;
}

void baton_request_refused(
    const struct baton_request_kind *kind, const struct baton_request *request)
{
    if (kind->audited)
        baton_engine_refused(request->engine, request->admin ? NULL : request->handle,
            request->admin, kind->verb, id_at(request, "room"), id_at(request, "transfer"),
            request->failure->error);
}

const struct baton_request_kind *baton_request_kind_find(
    const struct baton_request_kind *table, const char *verb)
{
    for (; table->verb; table++)
        if (strcmp(table->verb, verb) == 0)
            return table;
    return NULL;
}
