/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The automatic assignment of sources to the slots of downlinks.
 *
 * Video: screens come first, then the cameras of the people who spoke last, then the cameras of those who
 * arrived first. Audio: if there are enough slots, every microphone and every sound of a screen gets a slot. If not,
 * the sound of one screen comes first, and the loudest of the others get the rest, with hysteresis. A source keeps its
 * slot while it ranks high enough. No source is on two slots of one downlink.
 *
 * The level of a source can be a guess (rtp/level.h), so such a source could lose against louder ones for ever although
 * it speaks. If it is not silent and not everybody hears it, it gets a *turn* from time to time: it then ranks before
 * all sources with a level.
 *
 * The ranking is the same for all viewers of a room, so it is made once for all of them. For one viewer, only the
 * beginning of the ranking is read, so the number of sources in the room does not matter.
 */
#ifndef BATON_STATE_SLOT_PLAN_H
#define BATON_STATE_SLOT_PLAN_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"

enum {
    /* Audio replaces the audio on a slot only if it is louder by more than this, in dB. */
    BATON_SLOT_PLAN_HYSTERESIS = 6,
    BATON_SLOT_PLAN_MAX_SLOTS = 48, /* of one downlink */
    /* A source with a guessed level that is louder than this may be speech. Noise of a quiet room is above 60. */
    BATON_SLOT_PLAN_ACTIVE = 55,
};

/* How long a source waits for its turn, if no other source with a guessed level waits, and how long its turn is. */
#define BATON_SLOT_PLAN_WAIT BATON_SECONDS(6)
#define BATON_SLOT_PLAN_TURN BATON_SECONDS(3)

/* A source that may be put on a slot. */
struct baton_slot_plan_source {
    const void *owner; /* whose source it is: an owner gets no own source. Only compared */
    bool video;
    bool screen; /* ranks first: a screen, or the one sound of a screen that has priority */
    bool silent; /* muted, or fed by no device: ranks after the others of its kind */
    int level;   /* audio: 0 (loudest) to 127 (silent) */
    bool guessed;          /* audio: nobody has measured the level */
    bool has_turn;         /* audio: see baton_slot_plan_take_turns */
    baton_time waits;      /* audio: since when it waits for a turn; 0: it does not wait */
    baton_time turn_began; /* audio: if has_turn */
    baton_time last_spoke; /* when its participant last spoke; 0: never */
    uint64_t order;        /* counts the sources in order of their arrival */
    size_t place;          /* in the ranking, from 0; baton_slot_plan_rank sets it */
    /* Audio only. Slots that are pinned do not count. */
    size_t reached; /* number of the counted viewers who own it or have it on a slot */
    bool shown;     /* at least one of the counted viewers has it on a slot */
};

/* The sources of a room for audio, or those for video. */
struct baton_slot_plan_ranking {
    struct baton_slot_plan_source **sources;
    size_t count;
};

/* A slot and the source on it (NULL: no source). A pinned slot keeps its source. */
struct baton_slot_plan_slot {
    bool video;
    bool pinned;
    struct baton_slot_plan_source *source;
};

/* The viewers that were counted. The members `reached` and `shown` of each audio source say who hears it. */
struct baton_slot_plan_audience {
    size_t viewers; /* the number of viewers who have a slot for audio that is not pinned */
};

/*
 * Ends the turn of a source, and gives a turn to the one that has waited longest. One source at most has a turn. Call
 * this before baton_slot_plan_rank, from time to time. `audience`: the counted viewers; NULL: they have not been
 * counted. Returns true if a turn began or ended.
 */
bool baton_slot_plan_take_turns(const struct baton_slot_plan_ranking *sounds,
    const struct baton_slot_plan_audience *audience, baton_time now);

/* Orders the sources, best first. Returns true if at least one has another place than before. */
bool baton_slot_plan_rank(const struct baton_slot_plan_ranking *ranking);

/*
 * Sets the `source` of every slot that is not pinned and is for video (or audio). `ranking` is that of the same kind.
 * It must have every source that is on such a slot, and must have been ranked. There are at most
 * BATON_SLOT_PLAN_MAX_SLOTS slots. The slots belong to a downlink of the owner `viewer`.
 */
void baton_slot_plan_fill(struct baton_slot_plan_slot *slots, size_t slot_count, bool video,
    const struct baton_slot_plan_ranking *ranking, const void *viewer);

/* Forgets all viewers. `sounds` is the ranking for audio, here and below. */
void baton_slot_plan_forget_audience(
    struct baton_slot_plan_audience *audience, const struct baton_slot_plan_ranking *sounds);
/* Counts a viewer whose slots have been filled. `own`: the `own_count` audio sources of the viewer. */
void baton_slot_plan_count_viewer(struct baton_slot_plan_audience *audience,
    struct baton_slot_plan_source *const own[], size_t own_count,
    const struct baton_slot_plan_slot *slots, size_t slot_count);
/*
 * Returns true if baton_slot_plan_fill would change the audio of no counted viewer, although levels have changed
 * since the viewers were counted. Rank the sources again before the call. If the function returns false,
 * baton_slot_plan_fill may change something, but need not. Viewers who have left since they were counted do no harm.
 */
bool baton_slot_plan_is_settled(
    const struct baton_slot_plan_audience *audience, const struct baton_slot_plan_ranking *sounds);

#endif
