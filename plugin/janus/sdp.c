/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads offers line by line, and writes answers and offers.
 *
 * This file writes the attributes of an answer itself. Janus's helper accepts every extension whose name contains a
 * wanted name, and reads beyond the end of its list if an extension has a negative id.
 */
#include "janus/sdp.h"

#include <glib.h>
#include <sdp-utils.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "requests/request_fields.h"

enum {
    MIDS_MAX_BYTES = 400, /* all mids, each with one blank; Janus writes a=group into 512 bytes */
};

/* How each codec is written in SDP: its a=rtpmap, and its a=fmtp or NULL. */
static const struct {
    const char *rtpmap, *format;
} codecs[] = {
    [BATON_CODEC_OPUS] = {"opus/48000/2", "useinbandfec=1"},
    [BATON_CODEC_VP8] = {"VP8/90000", NULL},
    /* Constrained Baseline at level 3.1 (RFC 6184 section 8.1), which every browser decodes. */
    [BATON_CODEC_H264] = {"H264/90000",
        "profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1"},
    /* 8 bits for each sample, 4:2:0 (RFC 9628 section 6). */
    [BATON_CODEC_VP9] = {"VP9/90000", "profile-id=0"},
    /* Main profile at level 3.1 (RTP Payload Format For AV1, section 7.2). These are the defaults. */
    [BATON_CODEC_AV1] = {"AV1/90000", "level-idx=5;profile=0;tier=0"},
};

/*
 * The bitrate at which an encoder starts, in kbit/s. Without this parameter Chrome starts at 300. The new device of a
 * transfer sends a keyframe first, and at 300 kbit/s this takes half a second. Only Chrome reads this parameter. REMB
 * limits the bitrate, and congestion control adjusts it.
 */
#define VIDEO_START "x-google-start-bitrate=800"

static const char *const audio_extensions[] = {JANUS_RTP_EXTMAP_MID, JANUS_RTP_EXTMAP_AUDIO_LEVEL,
    JANUS_RTP_EXTMAP_ABS_SEND_TIME, JANUS_RTP_EXTMAP_TRANSPORT_WIDE_CC, NULL};
static const char *const video_extensions[] = {JANUS_RTP_EXTMAP_MID,
    JANUS_RTP_EXTMAP_VIDEO_ORIENTATION, JANUS_RTP_EXTMAP_PLAYOUT_DELAY,
    JANUS_RTP_EXTMAP_ABS_SEND_TIME, JANUS_RTP_EXTMAP_TRANSPORT_WIDE_CC, NULL};
/* With simulcast, senders use these extensions in addition to those for video. Janus can tell encodings and their
 * retransmissions apart only if the answer has them. Janus itself writes a=rid and a=simulcast into the answer. */
static const char *const simulcast_extensions[] = {
    JANUS_RTP_EXTMAP_RID, JANUS_RTP_EXTMAP_REPAIRED_RID, NULL};
/* The payload of AV1 does not name its picture, so receivers need the dependency descriptor to leave layers out. */
static const char *const av1_extensions[] = {JANUS_RTP_EXTMAP_MID,
    JANUS_RTP_EXTMAP_VIDEO_ORIENTATION, JANUS_RTP_EXTMAP_PLAYOUT_DELAY,
    JANUS_RTP_EXTMAP_ABS_SEND_TIME, JANUS_RTP_EXTMAP_TRANSPORT_WIDE_CC,
    JANUS_RTP_EXTMAP_DEPENDENCY_DESC, NULL};

static const char *const audio_feedback[] = {"transport-cc", NULL};
static const char *const video_feedback[] = {"nack", "nack pli", "goog-remb", "transport-cc", NULL};

static bool refuse(struct baton_failure *failure, const char *why)
{
    baton_failure_set(failure, BATON_E_INVALID_SDP, "jsep.sdp: %s", why);
    return false;
}

static janus_sdp *parse(const char *text, struct baton_failure *failure)
{
    char why[512] = "cannot be read";
    janus_sdp *sdp = janus_sdp_parse(text, why, sizeof(why));

    if (!sdp)
        refuse(failure, why);
    return sdp;
}

/* --- reading ---------------------------------------------------------------------------------- */

