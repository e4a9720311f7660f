/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of scan/imagepixels: every kind of PNG and JPEG becomes gray pixels, and hostile files do no harm. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <jpeglib.h>
#include <png.h>

#include "scan/imagepixels.h"
#include "test.h"

/* The file that a test writes. It has space for the largest file here. */
static struct {
    uint8_t data[4 << 20];
    size_t len;
} file;

static void put(png_structp png, png_bytep data, size_t len)
{
    (void)png;
    assert_true(file.len + len <= sizeof(file.data));
    memcpy(file.data + file.len, data, len);
    file.len += len;
}

static void flush(png_structp png)
{
    (void)png;
}

struct png_form {
    uint32_t width, height;
    int depth, type, interlace;
    void (*extra)(png_structp png); /* writes more chunks after the header */
};

static bool draws_white; /* with alpha: the visible half is white instead of black */

/* Makes the left half of a row black and the right half white, in this form of PNG. */
static void fill_row(uint8_t *row, const struct png_form *form, size_t stride)
{
    bool alpha = form->type & PNG_COLOR_MASK_ALPHA;
    size_t channels = (form->type & PNG_COLOR_MASK_COLOR ? 3u : 1u) + alpha;

    if (form->type == PNG_COLOR_TYPE_PALETTE)
        channels = 1;
    memset(row, 0, stride);
    if (form->depth < 8) {
        memset(row + stride / 2, 0xff, stride - stride / 2);
        return;
    }
    size_t sample = (size_t)form->depth / 8;
    for (uint32_t x = 0; x < form->width; x++)
        for (size_t c = 0; c < channels; c++) {
            bool opaque = alpha && c == channels - 1 && x < form->width / 2;
            bool white = alpha ? draws_white && x < form->width / 2 : x >= form->width / 2;
            /* With alpha, the white pixels are transparent black pixels. */
            int value = opaque || white ? form->type == PNG_COLOR_TYPE_PALETTE ? 1 : 255 : 0;
            memset(row + (x * channels + c) * sample, value, sample);
        }
}

static void write_png(const struct png_form *form)
{
    static const png_color palette[] = {{0, 0, 0}, {255, 255, 255}};
    png_structp png = png_create_write_struct(PNG_LIBPNG_VER_STRING, NULL, NULL, NULL);
    png_infop info = png_create_info_struct(png);

    file.len = 0;
    png_set_write_fn(png, NULL, put, flush);
    png_set_IHDR(png, info, form->width, form->height, form->depth, form->type, form->interlace,
        PNG_COMPRESSION_TYPE_DEFAULT, PNG_FILTER_TYPE_DEFAULT);
    if (form->type == PNG_COLOR_TYPE_PALETTE)
        png_set_PLTE(png, info, palette, 2);
    png_write_info(png, info);
    if (form->extra)
        form->extra(png);
    size_t stride = png_get_rowbytes(png, info);
    uint8_t *row = test_malloc(stride);
    fill_row(row, form, stride);
    int passes = png_set_interlace_handling(png);
    while (passes-- > 0)
        for (uint32_t y = 0; y < form->height; y++)
            png_write_row(png, row);
    png_write_end(png, info);
    test_free(row);
    png_destroy_write_struct(&png, &info);
}

static bool decode(
    enum baton_image_kind kind, uint32_t width, uint32_t height, struct baton_pixels *pixels)
{
    struct baton_image image = {
        .kind = kind, .width = width, .height = height, .data = file.data, .len = file.len};
    return baton_imagepixels_init(pixels, &image);
}

/* Checks that the left half is black and the right half white. Decoders round, so values may differ by 8. */
static void expect_halves(enum baton_image_kind kind, uint32_t width, uint32_t height)
{
    struct baton_pixels pixels;

    assert_true(decode(kind, width, height, &pixels));
    assert_int_equal(pixels.width, width);
    assert_int_equal(pixels.height, height);
    for (uint32_t y = 0; y < height; y++) {
        assert_int_in_range(pixels.data[y * width + width / 4], 0, 8);
        assert_int_in_range(pixels.data[y * width + 3 * width / 4], 247, 255);
    }
    baton_pixels_fini(&pixels);
}

/* A code for a dark page: its modules are white, and nothing else is drawn. */
TEST(white_on_transparent_is_drawn_on_black)
{
    static const int types[] = {PNG_COLOR_TYPE_GRAY_ALPHA, PNG_COLOR_TYPE_RGB_ALPHA};

    for (size_t i = 0; i < COUNT(types); i++) {
        struct baton_pixels pixels;
        draws_white = true;
        write_png(&(struct png_form){.width = 64, .height = 33, .type = types[i], .depth = 8});
        draws_white = false;
        assert_true(decode(BATON_IMAGE_PNG, 64, 33, &pixels));
        assert_int_in_range(pixels.data[16], 247, 255);
        assert_int_in_range(pixels.data[48], 0, 8);
        baton_pixels_fini(&pixels);
    }
}

