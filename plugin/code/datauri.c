/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes the head of the URI, then base64. */
#include "code/datauri.h"

#include <stdio.h>
#include <string.h>

#include <openssl/crypto.h>

#include "base/base64.h"

char *baton_datauri_new(const char *type, const uint8_t *data, size_t len)
{
    static const char scheme[] = "data:", encoding[] = ";base64,";

    if (len > BATON_DATAURI_MAX)
        return NULL;
    size_t head = strlen(scheme) + strlen(type) + strlen(encoding);
    size_t size = head + BATON_BASE64_SIZE(len);
    char *uri = OPENSSL_malloc(size);
    if (!uri)
        return NULL;
    snprintf(uri, size, "%s%s%s", scheme, type, encoding);
    baton_base64_encode(uri + head, data, len);
    return uri;
}