/* Whether this is the attribute `name` for the payload type `pt`. If so, sets `*rest` to the text after `pt`. */
static bool is_about(
    const janus_sdp_attribute *attribute, const char *name, int pt, const char **rest)
{
    char *end;

    if (!attribute->name || !attribute->value || strcasecmp(attribute->name, name) != 0)
        return false;
    long number = strtol(attribute->value, &end, 10);
    if (end == attribute->value || number != pt || *end != ' ')
        return false;
    *rest = end + 1;
    return true;
}

static const char *find_about(const janus_sdp_mline *line, const char *name, int pt)
{
    const char *rest;

    for (GList *item = line->attributes; item; item = item->next)
        if (is_about(item->data, name, pt, &rest))
            return rest;
    return NULL;
}

/* Returns the value of a parameter of an a=fmtp, whose parameters are separated by ";". NULL: there is none. */
static const char *parameter(const char *format, const char *name)
{
    size_t len = strlen(name);

    while (format) {
        while (*format == ' ' || *format == ';')
            format++;
        if (strncasecmp(format, name, len) == 0 && format[len] == '=')
            return format + len + 1;
        format = strchr(format, ';');
    }
    return NULL;
}

/*
 * Rates an H.264 format. 2: Constrained Baseline. 1: Baseline, which is also the default (RFC 6184 section 8.1). 0: not
 * supported. The format must have packetization-mode=1, because frames are sent in FU-A.
 */
static int h264_rank(const char *format)
{
    const char *mode = parameter(format, "packetization-mode");
    const char *profile = parameter(format, "profile-level-id");

    if (!mode || atoi(mode) != 1)
        return 0;
    if (!profile)
        return 1;
    unsigned long bits = strtoul(profile, NULL, 16);
    if (bits >> 16 != 0x42)
        return 0;
    return bits & 0x4000 ? 2 : 1; /* constraint_set1_flag */
}

/* VP9 and AV1: 1 for their profile 0, which is also the default, else 0. */
static int profile_rank(const char *format, const char *name)
{
    const char *profile = parameter(format, name);

    return !profile || atoi(profile) == 0;
}

static int format_rank(const char *format, enum baton_codec codec)
{
    switch (codec) {
    case BATON_CODEC_H264:
        return h264_rank(format);
    case BATON_CODEC_VP9:
        return profile_rank(format, "profile-id");
    case BATON_CODEC_AV1:
        return profile_rank(format, "profile");
    case BATON_CODEC_OPUS:
    case BATON_CODEC_VP8:
        break;
    }
    return 1;
}

static int codec_rank(const janus_sdp_mline *line, int pt, enum baton_codec codec)
{
    const char *rtpmap = find_about(line, "rtpmap", pt);

    if (!rtpmap || strcasecmp(rtpmap, codecs[codec].rtpmap) != 0)
        return 0;
    return format_rank(find_about(line, "fmtp", pt), codec);
}

/* Returns the m-line's payload type for the codec: the first one with the best rank, or -1 if there is none. */
static int find_pt(const janus_sdp_mline *line, enum baton_codec codec)
{
    int best = -1, best_rank = 0;

    for (GList *item = line->ptypes; item; item = item->next) {
        int pt = GPOINTER_TO_INT(item->data);
        int rank = pt >= 0 && pt <= 127 ? codec_rank(line, pt, codec) : 0;
        if (rank > best_rank) {
            best = pt;
            best_rank = rank;
        }
    }
    return best;
}

static bool read_mid(
    const janus_sdp_mline *line, struct baton_sdp_line *out, struct baton_failure *failure)
{
    const char *mid = NULL;

    for (GList *item = line->attributes; item; item = item->next) {
        const janus_sdp_attribute *attribute = item->data;
        if (attribute->name && strcasecmp(attribute->name, "mid") == 0)
            mid = attribute->value;
    }
    if (!mid) {
        baton_failure_set(
            failure, BATON_E_INVALID_SDP, "jsep.sdp: m-line %d has no mid", line->index);
        return false;
    }
    if (g_strlcpy(out->mid, mid, sizeof(out->mid)) >= sizeof(out->mid)) {
        baton_failure_set(failure, BATON_E_INVALID_SDP,
            "jsep.sdp: m-line %d: expected a mid of at most %d bytes, got %zu", line->index,
            BATON_SDP_MID_SIZE - 1, strlen(mid));
        return false;
    }
    return true;
}