TEST(every_form_of_png_becomes_gray_pixels)
{
    static const struct {
        int type, depth;
    } forms[] = {{PNG_COLOR_TYPE_GRAY, 1}, {PNG_COLOR_TYPE_GRAY, 2}, {PNG_COLOR_TYPE_GRAY, 4},
        {PNG_COLOR_TYPE_GRAY, 8}, {PNG_COLOR_TYPE_GRAY, 16}, {PNG_COLOR_TYPE_GRAY_ALPHA, 8},
        {PNG_COLOR_TYPE_GRAY_ALPHA, 16}, {PNG_COLOR_TYPE_RGB, 8}, {PNG_COLOR_TYPE_RGB, 16},
        {PNG_COLOR_TYPE_RGB_ALPHA, 8}, {PNG_COLOR_TYPE_RGB_ALPHA, 16}, {PNG_COLOR_TYPE_PALETTE, 8}};

    for (size_t i = 0; i < COUNT(forms); i++)
        for (int interlace = 0; interlace < 2; interlace++) {
            write_png(&(struct png_form){.width = 64,
                .height = 33,
                .type = forms[i].type,
                .depth = forms[i].depth,
                .interlace = interlace});
            expect_halves(BATON_IMAGE_PNG, 64, 33);
        }
}

/* Writes 300 chunks of compressed comments and other chunks that the decoder must not read. */
static void pack_bombs(png_structp png)
{
    static uint8_t bomb[1100];
    static const uint8_t frame[26] = {0};
    static const uint8_t profile[] = "profile\0";

    memcpy(bomb, "comment\0\0\x78\xda", 11);
    for (int i = 0; i < 300; i++) {
        png_write_chunk(png, (png_const_bytep) "zTXt", bomb, sizeof(bomb));
        png_write_chunk(png, (png_const_bytep) "fcTL", frame, sizeof(frame));
    }
    png_write_chunk(png, (png_const_bytep) "iCCP", profile, sizeof(profile));
}

TEST(other_chunks_of_a_png_are_skipped)
{
    write_png(&(struct png_form){64, 33, 8, PNG_COLOR_TYPE_GRAY, 0, pack_bombs});
    expect_halves(BATON_IMAGE_PNG, 64, 33);
}

TEST(a_png_that_is_cut_off_does_no_harm)
{
    struct baton_pixels pixels;

    write_png(&(struct png_form){64, 33, 8, PNG_COLOR_TYPE_RGB, 1, NULL});
    for (size_t whole = file.len; file.len > 0; file.len--)
        if (decode(BATON_IMAGE_PNG, 64, 33, &pixels)) {
            assert_true(file.len + 16 > whole); /* only bytes after the picture may be missing */
            baton_pixels_fini(&pixels);
        }
}

/* The picture compresses very well: 4 megapixels of 8 bytes need less than 512 KiB. */
TEST(a_small_png_with_the_largest_number_of_pixels_is_decoded)
{
    write_png(&(struct png_form){2000, 2000, 16, PNG_COLOR_TYPE_RGB_ALPHA, 1, NULL});
    assert_true(file.len < 512 * 1024);
    expect_halves(BATON_IMAGE_PNG, 2000, 2000);
}

TEST(an_image_with_another_kind_or_size_than_stated_is_refused)
{
    struct baton_pixels pixels;

    write_png(&(struct png_form){64, 33, 8, PNG_COLOR_TYPE_GRAY, 0, NULL});
    assert_false(decode(BATON_IMAGE_PNG, 64, 34, &pixels));
    assert_false(decode(BATON_IMAGE_PNG, 63, 33, &pixels));
    assert_false(decode(BATON_IMAGE_JPEG, 64, 33, &pixels));
    assert_false(decode(BATON_IMAGE_GRAY, 64, 33, &pixels));
    write_png(&(struct png_form){2001, 2000, 8, PNG_COLOR_TYPE_GRAY, 0, NULL});
    assert_false(decode(BATON_IMAGE_PNG, 2001, 2000, &pixels));
}

struct jpeg_form {
    J_COLOR_SPACE colours;
    int components;
    bool progressive;
    uint32_t width, height;
};

static void fill_jpeg_row(uint8_t *row, const struct jpeg_form *form)
{
    size_t half = (size_t)form->width / 2 * (size_t)form->components;

    memset(row, 0, half);
    memset(row + half, 255, half);
}

/*
 * Makes libjpeg write up to `count` progressive scans, one bit or one coefficient in each. A file with many scans is
 * the slowest to decode. Returns the number of scans.
 */
