/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * host owns the engine's way out: struct baton_host made of Janus's callbacks, the outbox, the
 * feedback thread and the configuration file. The engine's handles are struct baton_session.
 */
#ifndef BATON_JANUS_HOST_H
#define BATON_JANUS_HOST_H

#include "app/host.h"
#include "janus/configfile.h"
#include "janus/feedback.h"
#include "janus/loop.h"
#include "janus/messages.h"
#include "janus/outbox.h"

struct baton_host_parts {
    janus_callbacks *gateway;
    janus_plugin *plugin;
    struct baton_outbox *outbox;
    struct baton_feedback *feedback;
    struct baton_configfile *configfile;
    struct baton_messages *messages; /* NULL: there is no gateway */
    const char *token_auth_secret;   /* Janus's; NULL: it demands no signed tokens */
    int64_t token_seconds;
};

/*
 * Copies `parts`, which must outlive the use of what it returns. There is one host in a process,
 * since the functions of struct baton_media_host carry no context.
 */
const struct baton_host *baton_host_init(const struct baton_host_parts *parts);
/* The loop to wake when a gate fires: it comes after the engine, which comes after the host. */
void baton_host_set_loop(struct baton_loop *loop);

#endif
