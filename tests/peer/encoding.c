/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Makes packets of the payloads of an encoder, and keeps them in a ring. */
#include "peer/encoding.h"

#include <glib.h>
#include <string.h>

#include "peer/av1.h"
#include "peer/rtcp.h"
#include "peer/rtp.h"
#include "peer/wire.h"

enum {
    HISTORY = 1024, /* packets that can be sent again; a power of two */
    PACKET_MAX = 1400,
    VOICE = 0x80,      /* the flag for speech (RFC 6464) */
    QUIET_LEVEL = 100, /* -dBov from which on a level counts as silence */
    EXTENSION_MAX = 16,
    EXTENSIONS_MAX = 48,
    PADDING = 224, /* bytes of padding in a packet of Chromium's */
    PROBES = 5,    /* packets with padding after a frame */
};

struct peer_encoding_sent {
    uint16_t seq, len;
    uint8_t data[PACKET_MAX];
};

void peer_encoding_init(struct peer_encoding *encoding, struct peer_encoding_way *way,
    const struct peer_encoder_options *options, int index, int gop, struct peer_random random)
{
    *encoding = (struct peer_encoding){
        .way = way,
        .rid = "",
        .bitrate = options->bitrate,
        .gop = gop,
        .ssrc = (uint32_t)peer_random_next(&random) | 1,
        .ts_base = (uint32_t)peer_random_next(&random),
        .seq = (uint16_t)peer_random_next(&random),
        .key_wanted = true,
        .last_fir = -1,
        .history = g_new0(struct peer_encoding_sent, HISTORY),
    };
    if (index < way->line.rid_count)
        encoding->rid = way->line.rids[index];
    peer_encoder_init(&encoding->encoder, options, random);
    encoding->encoder.tag.encoding = (uint8_t)index;
}

void peer_encoding_fini(struct peer_encoding *encoding)
{
    g_free(encoding->history);
}

static size_t write_extension(uint8_t *out, int id, const void *value, size_t len)
{
    if (!id || len == 0 || len > EXTENSION_MAX)
        return 0;
    out[0] = (uint8_t)(id << 4 | (int)(len - 1));
    memcpy(out + 1, value, len);
    return 1 + len;
}

/* Browsers name an encoding of simulcast only until a receiver report shows that the other side knows it. */
static size_t write_names(const struct peer_encoding *encoding, uint8_t *out)
{
    const struct peer_sdp_line *line = &encoding->way->line;
    size_t len = 0;

    if (*encoding->rid && encoding->acknowledged && !encoding->way->settings.rids)
        return 0;
    len += write_extension(out, line->mid_id, line->mid, strlen(line->mid));
    len += write_extension(out + len, line->rid_id, encoding->rid, strlen(encoding->rid));
    return len;
}

static size_t write_descriptor(
    const struct peer_encoding *encoding, const struct peer_tag *tag, uint8_t *out)
{
    const struct peer_piece piece = {.first = tag->part == 0,
        .last = tag->last,
        .key = tag->key,
        .picture = encoding->encoder.picture};
    uint8_t descriptor[PEER_AV1_DESCRIPTOR_MAX];

    return write_extension(out, encoding->way->line.descriptor_id, descriptor,
        peer_av1_describe(&piece, descriptor));
}

/* `tag`: NULL for padding. */
static size_t write_extensions(
    const struct peer_encoding *encoding, const struct peer_tag *tag, uint8_t *out)
{
    const struct peer_sdp_line *line = &encoding->way->line;
    uint8_t level = encoding->way->settings.level, number[2];
    size_t len = write_names(encoding, out);

    level |= level < QUIET_LEVEL ? VOICE : 0;
    if (!encoding->way->settings.unheard)
        len += write_extension(out + len, line->level_id, &level, 1);
    if (line->transport_id)
        peer_wire_put16(number, ++*encoding->way->transport);
    len += write_extension(out + len, line->transport_id, number, sizeof(number));
    if (tag && encoding->encoder.options.codec == PEER_AV1)
        len += write_descriptor(encoding, tag, out + len);
    while (len % 4)
        out[len++] = 0;
    return len;
}

