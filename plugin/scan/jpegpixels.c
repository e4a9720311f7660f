/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Decodes with libjpeg. Limits end the work on broken files and on files that would take too long. */
#include "scan/jpegpixels.h"

#include <setjmp.h>
#include <stdio.h>
#include <stdlib.h>

#include <jpeglib.h>

enum {
    SCANS_MAX = 64,      /* scans in a progressive file; cameras and encoders write about 10 */
    WARNINGS_MAX = 1000, /* warnings about a broken file, before it is refused */
    MEMORY_MAX_BYTES = 80 * 1024 * 1024, /* 4 megapixels of progressive CMYK need 32 MiB */
};

struct reading {
    struct jpeg_decompress_struct jpeg;
    struct jpeg_error_mgr errors;
    struct jpeg_progress_mgr progress;
    jmp_buf failed;
    uint8_t *row; /* one row of CMYK, if the file is CMYK */
};

static struct reading *reading_of(j_common_ptr jpeg)
{
    return jpeg->client_data;
}

static void fail(j_common_ptr jpeg)
{
    longjmp(reading_of(jpeg)->failed, 1);
}

static void count_warning(j_common_ptr jpeg, int level)
{
    if (level < 0 && ++jpeg->err->num_warnings > WARNINGS_MAX)
        fail(jpeg);
}

static void ignore(j_common_ptr jpeg)
{
    (void)jpeg;
}

/* A file of half a megabyte can have thousands of scans, and each scan is a pass over the whole image. */
static void watch_scans(j_common_ptr jpeg)
{
    if (reading_of(jpeg)->jpeg.input_scan_number > SCANS_MAX)
        fail(jpeg);
}

/* Converts CMYK to gray. Adobe's programs write the inks inverted, and nearly all CMYK files are written by them. */
static void mix_inks(uint8_t *to, const uint8_t *inks, uint32_t width, bool inverted)
{
    for (uint32_t x = 0; x < width; x++) {
        uint32_t flip = inverted ? 0 : 255;
        uint32_t c = inks[4 * x] ^ flip, m = inks[4 * x + 1] ^ flip, y = inks[4 * x + 2] ^ flip;
        uint32_t k = inks[4 * x + 3] ^ flip;
        to[x] = (uint8_t)((77 * c + 150 * m + 29 * y) / 256 * k / 255);
    }
}

static void read_rows(struct reading *reading, struct baton_pixels *pixels)
{
    struct jpeg_decompress_struct *jpeg = &reading->jpeg;

    while (jpeg->output_scanline < jpeg->output_height) {
        uint8_t *to = pixels->data + (size_t)jpeg->output_scanline * pixels->width;
        uint8_t *row = reading->row ? reading->row : to;
        jpeg_read_scanlines(jpeg, &row, 1);
        if (reading->row)
            mix_inks(to, row, pixels->width, jpeg->saw_Adobe_marker);
    }
}

/* Leaves by longjmp if it fails. */
static void read_picture(
    struct reading *reading, struct baton_pixels *pixels, const struct baton_image *image)
{
    struct jpeg_decompress_struct *jpeg = &reading->jpeg;

    jpeg_create_decompress(jpeg);
    jpeg->client_data = reading;
    jpeg->progress = &reading->progress;
    jpeg->mem->max_memory_to_use = MEMORY_MAX_BYTES;
    jpeg_mem_src(jpeg, image->data, image->len);
    jpeg_read_header(jpeg, TRUE);
    if (jpeg->image_width != pixels->width || jpeg->image_height != pixels->height)
        fail((j_common_ptr)jpeg);
    bool inks = jpeg->jpeg_color_space == JCS_CMYK || jpeg->jpeg_color_space == JCS_YCCK;
    jpeg->out_color_space = inks ? JCS_CMYK : JCS_GRAYSCALE;
    jpeg->dct_method = JDCT_ISLOW;
    if (inks && !(reading->row = malloc(4 * (size_t)pixels->width)))
        fail((j_common_ptr)jpeg);
    jpeg_start_decompress(jpeg);
    if (jpeg->output_components != (inks ? 4 : 1))
        fail((j_common_ptr)jpeg);
    read_rows(reading, pixels);
}

bool baton_jpegpixels_read(struct baton_pixels *pixels, const struct baton_image *image)
{
    struct reading *reading = calloc(1, sizeof(*reading));
    volatile bool read = false;

    if (!reading)
        return false;
    reading->jpeg.err = jpeg_std_error(&reading->errors);
    reading->jpeg.client_data = reading;
    reading->errors.error_exit = fail;
    reading->errors.emit_message = count_warning;
    reading->errors.output_message = ignore;
    reading->progress.progress_monitor = watch_scans;
    if (setjmp(reading->failed) == 0) {
        read_picture(reading, pixels, image);
        read = true;
    }
    jpeg_destroy_decompress(&reading->jpeg);
    free(reading->row);
    free(reading);
    return read;
}
