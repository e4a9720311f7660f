/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of code/code128: the bars are those of the standard, with a quiet zone; an error has the right text. */
#include <string.h>

#include <zint.h>

#include "code/code128.h"
#include "test.h"

/* The linker replaces libzint's functions by these. */
struct zint_symbol *__wrap_ZBarcode_Create(void);
struct zint_symbol *__real_ZBarcode_Create(void);
int __wrap_ZBarcode_Encode(struct zint_symbol *symbol, const unsigned char *text, int length);
int __real_ZBarcode_Encode(struct zint_symbol *symbol, const unsigned char *text, int length);
void __wrap_ZBarcode_Delete(struct zint_symbol *symbol);
void __real_ZBarcode_Delete(struct zint_symbol *symbol);

static enum { NOTHING, MEMORY, ENCODER, WIDTH } broken;
static const char *secret;
static int symbols;

struct zint_symbol *__wrap_ZBarcode_Create(void)
{
    struct zint_symbol *symbol = broken == MEMORY ? NULL : __real_ZBarcode_Create();
    symbols += symbol != NULL;
    return symbol;
}

int __wrap_ZBarcode_Encode(struct zint_symbol *symbol, const unsigned char *text, int length)
{
    int result = __real_ZBarcode_Encode(symbol, text, length);
    if (broken == WIDTH)
        symbol->width = 1152;
    return broken == ENCODER ? ZINT_ERROR_MEMORY : result;
}

/* Checks that a freed symbol contains neither the secret nor a bar. */
void __wrap_ZBarcode_Delete(struct zint_symbol *symbol)
{
    size_t len = secret ? strlen(secret) : 0;
    for (size_t i = 0; secret && i + len <= sizeof(*symbol); i++)
        assert_memory_not_equal((const char *)symbol + i, secret, len);
    for (size_t i = 0; i < sizeof(symbol->encoded_data); i++)
        assert_int_equal(((const uint8_t *)symbol->encoded_data)[i], 0);
    symbols--;
    __real_ZBarcode_Delete(symbol);
}

static struct baton_bitmap bitmap;

TEST(the_quiet_zone_is_ten_modules_of_white_left_and_right)
{
    assert_int_equal(baton_code128_encode("BTWDJBMJHTBCDF", &bitmap, NULL), BATON_OK);
    assert_int_equal(bitmap.width, 10 + 11 + 14 * 11 + 11 + 13 + 10);
    for (int y = 0; y < bitmap.height; y++)
        for (int x = 0; x < 10; x++) {
            assert_false(baton_bitmap_black(&bitmap, x, y));
            assert_false(baton_bitmap_black(&bitmap, bitmap.width - 1 - x, y));
        }
}

/* ISO/IEC 15417 table 1: start B, 'B' (34), its check (104 + 34) % 103 = 35, stop. */
TEST(the_bars_are_those_of_the_standard)
{
    static const char bars[] = "11010010000"
                               "10001011000"
                               "10001000110"
                               "1100011101011";

    assert_int_equal(baton_code128_encode("B", &bitmap, NULL), BATON_OK);
    assert_int_equal(bitmap.width, 20 + (int)strlen(bars));
    for (int x = 0; bars[x]; x++)
        assert_int_equal(baton_bitmap_black(&bitmap, 10 + x, 6), bars[x] == '1');
}

TEST(all_bars_have_the_same_height_and_the_letters_are_below)
{
    bool letters = false;

    assert_int_equal(baton_code128_encode("BTWDJBMJHTBCDF", &bitmap, NULL), BATON_OK);
    const uint8_t *first = bitmap.modules + 6 * bitmap.width;
    for (int y = 0; y < bitmap.height; y++) {
        const uint8_t *row = bitmap.modules + y * bitmap.width;
        bool white = memchr(row, 1, (size_t)bitmap.width) == NULL;
        if (y < 6 || (y >= 70 && y < 76) || y >= bitmap.height - 6)
            assert_true(white);
        else if (y < 70)
            assert_memory_equal(row, first, (size_t)bitmap.width);
        else
            letters |= !white;
    }
    assert_true(letters);
}

TEST(a_text_that_does_not_consist_of_code_letters_is_refused)
{
    static const char *const texts[] = {"", "A", "b", "BT1", "B T", "B-T", "BTWDJBMJHTBCDFB"};

    bitmap.width = 77;
    for (size_t i = 0; i < COUNT(texts); i++) {
        struct baton_failure failure;
        assert_int_equal(
            baton_code128_encode(texts[i], &bitmap, &failure), BATON_E_INVALID_ELEMENT);
        assert_non_null(strstr(failure.text, "do not fit into a bar code; expected 1 to 14"));
    }
    assert_int_equal(bitmap.width, 77);
}

TEST(a_failure_at_any_step_does_not_change_the_bitmap)
{
    bitmap.width = 77;
    for (broken = MEMORY; broken <= WIDTH; broken++) {
        struct baton_failure failure;
        assert_int_equal(baton_code128_encode("BT", &bitmap, &failure), BATON_E_INTERNAL);
        assert_string_equal(failure.text, "out of memory for a bar code");
        assert_int_equal(bitmap.width, 77);
        assert_int_equal(symbols, 0);
    }
    broken = NOTHING;
}

TEST(the_secret_is_wiped_from_the_symbol)
{
    secret = "BTWDJBMJHTBCDF";
    assert_int_equal(baton_code128_encode(secret, &bitmap, NULL), BATON_OK);
    secret = NULL;
    assert_int_equal(symbols, 0);
}
