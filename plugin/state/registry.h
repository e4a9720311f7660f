/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * world owns what the engine knows: the registries by which rooms, devices and transfers are found.
 * Private to plugin/app. Control thread only.
 */
#ifndef BATON_STATE_REGISTRY_H
#define BATON_STATE_REGISTRY_H

#include <glib.h>

#include "engine/engine.h"
#include "media/media.h"
#include "state/config.h"
#include "state/effects.h"
#include "transfer/ledger.h"

struct baton_room;
struct baton_device;
struct baton_transfer;

struct baton_engine {
    struct baton_config config;
    const struct baton_host *host;
    struct baton_media *media;
    struct baton_ledger *ledger;
    struct baton_quota *sms_quota;
    struct baton_effects *effects;
    GHashTable *rooms;         /* id -> struct baton_room, owns both */
    GHashTable *devices;       /* private id -> struct baton_device; borrows both */
    GHashTable *transfers;     /* id -> struct baton_transfer; borrows both */
    GHashTable *presentations; /* id -> struct baton_presentation; borrows the id */
    GHashTable
        *respondents;       /* id -> struct baton_respondent of transfers under way; borrows both */
    GHashTable *named;      /* handles by the ids that clients know; borrows both */
    GPtrArray *graveyard;   /* transfers that are over, until nobody looks at them any more */
    size_t handles;         /* attached */
    uint64_t polled;        /* counts respondents: their ids */
    uint64_t arrivals;      /* counts sources: their order of arrival */
    baton_time now;         /* of the call under way */
    baton_time next_survey; /* when voices are looked at again */
};

/* How often voices are looked at, and how often a cap is repeated. */
#define BATON_SURVEY_INTERVAL BATON_MS(200)
#define BATON_CAP_INTERVAL    BATON_SECONDS(5)

/* Queues an event for the client behind a handle (NULL: nobody). Takes ownership of `event`. */
void baton_registry_send(
    struct baton_engine *engine, const struct baton_handle *handle, json_t *event);
/* A fresh id. False, with `failure` set, when there is no randomness. */
bool baton_registry_id(
    struct baton_engine *engine, char id[BATON_ID_SIZE], struct baton_failure *failure);
/* Random starts of a stream; they are no secret, so that without randomness zeros do. */
void baton_registry_seeds(struct baton_engine *engine, uint16_t *seq, uint32_t *timestamp);

#endif