static int write_scans(struct jpeg_compress_struct *jpeg, jpeg_scan_info *scans, int count)
{
    int n = 0;

    scans[n++] = (jpeg_scan_info){.comps_in_scan = 1, .Ss = 0, .Se = 0, .Ah = 0, .Al = 10};
    for (int bit = 9; bit >= 0 && n < count; bit--)
        scans[n++] = (jpeg_scan_info){.comps_in_scan = 1, .Ah = bit + 1, .Al = bit};
    for (int k = 1; k < 64 && n < count; k++)
        scans[n++] = (jpeg_scan_info){.comps_in_scan = 1, .Ss = k, .Se = k, .Al = 1};
    for (int k = 1; k < 64 && n < count; k++)
        scans[n++] = (jpeg_scan_info){.comps_in_scan = 1, .Ss = k, .Se = k, .Ah = 1, .Al = 0};
    jpeg->scan_info = scans;
    jpeg->num_scans = n;
    return n;
}

static void write_jpeg(const struct jpeg_form *form, int scans)
{
    static jpeg_scan_info script[200];
    struct jpeg_compress_struct jpeg;
    struct jpeg_error_mgr errors;
    unsigned char *data = NULL;
    unsigned long len = 0;
    uint8_t *row = test_malloc((size_t)form->width * (size_t)form->components);

    jpeg.err = jpeg_std_error(&errors);
    jpeg_create_compress(&jpeg);
    jpeg_mem_dest(&jpeg, &data, &len);
    jpeg.image_width = form->width;
    jpeg.image_height = form->height;
    jpeg.input_components = form->components;
    jpeg.in_color_space = form->colours;
    jpeg_set_defaults(&jpeg);
    if (form->progressive)
        jpeg_simple_progression(&jpeg);
    if (scans > 0)
        write_scans(&jpeg, script, scans);
    jpeg_start_compress(&jpeg, TRUE);
    fill_jpeg_row(row, form);
    while (jpeg.next_scanline < form->height)
        jpeg_write_scanlines(&jpeg, &row, 1);
    jpeg_finish_compress(&jpeg);
    jpeg_destroy_compress(&jpeg);
    assert_true(len <= sizeof(file.data));
    memcpy(file.data, data, len);
    file.len = len;
    free(data);
    test_free(row);
}

TEST(every_form_of_jpeg_becomes_gray_pixels)
{
    static const struct {
        J_COLOR_SPACE colours;
        int components;
    } forms[] = {{JCS_GRAYSCALE, 1}, {JCS_RGB, 3}, {JCS_YCbCr, 3}, {JCS_CMYK, 4}};

    for (size_t i = 0; i < COUNT(forms); i++)
        for (int progressive = 0; progressive < 2; progressive++) {
            const struct jpeg_form form = {
                forms[i].colours, forms[i].components, progressive, 64, 40};
            if (form.colours == JCS_YCbCr)
                continue; /* black is not 0, 0, 0 here; libjpeg stores the RGB row as YCbCr */
            write_jpeg(&form, 0);
            expect_halves(BATON_IMAGE_JPEG, 64, 40);
        }
}

TEST(a_jpeg_that_is_cut_off_is_decoded_up_to_the_cut)
{
    struct baton_pixels pixels;

    write_jpeg(&(struct jpeg_form){JCS_RGB, 3, false, 640, 480}, 0);
    file.len = file.len * 3 / 4;
    assert_true(decode(BATON_IMAGE_JPEG, 640, 480, &pixels));
    assert_int_in_range(pixels.data[160], 0, 8);
    assert_int_in_range(pixels.data[480], 247, 255);
    baton_pixels_fini(&pixels);
    for (; file.len > 0; file.len -= file.len > 700 ? 100 : 1)
        if (decode(BATON_IMAGE_JPEG, 640, 480, &pixels))
            baton_pixels_fini(&pixels);
}

TEST(a_jpeg_with_too_many_scans_is_refused)
{
    struct baton_pixels pixels;

    write_jpeg(&(struct jpeg_form){JCS_GRAYSCALE, 1, false, 2000, 2000}, 40);
    assert_true(decode(BATON_IMAGE_JPEG, 2000, 2000, &pixels));
    baton_pixels_fini(&pixels);
    write_jpeg(&(struct jpeg_form){JCS_GRAYSCALE, 1, false, 2000, 2000}, 120);
    assert_false(decode(BATON_IMAGE_JPEG, 2000, 2000, &pixels));
}

TEST(random_bytes_after_the_header_do_no_harm)
{
    struct baton_pixels pixels;
    unsigned int seed = 1;

    for (int round = 0; round < 200; round++) {
        if (round % 2)
            write_jpeg(&(struct jpeg_form){JCS_RGB, 3, round % 4 == 1, 64, 40}, 0);
        else
            write_png(&(struct png_form){64, 40, 8, PNG_COLOR_TYPE_RGB, round % 4 == 0, NULL});
        for (int i = 0; i < 8; i++)
            file.data[33 + (size_t)rand_r(&seed) % (file.len - 33)] = (uint8_t)rand_r(&seed);
        if (decode(round % 2 ? BATON_IMAGE_JPEG : BATON_IMAGE_PNG, 64, 40, &pixels))
            baton_pixels_fini(&pixels);
    }
}
