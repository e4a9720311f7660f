/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads and writes SDP line by line. This file only has to understand the SDP that Janus writes. */
#include "peer/sdp.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#define MID       "urn:ietf:params:rtp-hdrext:sdes:mid"
#define LEVEL     "urn:ietf:params:rtp-hdrext:ssrc-audio-level"
#define RID       "urn:ietf:params:rtp-hdrext:sdes:rtp-stream-id"
#define SENT_AT   "http://www.webrtc.org/experiments/rtp-hdrext/abs-send-time"
#define DESCRIPTOR                                                                                 \
    "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"
#define TRANSPORT "http://www.ietf.org/id/draft-holmer-rmcat-transport-wide-cc-extensions-01"

static const struct codec {
    const char *rtpmap, *fmtp;
    int pt;
} codecs[] = {
    [PEER_OPUS] = {"opus/48000/2", "minptime=10;useinbandfec=1", 111},
    [PEER_PCMU] = {"PCMU/8000", NULL, 0},
    [PEER_VP8] = {"VP8/90000", NULL, 96},
    [PEER_H264] = {"H264/90000",
        "level-asymmetry-allowed=1;packetization-mode=1;profile-level-id=42e01f", 102},
    [PEER_VP9] = {"VP9/90000", "profile-id=0", 98},
    [PEER_AV1] = {"AV1/90000", "level-idx=5;profile=0;tier=0", 45},
};

/* Returns the rest of a line after a prefix. NULL: the line does not begin with the prefix. */
static const char *after(const char *line, const char *prefix)
{
    size_t len = strlen(prefix);

    return strncmp(line, prefix, len) == 0 ? line + len : NULL;
}

static void read_extension(struct peer_sdp_line *line, const char *value)
{
    int id = atoi(value);

    if (strstr(value, MID))
        line->mid_id = id;
    else if (strstr(value, LEVEL))
        line->level_id = id;
    else if (strstr(value, TRANSPORT))
        line->transport_id = id;
    else if (strstr(value, RID))
        line->rid_id = id;
    else if (strstr(value, SENT_AT))
        line->abs_id = id;
    else if (strstr(value, DESCRIPTOR))
        line->descriptor_id = id;
}

static void read_rtpmap(struct peer_sdp_line *line, const char *value)
{
    const char *name = strchr(value, ' ');

    if (!name || atoi(value) != line->pt)
        return;
    for (size_t i = 0; i < G_N_ELEMENTS(codecs); i++)
        if (g_ascii_strcasecmp(name + 1, codecs[i].rtpmap) == 0)
            line->codec = (enum peer_codec)i;
}

static void read_media(struct peer_sdp *sdp, const char *value)
{
    struct peer_sdp_line *line = &sdp->lines[sdp->count];
    char kind[16];
    int port = 0;

    if (sscanf(value, "%15s %d %*s %d", kind, &port, &line->pt) < 2)
        return;
    line->video = strcmp(kind, "video") == 0;
    line->there = port > 0;
    sdp->count++;
}

static void read_attribute(struct peer_sdp *sdp, struct peer_sdp_line *line, const char *text)
{
    const char *value;

    if ((value = after(text, "a=ice-ufrag:")) && !sdp->ufrag)
        sdp->ufrag = g_strdup(value);
    else if ((value = after(text, "a=ice-pwd:")) && !sdp->password)
        sdp->password = g_strdup(value);
    else if (after(text, "a=candidate:") && sdp->count <= 1)
        g_ptr_array_add(sdp->candidates, g_strdup(text));
    if (!line)
        return;
    if ((value = after(text, "a=mid:")))
        g_strlcpy(line->mid, value, sizeof(line->mid));
    else if ((value = after(text, "a=extmap:")))
        read_extension(line, value);
    else if ((value = after(text, "a=rtpmap:")))
        read_rtpmap(line, value);
    else if ((value = after(text, "a=ssrc:")) && !line->ssrc)
        line->ssrc = (uint32_t)strtoul(value, NULL, 10);
    else if (after(text, "a=simulcast:"))
        line->simulcast = true;
    else if (strcmp(text, "a=inactive") == 0)
        line->there = false;
}

bool peer_sdp_read(const char *text, struct peer_sdp *out)
{
    *out = (struct peer_sdp){.candidates = g_ptr_array_new_with_free_func(g_free)};
    if (!text)
        return false;
    char **lines = g_strsplit(text, "\r\n", -1);
    for (char **line = lines; *line; line++) {
        const char *media = after(*line, "m=");
        if (media && out->count < PEER_SDP_LINES_MAX)
            read_media(out, media);
        else
            read_attribute(out, out->count ? &out->lines[out->count - 1] : NULL, *line);
    }
    g_strfreev(lines);
    return out->count > 0 && out->ufrag && out->password;
}

void peer_sdp_clear(struct peer_sdp *sdp)
{
    g_free(sdp->ufrag);
    g_free(sdp->password);
    if (sdp->candidates)
        g_ptr_array_unref(sdp->candidates);
    *sdp = (struct peer_sdp){0};
}

