/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The statements of a store's database. Each is prepared once. */
#include "store/database.h"

#include <glib.h>
#include <unistd.h>

#include "store/store_file.h"

enum statement {
    BEGIN,
    COMMIT,
    PUT_ROOM,
    DELETE_ROOM,
    PUT_MESSAGE,
    DELETE_MESSAGES,
    FORGET_MESSAGES,
    PUT_CALL_ROOM,
    DELETE_CALL_ROOM,
    PUT_CALL_MESSAGE,
    DELETE_CALL_MESSAGES,
    FORGET_CALL_MESSAGES,
    PUT_PARTICIPANT,
    DELETE_PARTICIPANT,
    DELETE_PARTICIPANTS,
    DELETE_ALL_CALL_ROOMS,
    DELETE_ALL_CALL_MESSAGES,
    DELETE_ALL_PARTICIPANTS,
    PUT_AUDIT,
    FORGET_AUDIT,
    EACH_ROOM,
    EACH_MESSAGE,
    EACH_CALL_ROOM,
    EACH_CALL_MESSAGE,
    EACH_PARTICIPANT,
    /* The order is that of audit_of(). */
    EACH_AUDIT,
    EACH_AUDIT_OF_ROOM,
    EACH_AUDIT_OF_TRANSFER,
    EACH_AUDIT_OF_BOTH,
    STATEMENTS,
};

/* There is a statement for each combination of filters, because SQLite can use an index only for a fixed condition. */
#define EACH_AUDIT_WHERE(condition)                                                                \
    "SELECT room, entry, number, NULL FROM audit WHERE number < ?1" condition                      \
    " ORDER BY number DESC LIMIT ?4"

static const char *const sql[STATEMENTS] = {
    [BEGIN] = "BEGIN IMMEDIATE",
    [COMMIT] = "COMMIT",
    [PUT_ROOM] = "INSERT INTO room (id, settings) VALUES (?1, ?2)"
                 " ON CONFLICT (id) DO UPDATE SET settings = excluded.settings",
    [DELETE_ROOM] = "DELETE FROM room WHERE id = ?1",
    [PUT_MESSAGE] = "INSERT OR REPLACE INTO chat (room, id, message) VALUES (?1, ?2, ?3)",
    [DELETE_MESSAGES] = "DELETE FROM chat WHERE room = ?1",
    [FORGET_MESSAGES] = "DELETE FROM chat WHERE room = ?1 AND id < ?2",
    [PUT_CALL_ROOM] = "INSERT OR REPLACE INTO call_room (id, settings) VALUES (?1, ?2)",
    [DELETE_CALL_ROOM] = "DELETE FROM call_room WHERE id = ?1",
    [PUT_CALL_MESSAGE] = "INSERT OR REPLACE INTO call_chat (room, id, message) VALUES (?1, ?2, ?3)",
    [DELETE_CALL_MESSAGES] = "DELETE FROM call_chat WHERE room = ?1",
    [FORGET_CALL_MESSAGES] = "DELETE FROM call_chat WHERE room = ?1 AND id < ?2",
    [PUT_PARTICIPANT] = "INSERT OR REPLACE INTO participant (room, id, arrival, state)"
                        " VALUES (?1, ?2, ?3, ?4)",
    [DELETE_PARTICIPANT] = "DELETE FROM participant WHERE room = ?1 AND id = ?2",
    [DELETE_PARTICIPANTS] = "DELETE FROM participant WHERE room = ?1",
    [DELETE_ALL_CALL_ROOMS] = "DELETE FROM call_room",
    [DELETE_ALL_CALL_MESSAGES] = "DELETE FROM call_chat",
    [DELETE_ALL_PARTICIPANTS] = "DELETE FROM participant",
    [PUT_AUDIT] = "INSERT INTO audit (room, transfer, entry) VALUES (?1, ?2, ?3)",
    [FORGET_AUDIT] = "DELETE FROM audit WHERE number <= (SELECT max(number) FROM audit) - ?1",
    [EACH_ROOM] = "SELECT id, settings, 0, NULL FROM room ORDER BY id",
    [EACH_MESSAGE] = "SELECT room, message, id, NULL FROM chat ORDER BY room, id",
    [EACH_CALL_ROOM] = "SELECT id, settings, 0, NULL FROM call_room ORDER BY id",
    [EACH_CALL_MESSAGE] = "SELECT room, message, id, NULL FROM call_chat ORDER BY room, id",
    [EACH_PARTICIPANT] = "SELECT room, state, arrival, id FROM participant"
                         " ORDER BY room, arrival, id",
    [EACH_AUDIT] = EACH_AUDIT_WHERE(""),
    [EACH_AUDIT_OF_ROOM] = EACH_AUDIT_WHERE(" AND room = ?2"),
    [EACH_AUDIT_OF_TRANSFER] = EACH_AUDIT_WHERE(" AND transfer = ?3"),
    [EACH_AUDIT_OF_BOTH] = EACH_AUDIT_WHERE(" AND room = ?2 AND transfer = ?3"),
};

