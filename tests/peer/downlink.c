/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Records packets as they arrive, and requests missing packets again, as a browser does. */
#include "peer/downlink.h"

#include <string.h>

#include "peer/av1.h"
#include "peer/rtcp.h"
#include "peer/rtp.h"
#include "peer/wire.h"

enum {
    TICK = 20,     /* milliseconds */
    REPORTS = 500, /* milliseconds */
    FEEDBACK_TICKS = 5,
    ESTIMATE_TICKS = 5,
    REMB_TICKS = 12,
    LOSS_TICKS = 25,   /* a multiple of ESTIMATE_TICKS */
    LOSS_PACKETS = 20, /* fewer packets say nothing about loss */
    NACK_TRIES = 10,
    NACK_AGAIN = 60000, /* microseconds */
    MISSING_MAX = 512,
    NACKS_MAX = 64, /* packets that one RTCP packet requests */
    FEEDBACK_MAX = 400,
    OWN_SSRC = 1,
    /* Janus keeps packets for retransmission only after a report has told it a round-trip time above 0. KEEPS_FROM
     * microseconds after such a report, Janus certainly keeps the packets. */
    KEEPS_FROM = 500000,
};

struct missing {
    uint16_t seq;
    uint8_t tries;
    int64_t asked;
};

static struct peer_downlink_line *by_ssrc(struct peer_downlink *downlink, uint32_t ssrc)
{
    for (int i = 0; i < downlink->count; i++)
        if (downlink->lines[i].sdp.ssrc == ssrc)
            return &downlink->lines[i];
    return NULL;
}

static void add_missing(struct peer_downlink_line *line, uint16_t seq)
{
    struct missing missing = {.seq = seq};

    if (line->missing->len < MISSING_MAX)
        g_array_append_val(line->missing, missing);
}

static void remove_missing(struct peer_downlink_line *line, uint16_t seq)
{
    for (guint i = 0; i < line->missing->len; i++)
        if (g_array_index(line->missing, struct missing, i).seq == seq) {
            g_array_remove_index_fast(line->missing, i);
            return;
        }
}

static void follow(struct peer_downlink_line *line, uint16_t seq)
{
    if (!line->begun) {
        line->begun = true;
        line->first = line->highest = seq;
    }
    int step = peer_rtp_seq_step((uint16_t)line->highest, seq);
    for (int i = 1; i < step; i++)
        add_missing(line, (uint16_t)(line->highest + (uint32_t)i));
    line->missed += (uint64_t)MAX(step - 1, 0);
    if (step > 0)
        line->highest += (uint32_t)step;
    else
        remove_missing(line, seq);
    line->got++;
}

static void note_transport(struct peer_downlink *downlink, const struct peer_downlink_line *line,
    const struct peer_rtp *rtp, int64_t now)
{
    size_t len = 0;
    const uint8_t *value = peer_rtp_extension(rtp, line->sdp.transport_id, &len);

    if (!line->sdp.transport_id || !value || len != 2)
        return;
    struct peer_downlink_feedback *feedback = &downlink->feedback;
    const int64_t never = -1;
    uint16_t number = peer_wire_get16(value);
    if (feedback->arrivals->len == 0)
        feedback->base = number;
    int at = peer_rtp_seq_step(feedback->base, number);
    if (at < 0 || at >= FEEDBACK_MAX)
        return;
    while (feedback->arrivals->len <= (guint)at)
        g_array_append_val(feedback->arrivals, never);
    g_array_index(feedback->arrivals, int64_t, at) = now;
}

static struct peer_downlink_line *by_mid(
    struct peer_downlink *downlink, const uint8_t *mid, size_t len)
{
    for (int i = 0; i < downlink->count; i++) {
        const char *own = downlink->lines[i].sdp.mid;
        if (strlen(own) == len && memcmp(own, mid, len) == 0)
            return &downlink->lines[i];
    }
    return NULL;
}

