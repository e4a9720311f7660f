/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Divides what the line of one downlink carries among its slots: which encoding of a source a slot sends, with how many
 * temporal layers. Pure: the caller passes the time in. Allocates nothing.
 *
 * The rules, in this order:
 * - Sound comes first and is always sent. If the line cannot carry all voices, the first ones get in, at least one.
 * - Then each video gets its smallest stage, in the order of the slots, as far as the line carries it.
 * - Then each video gets the smallest encoding with all temporal layers, in the order of the slots.
 * - Then each video is raised up to the size that is shown, in the order of the slots.
 * - Lowering happens at once. Raising needs a margin, and one stage of one slot is raised at a time. In a trial
 *   (estimate.h), all that fits is raised together.
 */
#ifndef BATON_SHARE_SHARE_OUT_H
#define BATON_SHARE_SHARE_OUT_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "share/estimate.h"

enum {
    BATON_SHARE_ENCODINGS = 3,
    BATON_SHARE_LAYERS = 4, /* temporal layers of an encoding */
    BATON_SHARE_SLOTS = 64, /* slots of a downlink */
    BATON_SHARE_ANY_SIZE =
        65535, /* `shown` of a slot whose size is not known: the largest encoding is wanted */
};

/* An encoding of a source, as its sender has sent it of late, or would send it. */
struct baton_share_encoding {
    bool
        available; /* the sender sends it, or would begin if somebody watched. False: it cannot (its own line is weak,
                        the person has paused it, it was asked for and does not come) */
    uint16_t height; /* pixels; 0: not known */
    uint8_t layers;  /* temporal layers, 1..BATON_SHARE_LAYERS */
    /* bit/s on the line (estimate.h) with temporal layers 0..i, of late or when it was last sent; ascending. All 0: not
     * known yet. An expected rate then counts (by height, or by the place among the encodings). */
    int64_t bitrate[BATON_SHARE_LAYERS];
};

/* The stage that a slot sends. */
struct baton_share_choice {
    int8_t encoding; /* 0: smallest; -1: nothing is sent */
    int8_t temporal; /* highest temporal layer that is sent */
};

/* Why a slot does not send the largest encoding of its source. */
enum baton_share_limit {
    BATON_SHARE_UNLIMITED, /* it does */
    BATON_SHARE_HIDDEN,    /* the client does not show the slot */
    BATON_SHARE_SIZE,      /* the client shows it smaller */
    BATON_SHARE_SENDER,    /* the sender does not send a larger encoding */
    BATON_SHARE_CEILING,   /* the participant's or the room's ceiling */
    BATON_SHARE_LINE,      /* the receiver's line carries no more */
    BATON_SHARE_LIMITS,
};

/* A slot that has a source. The caller sets all fields. */
struct baton_share_slot {
    bool
        sound; /* `encodings[0]` with its highest layer is the only choice. `shown` and `sharp` have no meaning */
    bool
        sharp; /* policy: false (`motion`): all temporal layers of a smaller encoding rather than a larger encoding
                      with fewer; true (`detail`): the larger encoding with fewer temporal layers */
    uint16_t shown; /* height in device pixels at which the client shows the slot; 0: hidden */
    uint8_t count;  /* encodings of the source, 1..BATON_SHARE_ENCODINGS */
    struct baton_share_encoding encodings[BATON_SHARE_ENCODINGS]; /* smallest first */
    struct baton_share_choice
        now; /* the last decision for this slot; for a new slot, what it begins with */
};

/* The decision for a slot. */
struct baton_share {
    struct baton_share_choice choice;
    enum baton_share_limit limit;
};

/* The decisions for all slots of a downlink. */
struct baton_share_plan {
    struct baton_share shares[BATON_SHARE_SLOTS]; /* in the order of the slots */
    struct baton_expectation expected;
};

/* The state of a downlink between two decisions. All members are zero at first. */
struct baton_share_out {
    baton_time
        changed; /* when a slot was last raised, or was lowered because of the line; 0: never */
};

/*
 * Decides for `count` slots, sorted by importance: sound first, then screen, pinned, speaking, rest. `ceiling` is the
 * most that the participant or the room allows, in bit/s; 0: none. Does not keep `slots`.
 */
void baton_share_out_divide(struct baton_share_out *share_out, const struct baton_share_slot *slots,
    size_t count, const struct baton_budget *budget, int64_t ceiling, baton_time now,
    struct baton_share_plan *plan);

#endif
