/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The tests of plugin/media share this file: packets whose payload says which device sent them, and a host that records
 * every packet that Baton sends.
 */
#ifndef TESTS_MEDIA_RECORDER_H
#define TESTS_MEDIA_RECORDER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "media/gate.h"
#include "media/media.h"
#include "media/port.h"
#include "media/relay.h"
#include "media/stream.h"

enum { AUDIO_PT = 111, VIDEO_PT = 96, OUT_PT = 100 };

/* A packet that a device sends. */
struct sent_packet {
    uint8_t device; /* the number of the device; it is in the payload */
    bool video;     /* VP8 with a 15-bit PictureID and TL0PICIDX; else Opus */
    bool start;     /* the first packet of a frame */
    bool key;       /* a packet of a keyframe */
    bool more;      /* not the last packet of a frame: without the marker */
    bool empty;     /* only padding */
    uint32_t ssrc;
    uint16_t seq;
    uint32_t timestamp;
    uint16_t picture;
    uint32_t number; /* counts the packets of a device, so that a test can find a record */
    int8_t level;
};

/* A packet that Baton gave to the host, to send it on an m-line. */
struct recorded_packet {
    void *handle;
    int mindex;
    uint16_t seq;
    uint32_t timestamp;
    uint8_t pt;
    bool empty;
    bool marker;
    uint8_t first_byte;  /* of the payload */
    uint8_t payload[32]; /* its first bytes */
    baton_time arrival;
    uint8_t device;
    bool key_start;
    uint16_t picture;
    uint8_t tl0;
    uint32_t number;
};

struct recorded_pli {
    void *handle;
    int mindex;
};

/* There is only one recorder, because the host's functions have no context argument. */
struct recorder {
    struct baton_media *media;
    struct recorded_packet *records;
    size_t count, size;
    struct recorded_pli plis[4096];
    size_t pli_count;
    int wakes;
    int torn; /* packets that were sent with the form of another packet */
};

extern struct recorder recorder;

/* Starts to record. The pacer allows one PLI in half a second. */
void recorder_open(void);
void recorder_close(void);
/* Forgets everything that was recorded so far. */
void recorder_clear(void);

/* Writes the packet into `data` (64 bytes are enough) and returns its length. */
uint16_t packet_write(const struct sent_packet *packet, uint8_t *data);
/* Lets a packet come in on an uplink. */
void packet_arrive(
    struct baton_port *uplink, int mindex, const struct sent_packet *packet, baton_time arrival);
/* Lets a packet with this number and these bytes as payload come in, with the marker set. SSRC and timestamp are those
 * of `packet`. */
void bytes_arrive(struct baton_port *uplink, int mindex, const struct sent_packet *packet,
    uint16_t seq, const uint8_t *payload, size_t length, baton_time arrival);
/* Lets a PLI come in on a downlink. */
void pli_arrive(struct baton_port *downlink, int mindex, baton_time now);

/* Settles a gate on every stream, and gives the gate back to its pool. */
void release_gate(struct baton_gate *gate);

/* Returns a pseudo-random number from 0 to bound - 1 (xorshift). The same state always gives the same number. */
uint32_t random_below(uint64_t *state, uint32_t bound);

#endif
