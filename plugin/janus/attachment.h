/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * attachment owns what the plugin keeps of one Janus handle, and the table of all attachments.
 *
 * Life: Janus makes a handle (create_session), calls back on it from several threads, and announces its end
 * (destroy_session) on the thread that carries the handle's packets. No packet callback runs during that call or
 * later. A request of the same handle can still run on another thread then, even after Janus has freed the handle's
 * memory. A callback with a request therefore looks the bare pointer up in the table.
 *
 * The attachment holds Janus's reference to the handle from create_session to its own end. It ends when the control
 * thread has detached it and no queue names it any more. Janus sets its reference count only after create_session has
 * returned, so an attachment never increases that count, and decreases it exactly once.
 */
#ifndef BATON_JANUS_ATTACHMENT_H
#define BATON_JANUS_ATTACHMENT_H

#include <glib.h>
#include <plugins/plugin.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "engine/engine.h"
#include "janus/core_ids.h"

/* Messages that wait to be sent to one handle, in order. Guarded by the outbox's lock. */
struct baton_outgoing {
    GQueue messages;
    bool busy; /* a thread sends from it, or it waits for a thread */
};

struct baton_attachment {
    janus_plugin_session *janus;
    struct baton_handle *handle;   /* control thread only; NULL before attach and after detach */
    char key[BATON_CORE_IDS_SIZE]; /* stands for Janus's session; a secret, see janus/core_ids.h */
    uint64_t id;                   /* of the handle in Janus's events; 0: unknown; a secret too */
    struct baton_outgoing outgoing;
    atomic_int refs;
    atomic_int waiting; /* requests in the control thread's queue */
    atomic_bool
        scanning;     /* a scan with images is under way: read, decoded, or not yet replied to */
    atomic_bool gone; /* Janus has destroyed the handle: nothing more can be sent to it */

    /* The packet path's view: the port while there is one, and whether a callback is using it. */
    _Atomic(struct baton_port *) port;
    atomic_bool carrying;

    /* Guarded by the feedback's lock. */
    struct {
        uint64_t plis; /* bit i: m-line i is to be asked for a keyframe */
        bool has_cap, queued;
        uint32_t cap;
    } feedback;
};

/* With one reference, the caller's. */
struct baton_attachment *baton_attachment_new(janus_plugin_session *janus);
struct baton_attachment *baton_attachment_ref(struct baton_attachment *attachment);
/* With the last reference: frees the attachment and drops Janus's reference to the handle. */
void baton_attachment_unref(struct baton_attachment *attachment);

/*
 * Packet path: returns the port, valid until baton_attachment_leave; or NULL, and then do not call leave. Only the
 * thread that carries the handle's packets calls these two.
 */
struct baton_port *baton_attachment_enter(struct baton_attachment *attachment);
void baton_attachment_leave(struct baton_attachment *attachment);

/* Control thread: gives the packet path its port. */
void baton_attachment_open(struct baton_attachment *attachment, struct baton_port *port);
/* Takes the port away, and waits until no packet callback uses it, for as long as one packet takes. */
void baton_attachment_close(struct baton_attachment *attachment);

struct baton_attachments; /* the table; any thread */

struct baton_attachments *baton_attachments_new(void);
/* Does not free the attachments in it. */
void baton_attachments_free(struct baton_attachments *attachments);
void baton_attachments_add(
    struct baton_attachments *attachments, struct baton_attachment *attachment);
/* Returns a reference to the handle's attachment, for unref; NULL if Janus has destroyed the handle. */
struct baton_attachment *baton_attachments_find(
    struct baton_attachments *attachments, janus_plugin_session *janus);
/* The same by the handle's id in Janus's events, not 0. Searches the whole table. */
struct baton_attachment *baton_attachments_find_id(
    struct baton_attachments *attachments, uint64_t id);
/* Takes the attachment out of the table and returns it; NULL if it was not there. */
struct baton_attachment *baton_attachments_remove(
    struct baton_attachments *attachments, janus_plugin_session *janus);
size_t baton_attachments_count(struct baton_attachments *attachments);
/* Every attachment, with a reference each, for g_ptr_array_free. */
GPtrArray *baton_attachments_all(struct baton_attachments *attachments);

#endif
