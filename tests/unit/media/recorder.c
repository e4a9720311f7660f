/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "recorder.h"

#include <stdlib.h>
#include <string.h>

#include "base/bytes.h"

struct recorder recorder;

static void read_payload(struct baton_bytes payload, bool video, struct recorded_packet *record)
{
    uint8_t first = 0, flags, frame = 1;

    if (video) {
        baton_bytes_take_u8(&payload, &first);
        baton_bytes_take_u8(&payload, &flags);
        baton_bytes_take_u16(&payload, &record->picture);
        baton_bytes_take_u8(&payload, &record->tl0);
        if (flags & 0x20)
            baton_bytes_skip(&payload, 1);
        baton_bytes_take_u8(&payload, &frame);
        record->picture &= 0x7fff;
        record->key_start = (first & 0x10) && !(frame & 1);
    }
    baton_bytes_take_u8(&payload, &record->device);
    baton_bytes_take_u32(&payload, &record->number);
}

/* The host's own form of a packet (media/packet.h). In these tests it has a pointer to the packet's bytes. */
struct form {
    const uint8_t *data;
    uint8_t descriptor[sizeof(((struct sent_packet *)0)->descriptor)];
};

static void copy_form(
    const struct baton_packet *packet, void *form, uint8_t *data, uint16_t length)
{
    (void)length;
    *(struct form *)form = *(const struct form *)packet->form;
    ((struct form *)form)->data = data;
}

static void relay_rtp(void *handle, int mindex, bool video, const struct baton_packet *packet)
{
    struct baton_bytes bytes = {.data = packet->data, .len = packet->length};
    struct recorded_packet record = {
        .handle = handle, .mindex = mindex, .arrival = packet->arrival};
    uint8_t first, ssrc[4];

    baton_bytes_take_u8(&bytes, &first);
    baton_bytes_take_u8(&bytes, &record.pt);
    record.marker = record.pt & 0x80;
    record.pt &= 0x7f;
    baton_bytes_take_u16(&bytes, &record.seq);
    baton_bytes_take_u32(&bytes, &record.timestamp);
    baton_bytes_skip(&bytes, sizeof(ssrc));
    if (first & 0x10)
        baton_bytes_skip(&bytes, 8);
    record.empty = first & 0x20;
    record.first_byte = bytes.len > 0 ? bytes.data[0] : 0;
    memcpy(record.payload, bytes.data,
        bytes.len < sizeof(record.payload) ? bytes.len : sizeof(record.payload));
    if (!record.empty)
        read_payload(bytes, video, &record);
    record.descriptor_length = packet->descriptor_length;
    if (record.descriptor_length > 0)
        record.frame = (uint16_t)(baton_packet_descriptor(packet)[1] << 8 |
                                  baton_packet_descriptor(packet)[2]);
    recorder.torn += ((const struct form *)packet->form)->data != packet->data;
    if (recorder.count == recorder.size) {
        recorder.size = recorder.size ? 2 * recorder.size : 1024;
        recorder.records = realloc(recorder.records, recorder.size * sizeof(*recorder.records));
    }
    recorder.records[recorder.count++] = record;
}

static void send_pli(void *handle, int mindex)
{
    if (recorder.pli_count < sizeof(recorder.plis) / sizeof(*recorder.plis))
        recorder.plis[recorder.pli_count++] = (struct recorded_pli){handle, mindex};
}

static void send_fir(void *handle, int mindex, uint8_t encoding, uint32_t ssrc, uint8_t first)
{
    if (recorder.fir_count < sizeof(recorder.firs) / sizeof(*recorder.firs))
        recorder.firs[recorder.fir_count++] =
            (struct recorded_fir){handle, mindex, encoding, first, ssrc};
}

static void wake(void)
{
    recorder.wakes++;
}

void recorder_open(void)
{
    static const struct baton_media_host host = {relay_rtp, send_pli, send_fir, copy_form, wake};
    static const struct baton_media_settings settings = {.pli_interval = BATON_MS(500)};

    memset(&recorder, 0, sizeof(recorder));
    recorder.media = baton_media_new(&host, &settings);
}

void recorder_close(void)
{
    baton_media_free(recorder.media);
    free(recorder.records);
    memset(&recorder, 0, sizeof(recorder));
}

void recorder_clear(void)
{
    recorder.count = recorder.pli_count = recorder.fir_count = 0;
    recorder.wakes = 0;
}

