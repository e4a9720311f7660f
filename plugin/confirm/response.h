/* SPDX-License-Identifier: GPL-3.0-or-later */
/* response owns the reading of a written response to a question: which words are a yes, and which are a no. */
#ifndef BATON_CONFIRM_RESPONSE_H
#define BATON_CONFIRM_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>

#include "transfer/machine.h"

/* Bytes; a longer text is no response. */
enum { BATON_RESPONSE_TEXT_MAX = 1024 };

/* The numbers that people choose from. Any other number is no response, so a typing error does not end the transfer. */
enum { BATON_RESPONSE_LEAST = 10, BATON_RESPONSE_GREATEST = 99 };

struct baton_response {
    bool understood; /* false: no response, and then the other members are not set */
    bool yes;
    int number; /* LEAST..GREATEST if the yes came with a number, else 0. In the number form, a yes without one is not
                   enough: tell the person to add it */
};

/*
 * Reads `len` bytes of any content as a response: English words for yes or for no, in any case, with at most one
 * number before or after them, and only white space and punctuation around ("Yes, 42!", "'no'", "42 ok"). A text with
 * a question mark is no response. In the number form a number alone is a yes with that number; in the yes/no form it
 * is no response. A text with any other word ("no problem") is no response: in the chat it goes to the room.
 */
struct baton_response baton_response_parse(
    const char *text, size_t len, enum baton_transfer_form form);

/*
 * The same for a text that can only be meant as a response, an SMS: reads the first line that has a word or a number
 * and is not quoted ('>'), and ignores signatures below it.
 */
struct baton_response baton_response_parse_reply(
    const char *text, size_t len, enum baton_transfer_form form);

#endif
