/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cuts a text into words, and looks each word up. */
#include "confirm/response.h"

#include <stdint.h>
#include <string.h>

#include <glib.h>

#include "base/text.h"

/* The text that is still to be read. */
struct rest {
    const char *text;
    size_t len;
};

enum kind { WORD_NONE, WORD_YES, WORD_NO, WORD_NUMBER, WORD_OTHER };

struct word {
    enum kind kind;
    int number; /* WORD_NUMBER */
};

static const struct {
    const char *text;
    enum kind kind;
} words[] = {
    {"yes", WORD_YES},
    {"y", WORD_YES},
    {"yep", WORD_YES},
    {"yeah", WORD_YES},
    {"ok", WORD_YES},
    {"okay", WORD_YES},
    {"agree", WORD_YES},
    {"agreed", WORD_YES},
    {"accept", WORD_YES},
    {"no", WORD_NO},
    {"n", WORD_NO},
    {"nope", WORD_NO},
    {"stop", WORD_NO},
    {"deny", WORD_NO},
    {"refuse", WORD_NO},
    {"decline", WORD_NO},
};

/*
 * Whether a character is white space or punctuation that people and keyboards put around words. A question mark is no
 * such character, because a person who writes "42?" does not agree.
 */
static bool is_filler(uint32_t code)
{
    static const struct {
        uint32_t first, last;
    } filler[] = {
        {0xA0, 0xA1},     /* no-break space, inverted exclamation mark */
        {0xAB, 0xAB},     /* left guillemet */
        {0xBB, 0xBB},     /* right guillemet */
        {0x2000, 0x2027}, /* spaces, dashes, quotes, ellipsis */
        {0x202F, 0x202F}, /* narrow no-break space */
        {0x2060, 0x2060}, /* word joiner */
        {0x3000, 0x3002}, /* ideographic space, comma, full stop */
        {0xFE0F, 0xFE0F}, /* variation selector */
        {0xFEFF, 0xFEFF}, /* byte order mark */
    };

    if (code < 0x80)
        return code != 0 && strchr(" \t\n\v\f\r!\"#'()*,-.:;[]_`", (int)code);
    for (size_t i = 0; i < sizeof(filler) / sizeof(filler[0]); i++)
        if (code >= filler[i].first && code <= filler[i].last)
            return true;
    return false;
}

static struct rest without(struct rest rest, size_t first)
{
    return (struct rest){rest.text + first, rest.len - first};
}

static struct rest skip_filler(struct rest rest)
{
    uint32_t code;
    size_t bytes;

    while ((bytes = baton_text_next(rest.text, rest.len, &code)) > 0 && is_filler(code))
        rest = without(rest, bytes);
    return rest;
}

/* Reads a number that a question may show: two digits, and the first is not zero. */
static bool read_number(struct rest word, int *number)
{
    if (word.len != 2 || !g_ascii_isdigit(word.text[0]) || !g_ascii_isdigit(word.text[1]))
        return false;
    int value = (word.text[0] - '0') * 10 + (word.text[1] - '0');
    if (value < BATON_RESPONSE_LEAST)
        return false;
    *number = value;
    return true;
}

static struct word judge(struct rest text)
{
    struct word word = {.kind = WORD_OTHER};

    if (read_number(text, &word.number))
        word.kind = WORD_NUMBER;
    for (size_t i = 0; i < sizeof(words) / sizeof(words[0]); i++)
        if (strlen(words[i].text) == text.len &&
            g_ascii_strncasecmp(words[i].text, text.text, text.len) == 0)
            word.kind = words[i].kind;
    return word;
}

/* Reads the next word, a run of ASCII letters and digits. Any other character is WORD_OTHER. WORD_NONE at the end. */
static struct word next_word(struct rest *rest)
{
    struct rest start = skip_filler(*rest);
    size_t len = 0;

    if (start.len == 0)
        return (struct word){WORD_NONE, 0};
    while (len < start.len && g_ascii_isalnum(start.text[len]))
        len++;
    *rest = without(start, len);
    return len > 0 ? judge((struct rest){start.text, len}) : (struct word){WORD_OTHER, 0};
}

struct baton_response baton_response_parse(
    const char *text, size_t len, enum baton_transfer_form form)
{
    static const struct baton_response none = {0};
    struct rest rest = {text, len};
    enum kind said = WORD_NONE;
    int number = 0;

    if (len > BATON_RESPONSE_TEXT_MAX)
        return none;
    for (struct word word = next_word(&rest); word.kind != WORD_NONE; word = next_word(&rest)) {
        bool is_number = word.kind == WORD_NUMBER;
        if (word.kind == WORD_OTHER || (is_number && number != 0))
            return none;
        if (!is_number && said != WORD_NONE && said != word.kind)
            return none;
        number = is_number ? word.number : number;
        said = is_number ? said : word.kind;
    }
    if (said == WORD_NONE && (number == 0 || form != BATON_FORM_NUMBER))
        return none;
    bool yes = said != WORD_NO;
    return (struct baton_response){.understood = true, .yes = yes, .number = yes ? number : 0};
}

/* Takes the first line. A line ends at a line feed or a carriage return. */
static struct rest next_line(struct rest *rest)
{
    size_t len = 0;

    while (len < rest->len && rest->text[len] != '\n' && rest->text[len] != '\r')
        len++;
    struct rest line = {rest->text, len};
    *rest = without(*rest, len < rest->len ? len + 1 : len);
    return line;
}

struct baton_response baton_response_parse_reply(
    const char *text, size_t len, enum baton_transfer_form form)
{
    struct rest rest = {text, len};

    if (len > BATON_RESPONSE_TEXT_MAX)
        return (struct baton_response){0};
    while (rest.len > 0) {
        struct rest line = next_line(&rest);
        bool quoted = line.len > 0 && line.text[0] == '>';
        if (!quoted && skip_filler(line).len > 0)
            return baton_response_parse(line.text, line.len, form);
    }
    return (struct baton_response){0};
}
