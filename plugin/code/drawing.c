/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "code/drawing.h"

#include <assert.h>
#include <string.h>

json_t *baton_drawing_plan(enum baton_code_kind kind, const char *text)
{
    return json_pack("{s:s, s:s, s:n, s:n, s:s}", "kind", baton_code_kind_name(kind), "text", text,
        "svg", "png", "alt", baton_code_kind_alt(kind));
}

static bool lacks_pictures(const json_t *code)
{
    return json_is_null(json_object_get(code, "png"));
}

static const json_t *find_code(const json_t *object);

/* The field that has the code, or has an object with it. NULL: the object itself is the code, or there is none. */
static const char *way_to_code(const json_t *object)
{
    static const char *const ways[] = {"code", "scanned"};

    for (size_t i = 0; !lacks_pictures(object) && i < sizeof(ways) / sizeof(*ways); i++) {
        const json_t *inner = json_object_get(object, ways[i]);
        if (inner && find_code(inner))
            return ways[i];
    }
    return NULL;
}

/* The object with the code, or NULL if no pictures are due. */
static const json_t *find_code(const json_t *object)
{
    if (lacks_pictures(object))
        return object;
    const char *way = way_to_code(object);
    return way ? find_code(json_object_get(object, way)) : NULL;
}

bool baton_drawing_is_due(const json_t *message)
{
    return find_code(message) != NULL;
}

int64_t baton_drawing_cost(const json_t *message)
{
    const json_t *code = find_code(message);

    /* A linear estimate, in microseconds, that is close to the measurements in drawing.h. */
    return code ? 1000 + 10 * (int64_t)json_string_length(json_object_get(code, "text")) : 0;
}

static enum baton_code_kind kind_of(const json_t *code)
{
    const char *name = json_string_value(json_object_get(code, "kind"));
    enum baton_code_kind kind = BATON_CODE_QR;

    while (kind < BATON_CODE_KINDS && strcmp(baton_code_kind_name(kind), name) != 0)
        kind++;
    assert(kind < BATON_CODE_KINDS);
    return kind;
}

/* Adds the pictures to an object that nobody else uses. */
static enum baton_error draw(json_t *code, struct baton_failure *failure)
{
    const char *text = json_string_value(json_object_get(code, "text"));
    struct baton_code_image image;
    enum baton_error error = baton_code_image_init(&image, kind_of(code), text, failure);

    if (error)
        return error;
    if (json_object_set_new(code, "svg", json_string(image.svg)) < 0 ||
        json_object_set_new(code, "png", json_string(image.png)) < 0)
        error =
            baton_failure_set(failure, BATON_E_INTERNAL, "out of memory for pictures of a code");
    baton_code_image_fini(&image);
    return error;
}

/* A copy whose values belong to the message, too; json_copy does not write to what it copies. */
static json_t *copy(const json_t *object)
{
    return json_copy((json_t *)(uintptr_t)object);
}

json_t *baton_drawing_finish(const json_t *message, struct baton_failure *failure)
{
    const char *way = way_to_code(message);
    json_t *drawn = copy(message);
    json_t *inner = way && drawn ? baton_drawing_finish(json_object_get(message, way), failure) : NULL;

    if (!drawn || (inner && json_object_set(drawn, way, inner) < 0))
        baton_failure_set(failure, BATON_E_INTERNAL, "out of memory for pictures of a code");
    else if (way ? inner != NULL : draw(drawn, failure) == BATON_OK) {
        json_decref(inner);
        return drawn;
    }
    json_decref(inner);
    json_decref(drawn);
    return NULL;
}
