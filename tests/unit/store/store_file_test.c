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

/* --- rights ----------------------------------------------------------------------------------- */

/* Root may write everything. */
static void become_another_user(bool another)
{
    if (getuid() == 0)
        assert_int_equal(seteuid(another ? 1000 : 0), 0);
}

static bool is_allowed(struct baton_failure *failure)
{
    enum baton_store_file_state state;

    become_another_user(true);
    int lock = baton_store_file_lock(path, failure);
    bool allowed = lock >= 0 && baton_store_file_check(path, &state, failure);
    become_another_user(false);
    if (lock >= 0)
        close(lock);
    return allowed;
}

static void has_rights(const char *name, int mode)
{
    if (getuid() == 0)
        assert_int_equal(chown(name, 1000, 1000), 0);
    assert_int_equal(g_chmod(name, mode), 0);
}

static void refused_with(const char *part)
{
    struct baton_failure failure;

    assert_false(is_allowed(&failure));
    if (!strstr(failure.text, part))
        fail_msg("expected %s, got: %s", part, failure.text);
}

/* SQLite would open the store for reading, and leave a -shm that cannot be written. */
FILE_TEST(a_file_that_cannot_be_written_is_refused_with_its_rights_before_sqlite_opens_it)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    struct baton_failure failure;
    char *deep = g_path_get_dirname(path);

    assert_int_equal(g_mkdir(deep, 0700), 0);
    has_rights(folder, 0700);
    has_rights(deep, 0700);
    assert_true(g_file_set_contents(path, "x", 1, NULL));
    has_rights(path, 0600);
    assert_true(is_allowed(&failure));
    for (size_t i = 0; i < COUNT(endings); i++) {
        char *file = g_strconcat(path, endings[i], NULL);
        char *found = g_strdup_printf("baton.db%s has mode 0400", endings[i]);
        assert_true(g_file_set_contents(file, "x", 1, NULL));
        has_rights(file, 0400);
        refused_with(found);
        refused_with("chmod 600");
        has_rights(file, 0600);
        assert_true(is_allowed(&failure));
        g_free(found);
        g_free(file);
    }
    g_free(deep);
}

FILE_TEST(a_folder_that_cannot_be_written_is_refused_although_its_files_can)
{
    struct baton_failure failure;
    char *deep = g_path_get_dirname(path);

    assert_int_equal(g_mkdir(deep, 0700), 0);
    has_rights(folder, 0700);
    has_rights(deep, 0700);
    assert_true(g_file_set_contents(path, "x", 1, NULL));
    has_rights(path, 0600);
    assert_true(is_allowed(&failure));
    has_rights(deep, 0500);
    refused_with("its folder has mode 0500");
    refused_with("chmod 700");
    has_rights(deep, 0700);
    assert_true(is_allowed(&failure));
    g_free(deep);
}
