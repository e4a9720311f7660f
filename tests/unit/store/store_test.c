/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue of changes and its thread, over a back end in memory. */
#include <glib.h>
#include <pthread.h>
#include <string.h>

#include "fake/memory.h"
#include "store/store.h"
#include "test.h"

/* What the store has reported. */
static struct {
    pthread_mutex_t lock;
    pthread_cond_t came;
    unsigned written, failed, read, troubles, recoveries;
    uint64_t last_receipt;
    size_t rows;
    char sentence[320];
} reports = {.lock = PTHREAD_MUTEX_INITIALIZER, .came = PTHREAD_COND_INITIALIZER};

static void note(unsigned *count, uint64_t receipt)
{
    pthread_mutex_lock(&reports.lock);
    ++*count;
    if (receipt) {
        assert_true(receipt > reports.last_receipt);
        reports.last_receipt = receipt;
    }
    pthread_cond_signal(&reports.came);
    pthread_mutex_unlock(&reports.lock);
}

static void take_written(void *context, uint64_t receipt, const struct baton_failure *failure)
{
    (void)context;
    note(failure ? &reports.failed : &reports.written, receipt);
}

static void take_read(void *context, uint64_t receipt, size_t rows, const int64_t *numbers,
    const char *const *texts, const struct baton_failure *failure)
{
    (void)context, (void)numbers, (void)texts, (void)failure;
    reports.rows = rows;
    note(&reports.read, receipt);
}

static void take_report(void *context, bool trouble, const char *sentence)
{
    (void)context;
    g_strlcpy(reports.sentence, sentence, sizeof(reports.sentence));
    note(trouble ? &reports.troubles : &reports.recoveries, 0);
}

static struct baton_store *store_over(struct fake_memory *memory)
{
    const struct baton_backend backend = fake_memory_backend(memory);
    const struct baton_store_listener listener = {NULL, take_written, take_read, take_report};
    reports.written = reports.failed = reports.read = reports.troubles = reports.recoveries = 0;
    reports.last_receipt = 0;
    return baton_store_new(&backend, &listener);
}

static uint64_t put(struct baton_store *store, enum baton_change_kind kind)
{
    return baton_store_put(store,
        &(struct baton_change){.kind = kind, .room = "r", .text = "{}", .number = 1, .keep = 100},
        NULL);
}

TEST(all_that_waits_is_written_in_one_transaction_and_reported_in_order)
{
    struct fake_memory *memory = fake_memory_new();
    struct baton_store *store = store_over(memory);
    for (int i = 0; i < 10; i++)
        assert_true(put(store, BATON_CHANGE_ROOM) > 0);
    put(store, BATON_CHANGE_AUDIT);
    assert_true(baton_store_perform(store));
    assert_false(baton_store_perform(store));
    assert_int_equal(memory->commits, 1);
    assert_int_equal(reports.written, 10);
    assert_int_equal(memory->audit->len, 1);
    baton_store_free(store);
    fake_memory_free(memory);
}

TEST(a_transaction_that_fails_has_written_nothing_and_all_its_changes_are_reported)
{
    struct fake_memory *memory = fake_memory_new();
    struct baton_store *store = store_over(memory);
    memory->fails_late = true;
    put(store, BATON_CHANGE_ROOM);
    put(store, BATON_CHANGE_MESSAGE);
    put(store, BATON_CHANGE_ROOM);
    baton_store_perform(store);
    assert_int_equal(reports.failed, 2);
    assert_int_equal(reports.troubles, 1);
    assert_int_equal(memory->rooms->len + memory->messages->len, 0);
    put(store, BATON_CHANGE_ROOM);
    baton_store_perform(store);
    assert_int_equal(reports.troubles, 1); /* said once */
    memory->fails_late = false;
    put(store, BATON_CHANGE_ROOM);
    baton_store_perform(store);
    assert_int_equal(reports.recoveries, 1);
    assert_string_equal(
        reports.sentence, "1 chat messages and audit entries before this were not stored");
    assert_int_equal(reports.written, 1);
    baton_store_free(store);
    fake_memory_free(memory);
}

