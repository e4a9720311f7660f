/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The attachments: the data that the plugin keeps for each Janus handle, and the table of all attachments.
 *
 * Life: Janus creates a handle (create_session), makes callbacks for it on several threads, and announces its end
 * (destroy_session) on the thread that carries the handle's packets. No packet callback runs during destroy_session or
 * later. A request of the handle can still run on another thread, even after Janus has freed the handle's memory. The
 * callback for a request therefore looks the pointer up in the table, and does not read the memory behind it.
 *
 * The attachment holds Janus's reference to the handle from create_session until the attachment is freed. That happens
 * when the control thread has detached the attachment and no queue refers to the attachment any more. Janus sets the
 * handle's reference count only after create_session has returned. The attachment therefore never increases that count,
 * and decreases it exactly once.
 */
#ifndef BATON_JANUS_ATTACHMENT_H
#define BATON_JANUS_ATTACHMENT_H

#include <glib.h>
#include <plugins/plugin.h>
#include <stdatomic.h>
#include <stdbool.h>

#include "engine/engine.h"
#include "janus/core_ids.h"
#include "janus/outgoing.h"
#include "media/port.h"

enum {
    BATON_ATTACHMENT_NAME_SIZE = 24,
    BATON_ATTACHMENT_ROOM_SIZE = 12,
};

struct baton_attachment {
    janus_plugin_session *janus;
    char name[BATON_ATTACHMENT_NAME_SIZE]; /* no two attachments have the same name */
    struct baton_handle *handle;   /* control thread only; NULL before attach and after detach */
    char key[BATON_CORE_IDS_SIZE]; /* names Janus's session; a secret, see janus/core_ids.h */
    uint64_t
        id; /* of the handle in Janus's events; 0: not known; a secret, too; set before it is added to the table */
    struct baton_outgoing outgoing; /* guarded by the outbox's lock */
    struct baton_outbox_share
        *share; /* guarded by the same; NULL: its queue has held nothing yet */
    atomic_int refs;
    atomic_int waiting; /* requests in the control thread's queue */
    atomic_uint room;   /* a hash of the id of the handle's room; 0: it is in no room */
    atomic_uint
        claims; /* number of the client's ICE candidates that Janus's events have reported */
    atomic_bool scanning;      /* a scan with images has begun and has no reply yet */
    atomic_bool flooding;      /* the log says that this client does not heed `busy` */
    atomic_bool offer_refused; /* the control thread will be told that an offer was refused */
    atomic_bool connected;     /* its PeerConnection is up */
    atomic_bool gone;          /* Janus has destroyed the handle: nothing can be sent any more */

    /* For the packet path: the port, if there is one, and whether a callback is using it. */
    _Atomic(struct baton_port *) port;
    atomic_bool carrying;

    /* Guarded by the feedback's lock. */
    struct {
        uint64_t plis; /* bit i: a keyframe request for m-line i must be sent */
        struct baton_fir_line {
            uint32_t ssrcs[BATON_ENCODINGS];    /* of the encodings that were asked */
            uint8_t sequences[BATON_ENCODINGS]; /* of the last request to each encoding (RFC 5104 section 4.3.1.1) */
            uint8_t asked; /* bit i: a keyframe request for encoding i must be sent */
            uint8_t first; /* the encoding with the first SSRC of the m-line, as Janus's core sees it */
        } firs[BATON_PORT_MAX_FEEDS];
        bool has_cap, queued;
        uint32_t cap;
    } feedback;
};

/* The caller owns the only reference. */
struct baton_attachment *baton_attachment_new(janus_plugin_session *janus);
struct baton_attachment *baton_attachment_ref(struct baton_attachment *attachment);
/* Drops a reference. With the last reference, frees the attachment and drops Janus's reference to the handle. */
void baton_attachment_unref(struct baton_attachment *attachment);

/* Returns the name of the sender of the handle's requests: Janus's session or, if no session is known, the handle. */
const char *baton_attachment_flow(const struct baton_attachment *attachment);
/* Control thread: stores the room in which the handle is now. NULL: the handle is in no room. */
void baton_attachment_enter_room(struct baton_attachment *attachment, const char *room);
/* Any thread: writes a name of the room that was stored last; "": no room. The name is a hash, so two rooms can have
 * the same name, but this is rare. */
void baton_attachment_room(
    const struct baton_attachment *attachment, char out[BATON_ATTACHMENT_ROOM_SIZE]);

/*
 * Packet path: returns the port, which is valid until baton_attachment_leave. If it returns NULL, do not call leave.
 * Only the thread that carries the handle's packets calls these two functions.
 */
struct baton_port *baton_attachment_enter(struct baton_attachment *attachment);
void baton_attachment_leave(struct baton_attachment *attachment);

/* Control thread: gives the packet path its port. */
void baton_attachment_open(struct baton_attachment *attachment, struct baton_port *port);
/* Control thread: removes the port, and waits until no packet callback uses it. This takes the time of one packet at
 * most. */
void baton_attachment_close(struct baton_attachment *attachment);

struct baton_attachments; /* the table; any thread */

struct baton_attachments *baton_attachments_new(void);
/* Does not free the attachments in the table. */
void baton_attachments_free(struct baton_attachments *attachments);
void baton_attachments_add(
    struct baton_attachments *attachments, struct baton_attachment *attachment);
/* Returns a reference to the handle's attachment, or NULL if Janus has destroyed the handle. */
struct baton_attachment *baton_attachments_find(
    struct baton_attachments *attachments, janus_plugin_session *janus);
/* Does the same for the handle with this id in Janus's events. `id` is not 0. A client can cause many events, so this
 * does not search the table. */
struct baton_attachment *baton_attachments_find_id(
    struct baton_attachments *attachments, uint64_t id);
/* Removes the attachment from the table and returns it, or NULL if the table does not have it. */
struct baton_attachment *baton_attachments_remove(
    struct baton_attachments *attachments, janus_plugin_session *janus);
size_t baton_attachments_count(struct baton_attachments *attachments);
/* Returns an array of references to all attachments, for g_ptr_array_free. */
GPtrArray *baton_attachments_all(struct baton_attachments *attachments);

#endif
