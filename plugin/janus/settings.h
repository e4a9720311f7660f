/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * settings owns what the operator's file means, rooms apart: the sections `general` and `sms`, from
 * JSON to what the engine, the gateway and the edge go by. Free of Janus.
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

    char *decoder;   /* path of the helper that reads images; owned; NULL: the installed one */
    size_t decoders; /* how many of them run at once, 1 to BATON_DECODERS_MAX */

    bool has_gateway;
    struct baton_gateway_settings gateway; /* what it points to is in `sms` */
    json_t *sms;                           /* owned */
};

/* Sets every default: general's, and no gateway. */
void baton_settings_init(struct baton_settings *settings);
void baton_settings_fini(struct baton_settings *settings);

/* Overwrites what `general` says. False, with `failure` naming the setting, if it is not to be had;
 * some may have been overwritten then. */
bool baton_settings_read_general(
    struct baton_settings *settings, const json_t *general, struct baton_failure *failure);
/* The same for `sms`: there is a gateway then. Keeps a reference to it. */
bool baton_settings_read_sms(
    struct baton_settings *settings, json_t *sms, struct baton_failure *failure);

#endif