static bool sends(const janus_sdp_mline *line)
{
    return line->port > 0 &&
           (line->direction == JANUS_SDP_SENDONLY || line->direction == JANUS_SDP_SENDRECV ||
               line->direction == JANUS_SDP_DEFAULT);
}

/* Janus writes the payload types of an m-line only if its protocol is a form of RTP, so no client could read an answer
 * for any other protocol. */
static bool check_protocol(const janus_sdp_mline *line, struct baton_failure *failure)
{
    char quote[BATON_QUOTE_SIZE];

    if (line->proto && strstr(line->proto, "RTP"))
        return true;
    baton_failure_set(failure, BATON_E_INVALID_SDP,
        "jsep.sdp: m-line %d: expected the protocol UDP/TLS/RTP/SAVPF, got %s", line->index,
        baton_failure_quote(quote, line->proto));
    return false;
}

static bool read_line(const janus_sdp_mline *line, enum baton_codec audio, enum baton_codec video,
    struct baton_sdp_line *out, struct baton_failure *failure)
{
    *out = (struct baton_sdp_line){
        .media = line->type == JANUS_SDP_AUDIO || line->type == JANUS_SDP_VIDEO,
        .video = line->type == JANUS_SDP_VIDEO,
        .pt = -1,
    };
    if ((out->media && !check_protocol(line, failure)) || !read_mid(line, out, failure))
        return false;
    out->sends = out->media && sends(line);
    if (out->media)
        out->pt = find_pt(line, out->video ? video : audio);
    return true;
}

static bool check_mids(const struct baton_sdp *lines, struct baton_failure *failure)
{
    size_t bytes = 0;

    for (size_t i = 0; i < lines->count; i++) {
        bytes += strlen(lines->lines[i].mid) + 1;
        for (size_t j = 0; j < i; j++)
            if (strcmp(lines->lines[i].mid, lines->lines[j].mid) == 0)
                return refuse(failure, "two m-lines have the same mid");
    }
    return bytes <= MIDS_MAX_BYTES || refuse(failure, "the mids are too long in total");
}

static bool read_lines(const janus_sdp *offer, enum baton_codec audio, enum baton_codec video,
    struct baton_sdp *out, struct baton_failure *failure)
{
    size_t count = g_list_length(offer->m_lines);
    bool media = false;

    if (count > BATON_MAX_UPLINK_LINES) {
        baton_failure_set(failure, BATON_E_INVALID_SDP,
            "jsep.sdp: expected at most %d m-lines, got %zu", BATON_MAX_UPLINK_LINES, count);
        return false;
    }
    out->count = 0;
    for (GList *item = offer->m_lines; item; item = item->next) {
        struct baton_sdp_line *line = &out->lines[out->count++];
        if (!read_line(item->data, audio, video, line, failure))
            return false;
        media = media || line->media;
    }
    return (media || refuse(failure, "expected audio or video, got neither")) &&
           check_mids(out, failure);
}

static const char *const *extensions_of(enum baton_codec codec)
{
    if (!baton_codec_is_video(codec))
        return audio_extensions;
    return codec == BATON_CODEC_AV1 ? av1_extensions : video_extensions;
}

/* --- answering -------------------------------------------------------------------------------- */

static void add(janus_sdp_mline *line, const char *name, const char *value)
{
    janus_sdp_attribute_add_to_mline(line, janus_sdp_attribute_create(name, "%s", value));
}

static void add_about(janus_sdp_mline *line, const char *name, int pt, const char *value)
{
    char text[160];
    snprintf(text, sizeof(text), "%d %s", pt, value);
    add(line, name, text);
}

/*
 * Opus: a device that wants to send nothing while its person is silent (DTX) offers usedtx=1. Its browser uses DTX only
 * if the answer has usedtx=1 too (RFC 7587 section 6.1). Every receiver of Opus understands DTX.
 */
static bool wants_dtx(const janus_sdp_mline *offered, int pt)
{
    const char *dtx = parameter(find_about(offered, "fmtp", pt), "usedtx");

    return dtx && atoi(dtx) == 1;
}

