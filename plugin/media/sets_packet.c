/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/sets_packet.h"

#include <string.h>

#include "rtp/rtp.h"

void baton_sets_packet_make(struct baton_buffered *made, const struct baton_media_host *host,
    const struct baton_arrival *arrival)
{
    const struct baton_packet *packet = arrival->packet;
    const size_t header = arrival->payload_at;

    memcpy(made->data, packet->data, header);
    baton_rtp_clear_flags(made->data);
    made->packet = *packet;
    made->packet.data = made->data;
    made->packet.form = made->form;
    made->packet.length =
        (uint16_t)(header + baton_parameter_sets_write(arrival->sets, made->data + header));
    host->copy_form(packet, made->form, made->data, made->packet.length);
    made->arrival = *arrival;
    made->arrival.packet = &made->packet;
    made->arrival.sets = NULL;
    made->arrival.taken.point.seq--;
    made->arrival.payload = (struct baton_payload){.keyframe = true};
}
