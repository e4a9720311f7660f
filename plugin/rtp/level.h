/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The loudness of a stream: the audio levels of its packets (RFC 6464), smoothed. */
#ifndef BATON_RTP_LEVEL_H
#define BATON_RTP_LEVEL_H

#include <stdint.h>

enum { BATON_LEVEL_SILENT = 127 };

struct baton_level {
    int32_t value; /* the smoothed level, in 1/256 dB below full scale */
};

void baton_level_init(struct baton_level *level);

/* Takes the level of one packet, 0 (loudest) to 127 (silence). Ignores any other value. */
void baton_level_add(struct baton_level *level, int8_t heard);

/*
 * Returns the level, 0 (loudest) to 127 (silent or unknown). It rises within 4 packets when somebody
 * begins to speak, and falls within 40 packets of silence.
 */
int baton_level_get(const struct baton_level *level);

#endif
