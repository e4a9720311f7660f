/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Which files are opened as a store, which are refused, and what is said about each. */
#include <glib.h>
#include <glib/gstdio.h>
#include <string.h>
#include <sys/stat.h>
#include <unistd.h>

#include "store/database.h"
#include "test.h"
#include "unit/store/disk.h"

/* What was said last. */
static char said[256];

static void say(void *context, const char *path, const char *sentence)
{
    (void)context, (void)path;
    g_strlcpy(said, sentence, sizeof(said));
}

static const struct baton_schema_reporter reporter = {NULL, say};

/* Opens the store and closes it. Returns NULL if it could be opened, and the reason otherwise. */
static const char *try_to_open(const char *path)
{
    static struct baton_failure failure;
    struct baton_backend backend;
    said[0] = '\0';
    if (!baton_database_open(path, &reporter, &backend, &failure)) {
        assert_int_equal(failure.error, BATON_E_STORE_FAILED);
        return failure.text;
    }
    backend.close(backend.context);
    return NULL;
}

static void assert_opens(const char *path, const char *sentence)
{
    const char *reason = try_to_open(path);
    if (reason)
        fail_msg("refused: %s", reason);
    assert_string_equal(said, sentence);
}

/* The file stays as it is, so that the operator can still do something with it. */
static void assert_refused(const char *path, const char *reason)
{
    char *before = NULL, *after = NULL;
    gsize length_before = 0, length_after = 0;
    bool there = g_file_get_contents(path, &before, &length_before, NULL);
    const char *got = try_to_open(path);
    assert_non_null(got);
    if (!strstr(got, reason))
        fail_msg("expected %s in: %s", reason, got);
    if (there) {
        assert_true(g_file_get_contents(path, &after, &length_after, NULL));
        assert_int_equal(length_after, length_before);
        assert_memory_equal(after, before, length_before);
    }
    g_free(before);
    g_free(after);
}

static void execute(const char *path, const char *sql)
{
    sqlite3 *database;
    assert_int_equal(sqlite3_open(path, &database), SQLITE_OK);
    if (sqlite3_exec(database, sql, NULL, NULL, NULL) != SQLITE_OK)
        fail_msg("%s", sqlite3_errmsg(database));
    sqlite3_close(database);
}

#define CREATED                                                                                    \
    "was not there and was created: there are no permanent rooms, no calls, no chat and no audit " \
    "trail"

/* --- files that are opened ------------------------------------------------------------------------ */

TEST(a_missing_store_is_created_and_this_is_said)
{
    const char *path = disk_begin();
    assert_opens(path, CREATED);
    assert_opens(path, "");
    assert_false(disk_has(path, ".new"));
    disk_end();
}

TEST(a_start_that_was_killed_while_it_created_the_store_is_repeated)
{
    const char *path = disk_begin();
    disk_write(path, ".new", "half a store", 12);
    assert_opens(path, CREATED);
    disk_end();
}

static const char version_1[] =
    "CREATE TABLE room (id TEXT NOT NULL PRIMARY KEY, settings TEXT NOT NULL)"
    " STRICT, WITHOUT ROWID;"
    "CREATE TABLE chat (room TEXT NOT NULL, id INTEGER NOT NULL, message TEXT NOT NULL,"
    " PRIMARY KEY (room, id)) STRICT, WITHOUT ROWID;"
    "INSERT INTO room VALUES ('kept', '{}');"
    "PRAGMA application_id = 0x4261746E; PRAGMA user_version = 1;";

static const char version_2[] =
    "CREATE TABLE room (id TEXT NOT NULL PRIMARY KEY, settings TEXT NOT NULL)"
    " STRICT, WITHOUT ROWID;"
    "CREATE TABLE chat (room TEXT NOT NULL, id INTEGER NOT NULL, message TEXT NOT NULL,"
    " PRIMARY KEY (room, id)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE audit (number INTEGER PRIMARY KEY AUTOINCREMENT, room TEXT, transfer TEXT,"
    " entry TEXT NOT NULL) STRICT;"
    "CREATE INDEX audit_by_room ON audit (room, number);"
    "CREATE INDEX audit_by_transfer ON audit (transfer, number);"
    "INSERT INTO room VALUES ('kept', '{}');"
    "INSERT INTO chat VALUES ('kept', 1, '{}');"
    "INSERT INTO audit (room, entry) VALUES ('kept', '{}');"
    "PRAGMA application_id = 0x4261746E; PRAGMA user_version = 2;";

