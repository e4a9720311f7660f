/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The tables of each version, and the checks of a file. */
#include "store/schema.h"

#include <glib.h>
#include <stdbool.h>
#include <string.h>

#include "store/store_file.h"

#define DAMAGED                                                                                    \
    "bring it back from a backup, repair it as docs/operations says, or move it away with its "    \
    "-wal and -shm to start with an empty store"

/* Step i brings version i to version i + 1. A step that was released is never changed. */
static const char *const migrations[BATON_SCHEMA_VERSION] = {
    "CREATE TABLE room (id TEXT NOT NULL PRIMARY KEY, settings TEXT NOT NULL)"
    " STRICT, WITHOUT ROWID;"
    "CREATE TABLE chat (room TEXT NOT NULL, id INTEGER NOT NULL, message TEXT NOT NULL,"
    " PRIMARY KEY (room, id)) STRICT, WITHOUT ROWID;",

    "CREATE TABLE audit (number INTEGER PRIMARY KEY AUTOINCREMENT, room TEXT, transfer TEXT,"
    " entry TEXT NOT NULL) STRICT;"
    "CREATE INDEX audit_by_room ON audit (room, number);"
    "CREATE INDEX audit_by_transfer ON audit (transfer, number);",

    "CREATE TABLE call_room (id TEXT NOT NULL PRIMARY KEY, settings TEXT NOT NULL)"
    " STRICT, WITHOUT ROWID;"
    "CREATE TABLE call_chat (room TEXT NOT NULL, id INTEGER NOT NULL, message TEXT NOT NULL,"
    " PRIMARY KEY (room, id)) STRICT, WITHOUT ROWID;"
    "CREATE TABLE participant (room TEXT NOT NULL, id TEXT NOT NULL, arrival INTEGER NOT NULL,"
    " state TEXT NOT NULL, PRIMARY KEY (room, id)) STRICT, WITHOUT ROWID;",
};

/* An acknowledged change is on the disk: FULL syncs the write-ahead log at each commit. */
static const char connection[] = "PRAGMA synchronous = FULL;"
                                 "PRAGMA secure_delete = ON;"
                                 "PRAGMA trusted_schema = OFF;"
                                 "PRAGMA cell_size_check = ON;"
                                 "PRAGMA mmap_size = 0;"
                                 "PRAGMA journal_size_limit = 4194304;";

/* --- small tools ------------------------------------------------------------------------------ */

bool baton_schema_fail(sqlite3 *database, struct baton_failure *failure)
{
    int system = sqlite3_system_errno(database);

    switch (sqlite3_errcode(database)) {
    case SQLITE_CORRUPT:
    case SQLITE_NOTADB:
        baton_failure_set(failure, BATON_E_STORE_FAILED,
            "it is damaged, or no SQLite database (%.60s); " DAMAGED, sqlite3_errmsg(database));
        break;
    case SQLITE_IOERR:
    case SQLITE_CANTOPEN:
        baton_failure_set(failure, BATON_E_STORE_FAILED, "%s: %s (%d)", sqlite3_errmsg(database),
            system ? g_strerror(system) : "no reason given", sqlite3_extended_errcode(database));
        break;
    default:
        baton_failure_set(failure, BATON_E_STORE_FAILED, "%s", sqlite3_errmsg(database));
    }
    return false;
}

bool baton_schema_execute(sqlite3 *database, const char *sql, struct baton_failure *failure)
{
    return sqlite3_exec(database, sql, NULL, NULL, NULL) == SQLITE_OK ||
           baton_schema_fail(database, failure);
}

/* Reads the first value of the first row. `*text` is for g_free. */
static bool read_text(
    sqlite3 *database, const char *sql, char **text, struct baton_failure *failure)
{
    sqlite3_stmt *statement = NULL;
    bool read = sqlite3_prepare_v2(database, sql, -1, &statement, NULL) == SQLITE_OK &&
                sqlite3_step(statement) == SQLITE_ROW;

    if (read)
        *text = g_strdup((const char *)sqlite3_column_text(statement, 0));
    else
        baton_schema_fail(database, failure);
    sqlite3_finalize(statement);
    return read;
}

static bool read_number(
    sqlite3 *database, const char *sql, int64_t *number, struct baton_failure *failure)
{
    char *text = NULL;

    if (!read_text(database, sql, &text, failure))
        return false;
    *number = text ? g_ascii_strtoll(text, NULL, 10) : 0;
    g_free(text);
    return true;
}

static bool is_text(
    sqlite3 *database, const char *sql, const char *expected, struct baton_failure *failure)
{
    char *text = NULL;

    if (!read_text(database, sql, &text, failure))
        return false;
    bool equal = g_strcmp0(text, expected) == 0;
    if (!equal)
        baton_failure_set(failure, BATON_E_STORE_FAILED, "expected %s, got %s", expected,
            text ? text : "nothing");
    g_free(text);
    return equal;
}

/* --- migration -------------------------------------------------------------------------------- */

static bool migrate(sqlite3 *database, int64_t from, struct baton_failure *failure)
{
    char mark[96];

    g_snprintf(mark, sizeof(mark), "PRAGMA application_id = %d; PRAGMA user_version = %d; COMMIT",
        BATON_SCHEMA_APPLICATION, BATON_SCHEMA_VERSION);
    if (!baton_schema_execute(database, "BEGIN IMMEDIATE", failure))
        return false;
    bool good = true;
    for (int64_t i = from; i < BATON_SCHEMA_VERSION && good; i++)
        good = baton_schema_execute(database, migrations[i], failure);
    if (good && baton_schema_execute(database, mark, failure))
        return true;
    if (!sqlite3_get_autocommit(database))
        sqlite3_exec(database, "ROLLBACK", NULL, NULL, NULL);
    return false;
}

