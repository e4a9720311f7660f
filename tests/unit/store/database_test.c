/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The SQLite back end: what is there after a close, a crash, and while the disk fails. */
#include <glib.h>
#include <glib/gstdio.h>
#include <signal.h>
#include <string.h>
#include <sys/wait.h>
#include <unistd.h>

#include "store/database.h"
#include "test.h"
#include "unit/store/disk.h"

static void say(void *context, const char *path, const char *sentence)
{
    (void)context, (void)path, (void)sentence;
}

static const struct baton_schema_reporter reporter = {NULL, say};

static struct baton_backend open_store(const char *path)
{
    struct baton_backend backend;
    struct baton_failure failure;
    if (!baton_database_open(path, &reporter, &backend, &failure))
        fail_msg("%s", failure.text);
    return backend;
}

static bool write_change(const struct baton_backend *backend, const struct baton_change *change,
    struct baton_failure *failure)
{
    if (backend->begin(backend->context, failure) &&
        backend->apply(backend->context, change, failure) &&
        backend->commit(backend->context, failure))
        return true;
    backend->rollback(backend->context);
    return false;
}

static bool put_room(const struct baton_backend *backend, const char *id, const char *text)
{
    struct baton_failure failure;
    return write_change(backend,
        &(struct baton_change){.kind = BATON_CHANGE_ROOM, .room = id, .text = text}, &failure);
}

static void change(const struct baton_backend *backend, struct baton_change wanted)
{
    struct baton_failure failure;
    if (!write_change(backend, &wanted, &failure))
        fail_msg("%s", failure.text);
}

/* Appends each row to a text: "room number text\n". */
static bool append_row(void *context, const struct baton_row *row)
{
    g_string_append_printf(
        context, "%s %d %s\n", row->room ? row->room : "-", (int)row->number, row->text);
    return true;
}

static void assert_rows(const struct baton_backend *backend,
    bool (*each)(void *, baton_row_visitor, void *, struct baton_failure *), const char *expected)
{
    struct baton_failure failure;
    GString *rows = g_string_new(NULL);
    assert_true(each(backend->context, append_row, rows, &failure));
    assert_string_equal(rows->str, expected);
    g_string_free(rows, TRUE);
}

static void assert_rooms(const struct baton_backend *backend, const char *expected)
{
    assert_rows(backend, backend->each_room, expected);
}

static void close_store(struct baton_backend *backend)
{
    backend->close(backend->context);
}

/* --- rows ---------------------------------------------------------------------------------------- */

TEST(rooms_are_put_replaced_and_removed)
{
    const char *path = disk_begin();
    struct baton_backend store = open_store(path);
    assert_true(put_room(&store, "b", "{1}"));
    assert_true(put_room(&store, "a", "{2}"));
    assert_true(put_room(&store, "b", "{3}"));
    assert_rooms(&store, "a 0 {2}\nb 0 {3}\n");
    close_store(&store);
    store = open_store(path);
    assert_rooms(&store, "a 0 {2}\nb 0 {3}\n");
    change(&store, (struct baton_change){.kind = BATON_CHANGE_NO_ROOM, .room = "b"});
    change(&store, (struct baton_change){.kind = BATON_CHANGE_NO_ROOM, .room = "nobody"});
    assert_rooms(&store, "a 0 {2}\n");
    close_store(&store);
    disk_end();
}

static void put_message(const struct baton_backend *store, const char *room, int id, int keep)
{
    change(store,
        (struct baton_change){
            .kind = BATON_CHANGE_MESSAGE, .room = room, .text = "{}", .number = id, .keep = keep});
}

TEST(old_messages_of_a_room_go_and_those_of_others_stay)
{
    const char *path = disk_begin();
    struct baton_backend store = open_store(path);
    for (int i = 1; i <= 4; i++)
        put_message(&store, "a", i, i - 1);
    put_message(&store, "b", 1, 1);
    assert_rows(&store, store.each_message, "a 3 {}\na 4 {}\nb 1 {}\n");
    change(&store,
        (struct baton_change){.kind = BATON_CHANGE_NEW_ROOM, .room = "a", .text = "{room}"});
    assert_rows(&store, store.each_message, "b 1 {}\n");
    assert_rooms(&store, "a 0 {room}\n");
    change(&store, (struct baton_change){.kind = BATON_CHANGE_NO_CHAT, .room = "b"});
    assert_rows(&store, store.each_message, "");
    close_store(&store);
    disk_end();
}