static void add_format(
    janus_sdp_mline *line, const janus_sdp_mline *offered, int pt, enum baton_codec codec)
{
    const char *format = codecs[codec].format, *extra = "";
    char text[128];

    if (baton_codec_is_video(codec))
        extra = VIDEO_START;
    else if (wants_dtx(offered, pt))
        extra = "usedtx=1";
    snprintf(
        text, sizeof(text), "%s%s%s", format ? format : "", format && *extra ? ";" : "", extra);
    add_about(line, "fmtp", pt, text);
}

/* Whether the m-line has this a=rtcp-fb (RFC 4585 section 4.2) for the payload type, or for all payload types. */
static bool offers_feedback(const janus_sdp_mline *offered, int pt, const char *feedback)
{
    const char *rest;

    for (GList *item = offered->attributes; item; item = item->next) {
        const janus_sdp_attribute *attribute = item->data;
        if (is_about(attribute, "rtcp-fb", pt, &rest) && strcmp(rest, feedback) == 0)
            return true;
        if (attribute->name && attribute->value && strcasecmp(attribute->name, "rtcp-fb") == 0 &&
            strncmp(attribute->value, "* ", 2) == 0 && strcmp(attribute->value + 2, feedback) == 0)
            return true;
    }
    return false;
}

/* Accepts an offered a=extmap (RFC 8285 section 5) if its URI is exactly one of the wanted URIs. */
static void accept_extension(
    janus_sdp_mline *line, const janus_sdp_attribute *offered, const char *const *wanted)
{
    char *uri;

    if (!offered->name || !offered->value || strcasecmp(offered->name, "extmap") != 0)
        return;
    long id = strtol(offered->value, &uri, 10);
    if (id < 1 || id > BATON_EXTENSION_MAX_ID || *uri != ' ')
        return;
    for (size_t i = 0; wanted[i]; i++)
        if (strcmp(uri + 1, wanted[i]) == 0)
            add_about(line, "extmap", (int)id, wanted[i]);
}

static void accept_line(janus_sdp_mline *line, const janus_sdp_mline *offered,
    const struct baton_sdp_line *read, enum baton_codec codec)
{
    const char *const *feedback = read->video ? video_feedback : audio_feedback;

    line->port = 9;
    line->direction = read->sends ? JANUS_SDP_RECVONLY : JANUS_SDP_INACTIVE;
    g_list_free(line->ptypes);
    line->ptypes = g_list_append(NULL, GINT_TO_POINTER(read->pt));
    add_about(line, "rtpmap", read->pt, codecs[codec].rtpmap);
    add_format(line, offered, read->pt, codec);
    for (size_t i = 0; feedback[i]; i++)
        if (offers_feedback(offered, read->pt, feedback[i]))
            add_about(line, "rtcp-fb", read->pt, feedback[i]);
    for (GList *item = offered->attributes; item; item = item->next)
        accept_extension(line, item->data, extensions_of(codec));
    for (GList *item = offered->attributes; item && read->video; item = item->next)
        accept_extension(line, item->data, simulcast_extensions);
}

/* At first, Janus's helper rejects every m-line. Then accept_line accepts those with the wanted codec. */
static char *write_answer(
    janus_sdp *offer, enum baton_codec audio, enum baton_codec video, const struct baton_sdp *lines)
{
    janus_sdp *answer = janus_sdp_generate_answer(offer);
    GList *item = answer->m_lines, *offered = offer->m_lines;

    g_free(answer->s_name);
    answer->s_name = g_strdup("Baton");
    for (size_t i = 0; i < lines->count; i++) {
        const struct baton_sdp_line *line = &lines->lines[i];
        const janus_sdp_mline *offered_line = offered->data;
        if (line->pt >= 0 && offered_line->port > 0)
            accept_line(item->data, offered_line, line, line->video ? video : audio);
        item = item->next;
        offered = offered->next;
    }
    char *text = janus_sdp_write(answer);
    janus_sdp_destroy(answer);
    return text;
}

