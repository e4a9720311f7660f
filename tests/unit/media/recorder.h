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

enum { AUDIO_PT = 111, VIDEO_PT = 96, OUT_PT = 100, RID_EXTENSION = 10 };

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
    /* The dependency descriptor that comes with the packet; 0 bytes: none. */
    uint8_t descriptor[32];
    uint8_t descriptor_length;
    char rid;        /* the name of the encoding, in a header extension; 0: the packet has none */
    bool layered;    /* the payload names its temporal layer */
    uint8_t temporal, tl0;
    bool sync; /* nothing but the lowest layer is needed */
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
    uint8_t descriptor_length;
    uint16_t frame; /* frame number in the dependency descriptor */
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

struct recorded_fir {
    void *handle;
    int mindex;
    uint8_t encoding, first;
    uint32_t ssrc;
};

/* There is only one recorder, because the host's functions have no context argument. */
struct recorder {
    struct baton_media *media;
    struct recorded_packet *records;
    size_t count, size;
    struct recorded_pli plis[4096];
    size_t pli_count;
    struct recorded_fir firs[4096];
    size_t fir_count;
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
 * of `packet`, and so is the dependency descriptor. */
void bytes_arrive(struct baton_port *uplink, int mindex, const struct sent_packet *packet,
    uint16_t seq, const uint8_t *payload, size_t length, baton_time arrival);
/* Binds an m-line of a plain source. */
uint64_t plain_bind(
    struct baton_port *uplink, int mindex, struct baton_stream *stream, uint8_t pt, bool primary);

/* Lets a PLI come in on a downlink. */
void pli_arrive(struct baton_port *downlink, int mindex, baton_time now);

/* Settles a gate on every stream, and gives the gate back to its pool. */
void release_gate(struct baton_gate *gate);

/* Returns a pseudo-random number from 0 to bound - 1 (xorshift). The same state always gives the same number. */
uint32_t random_below(uint64_t *state, uint32_t bound);

#endif
