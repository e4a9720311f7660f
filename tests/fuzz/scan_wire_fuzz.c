/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Any bytes for the readers of requests, results and base64 images. The first byte chooses the reader. */
#include "fuzz/fuzz.h"
#include "scan/image.h"
#include "scan/wire.h"

static void take_request(const uint8_t *data, size_t size)
{
    struct baton_image image;
    uint16_t budget;
    uint8_t head[BATON_WIRE_REQUEST_SIZE];

    if (size < BATON_WIRE_REQUEST_SIZE || !baton_wire_take_request(data, &image, &budget))
        return;
    baton_wire_put_request(head, &image, budget);
    assert(memcmp(head, data, sizeof(head)) == 0);
}

static void take_result(const uint8_t *data, size_t size)
{
    static struct baton_texts texts;
    enum baton_wire_outcome outcome;

    if (!baton_wire_take_result((struct baton_bytes){data, size}, &outcome, &texts))
        return;
    for (size_t i = 0; i < texts.count; i++)
        assert(strlen(texts.found[i].text) == texts.found[i].len);
}

static void take_image(const uint8_t *data, size_t size, bool gray)
{
    struct baton_image image = {.data = NULL};
    const char *text = (const char *)data;
    enum baton_error error = gray ? baton_image_init_gray(&image, "image", 4, 2, text, size, NULL)
                                  : baton_image_init_uri(&image, "image", text, size, NULL);

    assert(error == BATON_OK || !image.data);
    assert(error != BATON_OK || baton_image_fits(image.width, image.height));
    baton_image_fini(&image);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size < 2)
        return 0;
    uint8_t *copy = fuzz_copy(data + 1, size - 1);
    if (data[0] % 4 == 0)
        take_request(copy, size - 1);
    else if (data[0] % 4 == 1)
        take_result(copy, size - 1);
    else
        take_image(copy, size - 1, data[0] % 4 == 2);
    free(copy);
    return 0;
}
