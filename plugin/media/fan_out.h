/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The slots to which an encoding is sent, the slots that wait for a packet of it at which they can open, and the
 * sending of one packet. A slot that waits may go on to send another encoding. The stream's lock guards it.
 */
#ifndef BATON_MEDIA_FAN_OUT_H
#define BATON_MEDIA_FAN_OUT_H

#include <pthread.h>
#include <stdbool.h>
#include <stddef.h>

#include "media/packet.h"
#include "media/slot.h"
#include "rtp/payload.h"
#include "rtp/rewrite.h"
#include "rtp/temporal.h"

struct baton_fan_out {
    struct baton_slot **slots; /* the slots that send the encoding */
    size_t count, capacity;
    struct baton_slot *waiting; /* the slots that wait, linked by next_waiting */
    bool limits_change;         /* a slot may have another limit of temporal layers than it has chosen */
};

/*
 * Makes space for `count` slots. Control thread, with `lock` not held: the function takes the lock
 * only to exchange the array, not to allocate it. False if memory ran out.
 */
bool baton_fan_out_reserve(struct baton_fan_out *fan_out, size_t count, pthread_mutex_t *lock);

/* With the lock held. Add needs the space that baton_fan_out_reserve makes. */
void baton_fan_out_add(struct baton_fan_out *fan_out, struct baton_slot *slot);
void baton_fan_out_remove(struct baton_fan_out *fan_out, const struct baton_slot *slot);
/* Lets the slot wait. It does not wait yet in any fan-out. */
void baton_fan_out_wait(struct baton_fan_out *fan_out, struct baton_slot *slot);
/* Ends the wait of a slot, in whichever fan-out it waits. */
void baton_fan_out_end_wait(struct baton_slot *slot);
/* How many slots send the encoding or wait for it. */
size_t baton_fan_out_watchers(const struct baton_fan_out *fan_out);

/*
 * Packet path, with the lock held. Gives the slots the temporal layers that they have chosen, as far as the picture
 * that begins with this packet allows it: fewer layers at any picture, all layers at a keyframe and at a picture that
 * opens the higher layers, and one layer more at a picture of that layer from which on nothing needs an earlier picture
 * of the layer.
 */
void baton_fan_out_limit(struct baton_fan_out *fan_out, const struct baton_sent *sent,
    const struct baton_payload *payload, const struct baton_left_out *left_out);

/*
 * Packet path, with the lock held. Sends a packet to the slots from index `from` on. Changes the packet in place for
 * each receiver in turn. `payload` describes the payload at `payload_data`, with the picture numbers of the encoding.
 */
void baton_fan_out_send(const struct baton_fan_out *fan_out, size_t from,
    const struct baton_media_host *host, const struct baton_packet *packet,
    const struct baton_sent *sent, uint8_t *payload_data, const struct baton_payload *payload,
    const struct baton_temporal *temporal);

#endif
