/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a written response to a question: which words mean yes, and which mean no. */
#ifndef BATON_CONFIRM_RESPONSE_H
#define BATON_CONFIRM_RESPONSE_H

#include <stdbool.h>
#include <stddef.h>

#include "transfer/machine.h"

/* Limit in bytes. A longer text is no response. */
enum { BATON_RESPONSE_TEXT_MAX = 1024 };

/* The range of numbers in a question. A text with another number is no response, so a typing error does not end the
 * transfer. */
enum { BATON_RESPONSE_LEAST = 10, BATON_RESPONSE_GREATEST = 99 };

struct baton_response {
    bool understood; /* false: the text is no response, and the other members are zero */
    bool yes;
    int number; /* LEAST..GREATEST if the yes came with a number, else 0. In the number form, a yes without a number is
                   not enough: tell the person to add the number */
};

/*
 * Reads `len` bytes of any content. A response consists of English words for yes or for no, in capital or small
 * letters, with at most one number before or after them, with or without a space ("YES57"). White space and punctuation
 * around the words are ignored ("Yes, 42!", "'no'", "42 ok"), but a text with a question mark is no response. In the
 * number form, a number alone means yes with this number; in the yes/no form, it is no response. A text with any other
 * word ("no problem") is no response: if it came as chat, everybody in the room gets it.
 */
struct baton_response baton_response_parse(
    const char *text, size_t len, enum baton_transfer_form form);

/*
 * Does the same for an SMS, which is always meant as a response. Reads only the first line that has a word or a number
 * and does not begin with '>' (a quotation). Everything below this line is ignored, such as a signature. Words of
 * courtesy are ignored ("Yes 57 thanks"). A few other words are ignored if the line has a yes or a no ("yes it is me").
 */
struct baton_response baton_response_parse_reply(
    const char *text, size_t len, enum baton_transfer_form form);

#endif
