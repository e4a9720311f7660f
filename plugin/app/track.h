/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * track owns a source as people know it: a participant's microphone, camera or screen, with its id,
 * kind and mute state, over the media room's stream. It outlives the devices that feed it.
 */
#ifndef BATON_APP_TRACK_H
#define BATON_APP_TRACK_H

#include "app/world.h"

struct baton_participant;

struct baton_track {
    char id[BATON_ID_SIZE];
    enum baton_source_kind kind;
    struct baton_participant *participant;
    struct baton_source *source;
    char *description;     /* never NULL */
    bool muted;            /* by the person; survives every transfer */
    bool live;             /* some device feeds it */
    baton_time last_spoke; /* microphone: when it was last above the speaking level; 0 never */
    int level;             /* microphone: as last surveyed, 0 loudest .. 127 silent */
    uint64_t order;        /* of arrival */
};

/* Creates the participant's track of a kind it has none of. NULL with `failure` set. */
struct baton_track *baton_track_new(struct baton_participant *participant,
    enum baton_source_kind kind, struct baton_failure *failure);
/* Ends it: off every slot, gone from the participant. */
void baton_track_end(struct baton_track *track);

void baton_track_mute(struct baton_track *track, bool muted);
void baton_track_describe(struct baton_track *track, const char *description);
/* Takes a look at the voice behind a microphone. */
void baton_track_survey(struct baton_track *track, baton_time now);

#endif
