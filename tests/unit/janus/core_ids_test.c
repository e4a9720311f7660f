/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ids of sessions and handles: they are read in known versions of Janus. In other versions nothing is read. */
#include "janus/core_ids.h"
#include "test.h"

/* The first members of the structs of Janus's core. */
struct session {
    uint64_t session_id;
    void *ice_handles;
};

struct handle {
    void *session;
    uint64_t handle_id;
};

TEST(handles_of_one_session_have_the_same_key)
{
    struct session session = {.session_id = UINT64_MAX}, other = {.session_id = 7};
    struct handle handles[] = {{&session, 1}, {&session, 2}, {&other, 3}};
    char keys[3][BATON_CORE_IDS_SIZE];

    for (int i = 0; i < 3; i++)
        baton_core_ids_session(&handles[i], 1102, keys[i]);
    assert_string_equal(keys[0], "18446744073709551615");
    assert_string_equal(keys[0], keys[1]);
    assert_string_equal(keys[2], "7");
    assert_int_equal(baton_core_ids_handle(&handles[2], 1102), 3);
}

TEST(nothing_is_read_in_an_unknown_version_of_janus)
{
    static const int unknown[] = {0, 999, 1500, 2000};
    char key[BATON_CORE_IDS_SIZE];

    for (size_t i = 0; i < COUNT(unknown); i++) {
        baton_core_ids_session(
            (const void *)1, unknown[i], key); /* reading this address would crash */
        assert_string_equal(key, "");
        assert_int_equal(baton_core_ids_handle((const void *)1, unknown[i]), 0);
    }
}

TEST(the_id_of_a_handle_is_read)
{
    struct session session = {.session_id = 7};
    struct handle handle = {&session, UINT64_MAX}, alone = {NULL, 1};

    assert_true(baton_core_ids_handle(&handle, 1102) == UINT64_MAX);
    assert_true(baton_core_ids_handle(&handle, 1500) == 0);
    assert_true(baton_core_ids_handle(&alone, 1102) == 0);
    assert_true(baton_core_ids_handle(NULL, 1102) == 0);
}

TEST(a_handle_without_a_session_has_no_key)
{
    struct handle handle = {NULL, 1};
    char key[BATON_CORE_IDS_SIZE];

    baton_core_ids_session(NULL, 1401, key);
    assert_string_equal(key, "");
    assert_int_equal(baton_core_ids_handle(NULL, 1401), 0);
    baton_core_ids_session(&handle, 1401, key);
    assert_string_equal(key, "");
}
