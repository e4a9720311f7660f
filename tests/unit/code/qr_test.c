/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of code/qr: a symbol of level M with a quiet zone; an error has the right text. */
#include <errno.h>
#include <string.h>

#include <qrencode.h>

#include "code/qr.h"
#include "test.h"

/* The linker replaces libqrencode's function by this one. */
QRcode *__wrap_QRcode_encodeString8bit(const char *text, int version, QRecLevel level);
QRcode *__real_QRcode_encodeString8bit(const char *text, int version, QRecLevel level);

static bool out_of_memory;

QRcode *__wrap_QRcode_encodeString8bit(const char *text, int version, QRecLevel level)
{
    if (!out_of_memory)
        return __real_QRcode_encodeString8bit(text, version, level);
    errno = ENOMEM;
    return NULL;
}

static struct baton_bitmap bitmap;

TEST(the_quiet_zone_is_four_modules_of_white_on_each_side)
{
    assert_int_equal(baton_qr_encode("https://call.example/", &bitmap, NULL), BATON_OK);
    assert_int_equal(bitmap.width, bitmap.height);
    assert_int_equal((bitmap.width - 8 - 17) % 4, 0);
    for (int y = 0; y < bitmap.height; y++)
        for (int x = 0; x < bitmap.width; x++)
            if (x < 4 || y < 4 || x >= bitmap.width - 4 || y >= bitmap.height - 4)
                assert_false(baton_bitmap_black(&bitmap, x, y));
}

TEST(three_corners_have_a_finder_pattern_and_the_fourth_has_none)
{
    static const char *const finder[] = {
        "#######", "#     #", "# ### #", "# ### #", "# ### #", "#     #", "#######"};

    assert_int_equal(baton_qr_encode("https://call.example/", &bitmap, NULL), BATON_OK);
    int far = bitmap.width - 4 - 7;
    int corners[][2] = {{4, 4}, {far, 4}, {4, far}, {far, far}};
    for (int c = 0; c < 4; c++) {
        int equal = 0;
        for (int y = 0; y < 7; y++)
            for (int x = 0; x < 7; x++)
                equal += baton_bitmap_black(&bitmap, corners[c][0] + x, corners[c][1] + y) ==
                         (finder[y][x] == '#');
        assert_int_equal(equal == 49, c < 3);
    }
}

/* ISO/IEC 18004: the first two bits of the format are the level, XORed with 10. Level M is 00. */
TEST(the_format_of_the_symbol_has_level_m)
{
    assert_int_equal(baton_qr_encode("baton", &bitmap, NULL), BATON_OK);
    assert_true(baton_bitmap_black(&bitmap, 4, 4 + 8));
    assert_false(baton_bitmap_black(&bitmap, 4 + 1, 4 + 8));
}

TEST(every_module_is_black_or_white)
{
    assert_int_equal(baton_qr_encode("baton", &bitmap, NULL), BATON_OK);
    for (int i = 0; i < bitmap.width * bitmap.height; i++)
        assert_int_in_range(bitmap.modules[i], 0, 1);
}

TEST(the_largest_symbol_fits_and_one_byte_more_is_refused)
{
    struct baton_failure failure;
    char text[2333];

    memset(text, 'x', sizeof(text));
    text[2331] = '\0';
    assert_int_equal(baton_qr_encode(text, &bitmap, NULL), BATON_OK);
    assert_int_equal(bitmap.width, BATON_BITMAP_SIDE);
    text[2331] = 'x';
    text[2332] = '\0';
    assert_int_equal(baton_qr_encode(text, &bitmap, &failure), BATON_E_INVALID_ELEMENT);
    assert_string_equal(failure.text, "2332 bytes do not fit into a QR code; expected 1 to 2331");
}

TEST(an_empty_text_is_not_encoded)
{
    assert_int_equal(baton_qr_encode("", &bitmap, NULL), BATON_E_INVALID_ELEMENT);
}

TEST(a_failed_allocation_does_not_change_the_bitmap)
{
    struct baton_failure failure;

    bitmap.width = 77;
    out_of_memory = true;
    assert_int_equal(baton_qr_encode("baton", &bitmap, &failure), BATON_E_INTERNAL);
    out_of_memory = false;
    assert_int_equal(bitmap.width, 77);
}
