/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any chat message or SMS: the response that is read from it must be a valid one. */
#include "confirm/response.h"
#include "fuzz/fuzz.h"

static void check(struct baton_response answer)
{
    assert(answer.understood || (!answer.yes && !answer.number));
    assert(answer.yes || !answer.number);
    assert(!answer.number ||
           (answer.number >= BATON_RESPONSE_LEAST && answer.number <= BATON_RESPONSE_GREATEST));
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
        /* A single line that is no quotation must mean the same in a chat message and in an SMS. */
        if (size > 0 && data[0] != '>' && !memchr(data, '\n', size) && !memchr(data, '\r', size))
            assert(memcmp(&chat, &sms, sizeof(chat)) == 0);
    }
    return 0;
}