/* Finds the m-line by the mid in the packet, or by the SSRC if the packet has no mid (RFC 8843 section 9.2). */
static struct peer_downlink_line *line_of(
    struct peer_downlink *downlink, const struct peer_rtp *rtp)
{
    int id = downlink->count ? downlink->lines[0].sdp.mid_id : 0;
    size_t len = 0;
    const uint8_t *mid = id ? peer_rtp_extension(rtp, id, &len) : NULL;

    return mid ? by_mid(downlink, mid, len) : by_ssrc(downlink, rtp->ssrc);
}

static struct peer_frame_info frame_of(
    const struct peer_downlink_line *line, const struct peer_rtp *rtp)
{
    struct peer_frame_info info =
        peer_encoder_read(line->sdp.codec, rtp->payload, rtp->payload_len);
    int id = line->sdp.codec == PEER_AV1 ? line->sdp.descriptor_id : 0;
    size_t len = 0;
    const uint8_t *descriptor = id ? peer_rtp_extension(rtp, id, &len) : NULL;

    if (descriptor)
        info.picture = peer_av1_frame_number(descriptor, len);
    return info;
}

/* The share of packets lost is the share since the last report (RFC 3550 section 6.4.1). */
static uint8_t fraction_of(struct peer_downlink_line *line, uint64_t expected, uint64_t lost)
{
    uint64_t more = expected - line->report_expected;
    int64_t gone = (int64_t)(lost - line->report_lost);

    line->report_expected = expected;
    line->report_lost = lost;
    return more && gone > 0 ? (uint8_t)MIN((uint64_t)gone * 256 / more, 255) : 0;
}

static struct peer_rtcp_block block_of(struct peer_downlink_line *line)
{
    uint64_t expected = line->highest - line->first + 1;
    uint64_t lost = expected > line->got ? expected - line->got : 0;
    int64_t since = line->sr_at ? g_get_monotonic_time() - line->sr_at : 0;

    return (struct peer_rtcp_block){
        .ssrc = line->sdp.ssrc,
        .fraction = fraction_of(line, expected, lost),
        .lost = (uint32_t)lost,
        .highest = line->highest,
        .last_sr = (uint32_t)(line->sr_ntp >> 16),
        .since_sr = (uint32_t)(since * 65536 / 1000000),
    };
}

/* Other RTCP is sent behind a report, because Janus drops it otherwise. */
static size_t write_report(struct peer_downlink_line *line, uint8_t *out)
{
    struct peer_rtcp_block block = block_of(line);

    return peer_rtcp_write_rr(out, OWN_SSRC, &block, 1);
}

void peer_downlink_remb(struct peer_downlink *downlink, uint64_t bitrate)
{
    uint8_t packet[64 + 4 * PEER_SDP_LINES_MAX];
    uint32_t ssrcs[PEER_SDP_LINES_MAX];
    size_t count = 0;

    for (int i = 0; i < downlink->count; i++)
        if (downlink->lines[i].begun)
            ssrcs[count++] = downlink->lines[i].sdp.ssrc;
    if (count == 0)
        return;
    size_t len = write_report(&downlink->lines[0], packet);
    len += peer_rtcp_write_remb(packet + len, OWN_SSRC, bitrate, ssrcs, count);
    peer_link_send(downlink->link, true, packet, len);
    downlink->counts.rembs++;
}

static void send_estimate(struct peer_downlink *downlink)
{
    uint64_t bitrate = peer_estimator_bitrate(&downlink->estimator);

    if (bitrate)
        peer_downlink_remb(downlink, bitrate);
}

static void note_sending(struct peer_downlink *downlink, const struct peer_downlink_line *line,
    const struct peer_rtp *rtp, size_t bytes, int64_t now)
{
    size_t len = 0;
    const uint8_t *value = peer_rtp_extension(rtp, line->sdp.abs_id, &len);

    if (!line->sdp.abs_id || !value || len != 3)
        return;
    uint32_t sent = (uint32_t)value[0] << 16 | (uint32_t)value[1] << 8 | value[2];
    if (peer_estimator_packet(&downlink->estimator, sent, bytes, now))
        send_estimate(downlink);
}