static void put_participant(
    const struct baton_backend *store, const char *room, const char *id, int arrival)
{
    change(store, (struct baton_change){.kind = BATON_CHANGE_PARTICIPANT,
                      .room = room,
                      .participant = id,
                      .text = id,
                      .number = arrival});
}

static void put_call(const struct baton_backend *store, const char *room)
{
    change(store,
        (struct baton_change){.kind = BATON_CHANGE_CALL_ROOM, .room = room, .text = "{call}"});
    change(store,
        (struct baton_change){
            .kind = BATON_CHANGE_CALL_MESSAGE, .room = room, .text = "{hello}", .number = 1});
}

TEST(calls_are_put_replaced_and_removed)
{
    const char *path = disk_begin();
    struct baton_backend store = open_store(path);
    put_call(&store, "b");
    put_call(&store, "a");
    put_call(&store, "a");
    put_participant(&store, "a", "late", 2);
    put_participant(&store, "a", "early", 1);
    put_participant(&store, "b", "late", 1);
    put_participant(&store, "b", "late", 1);
    close_store(&store);
    store = open_store(path);
    assert_rows(&store, store.each_call_room, "a 0 {call}\nb 0 {call}\n");
    assert_rows(&store, store.each_call_message, "a 1 {hello}\nb 1 {hello}\n");
    assert_rows(&store, store.each_participant, "a 1 early\na 2 late\nb 1 late\n");
    change(&store, (struct baton_change){
                       .kind = BATON_CHANGE_NO_PARTICIPANT, .room = "a", .participant = "late"});
    change(&store, (struct baton_change){.kind = BATON_CHANGE_NO_CALL_ROOM, .room = "b"});
    assert_rows(&store, store.each_call_room, "a 0 {call}\n");
    assert_rows(&store, store.each_call_message, "a 1 {hello}\n");
    assert_rows(&store, store.each_participant, "a 1 early\nb 1 late\n");
    change(&store, (struct baton_change){.kind = BATON_CHANGE_NO_CALLS});
    assert_rows(&store, store.each_call_room, "");
    assert_rows(&store, store.each_call_message, "");
    assert_rows(&store, store.each_participant, "");
    close_store(&store);
    disk_end();
}

TEST(old_messages_of_a_call_go)
{
    const char *path = disk_begin();
    struct baton_backend store = open_store(path);
    for (int i = 1; i <= 4; i++)
        change(&store, (struct baton_change){.kind = BATON_CHANGE_CALL_MESSAGE,
                           .room = "a",
                           .text = "{}",
                           .number = i,
                           .keep = i - 1});
    assert_rows(&store, store.each_call_message, "a 3 {}\na 4 {}\n");
    close_store(&store);
    disk_end();
}

/* Another permanent room with this id must not get the people of the one before. */
TEST(the_participants_of_a_permanent_room_end_with_it)
{
    static const enum baton_change_kind kinds[] = {BATON_CHANGE_NEW_ROOM, BATON_CHANGE_NO_ROOM};
    const char *path = disk_begin();
    struct baton_backend store = open_store(path);
    for (size_t i = 0; i < COUNT(kinds); i++) {
        put_participant(&store, "a", "anna", 1);
        put_participant(&store, "b", "ben", 1);
        change(&store, (struct baton_change){.kind = kinds[i], .room = "a", .text = "{}"});
        assert_rows(&store, store.each_participant, "b 1 ben\n");
    }
    close_store(&store);
    disk_end();
}

static void assert_audit(
    const struct baton_backend *store, struct baton_audit_query query, const char *expected)
{
    struct baton_failure failure;
    GString *rows = g_string_new(NULL);
    assert_true(store->each_audit(store->context, &query, append_row, rows, &failure));
    assert_string_equal(rows->str, expected);
    g_string_free(rows, TRUE);
}

