/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A damaged store. The input changes bytes of a good store, or cuts it: each four bytes are a place (three bytes) and a
 * new value. The store must be refused with a reason, or be readable and writable without a fault of memory.
 */
#include <glib.h>
#include <stdio.h>
#include <unistd.h>

#include "fuzz/fuzz.h"
#include "store/database.h"

enum { CUT = 0xFFFFFF }; /* this place, with a value: keep value / 256 of the file */

static struct {
    char *path, *log;
    char *good;
    gsize length;
} file;

static void say(void *context, const char *path, const char *sentence)
{
    (void)context, (void)path;
    assert(sentence[0]);
}

static const struct baton_schema_reporter reporter = {NULL, say};

static bool write_change(const struct baton_backend *store, const struct baton_change *change)
{
    struct baton_failure failure = {.text = ""};

    if (store->begin(store->context, &failure) && store->apply(store->context, change, &failure) &&
        store->commit(store->context, &failure))
        return true;
    assert(failure.error == BATON_E_STORE_FAILED && failure.text[0]);
    store->rollback(store->context);
    return false;
}

static bool visit(void *context, const struct baton_row *row)
{
    *(size_t *)context += (row->room ? strlen(row->room) : 0) +
                          (row->text ? strlen(row->text) : 0) +
                          (row->participant ? strlen(row->participant) : 0);
    return true;
}

static void use(const struct baton_backend *store)
{
    const struct baton_audit_query query = {.before = INT64_MAX, .limit = 100};
    struct baton_failure failure;
    size_t bytes = 0;

    store->each_room(store->context, visit, &bytes, &failure);
    store->each_message(store->context, visit, &bytes, &failure);
    store->each_call_room(store->context, visit, &bytes, &failure);
    store->each_call_message(store->context, visit, &bytes, &failure);
    store->each_participant(store->context, visit, &bytes, &failure);
    store->each_audit(store->context, &query, visit, &bytes, &failure);
    write_change(store,
        &(struct baton_change){.kind = BATON_CHANGE_ROOM, .room = "room-3", .text = "{\"a\":1}"});
    write_change(
        store, &(struct baton_change){.kind = BATON_CHANGE_AUDIT, .text = "{}", .keep = 10});
    write_change(store, &(struct baton_change){.kind = BATON_CHANGE_NO_ROOM, .room = "room-4"});
    write_change(
        store, &(struct baton_change){
                   .kind = BATON_CHANGE_NO_PARTICIPANT, .room = "room-5", .participant = "anna"});
    write_change(store, &(struct baton_change){.kind = BATON_CHANGE_NO_CALLS});
}

static void fill(const struct baton_backend *store)
{
    char *large = g_strnfill(9000, 'x'); /* more than a page */

    for (int i = 0; i < 20; i++) {
        char room[16];
        g_snprintf(room, sizeof(room), "room-%d", i);
        write_change(store, &(struct baton_change){.kind = BATON_CHANGE_ROOM,
                                .room = room,
                                .text = i == 7 ? large : "{\"request\":\"create\"}"});
        write_change(store, &(struct baton_change){.kind = BATON_CHANGE_MESSAGE,
                                .room = room,
                                .text = "{\"text\":\"hello\"}",
                                .number = i});
        write_change(
            store, &(struct baton_change){
                       .kind = BATON_CHANGE_CALL_ROOM, .room = room, .text = "{\"create\":{}}"});
        write_change(store, &(struct baton_change){.kind = BATON_CHANGE_CALL_MESSAGE,
                                .room = room,
                                .text = "{\"text\":\"hello\"}",
                                .number = i});
        write_change(store, &(struct baton_change){.kind = BATON_CHANGE_PARTICIPANT,
                                .room = room,
                                .participant = "anna",
                                .text = "{\"display\":\"Anna\"}",
                                .number = i});
        write_change(store, &(struct baton_change){.kind = BATON_CHANGE_AUDIT,
                                .room = room,
                                .text = "{\"event\":\"moved\"}",
                                .keep = 100});
    }
    g_free(large);
}

static void remove_files(void)
{
    static const char *const endings[] = {"", "-wal", "-shm", "-journal", ".new", ".lock"};
    char *folder = g_path_get_dirname(file.path);

    for (size_t i = 0; i < G_N_ELEMENTS(endings); i++) {
        char *name = g_strconcat(file.path, endings[i], NULL);
        unlink(name);
        g_free(name);
    }
    rmdir(folder);
    g_free(folder);
}

static void make_good_store(void)
{
    struct baton_backend store;
    struct baton_failure failure;
    /* In memory, because each change is synced. */
    char *folder =
        g_build_filename(g_file_test("/dev/shm", G_FILE_TEST_IS_DIR) ? "/dev/shm" : g_get_tmp_dir(),
            "baton-fuzz-XXXXXX", NULL);

    assert(mkdtemp(folder));
    file.path = g_build_filename(folder, "baton.db", NULL);
    file.log = g_strconcat(file.path, "-wal", NULL);
    assert(baton_database_open(file.path, &reporter, &store, &failure));
    fill(&store);
    store.close(store.context);
    assert(g_file_get_contents(file.path, &file.good, &file.length, NULL));
    g_free(folder);
    atexit(remove_files);
}

static gsize damage(char *bytes, const uint8_t *data, size_t size)
{
    gsize length = file.length;

    for (; size >= 4; data += 4, size -= 4) {
        size_t place = (size_t)data[0] << 16 | (size_t)data[1] << 8 | data[2];
        if (place == CUT)
            length = file.length * data[3] / 256;
        else
            bytes[place % file.length] = (char)data[3];
    }
    return length;
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct baton_backend store;
    struct baton_failure failure = {.text = ""};

    if (!file.path)
        make_good_store();
    char *bytes = fuzz_copy(file.good, file.length);
    gsize length = damage(bytes, data, size);
    unlink(file.log);
    FILE *out = fopen(file.path, "wb");
    assert(out && fwrite(bytes, 1, length, out) == length);
    fclose(out);
    free(bytes);
    if (baton_database_open(file.path, &reporter, &store, &failure)) {
        use(&store);
        store.close(store.context);
    } else {
        assert(failure.error == BATON_E_STORE_FAILED && failure.text[0]);
    }
    return 0;
}
