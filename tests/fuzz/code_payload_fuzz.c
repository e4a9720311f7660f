/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Scanned text: whatever is accepted is one of our payloads, and no refusal repeats the text. */
#include <stddef.h>
#include <stdint.h>
#include <stdlib.h>
#include <string.h>

#include "base/text.h"
#include "code/payload.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size);

/* An accepted token has its own text right before the white space at the end. */
static void check_accepted(const char *text, size_t len, const struct baton_secret *token)
{
    char expected[BATON_TOKEN_SIZE];

    while (len > 0 && strchr(" \t\n\v\f\r", text[len - 1]))
        len--;
    baton_token_write(token, expected);
    if (len < 8 + BATON_TOKEN_CHARACTERS ||
        memcmp(text + len - BATON_TOKEN_CHARACTERS, expected, BATON_TOKEN_CHARACTERS) != 0)
        abort();
}

static void check_scanned(const char *text, size_t len)
{
    struct baton_secret token;
    struct baton_failure failure = {.text = ""};
    enum baton_error error = baton_payload_read(text, len, &token, NULL, &failure);

    if (error == BATON_OK)
        check_accepted(text, len, &token);
    else if (error != BATON_E_INVALID_ELEMENT || !baton_text_is_line(failure.text))
        abort();
}

/* A link that is accepted makes a payload that is read back. */
static void check_link(const char *link)
{
    static const struct baton_secret token = {.bytes = {1, 2, 3}};
    struct baton_secret back;
    char text[BATON_PAYLOAD_SIZE];

    if (baton_payload_write(link, &token, NULL, text, NULL) != BATON_OK)
        return;
    if (baton_payload_read(text, strlen(text), &back, NULL, NULL) != BATON_OK ||
        memcmp(&token, &back, sizeof(token)) != 0)
        abort();
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = malloc(size + 1);

    if (!text)
        return 0;
    memcpy(text, data, size);
    text[size] = '\0';
    check_link(text);
    /* Without the NUL, so that reading beyond the end is seen. */
    char *exact = malloc(size ? size : 1);
    if (exact) {
        memcpy(exact, data, size);
        check_scanned(exact, size);
    }
    free(exact);
    free(text);
    return 0;
}
