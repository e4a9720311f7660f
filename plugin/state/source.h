/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * source owns one published source as people know it: a participant's microphone, camera or screen,
 * with its id, kind and mute state. It outlives the devices that feed it. Its stream
 * (media/stream.h) carries the packets.
 */
#ifndef BATON_STATE_SOURCE_H
#define BATON_STATE_SOURCE_H

#include "state/registry.h"
#include "state/source_kind.h"

struct baton_participant;

struct baton_source {
    char id[BATON_ID_SIZE];
    enum baton_source_kind kind;
    struct baton_participant *participant;
    struct baton_stream *stream;
    char *description;     /* never NULL */
    bool muted;            /* by the person; survives every transfer */
    bool live;             /* some device feeds it */
    baton_time last_spoke; /* microphone: when it was last above the speaking level; 0 never */
    int level;             /* microphone: as last measured, 0 loudest .. 127 silent */
    uint64_t order;        /* of arrival */
};

/* A source of a participant, which nobody feeds and which is on no slot. `codec`: what its stream
 * carries. NULL with `failure` set. */
struct baton_source *baton_source_new(struct baton_engine *engine,
    struct baton_participant *participant, enum baton_source_kind kind, enum baton_codec codec,
    struct baton_failure *failure);
/* No slot may show it and no feed name it any more. */
void baton_source_free(struct baton_source *source);

void baton_source_mute(struct baton_source *source, bool muted);
void baton_source_describe(struct baton_source *source, const char *description);
/* Measures the voice behind a microphone. */
void baton_source_survey(struct baton_source *source, baton_time now);

#endif
