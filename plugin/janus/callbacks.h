/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * host owns the engine's way out: struct baton_host made of Janus's callbacks, the outbox, the
 * feedback thread and the configuration file. The engine's handles are struct baton_attachment.
 */
#ifndef BATON_JANUS_CALLBACKS_H
#define BATON_JANUS_CALLBACKS_H

#include "janus/configfile.h"
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
    struct baton_configfile *configfile;
    struct baton_sms_delivery *messages; /* NULL: there is no gateway */
    const char *token_auth_secret;       /* Janus's; NULL: it demands no signed tokens */
    int64_t token_seconds;
};

/*
 * Copies `parts`, which must outlive the use of what it returns. There is one host in a process,
 * since the functions of struct baton_media_host carry no context.
 */
const struct baton_host *baton_callbacks_init(const struct baton_callbacks_parts *parts);
/* The loop to wake when a gate fires: it comes after the engine, which comes after the host. */
void baton_callbacks_set_loop(struct baton_loop *loop);

#endif
