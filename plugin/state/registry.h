/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The engine's tables, which find rooms, devices, transfers and other objects by their ids. Also other data that all
 * files of the engine use. Control thread only.
 */
#ifndef BATON_STATE_REGISTRY_H
#define BATON_STATE_REGISTRY_H

#include <glib.h>

#include "code/secret.h"
#include "media/media.h"
#include "state/config.h"
#include "state/effects.h"
#include "state/host.h"
#include "state/unsaved.h"
#include "transfer/guesses.h"
#include "transfer/ledger.h"
#include "transfer/resume_book.h"
#include "transfer/trust.h"

struct baton_call_saves; /* engine/call_saves.h */
struct baton_bucket_table; /* admission/bucket_table.h */
struct baton_refusals;   /* admission/refusals.h */
struct baton_tally;      /* base/tally.h */
struct baton_trail;      /* admission/trail.h */

/* Where a room comes from that is created now. */
enum baton_room_origin {
    BATON_ROOM_REQUESTED,  /* somebody asks for it */
    BATON_ROOM_CONFIGURED, /* at the start: from the settings file */
    BATON_ROOM_STORED,     /* at the start: from the store */
    BATON_ROOM_IN_USE, /* at the start: from the store, because people were in it. It is not permanent */
};

struct baton_engine {
    struct baton_config config;
    const struct baton_host *host;
    struct baton_media *media;
    struct baton_ledger *ledger;
    struct baton_ledger *farewells; /* secrets of devices that have lost their call */
    struct baton_ledger *memories;  /* secrets of devices that can ask for a call again */
    struct baton_resume_book *resumes; /* resume secrets of devices in a call */
    struct baton_guesses *guesses;
    struct baton_trust *trust;
    struct baton_sms_budget *sms_budget;
    struct baton_refusals *refusals;
    struct baton_trail *trail;
    struct baton_bucket_table *changes; /* bytes that the others are told (state/notices.h) */
    struct baton_effects *effects;
    /* The tables do not own keys or values; `transfers` holds a reference to each transfer. */
    GHashTable *rooms;         /* id -> struct baton_room */
    GHashTable *devices;       /* private id -> struct baton_device */
    GHashTable *transfers;     /* id -> struct baton_transfer */
    GHashTable *presentations; /* id -> struct baton_presentation */
    GHashTable *respondents;   /* id -> struct baton_respondent of a transfer that has not ended */
    GHashTable *token_devices; /* id -> struct baton_device that has a Janus token of Baton */
    GHashTable *named;         /* id that the client knows -> struct baton_handle */
    GHashTable *saves;         /* receipt of the store -> struct baton_save (engine/saves.h) */
    struct baton_unsaved unsaved;        /* what must be written so that calls outlast a crash */
    struct baton_call_saves *call_saves; /* what is being written of it (engine/call_saves.h) */
    GHashTable *
        configured; /* ids (owned) of the rooms of the settings file, also of those that have ended */
    struct baton_tally *rooms_held;         /* number of rooms, by the session that created them */
    struct baton_tally *presentations_held; /* number of presentations, by session */
    GQueue empty_rooms; /* rooms that end if nobody enters; the first to end is the head */
    GQueue token_queue; /* devices in `token_devices`; the head is the next that gets a new token */
    GQueue surveys;     /* rooms with microphones; the first to be surveyed is the head */
    GQueue layouts;     /* rooms with viewers whose slots must be checked (state/layout.h) */
    GQueue
        absent; /* participants who are away (workflow/absence.h); the first with something to do is the head */
    GQueue late_changes; /* participants whose last change waits; the first to be told is the head */
    GQueue
        shares; /* devices with a PeerConnection that is up (workflow/sharing.h); the first due is the head */
    GQueue caps;       /* uplinks whose limit is sent again; the first one is the head */
    GQueue events;     /* events to be stepped, see workflow/stepping.h */
    GQueue departures; /* ids (g_free) of participants who have left since the last drain */
    enum baton_room_origin origin;
    bool hears_addresses; /* addresses of devices are reported at all */
    /* While a request of a client runs: baton_handle_sender of its handle. Otherwise NULL. */
    const char *sender;
    bool operated;        /* a request of the operator runs */
    bool stepping;        /* a transfer's actions are being performed */
    size_t handles;       /* number of attached handles */
    uint64_t asked;       /* number of respondents so far, for the id of the next respondent */
    uint64_t arrivals;    /* number of sources so far, for the order of the next source */
    baton_time now;       /* time of the request or fact that is being handled */
};

/* How often the audio levels of a room are measured, and how often a bitrate limit is sent again. */
#define BATON_SURVEY_INTERVAL BATON_MS(200)
#define BATON_CAP_INTERVAL    BATON_SECONDS(5)

/* Makes a random id. Returns false with `failure` set if the system gives no random numbers. */
bool baton_registry_id(
    struct baton_engine *engine, char id[BATON_ID_SIZE], struct baton_failure *failure);
/* Draws random start values for a stream. They are 0 if the system gives no random numbers; they need not
 * be secret. */
void baton_registry_seeds(struct baton_engine *engine, uint16_t *seq, uint32_t *timestamp);

#endif