bool baton_sdp_answer(void *context, const char *offer_text, enum baton_codec audio,
    enum baton_codec video, struct baton_sdp *lines, char **answer, struct baton_failure *failure)
{
    struct baton_sdp read;
    janus_sdp *offer = parse(offer_text, failure);

    (void)context;
    if (!offer)
        return false;
    bool good = read_lines(offer, audio, video, &read, failure);
    if (good) {
        *answer = write_answer(offer, audio, video, &read);
        *lines = read;
    }
    janus_sdp_destroy(offer);
    return good;
}

char *baton_sdp_answer_lines(void *context, const char *offer_text, enum baton_codec audio,
    enum baton_codec video, const struct baton_sdp *lines, struct baton_failure *failure)
{
    janus_sdp *offer = parse(offer_text, failure);

    (void)context;
    if (!offer)
        return NULL;
    char *answer = write_answer(offer, audio, video, lines);
    janus_sdp_destroy(offer);
    return answer;
}

/* --- offering --------------------------------------------------------------------------------- */

static bool is_video(const struct baton_sdp_slots *slots, size_t index)
{
    size_t fixed_audio = 0;

    if (index < slots->order_count)
        return slots->order[index];
    for (size_t i = 0; i < slots->order_count; i++)
        fixed_audio += slots->order[i] ? 0 : 1;
    return index - slots->order_count >= slots->audio - fixed_audio;
}

/* Janus has no id of its own for the dependency descriptor. */
static int extension_id(const char *uri)
{
    enum { DEPENDENCY_DESCRIPTOR = 8 };

    return strcmp(uri, JANUS_RTP_EXTMAP_DEPENDENCY_DESC) == 0 ? DEPENDENCY_DESCRIPTOR
                                                              : janus_rtp_extension_id(uri);
}

static void offer_line(janus_sdp *offer, size_t index, bool video, enum baton_codec codec)
{
    char mid[24], track[32];

    snprintf(mid, sizeof(mid), "%zu", index);
    snprintf(track, sizeof(track), "slot%zu", index);
    janus_sdp_generate_offer_mline(offer, JANUS_SDP_OA_MLINE,
        video ? JANUS_SDP_VIDEO : JANUS_SDP_AUDIO, JANUS_SDP_OA_MID, mid, JANUS_SDP_OA_MSID,
        "baton", track, JANUS_SDP_OA_DIRECTION, JANUS_SDP_SENDONLY, JANUS_SDP_OA_CODEC,
        baton_codec_name(codec), JANUS_SDP_OA_PT, video ? BATON_PT_VIDEO : BATON_PT_AUDIO,
        JANUS_SDP_OA_FMTP, codecs[codec].format, JANUS_SDP_OA_DONE);

    janus_sdp_mline *line = g_list_last(offer->m_lines)->data;
    const char *const *extensions = extensions_of(codec);
    /* Janus does not use transport-wide feedback about the packets that it sends, so receivers should not send it. */
    for (size_t i = 0; extensions[i]; i++)
        if (strcmp(extensions[i], JANUS_RTP_EXTMAP_TRANSPORT_WIDE_CC) != 0)
            add_about(line, "extmap", extension_id(extensions[i]), extensions[i]);
}

char *baton_sdp_offer(void *context, const struct baton_sdp_slots *slots)
{
    janus_sdp *offer = janus_sdp_new("Baton", NULL);

    (void)context;
    offer->o_sessid = slots->session_id;
    offer->o_version = slots->version;
    for (size_t i = 0; i < slots->audio + slots->video; i++) {
        bool video = is_video(slots, i);
        offer_line(offer, i, video, video ? slots->video_codec : BATON_CODEC_OPUS);
    }
    char *text = janus_sdp_write(offer);
    janus_sdp_destroy(offer);
    return text;
}

bool baton_sdp_check_answer(
    void *context, const char *answer_text, size_t count, struct baton_failure *failure)
{
    janus_sdp *answer = parse(answer_text, failure);

    (void)context;
    if (!answer)
        return false;
    size_t got = g_list_length(answer->m_lines);
    janus_sdp_destroy(answer);
    if (got != count)
        baton_failure_set(failure, BATON_E_INVALID_SDP,
            "jsep.sdp: expected an answer with %zu m-lines, got %zu", count, got);
    return got == count;
}
