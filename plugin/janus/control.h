/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * control owns the engine, and brings to its thread what happens on Janus's threads. All functions
 * may be called on any thread.
 *
 * At most BATON_MAX_WAITING requests of a handle wait at a time: one client cannot flood the rest.
 * Synchronous requests wait for the control thread, which in turn waits for nobody.
 */
#ifndef BATON_JANUS_CONTROL_H
#define BATON_JANUS_CONTROL_H

#include <jansson.h>

#include "api/admin.h"
#include "api/dispatch.h"
#include "janus/attachment.h"

enum { BATON_MAX_WAITING = 256 };

struct baton_control;

/* Reads the configuration in `folder`, makes its rooms and starts the threads. NULL, having logged
 * why. Both pointers must outlive it. */
struct baton_control *baton_control_new(
    janus_callbacks *gateway, janus_plugin *plugin, const char *folder);
/*
 * Nothing more is sent; the control thread finishes what it was given and answers whoever waits
 * for it, and later requests are refused. Packets are still relayed.
 */
void baton_control_stop(struct baton_control *control);
/*
 * After stop, when none of the functions below is running or will be called: detaches what is
 * still attached, ends all threads and frees everything, but for the sessions that Janus has not
 * destroyed: it may go on carrying packets for them, which end in baton_attachment_enter.
 */
void baton_control_free(struct baton_control *control);

/* A handle came: takes the caller's reference, and gives it back to baton_control_detach. */
void baton_control_attach(struct baton_control *control, struct baton_attachment *attachment);
void baton_control_detach(struct baton_control *control, janus_plugin_session *janus);
void baton_control_media(struct baton_control *control, janus_plugin_session *janus, bool up);

/* The peer of a handle, by its id in Janus's events, has this address. Borrows it. */
void baton_control_network(struct baton_control *control, uint64_t handle_id, const char *address);

/*
 * A client's request. Takes ownership of `transaction` (g_free), `message` and `jsep`. Returns the
 * body of a synchronous reply, owned by the caller, or NULL if an event will follow.
 */
json_t *baton_control_request(struct baton_control *control, janus_plugin_session *janus,
    char *transaction, json_t *message, json_t *jsep);
/* An operator's request; borrows `message`, which may be NULL. Returns the reply's body. */
json_t *baton_control_admin(struct baton_control *control, const json_t *message);
/* What an operator may know of a handle. */
json_t *baton_control_query(struct baton_control *control, janus_plugin_session *janus);

#endif
