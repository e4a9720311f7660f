/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Connects the sources with one link. */
#include "peer/uplink.h"

#include "peer/rtcp.h"
#include "peer/rtp.h"

enum {
    SOUND_BITRATE = 32000,
    REPORT_INTERVAL = 1000, /* milliseconds */
};

/* Returns the encoding with this SSRC, or NULL. */
static struct peer_encoding *by_ssrc(struct peer_uplink *uplink, uint32_t ssrc, int *source)
{
    for (int i = 0; i < uplink->count; i++)
        for (int k = 0; k < uplink->sources[i]->count; k++)
            if (uplink->sources[i]->encodings[k].ssrc == ssrc) {
                *source = i;
                return &uplink->sources[i]->encodings[k];
            }
    return NULL;
}

static void on_nack(void *user, uint32_t ssrc, uint16_t seq)
{
    int source;
    struct peer_encoding *encoding = by_ssrc(user, ssrc, &source);

    if (encoding)
        peer_encoding_nack(encoding, seq);
}

static void report_pli(
    struct peer_uplink *uplink, int source, const struct peer_encoding *encoding, bool fir)
{
    if (uplink->handler)
        uplink->handler->pli(
            uplink->user, source, (int)(encoding - uplink->sources[source]->encodings), fir);
}

static void on_pli(void *user, uint32_t ssrc)
{
    int source;
    struct peer_encoding *encoding = by_ssrc(user, ssrc, &source);

    if (!encoding)
        return;
    peer_encoding_pli(encoding);
    report_pli(user, source, encoding, false);
}

static void on_fir(void *user, uint32_t ssrc, uint8_t number)
{
    int source;
    struct peer_encoding *encoding = by_ssrc(user, ssrc, &source);

    if (encoding && peer_encoding_fir(encoding, number))
        report_pli(user, source, encoding, true);
}

static void on_block(void *user, uint32_t ssrc)
{
    int source;
    struct peer_encoding *encoding = by_ssrc(user, ssrc, &source);

    if (encoding)
        peer_encoding_acknowledged(encoding);
}

static void on_remb(void *user, uint64_t bitrate)
{
    struct peer_uplink *uplink = user;

    if (uplink->handler)
        uplink->handler->remb(uplink->user, bitrate);
}

static void on_feedback(void *user)
{
    ((struct peer_uplink *)user)->feedbacks++;
}

static void on_rtcp(void *user, const uint8_t *data, size_t len)
{
    static const struct peer_rtcp_handler handler = {.nack = on_nack,
        .pli = on_pli,
        .fir = on_fir,
        .remb = on_remb,
        .feedback = on_feedback,
        .block = on_block};

    peer_rtcp_read(data, len, &handler, user);
}

static void on_lost(void *user, enum peer_direction direction, const uint8_t *data, size_t len)
{
    if (direction == PEER_UP && peer_rtp_classify(data, len) == PEER_IS_RTP)
        ((struct peer_uplink *)user)->lost++;
}

static gboolean on_report(gpointer user)
{
    struct peer_uplink *uplink = user;
    uint8_t report[64];

    for (int i = 0; i < uplink->count; i++)
        for (int k = 0; k < uplink->sources[i]->count; k++) {
            size_t len = peer_source_report(uplink->sources[i], k, report);
            if (len)
                peer_link_send(uplink->link, true, report, len);
        }
    return G_SOURCE_CONTINUE;
}

static void on_event(void *user, enum peer_link_event event)
{
    struct peer_uplink *uplink = user;

    if (event == PEER_LINK_UP) {
        uplink->reports = g_timeout_add(REPORT_INTERVAL, on_report, uplink);
        if (uplink->started)
            peer_uplink_start(uplink);
    }
    if (uplink->handler)
        uplink->handler->event(uplink->user, event);
}

static bool send_media(void *user, const uint8_t *data, size_t len)
{
    return peer_link_send(((struct peer_uplink *)user)->link, false, data, len);
}