TEST(a_query_sees_all_that_was_put_before)
{
    struct fake_memory *memory = fake_memory_new();
    struct baton_store *store = store_over(memory);
    put(store, BATON_CHANGE_AUDIT);
    put(store, BATON_CHANGE_AUDIT);
    baton_store_query(store, &(struct baton_audit_query){.before = INT64_MAX, .limit = 10}, NULL);
    put(store, BATON_CHANGE_AUDIT);
    while (baton_store_perform(store))
        continue;
    assert_int_equal(reports.rows, 2);
    assert_int_equal(memory->audit->len, 3);
    baton_store_free(store);
    fake_memory_free(memory);
}

TEST(the_queue_is_bounded_and_counts_what_it_has_dropped)
{
    struct fake_memory *memory = fake_memory_new();
    struct baton_store *store = store_over(memory);
    struct baton_failure failure = {.error = BATON_OK};
    unsigned taken = 0;
    while (put(store, BATON_CHANGE_AUDIT) > 0)
        taken++;
    assert_int_equal(taken, 4096);
    assert_int_equal(
        baton_store_put(store,
            &(struct baton_change){.kind = BATON_CHANGE_ROOM, .room = "r", .text = "{}"}, &failure),
        0);
    assert_int_equal(failure.error, BATON_E_BUSY);
    assert_true(failure.retry_after > 0);
    while (baton_store_perform(store))
        continue;
    assert_string_equal(
        reports.sentence, "1 chat messages and audit entries before this were not stored");
    assert_true(put(store, BATON_CHANGE_ROOM) > 0);
    baton_store_free(store);
    fake_memory_free(memory);
}

TEST(the_queue_is_bounded_in_bytes)
{
    struct fake_memory *memory = fake_memory_new();
    struct baton_store *store = store_over(memory);
    char *large = g_strnfill(1 << 20, 'x');
    const struct baton_change change = {.kind = BATON_CHANGE_ROOM, .room = "r", .text = large};
    int taken = 0;
    while (taken < 100 && baton_store_put(store, &change, NULL) > 0)
        taken++;
    assert_int_equal(taken, 8);
    g_free(large);
    baton_store_free(store);
    fake_memory_free(memory);
}

/* --- the thread --------------------------------------------------------------------------------- */

TEST(the_thread_writes_what_is_put)
{
    struct fake_memory *memory = fake_memory_new();
    struct baton_store *store = store_over(memory);
    assert_true(baton_store_start(store));
    put(store, BATON_CHANGE_ROOM);
    pthread_mutex_lock(&reports.lock);
    while (reports.written < 1)
        pthread_cond_wait(&reports.came, &reports.lock);
    pthread_mutex_unlock(&reports.lock);
    baton_store_stop(store);
    assert_int_equal(memory->rooms->len, 1);
    baton_store_free(store);
    fake_memory_free(memory);
}

TEST(a_stop_writes_and_reports_all_that_waits_and_takes_nothing_more)
{
    struct fake_memory *memory = fake_memory_new();
    struct baton_store *store = store_over(memory);
    struct baton_failure failure = {.error = BATON_OK};
    assert_true(baton_store_start(store));
    for (int i = 0; i < 1000; i++)
        put(store, BATON_CHANGE_ROOM);
    baton_store_stop(store);
    assert_int_equal(reports.written, 1000);
    assert_int_equal(
        baton_store_put(store,
            &(struct baton_change){.kind = BATON_CHANGE_ROOM, .room = "r", .text = "{}"}, &failure),
        0);
    assert_int_equal(failure.error, BATON_E_STORE_FAILED);
    baton_store_free(store);
    fake_memory_free(memory);
}
