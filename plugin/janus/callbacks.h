/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Implements struct baton_host, by which the engine reaches Janus. The functions call Janus's callbacks, the outbox
 * and the feedback thread. Each handle that the engine passes is a struct baton_attachment.
 */
#ifndef BATON_JANUS_CALLBACKS_H
#define BATON_JANUS_CALLBACKS_H

#include "janus/feedback.h"
#include "janus/loop.h"
#include "janus/outbox.h"
#include "janus/sms_delivery.h"
#include "state/host.h"

struct baton_callbacks_parts {
    janus_callbacks *gateway;
    janus_plugin *plugin;
    struct baton_outbox *outbox;
    struct baton_feedback *feedback;
    struct baton_store *store;      /* NULL: nothing is kept */
    struct baton_sms_delivery *sms; /* NULL: there is no gateway */
    const char *token_auth_secret;  /* Janus's; NULL: Janus demands no signed tokens */
};

/*
 * Copies `parts`. All that `parts` points to must outlive the returned host. A process can have only one host, because
 * the functions of struct baton_media_host have no context parameter.
 */
const struct baton_host *baton_callbacks_init(const struct baton_callbacks_parts *parts);
/* Sets the loop that is woken when a gate fires (NULL: no loop). This is separate from init because the engine
 * needs the host, and the loop starts after the engine. */
void baton_callbacks_set_loop(struct baton_loop *loop);

#endif
