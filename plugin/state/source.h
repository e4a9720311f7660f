/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A source: a participant's microphone, camera, screen or sound of a screen, with its id, kind and mute state. A
 * source outlives the devices that feed it. Its stream (media/stream.h) forwards the packets. Control thread only.
 */
#ifndef BATON_STATE_SOURCE_H
#define BATON_STATE_SOURCE_H

#include "media/stream.h"
#include "share/share_out.h"
#include "state/registry.h"
#include "state/slot_plan.h"
#include "state/source_kind.h"

struct baton_participant;

/* An encoding of a source, as it was measured last. */
struct baton_source_encoding {
    struct baton_encoding_report report;
    /* Of each temporal layer without the lower ones, in bit/s on the line (share/estimate.h). Smoothed. The values stay
     * when the device stops the encoding. */
    int64_t rates[BATON_TEMPORAL_LIMITS];
    baton_time wanted; /* when a viewer last wanted it; BATON_NEVER: nobody has */
    /* When workflow/watching last told the device that feeds the source to send the encoding; 0: never. */
    baton_time asked;
};

/* Returns the name of a limit in the API; NULL for BATON_SHARE_UNLIMITED. */
const char *baton_source_limit_name(enum baton_share_limit limit);

/* The level of a slot: the encoding that is sent on it, and the limit, as the client is told. */
struct baton_slot_level {
    int encoding;                 /* 0 is the smallest; -1: nothing is sent */
    unsigned encodings;           /* how many the source has */
    unsigned height;              /* of the picture, in pixels; 0: not known */
    enum baton_share_limit limit; /* why the slot does not get more */
};

bool baton_slot_level_equal(const struct baton_slot_level *a, const struct baton_slot_level *b);

struct baton_source {
    char id[BATON_ID_SIZE];
    enum baton_source_kind kind;
    struct baton_participant *participant;
    struct baton_stream *stream;
    char *description; /* never NULL */
    bool muted;        /* muted by the person or by a moderator; survives every transfer */
    bool live;         /* a device feeds it */
    bool
        held; /* its participant has been away for a short time only: it ranks as if it were live */
    baton_time last_spoke;   /* audio: when its level was last as loud as speech; 0: never */
    int level;               /* audio: last level, 0 (loudest) to 127 (silent) */
    bool level_guessed;      /* audio: the level is a guess, see rtp/level.h */
    baton_time last_packet;  /* microphone: when the last packet came; BATON_NEVER: never */
    baton_time noted_packet; /* microphone: for workflow/silence only */
    bool flows;              /* the same: it has sent since it was last muted or not fed */
    /* The JSON object that describes the slot with this index to a client, while this source is on the slot and the
     * slot is not pinned. Viewers with the same level share the object: it is that of the last of them. NULL: not made
     * yet. See baton_source_forget_objects. */
    json_t *slot_objects[BATON_SDP_MAX_LINES];
    struct baton_slot_level slot_levels[BATON_SDP_MAX_LINES];
    size_t encoding_count; /* 1 to BATON_ENCODINGS; a plain source has one */
    struct baton_source_encoding encodings[BATON_ENCODINGS];
    baton_time measured;                /* when they were last measured; BATON_NEVER: never */
    struct baton_slot_plan_source plan; /* what the plan of slots knows of it, see state/layout.h */
};

/* Creates a source of a participant. At first, no device feeds the source and no slot has it. `codec`: the
 * codec of its stream. Returns NULL with `failure` set. */
struct baton_source *baton_source_new(struct baton_engine *engine,
    struct baton_participant *participant, enum baton_source_kind kind, enum baton_codec codec,
    struct baton_failure *failure);
/* Frees the source. No slot must have it, and no feed must be bound to it. */
void baton_source_free(struct baton_source *source);

/* Frees what was stored for viewers, because nobody needs it for the moment. */
void baton_source_forget_objects(struct baton_source *source);
void baton_source_mute(struct baton_source *source, bool muted);
void baton_source_describe(struct baton_source *source, const char *description);
/* Updates `last_packet`, `level` and `last_spoke` from the packets of the last second. Returns true if `level` or
 * `last_spoke` has changed. */
bool baton_source_survey(struct baton_source *source, baton_time now);
/* Measures the bit rates of the encodings, unless this was done less than BATON_SURVEY_INTERVAL ago. */
void baton_source_measure(struct baton_source *source, baton_time now);

#endif
