/* SPDX-License-Identifier: GPL-3.0-or-later */
/* datauri: OpenSSL's base64 with the head of a data URI before it. */
#include "code/datauri.h"

#include <stdio.h>
#include <string.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

char *baton_datauri_new(const char *type, const uint8_t *data, size_t len)
{
    static const char scheme[] = "data:", encoding[] = ";base64,";

    if (len > BATON_DATAURI_MAX)
        return NULL;
    size_t head = strlen(scheme) + strlen(type) + strlen(encoding);
    size_t size = head + (len + 2) / 3 * 4 + 1;
    char *uri = OPENSSL_malloc(size);
    if (!uri)
        return NULL;
    snprintf(uri, size, "%s%s%s", scheme, type, encoding);
    EVP_EncodeBlock((unsigned char *)uri + head, data, (int)len);
    return uri;
}
