/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Any names in a text message: the message must fit into one SMS in the GSM alphabet, must keep the
 * words with which to respond, and must contain no link, address or telephone number. Any text as a
 * telephone number: if it is read, the result must be a valid number.
 */
#include "base/text.h"
#include "confirm/gsm.h"
#include "confirm/phone.h"
#include "confirm/sms_channel.h"
#include "fuzz/fuzz.h"
#include "plain_line.h"

static void check_characters(const char *text)
{
    size_t digits = 0, quotes = 0;

    for (size_t i = 0; text[i]; i++) {
        digits += text[i] >= '0' && text[i] <= '9';
        quotes += text[i] == '"';
        assert(!strchr("@:/#\\{}[]~^|<>%$;`*=_\n\r\f", text[i]));
        assert(text[i] != '.' || text[i + 1] == ' ' || text[i + 1] == '"' || text[i + 1] == '\0');
    }
    assert(digits <= 3 * 4 + 3 * 2 && quotes <= 6);
}

static enum baton_error check_text(void *context, void *person, const char *number,
    const char *text, struct baton_failure *failure)
{
    static const char words[] = "Reply YES 12, 57 or 88 (shown there) or NO.";
    size_t len = strlen(text);

    (void)context;
    (void)person;
    (void)number;
    (void)failure;
    assert(is_plain_line(text) && baton_gsm_length(text) <= BATON_GSM_ONE);
    assert(len >= strlen(words) && strcmp(text + len - strlen(words), words) == 0);
    check_characters(text);
    return BATON_OK;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    static const struct baton_channel_host host = {.sms = check_text};
    static const struct baton_asked asked = {.phone = "+491761234567"};
    struct baton_failure failure;
    char number[BATON_PHONE_SIZE];
    char *text = fuzz_text(data, size);
    const char *second = text + strlen(text) + (strlen(text) < size);
    const struct baton_question question = {
        .transfer = "T",
        .form = BATON_FORM_NUMBER,
        .choices = {12, 57, 88},
        .participant = "p",
        .display = text,
        .room = second,
        .device_name = second,
        .self = size % 2,
    };
    baton_channel_sms.ask(&host, &question, &asked, &failure);
    assert(!baton_phone_read(text, number) || baton_phone_is_valid(number));
    free(text);
    return 0;
}
