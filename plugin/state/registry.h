/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * registry owns what the engine knows: the tables by which rooms, devices and transfers are found,
 * and the parts that every file of the engine uses. Control thread only.
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
    GHashTable *named;         /* the handles by the ids that clients know; borrows both */
    GQueue events;             /* what is still to be stepped: workflow/stepping.h */
    GQueue departures; /* ids (g_free) of the participants who have left since the last drain */
    bool stepping;     /* a transfer's actions are being performed */
    size_t handles;    /* attached */
    uint64_t asked;    /* counts respondents: their ids */
    uint64_t arrivals; /* counts sources: their order of arrival */
    baton_time now;    /* of the request or fact under way */
    baton_time next_survey; /* when voices are measured again */
};

/* How often voices are measured, and how often a cap is repeated. */
#define BATON_SURVEY_INTERVAL BATON_MS(200)
#define BATON_CAP_INTERVAL    BATON_SECONDS(5)

/* A fresh id. Returns false, with `failure` set, when there is no randomness. */
bool baton_registry_id(
    struct baton_engine *engine, char id[BATON_ID_SIZE], struct baton_failure *failure);
/* Random starts of a stream. They are no secret: without randomness they are 0. */
void baton_registry_seeds(struct baton_engine *engine, uint16_t *seq, uint32_t *timestamp);

#endif
