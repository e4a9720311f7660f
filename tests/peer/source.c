/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Each source has a timer that follows its clock, and gives each captured picture to all encodings. */
#include "peer/source.h"

#include <string.h>

#include "peer/rtp.h"

enum {
    PACKET_MAX = 1400,
    LATE_FRAMES = 3,   /* a frame is skipped if it is late by this many frame intervals or more */
    SPEECH_LEVEL = 30, /* -dBov */
};

/* Sizes of the encodings of a 720p camera in Chromium, as parts of the largest one. */
static const struct scale {
    int divisor; /* of width and height */
    double bitrate;
} scales[] = {{4, 150.0 / 1700}, {2, 500.0 / 1700}, {1, 1}};

static gboolean on_due(gpointer user);

static gboolean dispatch(GSource *source, GSourceFunc callback, gpointer user)
{
    (void)source;
    return callback(user);
}

static GSourceFuncs timer_funcs = {.dispatch = dispatch};

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

static bool send_packet(void *user, const uint8_t *data, size_t len)
{
    struct peer_source *source = user;
    bool sent = source->send(source->user, data, len);

    if (source->way.settings.rubbish)
        send_rubbish(source);
    return sent;
}

/* With two encodings, the source has the two larger ones of the three. */
static struct peer_encoder_options scaled(const struct peer_source *source, int index)
{
    const struct scale *scale = &scales[(int)G_N_ELEMENTS(scales) - source->count + index];
    struct peer_encoder_options options = source->options.encoder;

    options.width /= scale->divisor;
    options.height /= scale->divisor;
    options.bitrate = (int)(options.bitrate * scale->bitrate);
    return options;
}

static void add_encodings(struct peer_source *source)
{
    const struct peer_source_options *options = &source->options;

    source->count = MAX(options->line.rid_count, 1);
    for (int i = 0; i < source->count; i++) {
        struct peer_encoding *encoding = &source->encodings[i];
        struct peer_encoder_options encoder = scaled(source, i);
        struct peer_random random = options->random;
        if (i > 0)
            random = peer_random_seeded(random.state, (uint64_t)i);
        peer_encoding_init(encoding, &source->way, &encoder, i, options->gop, random);
        encoding->encoder.tag.device = options->device;
        encoding->encoder.tag.source = options->source;
    }
}

struct peer_source *peer_source_new(
    const struct peer_source_options *options, peer_encoding_send_fn *send, void *user)
{
    struct peer_source *source = g_new0(struct peer_source, 1);

    source->options = *options;
    source->send = send;
    source->user = user;
    source->way = (struct peer_encoding_way){
        .settings = {.level = SPEECH_LEVEL},
        .line = options->line,
        .transport = options->transport,
        .send = send_packet,
        .user = source,
    };
    add_encodings(source);
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
    for (int i = 0; i < source->count; i++)
        peer_encoding_fini(&source->encodings[i]);
    g_free(source);
}

void peer_source_negotiated(struct peer_source *source, const struct peer_sdp_line *line)
{
    struct peer_sdp_line *own = &source->way.line;

    own->codec = line->codec;
    own->pt = line->pt;
    own->mid_id = line->mid_id;
    own->level_id = line->level_id;
    own->transport_id = line->transport_id;
    own->descriptor_id = line->descriptor_id;
    own->rid_id = line->rid_id;
    own->simulcast = line->simulcast;
    g_strlcpy(own->mid, line->mid, sizeof(own->mid));
    for (int i = 0; i < source->count; i++)
        source->encodings[i].encoder.options.codec = line->codec;
}

void peer_source_start(struct peer_source *source)
{
    int64_t now = g_get_monotonic_time(), interval = source->options.encoder.interval;

    if (!source->epoch) {
        /* A random offset, because the encoders of real devices do not have the same clock. */
        source->epoch =
            now - (int64_t)(peer_random_unit(&source->options.random) * (double)interval);
        source->due = source->epoch + interval;
    }
    g_source_set_ready_time(source->timer, source->due);
}

void peer_source_stop(struct peer_source *source)
{
    g_source_set_ready_time(source->timer, -1);
}

static void encode(struct peer_source *source)
{
    bool all = source->way.line.simulcast;

    for (int i = 0; i < (all ? source->count : 1); i++)
        if (!source->encodings[i].paused)
            peer_encoding_frame(&source->encodings[i], source->due, source->due - source->epoch);
}

static gboolean on_due(gpointer user)
{
    struct peer_source *source = user;
    int64_t now = g_get_monotonic_time(), interval = source->options.encoder.interval;

    for (; source->due <= now; source->due += interval)
        if (!source->way.settings.stalled && now - source->due < LATE_FRAMES * interval)
            encode(source);
    g_source_set_ready_time(source->timer, source->due);
    return G_SOURCE_CONTINUE;
}

void peer_source_want_key(struct peer_source *source)
{
    for (int i = 0; i < source->count; i++)
        peer_encoding_want_key(&source->encodings[i]);
}

bool peer_source_set_encoding(struct peer_source *source, const char *rid, bool active, int limit)
{
    for (int i = 0; i < source->count; i++) {
        struct peer_encoding *encoding = &source->encodings[i];
        if (strcmp(encoding->rid, rid) != 0)
            continue;
        if (active && encoding->paused)
            peer_encoding_want_key(encoding);
        encoding->paused = !active;
        encoding->limit = limit;
        return true;
    }
    return false;
}

struct peer_encoding_count peer_source_counts(const struct peer_source *source)
{
    struct peer_encoding_count sum = {0};

    for (int i = 0; i < source->count; i++) {
        const struct peer_encoding_count *count = &source->encodings[i].count;
        sum.packets += count->packets;
        sum.frames += count->frames;
        sum.plis += count->plis;
        sum.firs += count->firs;
    }
    return sum;
}

size_t peer_source_report(const struct peer_source *source, int encoding, uint8_t *out)
{
    const struct peer_encoding *one = &source->encodings[encoding];

    return one->count.packets
               ? peer_encoding_report(one, g_get_monotonic_time() - source->epoch, out)
               : 0;
}
