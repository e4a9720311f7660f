/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decodes with libpng, which reads the picture itself and skips all other chunks. */
#include "scan/pngpixels.h"

#include <setjmp.h>
#include <stdlib.h>
#include <string.h>

#include <png.h>

enum { CHUNK_MAX_BYTES = 64 * 1024 }; /* largest size of a chunk after decompression */

struct reading {
    struct baton_bytes file;
    png_structp png;
    png_infop info;
    uint8_t *rows; /* gray and alpha of each pixel, if the file has alpha */
};

static void take(png_structp png, png_bytep out, size_t len)
{
    struct baton_bytes *file = png_get_io_ptr(png);
    struct baton_bytes taken;

    if (!baton_bytes_take(file, len, &taken))
        png_error(png, "the file ends");
    memcpy(out, taken.data, len);
}

static void fail(png_structp png, png_const_charp message)
{
    (void)message;
    png_longjmp(png, 1);
}

static void ignore(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

static void set_limits(png_structp png)
{
    png_set_user_limits(png, BATON_IMAGE_MAX_SIDE, BATON_IMAGE_MAX_SIDE);
    png_set_chunk_cache_max(png, 1);
    png_set_chunk_malloc_max(png, CHUNK_MAX_BYTES);
    /* Makes libpng skip all chunks that are not needed: unknown chunks, and known ones such as texts and profiles.
     * Besides the picture, only the palette and its transparency are needed. */
    static const png_byte unread[] = "bKGD\0cHRM\0eXIf\0gAMA\0hIST\0iCCP\0iTXt\0oFFs\0pCAL\0pHYs\0"
                                     "sBIT\0sCAL\0sPLT\0sRGB\0sTER\0tEXt\0tIME\0zTXt";
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, NULL, 0);
    png_set_keep_unknown_chunks(png, PNG_HANDLE_CHUNK_NEVER, unread, (int)(sizeof(unread) / 5));
}

/* Every format becomes 8-bit gray, or gray and alpha. */
static void set_transforms(png_structp png)
{
    enum { SILENTLY = 1, DEFAULT_WEIGHTS = -1 };

    png_set_expand(png);
    png_set_scale_16(png);
    png_set_rgb_to_gray_fixed(png, SILENTLY, DEFAULT_WEIGHTS, DEFAULT_WEIGHTS);
}

/*
 * Chooses the gray of the page behind the transparent pixels. It is black if nearly everything that is drawn is light,
 * as in a picture for a dark page. Otherwise it is white.
 */
static uint32_t choose_page(const uint8_t *from, size_t count)
{
    enum { LIGHT = 128, NEARLY_ALL = 20 };
    uint64_t drawn = 0, dark = 0;

    for (size_t i = 0; i < count; i++) {
        drawn += from[2 * i + 1];
        dark += from[2 * i] < LIGHT ? from[2 * i + 1] : 0;
    }
    return dark * NEARLY_ALL < drawn ? 0 : 255;
}

/* Draws the gray and alpha pixels on a page. */
static void flatten(struct baton_pixels *pixels, const uint8_t *from)
{
    size_t count = (size_t)pixels->width * pixels->height;
    const uint32_t page = choose_page(from, count);

    for (size_t i = 0; i < count; i++) {
        uint32_t gray = from[2 * i], alpha = from[2 * i + 1];
        pixels->data[i] = (uint8_t)((gray * alpha + page * (255 - alpha) + 127) / 255);
    }
}

static void read_rows(png_structp png, int passes, uint8_t *to, size_t stride, uint32_t height)
{
    while (passes-- > 0)
        for (uint32_t y = 0; y < height; y++)
            png_read_row(png, to + y * stride, NULL);
}

/* Leaves by longjmp if it fails. */
static void read_picture(struct reading *reading, struct baton_pixels *pixels)
{
    png_structp png = reading->png;

    png_set_read_fn(png, &reading->file, take);
    set_limits(png);
    png_read_info(png, reading->info);
    if (png_get_image_width(png, reading->info) != pixels->width ||
        png_get_image_height(png, reading->info) != pixels->height)
        png_error(png, "the size is not that of the header");
    set_transforms(png);
    int passes = png_set_interlace_handling(png);
    png_read_update_info(png, reading->info);
    size_t stride = png_get_rowbytes(png, reading->info);
    if (stride == pixels->width) {
        read_rows(png, passes, pixels->data, stride, pixels->height);
    } else if (stride == 2 * (size_t)pixels->width) {
        reading->rows = calloc(pixels->height, stride);
        if (!reading->rows)
            png_error(png, "out of memory");
        read_rows(png, passes, reading->rows, stride, pixels->height);
        flatten(pixels, reading->rows);
    } else {
        png_error(png, "the rows are not gray");
    }
}

bool baton_pngpixels_read(struct baton_pixels *pixels, const struct baton_image *image)
{
    struct reading reading = {.file = {image->data, image->len}};
    volatile bool read = false;

    reading.png = png_create_read_struct(PNG_LIBPNG_VER_STRING, NULL, fail, ignore);
    reading.info = reading.png ? png_create_info_struct(reading.png) : NULL;
    if (reading.info && setjmp(png_jmpbuf(reading.png)) == 0) {
        read_picture(&reading, pixels);
        read = true;
    }
    png_destroy_read_struct(&reading.png, &reading.info, NULL);
    free(reading.rows);
    return read;
}
