/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Templates are read piece by piece, both to check them and to fill them. */
#include "confirm/http_body.h"

#include <stdbool.h>
#include <string.h>

#include <glib.h>

enum piece { PIECE_END, PIECE_LITERAL, PIECE_TO, PIECE_TEXT, PIECE_FROM, PIECE_WRONG };

static const struct {
    const char *text;
    enum piece piece;
} placeholders[] = {
    {"{to}", PIECE_TO},
    {"{text}", PIECE_TEXT},
    {"{from}", PIECE_FROM},
};

/* Returns the piece at the start of `*template`, sets `*len` to its bytes, and moves `*template` behind it. */
static enum piece next_piece(const char **template, size_t *len)
{
    const char *start = *template;

    *len = strcspn(start, "{}");
    *template = start + *len;
    if (*len > 0)
        return PIECE_LITERAL;
    if (*start == '\0')
        return PIECE_END;
    for (size_t i = 0; i < G_N_ELEMENTS(placeholders); i++)
        if (g_str_has_prefix(start, placeholders[i].text)) {
            *template = start + strlen(placeholders[i].text);
            return placeholders[i].piece;
        }
    return PIECE_WRONG;
}

static bool is_name(const char *name)
{
    size_t len = strlen(name);

    for (const char *c = name; *c; c++)
        if (!g_ascii_isgraph(*c))
            return false;
    return len >= 1 && len <= BATON_HTTP_NAME_MAX;
}

/* Sets a bit in `used` for each kind of piece in the field. */
static enum baton_error check_field(
    const struct baton_http_field *field, unsigned *used, struct baton_failure *failure)
{
    const char *rest = field->value;
    enum piece piece;
    size_t len;

    if (!is_name(field->name))
        return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "fields: a name is empty, longer than %d bytes, or has a character that is not "
            "printable ASCII",
            BATON_HTTP_NAME_MAX);
    if (strlen(field->value) > BATON_HTTP_VALUE_MAX)
        return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "fields.%s: expected at most %d bytes", field->name, BATON_HTTP_VALUE_MAX);
    while ((piece = next_piece(&rest, &len)) != PIECE_END) {
        if (piece == PIECE_WRONG)
            return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
                "fields.%s: has a brace that is not part of {to}, {text} or {from}", field->name);
        *used |= 1u << piece;
    }
    return BATON_OK;
}

enum baton_error baton_http_body_check(
    const struct baton_http_body *body, struct baton_failure *failure)
{
    unsigned used = 0;

    for (size_t i = 0; i < body->count; i++) {
        enum baton_error error = check_field(&body->fields[i], &used, failure);
        if (error)
            return error;
    }
    if (!(used & 1u << PIECE_TO))
        return baton_failure_set(
            failure, BATON_E_MISSING_ELEMENT, "fields: no field has {to}, the number to send to");
    if (!(used & 1u << PIECE_TEXT))
        return baton_failure_set(
            failure, BATON_E_MISSING_ELEMENT, "fields: no field has {text}, the message");
    if (used & 1u << PIECE_FROM && (!body->from || !body->from[0]))
        return baton_failure_set(
            failure, BATON_E_MISSING_ELEMENT, "from: not set, but a field has {from}");
    return BATON_OK;
}

static void append_escaped(GString *out, const char *text)
{
    char *escaped = g_uri_escape_string(text, NULL, FALSE);

    g_string_append(out, escaped);
    g_free(escaped);
}

/* `values` has the text for each kind of placeholder; the index is the kind. */
static void append_value(GString *out, const char *template, const char *const values[])
{
    const char *rest = template;
    enum piece piece;
    size_t len;

    while ((piece = next_piece(&rest, &len)) != PIECE_END) {
        if (piece == PIECE_LITERAL) {
            char *literal = g_strndup(rest - len, len);
            append_escaped(out, literal);
            g_free(literal);
        } else {
            append_escaped(out, values[piece]);
        }
    }
}

char *baton_http_body_write(const struct baton_http_body *body, const char *to, const char *text)
{
    const char *const values[] = {
        [PIECE_TO] = to,
        [PIECE_TEXT] = text,
        [PIECE_FROM] = body->from,
    };
    GString *out = g_string_new(NULL);

    for (size_t i = 0; i < body->count; i++) {
        if (i > 0)
            g_string_append_c(out, '&');
        append_escaped(out, body->fields[i].name);
        g_string_append_c(out, '=');
        append_value(out, body->fields[i].value, values);
    }
    return g_string_free(out, FALSE);
}
