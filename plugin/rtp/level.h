/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The loudness of a stream: the audio levels of its packets (RFC 6464), smoothed.
 *
 * Not every sender gives levels. An unknown level is not silence, so Baton then guesses it from the sizes of the Opus
 * packets. An encoder that uses DTX sends packets of at most BATON_LEVEL_DTX bytes, or none at all, during silence
 * (RFC 7587 §3.1.3); its other packets are speech. Any other encoder with a variable bitrate sends larger packets for
 * speech than for silence, so its packets are compared with its own quiet packets. If all packets have one size,
 * nothing is known: BATON_LEVEL_UNKNOWN.
 */
#ifndef BATON_RTP_LEVEL_H
#define BATON_RTP_LEVEL_H

#include <stdbool.h>
#include <stdint.h>

#include "base/clock.h"

enum {
    BATON_LEVEL_SILENT = 127,
    BATON_LEVEL_SPEECH = 35,  /* the guess for speech: speech is around 20 to 40 */
    BATON_LEVEL_QUIET = 70,   /* the guess for a quiet room */
    BATON_LEVEL_UNKNOWN = 50, /* between the two: it ranks after everybody who speaks, before all who are silent */
    BATON_LEVEL_DTX = 3,      /* bytes */
};

struct baton_level {
    int32_t value;    /* the smoothed level, in 1/256 dB below full scale */
    int32_t floor;    /* size of the sender's quiet packets, in 1/256 bytes; 0: not known yet */
    baton_time last;  /* arrival of the last packet with a level, or with a guessed one */
    uint16_t varied;  /* for so many packets more, the sender's packets count as of variable size */
    uint16_t pauses;  /* for so many packets more, the sender counts as one that uses DTX */
    uint16_t lacking; /* packets without a level since the last one with a level, at most BATON_LEVEL_LACKING */
};

/* A sender gives no levels if so many packets have none. */
enum { BATON_LEVEL_LACKING = 25 };

void baton_level_init(struct baton_level *level);

/*
 * Takes one packet: its level, 0 (loudest) to 127 (silence), or -1 if it has none, and the bytes of its payload. A
 * quieter packet counts for the whole pause before it: with DTX, Opus sends one packet in 400 ms while somebody is
 * silent (RFC 7587 §3.1.3).
 */
void baton_level_add(struct baton_level *level, int8_t heard, uint16_t bytes, baton_time arrival);

/*
 * Returns the level, 0 (loudest) to 127 (silent, or no packet yet). It rises within 4 packets when somebody
 * begins to speak, and falls within 40 packets of silence, or within 4 packets of DTX.
 */
int baton_level_get(const struct baton_level *level);

/* Whether the level is a guess. */
bool baton_level_is_guessed(const struct baton_level *level);

#endif
