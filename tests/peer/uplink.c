/* SPDX-License-Identifier: GPL-3.0-or-later */
/* uplink: sources on one link. */
#include "peer/uplink.h"

#include "peer/rtcp.h"
#include "peer/rtp.h"

enum {
    SOUND_BITRATE = 32000,
    REPORT_INTERVAL = 1000, /* milliseconds */
};

static int by_ssrc(const struct peer_uplink *uplink, uint32_t ssrc)
{
    for (int i = 0; i < uplink->count; i++)
        if (uplink->sources[i]->ssrc == ssrc)
            return i;
    return -1;
}

static void on_nack(void *user, uint32_t ssrc, uint16_t seq)
{
    struct peer_uplink *uplink = user;
    int index = by_ssrc(uplink, ssrc);

    if (index >= 0)
        peer_source_nack(uplink->sources[index], seq);
}

static void on_pli(void *user, uint32_t ssrc)
{
    struct peer_uplink *uplink = user;
    int index = by_ssrc(uplink, ssrc);

    if (index < 0)
        return;
    peer_source_pli(uplink->sources[index]);
    if (uplink->handler)
        uplink->handler->pli(uplink->user, index);
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
    static const struct peer_rtcp_handler handler = {
        .nack = on_nack, .pli = on_pli, .remb = on_remb, .feedback = on_feedback};

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
        if (uplink->sources[i]->count.packets)
            peer_link_send(
                uplink->link, true, report, peer_source_report(uplink->sources[i], report));
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

/* Fills in what we offer for a source. */
static void make_line(struct peer_uplink *uplink, int index, bool video)
{
    const struct peer_uplink_options *options = &uplink->options;
    struct peer_sdp_line *line = &uplink->lines[index];

    *line = (struct peer_sdp_line){
        .video = video,
        .ssrc = uplink->sources[index]->ssrc,
        .offered = {options->audio},
        .offered_count = 1,
    };
    g_snprintf(line->mid, sizeof(line->mid), "%d", index);
    if (video) {
        line->offered_count = options->video_count;
        for (int i = 0; i < options->video_count; i++)
            line->offered[i] = options->video[i];
    }
}

bool peer_uplink_add(struct peer_uplink *uplink, bool video)
{
    const struct peer_uplink_options *options = &uplink->options;
    int index = uplink->count;
    struct peer_source_options source = {
        .codec = video ? options->video[0] : options->audio,
        .bitrate = video ? options->bitrate : SOUND_BITRATE,
        .interval = video ? 1000000 / options->fps : options->ptime * 1000,
        .gop = options->gop,
        .device = options->device,
        .source = (uint8_t)index,
        .random = peer_random_seeded(options->link.random.state, (uint64_t)index + 1),
        .transport = &uplink->transport,
    };

    if (index == PEER_SOURCES_MAX)
        return false;
    uplink->sources[index] = peer_source_new(&source, send_media, uplink);
    make_line(uplink, index, video);
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
