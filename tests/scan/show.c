/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes a code as the plugin draws it, as a PNG. Usage: show qr|code128 PAYLOAD >FILE.
 * tests/scan/film runs it. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "code/code.h"

/* Writes the data of a data URI. Bytes that come from the padding are harmless at the end of a PNG. */
static int write_picture(const char *uri)
{
    const char *text = strchr(uri, ',') + 1;
    size_t len = strlen(text);
    unsigned char *picture = malloc(len);

    if (!picture)
        return 1;
    int size = EVP_DecodeBlock(picture, (const unsigned char *)text, (int)len);
    int failed = size < 0 || fwrite(picture, 1, (size_t)size, stdout) != (size_t)size;
    free(picture);
    return failed;
}

static bool find_kind(const char *name, enum baton_code_kind *kind)
{
    for (int i = 0; i < BATON_CODE_KINDS; i++)
        if (strcmp(baton_code_kind_name((enum baton_code_kind)i), name) == 0) {
            *kind = (enum baton_code_kind)i;
            return true;
        }
    return false;
}

int main(int count, char **arguments)
{
    struct baton_code_image image;
    enum baton_code_kind kind;
    struct baton_failure failure;

    if (count != 3 || !find_kind(arguments[1], &kind)) {
        fprintf(stderr, "usage: show qr|code128 PAYLOAD >FILE\n");
        return 2;
    }
    if (baton_code_image_init(&image, kind, arguments[2], &failure) != BATON_OK) {
        fprintf(stderr, "show: %s\n", failure.text);
        return 1;
    }
    int failed = write_picture(image.png);
    baton_code_image_fini(&image);
    return failed;
}