static GString *begin(const struct peer_sdp_line *lines, int count)
{
    GString *text =
        g_string_new("v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\na=group:BUNDLE");

    for (int i = 0; i < count; i++)
        if (lines[i].there)
            g_string_append_printf(text, " %s", lines[i].mid);
    g_string_append(text, "\r\na=msid-semantic: WMS *\r\n");
    return text;
}

static void write_extension(GString *text, int id, const char *name)
{
    if (id)
        g_string_append_printf(text, "a=extmap:%d %s\r\n", id, name);
}

static void write_codec(GString *text, bool video, enum peer_codec codec, int pt)
{
    g_string_append_printf(
        text, "a=rtpmap:%d %s\r\na=rtcp-fb:%d transport-cc\r\n", pt, codecs[codec].rtpmap, pt);
    if (codecs[codec].fmtp)
        g_string_append_printf(text, "a=fmtp:%d %s\r\n", pt, codecs[codec].fmtp);
    if (video)
        g_string_append_printf(text,
            "a=rtcp-fb:%d nack\r\na=rtcp-fb:%d nack pli\r\na=rtcp-fb:%d ccm fir\r\n"
            "a=rtcp-fb:%d goog-remb\r\n",
            pt, pt, pt, pt);
}

static void write_media(GString *text, const struct peer_sdp_line *line)
{
    g_string_append_printf(
        text, "m=%s %d UDP/TLS/RTP/SAVPF", line->video ? "video" : "audio", line->there ? 9 : 0);
    for (int i = 0; i < line->offered_count; i++)
        g_string_append_printf(text, " %d", codecs[line->offered[i]].pt);
    if (!line->offered_count)
        g_string_append_printf(text, " %d", line->pt);
}

static void write_line(GString *text, const struct peer_sdp_line *line, const char *setup,
    const char *direction, const struct peer_link_local *local)
{
    write_media(text, line);
    g_string_append_printf(text,
        "\r\nc=IN IP4 0.0.0.0\r\na=ice-ufrag:%s\r\na=ice-pwd:%s\r\n"
        "a=fingerprint:sha-256 %s\r\na=setup:%s\r\na=mid:%s\r\na=%s\r\na=rtcp-mux\r\n"
        "a=rtcp-rsize\r\n",
        local->ufrag, local->password, local->fingerprint, setup, line->mid,
        line->there ? direction : "inactive");
    for (int i = 0; i < line->offered_count; i++)
        write_codec(text, line->video, line->offered[i], codecs[line->offered[i]].pt);
    if (!line->offered_count)
        write_codec(text, line->video, line->codec, line->pt);
    write_extension(text, line->mid_id, MID);
    write_extension(text, line->level_id, LEVEL);
    write_extension(text, line->transport_id, TRANSPORT);
    write_extension(text, line->rid_id, RID);
    write_extension(text, line->abs_id, SENT_AT);
    write_extension(text, line->descriptor_id, DESCRIPTOR);
    g_string_append_printf(text, "%sa=end-of-candidates\r\n", local->candidates);
}

/* Browsers name no SSRC of an m-line with simulcast (RFC 8853 section 5). */
static void write_encodings(GString *text, const struct peer_sdp_line *line)
{
    GString *list = g_string_new(NULL);

    for (int i = 0; i < line->rid_count; i++) {
        const char *rid = line->rids[line->descending ? line->rid_count - 1 - i : i];
        g_string_append_printf(text, "a=rid:%s send\r\n", rid);
        g_string_append_printf(list, "%s%s", i ? ";" : "", rid);
    }
    if (line->rid_count)
        g_string_append_printf(text, "a=simulcast:send %s\r\n", list->str);
    else
        g_string_append_printf(text, "a=ssrc:%u cname:peer\r\n", line->ssrc);
    g_string_free(list, TRUE);
}

static bool offers(const struct peer_sdp_line *line, enum peer_codec codec)
{
    for (int i = 0; i < line->offered_count; i++)
        if (line->offered[i] == codec)
            return true;
    return false;
}

char *peer_sdp_offer(struct peer_sdp_line *lines, int count, const struct peer_link_local *local)
{
    for (int i = 0; i < count; i++) {
        lines[i].there = true;
        lines[i].mid_id = 1;
        lines[i].level_id = lines[i].video ? 0 : 2;
        lines[i].transport_id = 3;
        lines[i].rid_id = lines[i].rid_count ? 4 : 0;
        lines[i].descriptor_id = offers(&lines[i], PEER_AV1) ? 5 : 0;
    }
    GString *text = begin(lines, count);
    for (int i = 0; i < count; i++) {
        write_line(text, &lines[i], "actpass", "sendonly", local);
        g_string_append_printf(text, "a=msid:peer source%d\r\n", i);
        write_encodings(text, &lines[i]);
    }
    return g_string_free(text, FALSE);
}

char *peer_sdp_answer(const struct peer_sdp *offer, const struct peer_link_local *local)
{
    GString *text = begin(offer->lines, offer->count);

    for (int i = 0; i < offer->count; i++)
        write_line(text, &offer->lines[i], "passive", "recvonly", local);
    return g_string_free(text, FALSE);
}
