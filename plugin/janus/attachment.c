/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The attachments: their references, the packet thread's access to the port, and the table with its lock. */
#include "janus/attachment.h"

#include <debug.h>
#include <pthread.h>
#include <sched.h>

struct baton_attachment *baton_attachment_new(janus_plugin_session *janus)
{
    /* A number is never used twice. If the name were an address, a new client could get the used-up budget of an
     * earlier client. */
    static atomic_ulong count;
    struct baton_attachment *attachment = g_new0(struct baton_attachment, 1);

    attachment->janus = janus;
    g_snprintf(attachment->name, sizeof(attachment->name), "%lu", atomic_fetch_add(&count, 1));
    atomic_init(&attachment->refs, 1);
    atomic_init(&attachment->waiting, 0);
    atomic_init(&attachment->room, 0);
    atomic_init(&attachment->scanning, false);
    atomic_init(&attachment->flooding, false);
    atomic_init(&attachment->offer_refused, false);
    atomic_init(&attachment->gone, false);
    atomic_init(&attachment->port, NULL);
    atomic_init(&attachment->carrying, false);
    return attachment;
}

struct baton_attachment *baton_attachment_ref(struct baton_attachment *attachment)
{
    atomic_fetch_add_explicit(&attachment->refs, 1, memory_order_relaxed);
    return attachment;
}

void baton_attachment_unref(struct baton_attachment *attachment)
{
    if (atomic_fetch_sub_explicit(&attachment->refs, 1, memory_order_acq_rel) > 1)
        return;
    janus_refcount_decrease(&attachment->janus->ref);
    g_free(attachment);
}

const char *baton_attachment_flow(const struct baton_attachment *attachment)
{
    return attachment->key[0] ? attachment->key : attachment->name;
}

void baton_attachment_enter_room(struct baton_attachment *attachment, const char *room)
{
    atomic_store(&attachment->room, room ? g_str_hash(room) : 0);
}

void baton_attachment_room(
    const struct baton_attachment *attachment, char out[BATON_ATTACHMENT_ROOM_SIZE])
{
    unsigned room = atomic_load(&attachment->room);

    out[0] = '\0';
    if (room)
        g_snprintf(out, BATON_ATTACHMENT_ROOM_SIZE, "%08x", room);
}

/*
 * enter() sets `carrying` and then reads the port; close() clears the port and then reads `carrying`. All four are
 * sequentially consistent. Either enter() sees no port, or close() sees `carrying` and waits.
 */
struct baton_port *baton_attachment_enter(struct baton_attachment *attachment)
{
    atomic_store(&attachment->carrying, true);
    struct baton_port *port = atomic_load(&attachment->port);
    if (!port)
        atomic_store_explicit(&attachment->carrying, false, memory_order_release);
    return port;
}

void baton_attachment_leave(struct baton_attachment *attachment)
{
    atomic_store_explicit(&attachment->carrying, false, memory_order_release);
}

void baton_attachment_open(struct baton_attachment *attachment, struct baton_port *port)
{
    atomic_store(&attachment->port, port);
}

void baton_attachment_close(struct baton_attachment *attachment)
{
    atomic_store(&attachment->port, NULL);
    while (atomic_load(&attachment->carrying))
        sched_yield();
}

struct baton_attachments {
    pthread_mutex_t lock;
    GHashTable *by_handle; /* guarded by lock */
    GHashTable *by_id;     /* guarded by lock; the attachments whose id is known */
};

struct baton_attachments *baton_attachments_new(void)
{
    struct baton_attachments *attachments = g_new0(struct baton_attachments, 1);
    pthread_mutex_init(&attachments->lock, NULL);
    attachments->by_handle = g_hash_table_new(NULL, NULL);
    attachments->by_id = g_hash_table_new(g_int64_hash, g_int64_equal);
    return attachments;
}

void baton_attachments_free(struct baton_attachments *attachments)
{
    g_hash_table_destroy(attachments->by_handle);
    g_hash_table_destroy(attachments->by_id);
    pthread_mutex_destroy(&attachments->lock);
    g_free(attachments);
}

void baton_attachments_add(
    struct baton_attachments *attachments, struct baton_attachment *attachment)
{
    pthread_mutex_lock(&attachments->lock);
    g_hash_table_insert(attachments->by_handle, attachment->janus, attachment);
    if (attachment->id != 0)
        g_hash_table_replace(attachments->by_id, &attachment->id, attachment);
    pthread_mutex_unlock(&attachments->lock);
}

/* `table` is one of the two tables. */
static struct baton_attachment *find(
    struct baton_attachments *attachments, GHashTable *table, const void *key)
{
    pthread_mutex_lock(&attachments->lock);
    struct baton_attachment *attachment = g_hash_table_lookup(table, key);
    if (attachment)
        baton_attachment_ref(attachment);
    pthread_mutex_unlock(&attachments->lock);
    return attachment;
}

struct baton_attachment *baton_attachments_find(
    struct baton_attachments *attachments, janus_plugin_session *janus)
{
    return find(attachments, attachments->by_handle, janus);
}

struct baton_attachment *baton_attachments_find_id(
    struct baton_attachments *attachments, uint64_t id)
{
    return find(attachments, attachments->by_id, &id);
}

struct baton_attachment *baton_attachments_remove(
    struct baton_attachments *attachments, janus_plugin_session *janus)
{
    pthread_mutex_lock(&attachments->lock);
    struct baton_attachment *attachment = g_hash_table_lookup(attachments->by_handle, janus);
    g_hash_table_remove(attachments->by_handle, janus);
    if (attachment && g_hash_table_lookup(attachments->by_id, &attachment->id) == attachment)
        g_hash_table_remove(attachments->by_id, &attachment->id);
    pthread_mutex_unlock(&attachments->lock);
    return attachment;
}

size_t baton_attachments_count(struct baton_attachments *attachments)
{
    pthread_mutex_lock(&attachments->lock);
    size_t count = g_hash_table_size(attachments->by_handle);
    pthread_mutex_unlock(&attachments->lock);
    return count;
}

static void unref(void *attachment)
{
    baton_attachment_unref(attachment);
}

GPtrArray *baton_attachments_all(struct baton_attachments *attachments)
{
    GPtrArray *all = g_ptr_array_new_with_free_func(unref);
    GHashTableIter iterator;
    void *attachment;

    pthread_mutex_lock(&attachments->lock);
    g_hash_table_iter_init(&iterator, attachments->by_handle);
    while (g_hash_table_iter_next(&iterator, NULL, &attachment))
        g_ptr_array_add(all, baton_attachment_ref(attachment));
    pthread_mutex_unlock(&attachments->lock);
    return all;
}
