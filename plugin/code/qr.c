/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libqrencode makes the symbol, which is then copied into the bitmap. */
#include "code/qr.h"

#include <errno.h>
#include <string.h>

#include <openssl/crypto.h>
#include <qrencode.h>

enum { DARK = 1 }; /* the lowest bit of a module in libqrencode: the module is black */

/* Copies the symbol into the middle of a white bitmap. */
static void copy_symbol(const QRcode *symbol, struct baton_bitmap *bitmap)
{
    int side = symbol->width + 2 * BATON_QR_QUIET_ZONE;

    memset(bitmap, 0, sizeof(*bitmap));
    bitmap->width = side;
    bitmap->height = side;
    for (int y = 0; y < symbol->width; y++) {
        uint8_t *row = bitmap->modules + (y + BATON_QR_QUIET_ZONE) * side + BATON_QR_QUIET_ZONE;
        for (int x = 0; x < symbol->width; x++)
            row[x] = symbol->data[y * symbol->width + x] & DARK;
    }
}

enum baton_error baton_qr_encode(
    const char *text, struct baton_bitmap *bitmap, struct baton_failure *failure)
{
    QRcode *symbol = QRcode_encodeString8bit(text, 0, QR_ECLEVEL_M);

    if (!symbol && (errno == EINVAL || errno == ERANGE))
        return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "%zu bytes do not fit into a QR code; expected 1 to 2331", strlen(text));
    if (!symbol)
        return baton_failure_set(failure, BATON_E_INTERNAL, "out of memory for a QR code");
    copy_symbol(symbol, bitmap);
    OPENSSL_cleanse(symbol->data, (size_t)symbol->width * (size_t)symbol->width);
    QRcode_free(symbol);
    return BATON_OK;
}
