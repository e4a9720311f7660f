/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Owns the engine and everything that serves it, and passes each call of Janus on to the control thread. All functions
 * may be called on any thread. The control thread waits for another thread only for the time of one packet: for a
 * stream's lock, or until the last packet callback of a handle has returned.
 */
#ifndef BATON_JANUS_CONTROL_H
#define BATON_JANUS_CONTROL_H

#include <jansson.h>

#include "janus/attachment.h"

struct baton_control;

/*
 * Reads the configuration in `folder`, creates its rooms and those of the store, and starts the threads. On failure
 * logs the reason and returns NULL. `gateway` and `plugin` must outlive the result.
 */
struct baton_control *baton_control_new(
    janus_callbacks *gateway, janus_plugin *plugin, const char *folder);
/*
 * Stops sending to clients. The control thread finishes the jobs in its queue. Later requests are refused. Packets are
 * still relayed.
 */
void baton_control_stop(struct baton_control *control);
/*
 * Call it after stop, when none of the functions below runs or will be called. Detaches every attachment, ends all
 * threads and frees everything except the attachments whose handle Janus has not destroyed. Janus may still call packet
 * callbacks for these handles; baton_attachment_enter returns NULL in these callbacks.
 */
void baton_control_free(struct baton_control *control);

/* A handle was created. Takes ownership of the caller's reference, which baton_control_detach drops. */
void baton_control_attach(struct baton_control *control, struct baton_attachment *attachment);
void baton_control_detach(struct baton_control *control, janus_plugin_session *janus);
void baton_control_media(struct baton_control *control, janus_plugin_session *janus, bool up);

/* The peer of a handle has this network address, or has named it as an ICE candidate (`claimed`). `handle_id` is the
 * handle's id in Janus's events. Copies `address`. */
void baton_control_address(
    struct baton_control *control, uint64_t handle_id, const char *address, bool claimed);

/*
 * A client's request. Takes ownership of `transaction` (g_free), `message` and `jsep`. Returns the body of a
 * synchronous reply, owned by the caller, or NULL if an event will follow.
 */
json_t *baton_control_request(struct baton_control *control, janus_plugin_session *janus,
    char *transaction, json_t *message, json_t *jsep);
/* An operator's request. The caller keeps `message`, which may be NULL. Returns the body of the reply. */
json_t *baton_control_admin(struct baton_control *control, const json_t *message);
/* Returns what Janus's Admin API shows about a handle. */
json_t *baton_control_query(struct baton_control *control, janus_plugin_session *janus);

#endif