static bool open_file(const char *path, sqlite3 **database, struct baton_failure *failure)
{
    const int flags = SQLITE_OPEN_READWRITE | SQLITE_OPEN_FULLMUTEX | SQLITE_OPEN_PRIVATECACHE;

    if (sqlite3_open_v2(path, database, flags, NULL) != SQLITE_OK) {
        if (*database)
            return baton_schema_fail(*database, failure);
        baton_failure_set(failure, BATON_E_STORE_FAILED, "no memory");
        return false;
    }
    sqlite3_extended_result_codes(*database, 0);
    sqlite3_busy_timeout(*database, 2000);
    sqlite3_db_config(*database, SQLITE_DBCONFIG_DEFENSIVE, 1, NULL);
    return baton_schema_execute(*database, connection, failure);
}

/* Creates the database without a write-ahead log, so that only one file has to be renamed. */
static bool create(const char *path, struct baton_failure *failure)
{
    sqlite3 *database = NULL;
    char *fresh = baton_store_file_begin(path, failure);

    if (!fresh)
        return false;
    bool made = open_file(fresh, &database, failure) && migrate(database, 0, failure);
    if (sqlite3_close(database) != SQLITE_OK)
        made = false;
    made = made && baton_store_file_publish(fresh, path, failure);
    g_free(fresh);
    return made;
}

/* --- checks ----------------------------------------------------------------------------------- */

/* Checks that the file is a store of Baton. This check comes before all others. */
static bool check_owner(sqlite3 *database, int64_t *version, struct baton_failure *failure)
{
    int64_t application = 0;

    if (!read_number(database, "PRAGMA application_id", &application, failure) ||
        !read_number(database, "PRAGMA user_version", version, failure))
        return false;
    if (application != BATON_SCHEMA_APPLICATION)
        baton_failure_set(failure, BATON_E_STORE_FAILED,
            "it is a database of another program (application_id %lld); set `store` to another "
            "path",
            (long long)application);
    else if (*version > BATON_SCHEMA_VERSION)
        baton_failure_set(failure, BATON_E_STORE_FAILED,
            "a newer Baton has written it (version %lld); use that Baton, or a backup from before",
            (long long)*version);
    else if (*version < 1)
        baton_failure_set(failure, BATON_E_STORE_FAILED, "it is damaged (version %lld); " DAMAGED,
            (long long)*version);
    else
        return true;
    return false;
}

static bool check_whole(sqlite3 *database, struct baton_failure *failure)
{
    struct baton_failure why;

    if (is_text(database, "PRAGMA integrity_check(1)", "ok", &why))
        return true;
    baton_failure_set(failure, BATON_E_STORE_FAILED, "it is damaged (%.60s); " DAMAGED, why.text);
    return false;
}

/* Writes the first page again: a full or read-only disk is noticed now, not at the first `create`. */
static bool check_writable(sqlite3 *database, struct baton_failure *failure)
{
    struct baton_failure why;
    char probe[64];

    g_snprintf(probe, sizeof(probe), "BEGIN IMMEDIATE; PRAGMA user_version = %d; COMMIT",
        BATON_SCHEMA_VERSION);
    if (sqlite3_db_readonly(database, "main") == 1) {
        baton_failure_set(failure, BATON_E_STORE_FAILED, "it cannot be written: it is read-only");
        return false;
    }
    if (baton_schema_execute(database, probe, &why))
        return true;
    baton_failure_set(failure, BATON_E_STORE_FAILED, "it cannot be written: %s", why.text);
    return false;
}

static bool update(sqlite3 *database, const char *path, int64_t version,
    const struct baton_schema_reporter *reporter, struct baton_failure *failure)
{
    char sentence[64];

    if (version == BATON_SCHEMA_VERSION)
        return true;
    if (!migrate(database, version, failure))
        return false;
    g_snprintf(sentence, sizeof(sentence), "was brought from version %d to version %d",
        (int)version, BATON_SCHEMA_VERSION);
    reporter->report(reporter->context, path, sentence);
    return true;
}

static bool check(sqlite3 *database, const char *path, const struct baton_schema_reporter *reporter,
    struct baton_failure *failure)
{
    int64_t version = 0;

    return check_owner(database, &version, failure) && baton_store_file_hide(path, failure) &&
           check_whole(database, failure) &&
           is_text(database, "PRAGMA journal_mode = WAL", "wal", failure) &&
           update(database, path, version, reporter, failure) && check_writable(database, failure);
}

static bool prepare(
    const char *path, const struct baton_schema_reporter *reporter, struct baton_failure *failure)
{
    enum baton_store_file_state state;

    if (!baton_store_file_check(path, &state, failure))
        return false;
    if (state == BATON_STORE_FILE_CRASHED)
        reporter->report(reporter->context, path,
            "was not closed by the last process that used it; SQLite recovers it");
    if (state != BATON_STORE_FILE_MISSING)
        return true;
    if (!create(path, failure))
        return false;
    reporter->report(reporter->context, path,
        "was not there and was created: there are no permanent rooms, no calls, no chat and no "
        "audit trail");
    return true;
}

sqlite3 *baton_schema_open(
    const char *path, const struct baton_schema_reporter *reporter, struct baton_failure *failure)
{
    sqlite3 *database = NULL;

    if (!prepare(path, reporter, failure))
        return NULL;
    if (open_file(path, &database, failure) && check(database, path, reporter, failure))
        return database;
    sqlite3_close(database);
    return NULL;
}
