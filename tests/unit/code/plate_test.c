/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of code/plate: letters with a white margin; an error has the right text. */
#include <string.h>

#include "code/plate.h"
#include "test.h"

static struct baton_bitmap bitmap;

TEST(the_letters_fill_the_picture_up_to_the_margin)
{
    assert_int_equal(baton_plate_encode("HDJB-MJHH", &bitmap, NULL), BATON_OK);
    assert_int_equal(bitmap.width, 4 + 9 * 6 - 1 + 4);
    assert_int_equal(bitmap.height, 4 + 7 + 4);
    for (int y = 0; y < bitmap.height; y++)
        for (int x = 0; x < bitmap.width; x++) {
            bool inside = x >= 4 && x < bitmap.width - 4 && y >= 4 && y < bitmap.height - 4;
            if (!inside)
                assert_false(baton_bitmap_black(&bitmap, x, y));
        }
    assert_true(baton_bitmap_black(&bitmap, 4, 4));
    assert_true(baton_bitmap_black(&bitmap, bitmap.width - 5, bitmap.height - 5));
}

TEST(a_text_that_does_not_consist_of_code_letters_is_refused)
{
    static const char *const texts[] = {"", "WDJA-MJHT", "wdjb-mjht", "WDJB MJHT", "WDJB-MJHTB"};

    bitmap.width = 77;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct baton_failure failure;
        assert_int_equal(baton_plate_encode(texts[i], &bitmap, &failure), BATON_E_INVALID_ELEMENT);
        assert_non_null(strstr(failure.text, "are not a code to type; expected 1 to 9 letters"));
    }
    assert_int_equal(bitmap.width, 77);
}
