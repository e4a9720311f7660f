/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of scan/polarity: it finds out whether the codes in a picture are dark or light. */
#include <stdlib.h>
#include <string.h>

#include "scan/polarity.h"
#include "test.h"

enum { SIDE = 240, MODULE = 4, DARK = 20, LIGHT = 230 };

static struct baton_pixels picture_of(uint8_t gray)
{
    struct baton_pixels pixels;

    assert_true(baton_pixels_init(&pixels, SIDE, SIDE));
    memset(pixels.data, gray, SIDE * SIDE);
    return pixels;
}

static void fill(
    const struct baton_pixels *pixels, int x, int y, int width, int height, uint8_t gray)
{
    for (int row = y; row < y + height; row++)
        memset(pixels->data + row * SIDE + x, gray, (size_t)width);
}

static void draw_finder(const struct baton_pixels *pixels, int x, int y, uint8_t ink, uint8_t page)
{
    fill(pixels, x, y, 7 * MODULE, 7 * MODULE, ink);
    fill(pixels, x + MODULE, y + MODULE, 5 * MODULE, 5 * MODULE, page);
    fill(pixels, x + 2 * MODULE, y + 2 * MODULE, 3 * MODULE, 3 * MODULE, ink);
}

/* 40 bars, thin and thick. */
static void draw_bars(const struct baton_pixels *pixels, uint8_t ink)
{
    for (int i = 0; i < 40; i++)
        fill(pixels, 30 + 4 * i, 60, 1 + i % 3, 100, ink);
}

static struct baton_polarity_finding guess(struct baton_pixels *pixels)
{
    struct baton_polarity_finding guess = baton_polarity_guess(pixels);

    baton_pixels_fini(pixels);
    return guess;
}

TEST(an_empty_picture_has_no_codes)
{
    struct baton_pixels pixels = picture_of(LIGHT);

    assert_int_equal(guess(&pixels).polarity, BATON_POLARITY_UNKNOWN);
}

TEST(finder_patterns_say_the_colour)
{
    struct baton_pixels dark = picture_of(LIGHT), light = picture_of(DARK);

    draw_finder(&dark, 60, 60, DARK, LIGHT);
    draw_finder(&light, 60, 60, LIGHT, DARK);
    assert_int_equal(guess(&dark).polarity, BATON_POLARITY_DARK);
    assert_int_equal(guess(&light).polarity, BATON_POLARITY_LIGHT);
}

TEST(a_picture_with_both_is_not_decided)
{
    struct baton_pixels both = picture_of(LIGHT);

    draw_finder(&both, 60, 20, DARK, LIGHT);
    fill(&both, 0, SIDE / 2, SIDE, SIDE / 2, DARK);
    draw_finder(&both, 60, 160, LIGHT, DARK);
    assert_int_equal(guess(&both).polarity, BATON_POLARITY_UNKNOWN);
}

TEST(bars_between_quiet_zones_say_the_colour)
{
    struct baton_pixels dark = picture_of(LIGHT), light = picture_of(DARK);

    draw_bars(&dark, DARK);
    draw_bars(&light, LIGHT);
    struct baton_polarity_finding of_dark = guess(&dark), of_light = guess(&light);
    assert_int_equal(of_dark.polarity, BATON_POLARITY_DARK);
    assert_int_equal(of_light.polarity, BATON_POLARITY_LIGHT);
    assert_true(of_dark.bars && of_light.bars);
}

TEST(stripes_and_tiny_pictures_end_soon)
{
    static const uint32_t sizes[][2] = {{1, 1}, {1, 8192}, {8192, 1}, {7, 7}};
    struct baton_pixels stripes = picture_of(LIGHT);

    for (int x = 0; x + 7 < SIDE; x += 8) {
        fill(&stripes, x, 0, 1, SIDE, DARK);
        fill(&stripes, x + 2, 0, 3, SIDE, DARK);
        fill(&stripes, x + 6, 0, 1, SIDE, DARK);
    }
    guess(&stripes);
    for (size_t i = 0; i < COUNT(sizes); i++) {
        struct baton_pixels pixels;
        assert_true(baton_pixels_init(&pixels, sizes[i][0], sizes[i][1]));
        assert_int_equal(guess(&pixels).polarity, BATON_POLARITY_UNKNOWN);
    }
}