static bool count_row(void *context, const struct baton_row *row)
{
    assert_string_equal(row->room, "kept");
    ++*(int *)context;
    return true;
}

TEST(an_older_store_is_brought_up_to_date_and_keeps_its_rooms)
{
    const char *path = disk_begin();
    struct baton_backend backend;
    struct baton_failure failure;
    int rooms = 0;
    execute(path, version_1);
    assert_opens(path, "was brought from version 1 to version 3");
    assert_opens(path, "");
    assert_true(baton_database_open(path, &reporter, &backend, &failure));
    assert_true(backend.each_room(backend.context, count_row, &rooms, &failure));
    assert_int_equal(rooms, 1);
    backend.close(backend.context);
    disk_end();
}

TEST(a_store_of_version_2_keeps_everything_and_has_no_calls)
{
    const char *path = disk_begin();
    struct baton_backend backend;
    struct baton_failure failure;
    const struct baton_audit_query all = {.before = INT64_MAX, .limit = 10};
    int rows = 0;
    execute(path, version_2);
    assert_opens(path, "was brought from version 2 to version 3");
    assert_opens(path, "");
    assert_true(baton_database_open(path, &reporter, &backend, &failure));
    assert_true(backend.each_room(backend.context, count_row, &rows, &failure));
    assert_true(backend.each_message(backend.context, count_row, &rows, &failure));
    assert_true(backend.each_audit(backend.context, &all, count_row, &rows, &failure));
    assert_int_equal(rows, 3);
    assert_true(backend.each_call_room(backend.context, count_row, &rows, &failure));
    assert_true(backend.each_call_message(backend.context, count_row, &rows, &failure));
    assert_true(backend.each_participant(backend.context, count_row, &rows, &failure));
    assert_int_equal(rows, 3);
    backend.close(backend.context);
    disk_end();
}

TEST(an_older_store_that_cannot_be_written_stays_as_it_is)
{
    const char *path = disk_begin();
    execute(path, version_1);
    disk_fails(DISK_SYNC_FAILS, 1);
    assert_non_null(try_to_open(path));
    disk_fails(DISK_WORKS, 0);
    assert_opens(path, "was brought from version 1 to version 3");
    disk_end();
}

TEST(rights_of_others_are_taken)
{
    const char *path = disk_begin();
    GStatBuf status;
    assert_opens(path, CREATED);
    assert_int_equal(chmod(path, 0644), 0);
    assert_opens(path, "");
    assert_int_equal(g_stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0600);
    disk_end();
}

/* SQLite makes the log with the rights that the store has when it is opened. */
TEST(rights_of_others_to_read_the_log_are_taken)
{
    static const char *const endings[] = {"", "-wal", "-shm"};
    const char *path = disk_begin();
    struct baton_backend backend;
    struct baton_failure failure;
    assert_opens(path, CREATED);
    assert_opens(path, "");
    assert_int_equal(chmod(path, 0644), 0);
    assert_true(baton_database_open(path, &reporter, &backend, &failure));
    for (size_t i = 0; i < COUNT(endings); i++) {
        GStatBuf status;
        char *name = g_strconcat(path, endings[i], NULL);
        assert_int_equal(g_stat(name, &status), 0);
        assert_int_equal(status.st_mode & 0777, 0600);
        g_free(name);
    }
    backend.close(backend.context);
    disk_end();
}

/* --- files that are refused ------------------------------------------------------------------------ */

TEST(an_empty_store_is_refused)
{
    const char *path = disk_begin();
    disk_write(path, "", "", 0);
    assert_refused(path, "it is empty");
    disk_end();
}

TEST(a_log_without_its_store_is_refused)
{
    const char *path = disk_begin();
    disk_write(path, "-wal", "log", 3);
    assert_refused(path, "it is missing, but its write-ahead log (-wal) is there");
    assert_true(disk_has(path, "-wal"));
    disk_end();
}

TEST(a_file_that_is_no_database_is_refused)
{
    const char *path = disk_begin();
    static const char text[] = "general: { admin_key = \"this is a settings file\" }\n";
    disk_write(path, "", text, sizeof(text));
    assert_refused(path, "no SQLite database");
    disk_end();
}

TEST(a_database_of_another_program_is_refused_by_its_name)
{
    const char *path = disk_begin();
    execute(path, "CREATE TABLE t (x); PRAGMA application_id = 7;");
    assert_refused(path, "it is a database of another program (application_id 7)");
    disk_end();
}

