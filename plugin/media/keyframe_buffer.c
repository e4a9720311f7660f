/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/keyframe_buffer.h"

#include <string.h>

void baton_keyframe_buffer_clear(struct baton_keyframe_buffer *buffer)
{
    buffer->count = 0;
}

bool baton_keyframe_buffer_is_fresh(const struct baton_keyframe_buffer *buffer, baton_time now)
{
    return buffer->count > 0 && now - buffer->since <= BATON_KEYFRAME_BUFFER_TIME;
}

bool baton_keyframe_buffer_is_begun_by(
    const struct baton_keyframe_buffer *buffer, const struct baton_arrival *arrival)
{
    const struct baton_arrival *first = &buffer->packets[0].arrival;

    if (!baton_arrival_can_open(arrival, true))
        return false;
    return buffer->count == 0 ||
           (first->encoding == arrival->encoding &&
               (first->taken.run != arrival->taken.run ||
                   first->taken.point.timestamp != arrival->taken.point.timestamp));
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

bool baton_keyframe_buffer_begin(struct baton_keyframe_buffer *buffer,
    const struct baton_media_host *host, const struct baton_arrival *arrival)
{
    buffer->count = 0;
    buffer->since = arrival->packet->arrival;
    if (arrival->packet->length > BATON_KEYFRAME_BUFFER_BYTES)
        return false;
    copy(&buffer->packets[buffer->count++], host, arrival);
    return true;
}

bool baton_keyframe_buffer_add(struct baton_keyframe_buffer *buffer,
    const struct baton_media_host *host, const struct baton_arrival *arrival)
{
    if (!baton_keyframe_buffer_is_fresh(buffer, arrival->packet->arrival) ||
        buffer->count == BATON_KEYFRAME_BUFFER_PACKETS ||
        arrival->packet->length > BATON_KEYFRAME_BUFFER_BYTES) {
        buffer->count = 0;
        return false;
    }
    copy(&buffer->packets[buffer->count++], host, arrival);
    return true;
}
