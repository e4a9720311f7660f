/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The list of slots to which a stream is sent, and the sending of one packet to all of them. The
 * stream's lock guards it.
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

struct baton_fan_out {
    struct baton_slot **slots;
    size_t count, capacity;
};

/*
 * Makes space for one more slot. Control thread, with `lock` not held: the function takes the lock
 * only to exchange the array, not to allocate it. False if memory ran out.
 */
bool baton_fan_out_reserve(struct baton_fan_out *fan_out, pthread_mutex_t *lock);

/* With the lock held. Add needs the space that baton_fan_out_reserve makes. */
void baton_fan_out_add(struct baton_fan_out *fan_out, struct baton_slot *slot);
void baton_fan_out_remove(struct baton_fan_out *fan_out, const struct baton_slot *slot);

/*
 * Packet path, with the lock held. Changes the packet in place for each receiver in turn. `payload`
 * describes the payload at `payload_data`, with the picture numbers of the stream. Returns true if
 * at least one slot still waits for a packet at which it can open.
 */
bool baton_fan_out_send(const struct baton_fan_out *fan_out, const struct baton_media_host *host,
    const struct baton_packet *packet, const struct baton_sent *sent, uint8_t *payload_data,
    const struct baton_payload *payload);

/* Whether a slot waits for a packet at which it can open. */
bool baton_fan_out_waits(const struct baton_fan_out *fan_out);

/*
 * Sends a packet with parameter sets to the slots that wait. `sent` has the numbers of the keyframe after it. These
 * slots open at this packet; the others do not get it.
 */
void baton_fan_out_open(const struct baton_fan_out *fan_out, const struct baton_media_host *host,
    const struct baton_packet *packet, const struct baton_sent *sent);

#endif