uint16_t packet_write(const struct sent_packet *packet, uint8_t *data)
{
    struct baton_sink sink = {.data = data, .size = 64};

    baton_sink_put_u8(&sink, (packet->empty ? 0xa0 : 0x80) | (packet->rid ? 0x10 : 0));
    baton_sink_put_u8(&sink, packet->video ? (packet->more ? 0 : 0x80) | VIDEO_PT : AUDIO_PT);
    baton_sink_put_u16(&sink, packet->seq);
    baton_sink_put_u32(&sink, packet->timestamp);
    baton_sink_put_u32(&sink, packet->ssrc);
    if (packet->rid) {
        baton_sink_put_u32(&sink, 0xbede0001);
        baton_sink_put_u16(&sink, (uint16_t)(RID_EXTENSION << 12 | packet->rid));
        baton_sink_put_u16(&sink, 0);
    }
    if (packet->empty) {
        baton_sink_put_u32(&sink, 4);
        return (uint16_t)sink.len;
    }
    if (packet->video) {
        baton_sink_put_u8(&sink, packet->start ? 0x90 : 0x80);
        baton_sink_put_u8(&sink, packet->layered ? 0xe0 : 0xc0);
        baton_sink_put_u16(&sink, 0x8000 | packet->picture);
        baton_sink_put_u8(&sink, packet->layered ? packet->tl0 : (uint8_t)packet->picture);
        if (packet->layered)
            baton_sink_put_u8(&sink, (uint8_t)(packet->temporal << 6 | packet->sync << 5));
        baton_sink_put_u8(&sink, packet->key && packet->start ? 0 : 1);
    }
    baton_sink_put_u8(&sink, packet->device);
    baton_sink_put_u32(&sink, packet->number);
    return (uint16_t)sink.len;
}

static void come_in(struct baton_port *uplink, int mindex, const struct sent_packet *packet,
    uint8_t *data, uint16_t length, int8_t level, baton_time arrival)
{
    struct form form = {.data = data};
    struct baton_packet out = {
        .data = data,
        .length = length,
        .audio_level = level,
        .form = &form,
        .arrival = arrival,
        .descriptor_at = offsetof(struct form, descriptor),
        .descriptor_length = packet->descriptor_length,
    };

    memcpy(form.descriptor, packet->descriptor, packet->descriptor_length);
    baton_relay_rtp(uplink, mindex, &out);
}

void packet_arrive(
    struct baton_port *uplink, int mindex, const struct sent_packet *packet, baton_time arrival)
{
    uint8_t data[64];

    come_in(uplink, mindex, packet, data, packet_write(packet, data), packet->level, arrival);
}

void bytes_arrive(struct baton_port *uplink, int mindex, const struct sent_packet *packet,
    uint16_t seq, const uint8_t *payload, size_t length, baton_time arrival)
{
    uint8_t data[64];
    struct baton_sink sink = {.data = data, .size = sizeof(data)};

    baton_sink_put_u8(&sink, 0x80);
    baton_sink_put_u8(&sink, 0x80 | VIDEO_PT);
    baton_sink_put_u16(&sink, seq);
    baton_sink_put_u32(&sink, packet->timestamp);
    baton_sink_put_u32(&sink, packet->ssrc);
    baton_sink_put(&sink, payload, length);
    come_in(uplink, mindex, packet, data, (uint16_t)sink.len, -1, arrival);
}

uint64_t plain_bind(
    struct baton_port *uplink, int mindex, struct baton_stream *stream, uint8_t pt, bool primary)
{
    const struct baton_feed_format format = {.pt = pt, .primary = primary, .count = 1};

    return baton_port_bind(uplink, mindex, stream, &format);
}

void pli_arrive(struct baton_port *downlink, int mindex, baton_time now)
{
    static const uint8_t pli[] = {0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2};

    baton_relay_rtcp(downlink, mindex, pli, sizeof(pli), now, 0);
}

void release_gate(struct baton_gate *gate)
{
    baton_stream_settle_gate(gate);
    baton_gate_release(gate);
}

uint32_t random_below(uint64_t *state, uint32_t bound)
{
    *state ^= *state << 13;
    *state ^= *state >> 7;
    *state ^= *state << 17;
    return (uint32_t)((*state >> 16) % bound);
}
