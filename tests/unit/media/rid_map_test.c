/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of media/rid_map: which encoding an SSRC belongs to. */
#include "media/rid_map.h"

#include <string.h>

#include "test.h"

static struct baton_rid_map map;

static int reset(UNUSED void **state)
{
    memset(&map, 0, sizeof(map));
    return 0;
}

#define RID_MAP_TEST(name) TEST(name, .setup_func = reset)

static void name(uint8_t extension, uint8_t count, const char *a, const char *b, const char *c)
{
    char rids[BATON_ENCODINGS][BATON_RID_SIZE] = {{0}};

    memcpy(rids[0], a, strlen(a));
    memcpy(rids[1], b, strlen(b));
    memcpy(rids[2], c, strlen(c));
    baton_rid_map_set(&map, extension, count, rids);
}

/* Returns the encoding of a packet with this SSRC and, in extension 5, this rid; NULL: it has no extension. */
static int find(uint32_t ssrc, const char *rid)
{
    uint8_t data[12 + 4 + 20] = {0x90, [12] = 0xbe, [13] = 0xde, [15] = 5};
    size_t length = rid ? strlen(rid) : 0;

    if (rid) {
        data[16] = (uint8_t)(0x50 | (length - 1));
        memcpy(data + 17, rid, length);
    } else {
        data[0] = 0x80;
    }
    return baton_rid_map_find(&map, ssrc, (struct baton_bytes){.data = data, .len = sizeof(data)});
}

RID_MAP_TEST(an_ssrc_is_learnt_from_a_packet_with_a_name)
{
    name(5, 3, "q", "h", "f");
    assert_int_equal(find(7, NULL), -1);
    assert_int_equal(find(7, "h"), 1);
    assert_int_equal(find(7, NULL), 1);
    assert_int_equal(find(8, "f"), 2);
    assert_int_equal(find(9, "q"), 0);
    assert_int_equal(find(7, "f"), 1); /* a known SSRC keeps its encoding */
}

RID_MAP_TEST(a_name_must_be_equal_in_its_whole_length)
{
    name(5, 2, "abcdefghijklmnop", "abcdefgh", "");
    assert_int_equal(find(1, "abcdefg"), -1);
    assert_int_equal(find(1, "abcdefghi"), -1);
    assert_int_equal(find(1, "abcdefgh"), 1);
    assert_int_equal(find(2, "abcdefghijklmnop"), 0);
}

RID_MAP_TEST(only_as_many_names_count_as_there_are_and_only_in_their_extension)
{
    name(5, 2, "q", "h", "f");
    assert_int_equal(find(1, "f"), -1);
    name(6, 3, "q", "h", "f");
    assert_int_equal(find(1, "f"), -1);
    name(0, 0, "", "", "");
    assert_int_equal(find(1, "q"), -1);
}

RID_MAP_TEST(the_last_ssrc_of_an_encoding_stays_known_and_the_one_before_it_is_forgotten)
{
    name(5, 3, "q", "h", "f");
    for (uint32_t ssrc = 1; ssrc <= 3; ssrc++)
        assert_int_equal(find(ssrc, "q"), 0);
    assert_int_equal(find(3, NULL), 0);
    assert_int_equal(find(2, NULL), 0);
    assert_int_equal(find(1, NULL), -1);
    assert_int_equal(find(2, "q"), 0);
    assert_int_equal(find(3, NULL), 0);
}

RID_MAP_TEST(other_names_forget_the_ssrcs_and_the_same_names_do_not)
{
    name(5, 3, "q", "h", "f");
    assert_int_equal(find(1, "q"), 0);
    name(5, 3, "q", "h", "f");
    assert_int_equal(find(1, NULL), 0);
    name(5, 3, "h", "q", "f");
    assert_int_equal(find(1, NULL), -1);
    assert_int_equal(find(1, "q"), 1);
}

RID_MAP_TEST(a_name_that_is_too_long_names_nothing)
{
    name(5, 2, "abcdefghijklmnopq", "", "");
    assert_int_equal(find(1, "abcdefghijklmnop"), -1);
}
