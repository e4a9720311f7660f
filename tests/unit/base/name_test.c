/* SPDX-License-Identifier: GPL-3.0-or-later */
/* name: which names are cleaned, which are refused, and which are left alone. */
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <unistd.h>

#include <glib.h>

#include "base/name.h"
#include "test.h"

char *__real_g_utf8_normalize(const char *text, gssize len, GNormalizeMode mode);
char *__wrap_g_utf8_normalize(const char *text, gssize len, GNormalizeMode mode);

static int normalised; /* calls of g_utf8_normalize */

char *__wrap_g_utf8_normalize(const char *text, gssize len, GNormalizeMode mode)
{
    normalised++;
    return __real_g_utf8_normalize(text, len, mode);
}

static void becomes(const char *text, const char *expected)
{
    uint32_t code = 0;
    char *clean = NULL, *again = NULL;

    assert_int_equal(baton_name_clean(text, strlen(text), &clean, &code), BATON_NAME_GOOD);
    assert_string_equal(clean, expected);
    assert_int_equal(baton_name_clean(clean, strlen(clean), &again, &code), BATON_NAME_GOOD);
    assert_string_equal(again, expected);
    g_free(again);
    g_free(clean);
}

static void is_refused(const char *text, enum baton_name_fault fault, uint32_t expected)
{
    uint32_t code = 0;
    char *clean = NULL;

    assert_int_equal(baton_name_clean(text, strlen(text), &clean, &code), fault);
    assert_null(clean);
    assert_int_equal(code, expected);
}

TEST(usual_names_are_left_alone)
{
    static const char *const names[] = {"", "Anna", "Jean-Luc O'Hara", "Zo\u00EB",
        "\u5C71\u7530 \u592A\u90CE", "\u0410\u043D\u043D\u0430", "\u05D3\u05D5\u05D3",
        "\u0645\u062D\u0645\u062F", "\u0928\u092E\u0938\u094D\u0924\u0947", "Nguy\u1EC5n",
        "\u00ABBen\u00BB \u2013 phone", "\U0001F600"};

    for (size_t i = 0; i < COUNT(names); i++)
        becomes(names[i], names[i]);
}

TEST(characters_that_cannot_be_seen_are_removed)
{
    becomes("An\u200Bna", "Anna");
    becomes("\uFEFFAnna\u200D\u200C", "Anna");
    becomes("An\u00ADna", "Anna");
    becomes("Anna\u3164", "Anna");
    becomes("Anna\U000E0041", "Anna");
    becomes("Anna\uFE0F", "Anna");
    becomes("Anna\u200E", "Anna");
    becomes("\u05D3\u05D5\u05D3\u200F", "\u05D3\u05D5\u05D3");
    becomes("\u2068Anna\u2069", "Anna");
    becomes("\u202AAnna\u202C", "Anna");
    becomes("\u2764\uFE0F", "\u2764");
    becomes("An\u2800na", "Anna");
    becomes("\u200B\u2060", "");
}

TEST(white_space_of_any_kind_becomes_one_space)
{
    becomes("  Anna\u00A0 \u3000Lena ", "Anna Lena");
    becomes("\u2003", "");
    becomes("Anna \u200B Lena", "Anna Lena");
}

TEST(characters_are_composed)
{
    becomes("Zoe\u0308", "Zo\u00EB");
    becomes("Zoe\u034F\u0308", "Zo\u00EB");
    becomes("A\u030A", "\u00C5");
    becomes("\u212B", "\u00C5");
}

TEST(a_joiner_stays_between_two_pictures_only)
{
    becomes("\U0001F469\u200D\U0001F4BB", "\U0001F469\u200D\U0001F4BB");
    becomes("\U0001F469\U0001F3FD\u200D\U0001F4BB", "\U0001F469\U0001F3FD\u200D\U0001F4BB");
    becomes("\u2764\uFE0F\u200D\U0001F525", "\u2764\u200D\U0001F525");
    becomes("\U0001F469\u200D", "\U0001F469");
    becomes("\U0001F469\u200DA", "\U0001F469A");
    becomes("A\u200D\U0001F4BB", "A\U0001F4BB");
    becomes("\U0001F469\u200D \U0001F4BB", "\U0001F469 \U0001F4BB");
    becomes("\U0001F642\u200D\u2194\uFE0F", "\U0001F642\u200D\u2194");
    becomes("\U0001F408\u200D\u2B1B", "\U0001F408\u200D\u2B1B");
}

TEST(a_joiner_between_other_symbols_is_removed)
{
    becomes("^\u200D^", "^^");
    becomes("\u00B4\u200D`", "\u00B4`");
    becomes("\u00B0\u200D\u00B0", "\u00B0\u00B0");
    becomes("\u2500\u200D\u2500", "\u2500\u2500");
}

/* The text keeps its spelling. */
TEST(joiners_stay_where_a_script_needs_them)
{
    static const char *const names[] = {
        "\u0645\u06CC\u200C\u062E\u0648\u0627\u0647\u0645", /* Persian */
        "\u0645\u064A\u064F\u200C\u062E",                   /* after a vowel mark */
        "\u0712\u200C\u0710",                               /* Syriac */
        "\u0915\u094D\u200D\u0937",
        "\u0915\u094D\u200C\u0937",             /* Devanagari */
        "\u0915\u093C\u094D\u200D\u0937",       /* with a nukta */
        "\u0DC1\u0DCA\u200D\u0DBB\u0DD3",       /* Sinhala: Sri */
        "\u0D2E\u0D4B\u0D39\u0D28\u0D4D\u200D", /* Malayalam: Mohan */
        "\u0D28\u0D4D\u200D \u0D28",
    };

    for (size_t i = 0; i < COUNT(names); i++)
        becomes(names[i], names[i]);
}

