/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Runs the code of the helper on an image, for the fuzzers of PNG, JPEG and gray. */
#ifndef BATON_TESTS_FUZZ_SCAN_FILE_H
#define BATON_TESTS_FUZZ_SCAN_FILE_H

#include "fuzz/fuzz.h"
#include "scan/imagepixels.h"
#include "scan/reader.h"
#include "scan/wire.h"

/* Larger pictures are measured but not decoded, so that the fuzzer can make many tries. */
enum { SCAN_FILE_PIXELS = 256 * 256 };

/* A clock that advances each time it is read, so that every picture gets four attempts. */
static baton_time scan_file_clock;

static inline baton_time scan_file_now(void)
{
    return scan_file_clock++;
}

/* Writes the result as the helper does, and checks that the plugin can read it. */
static inline void scan_file_result(const struct baton_texts *texts)
{
    static uint8_t room[BATON_WIRE_LENGTH_SIZE + BATON_WIRE_MAX_RESULT];
    static struct baton_texts taken;
    struct baton_sink sink = {.data = room, .size = sizeof(room)};
    enum baton_wire_outcome outcome;
    size_t len = 0;

    baton_wire_put_result(&sink, BATON_WIRE_SCANNED, texts);
    assert(baton_wire_take_length(room, &len));
    assert(baton_wire_take_result(
        (struct baton_bytes){room + BATON_WIRE_LENGTH_SIZE, len}, &outcome, &taken));
    assert(taken.count == texts->count);
}

static inline void scan_file(const struct baton_image *image)
{
    static struct baton_texts texts;
    struct baton_pixels pixels;

    if (!baton_image_fits(image->width, image->height) ||
        image->width * image->height > SCAN_FILE_PIXELS || !baton_imagepixels_init(&pixels, image))
        return;
    scan_file_clock = 0;
    texts.count = 0;
    baton_reader_read(
        &pixels, &(struct baton_reader_patience){.now = scan_file_now, .until = 3}, &texts);
    baton_pixels_fini(&pixels);
    scan_file_result(&texts);
}

/* Copies the file into memory of exactly its size, so that AddressSanitizer finds a read beyond the end. */
static inline void scan_file_of(enum baton_image_kind kind, const uint8_t *data, size_t size)
{
    if (size == 0 || size > BATON_IMAGE_MAX_BYTES)
        return;
    struct baton_image image = {.kind = kind, .len = size, .data = fuzz_copy(data, size)};
    if (baton_image_measure(
            kind, (struct baton_bytes){image.data, size}, &image.width, &image.height))
        scan_file(&image);
    free(image.data);
}

#endif
