/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The files of a store: the lock, the folder, and what is there before it is opened. */
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/store_file.h"
#include "test.h"

static char *folder, *path;

static int set_up(void **state)
{
    (void)state;
    folder = g_dir_make_tmp("baton-store-XXXXXX", NULL);
    path = g_build_filename(folder, "deep", "baton.db", NULL);
    return folder ? 0 : -1;
}

static int tear_down(void **state)
{
    char *command[] = {(char *)"rm", (char *)"-rf", folder, NULL};
    (void)state;
    g_spawn_sync(NULL, command, NULL, G_SPAWN_SEARCH_PATH, NULL, NULL, NULL, NULL, NULL, NULL);
    g_free(folder);
    g_free(path);
    return 0;
}

#define FILE_TEST(name) TEST(name, .setup_func = set_up, .teardown_func = tear_down)

FILE_TEST(the_lock_makes_a_folder_that_only_its_owner_enters)
{
    struct baton_failure failure;
    GStatBuf status;
    int lock = baton_store_file_lock(path, &failure);
    assert_true(lock >= 0);
    char *deep = g_path_get_dirname(path);
    assert_int_equal(g_stat(deep, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0700);
    g_free(deep);
    close(lock);
}

FILE_TEST(a_lock_is_had_once_at_a_time)
{
    struct baton_failure failure;
    int lock = baton_store_file_lock(path, &failure);
    assert_int_equal(baton_store_file_lock(path, &failure), -1);
    assert_int_equal(failure.error, BATON_E_STORE_FAILED);
    close(lock);
    lock = baton_store_file_lock(path, &failure);
    assert_true(lock >= 0);
    close(lock);
}

FILE_TEST(a_folder_that_cannot_be_made_is_named)
{
    struct baton_failure failure;
    char *blocked = g_build_filename(folder, "file", "baton.db", NULL);
    char *file = g_build_filename(folder, "file", NULL);
    assert_true(g_file_set_contents(file, "x", 1, NULL));
    assert_int_equal(baton_store_file_lock(blocked, &failure), -1);
    assert_non_null(strstr(failure.text, "its folder cannot be made"));
    g_free(file);
    g_free(blocked);
}

FILE_TEST(a_store_is_published_under_its_name)
{
    struct baton_failure failure;
    enum baton_store_file_state seen;
    int lock = baton_store_file_lock(path, &failure);
    assert_true(baton_store_file_check(path, &seen, &failure));
    assert_int_equal(seen, BATON_STORE_FILE_MISSING);
    char *fresh = baton_store_file_begin(path, &failure);
    assert_true(g_file_set_contents(fresh, "x", 1, NULL));
    assert_true(baton_store_file_publish(fresh, path, &failure));
    assert_true(baton_store_file_check(path, &seen, &failure));
    assert_int_equal(seen, BATON_STORE_FILE_THERE);
    g_free(fresh);
    close(lock);
}

FILE_TEST(a_log_beside_the_store_says_that_it_was_not_closed)
{
    struct baton_failure failure;
    enum baton_store_file_state seen;
    char *log = g_strconcat(path, "-wal", NULL);
    close(baton_store_file_lock(path, &failure));
    assert_true(g_file_set_contents(path, "x", 1, NULL));
    assert_true(g_file_set_contents(log, "x", 1, NULL));
    assert_true(baton_store_file_check(path, &seen, &failure));
    assert_int_equal(seen, BATON_STORE_FILE_CRASHED);
    g_free(log);
}

FILE_TEST(a_folder_in_the_place_of_the_store_is_refused)
{
    struct baton_failure failure;
    enum baton_store_file_state seen;
    assert_int_equal(g_mkdir_with_parents(path, 0700), 0);
    assert_false(baton_store_file_check(path, &seen, &failure));
    assert_string_equal(failure.text, "it is not a regular file");
}