TEST(the_audit_trail_is_bounded_and_read_backwards)
{
    const char *path = disk_begin();
    struct baton_backend store = open_store(path);
    for (int i = 0; i < 5; i++)
        change(&store, (struct baton_change){.kind = BATON_CHANGE_AUDIT,
                           .room = i % 2 ? "odd" : NULL,
                           .transfer = i == 3 ? "t" : NULL,
                           .text = "{}",
                           .keep = 4});
    assert_audit(&store, (struct baton_audit_query){.before = INT64_MAX, .limit = 10},
        "- 5 {}\nodd 4 {}\n- 3 {}\nodd 2 {}\n");
    assert_audit(&store, (struct baton_audit_query){.before = 5, .limit = 2}, "odd 4 {}\n- 3 {}\n");
    assert_audit(&store,
        (struct baton_audit_query){.before = INT64_MAX, .limit = 10, .room = "odd"},
        "odd 4 {}\nodd 2 {}\n");
    assert_audit(&store,
        (struct baton_audit_query){.before = INT64_MAX, .limit = 10, .transfer = "t"},
        "odd 4 {}\n");
    close_store(&store);
    disk_end();
}

static sqlite3 *opened; /* the last connection */

static int note_opened(sqlite3 *connection)
{
    opened = connection;
    return SQLITE_OK;
}

/* The steps of SQLite's virtual machine since the last call. */
static int steps(void)
{
    int sum = 0;
    for (sqlite3_stmt *next = sqlite3_next_stmt(opened, NULL); next;
         next = sqlite3_next_stmt(opened, next))
        sum += sqlite3_stmt_status(next, SQLITE_STMTSTATUS_VM_STEP, 1);
    return sum;
}

static struct baton_backend open_noted_store(const char *path)
{
    sqlite3_auto_extension((void (*)(void))note_opened);
    struct baton_backend store = open_store(path);
    sqlite3_cancel_auto_extension((void (*)(void))note_opened);
    return store;
}

TEST(entries_of_one_room_or_transfer_are_found_without_reading_all_others)
{
    static const struct baton_audit_query queries[] = {
        {.room = "rare"}, {.transfer = "t"}, {.room = "rare", .transfer = "t"}};
    const char *path = disk_begin();
    struct baton_backend store = open_noted_store(path);
    for (int i = 0; i < 300; i++)
        change(&store, (struct baton_change){.kind = BATON_CHANGE_AUDIT,
                           .room = i == 0 ? "rare" : "busy",
                           .transfer = i == 0 ? "t" : NULL,
                           .text = "{}",
                           .keep = 1000});
    for (size_t i = 0; i < COUNT(queries); i++) {
        struct baton_audit_query query = queries[i];
        query.before = INT64_MAX;
        query.limit = 10;
        steps();
        assert_audit(&store, query, "rare 1 {}\n");
        assert_int_in_range(steps(), 1, 100);
    }
    close_store(&store);
    disk_end();
}

TEST(only_the_owner_can_read_the_files)
{
    const char *path = disk_begin();
    struct baton_backend store = open_store(path);
    assert_true(put_room(&store, "a", "{}"));
    static const char *const endings[] = {"", "-wal", "-shm", ".lock"};
    for (size_t i = 0; i < COUNT(endings); i++) {
        char *name = g_strconcat(path, endings[i], NULL);
        GStatBuf status;
        assert_int_equal(g_stat(name, &status), 0);
        assert_int_equal(status.st_mode & 0777, 0600);
        g_free(name);
    }
    close_store(&store);
    disk_end();
}

/* --- a disk that fails ---------------------------------------------------------------------------- */

struct fault_row {
    enum disk_fault fault;
    const char *reason;
};

/* The change that failed has not happened; later changes work, and so does the store after another start. */
static void test_fault(void **state)
{
    const struct fault_row *row = *state;
    const char *path = disk_begin();
    struct baton_backend store = open_store(path);
    struct baton_failure failure = {.text = ""};
    assert_true(put_room(&store, "a", "{1}"));
    disk_fails(row->fault, 0);
    assert_false(write_change(&store,
        &(struct baton_change){.kind = BATON_CHANGE_ROOM, .room = "a", .text = "{2}"}, &failure));
    assert_int_equal(failure.error, BATON_E_STORE_FAILED);
    if (!strstr(failure.text, row->reason))
        fail_msg("expected %s in: %s", row->reason, failure.text);
    assert_true(disk_calls() > 0);
    assert_rooms(&store, "a 0 {1}\n");
    disk_fails(DISK_WORKS, 0);
    assert_true(put_room(&store, "b", "{3}"));
    close_store(&store);
    store = open_store(path);
    assert_rooms(&store, "a 0 {1}\nb 0 {3}\n");
    close_store(&store);
    disk_end();
}

