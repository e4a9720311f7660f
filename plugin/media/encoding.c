/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/encoding.h"

#include <string.h>

void baton_encoding_init(struct baton_encoding *encoding, enum baton_codec codec, uint16_t seed_seq,
    uint32_t seed_ts, baton_time now)
{
    baton_rewrite_init(&encoding->rewrite, codec, seed_seq, seed_ts, now);
    baton_temporal_init(&encoding->temporal);
    encoding->temporal.keeps_ids = baton_codec_keeps_ids(codec);
    encoding->fan_out.limits_change = false;
    encoding->closed = BATON_NEVER;
    memset(encoding->packets, 0, sizeof(encoding->packets));
    memset(encoding->bytes, 0, sizeof(encoding->bytes));
    encoding->width = encoding->height = 0;
    encoding->last_packet = BATON_NEVER;
    encoding->heard = now;
}

void baton_encoding_count(struct baton_encoding *encoding, const struct baton_arrival *arrival)
{
    const struct baton_payload *payload = &arrival->payload;
    uint8_t layer = payload->temporal < BATON_TEMPORAL_ALL ? payload->temporal : BATON_TEMPORAL_ALL;

    encoding->packets[layer]++;
    encoding->bytes[layer] += arrival->packet->length;
    encoding->last_packet = arrival->packet->arrival;
    if (payload->height) {
        encoding->width = payload->width;
        encoding->height = payload->height;
    }
}

void baton_encoding_note(struct baton_encoding *encoding, const struct baton_sent *sent,
    const struct baton_payload *payload)
{
    struct baton_temporal *temporal = &encoding->temporal;
    bool begins;

    if (!sent->newest || !baton_temporal_concerns(temporal, payload->temporal))
        return;
    begins = baton_temporal_begins(temporal, sent->point.timestamp);
    baton_temporal_note(temporal, sent->point.seq, sent->point.timestamp, payload->temporal);
    if (begins && encoding->fan_out.limits_change)
        baton_fan_out_limit(
            &encoding->fan_out, sent, payload, baton_temporal_before(temporal, sent->point.seq));
}

void baton_encoding_leave(struct baton_encoding *encoding, struct baton_slot *slot)
{
    baton_fan_out_remove(&encoding->fan_out, slot);
    baton_slot_close(slot, &encoding->rewrite.out, encoding->temporal.total);
}
