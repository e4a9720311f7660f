/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * session owns what the edge keeps of one Janus handle, and the table by which a handle that may be
 * going away is looked up.
 *
 * Life. Janus makes a handle (create_session), calls back on it from several threads, and announces
 * its end (destroy_session) on the thread that carries the handle's packets, so that no packet
 * callback runs at that time or later. A request of the same handle may run on another thread
 * meanwhile, even with the handle's memory given back: hence the table, which is asked with the
 * bare pointer. The session holds Janus's reference to the handle from create_session to its own
 * end, which comes when the control thread has let go of it and nothing queued names it any more.
 * Janus sets its reference count up after create_session has returned, which is why the session
 * never increases it and drops it exactly once.
 */
#ifndef BATON_JANUS_ATTACHMENT_H
#define BATON_JANUS_ATTACHMENT_H

#include <glib.h>
#include <plugins/plugin.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "engine/engine.h"
#include "janus/core_ids.h"

/* Sends to one handle, in order. Guarded by the outbox's lock. */
struct baton_lane {
    GQueue parcels;
    bool busy; /* a thread is sending, or the lane waits for one */
};

struct baton_attachment {
    janus_plugin_session *janus;
    struct baton_handle *handle;   /* control thread alone; NULL before attach and after detach */
    char key[BATON_CORE_IDS_SIZE]; /* stands for the session of Janus; a secret, see
                                      janus/core_ids.h */
    uint64_t id;                   /* of the handle in Janus's events; 0: not known; a secret too */
    struct baton_lane lane;
    atomic_int refs;
    atomic_int waiting;  /* requests in the control thread's queue */
    atomic_bool looking; /* images of a scan are being read, decoded or asked about */
    atomic_bool gone;    /* Janus has said so: nothing more needs to be sent */

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
/* Frees the attachment, and lets go of Janus's handle, with the last reference. */
void baton_attachment_unref(struct baton_attachment *attachment);

/*
 * Packet path: the port, or NULL if there is none (then do not leave). It stays valid until
 * baton_attachment_leave. Only the one thread that carries the handle's packets calls these.
 */
struct baton_port *baton_attachment_enter(struct baton_attachment *attachment);
void baton_attachment_leave(struct baton_attachment *attachment);

/* Control thread: gives the packet path its port. */
void baton_attachment_open(struct baton_attachment *attachment, struct baton_port *port);
/* Takes it away, and waits until no packet callback uses it (as long as one packet takes). */
void baton_attachment_close(struct baton_attachment *attachment);

struct baton_attachments; /* the table; any thread */

struct baton_attachments *baton_attachments_new(void);
/* Leaves the sessions in it alone. */
void baton_attachments_free(struct baton_attachments *attachments);
void baton_attachments_add(
    struct baton_attachments *attachments, struct baton_attachment *attachment);
/* Returns a reference to the handle's attachment, for unref; NULL if it has gone. */
struct baton_attachment *baton_attachments_find(
    struct baton_attachments *attachments, janus_plugin_session *janus);
/* The same by the handle's id in Janus's events, not 0. Looks through all of them. */
struct baton_attachment *baton_attachments_find_id(
    struct baton_attachments *attachments, uint64_t id);
/* Takes it out of the table and returns it, NULL if it was not there. */
struct baton_attachment *baton_attachments_remove(
    struct baton_attachments *attachments, janus_plugin_session *janus);
size_t baton_attachments_count(struct baton_attachments *attachments);
/* Calls `each` with the table locked. */
void baton_attachments_foreach(struct baton_attachments *attachments,
    void (*each)(struct baton_attachment *attachment, void *context), void *context);

#endif
