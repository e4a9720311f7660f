/* SPDX-License-Identifier: GPL-3.0-or-later */
/* track: a timer per track that keeps to the encoder's clock, and a ring of what was sent. */
#include "peer/track.h"

#include <glib.h>
#include <string.h>

#include "peer/rtcp.h"
#include "peer/rtp.h"
#include "peer/wire.h"

enum {
    HISTORY = 1024, /* packets that can be sent again; a power of two */
    PACKET_MAX = 1400,
    LATE_FRAMES = 3,         /* a generator that was busy longer than that skips what it missed */
    VOICE_LEVEL = 0x80 | 30, /* spoken, -30 dBov (RFC 6464) */
    EXTENSIONS_MAX = 12,
};

struct sent {
    uint16_t seq, len;
    uint8_t data[PACKET_MAX];
};

struct peer_track {
    struct peer_encoder encoder;
    struct peer_track_options options;
    peer_track_send_fn *send;
    void *user;
    struct peer_sdp_line line;
    struct peer_track_faults faults;
    struct peer_track_count count;
    uint32_t ssrc, ts_base, ts, bytes;
    uint16_t seq;
    bool key_wanted;
    int64_t epoch, due;
    GSource *timer;
    struct sent *history;
};

static gboolean on_due(gpointer user);

static gboolean dispatch(GSource *source, GSourceFunc callback, gpointer user)
{
    (void)source;
    return callback(user);
}

static GSourceFuncs timer_funcs = {.dispatch = dispatch};

struct peer_track *peer_track_new(
    const struct peer_track_options *options, peer_track_send_fn *send, void *user)
{
    struct peer_track *track = g_new0(struct peer_track, 1);
    struct peer_chance chance = options->chance;

    track->options = *options;
    track->send = send;
    track->user = user;
    track->ssrc = (uint32_t)peer_chance_next(&chance) | 1;
    track->ts_base = (uint32_t)peer_chance_next(&chance);
    track->seq = (uint16_t)peer_chance_next(&chance);
    track->key_wanted = true;
    track->history = g_new0(struct sent, HISTORY);
    peer_encoder_init(&track->encoder, options->codec, options->bitrate, options->interval, chance);
    track->encoder.tag.device = options->device;
    track->encoder.tag.source = options->source;
    track->timer = g_source_new(&timer_funcs, sizeof(GSource));
    g_source_set_callback(track->timer, on_due, track, NULL);
    g_source_attach(track->timer, NULL);
    return track;
}

void peer_track_free(struct peer_track *track)
{
    if (!track)
        return;
    g_source_destroy(track->timer);
    g_source_unref(track->timer);
    g_free(track->history);
    g_free(track);
}

uint32_t peer_track_ssrc(const struct peer_track *track)
{
    return track->ssrc;
}

void peer_track_negotiated(struct peer_track *track, const struct peer_sdp_line *line)
{
    track->line = *line;
}

void peer_track_start(struct peer_track *track)
{
    int64_t now = g_get_monotonic_time();

    if (!track->epoch) {
        /* Devices are not in step with each other. */
        track->epoch = now - (int64_t)(peer_chance_unit(&track->options.chance) *
                                       (double)track->options.interval);
        track->due = track->epoch + track->options.interval;
    }
    g_source_set_ready_time(track->timer, track->due);
}

void peer_track_stop(struct peer_track *track)
{
    g_source_set_ready_time(track->timer, -1);
}

struct peer_track_faults *peer_track_faults(struct peer_track *track)
{
    return &track->faults;
}

const struct peer_track_count *peer_track_count(const struct peer_track *track)
{
    return &track->count;
}

static size_t write_extensions(struct peer_track *track, uint8_t *out)
{
    const struct peer_sdp_line *line = &track->line;
    size_t len = 0, mid = strlen(line->mid);

    if (line->mid_id && mid > 0 && mid <= 3) {
        out[len++] = (uint8_t)(line->mid_id << 4 | (int)(mid - 1));
        memcpy(out + len, line->mid, mid);
        len += mid;
    }
    if (line->level_id) {
        out[len++] = (uint8_t)(line->level_id << 4);
        out[len++] = VOICE_LEVEL;
    }
    if (line->transport_id) {
        out[len++] = (uint8_t)(line->transport_id << 4 | 1);
        peer_wire_put16(out + len, ++*track->options.transport);
        len += 2;
    }
    while (len % 4)
        out[len++] = 0;
    return len;
}

