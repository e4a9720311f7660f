/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A queue of changes, and the thread that writes them. */
#include "autoconfig.h"

#include "store/store.h"

#include <glib.h>
#include <inttypes.h>
#include <openssl/crypto.h>
#include <pthread.h>
#include <string.h>

enum {
    MOST_JOBS = 4096,      /* that may wait */
    MOST_BYTES = 8 << 20,  /* of their texts */
    MOST_IN_A_BATCH = 128, /* changes in one transaction */
};

struct job {
    uint64_t receipt;
    bool queries;                   /* has `query`; otherwise `change` */
    struct baton_change change;     /* its texts are owned */
    struct baton_audit_query query; /* its texts are owned */
    size_t bytes;
};

struct baton_store {
    struct baton_backend backend;
    struct baton_store_listener listener;
    pthread_t thread;
    bool started;
    bool trouble; /* the last transaction failed; store's thread only */

    pthread_mutex_t lock;
    pthread_cond_t more; /* a job was queued, or the store was stopped */
    /* Guarded by lock. */
    GQueue jobs;
    size_t bytes;
    uint64_t receipts; /* so far */
    uint64_t lost;     /* messages and audit entries since the last report */
    bool stopped;
};

/* --- jobs ------------------------------------------------------------------------------------- */

/* Settings contain secrets. */
static void wipe(const char *text)
{
    char *own = (char *)(uintptr_t)text;
    if (own)
        OPENSSL_cleanse(own, strlen(own));
    g_free(own);
}

static void job_free(void *data)
{
    struct job *job = data;

    wipe(job->change.room);
    wipe(job->change.transfer);
    wipe(job->change.participant);
    wipe(job->change.text);
    wipe(job->query.room);
    wipe(job->query.transfer);
    g_free(job);
}

static size_t length_of(const char *text)
{
    return text ? strlen(text) : 0;
}

static struct job *change_job_new(const struct baton_change *change)
{
    struct job *job = g_new0(struct job, 1);

    job->change = *change;
    job->change.room = g_strdup(change->room);
    job->change.transfer = g_strdup(change->transfer);
    job->change.participant = g_strdup(change->participant);
    job->change.text = g_strdup(change->text);
    job->bytes = length_of(change->room) + length_of(change->transfer) +
                 length_of(change->participant) + length_of(change->text);
    return job;
}

static struct job *query_job_new(const struct baton_audit_query *query)
{
    struct job *job = g_new0(struct job, 1);

    job->queries = true;
    job->query = *query;
    job->query.room = g_strdup(query->room);
    job->query.transfer = g_strdup(query->transfer);
    return job;
}

/* Nobody waits for a report on a change of the chat, or on an audit entry. */
static bool is_silent(const struct job *job)
{
    return !job->queries && job->change.kind >= BATON_CHANGE_NO_CHAT;
}

/* --- queueing --------------------------------------------------------------------------------- */

/* With the lock held. */
static enum baton_error refuse(const struct baton_store *store, struct baton_failure *failure)
{
    if (store->stopped)
        return baton_failure_set(failure, BATON_E_STORE_FAILED, "Baton is shutting down");
    if (g_queue_get_length((GQueue *)(uintptr_t)&store->jobs) < MOST_JOBS &&
        store->bytes < MOST_BYTES)
        return BATON_OK;
    baton_failure_set(failure, BATON_E_BUSY, "too much waits to be written to the disk; try again");
    if (failure)
        failure->retry_after = 1000;
    return BATON_E_BUSY;
}

static uint64_t put(struct baton_store *store, struct job *job, struct baton_failure *failure)
{
    uint64_t receipt = 0;

    pthread_mutex_lock(&store->lock);
    if (!refuse(store, failure)) {
        receipt = job->receipt = ++store->receipts;
        store->bytes += job->bytes;
        g_queue_push_tail(&store->jobs, job);
        pthread_cond_signal(&store->more);
    } else if (is_silent(job)) {
        store->lost++;
    }
    pthread_mutex_unlock(&store->lock);
    if (receipt == 0)
        job_free(job);
    return receipt;
}