/* Sends a packet with the next number and the time of the last frame. `tag`: NULL for padding. */
static void send_next(
    struct peer_encoding *encoding, const uint8_t *payload, size_t len, const struct peer_tag *tag)
{
    struct peer_encoding_sent *sent = &encoding->history[encoding->seq % HISTORY];
    uint8_t extensions[EXTENSIONS_MAX];
    struct peer_rtp rtp = {
        .pt = (uint8_t)encoding->way->line.pt,
        .marker = tag && tag->last && encoding->way->line.video,
        .seq = encoding->seq,
        .ts = encoding->ts,
        .ssrc = encoding->ssrc,
        .payload = payload,
        .payload_len = len,
        .extensions = extensions,
        .extensions_len = write_extensions(encoding, tag, extensions),
    };

    sent->seq = encoding->seq++;
    sent->len = (uint16_t)peer_rtp_write(&rtp, sent->data);
    if (!tag)
        sent->data[0] |= 0x20; /* RFC 3550 section 5.1 */
    encoding->way->send(encoding->way->user, sent->data, sent->len);
    encoding->count.packets++;
    encoding->bytes += (uint32_t)len;
}

static void send_padding(struct peer_encoding *encoding)
{
    static const uint8_t padding[PADDING] = {[PADDING - 1] = PADDING};

    for (int i = 0; i < PROBES; i++)
        send_next(encoding, padding, sizeof(padding), NULL);
}

static void on_payload(void *user, const uint8_t *payload, size_t len, const struct peer_tag *tag)
{
    send_next(user, payload, len, tag);
}

static uint32_t rtp_time(const struct peer_encoding *encoding, int64_t age)
{
    int64_t rate = peer_codec_clock_rate(encoding->encoder.options.codec);

    return encoding->ts_base + (uint32_t)(age * rate / 1000000);
}

void peer_encoding_frame(struct peer_encoding *encoding, int64_t captured, int64_t age)
{
    const struct peer_source_settings *settings = &encoding->way->settings;
    struct peer_encoder *encoder = &encoding->encoder;
    bool due = encoding->gop && encoding->count.frames % (uint64_t)encoding->gop == 0;
    bool key = (encoding->key_wanted || due) && !settings->keyless && encoding->way->line.video;

    encoding->ts = rtp_time(encoding, age);
    encoder->sets = settings->sets;
    encoder->options.bitrate =
        encoding->limit ? MIN(encoding->limit, encoding->bitrate) : encoding->bitrate;
    peer_encoder_frame(encoder, key, captured, g_get_monotonic_time(), on_payload, encoding);
    if (settings->padding)
        send_padding(encoding);
    encoding->count.frames++;
    encoding->key_wanted = encoding->key_wanted && !key;
}

void peer_encoding_want_key(struct peer_encoding *encoding)
{
    encoding->key_wanted = true;
}

void peer_encoding_pli(struct peer_encoding *encoding)
{
    encoding->count.plis++;
    encoding->key_wanted = true;
}

bool peer_encoding_fir(struct peer_encoding *encoding, uint8_t number)
{
    if (encoding->last_fir == number)
        return false;
    encoding->last_fir = number;
    encoding->count.firs++;
    encoding->key_wanted = true;
    return true;
}

void peer_encoding_nack(struct peer_encoding *encoding, uint16_t seq)
{
    const struct peer_encoding_sent *sent = &encoding->history[seq % HISTORY];

    if (sent->seq == seq && sent->len)
        encoding->way->send(encoding->way->user, sent->data, sent->len);
}

void peer_encoding_acknowledged(struct peer_encoding *encoding)
{
    encoding->acknowledged = true;
}

size_t peer_encoding_report(const struct peer_encoding *encoding, int64_t age, uint8_t *out)
{
    int64_t now = g_get_real_time();
    uint64_t ntp = ((uint64_t)(now / 1000000) + UINT64_C(2208988800)) << 32 |
                   (uint64_t)(now % 1000000 * INT64_C(4294967296) / 1000000);

    return peer_rtcp_write_sr(out, encoding->ssrc, ntp, rtp_time(encoding, age),
        (uint32_t)encoding->count.packets, encoding->bytes);
}
