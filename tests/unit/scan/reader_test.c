/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of scan/reader: codes in camera pictures are found, and the search ends in time even in dense patterns. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "scan/imagepixels.h"
#include "scan/reader.h"
#include "test.h"

static struct baton_texts texts;
static baton_time clock_calls;

/* A clock that advances by 1 at each call. The reader calls it before each attempt except the first. */
static baton_time count_clock_calls(void)
{
    return clock_calls++;
}

static void read_with(const struct baton_pixels *pixels, baton_time attempts)
{
    clock_calls = 0;
    texts.count = 0;
    assert_true(baton_reader_read(pixels,
        &(struct baton_reader_patience){.now = count_clock_calls, .until = attempts - 1}, &texts));
}

static FILE *open_data(const char *name)
{
    char path[4096];
    const char *folder = getenv("BATON_TEST_DATA");

    snprintf(path, sizeof(path), "%s/scan/%s", folder ? folder : "tests/data", name);
    return fopen(path, "rb");
}

static bool load(const char *name, struct baton_pixels *pixels)
{
    static uint8_t data[BATON_IMAGE_MAX_BYTES];
    struct baton_image image = {.kind = BATON_IMAGE_JPEG, .data = data};
    FILE *file = open_data(name);

    assert_non_null(file);
    image.len = fread(data, 1, sizeof(data), file);
    fclose(file);
    return baton_image_measure(image.kind, (struct baton_bytes){image.data, image.len},
               &image.width, &image.height) &&
           baton_imagepixels_init(pixels, &image);
}

TEST(the_code_in_every_camera_picture_is_read)
{
    FILE *manifest = open_data("manifest");
    char line[512];
    int missed = 0, all = 0;

    assert_non_null(manifest);
    while (fgets(line, sizeof(line), manifest)) {
        char *name = strtok(line, "\t"), *text = strtok(NULL, "\n");
        struct baton_pixels pixels;
        assert_true(load(name, &pixels));
        read_with(&pixels, 8);
        baton_pixels_fini(&pixels);
        bool read = texts.count == 1 && strcmp(texts.found[0].text, text) == 0;
        if (!read)
            print_message("# not read: %s\n", name);
        missed += !read;
        all++;
        if (read)
            assert_int_equal(texts.found[0].symbology,
                text[0] == 'B' ? BATON_SYMBOLOGY_CODE128 : BATON_SYMBOLOGY_QR);
    }
    fclose(manifest);
    assert_true(all >= 60);
    assert_int_equal(missed, 0);
}

static struct baton_pixels empty_picture(uint32_t width, uint32_t height)
{
    struct baton_pixels pixels;

    assert_true(baton_pixels_init(&pixels, width, height));
    return pixels;
}

TEST(no_attempt_begins_after_the_time_is_over)
{
    struct baton_pixels pixels = empty_picture(320, 240);

    read_with(&pixels, 3);
    assert_int_equal(texts.count, 0);
    assert_int_equal(clock_calls, 3);
    read_with(&pixels, 100);
    assert_int_equal(clock_calls, 7);
    baton_pixels_fini(&pixels);
}

/* A picture full of finder patterns keeps a reader of QR codes busy for longest. */
TEST(reading_a_dense_pattern_ends)
{
    static const char line[] = "1011101000000010000010111010111010000000",
                      rows[] = "1000001011111110";
    struct baton_pixels pixels = empty_picture(246, 246);

    for (uint32_t y = 0; y < 246; y++)
        for (uint32_t x = 0; x < 246; x++)
            pixels.data[y * 246 + x] = line[(x + y / 7) % 40] == rows[(y + x / 7) % 16] ? 0 : 255;
    read_with(&pixels, 8);
    baton_pixels_fini(&pixels);
}

TEST(very_small_and_very_narrow_pictures_do_no_harm)
{
    static const uint32_t sizes[][2] = {
        {1, 1}, {1, 8192}, {8192, 1}, {2, 3}, {33, 33}, {8192, 488}};

    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct baton_pixels pixels = empty_picture(sizes[i][0], sizes[i][1]);
        read_with(&pixels, 8);
        assert_int_equal(texts.count, 0);
        baton_pixels_fini(&pixels);
    }
}

/* A dark page shows a code in white on black. */
TEST(a_code_with_inverted_colours_is_read)
{
    struct baton_pixels pixels;

    assert_true(load("qr-front-640x480.jpg", &pixels));
    for (size_t i = 0; i < (size_t)pixels.width * pixels.height; i++)
        pixels.data[i] = (uint8_t)(255 - pixels.data[i]);
    read_with(&pixels, 1);
    assert_int_equal(texts.count, 1);
    baton_pixels_fini(&pixels);
}

static void invert(const struct baton_pixels *pixels)
{
    for (size_t i = 0; i < (size_t)pixels->width * pixels->height; i++)
        pixels->data[i] = (uint8_t)(255 - pixels->data[i]);
}

/* Reads the pictures of a manifest, with few attempts for each. Returns how many pictures had no result. */
static int count_missed(const char *folder, bool inverted, int *all)
{
    char line[512], name[512];
    int missed = 0;

    snprintf(name, sizeof(name), "%smanifest", folder);
    FILE *manifest = open_data(name);
    assert_non_null(manifest);
    while (fgets(line, sizeof(line), manifest)) {
        const char *file = strtok(line, "\t"), *text = strtok(NULL, "\n");
        struct baton_pixels pixels;
        snprintf(name, sizeof(name), "%s%s", folder, file);
        assert_true(load(name, &pixels));
        if (inverted)
            invert(&pixels);
        read_with(&pixels, 5);
        baton_pixels_fini(&pixels);
        bool read = texts.count == 1 && strcmp(texts.found[0].text, text) == 0;
        if (!read)
            print_message("# not read: %s\n", name);
        missed += !read;
        ++*all;
    }
    fclose(manifest);
    return missed;
}

TEST(pictures_of_all_sizes_are_read_with_their_colours_swapped_and_before_the_last_attempts)
{
    int all = 0;

    assert_int_equal(count_missed("", true, &all), 0);
    assert_true(all >= 60);
}

TEST(filmed_screens_with_inverted_colours_are_read_before_the_last_attempts)
{
    int all = 0;

    assert_int_equal(count_missed("inverted/", false, &all), 0);
    assert_int_equal(all, 14);
}

TEST(two_codes_in_one_picture_are_both_found)
{
    struct baton_pixels one, other;

    assert_true(load("qr-front-640x480.jpg", &one));
    assert_true(load("qr-dark-640x480.jpg", &other));
    struct baton_pixels both = empty_picture(640, 960);
    memcpy(both.data, one.data, 640 * 480);
    memcpy(both.data + 640 * 480, other.data, 640 * 480);
    read_with(&both, 8);
    assert_int_equal(texts.count, 2);
    baton_pixels_fini(&one);
    baton_pixels_fini(&other);
    baton_pixels_fini(&both);
}