/* Returns the m-line that is offered for a source, without its SSRC. */
static struct peer_sdp_line make_line(
    const struct peer_uplink *uplink, bool video, const char *const *rids, int rid_count)
{
    const struct peer_uplink_options *options = &uplink->options;
    struct peer_sdp_line line = {
        .video = video,
        .offered = {options->audio},
        .offered_count = 1,
        .rid_count = rid_count,
        .descending = options->descending,
    };

    g_snprintf(line.mid, sizeof(line.mid), "%d", uplink->count);
    for (int i = 0; i < rid_count; i++)
        g_strlcpy(line.rids[i], rids[i], PEER_RID_SIZE);
    if (video) {
        line.offered_count = options->video_count;
        for (int i = 0; i < options->video_count; i++)
            line.offered[i] = options->video[i];
    }
    return line;
}

bool peer_uplink_add(struct peer_uplink *uplink, bool video, const char *const *rids, int rid_count)
{
    const struct peer_uplink_options *options = &uplink->options;
    int index = uplink->count;
    struct peer_source_options source = {
        .encoder =
            {
                .codec = video ? options->video[0] : options->audio,
                .bitrate = video ? options->bitrate : SOUND_BITRATE,
                .interval = video ? 1000000 / options->fps : options->ptime * 1000,
                .width = options->width,
                .height = options->height,
                .layers = video ? options->layers : 1,
            },
        .gop = options->gop,
        .device = options->device,
        .source = (uint8_t)index,
        .random = peer_random_seeded(options->link.random.state, (uint64_t)index + 1),
        .transport = &uplink->transport,
        .line = make_line(uplink, video, rids, rid_count),
    };

    if (index == PEER_SOURCES_MAX)
        return false;
    uplink->sources[index] = peer_source_new(&source, send_media, uplink);
    uplink->lines[index] = source.line;
    uplink->lines[index].ssrc = uplink->sources[index]->encodings[0].ssrc;
    uplink->count++;
    return true;
}

struct peer_uplink *peer_uplink_new(const struct peer_uplink_options *options,
    const struct peer_uplink_handler *handler, void *user)
{
    static const struct peer_link_handler link_handler = {
        .event = on_event, .rtcp = on_rtcp, .lost = on_lost};
    struct peer_uplink *uplink = g_new0(struct peer_uplink, 1);

    uplink->options = *options;
    uplink->handler = handler;
    uplink->user = user;
    uplink->link = peer_link_new(&options->link, &link_handler, uplink);
    if (uplink->link)
        return uplink;
    peer_uplink_free(uplink);
    return NULL;
}

void peer_uplink_free(struct peer_uplink *uplink)
{
    if (!uplink)
        return;
    if (uplink->reports)
        g_source_remove(uplink->reports);
    for (int i = 0; i < uplink->count; i++)
        peer_source_free(uplink->sources[i]);
    peer_link_free(uplink->link);
    g_free(uplink);
}

char *peer_uplink_offer(struct peer_uplink *uplink, bool restart)
{
    if (restart)
        peer_link_restart(uplink->link);
    struct peer_link_local local = peer_link_local(uplink->link);

    return peer_sdp_offer(uplink->lines, uplink->count, &local);
}

bool peer_uplink_answered(struct peer_uplink *uplink, const char *text)
{
    struct peer_sdp sdp;
    bool fine = peer_sdp_read(text, &sdp) && sdp.count >= uplink->count;

    for (int i = 0; fine && i < uplink->count; i++)
        peer_source_negotiated(uplink->sources[i], &sdp.lines[i]);
    if (fine)
        fine = peer_link_connect(uplink->link, sdp.ufrag, sdp.password, sdp.candidates);
    if (fine && uplink->started)
        peer_uplink_start(uplink);
    peer_sdp_clear(&sdp);
    return fine;
}

void peer_uplink_start(struct peer_uplink *uplink)
{
    uplink->started = true;
    for (int i = 0; i < uplink->count && peer_link_is_up(uplink->link); i++)
        peer_source_start(uplink->sources[i]);
}

void peer_uplink_stop(struct peer_uplink *uplink)
{
    uplink->started = false;
    for (int i = 0; i < uplink->count; i++)
        peer_source_stop(uplink->sources[i]);
}

void peer_uplink_end(struct peer_uplink *uplink, bool orderly)
{
    peer_uplink_stop(uplink);
    if (uplink->reports)
        g_source_remove(uplink->reports);
    uplink->reports = 0;
    peer_link_end(uplink->link, orderly);
}
