/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/keyframe_buffer.h"

#include <string.h>

#include "rtp/rtp.h"

void baton_keyframe_buffer_clear(struct baton_keyframe_buffer *buffer)
{
    buffer->count = 0;
}

bool baton_keyframe_buffer_is_fresh(const struct baton_keyframe_buffer *buffer, baton_time now)
{
    baton_time most = buffer->whole ? BATON_KEYFRAME_BUFFER_TIME : BATON_KEYFRAME_BUFFER_HOLD;

    return buffer->count > 0 && now - buffer->since <= most;
}

bool baton_keyframe_buffer_has_picture(
    const struct baton_keyframe_buffer *buffer, const struct baton_arrival *arrival)
{
    return buffer->count > 0 && buffer->encoding == arrival->encoding &&
           buffer->run == arrival->taken.run && buffer->timestamp == arrival->taken.point.timestamp;
}

void baton_keyframe_buffer_begin(
    struct baton_keyframe_buffer *buffer, const struct baton_arrival *arrival)
{
    buffer->count = 0;
    buffer->since = arrival->packet->arrival;
    buffer->first = arrival->taken.point.seq;
    buffer->timestamp = arrival->taken.point.timestamp;
    buffer->run = arrival->taken.run;
    buffer->encoding = arrival->encoding;
    buffer->parts = 0;
    buffer->has_end = buffer->whole = false;
}

/*
 * The marker is on the last packet of a picture (RFC 7741 section 4.1, RFC 6184 section 5.1, RFC 9628 section 4.1; RTP
 * Payload Format For AV1, section 4.2).
 */
static void follow_end(struct baton_keyframe_buffer *buffer, const struct baton_arrival *arrival)
{
    int64_t seq = arrival->taken.point.seq;
    bool next = arrival->taken.point.timestamp != buffer->timestamp;

    if (buffer->has_end)
        return;
    if (next ? seq == buffer->first + buffer->parts : baton_rtp_marker(arrival->packet->data)) {
        buffer->end = next ? seq - 1 : seq;
        buffer->has_end = true;
    }
}

bool baton_keyframe_buffer_follow(
    struct baton_keyframe_buffer *buffer, const struct baton_arrival *arrival)
{
    int64_t seq = arrival->taken.point.seq;

    if (arrival->encoding != buffer->encoding || arrival->taken.run != buffer->run || buffer->whole)
        return buffer->whole;
    if (arrival->taken.point.timestamp == buffer->timestamp && seq >= buffer->first &&
        !(buffer->has_end && seq > buffer->end))
        buffer->parts++;
    follow_end(buffer, arrival);
    buffer->whole = buffer->has_end && buffer->parts > buffer->end - buffer->first;
    if (buffer->whole)
        buffer->since = arrival->packet->arrival;
    return buffer->whole;
}

static void copy(struct baton_buffered *copied, const struct baton_media_host *host,
    const struct baton_arrival *arrival)
{
    memcpy(copied->data, arrival->packet->data, arrival->packet->length);
    host->copy_form(arrival->packet, copied->form, copied->data, arrival->packet->length);
    copied->packet = *arrival->packet;
    copied->packet.data = copied->data;
    copied->packet.form = copied->form;
    copied->arrival = *arrival;
    copied->arrival.packet = &copied->packet;
}

bool baton_keyframe_buffer_add(struct baton_keyframe_buffer *buffer,
    const struct baton_media_host *host, const struct baton_arrival *arrival)
{
    if (buffer->count == BATON_KEYFRAME_BUFFER_PACKETS ||
        arrival->packet->length > BATON_KEYFRAME_BUFFER_BYTES)
        return false;
    copy(&buffer->packets[buffer->count++], host, arrival);
    return true;
}
