/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of code/png: the pixels of the picture are the modules, and a failure at any step gives no picture. */
#include <string.h>

#include <openssl/crypto.h>
#include <png.h>

#include "code/png.h"
#include "test.h"
#include "unit/code/random_bitmap.h"

/* The linker replaces the functions of OpenSSL and libpng by these. */
void *__wrap_CRYPTO_malloc(size_t size, const char *file, int line);
void *__real_CRYPTO_malloc(size_t size, const char *file, int line);
png_structp __wrap_png_create_write_struct(
    png_const_charp version, png_voidp context, png_error_ptr error, png_error_ptr warn);
png_structp __real_png_create_write_struct(
    png_const_charp version, png_voidp context, png_error_ptr error, png_error_ptr warn);
png_infop __wrap_png_create_info_struct(png_const_structrp png);
png_infop __real_png_create_info_struct(png_const_structrp png);
void __wrap_png_write_end(png_structrp png, png_inforp info);
void __real_png_write_end(png_structrp png, png_inforp info);

/* The step that fails next. */
static enum { NOTHING, ROW, FILE_MEMORY, WRITER, INFO, TOO_LARGE, WARNING } broken;

void *__wrap_CRYPTO_malloc(size_t size, const char *file, int line)
{
    if (broken == ROW || (broken == FILE_MEMORY && size > 1024))
        return NULL;
    return __real_CRYPTO_malloc(size, file, line);
}

png_structp __wrap_png_create_write_struct(
    png_const_charp version, png_voidp context, png_error_ptr error, png_error_ptr warn)
{
    return broken == WRITER ? NULL : __real_png_create_write_struct(version, context, error, warn);
}

png_infop __wrap_png_create_info_struct(png_const_structrp png)
{
    return broken == INFO ? NULL : __real_png_create_info_struct(png);
}

void __wrap_png_write_end(png_structrp png, png_inforp info)
{
    static const uint8_t more[1 << 20];

    if (broken == WARNING)
        png_warning(png, "nothing that matters");
    if (broken == TOO_LARGE)
        png_write_chunk(png, (png_const_bytep) "juNk", more, sizeof(more));
    __real_png_write_end(png, info);
}

static uint32_t big_endian(const uint8_t *at)
{
    return (uint32_t)at[0] << 24 | (uint32_t)at[1] << 16 | (uint32_t)at[2] << 8 | at[3];
}

/* Reads the picture with libpng, and compares each pixel with its module. */
static void expect_picture_of_bitmap(const uint8_t *picture, size_t len, int scale)
{
    png_image image = {.version = PNG_IMAGE_VERSION};

    assert_true(png_image_begin_read_from_memory(&image, picture, len));
    assert_int_equal(image.width, bitmap.width * scale);
    assert_int_equal(image.height, bitmap.height * scale);
    image.format = PNG_FORMAT_GRAY;
    uint8_t *pixels = test_malloc(PNG_IMAGE_SIZE(image));
    assert_true(png_image_finish_read(&image, NULL, pixels, 0, NULL));
    for (int y = 0; y < (int)image.height; y++)
        for (int x = 0; x < (int)image.width; x++) {
            bool black = baton_bitmap_black(&bitmap, x / scale, y / scale);
            if (pixels[y * (int)image.width + x] != (black ? 0 : 255))
                fail_msg("pixel %d,%d has the wrong colour; %d x %d modules", x, y, bitmap.width,
                    bitmap.height);
        }
    test_free(pixels);
}

TEST(the_pixels_are_the_modules_at_every_size)
{
    static const struct {
        int width, height, scale;
    } rows[] = {{21, 21, 23}, {29, 29, 17}, {45, 45, 11}, {185, 185, 3}, {1, 1, 480}, {480, 20, 1},
        {479, 20, 2}, {1000, 3, 1}};

    for (size_t i = 0; i < COUNT(rows); i++) {
        uint8_t *picture;
        size_t len;
        fill(rows[i].width, rows[i].height, (unsigned int)i);
        assert_true(baton_png_new(&bitmap, &picture, &len));
        expect_picture_of_bitmap(picture, len, rows[i].scale);
        OPENSSL_free(picture);
    }
}

/* PNG section 11.2.2: width, height, bit depth, colour type. */
TEST(the_picture_is_one_bit_gray_and_at_least_480_pixels_wide)
{
    uint8_t *picture;
    size_t len;

    fill(37, 37, 3);
    assert_true(baton_png_new(&bitmap, &picture, &len));
    assert_memory_equal(picture, "\x89PNG\r\n\x1a\n", 8);
    assert_int_equal(big_endian(picture + 16), 37 * 13);
    assert_int_equal(big_endian(picture + 20), 37 * 13);
    assert_int_equal(picture[24], 1);
    assert_int_equal(picture[25], PNG_COLOR_TYPE_GRAY);
    OPENSSL_free(picture);
}

/* With one pixel for each random module, zlib cannot compress the picture. */
TEST(a_picture_that_cannot_be_compressed_fits)
{
    uint8_t *picture;
    size_t len;

    fill(800, 42, 7);
    assert_true(baton_png_new(&bitmap, &picture, &len));
    assert_true(len > 800 * 42 / 8);
    expect_picture_of_bitmap(picture, len, 1);
    OPENSSL_free(picture);
}

TEST(a_failure_at_any_step_gives_no_picture)
{
    fill(29, 29, 1);
    for (broken = ROW; broken <= TOO_LARGE; broken++) {
        uint8_t *picture = bitmap.modules;
        size_t len = 77;
        assert_false(baton_png_new(&bitmap, &picture, &len));
        assert_ptr_equal(picture, bitmap.modules);
        assert_int_equal(len, 77);
    }
    broken = NOTHING;
}

TEST(a_warning_of_libpng_is_not_an_error)
{
    uint8_t *picture;
    size_t len;

    fill(29, 29, 1);
    broken = WARNING;
    assert_true(baton_png_new(&bitmap, &picture, &len));
    broken = NOTHING;
    expect_picture_of_bitmap(picture, len, 17);
    OPENSSL_free(picture);
}
