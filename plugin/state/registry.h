/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * registry owns the engine's tables, by which rooms, devices and transfers are found, and the parts
 * that every file of the engine uses. Control thread only.
 */
#ifndef BATON_STATE_REGISTRY_H
#define BATON_STATE_REGISTRY_H

#include <glib.h>

#include "code/secret.h"
#include "media/media.h"
#include "state/config.h"
#include "state/effects.h"
#include "state/host.h"
#include "transfer/ledger.h"

struct baton_quota; /* confirm/quota.h */

struct baton_engine {
    struct baton_config config;
    const struct baton_host *host;
    struct baton_media *media;
    struct baton_ledger *ledger;
    struct baton_quota *sms_quota;
    struct baton_effects *effects;
    GHashTable *rooms;         /* id -> struct baton_room; borrows both */
    GHashTable *devices;       /* private id -> struct baton_device; borrows both */
    GHashTable *transfers;     /* id -> struct baton_transfer; borrows the id, holds a reference */
    GHashTable *presentations; /* id -> struct baton_presentation; borrows both */
    GHashTable *respondents;   /* id -> struct baton_respondent of live transfers; borrows both */
    GHashTable *named;         /* client's id -> struct baton_handle; borrows both */
    GQueue events;             /* events to be stepped, see workflow/stepping.h */
    GQueue departures;         /* ids (g_free) of participants who have left since the last drain */
    bool stepping;             /* a transfer's actions are being performed */
    size_t handles;            /* number of attached handles */
    uint64_t asked;            /* number of respondents so far; makes their ids */
    uint64_t arrivals;         /* number of sources so far; gives their order of arrival */
    baton_time now;            /* time of the request or fact that is being handled */
    baton_time next_survey;    /* when the audio levels are measured again */
};

/* How often the audio levels are measured, and how often a cap is sent again. */
#define BATON_SURVEY_INTERVAL BATON_MS(200)
#define BATON_CAP_INTERVAL    BATON_SECONDS(5)

/* Makes a random id. False with `failure` set if there is no randomness. */
bool baton_registry_id(
    struct baton_engine *engine, char id[BATON_ID_SIZE], struct baton_failure *failure);
/* Draws random start values for a stream. They are not secret: without randomness they are 0. */
void baton_registry_seeds(struct baton_engine *engine, uint16_t *seq, uint32_t *timestamp);

#endif
