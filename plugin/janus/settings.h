/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settings owns the meaning of the sections `general` and `sms` of the operator's file: it turns their JSON into the
 * settings of the engine, the SMS gateway and plugin/janus. Free of Janus.
 */
#ifndef BATON_JANUS_SETTINGS_H
#define BATON_JANUS_SETTINGS_H

#include <jansson.h>

#include "base/error.h"
#include "confirm/gateway.h"
#include "state/config.h"

enum {
    BATON_DECODERS_MAX = 16,
    BATON_TOKEN_SECRET_MAX = 256, /* characters */
};

struct baton_settings {
    struct baton_config config; /* the engine's */

    char *token_auth_secret; /* Janus's; owned; NULL: it demands no signed tokens */
    int64_t token_seconds;   /* how long a moved device's token is good */

    char *decoder;   /* path of the helper program; owned; NULL: the installed one */
    size_t decoders; /* helpers that work at the same time, 1 to BATON_DECODERS_MAX */

    bool has_gateway;
    struct baton_gateway_settings gateway; /* its texts are in `sms` */
    json_t *sms;                           /* owned */
};

/* Sets every default: general's, and no gateway. */
void baton_settings_init(struct baton_settings *settings);
void baton_settings_fini(struct baton_settings *settings);

/*
 * Overwrites the settings that stand in `general`. Returns false if one is not valid; then `failure` names it, and
 * other settings may have been overwritten.
 */
bool baton_settings_read_general(
    struct baton_settings *settings, const json_t *general, struct baton_failure *failure);
/* The same for `sms`. Then there is a gateway. Keeps a reference to `sms`. */
bool baton_settings_read_sms(
    struct baton_settings *settings, json_t *sms, struct baton_failure *failure);

#endif