struct database {
    sqlite3 *connection;
    sqlite3_stmt *statements[STATEMENTS];
    int lock; /* descriptor */
};

/* --- running a statement ---------------------------------------------------------------------- */

static void bind_text(sqlite3_stmt *statement, int place, const char *text)
{
    if (text)
        sqlite3_bind_text(statement, place, text, -1, SQLITE_STATIC);
    else
        sqlite3_bind_null(statement, place);
}

/* Runs a statement whose parameters are bound, and makes it ready for the next use. */
static bool run(
    const struct database *database, enum statement which, struct baton_failure *failure)
{
    sqlite3_stmt *statement = database->statements[which];
    bool done = sqlite3_step(statement) == SQLITE_DONE;

    if (!done)
        baton_schema_fail(database->connection, failure);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return done;
}

static bool run_on_room(const struct database *database, enum statement which, const char *room,
    struct baton_failure *failure)
{
    bind_text(database->statements[which], 1, room);
    return run(database, which, failure);
}

/* --- writing ---------------------------------------------------------------------------------- */

static bool begin(void *context, struct baton_failure *failure)
{
    return run(context, BEGIN, failure);
}

static bool commit(void *context, struct baton_failure *failure)
{
    return run(context, COMMIT, failure);
}

static void rollback(void *context)
{
    const struct database *database = context;

    if (!sqlite3_get_autocommit(database->connection))
        sqlite3_exec(database->connection, "ROLLBACK", NULL, NULL, NULL);
}

/* Writes the settings of a permanent room, or of a room in use. */
static bool put_settings(const struct database *database, enum statement put,
    const struct baton_change *change, struct baton_failure *failure)
{
    bind_text(database->statements[put], 2, change->text);
    return run_on_room(database, put, change->room, failure);
}

/* Writes a message, and forgets the oldest ones of the room. */
static bool put_message(const struct database *database, const struct baton_change *change,
    enum statement put, enum statement forget, struct baton_failure *failure)
{
    sqlite3_bind_int64(database->statements[put], 2, change->number);
    bind_text(database->statements[put], 3, change->text);
    if (!run_on_room(database, put, change->room, failure))
        return false;
    sqlite3_bind_int64(database->statements[forget], 2, change->keep);
    return run_on_room(database, forget, change->room, failure);
}

static bool put_participant(const struct database *database, const struct baton_change *change,
    struct baton_failure *failure)
{
    bind_text(database->statements[PUT_PARTICIPANT], 2, change->participant);
    sqlite3_bind_int64(database->statements[PUT_PARTICIPANT], 3, change->number);
    bind_text(database->statements[PUT_PARTICIPANT], 4, change->text);
    return run_on_room(database, PUT_PARTICIPANT, change->room, failure);
}

static bool delete_participant(const struct database *database, const struct baton_change *change,
    struct baton_failure *failure)
{
    bind_text(database->statements[DELETE_PARTICIPANT], 2, change->participant);
    return run_on_room(database, DELETE_PARTICIPANT, change->room, failure);
}

/* Deletes what belongs to a permanent room. */
static bool empty_room(
    const struct database *database, const char *room, struct baton_failure *failure)
{
    return run_on_room(database, DELETE_MESSAGES, room, failure) &&
           run_on_room(database, DELETE_PARTICIPANTS, room, failure);
}

static bool delete_calls(const struct database *database, struct baton_failure *failure)
{
    return run(database, DELETE_ALL_CALL_ROOMS, failure) &&
           run(database, DELETE_ALL_CALL_MESSAGES, failure) &&
           run(database, DELETE_ALL_PARTICIPANTS, failure);
}

static bool put_audit(const struct database *database, const struct baton_change *change,
    struct baton_failure *failure)
{
    bind_text(database->statements[PUT_AUDIT], 2, change->transfer);
    bind_text(database->statements[PUT_AUDIT], 3, change->text);
    if (!run_on_room(database, PUT_AUDIT, change->room, failure))
        return false;
    sqlite3_bind_int64(database->statements[FORGET_AUDIT], 1, change->keep);
    return run(database, FORGET_AUDIT, failure);
}

static bool apply(void *context, const struct baton_change *change, struct baton_failure *failure)
{
    const struct database *database = context;

    switch (change->kind) {
    case BATON_CHANGE_NEW_ROOM:
        return empty_room(database, change->room, failure) &&
               put_settings(database, PUT_ROOM, change, failure);
    case BATON_CHANGE_ROOM:
        return put_settings(database, PUT_ROOM, change, failure);
    case BATON_CHANGE_NO_ROOM:
        return empty_room(database, change->room, failure) &&
               run_on_room(database, DELETE_ROOM, change->room, failure);
    case BATON_CHANGE_CALL_ROOM:
        return put_settings(database, PUT_CALL_ROOM, change, failure);
    case BATON_CHANGE_NO_CALL_ROOM:
        return run_on_room(database, DELETE_CALL_MESSAGES, change->room, failure) &&
               run_on_room(database, DELETE_CALL_ROOM, change->room, failure);
    case BATON_CHANGE_CALL_MESSAGE:
        return put_message(database, change, PUT_CALL_MESSAGE, FORGET_CALL_MESSAGES, failure);
    case BATON_CHANGE_PARTICIPANT:
        return put_participant(database, change, failure);
    case BATON_CHANGE_NO_PARTICIPANT:
        return delete_participant(database, change, failure);
    case BATON_CHANGE_NO_CALLS:
        return delete_calls(database, failure);
    case BATON_CHANGE_NO_CHAT:
        return run_on_room(database, DELETE_MESSAGES, change->room, failure);
    case BATON_CHANGE_MESSAGE:
        return put_message(database, change, PUT_MESSAGE, FORGET_MESSAGES, failure);
    case BATON_CHANGE_AUDIT:
        return put_audit(database, change, failure);
    }
    return false;
}

