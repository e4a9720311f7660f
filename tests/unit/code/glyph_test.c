/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of code/glyph: the letters are easy to tell apart, and are drawn at the given place. */
#include <string.h>

#include "code/glyph.h"
#include "code/secret.h"
#include "test.h"

static const char characters[] = BATON_SECRET_LETTERS "-";
static struct baton_bitmap bitmap;

static void blank(int width, int height)
{
    memset(&bitmap, 0, sizeof(bitmap));
    bitmap.width = width;
    bitmap.height = height;
}

TEST(a_letter_has_its_usual_shape)
{
    static const char picture[] = "#####"
                                  "....#"
                                  "...#."
                                  "..#.."
                                  ".#..."
                                  "#...."
                                  "#####";

    blank(5, 7);
    baton_glyph_draw(&bitmap, 0, 0, 1, "Z");
    for (int i = 0; i < 35; i++)
        assert_int_equal(bitmap.modules[i], picture[i] == '#');
}

/* One or two pixels that a screen does not show must not make one letter look like another letter. */
TEST(any_two_letters_differ_in_more_than_two_pixels)
{
    uint8_t shapes[sizeof(characters)][35];

    for (size_t i = 0; characters[i]; i++) {
        const char text[] = {characters[i], '\0'};
        blank(5, 7);
        baton_glyph_draw(&bitmap, 0, 0, 1, text);
        memcpy(shapes[i], bitmap.modules, 35);
        for (size_t j = 0; j < i; j++) {
            int differ = 0;
            for (int pixel = 0; pixel < 35; pixel++)
                differ += shapes[i][pixel] != shapes[j][pixel];
            if (differ <= 2)
                fail_msg(
                    "%c and %c differ only in %d pixels", characters[i], characters[j], differ);
        }
    }
}

TEST(a_line_has_the_announced_width_and_the_given_scale)
{
    assert_int_equal(baton_glyph_width(1, 1), 5);
    assert_int_equal(baton_glyph_width(2, 3), 33);
    blank(3 + 33 + 3, 2 + 21 + 2);
    baton_glyph_draw(&bitmap, 3, 2, 3, "HL");
    for (int y = 0; y < bitmap.height; y++)
        for (int x = 0; x < bitmap.width; x++) {
            int column = (x - 3) / 3, row = (y - 2) / 3;
            bool inside = x >= 3 && x < 36 && y >= 2 && y < 23;
            bool h = column == 0 || column == 4 || (row == 3 && column < 4);
            bool l = column == 6 || (row == 6 && column > 6);
            assert_int_equal(baton_bitmap_black(&bitmap, x, y), inside && (h || l));
        }
}
