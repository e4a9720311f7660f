/* SPDX-License-Identifier: GPL-3.0-or-later */
/* reader: zbar, and the attempts in the order in which they pay. */
#include "scan/reader.h"

#include <stdlib.h>
#include <zbar.h>

#include "scan/retouch.h"

static zbar_image_scanner_t *make_scanner(void)
{
    zbar_image_scanner_t *scanner = zbar_image_scanner_create();

    if (!scanner)
        return NULL;
    zbar_image_scanner_set_config(scanner, ZBAR_NONE, ZBAR_CFG_ENABLE, 0);
    zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_ENABLE, 1);
    zbar_image_scanner_set_config(scanner, ZBAR_CODE128, ZBAR_CFG_ENABLE, 1);
    /* The bytes as they are: conversions would want the file system, and have had their bugs. */
    zbar_image_scanner_set_config(scanner, ZBAR_QRCODE, ZBAR_CFG_BINARY, 1);
    return scanner;
}

static void collect(const zbar_image_t *image, struct baton_texts *texts)
{
    const zbar_symbol_t *symbol = zbar_image_first_symbol(image);

    for (; symbol; symbol = zbar_symbol_next(symbol)) {
        enum baton_symbology symbology = zbar_symbol_get_type(symbol) == ZBAR_QRCODE
                                             ? BATON_SYMBOLOGY_QR
                                             : BATON_SYMBOLOGY_CODE128;
        baton_texts_add(
            texts, symbology, zbar_symbol_get_data(symbol), zbar_symbol_get_data_length(symbol));
    }
}

static bool scan(
    zbar_image_scanner_t *scanner, const struct baton_pixels *pixels, struct baton_texts *texts)
{
    static const unsigned long gray = 'Y' | '8' << 8 | '0' << 16 | '0' << 24;
    zbar_image_t *image = zbar_image_create();

    if (!image)
        return false;
    zbar_image_set_format(image, gray);
    zbar_image_set_size(image, pixels->width, pixels->height);
    zbar_image_set_data(image, pixels->data, (unsigned long)pixels->width * pixels->height, NULL);
    if (zbar_scan_image(scanner, image) > 0)
        collect(image, texts);
    zbar_image_destroy(image);
    return true;
}

/* Each makes another picture of the original one, and the first that shows a code ends the search.
 */
static bool (*const retouches[])(struct baton_pixels *made, const struct baton_pixels *from) = {
    NULL, /* as it came */
    baton_retouch_halve,
    baton_retouch_even,
    baton_retouch_invert,
};

bool baton_reader_read(const struct baton_pixels *pixels,
    const struct baton_reader_patience *patience, struct baton_texts *texts)
{
    zbar_image_scanner_t *scanner = make_scanner();
    bool done = scanner;

    for (size_t i = 0; done && texts->count == 0 && i < sizeof(retouches) / sizeof(retouches[0]);
         i++) {
        struct baton_pixels made = {.data = NULL};
        if (i > 0 && patience->now() >= patience->until)
            break;
        if (!retouches[i])
            done = scan(scanner, pixels, texts);
        else if (retouches[i](&made, pixels))
            done = scan(scanner, &made, texts);
        baton_pixels_fini(&made);
    }
    if (scanner)
        zbar_image_scanner_destroy(scanner);
    return done;
}
