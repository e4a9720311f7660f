/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loudness of a stream: the audio levels of its packets (RFC 6464), smoothed. */
#ifndef BATON_RTP_LEVEL_H
#define BATON_RTP_LEVEL_H

#include <stdint.h>

#include "base/clock.h"

enum { BATON_LEVEL_SILENT = 127 };

struct baton_level {
    int32_t value;   /* the smoothed level, in 1/256 dB below full scale */
    baton_time last; /* arrival of the last packet with a level */
};

void baton_level_init(struct baton_level *level);

/*
 * Takes the level of one packet, 0 (loudest) to 127 (silence). Ignores any other value. A packet that is quieter counts
 * for the whole pause before it: with DTX, Opus sends one packet in 400 ms while somebody is silent (RFC 7587 §3.1.3).
 */
void baton_level_add(struct baton_level *level, int8_t heard, baton_time arrival);

/*
 * Returns the level, 0 (loudest) to 127 (silent or unknown). It rises within 4 packets when somebody
 * begins to speak, and falls within 40 packets of silence.
 */
int baton_level_get(const struct baton_level *level);

#endif
