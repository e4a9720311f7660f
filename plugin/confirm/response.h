/* SPDX-License-Identifier: GPL-3.0-or-later */
/* answer owns what people may write back to a question: which words are a yes, which are a no. */
#ifndef BATON_CONFIRM_RESPONSE_H
#define BATON_CONFIRM_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>

#include "transfer/machine.h"

/* Bytes of text that are looked at; a longer one is no answer. */
enum { BATON_ANSWER_TEXT_MAX = 1024 };

/* Numbers people choose from; any other is no answer, so that a slip of the thumb ends nothing. */
enum { BATON_ANSWER_LEAST = 10, BATON_ANSWER_GREATEST = 99 };

struct baton_response {
    bool understood; /* false: not an answer, and then nothing else is set */
    bool yes;
    int number; /* LEAST..GREATEST with a yes that named one, else 0: with the number form such a
                   yes answers nothing yet, and whoever wrote it is to be told to add the number */
};

/*
 * Reads `len` bytes of any content as an answer: English words for yes, or for no, in any case,
 * before or after them at most one number, and around that nothing but white space and punctuation
 * ("Yes, 42!", "'no'", "42 ok"); a question mark spoils it. With the number form a number alone
 * means yes to that number; with the yes/no form a number alone is no answer. A text that says
 * anything else as well ("no problem") is none: in the chat it goes to the room.
 */
struct baton_response baton_response_parse(
    const char *text, size_t len, enum baton_transfer_form form);

/*
 * The same for a message that can mean nothing but a reply, an SMS: reads the first line that has
 * a word or number in it and is not quoted ('>'), and leaves signatures below it alone.
 */
struct baton_response baton_response_parse_reply(
    const char *text, size_t len, enum baton_transfer_form form);

#endif