TEST_ROW(test_fault, "a full disk", ((struct fault_row){DISK_FULL, "full"}))
TEST_ROW(
    test_fault, "a disk that cannot write", ((struct fault_row){DISK_WRITE_FAILS, "I/O error"}))
TEST_ROW(
    test_fault, "a disk that writes half", ((struct fault_row){DISK_WRITE_IS_CUT, "I/O error"}))
TEST_ROW(test_fault, "a disk that cannot sync", ((struct fault_row){DISK_SYNC_FAILS, "I/O error"}))

/* Whatever call fails: each room that was acknowledged is there after the power has failed, and no room is damaged. */
static void fail_at(enum disk_fault fault, int after)
{
    const char *path = disk_begin();
    struct baton_backend store = open_store(path);
    char id[16];
    bool written[8];
    disk_fails(fault, after);
    for (int i = 0; i < (int)COUNT(written); i++) {
        g_snprintf(id, sizeof(id), "room-%d", i);
        written[i] = put_room(&store, id, "{}");
        if (!written[i])
            disk_fails(DISK_WORKS, 0);
    }
    disk_fails(DISK_IS_GONE, 0); /* the process ends without another write */
    close_store(&store);
    disk_loses_power();
    store = open_store(path);
    GString *rooms = g_string_new(NULL);
    struct baton_failure failure;
    assert_true(store.each_room(store.context, append_row, rooms, &failure));
    for (int i = 0; i < (int)COUNT(written); i++) {
        g_snprintf(id, sizeof(id), "room-%d 0 {}", i);
        if (written[i] && !strstr(rooms->str, id))
            fail_msg("fault %d after %d calls: %s was acknowledged and is lost", fault, after, id);
    }
    g_string_free(rooms, TRUE);
    close_store(&store);
    disk_end();
}

TEST(an_acknowledged_room_survives_a_power_failure_whichever_call_fails_before)
{
    for (int fault = DISK_WORKS; fault <= DISK_SYNC_FAILS; fault++)
        for (int after = 0; after < 24; after++)
            fail_at((enum disk_fault)fault, after);
}

/* --- a process that is killed ----------------------------------------------------------------------- */

/* Puts rooms and writes the number of each into the pipe once it is acknowledged, until it is killed. */
static void put_rooms(const char *path, int out)
{
    struct baton_backend store = open_store(path);
    char id[16];
    for (int i = 0; i < 1000000; i++) {
        g_snprintf(id, sizeof(id), "room-%d", i);
        if (!put_room(&store, id, "{}") || write(out, &i, sizeof(i)) != sizeof(i))
            _exit(1);
    }
    _exit(0);
}

/* Kills the writer after it has acknowledged `most` rooms. Returns the number of the last one. */
static int kill_after(const char *path, int most)
{
    int ends[2], number = -1, last = -1;
    assert_int_equal(pipe(ends), 0);
    pid_t child = fork();
    assert_true(child >= 0);
    if (child == 0) {
        close(ends[0]);
        put_rooms(path, ends[1]);
    }
    close(ends[1]);
    while (last < most && read(ends[0], &number, sizeof(number)) == sizeof(number))
        last = number;
    kill(child, SIGKILL);
    while (read(ends[0], &number, sizeof(number)) == sizeof(number))
        last = number;
    close(ends[0]);
    waitpid(child, NULL, 0);
    return last;
}

static bool count_row(void *context, const struct baton_row *row)
{
    (void)row;
    ++*(int *)context;
    return true;
}

TEST(a_killed_process_loses_nothing_that_was_acknowledged)
{
    const char *path = disk_begin();
    for (int round = 0; round < 5; round++) {
        struct baton_failure failure;
        int rooms = 0, last = kill_after(path, 20 + 7 * round);
        struct baton_backend store = open_store(path);
        assert_true(store.each_room(store.context, count_row, &rooms, &failure));
        assert_true(rooms > last);
        close_store(&store);
    }
    disk_end();
}