/* --- reading ---------------------------------------------------------------------------------- */

static const char *column(sqlite3_stmt *statement, int index)
{
    return (const char *)sqlite3_column_text(statement, index);
}

/* Each statement that reads has the columns room, text, number and participant. */
static bool each(const struct database *database, enum statement which, baton_row_visitor visit,
    void *of_visitor, struct baton_failure *failure)
{
    sqlite3_stmt *statement = database->statements[which];
    int step;
    bool goes_on = true;

    while (goes_on && (step = sqlite3_step(statement)) == SQLITE_ROW) {
        const struct baton_row row = {.room = column(statement, 0),
            .text = column(statement, 1),
            .number = sqlite3_column_int64(statement, 2),
            .participant = column(statement, 3)};
        goes_on = visit(of_visitor, &row);
    }
    bool good = !goes_on || step == SQLITE_DONE;
    if (!good)
        baton_schema_fail(database->connection, failure);
    sqlite3_reset(statement);
    sqlite3_clear_bindings(statement);
    return good;
}

static bool each_room(
    void *context, baton_row_visitor visit, void *of_visitor, struct baton_failure *failure)
{
    return each(context, EACH_ROOM, visit, of_visitor, failure);
}

static bool each_message(
    void *context, baton_row_visitor visit, void *of_visitor, struct baton_failure *failure)
{
    return each(context, EACH_MESSAGE, visit, of_visitor, failure);
}

static bool each_call_room(
    void *context, baton_row_visitor visit, void *of_visitor, struct baton_failure *failure)
{
    return each(context, EACH_CALL_ROOM, visit, of_visitor, failure);
}

static bool each_call_message(
    void *context, baton_row_visitor visit, void *of_visitor, struct baton_failure *failure)
{
    return each(context, EACH_CALL_MESSAGE, visit, of_visitor, failure);
}

static bool each_participant(
    void *context, baton_row_visitor visit, void *of_visitor, struct baton_failure *failure)
{
    return each(context, EACH_PARTICIPANT, visit, of_visitor, failure);
}

static enum statement audit_of(const struct baton_audit_query *query)
{
    return (enum statement)(EACH_AUDIT + (query->room ? 1 : 0) + (query->transfer ? 2 : 0));
}

static bool each_audit(void *context, const struct baton_audit_query *query,
    baton_row_visitor visit, void *of_visitor, struct baton_failure *failure)
{
    const struct database *database = context;
    const enum statement which = audit_of(query);
    sqlite3_stmt *statement = database->statements[which];

    sqlite3_bind_int64(statement, 1, query->before);
    bind_text(statement, 2, query->room);
    bind_text(statement, 3, query->transfer);
    sqlite3_bind_int64(statement, 4, query->limit);
    return each(database, which, visit, of_visitor, failure);
}

/* --- life ------------------------------------------------------------------------------------- */

/* The descriptor of the lock is closed last: until then no other process may open the file. */
static void close_it(void *context)
{
    struct database *database = context;

    for (int i = 0; i < STATEMENTS; i++)
        sqlite3_finalize(database->statements[i]);
    sqlite3_close(database->connection);
    close(database->lock);
    g_free(database);
}

/* Fails if a table or a column of this version is missing. */
static bool prepare(struct database *database, struct baton_failure *failure)
{
    for (int i = 0; i < STATEMENTS; i++)
        if (sqlite3_prepare_v3(database->connection, sql[i], -1, SQLITE_PREPARE_PERSISTENT,
                &database->statements[i], NULL) != SQLITE_OK)
            return baton_schema_fail(database->connection, failure);
    return true;
}

bool baton_database_open(const char *path, const struct baton_schema_reporter *reporter,
    struct baton_backend *backend, struct baton_failure *failure)
{
    int lock = baton_store_file_lock(path, failure);

    if (lock < 0)
        return false;
    struct database *database = g_new0(struct database, 1);
    database->lock = lock;
    database->connection = baton_schema_open(path, reporter, failure);
    if (!database->connection || !prepare(database, failure)) {
        close_it(database);
        return false;
    }
    *backend = (struct baton_backend){database, begin, apply, commit, rollback, each_room,
        each_message, each_call_room, each_call_message, each_participant, each_audit, close_it};
    return true;
}