uint64_t baton_store_put(
    struct baton_store *store, const struct baton_change *change, struct baton_failure *failure)
{
    return put(store, change_job_new(change), failure);
}

uint64_t baton_store_query(
    struct baton_store *store, const struct baton_audit_query *query, struct baton_failure *failure)
{
    return put(store, query_job_new(query), failure);
}

/* Takes what one transaction writes, or one query. */
static GQueue take_batch(struct baton_store *store)
{
    GQueue batch = G_QUEUE_INIT;

    pthread_mutex_lock(&store->lock);
    while (g_queue_get_length(&batch) < MOST_IN_A_BATCH) {
        struct job *next = g_queue_peek_head(&store->jobs);
        if (!next || (next->queries && !g_queue_is_empty(&batch)))
            break;
        g_queue_push_tail(&batch, g_queue_pop_head(&store->jobs));
        store->bytes -= next->bytes;
        if (next->queries)
            break;
    }
    pthread_mutex_unlock(&store->lock);
    return batch;
}

/* --- writing ---------------------------------------------------------------------------------- */

static bool write_all(struct baton_store *store, const GQueue *batch, struct baton_failure *failure)
{
    const struct baton_backend *backend = &store->backend;
    bool good = backend->begin(backend->context, failure);

    for (const GList *link = batch->head; link && good; link = link->next)
        good = backend->apply(backend->context, &((const struct job *)link->data)->change, failure);
    good = good && backend->commit(backend->context, failure);
    if (!good)
        backend->rollback(backend->context);
    return good;
}

static uint64_t count_silent(const GQueue *batch)
{
    uint64_t count = 0;

    for (const GList *link = batch->head; link; link = link->next)
        count += is_silent(link->data);
    return count;
}

/* Adds to the number of lost entries. Returns all of them, and forgets them, if the store can be written. */
static uint64_t account(struct baton_store *store, uint64_t lost, bool written)
{
    pthread_mutex_lock(&store->lock);
    store->lost += lost;
    uint64_t all = store->lost;
    if (written)
        store->lost = 0;
    pthread_mutex_unlock(&store->lock);
    return all;
}

/* Tells the log when writing begins to fail, and when it works again. */
static void report(struct baton_store *store, const GQueue *batch, bool written, const char *why)
{
    uint64_t lost = account(store, written ? 0 : count_silent(batch), written);
    char sentence[BATON_FAILURE_TEXT_SIZE + 64];

    if (!written && !store->trouble) {
        store->listener.report(store->listener.context, true, why);
    } else if (written && (store->trouble || lost > 0)) {
        g_snprintf(sentence, sizeof(sentence),
            "%" PRIu64 " chat messages and audit entries before this were not stored", lost);
        store->listener.report(store->listener.context, false, sentence);
    }
    store->trouble = !written;
}

static void perform_changes(struct baton_store *store, const GQueue *batch)
{
    struct baton_failure failure = {.error = BATON_OK};
    bool written = write_all(store, batch, &failure);

    report(store, batch, written, failure.text);
    for (const GList *link = batch->head; link; link = link->next) {
        const struct job *job = link->data;
        if (!is_silent(job))
            store->listener.written(
                store->listener.context, job->receipt, written ? NULL : &failure);
    }
}

/* --- reading ---------------------------------------------------------------------------------- */

struct rows {
    GArray *numbers;  /* int64_t */
    GPtrArray *texts; /* owned */
};

static bool add_row(void *context, const struct baton_row *row)
{
    struct rows *rows = context;

    g_array_append_val(rows->numbers, row->number);
    g_ptr_array_add(rows->texts, g_strdup(row->text));
    return true;
}

