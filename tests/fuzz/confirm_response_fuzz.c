/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any chat message or SMS: the response that is read from it must be a valid one. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "confirm/response.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

static void check(struct baton_response answer)
{
    if (!answer.understood && (answer.yes || answer.number))
        abort();
    if (!answer.yes && answer.number)
        abort();
    if (answer.number &&
        (answer.number < BATON_RESPONSE_LEAST || answer.number > BATON_RESPONSE_GREATEST))
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    const char *text = (const char *)data;

    for (int form = BATON_FORM_NUMBER; form <= BATON_FORM_YESNO; form++) {
        struct baton_response chat =
            baton_response_parse(text, size, (enum baton_transfer_form)form);
        struct baton_response sms =
            baton_response_parse_reply(text, size, (enum baton_transfer_form)form);
        check(chat);
        check(sms);
        /* A response in the chat must mean the same as an SMS if it is a single line and no quotation. */
        if (chat.understood && size > 0 && data[0] != '>' && !memchr(data, '\n', size) &&
            !memchr(data, '\r', size) && memcmp(&chat, &sms, sizeof(chat)) != 0)
            abort();
    }
    return 0;
}
