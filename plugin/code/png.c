/* SPDX-License-Identifier: GPL-3.0-or-later */
/* libpng writes the picture into memory that has its final size from the start. */
#include "code/png.h"

#include <setjmp.h>
#include <string.h>

#include <openssl/crypto.h>
#include <png.h>

#include "base/bytes.h"

/*
 * A buffer that grows would leave a copy of the secret in freed memory. Its size is the size of the raw rows, plus a
 * 64th of that for the heads of chunks (12 bytes in 8192) and of blocks that zlib could not compress (5 bytes in
 * 16383), plus OVERHEAD for the rest of the file.
 */
enum { OVERHEAD = 1024 };

/* libpng calls this function with each part of the file. libpng's user pointer is the sink. */
static void write_part(png_structp png, png_bytep data, size_t len)
{
    if (!baton_sink_put(png_get_io_ptr(png), data, len))
        png_error(png, "the picture does not fit into its buffer");
}

/* Keeps libpng from writing to stderr. baton_png_new reports errors by its return value. */
static void ignore_message(png_structp png, png_const_charp message)
{
    (void)png;
    (void)message;
}

static void leave_on_error(png_structp png, png_const_charp message)
{
    (void)message;
    png_longjmp(png, 1);
}

/* Draws one row of modules, each `scale` pixels wide. A byte has 8 pixels; a bit of 1 is white. */
static void draw_row(const struct baton_bitmap *bitmap, int y, int scale, uint8_t *row, size_t len)
{
    memset(row, 0xFF, len);
    for (int x = 0; x < bitmap->width * scale; x++)
        if (baton_bitmap_black(bitmap, x / scale, y))
            row[x / 8] &= (uint8_t) ~(0x80 >> x % 8);
}

static size_t row_bytes(const struct baton_bitmap *bitmap)
{
    return ((size_t)bitmap->width * (size_t)baton_bitmap_scale(bitmap) + 7) / 8;
}

/* Writes the file to the sink. `row` is memory for one row. Returns false if libpng failed. */
static bool write_file(
    png_structp png, png_infop info, const struct baton_bitmap *bitmap, uint8_t *row)
{
    int scale = baton_bitmap_scale(bitmap);

    if (setjmp(png_jmpbuf(png)))
        return false;
    png_set_IHDR(png, info, (png_uint_32)(bitmap->width * scale),
        (png_uint_32)(bitmap->height * scale), 1, PNG_COLOR_TYPE_GRAY, PNG_INTERLACE_NONE,
        PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    png_write_info(png, info);
    for (int y = 0; y < bitmap->height; y++) {
        draw_row(bitmap, y, scale, row, row_bytes(bitmap));
        for (int i = 0; i < scale; i++)
            png_write_row(png, row);
    }
    png_write_end(png, info);
    return true;
}

/* Writes the picture into `sink`, and frees libpng's own memory. */
static bool draw(const struct baton_bitmap *bitmap, uint8_t *row, struct baton_sink *sink)
{
    bool drawn = false;
    png_infop info = NULL;
    png_structp png =
        png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, leave_on_error, ignore_message);

    if (!png)
        return false;
    info = png_create_info_struct(png);
    if (info) {
        png_set_write_fn(png, sink, write_part, NULL);
        drawn = write_file(png, info, bitmap, row);
    }
    png_destroy_write_struct(&png, &info);
    return drawn;
}

bool baton_png_new(const struct baton_bitmap *bitmap, uint8_t **out, size_t *len)
{
    size_t width = row_bytes(bitmap); /* in the file, each row has one more byte for its filter */
    size_t raw = (width + 1) * (size_t)(bitmap->height * baton_bitmap_scale(bitmap));
    struct baton_sink sink = {.size = raw + raw / 64 + OVERHEAD};
    uint8_t *row = OPENSSL_malloc(width);
    bool drawn = false;

    sink.data = OPENSSL_malloc(sink.size);
    if (!row || !sink.data)
        goto out;
    drawn = draw(bitmap, row, &sink);
    if (drawn) {
        *out = sink.data;
        *len = sink.len;
        sink.data = NULL;
    }
out:
    OPENSSL_clear_free(row, width);
    OPENSSL_clear_free(sink.data, sink.size);
    return drawn;
}