static struct peer_arrival arrival_of(
    const struct peer_downlink_line *line, const struct peer_rtp *rtp)
{
    struct peer_arrival arrival = {
        .at = g_get_monotonic_time(),
        .ssrc = rtp->ssrc,
        .ts = rtp->ts,
        .seq = rtp->seq,
        .pt = rtp->pt,
    };

    arrival.tagged = peer_tag_read(rtp->payload, rtp->payload_len, &arrival.tag);
    if (line)
        arrival.frame = frame_of(line, rtp);
    return arrival;
}

static void on_rtp(void *user, const uint8_t *data, size_t len)
{
    struct peer_downlink *downlink = user;
    struct peer_rtp rtp;

    if (!peer_rtp_parse(data, len, &rtp))
        return;
    struct peer_downlink_line *line = line_of(downlink, &rtp);
    struct peer_arrival arrival = arrival_of(line, &rtp);
    if (downlink->handler)
        downlink->handler->packet(
            downlink->user, line ? (int)(line - downlink->lines) : -1, &arrival);
    if (!line) {
        downlink->counts.strays++;
        return;
    }
    follow(line, rtp.seq);
    if (g_hash_table_remove(line->lost, GUINT_TO_POINTER(rtp.seq)))
        downlink->counts.for_good--;
    note_transport(downlink, line, &rtp, arrival.at);
    note_sending(downlink, line, &rtp, len, arrival.at);
    if (line->viewer)
        peer_viewer_packet(line->viewer, &arrival);
    g_array_append_val(line->arrivals, arrival);
}

static void on_repeated(void *user, const uint8_t *data, size_t len)
{
    (void)data;
    (void)len;
    ((struct peer_downlink *)user)->counts.repeated++;
}

static void on_lost(void *user, enum peer_direction direction, const uint8_t *data, size_t len)
{
    struct peer_downlink *downlink = user;
    struct peer_rtp rtp;

    if (direction != PEER_DOWN || peer_rtp_classify(data, len) != PEER_IS_RTP ||
        !peer_rtp_parse(data, len, &rtp))
        return;
    downlink->counts.dropped++;
    struct peer_downlink_line *line = by_ssrc(downlink, rtp.ssrc);
    int64_t since = line && line->reported ? g_get_monotonic_time() - line->reported : 0;
    if (since < KEEPS_FROM || !line->sdp.video ||
        !g_hash_table_add(line->lost, GUINT_TO_POINTER(rtp.seq)))
        return;
    downlink->counts.lost++;
    downlink->counts.for_good++;
}

static void on_sr(void *user, uint32_t ssrc, uint64_t ntp, uint32_t ts)
{
    struct peer_downlink_line *line = by_ssrc(user, ssrc);

    if (!line)
        return;
    line->sr_ntp = ntp;
    line->sr_ts = ts;
    line->sr_at = g_get_monotonic_time();
}

static void on_rtcp(void *user, const uint8_t *data, size_t len)
{
    static const struct peer_rtcp_handler handler = {.sr = on_sr};

    peer_rtcp_read(data, len, &handler, user);
}

static void send_nacks(struct peer_downlink *downlink, struct peer_downlink_line *line, int64_t now)
{
    uint8_t packet[1200];
    uint16_t seqs[NACKS_MAX];
    size_t count = 0;

    for (guint i = 0; i < line->missing->len && count < NACKS_MAX; i++) {
        struct missing *missing = &g_array_index(line->missing, struct missing, i);
        if (missing->asked && now - missing->asked < NACK_AGAIN)
            continue;
        if (missing->tries == NACK_TRIES) {
            g_array_remove_index_fast(line->missing, i--);
            continue;
        }
        missing->asked = now;
        downlink->counts.nacks += missing->tries++ == 0;
        seqs[count++] = missing->seq;
    }
    if (count == 0)
        return;
    size_t len = write_report(line, packet);
    len += peer_rtcp_write_nack(packet + len, OWN_SSRC, line->sdp.ssrc, seqs, count);
    peer_link_send(downlink->link, true, packet, len);
}