TEST(joiners_that_cannot_be_seen_are_removed)
{
    becomes("\u0627\u200C\u0645", "\u0627\u0645"); /* alef joins nothing after it */
    becomes("\u0645\u200C\u0621", "\u0645\u0621"); /* hamza joins nothing */
    becomes("\u0645\u200C", "\u0645");
    becomes("\u0645\u200C Anna", "\u0645 Anna");
    becomes("\u0645\u200CA", "\u0645A");
    becomes("\u0645\u200D\u0645", "\u0645\u0645");
    becomes("\u0645\u200C\u0712", "\u0645\u0712"); /* two scripts */
    becomes("\u0915\u200D\u0937", "\u0915\u0937"); /* no virama */
    becomes("\u0915\u094D\u200C", "\u0915\u094D");
    becomes("\u0915\u094D\u200D\u093F", "\u0915\u094D\u093F");
    becomes("\u0915\u094D\u200D\u200D\u200C\u0937", "\u0915\u094D\u200D\u0937");
    becomes("\u0915\u0951\u093C\u094D\u200D\u0937", "\u0915\u093C\u094D\u0951\u0937");
    becomes("An\u200Cna \u200DLena", "Anna Lena");
}

TEST(control_characters_and_changes_of_direction_are_refused)
{
    static const uint32_t codes[] = {
        0x1, 0x7, '\t', '\n', 0x1B, 0x7F, 0x85, 0x2028, 0x2029, 0x202D, 0x202E};

    for (size_t i = 0; i < COUNT(codes); i++) {
        char text[16] = "Anna";
        text[4 + g_unichar_to_utf8(codes[i], text + 4)] = '\0';
        is_refused(text, BATON_NAME_NOT_PLAIN, codes[i]);
    }
}

TEST(a_tall_stack_of_marks_is_refused)
{
    becomes("x\u0323\u0324\u0325\u0326", "x\u0323\u0324\u0325\u0326");
    is_refused("x\u0323\u0324\u0325\u0326\u0327", BATON_NAME_TOO_MANY_MARKS, 0);
    is_refused("x\u0323\u0324\u200B\u0325\u0326\u0327", BATON_NAME_TOO_MANY_MARKS, 0);
    becomes("x\u0323\u0324\u0325y\u0325\u0326", "x\u0323\u0324\u0325y\u0325\u0326");
}

/* Marks of two classes, which GLib sorts. */
static char *unsorted_marks(const char *before, size_t count)
{
    GString *text = g_string_new(before);

    for (size_t i = 0; i < 2 * count; i++)
        g_string_append(text, i < count ? "\u0301" : "\u0316");
    return g_string_free(text, FALSE);
}

TEST(a_name_that_takes_long_to_compose_is_refused_without_being_composed)
{
    char *long_name = unsorted_marks("x", 16000), *tall_name = unsorted_marks("x", 9);

    normalised = 0;
    is_refused(long_name, BATON_NAME_TOO_LONG, 0);
    is_refused(tall_name, BATON_NAME_TOO_MANY_MARKS, 0);
    assert_int_equal(normalised, 0);
    g_free(tall_name);
    g_free(long_name);
}

TEST(only_characters_that_can_be_seen_make_a_name_too_long)
{
    char *most = g_strnfill(BATON_NAME_MAX_CODES, 'x');
    char *padded = g_strjoin("\u200B\u2060", "  ", most, "\u3000", NULL);
    char *more = g_strconcat(most, "x", NULL);

    becomes(padded, most);
    is_refused(more, BATON_NAME_TOO_LONG, 0);
    g_free(more);
    g_free(padded);
    g_free(most);
}

TEST(a_mark_at_the_beginning_is_refused)
{
    is_refused("\u0301Anna", BATON_NAME_MARK_FIRST, 0);
    is_refused(" \u200B\u20DDAnna", BATON_NAME_MARK_FIRST, 0);
    becomes("1\uFE0F\u20E3", "1\u20E3");
}

TEST(bytes_that_are_not_utf8_are_refused)
{
    is_refused("Anna\xFF", BATON_NAME_NOT_UTF8, 0);
    is_refused("\xED\xA0\x80", BATON_NAME_NOT_UTF8, 0);
}

TEST(a_nul_within_the_name_is_refused)
{
    uint32_t code = 1;
    char *clean = NULL;

    assert_int_equal(baton_name_clean("An\0na", 5, &clean, &code), BATON_NAME_NOT_PLAIN);
    assert_null(clean);
    assert_int_equal(code, 0);
}

TEST(nothing_beyond_the_end_of_a_name_is_read)
{
    size_t page = (size_t)sysconf(_SC_PAGESIZE);
    char *pages = mmap(NULL, 2 * page, PROT_READ | PROT_WRITE, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    uint32_t code = 0;
    char *clean = NULL;

    assert_ptr_not_equal(pages, MAP_FAILED);
    assert_int_equal(mprotect(pages + page, page, PROT_NONE), 0);
    memcpy(pages + page - 4, "Anna", 4);
    assert_int_equal(baton_name_clean(pages + page - 4, 4, &clean, &code), BATON_NAME_GOOD);
    assert_string_equal(clean, "Anna");
    g_free(clean);
    munmap(pages, 2 * page);
}
