/* SPDX-License-Identifier: GPL-3.0-or-later */
/* lines: honest texts of every script stay as they are, and no text changes the text around it. */
#include <string.h>

#include <glib.h>

#include "base/lines.h"
#include "test.h"

static void becomes(const char *text, const char *expected)
{
    uint32_t code = 0;
    char *clean = NULL, *again = NULL;

    assert_true(baton_lines_clean(text, strlen(text), &clean, &code));
    assert_string_equal(clean, expected);
    assert_true(baton_lines_clean(clean, strlen(clean), &again, &code));
    assert_string_equal(again, expected);
    g_free(again);
    g_free(clean);
}

static void is_refused(const char *text, size_t len, uint32_t expected)
{
    uint32_t code = 1;
    char *clean = NULL;

    assert_false(baton_lines_clean(text, len, &clean, &code));
    assert_null(clean);
    assert_int_equal(code, expected);
}

TEST(honest_texts_of_every_script_stay_as_they_are)
{
    static const char *const texts[] = {"", "hello\tthere\n\nyou",
        "\u05E9\u05DC\u05D5\u05DD\u200F! C++\u200E",
        "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645", "\u061C\u0661\u0662",
        "\u0915\u094D\u200D\u0937", "\U0001F469\u200D\U0001F4BB",
        "a \u2068b \u2067c\u2069 d\u2069 e"};

    for (size_t i = 0; i < COUNT(texts); i++)
        becomes(texts[i], texts[i]);
}

TEST(line_breaks_of_any_kind_become_line_feeds)
{
    becomes("a\r\nb\rc\n\rd", "a\nb\nc\n\nd");
    becomes("a\r\r\nb", "a\n\nb");
    becomes("a\u2028b\u2029\xC2\x85\vc\fd", "a\nb\n\n\nc\nd");
    becomes("a\r", "a\n");
}

TEST(an_isolate_ends_in_its_line)
{
    becomes("\u2067a", "\u2067a\u2069");
    becomes("\u2067\u2068a\u2069\nb", "\u2067\u2068a\u2069\u2069\nb");
    becomes("\u2066a\r\nb\u2069", "\u2066a\u2069\nb");
    becomes("a\u2069b\u2069", "ab");
}

TEST(embeddings_are_removed)
{
    becomes("\u202A+972 3\u202C", "+972 3");
    becomes("a\u202Bb", "ab");
}

TEST(overrides_and_control_characters_are_refused)
{
    static const uint32_t codes[] = {0x1, 0x7, 0x8, 0x1B, 0x7F, 0x80, 0x9F, 0x202D, 0x202E};

    for (size_t i = 0; i < COUNT(codes); i++) {
        char text[16] = "text";
        text[4 + g_unichar_to_utf8(codes[i], text + 4)] = '\0';
        is_refused(text, strlen(text), codes[i]);
    }
}

TEST(a_nul_and_bytes_that_are_not_utf8_are_refused)
{
    is_refused("a\0b", 3, 0);
    is_refused("a\xFF", 2, 0);
    is_refused("a\xED\xA0\x80", 4, 0);
}