static void send_reports(struct peer_downlink *downlink)
{
    uint8_t packet[64];

    for (int i = 0; i < downlink->count; i++) {
        if (!downlink->lines[i].begun)
            continue;
        size_t len = write_report(&downlink->lines[i], packet);
        peer_link_send(downlink->link, true, packet, len);
        if (downlink->lines[i].sr_at && !downlink->lines[i].reported)
            downlink->lines[i].reported = g_get_monotonic_time();
    }
}

static void send_feedback(struct peer_downlink *downlink)
{
    uint8_t packet[1400];
    struct peer_downlink_feedback *feedback = &downlink->feedback;

    if (feedback->arrivals->len == 0)
        return;
    size_t len = peer_rtcp_write_feedback(packet, OWN_SSRC, downlink->lines[0].sdp.ssrc,
        feedback->base, (const int64_t *)(const void *)feedback->arrivals->data,
        feedback->arrivals->len, feedback->number++);
    peer_link_send(downlink->link, true, packet, len);
    downlink->counts.feedbacks++;
    g_array_set_size(feedback->arrivals, 0);
}

/* Returns the share of packets that were not there in time since the last call. 0: there were too few packets. */
static double loss_of(struct peer_downlink *downlink)
{
    uint64_t missed = 0, got = 0;

    for (int i = 0; i < downlink->count; i++) {
        struct peer_downlink_line *line = &downlink->lines[i];
        missed += line->missed - line->counted_missed;
        got += line->got - line->counted_got;
        line->counted_missed = line->missed;
        line->counted_got = line->got;
    }
    return missed + got >= LOSS_PACKETS ? (double)missed / (double)(missed + got) : 0;
}

static void estimate(struct peer_downlink *downlink, int64_t now)
{
    bool lossy = downlink->ticks % LOSS_TICKS == 0;

    if (peer_estimator_tick(&downlink->estimator, lossy ? loss_of(downlink) : 0, now))
        send_estimate(downlink);
}

static void request_keyframes(struct peer_downlink *downlink, int64_t now)
{
    for (int i = 0; i < downlink->count; i++)
        if (downlink->lines[i].viewer && peer_viewer_wants_key(downlink->lines[i].viewer, now))
            peer_downlink_pli(downlink, i);
}

static gboolean on_tick(gpointer user)
{
    struct peer_downlink *downlink = user;
    int64_t now = g_get_monotonic_time();

    downlink->ticks++;
    for (int i = 0; i < downlink->count; i++)
        if (downlink->lines[i].sdp.video)
            send_nacks(downlink, &downlink->lines[i], now);
    if (downlink->ticks % FEEDBACK_TICKS == 0)
        send_feedback(downlink);
    if (downlink->browser && downlink->ticks % ESTIMATE_TICKS == 0)
        estimate(downlink, now);
    if (downlink->browser && downlink->ticks % REMB_TICKS == 0)
        send_estimate(downlink);
    if (downlink->browser)
        request_keyframes(downlink, now);
    if (downlink->ticks % downlink->report_ticks == 0)
        send_reports(downlink);
    return G_SOURCE_CONTINUE;
}

static void on_event(void *user, enum peer_link_event event)
{
    struct peer_downlink *downlink = user;

    if (downlink->handler)
        downlink->handler->event(downlink->user, event);
}

struct peer_downlink *peer_downlink_new(const struct peer_downlink_options *options,
    const struct peer_downlink_handler *handler, void *user)
{
    static const struct peer_link_handler link_handler = {
        on_event, on_rtp, on_rtcp, on_repeated, on_lost};
    struct peer_downlink *downlink = g_new0(struct peer_downlink, 1);

    downlink->handler = handler;
    downlink->user = user;
    downlink->feedback.wanted = options->feedback;
    downlink->browser = options->browser;
    peer_estimator_init(&downlink->estimator);
    downlink->feedback.arrivals = g_array_new(FALSE, FALSE, sizeof(int64_t));
    downlink->link = peer_link_new(&options->link, &link_handler, downlink);
    if (!downlink->link) {
        peer_downlink_free(downlink);
        return NULL;
    }
    peer_downlink_set_reports(downlink, REPORTS);
    downlink->timer = g_timeout_add(TICK, on_tick, downlink);
    return downlink;
}

