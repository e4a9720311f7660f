/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Copies of the packets of a keyframe that came a moment before the new device's audio, and of the
 * video packets after it. Without the buffer, Baton would have to ask the device for another
 * keyframe, which would come at least one frame later.
 *
 * A buffered packet is sent late, by the time for which it waited. This time is limited to one audio
 * packet of the usual 20 ms (RFC 7587 section 4.2) and a little jitter. The size of the buffer is
 * limited too. The lock of the stream that uses the buffer guards it. Nothing is allocated.
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
    baton_time since; /* arrival of the first packet */
    struct baton_buffered packets[BATON_KEYFRAME_BUFFER_PACKETS];
};

void baton_keyframe_buffer_clear(struct baton_keyframe_buffer *buffer);

/*
 * Empties the buffer and puts in this packet, the first of a keyframe. If the packet is too long,
 * returns false and leaves the buffer empty.
 */
bool baton_keyframe_buffer_begin(struct baton_keyframe_buffer *buffer,
    const struct baton_media_host *host, const struct baton_arrival *arrival);

/*
 * Adds a packet after the buffered ones. If the keyframe has waited for too long or the packet does
 * not fit, empties the buffer and returns false.
 */
bool baton_keyframe_buffer_add(struct baton_keyframe_buffer *buffer,
    const struct baton_media_host *host, const struct baton_arrival *arrival);

/*
 * Whether the buffer must begin at this packet: a receiver can begin here, and the buffer is empty, or it has an older
 * keyframe of the same encoding. A picture of H.264 can have several packets at which a receiver could begin: the
 * parameter sets, then the IDR slice. The buffer begins at the first of them.
 */
bool baton_keyframe_buffer_is_begun_by(
    const struct baton_keyframe_buffer *buffer, const struct baton_arrival *arrival);

/* Whether the buffer has a keyframe that has not waited for too long. */
bool baton_keyframe_buffer_is_fresh(const struct baton_keyframe_buffer *buffer, baton_time now);

#endif
