/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The outgoing numbers of a stream. Packets of one feed after another become one continuous stream.
 *
 * A rewrite is opened at a packet, which gets the number above the highest number sent. After that
 * the packets keep the order of their feed: a missing packet leaves a gap, and a late packet gets
 * the number that was left for it. Packets older than the opening are dropped. No number is ever
 * sent twice, because SRTP would drop the second packet silently (RFC 3711 §3.3.2). Pure; the lock
 * of the stream guards it.
 *
 * If the first picture of a device had to wait for longer than BATON_REWRITE_WAIT, the pictures after it get timestamps
 * that are half as far apart, until they fit their time again.
 *
 * Packets with nothing but padding can be left out. Then they have no outgoing number, and the packets after them
 * follow without a gap.
 */
#ifndef BATON_RTP_REWRITE_H
#define BATON_RTP_REWRITE_H

#include <stdbool.h>
#include <stdint.h>

#include "rtp/intake.h"
#include "rtp/payload.h"
#include "rtp/sequence.h"

/* If a timestamp is further than this ahead of real time, the sender's clock has changed. */
#define BATON_REWRITE_JUMP BATON_SECONDS(5)
/* If a codec reorders frames, timestamps may go back by so much: H.264 allows up to 16 frames (H.264 §A.3.1), and
 * encoders use a few. Further back, the sender's clock has changed. */
#define BATON_REWRITE_BACK BATON_SECONDS(1)

/* People notice a difference between lips and voice from 40 ms on. */
#define BATON_REWRITE_WAIT BATON_MS(30)

struct baton_rewrite {
    struct baton_sequence out;
    struct baton_shift shift;
    int64_t begin;    /* the feed's timestamp at which it opened, or joined another clock */
    int64_t excess;   /* by how many ticks the outgoing timestamp was too late there */
    int64_t first;    /* outgoing number of the packet at which the rewrite opened */
    uint64_t sent[2]; /* bit n: number out.last.seq - n has been sent */
    int64_t left_at;  /* the last packet that was left out, or the packet at which the rewrite opened */
    uint64_t left[2]; /* bit n: the feed's packet left_at - n was left out */
    uint32_t run;     /* the feed's run at the opening */
    bool open;
};

enum baton_rewrite_verdict {
    BATON_REWRITE_PASS, /* send the packet with the numbers in `sent` */
    BATON_REWRITE_DROP, /* drop the packet: it is a duplicate, or older than the opening */
    BATON_REWRITE_SHUT, /* not open, or the feed has begun a new run: open the rewrite first */
};

/* The numbers with which a packet is sent. */
struct baton_sent {
    struct baton_point point;
    bool newest; /* the packet has the highest number so far */
};

void baton_rewrite_init(struct baton_rewrite *rewrite, enum baton_codec codec, uint16_t seed_seq,
    uint32_t seed_ts, baton_time epoch);

/* Opens at this packet, which then passes. Returns false if baton_sequence_join does. */
bool baton_rewrite_open(struct baton_rewrite *rewrite, const struct baton_taken *taken,
    const struct baton_payload *payload);

/* After this, no packet passes until baton_rewrite_open is called again. */
void baton_rewrite_close(struct baton_rewrite *rewrite);

/* Leaves out this packet, which has no payload. Returns false if it is late: then its outgoing number is not used by
 * another packet, and the packet must pass, so that receivers do not miss it. Also returns false if the rewrite is not
 * open for its run. */
bool baton_rewrite_leave_out(struct baton_rewrite *rewrite, const struct baton_taken *taken);

/*
 * Sets `*sent` only if it returns BATON_REWRITE_PASS. The caller adds rewrite->shift.picture to the
 * picture numbers of this packet.
 */
enum baton_rewrite_verdict baton_rewrite_pass(struct baton_rewrite *rewrite,
    const struct baton_taken *taken, const struct baton_payload *payload, struct baton_sent *sent);

#endif
