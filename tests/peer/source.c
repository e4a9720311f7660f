/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each source has a timer that follows the encoder's clock, and a ring of sent packets. */
#include "peer/source.h"

#include <glib.h>
#include <string.h>

#include "peer/rtcp.h"
#include "peer/rtp.h"
#include "peer/wire.h"

enum {
    HISTORY = 1024, /* packets that can be sent again; a power of two */
    PACKET_MAX = 1400,
    LATE_FRAMES = 3,   /* a frame is skipped if it is late by this many frame intervals or more */
    VOICE = 0x80,      /* the flag for speech (RFC 6464) */
    SPEECH_LEVEL = 30, /* -dBov */
    QUIET_LEVEL = 100, /* -dBov from which on a level counts as silence */
    EXTENSIONS_MAX = 12,
    PADDING = 224,     /* bytes of padding in a packet of Chromium's */
    PROBES = 5,        /* packets with padding after a frame */
};

struct peer_source_sent {
    uint16_t seq, len;
    uint8_t data[PACKET_MAX];
};

static gboolean on_due(gpointer user);

static gboolean dispatch(GSource *source, GSourceFunc callback, gpointer user)
{
    (void)source;
    return callback(user);
}

static GSourceFuncs timer_funcs = {.dispatch = dispatch};

struct peer_source *peer_source_new(
    const struct peer_source_options *options, peer_source_send_fn *send, void *user)
{
    struct peer_source *source = g_new0(struct peer_source, 1);
    struct peer_random random = options->random;

    source->options = *options;
    source->send = send;
    source->user = user;
    source->ssrc = (uint32_t)peer_random_next(&random) | 1;
    source->ts_base = (uint32_t)peer_random_next(&random);
    source->seq = (uint16_t)peer_random_next(&random);
    source->key_wanted = true;
    source->settings.level = SPEECH_LEVEL;
    source->history = g_new0(struct peer_source_sent, HISTORY);
    peer_encoder_init(
        &source->encoder, options->codec, options->bitrate, options->interval, random);
    source->encoder.tag.device = options->device;
    source->encoder.tag.source = options->source;
    source->timer = g_source_new(&timer_funcs, sizeof(GSource));
    g_source_set_callback(source->timer, on_due, source, NULL);
    g_source_attach(source->timer, NULL);
    return source;
}

void peer_source_free(struct peer_source *source)
{
    if (!source)
        return;
    g_source_destroy(source->timer);
    g_source_unref(source->timer);
    g_free(source->history);
    g_free(source);
}

void peer_source_negotiated(struct peer_source *source, const struct peer_sdp_line *line)
{
    source->line = *line;
    source->options.codec = source->encoder.codec = line->codec;
}

void peer_source_start(struct peer_source *source)
{
    int64_t now = g_get_monotonic_time();

    if (!source->epoch) {
        /* A random offset, because the encoders of real devices do not have the same clock. */
        source->epoch = now - (int64_t)(peer_random_unit(&source->options.random) *
                                        (double)source->options.interval);
        source->due = source->epoch + source->options.interval;
    }
    g_source_set_ready_time(source->timer, source->due);
}

void peer_source_stop(struct peer_source *source)
{
    g_source_set_ready_time(source->timer, -1);
}

static size_t write_extensions(struct peer_source *source, uint8_t *out)
{
    const struct peer_sdp_line *line = &source->line;
    size_t len = 0, mid = strlen(line->mid);
    uint8_t level = source->settings.level;

    if (line->mid_id && mid > 0 && mid <= 3) {
        out[len++] = (uint8_t)(line->mid_id << 4 | (int)(mid - 1));
        memcpy(out + len, line->mid, mid);
        len += mid;
    }
    if (line->level_id && !source->settings.unheard) {
        out[len++] = (uint8_t)(line->level_id << 4);
        out[len++] = level | (level < QUIET_LEVEL ? VOICE : 0);
    }
    if (line->transport_id) {
        out[len++] = (uint8_t)(line->transport_id << 4 | 1);
        peer_wire_put16(out + len, ++*source->options.transport);
        len += 2;
    }
    while (len % 4)
        out[len++] = 0;
    return len;
}