void peer_downlink_set_reports(struct peer_downlink *downlink, int milliseconds)
{
    downlink->report_ticks = (unsigned int)MAX(milliseconds / TICK, 1);
}

void peer_downlink_free(struct peer_downlink *downlink)
{
    if (!downlink)
        return;
    if (downlink->timer)
        g_source_remove(downlink->timer);
    for (int i = 0; i < downlink->count; i++) {
        g_array_unref(downlink->lines[i].arrivals);
        g_array_unref(downlink->lines[i].missing);
        g_hash_table_unref(downlink->lines[i].lost);
        peer_viewer_free(downlink->lines[i].viewer);
    }
    g_array_unref(downlink->feedback.arrivals);
    peer_sdp_clear(&downlink->sdp);
    peer_link_free(downlink->link);
    g_free(downlink);
}

/* A line keeps its recorded packets, even if a later offer changes or refuses it. */
static void take_lines(struct peer_downlink *downlink)
{
    for (int i = 0; i < downlink->sdp.count; i++) {
        struct peer_downlink_line *line = &downlink->lines[i];
        if (i >= downlink->count) {
            line->arrivals = g_array_new(FALSE, FALSE, sizeof(struct peer_arrival));
            line->missing = g_array_new(FALSE, FALSE, sizeof(struct missing));
            line->lost = g_hash_table_new(NULL, NULL);
            if (downlink->browser && downlink->sdp.lines[i].video)
                line->viewer = peer_viewer_new();
            downlink->count++;
        }
        line->sdp = downlink->sdp.lines[i];
    }
}

/* Applies an offer. */
static void take_offer(struct peer_downlink *downlink, const struct peer_sdp *sdp)
{
    if (downlink->sdp.ufrag && strcmp(downlink->sdp.ufrag, sdp->ufrag) != 0)
        peer_link_restart(downlink->link);
    peer_sdp_clear(&downlink->sdp);
    downlink->sdp = *sdp;
    downlink->negotiations++;
    for (int i = 0; i < sdp->count; i++) {
        if (!downlink->feedback.wanted)
            downlink->sdp.lines[i].transport_id = 0;
        if (!downlink->browser)
            downlink->sdp.lines[i].abs_id = 0;
    }
    take_lines(downlink);
}

char *peer_downlink_answer(struct peer_downlink *downlink, const char *offer)
{
    struct peer_sdp sdp;

    if (!peer_sdp_read(offer, &sdp)) {
        peer_sdp_clear(&sdp);
        return NULL;
    }
    take_offer(downlink, &sdp);
    struct peer_link_local local = peer_link_local(downlink->link);
    char *answer = peer_sdp_answer(&downlink->sdp, &local);
    peer_link_connect(
        downlink->link, downlink->sdp.ufrag, downlink->sdp.password, downlink->sdp.candidates);
    return answer;
}

bool peer_downlink_wall(
    const struct peer_downlink *downlink, int index, uint32_t ts, int64_t *microseconds)
{
    const struct peer_downlink_line *line = &downlink->lines[index];
    int64_t rate = peer_codec_clock_rate(line->sdp.codec);

    if (!line->sr_ntp)
        return false;
    *microseconds = (int64_t)(line->sr_ntp >> 32) * 1000000 +
                    (int64_t)((line->sr_ntp & UINT32_MAX) * 1000000 >> 32) +
                    (int64_t)(int32_t)(ts - line->sr_ts) * 1000000 / rate;
    return true;
}

void peer_downlink_pli(struct peer_downlink *downlink, int index)
{
    struct peer_downlink_line *line = &downlink->lines[index];
    uint8_t packet[64];
    size_t len = write_report(line, packet);

    downlink->counts.plis++;
    len += peer_rtcp_write_pli(packet + len, OWN_SSRC, line->sdp.ssrc);
    peer_link_send(downlink->link, true, packet, len);
}
