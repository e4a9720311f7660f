/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cuts a text into words, and looks each word up. */
#include "confirm/response.h"

#include <stdint.h>
#include <string.h>

#include <glib.h>

#include "base/fold.h"
#include "base/text.h"

/* The text that is still to be read. */
struct rest {
    const char *text;
    size_t len;
};

enum kind { WORD_NONE, WORD_YES, WORD_NO, WORD_NUMBER, WORD_COURTESY, WORD_NEUTRAL, WORD_OTHER };

struct word {
    enum kind kind;
    int number; /* WORD_NUMBER */
};

/* WORD_MAX: a word of this length or longer is not looked up, because no table has so long a word. WORD_SIZE: the size
 * of the buffer, with the NUL. */
enum { WORD_MAX = 15, WORD_SIZE };

struct entry {
    const char *text;
    enum kind kind;
};

static const struct entry words[] = {
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

/* Words that people add to a response by SMS. They do not change its meaning. If a text has a neutral word, a number
 * alone is no response: the text must also have a yes or a no. */
static const struct entry added_words[] = {
    {"thanks", WORD_COURTESY},
    {"thank", WORD_COURTESY},
    {"you", WORD_COURTESY},
    {"thx", WORD_COURTESY},
    {"ty", WORD_COURTESY},
    {"please", WORD_COURTESY},
    {"pls", WORD_COURTESY},
    {"plz", WORD_COURTESY},
    {"hi", WORD_COURTESY},
    {"hello", WORD_COURTESY},
    {"cheers", WORD_COURTESY},
    {"i", WORD_NEUTRAL},
    {"im", WORD_NEUTRAL},
    {"m", WORD_NEUTRAL},
    {"am", WORD_NEUTRAL},
    {"me", WORD_NEUTRAL},
    {"it", WORD_NEUTRAL},
    {"its", WORD_NEUTRAL},
    {"s", WORD_NEUTRAL},
    {"is", WORD_NEUTRAL},
    {"that", WORD_NEUTRAL},
    {"thats", WORD_NEUTRAL},
    {"the", WORD_NEUTRAL},
    {"number", WORD_NEUTRAL},
    {"code", WORD_NEUTRAL},
    {"correct", WORD_NEUTRAL},
};

/*
 * Whether a folded character is white space or punctuation that people and keyboards put around words. A question mark
 * is not, because a person who writes "42?" does not agree.
 */
static bool is_filler(uint32_t code)
{
    static const struct {
        uint32_t first, last;
    } filler[] = {
        {0xA1, 0xA1},     /* inverted exclamation mark */
        {0x2020, 0x2027}, /* bullets, ellipsis */
        {0x3001, 0x3001}, /* ideographic comma */
    };

    if (code == BATON_FOLD_NOTHING)
        return true;
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

/* Reads the next character as its sender means it (base/fold.h). Returns the number of its bytes; 0: the bytes are not
 * UTF-8. */
static size_t next_character(struct rest rest, uint32_t *code)
{
    size_t bytes = baton_text_next(rest.text, rest.len, code);

    if (bytes > 0)
        *code = baton_fold(*code);
    return bytes;
}

static struct rest skip_filler(struct rest rest)
{
    uint32_t code;
    size_t bytes;

    while ((bytes = next_character(rest, &code)) > 0 && is_filler(code))
        rest = without(rest, bytes);
    return rest;
}

/* Reads a number that a question may show: two digits, and the first is not zero. */
static bool read_number(const char *word, int *number)
{
    if (strlen(word) != 2 || !g_ascii_isdigit(word[0]) || !g_ascii_isdigit(word[1]))
        return false;
    int value = (word[0] - '0') * 10 + (word[1] - '0');
    if (value < BATON_RESPONSE_LEAST)
        return false;
    *number = value;
    return true;
}

static enum kind look_up(const struct entry *table, size_t count, const char *word)
{
    for (size_t i = 0; i < count; i++)
        if (g_ascii_strcasecmp(table[i].text, word) == 0)
            return table[i].kind;
    return WORD_OTHER;
}

static struct word judge(const char *text, bool sms)
{
    struct word word = {.kind = look_up(words, G_N_ELEMENTS(words), text)};

    if (word.kind == WORD_OTHER && sms)
        word.kind = look_up(added_words, G_N_ELEMENTS(added_words), text);
    if (read_number(text, &word.number))
        word.kind = WORD_NUMBER;
    return word;
}

/*
 * Reads the next word, a run of ASCII letters or a run of digits. "YES57" is two words. Any other character is
 * WORD_OTHER. Returns WORD_NONE at the end of the text.
 */
static struct word next_word(struct rest *rest, bool sms)
{
    char word[WORD_SIZE];
    size_t len = 0, bytes;
    uint32_t code;

    *rest = skip_filler(*rest);
    if (rest->len == 0)
        return (struct word){WORD_NONE, 0};
    while (len < WORD_MAX && (bytes = next_character(*rest, &code)) > 0 && code < 0x80 &&
           g_ascii_isalnum((char)code) &&
           (len == 0 || g_ascii_isdigit((char)code) == g_ascii_isdigit(word[0]))) {
        word[len++] = (char)code;
        *rest = without(*rest, bytes);
    }
    word[len] = '\0';
    return len > 0 && len < WORD_MAX ? judge(word, sms) : (struct word){WORD_OTHER, 0};
}

/* Whether the words make a response: a yes, a no or, in the number form, a number without neutral words. */
static bool is_enough(enum kind said, int number, bool neutral, enum baton_transfer_form form)
{
    return said != WORD_NONE || (number != 0 && !neutral && form == BATON_FORM_NUMBER);
}

static struct baton_response parse(struct rest rest, enum baton_transfer_form form, bool sms)
{
    static const struct baton_response none = {0};
    enum kind said = WORD_NONE;
    bool neutral = false;
    int number = 0;

    if (rest.len > BATON_RESPONSE_TEXT_MAX)
        return none;
    for (struct word word = next_word(&rest, sms); word.kind != WORD_NONE;
         word = next_word(&rest, sms)) {
        bool yes_or_no = word.kind == WORD_YES || word.kind == WORD_NO;
        bool contradicts = (word.kind == WORD_NUMBER && number != 0) ||
                           (yes_or_no && said != WORD_NONE && said != word.kind);
        if (word.kind == WORD_OTHER || contradicts)
            return none;
        number = word.kind == WORD_NUMBER ? word.number : number;
        said = yes_or_no ? word.kind : said;
        neutral = neutral || word.kind == WORD_NEUTRAL;
    }
    if (!is_enough(said, number, neutral, form))
        return none;
    bool yes = said != WORD_NO;
    return (struct baton_response){.understood = true, .yes = yes, .number = yes ? number : 0};
}

struct baton_response baton_response_parse(
    const char *text, size_t len, enum baton_transfer_form form)
{
    return parse((struct rest){text, len}, form, false);
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
            return parse(line, form, true);
    }
    return (struct baton_response){0};
}
