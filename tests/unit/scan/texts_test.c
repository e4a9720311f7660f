/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of scan/texts: each text is kept once, in order, up to the largest number of texts. */
#include <string.h>

#include "scan/texts.h"
#include "test.h"

static struct baton_texts texts;

static void add(const char *text)
{
    baton_texts_add(&texts, BATON_SYMBOLOGY_QR, text, strlen(text));
}

static int empty(UNUSED void **state)
{
    baton_texts_wipe(&texts);
    return 0;
}

TEST(each_text_is_kept_once_in_order, .setup_func = empty)
{
    add("one");
    add("two");
    add("one");
    assert_int_equal(texts.count, 2);
    assert_string_equal(texts.found[0].text, "one");
    assert_string_equal(texts.found[1].text, "two");
    assert_int_equal(texts.found[1].len, 3);
}

TEST(content_that_is_no_valid_text_is_kept_as_an_empty_text, .setup_func = empty)
{
    static char endless[BATON_TEXTS_MAX_TEXT + 1];

    memset(endless, 'x', sizeof(endless));
    baton_texts_add(&texts, BATON_SYMBOLOGY_QR, "a\0b", 3);
    baton_texts_add(&texts, BATON_SYMBOLOGY_QR, "\xff\xfe", 2);
    baton_texts_add(&texts, BATON_SYMBOLOGY_QR, endless, sizeof(endless));
    assert_int_equal(texts.count, 1);
    assert_string_equal(texts.found[0].text, "");
    baton_texts_add(&texts, BATON_SYMBOLOGY_QR, endless, sizeof(endless) - 1);
    assert_int_equal(texts.found[1].len, BATON_TEXTS_MAX_TEXT);
}

TEST(texts_above_the_limit_are_dropped, .setup_func = empty)
{
    char text[] = "a";

    for (int i = 0; i < 20; i++, text[0]++)
        add(text);
    assert_int_equal(texts.count, BATON_TEXTS_MAX);
    assert_string_equal(texts.found[BATON_TEXTS_MAX - 1].text, "h");
}

TEST(after_a_join_each_text_is_there_once, .setup_func = empty)
{
    struct baton_texts more = {.count = 0};

    add("one");
    baton_texts_add(&more, BATON_SYMBOLOGY_CODE128, "two", 3);
    baton_texts_add(&more, BATON_SYMBOLOGY_CODE128, "one", 3);
    baton_texts_join(&texts, &more);
    assert_int_equal(texts.count, 2);
    assert_int_equal(texts.found[1].symbology, BATON_SYMBOLOGY_CODE128);
}