TEST(the_rights_of_a_database_of_another_program_stay)
{
    const char *path = disk_begin();
    GStatBuf status;
    execute(path, "CREATE TABLE t (x); PRAGMA application_id = 7;");
    assert_int_equal(chmod(path, 0644), 0);
    assert_refused(path, "it is a database of another program");
    assert_int_equal(g_stat(path, &status), 0);
    assert_int_equal(status.st_mode & 0777, 0644);
    disk_end();
}

TEST(a_store_of_a_newer_baton_is_refused)
{
    const char *path = disk_begin();
    assert_opens(path, CREATED);
    execute(path, "PRAGMA user_version = 4");
    assert_refused(path, "a newer Baton has written it (version 4)");
    disk_end();
}

TEST(a_store_without_a_table_that_its_version_has_is_refused)
{
    const char *path = disk_begin();
    assert_opens(path, CREATED);
    execute(path, "DROP TABLE audit");
    assert_non_null(try_to_open(path));
    disk_end();
}

#define ADVICE                                                                                     \
    "bring it back from a backup, repair it as docs/operations says, or move it away with its "    \
    "-wal and -shm to start with an empty store"

/* Fills a store with rooms, and returns its content for g_free. */
static char *filled(const char *path, gsize *length)
{
    char *content;
    assert_opens(path, CREATED);
    execute(path, "WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 200)"
                  " INSERT INTO room SELECT 'room-' || i, hex(zeroblob(200)) FROM n");
    execute(path, "PRAGMA journal_mode = DELETE");
    assert_true(g_file_get_contents(path, &content, length, NULL));
    return content;
}

TEST(a_store_with_a_damaged_page_is_refused)
{
    const char *path = disk_begin();
    gsize length;
    char *content = filled(path, &length);
    for (gsize page = 4096; page < length; page += 4096)
        memset(content + page, 0x5A, 16);
    disk_write(path, "", content, length);
    assert_refused(path, "it is damaged");
    assert_refused(path, ADVICE);
    g_free(content);
    disk_end();
}

TEST(a_store_with_a_damaged_header_is_refused_with_the_same_advice)
{
    const char *path = disk_begin();
    gsize length;
    char *content = filled(path, &length);
    memset(content, 0x5A, 16);
    disk_write(path, "", content, length);
    assert_refused(path, "it is damaged, or no SQLite database");
    assert_refused(path, ADVICE);
    g_free(content);
    disk_end();
}

TEST(a_store_that_was_cut_is_refused)
{
    const char *path = disk_begin();
    gsize length;
    char *content = filled(path, &length);
    disk_write(path, "", content, length / 2);
    assert_refused(path, "it is damaged");
    disk_write(path, "", content, 50);
    assert_non_null(try_to_open(path));
    g_free(content);
    disk_end();
}

TEST(a_store_in_use_by_another_process_is_refused)
{
    const char *path = disk_begin();
    struct baton_backend backend;
    struct baton_failure failure;
    assert_true(baton_database_open(path, &reporter, &backend, &failure));
    assert_string_equal(
        try_to_open(path), "another process uses it; each Janus needs a store of its own");
    backend.close(backend.context);
    assert_opens(path, "");
    disk_end();
}

TEST(a_disk_that_cannot_be_written_is_noticed_at_the_start)
{
    static const enum disk_fault faults[] = {DISK_FULL, DISK_WRITE_FAILS, DISK_SYNC_FAILS};
    for (size_t i = 0; i < COUNT(faults); i++) {
        const char *path = disk_begin();
        assert_opens(path, CREATED);
        disk_fails(faults[i], 0);
        assert_non_null(try_to_open(path));
        disk_fails(DISK_WORKS, 0);
        assert_non_null(said);
        assert_null(try_to_open(path));
        disk_end();
    }
}

TEST(a_store_that_cannot_be_created_leaves_none)
{
    static const enum disk_fault faults[] = {DISK_FULL, DISK_WRITE_FAILS, DISK_SYNC_FAILS};
    for (size_t i = 0; i < COUNT(faults); i++) {
        const char *path = disk_begin();
        disk_fails(faults[i], 0);
        assert_non_null(try_to_open(path));
        assert_false(disk_has(path, ""));
        disk_fails(DISK_WORKS, 0);
        assert_opens(path, CREATED);
        disk_end();
    }
}
