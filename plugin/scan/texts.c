/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Stores each text once, and an empty text for codes whose content cannot be used. */
#include "scan/texts.h"

#include <string.h>

#include "base/text.h"

static bool has(const struct baton_texts *texts, const char *text, size_t len)
{
    for (size_t i = 0; i < texts->count; i++)
        if (texts->found[i].len == len && memcmp(texts->found[i].text, text, len) == 0)
            return true;
    return false;
}

void baton_texts_add(
    struct baton_texts *texts, enum baton_symbology symbology, const void *data, size_t len)
{
    if (len > BATON_TEXTS_MAX_TEXT || memchr(data, '\0', len) || !baton_text_is_utf8(data, len))
        len = 0;
    if (texts->count == BATON_TEXTS_MAX || has(texts, data, len))
        return;
    struct baton_text_found *found = &texts->found[texts->count++];
    found->symbology = symbology;
    found->len = len;
    memcpy(found->text, data, len);
    found->text[len] = '\0';
}

void baton_texts_join(struct baton_texts *texts, const struct baton_texts *more)
{
    for (size_t i = 0; i < more->count; i++)
        baton_texts_add(texts, more->found[i].symbology, more->found[i].text, more->found[i].len);
}

void baton_texts_wipe(struct baton_texts *texts)
{
    explicit_bzero(texts, sizeof(*texts));
}