/* Looks like the stream until somebody reads it: wrong types and payloads, in no order. */
static void send_rubbish(struct peer_track *track)
{
    struct peer_chance *chance = &track->options.chance;
    uint8_t junk[64], packet[PACKET_MAX];
    struct peer_rtp rtp = {
        .pt = (uint8_t)(peer_chance_next(chance) & 0x3f),
        .seq = (uint16_t)peer_chance_next(chance),
        .ts = (uint32_t)peer_chance_next(chance),
        .ssrc = (uint32_t)peer_chance_next(chance),
        .payload = junk,
        .payload_len = peer_chance_next(chance) % sizeof(junk),
    };

    for (size_t i = 0; i < sizeof(junk); i++)
        junk[i] = (uint8_t)peer_chance_next(chance);
    track->send(track->user, packet, peer_rtp_write(&rtp, packet));
}

static void on_payload(void *user, const uint8_t *payload, size_t len, const struct peer_tag *tag)
{
    struct peer_track *track = user;
    struct sent *sent = &track->history[track->seq % HISTORY];
    uint8_t extensions[EXTENSIONS_MAX];
    struct peer_rtp rtp = {
        .pt = (uint8_t)track->line.pt,
        .marker = tag->last && track->options.codec != PEER_OPUS,
        .seq = track->seq,
        .ts = track->ts,
        .ssrc = track->ssrc,
        .payload = payload,
        .payload_len = len,
        .extensions = extensions,
        .extensions_len = write_extensions(track, extensions),
    };

    sent->seq = track->seq++;
    sent->len = (uint16_t)peer_rtp_write(&rtp, sent->data);
    track->send(track->user, sent->data, sent->len);
    track->count.packets++;
    track->bytes += (uint32_t)len;
    if (!track->count.first)
        track->count.first = tag->sent;
    if (track->faults.rubbish)
        send_rubbish(track);
}

/* RTP time at a moment. */
static uint32_t rtp_time(const struct peer_track *track, int64_t at)
{
    int64_t rate = track->options.codec == PEER_OPUS ? 48000 : 90000;

    return track->ts_base + (uint32_t)((at - track->epoch) * rate / 1000000);
}

static void encode(struct peer_track *track)
{
    bool sound = track->options.codec == PEER_OPUS;
    int64_t now = g_get_monotonic_time();
    bool due = track->options.gop && track->count.frames % (uint64_t)track->options.gop == 0;
    bool key = (track->key_wanted || due) && !track->faults.keyless && !sound;

    track->ts = rtp_time(track, track->due);
    peer_encoder_frame(&track->encoder, key, track->due, now, on_payload, track);
    track->count.frames++;
    if (key) {
        track->key_wanted = false;
        track->count.keys++;
        track->count.last_key = now;
    }
}

static gboolean on_due(gpointer user)
{
    struct peer_track *track = user;
    int64_t now = g_get_monotonic_time(), interval = track->options.interval;

    for (; track->due <= now; track->due += interval)
        if (!track->faults.stalled && now - track->due < LATE_FRAMES * interval)
            encode(track);
    g_source_set_ready_time(track->timer, track->due);
    return G_SOURCE_CONTINUE;
}

void peer_track_pli(struct peer_track *track)
{
    track->count.plis++;
    track->count.last_pli = g_get_monotonic_time();
    track->key_wanted = true;
}

void peer_track_nack(struct peer_track *track, uint16_t seq)
{
    const struct sent *sent = &track->history[seq % HISTORY];

    track->count.nacks++;
    if (sent->seq == seq && sent->len && track->send(track->user, sent->data, sent->len))
        track->count.resent++;
}

void peer_track_remb(struct peer_track *track, uint64_t bitrate)
{
    track->count.remb = bitrate;
}

size_t peer_track_report(struct peer_track *track, uint8_t *out)
{
    int64_t now = g_get_real_time();
    uint64_t ntp = ((uint64_t)(now / 1000000) + UINT64_C(2208988800)) << 32 |
                   (uint64_t)(now % 1000000 * INT64_C(4294967296) / 1000000);

    track->count.reports++;
    return peer_rtcp_write_sr(out, track->ssrc, ntp, rtp_time(track, g_get_monotonic_time()),
        (uint32_t)track->count.packets, track->bytes);
}
