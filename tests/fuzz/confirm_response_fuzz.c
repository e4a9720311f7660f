/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads a response from any chat message or SMS. The response must be valid. */
#include "confirm/response.h"
#include "fuzz/fuzz.h"

static void check(struct baton_response response)
{
    assert(response.understood || (!response.yes && !response.number));
    assert(response.yes || !response.number);
    assert(!response.number ||
           (response.number >= BATON_RESPONSE_LEAST && response.number <= BATON_RESPONSE_GREATEST));
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
        /* A line that is a response in the chat must mean the same in an SMS. A quoted line (">") is not a response. */
        if (chat.understood && size > 0 && data[0] != '>' && !memchr(data, '\n', size) &&
            !memchr(data, '\r', size))
            assert(memcmp(&chat, &sms, sizeof(chat)) == 0);
    }
    return 0;
}
