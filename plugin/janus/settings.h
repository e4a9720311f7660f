/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads the sections `general`, `limits`, `ice` and `sms` of the operator's file: converts their JSON into the settings
 * of the engine, the SMS gateway and plugin/janus. Does not use Janus.
 */
#ifndef BATON_JANUS_SETTINGS_H
#define BATON_JANUS_SETTINGS_H

#include <jansson.h>

#include "base/error.h"
#include "confirm/gateway.h"
#include "janus/allowance.h"
#include "janus/outgoing.h"
#include "scan/scan_queue.h"
#include "state/config.h"

#define BATON_NO_STORE "none" /* instead of a path: nothing is kept */

enum {
    BATON_DECODERS_MAX = 16,
    BATON_TOKEN_SECRET_MAX = 256, /* characters */
    BATON_TURN_SECRET_MAX = 256,  /* characters */
};

struct baton_settings {
    struct baton_config config; /* the engine's */

    char *token_auth_secret; /* Janus's; owned; NULL: Janus demands no signed tokens */

    char *store; /* path of the store, or BATON_NO_STORE; owned; NULL: the default path */

    char *decoder;   /* path of the helper program; owned; NULL: the installed program */
    size_t decoders; /* helpers that work at the same time, 1 to BATON_DECODERS_MAX */

    struct baton_allowance_limits allowance; /* for requests */
    struct baton_outgoing_limits outgoing;   /* for messages to clients */
    struct baton_scan_queue_limits scans;    /* for images */

    bool has_gateway;
    struct baton_gateway_settings gateway; /* its texts belong to `sms` */
    json_t *sms;                           /* owned */
};

/* Sets all defaults. The default for `sms` is no gateway. */
void baton_settings_init(struct baton_settings *settings);
void baton_settings_fini(struct baton_settings *settings);

/*
 * Overwrites the settings that `general` has. Returns false if a setting is not valid. In that case `failure` names the
 * setting, and other settings may have been overwritten.
 */
bool baton_settings_read_general(
    struct baton_settings *settings, const json_t *general, struct baton_failure *failure);
/* Does the same for `limits`. Also refuses limits that contradict each other. */
bool baton_settings_read_limits(
    struct baton_settings *settings, const json_t *limits, struct baton_failure *failure);
/* Whether `limits` can have a number of this name. */
bool baton_settings_is_limit(const char *name);
/* Does the same as baton_settings_read_general for `ice`, which must name a server. */
bool baton_settings_read_ice(
    struct baton_settings *settings, const json_t *ice, struct baton_failure *failure);
/* Does the same as baton_settings_read_general for `sms`. After success there is a gateway. Keeps a reference to
 * `sms`. */
bool baton_settings_read_sms(
    struct baton_settings *settings, json_t *sms, struct baton_failure *failure);

#endif
