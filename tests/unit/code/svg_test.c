/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of code/svg: the path covers exactly the black modules, and a title cannot become markup. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/crypto.h>

#include "code/svg.h"
#include "test.h"
#include "unit/code/random_bitmap.h"

/* The linker replaces OpenSSL's function by this one. */
void *__wrap_CRYPTO_malloc(size_t size, const char *file, int line);
void *__real_CRYPTO_malloc(size_t size, const char *file, int line);

static bool out_of_memory;

void *__wrap_CRYPTO_malloc(size_t size, const char *file, int line)
{
    return out_of_memory ? NULL : __real_CRYPTO_malloc(size, file, line);
}

/* Draws the black path into an array of modules, and compares the array with the bitmap. */
static void expect_path_of_bitmap(const char *svg)
{
    static uint8_t drawn[BATON_BITMAP_MODULES];
    const char *at = strstr(svg, "fill=\"#000\" d=\"");

    memset(drawn, 0, sizeof(drawn));
    assert_non_null(at);
    at += strlen("fill=\"#000\" d=\"");
    for (int x, y, right, down, left, used; *at != '"'; at += used) {
        used = 0;
        assert_int_equal(sscanf(at, "M%d %dh%dv%dh-%dz%n", &x, &y, &right, &down, &left, &used), 5);
        assert_true(used > 0 && right == left && right > 0 && down > 0);
        assert_int_in_range(x + right, 1, bitmap.width);
        assert_int_in_range(y + down, 1, bitmap.height);
        for (int i = 0; i < right * down; i++)
            drawn[(y + i / right) * bitmap.width + x + i % right]++;
        assert_false(x + right < bitmap.width && baton_bitmap_black(&bitmap, x + right, y));
    }
    assert_memory_equal(drawn, bitmap.modules, (size_t)(bitmap.width * bitmap.height));
    assert_string_equal(at, "\"/></svg>");
}

TEST(the_path_covers_the_black_modules_and_splits_no_run)
{
    static const int sizes[][2] = {{1, 1}, {29, 29}, {185, 185}, {300, 1}, {34225, 1}, {1, 34225}};

    for (size_t i = 0; i < COUNT(sizes); i++) {
        fill(sizes[i][0], sizes[i][1], (unsigned int)i);
        char *svg = baton_svg_new(&bitmap, "title");
        expect_path_of_bitmap(svg);
        OPENSSL_free(svg);
    }
}

/* Every second module is black: a bitmap cannot have more runs than this. */
TEST(the_largest_number_of_runs_fits)
{
    bitmap.width = BATON_BITMAP_MODULES;
    bitmap.height = 1;
    for (int i = 0; i < BATON_BITMAP_MODULES; i++)
        bitmap.modules[i] = i % 2 == 0;
    char *svg = baton_svg_new(&bitmap, "title");
    expect_path_of_bitmap(svg);
    OPENSSL_free(svg);
}

TEST(equal_runs_in_rows_below_each_other_form_one_rectangle)
{
    static const uint8_t modules[] = {
        1, 1, 0, 1, /**/
        1, 1, 0, 1, /**/
        1, 1, 1, 1, /**/
        0, 1, 0, 1, /**/
    };

    bitmap.width = bitmap.height = 4;
    memcpy(bitmap.modules, modules, sizeof(modules));
    char *svg = baton_svg_new(&bitmap, "title");
    expect_path_of_bitmap(svg);
    assert_non_null(
        strstr(svg, "d=\"M0 0h2v2h-2zM3 0h1v2h-1zM0 2h4v1h-4zM1 3h1v1h-1zM3 3h1v1h-1z\""));
    OPENSSL_free(svg);
}

TEST(the_svg_has_a_white_background_crisp_edges_and_the_size_of_the_bitmap)
{
    fill(29, 29, 1);
    char *svg = baton_svg_new(&bitmap, "A code");
    const char *frame = "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" "
                        "viewBox=\"0 0 29 29\" width=\"493\" height=\"493\" "
                        "shape-rendering=\"crispEdges\"><title>A code</title>"
                        "<path fill=\"#fff\" d=\"M0 0h29v29H0z\"/><path fill=\"#000\" d=\"";
    assert_memory_equal(svg, frame, strlen(frame));
    OPENSSL_free(svg);
}

TEST(bars_are_drawn_with_exact_widths)
{
    fill(209, 29, 1);
    bitmap.bars = true;
    char *svg = baton_svg_new(&bitmap, "A code");
    bitmap.bars = false;
    assert_non_null(strstr(svg, " shape-rendering=\"geometricPrecision\">"));
    expect_path_of_bitmap(svg);
    OPENSSL_free(svg);
}

TEST(a_title_cannot_become_markup)
{
    fill(21, 21, 1);
    char *svg = baton_svg_new(&bitmap, "</title><script>\"Anna's\" & \n\xFF\xC3\xA4");
    assert_non_null(strstr(svg, "<title>&lt;/title&gt;&lt;script&gt;&quot;Anna&#39;s&quot; &amp; "
                                "??\xC3\xA4</title>"));
    expect_path_of_bitmap(svg);
    OPENSSL_free(svg);
}

TEST(a_long_title_is_cut)
{
    char title[1000];

    memset(title, '"', sizeof(title));
    title[sizeof(title) - 1] = '\0';
    fill(21, 21, 1);
    char *svg = baton_svg_new(&bitmap, title);
    assert_int_equal(strstr(svg, "</title>") - strstr(svg, "&quot;"), 255 * 6);
    expect_path_of_bitmap(svg);
    OPENSSL_free(svg);
}

TEST(a_failed_allocation_gives_null)
{
    fill(21, 21, 1);
    out_of_memory = true;
    assert_null(baton_svg_new(&bitmap, "title"));
    out_of_memory = false;
}
