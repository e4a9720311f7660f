/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * fan_out owns the slots that a stream is sent to, and sends one packet to all of them. The lock of
 * the stream guards it.
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
 * Control thread, with `lock` not held: makes place for one more slot. It takes the lock only to
 * exchange the array, not to allocate it. False when out of memory.
 */
bool baton_fan_out_reserve(struct baton_fan_out *fan_out, pthread_mutex_t *lock);

/* With the lock held; there must be a place. */
void baton_fan_out_add(struct baton_fan_out *fan_out, struct baton_slot *slot);
void baton_fan_out_remove(struct baton_fan_out *fan_out, const struct baton_slot *slot);

/*
 * Packet path, with the lock held. Changes the packet in place for each receiver in turn; `payload`
 * describes its payload, at `payload_data`, as the stream numbers it. True: at least one slot waits
 * for a packet to open at.
 */
bool baton_fan_out_send(const struct baton_fan_out *fan_out, const struct baton_media_host *host,
    const struct baton_packet *packet, const struct baton_sent *sent, uint8_t *payload_data,
    const struct baton_payload *payload);

#endif