/* Sends a valid RTP packet with a random payload type, sequence number, timestamp, SSRC and payload. */
static void send_rubbish(struct peer_source *source)
{
    struct peer_random *random = &source->options.random;
    uint8_t junk[64], packet[PACKET_MAX];
    struct peer_rtp rtp = {
        .pt = (uint8_t)(peer_random_next(random) & 0x3f),
        .seq = (uint16_t)peer_random_next(random),
        .ts = (uint32_t)peer_random_next(random),
        .ssrc = (uint32_t)peer_random_next(random),
        .payload = junk,
        .payload_len = peer_random_next(random) % sizeof(junk),
    };

    for (size_t i = 0; i < sizeof(junk); i++)
        junk[i] = (uint8_t)peer_random_next(random);
    source->send(source->user, packet, peer_rtp_write(&rtp, packet));
}

/* Sends a packet with the next number and the time of the last frame. */
static void send_next(struct peer_source *source, const uint8_t *payload, size_t len, bool marker, bool padding)
{
    struct peer_source_sent *sent = &source->history[source->seq % HISTORY];
    uint8_t extensions[EXTENSIONS_MAX];
    struct peer_rtp rtp = {
        .pt = (uint8_t)source->line.pt,
        .marker = marker,
        .seq = source->seq,
        .ts = source->ts,
        .ssrc = source->ssrc,
        .payload = payload,
        .payload_len = len,
        .extensions = extensions,
        .extensions_len = write_extensions(source, extensions),
    };

    sent->seq = source->seq++;
    sent->len = (uint16_t)peer_rtp_write(&rtp, sent->data);
    if (padding)
        sent->data[0] |= 0x20; /* RFC 3550 section 5.1 */
    source->send(source->user, sent->data, sent->len);
    source->count.packets++;
    source->bytes += (uint32_t)len;
}

static void send_padding(struct peer_source *source)
{
    static const uint8_t padding[PADDING] = {[PADDING - 1] = PADDING};

    for (int i = 0; i < PROBES; i++)
        send_next(source, padding, sizeof(padding), false, true);
}

static void on_payload(void *user, const uint8_t *payload, size_t len, const struct peer_tag *tag)
{
    struct peer_source *source = user;

    send_next(source, payload, len, tag->last && peer_codec_is_video(source->options.codec), false);
    if (source->settings.rubbish)
        send_rubbish(source);
}

/* Returns the RTP time at a moment. */
static uint32_t rtp_time(const struct peer_source *source, int64_t at)
{
    int64_t rate = peer_codec_clock_rate(source->options.codec);

    return source->ts_base + (uint32_t)((at - source->epoch) * rate / 1000000);
}

static void encode(struct peer_source *source)
{
    bool video = peer_codec_is_video(source->options.codec);
    bool due = source->options.gop && source->count.frames % (uint64_t)source->options.gop == 0;
    bool key = (source->key_wanted || due) && !source->settings.keyless && video;

    source->ts = rtp_time(source, source->due);
    source->encoder.sets = source->settings.sets;
    peer_encoder_frame(
        &source->encoder, key, source->due, g_get_monotonic_time(), on_payload, source);
    if (source->settings.padding)
        send_padding(source);
    source->count.frames++;
    source->key_wanted = source->key_wanted && !key;
}

static gboolean on_due(gpointer user)
{
    struct peer_source *source = user;
    int64_t now = g_get_monotonic_time(), interval = source->options.interval;

    for (; source->due <= now; source->due += interval)
        if (!source->settings.stalled && now - source->due < LATE_FRAMES * interval)
            encode(source);
    g_source_set_ready_time(source->timer, source->due);
    return G_SOURCE_CONTINUE;
}

void peer_source_want_key(struct peer_source *source)
{
    source->key_wanted = true;
}

void peer_source_pli(struct peer_source *source)
{
    source->count.plis++;
    source->key_wanted = true;
}

void peer_source_nack(struct peer_source *source, uint16_t seq)
{
    const struct peer_source_sent *sent = &source->history[seq % HISTORY];

    if (sent->seq == seq && sent->len)
        source->send(source->user, sent->data, sent->len);
}

size_t peer_source_report(struct peer_source *source, uint8_t *out)
{
    int64_t now = g_get_real_time();
    uint64_t ntp = ((uint64_t)(now / 1000000) + UINT64_C(2208988800)) << 32 |
                   (uint64_t)(now % 1000000 * INT64_C(4294967296) / 1000000);

    return peer_rtcp_write_sr(out, source->ssrc, ntp, rtp_time(source, g_get_monotonic_time()),
        (uint32_t)source->count.packets, source->bytes);
}
