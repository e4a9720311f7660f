/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * keyframe_buffer owns copies of the packets of a keyframe that came a moment before the new
 * device's audio, and of the video packets behind it. Without the buffer the device would have to
 * be asked for another keyframe, which would come a frame later at the least.
 *
 * A buffered packet leaves later by the time it waited. That time is limited to one packet of audio
 * of the usual 20 ms (RFC 7587 section 4.2) and a little jitter, and the size of the buffer is
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
    BATON_KEYFRAME_BUFFER_PACKETS = 96, /* some 110 kB: a keyframe of 1280 x 720 */
    BATON_KEYFRAME_BUFFER_BYTES = 1500, /* of one packet */
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
 * Empties the buffer and puts in this packet, the first of a keyframe. False: the packet is too
 * long, and the buffer is empty.
 */
bool baton_keyframe_buffer_begin(struct baton_keyframe_buffer *buffer,
    const struct baton_media_host *host, const struct baton_arrival *arrival);

/*
 * Adds a packet behind the buffered keyframe. False: the keyframe has waited for too long, or the
 * packet does not fit. The buffer is empty then.
 */
bool baton_keyframe_buffer_add(struct baton_keyframe_buffer *buffer,
    const struct baton_media_host *host, const struct baton_arrival *arrival);

/* Whether there is a keyframe that has not waited for too long. */
bool baton_keyframe_buffer_is_fresh(const struct baton_keyframe_buffer *buffer, baton_time now);

#endif
