/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * studio owns what the tests of the media room share: packets whose payload tells where they came
 * from, and a host that keeps a record of all that is sent on.
 */
#ifndef TESTS_MEDIA_STUDIO_H
#define TESTS_MEDIA_STUDIO_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/media.h"

enum { STUDIO_AUDIO_PT = 111, STUDIO_VIDEO_PT = 96, STUDIO_OUT_PT = 100 };

/* A packet as a device sends it. */
struct studio_packet {
    uint8_t device; /* says so in its payload */
    bool video;     /* VP8 with a 15-bit PictureID and TL0PICIDX; else Opus */
    bool start;     /* of a frame */
    bool key;       /* of a keyframe */
    bool empty;     /* nothing but padding */
    uint32_t ssrc;
    uint16_t seq;
    uint32_t timestamp;
    uint16_t picture;
    uint32_t number; /* counts a device's packets, to be found again at the other end */
    int8_t level;
};

/* What came out at the other end. */
struct studio_record {
    void *handle;
    int mindex;
    uint16_t seq;
    uint32_t timestamp;
    uint8_t pt;
    bool empty;
    baton_time arrival;
    uint8_t device;
    bool key_start;
    uint16_t picture;
    uint8_t tl0;
    uint32_t number;
};

struct studio_pli {
    void *handle;
    int mindex;
};

/* One at a time: the host's functions have no context of their own. */
struct studio {
    struct baton_media *media;
    struct studio_record *records;
    size_t count, size;
    struct studio_pli plis[4096];
    size_t pli_count;
    int wakes;
    int torn; /* packets that were sent with the form of another */
};

extern struct studio studio;

/* Interval between PLIs: half a second. */
void studio_open(void);
void studio_close(void);
/* Forgets what was sent so far. */
void studio_clear(void);

/* Writes the packet into `data` (64 bytes are enough) and returns its length. */
uint16_t studio_write(const struct studio_packet *packet, uint8_t *data);
/* Lets it come in on an uplink. */
void studio_arrive(
    struct baton_port *uplink, int mindex, const struct studio_packet *packet, baton_time arrival);
/* Sends a PLI from a downlink. */
void studio_ask(struct baton_port *downlink, int mindex, baton_time now);

/* A number from 0 to bound - 1, the same on every machine (xorshift). */
uint32_t studio_random(uint64_t *state, uint32_t bound);

#endif
