/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Copies of the packets of a keyframe that waits for its own last packet or for the new device's audio, and of the
 * video packets after it, of all encodings that somebody watches. A browser sends the packets of a keyframe over 30 to
 * 200 ms, because it does not know its line yet. Without the buffer, receivers would wait for the last packet of this
 * picture while the old device could still go on. If the keyframe comes before the audio, Baton would have to ask for
 * another one.
 *
 * A buffered packet is sent late, by the time for which it waited. The wait for the rest of the keyframe is limited by
 * BATON_KEYFRAME_BUFFER_HOLD. After that, the wait for the audio is limited to one audio packet of the usual 20 ms
 * (RFC 7587 section 4.2) and a little jitter. The size of the buffer is limited too. The lock of the stream that uses
 * the buffer guards it. Nothing is allocated.
 */
#ifndef BATON_MEDIA_KEYFRAME_BUFFER_H
#define BATON_MEDIA_KEYFRAME_BUFFER_H

#include <stdalign.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "media/arrival.h"
#include "media/packet.h"

#define BATON_KEYFRAME_BUFFER_TIME BATON_MS(25)
#define BATON_KEYFRAME_BUFFER_HOLD BATON_MS(250)

enum {
    BATON_KEYFRAME_BUFFER_PACKETS = 96, /* about 110 kB: enough for a keyframe of 1280 x 720 */
    BATON_KEYFRAME_BUFFER_BYTES = 1500, /* the longest packet that fits */
};

struct baton_buffered {
    struct baton_arrival arrival; /* points to `packet` */
    struct baton_packet packet;   /* points to `form` and `data` */
    alignas(max_align_t) uint8_t form[BATON_PACKET_FORM_BYTES];
    uint8_t data[BATON_KEYFRAME_BUFFER_BYTES];
};

struct baton_keyframe_buffer {
    size_t count;
    baton_time since;   /* arrival of the first packet; if the keyframe is whole, of the packet that made it so */
    int64_t first;      /* number of the keyframe's first packet */
    int64_t end;        /* number of its last packet, if has_end */
    int64_t parts;      /* packets of the keyframe that have come */
    int64_t timestamp;  /* of the keyframe */
    uint32_t run;       /* of the keyframe */
    uint8_t encoding;   /* of the keyframe */
    bool has_end;
    bool whole;
    struct baton_buffered packets[BATON_KEYFRAME_BUFFER_PACKETS];
};

void baton_keyframe_buffer_clear(struct baton_keyframe_buffer *buffer);

/* Empties the buffer, for the keyframe that starts with this packet. Call baton_keyframe_buffer_follow next. */
void baton_keyframe_buffer_begin(
    struct baton_keyframe_buffer *buffer, const struct baton_arrival *arrival);

/* Notes a packet of any encoding. Returns true if all packets of the keyframe have come now. */
bool baton_keyframe_buffer_follow(
    struct baton_keyframe_buffer *buffer, const struct baton_arrival *arrival);

/* Adds a packet after the buffered ones. Returns false, and changes nothing, if it does not fit. */
bool baton_keyframe_buffer_add(struct baton_keyframe_buffer *buffer,
    const struct baton_media_host *host, const struct baton_arrival *arrival);

/*
 * Whether the buffer has begun with the picture of this packet, in its encoding. A picture of H.264 can have several
 * packets at which a receiver could begin: the parameter sets, then the IDR slice.
 */
bool baton_keyframe_buffer_has_picture(
    const struct baton_keyframe_buffer *buffer, const struct baton_arrival *arrival);

/* Whether the buffer has a keyframe that has not waited for too long. */
bool baton_keyframe_buffer_is_fresh(const struct baton_keyframe_buffer *buffer, baton_time now);

#endif
