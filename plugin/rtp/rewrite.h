/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * rewrite owns the outgoing numbers of a stream. Packets of one feed after another become one
 * continuous stream.
 *
 * It is opened at a packet, which gets the number above the highest one sent. From there on the
 * feed's own order holds: missing packets stay missing, and a late packet gets its own place.
 * Packets older than the opening are dropped. No number is ever sent twice, because SRTP would drop
 * the second packet silently (RFC 3711 §3.3.2). Pure; the lock of the stream guards it.
 */
#ifndef BATON_RTP_REWRITE_H
#define BATON_RTP_REWRITE_H

#include <stdbool.h>
#include <stdint.h>

#include "rtp/intake.h"
#include "rtp/payload.h"
#include "rtp/sequence.h"

/* A timestamp that runs further than this ahead of real time means that its clock has changed. */
#define BATON_REWRITE_JUMP BATON_SECONDS(5)

struct baton_rewrite {
    struct baton_sequence out;
    struct baton_shift shift;
    int64_t first;    /* outgoing number of the opening */
    uint64_t sent[2]; /* bit n: number out.last.seq - n has been sent */
    uint32_t run;     /* of the feed, opened at */
    bool open;
};

enum baton_rewrite_verdict {
    BATON_REWRITE_PASS, /* send it with `sent` */
    BATON_REWRITE_DROP, /* a duplicate, or older than the opening */
    BATON_REWRITE_SHUT, /* not open, or the feed has begun a new run: it must be opened first */
};

/* The numbers with which a packet leaves. */
struct baton_sent {
    struct baton_point point;
    bool newest; /* it has the highest number so far */
};

void baton_rewrite_init(struct baton_rewrite *rewrite, enum baton_codec codec, uint16_t seed_seq,
    uint32_t seed_ts, baton_time epoch);

/* Opens at this packet, which then passes. False: too early, see baton_sequence_join. */
bool baton_rewrite_open(struct baton_rewrite *rewrite, const struct baton_taken *taken,
    const struct baton_payload *payload);

/* Nothing passes until it is opened again. */
void baton_rewrite_close(struct baton_rewrite *rewrite);

/* Sets `*sent` only with BATON_REWRITE_PASS. The picture of such a packet goes by rewrite->shift.
 */
enum baton_rewrite_verdict baton_rewrite_pass(struct baton_rewrite *rewrite,
    const struct baton_taken *taken, const struct baton_payload *payload, struct baton_sent *sent);

#endif
