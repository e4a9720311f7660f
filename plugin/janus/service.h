/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The parts of the plugin that requests and facts need. janus/control owns this struct and the objects in it. */
#ifndef BATON_JANUS_SERVICE_H
#define BATON_JANUS_SERVICE_H

#include "engine/engine.h"
#include "janus/allowance.h"
#include "janus/loop.h"
#include "janus/outbox.h"
#include "scan/decoder.h"

struct baton_service {
    struct baton_engine *engine; /* while the loop runs: control thread only */
    const struct baton_host *host;
    struct baton_loop *loop;
    struct baton_allowance *allowance;
    struct baton_decoder *decoder;
    struct baton_outbox *outbox;
    const char *token_auth_secret; /* Janus's; NULL: Janus demands no signed tokens */
};

#endif