static void perform_query(struct baton_store *store, const struct job *job)
{
    const struct baton_backend *backend = &store->backend;
    struct baton_failure failure = {.error = BATON_OK};
    struct rows rows = {
        g_array_new(FALSE, FALSE, sizeof(int64_t)), g_ptr_array_new_with_free_func(g_free)};
    bool good = backend->each_audit(backend->context, &job->query, add_row, &rows, &failure);

    store->listener.read(store->listener.context, job->receipt, good ? rows.texts->len : 0,
        (const int64_t *)(void *)rows.numbers->data, (const char *const *)rows.texts->pdata,
        good ? NULL : &failure);
    g_array_free(rows.numbers, TRUE);
    g_ptr_array_free(rows.texts, TRUE);
}

bool baton_store_perform(struct baton_store *store)
{
    GQueue batch = take_batch(store);
    const struct job *first = g_queue_peek_head(&batch);

    if (!first)
        return false;
    if (first->queries)
        perform_query(store, first);
    else
        perform_changes(store, &batch);
    g_queue_clear_full(&batch, job_free);
    return true;
}

bool baton_store_each_room(struct baton_store *store, baton_row_visitor visit, void *context,
    struct baton_failure *failure)
{
    return store->backend.each_room(store->backend.context, visit, context, failure);
}

bool baton_store_each_message(struct baton_store *store, baton_row_visitor visit, void *context,
    struct baton_failure *failure)
{
    return store->backend.each_message(store->backend.context, visit, context, failure);
}

bool baton_store_each_call_room(struct baton_store *store, baton_row_visitor visit, void *context,
    struct baton_failure *failure)
{
    return store->backend.each_call_room(store->backend.context, visit, context, failure);
}

bool baton_store_each_call_message(struct baton_store *store, baton_row_visitor visit,
    void *context, struct baton_failure *failure)
{
    return store->backend.each_call_message(store->backend.context, visit, context, failure);
}

bool baton_store_each_participant(struct baton_store *store, baton_row_visitor visit, void *context,
    struct baton_failure *failure)
{
    return store->backend.each_participant(store->backend.context, visit, context, failure);
}

/* --- life ------------------------------------------------------------------------------------- */

/* Waits until there is something to do. Returns false once the store is stopped and nothing waits. */
static bool await(struct baton_store *store)
{
    pthread_mutex_lock(&store->lock);
    while (!store->stopped && g_queue_is_empty(&store->jobs))
        pthread_cond_wait(&store->more, &store->lock);
    bool waits = !g_queue_is_empty(&store->jobs);
    pthread_mutex_unlock(&store->lock);
    return waits;
}

static void *run(void *data)
{
    struct baton_store *store = data;

    pthread_setname_np(pthread_self(), "baton store");
    while (await(store))
        baton_store_perform(store);
    return NULL;
}

struct baton_store *baton_store_new(
    const struct baton_backend *backend, const struct baton_store_listener *listener)
{
    struct baton_store *store = g_new0(struct baton_store, 1);

    store->backend = *backend;
    store->listener = *listener;
    g_queue_init(&store->jobs);
    pthread_mutex_init(&store->lock, NULL);
    pthread_cond_init(&store->more, NULL);
    return store;
}

bool baton_store_start(struct baton_store *store)
{
    store->started = pthread_create(&store->thread, NULL, run, store) == 0;
    return store->started;
}

void baton_store_stop(struct baton_store *store)
{
    pthread_mutex_lock(&store->lock);
    store->stopped = true;
    pthread_cond_signal(&store->more);
    pthread_mutex_unlock(&store->lock);
    if (store->started)
        pthread_join(store->thread, NULL);
    store->started = false;
}

void baton_store_free(struct baton_store *store)
{
    if (!store)
        return;
    g_queue_clear_full(&store->jobs, job_free);
    store->backend.close(store->backend.context);
    pthread_cond_destroy(&store->more);
    pthread_mutex_destroy(&store->lock);
    g_free(store);
}
