/* SPDX-License-Identifier: GPL-3.0-or-later */
/* What one device in a test sends: its m-lines, the requests about them, and the packets; see world.h. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "fake/device_request.h"
#include "media/relay.h"

enum { RID_EXTENSION = 4 };

/* --- sending ---------------------------------------------------------------------------------- */

struct fake_feed *device_feed(struct fake_device *device, enum baton_source_kind kind)
{
    for (size_t i = 0; i < device->lines; i++) {
        if (device->feeds[i].kind == kind)
            return &device->feeds[i];
    }
    return NULL;
}

/* Returns the m-line of a kind. An m-line never changes its kind. */
static struct fake_feed *make_feed(struct fake_device *device, enum baton_source_kind kind)
{
    struct fake_feed *feed = device_feed(device, kind);
    uint64_t random_state = (uint64_t)device->world->now * 1000 + device->tag * 10 + kind;
    if (feed)
        return feed;
    assert_true(device->lines < FAKE_LINES);
    feed = &device->feeds[device->lines++];
    *feed = (struct fake_feed){
        .kind = kind,
        .seq = (uint16_t)fake_below(&random_state, 65536),
        .timestamp = fake_below(&random_state, UINT32_MAX),
        .ssrc = fake_below(&random_state, UINT32_MAX),
        .picture = (uint16_t)fake_below(&random_state, 32768),
    };
    return feed;
}

static char *offer_of(const struct fake_device *device)
{
    GString *offer = g_string_new(NULL);
    for (size_t i = 0; i < device->lines; i++) {
        bool video = baton_source_kind_is_video(device->feeds[i].kind);
        g_string_append_printf(offer, "%s%s:%zu:%s:%s", i ? " " : "", video ? "video" : "audio", i,
            device->feeds[i].sends ? "sends" : "off", video ? device->codec : "opus");
    }
    return g_string_free(offer, FALSE);
}

static const char *const mids[] = {"0", "1", "2", "3", "4", "5"};

/* The test fails if no kind has this name. */
static enum baton_source_kind kind_named(const char *name)
{
    int kind = 0;
    while (kind < BATON_SOURCE_KINDS &&
           strcmp(baton_source_kind_name((enum baton_source_kind)kind), name) != 0)
        kind++;
    assert_true(kind < BATON_SOURCE_KINDS);
    return (enum baton_source_kind)kind;
}

static size_t read_kinds(
    struct fake_device *device, const char *kinds, struct baton_source_wish wishes[FAKE_LINES])
{
    char **words = g_strsplit(kinds, " ", 0);
    size_t count = 0;
    for (size_t i = 0; i < device->lines; i++)
        device->feeds[i].sends = false;
    for (char **word = words; *word; word++) {
        struct baton_source_wish wish = {.has_kind = true};
        size_t len = strlen(*word);
        if (len == 0)
            continue;
        wish.muted = wish.has_muted = (*word)[len - 1] == '!';
        (*word)[len - wish.muted] = '\0';
        wish.kind = kind_named(*word);
        struct fake_feed *feed = make_feed(device, wish.kind);
        feed->sends = true;
        wish.mid = mids[feed - device->feeds];
        wishes[count++] = wish;
    }
    g_strfreev(words);
    return count;
}

/* The encodings that Janus reports for the offer: the rids "l", "m" and "h". */
static void describe_encodings(
    const struct fake_device *device, struct baton_encodings lines[BATON_MAX_UPLINK_LINES])
{
    static const char *const rids[BATON_ENCODINGS] = {"l", "m", "h"};
    for (size_t i = 0; i < device->lines; i++) {
        lines[i] = (struct baton_encodings){.count = 0};
        if (device->encodings == 0 || !baton_source_kind_is_video(device->feeds[i].kind))
            continue;
        lines[i].count = device->encodings;
        lines[i].extension = RID_EXTENSION;
        lines[i].first = device->encodings - 1;
        for (size_t j = 0; j < device->encodings; j++)
            g_strlcpy(lines[i].rids[j], rids[j], BATON_RID_SIZE);
    }
}

/* Sets `*kept` if the sources of the device are as before: Baton has refused the request, or the change. */
static enum baton_error publish(
    struct fake_device *device, const struct baton_publish_request *request, bool *kept)
{
    char *answer = NULL;
    json_t *reply = baton_engine_publish(device->world->engine, device_asking(device), request,
        device->world->now, &answer, &device->failure);
    assert_int_equal(answer != NULL, reply && request->offer);
    if (!reply && request->offer)
        baton_engine_offer_refused(device->world->engine, device->uplink);
    *kept = !reply || json_is_true(json_object_get(reply, "unchanged"));
    g_free(device->answer);
    device->answer = answer;
    return device_check_reply(device, reply);
}

enum baton_error device_publishes(struct fake_device *device, const char *kinds)
{
    struct baton_source_wish wishes[FAKE_LINES];
    struct baton_encodings encodings[BATON_MAX_UPLINK_LINES];
    struct baton_publish_request request = {.sources = wishes, .encodings = encodings};
    struct fake_feed before[FAKE_LINES];
    size_t lines = device->lines;
    char *offer = NULL;
    bool kept;
    memcpy(before, device->feeds, sizeof(before));
    if (kinds) {
        request.count = read_kinds(device, kinds, wishes);
        request.offer = offer = offer_of(device);
        describe_encodings(device, encodings);
    }
    enum baton_error error = publish(device, &request, &kept);
    if (kept) {
        device->lines = lines;
        memcpy(device->feeds, before, sizeof(before));
    }
    g_free(offer);
    return error;
}

enum baton_error device_restarts_uplink(struct fake_device *device)
{
    char *offer = offer_of(device);
    struct baton_encodings encodings[BATON_MAX_UPLINK_LINES];
    const struct baton_publish_request request = {.offer = offer, .encodings = encodings};
    bool kept;
    describe_encodings(device, encodings);
    enum baton_error error = publish(device, &request, &kept);
    if (!error)
        assert_false(kept);
    g_free(offer);
    return error;
}

/* Whether `kinds`, a list with spaces between the names, has this kind. */
static bool names_kind(const char *kinds, enum baton_source_kind kind)
{
    char **words = g_strsplit(kinds, " ", 0);
    bool found = g_strv_contains((const char *const *)words, baton_source_kind_name(kind));
    g_strfreev(words);
    return found;
}

enum baton_error device_unpublishes(struct fake_device *device, const char *kinds)
{
    const char *chosen[FAKE_LINES];
    struct baton_unpublish_request request = {.all = !kinds, .mids = chosen};
    for (size_t i = 0; kinds && i < device->lines; i++) {
        if (names_kind(kinds, device->feeds[i].kind))
            chosen[request.count++] = mids[i];
    }
    json_t *reply = baton_engine_unpublish(device->world->engine, device_asking(device), &request,
        device->world->now, &device->failure);
    for (size_t i = 0; reply && i < device->lines; i++)
        device->feeds[i].sends &= kinds && !names_kind(kinds, device->feeds[i].kind);
    return device_check_reply(device, reply);
}

enum baton_error device_mutes(struct fake_device *device, enum baton_source_kind kind, bool muted)
{
    const struct fake_feed *feed = device_feed(device, kind);
    struct baton_source_wish wish = {.has_muted = true, .muted = muted};
    struct baton_configure_request request = {.count = 1, .sources = &wish};
    assert_non_null(feed);
    wish.mid = mids[feed - device->feeds];
    return ASK(device, configure, &request, device->world->now, &device->failure);
}

/* --- media ------------------------------------------------------------------------------------ */

static uint8_t *put_u32(uint8_t *at, uint32_t value)
{
    for (int shift = 24; shift >= 0; shift -= 8)
        *at++ = (uint8_t)(value >> shift);
    return at;
}

/* A keyframe of H.264 is a STAP-A (RFC 6184 §5.7.1) with SPS, PPS and the start of an IDR slice. Another frame is one
 * NAL unit with a whole slice. */
static uint8_t *put_h264(uint8_t *at, bool key)
{
    static const uint8_t idr[] = {0x78, 0, 2, 0x67, 0x42, 0, 2, 0x68, 0xce, 0, 2, 0x65, 0x88};
    static const uint8_t slice[] = {0x41, 0x9a};
    const size_t length = key ? sizeof(idr) : sizeof(slice);
    memcpy(at, key ? idr : slice, length);
    return at + length;
}

/* VP8 (RFC 7741 §4.2) and VP9 (RFC 9628 §4.2), with a PictureID of 15 bits. */
static uint8_t *put_vpx(uint8_t *at, const struct fake_feed *feed, bool nine, bool key)
{
    *at++ = nine ? (key ? 0x8c : 0xcc) : 0x90;
    if (!nine)
        *at++ = 0x80;
    *at++ = (uint8_t)(0x80 | feed->picture >> 8);
    *at++ = (uint8_t)feed->picture;
    if (!nine)
        *at++ = key ? 0x00 : 0x01;
    return at;
}

/* A frame of AV1 in one OBU, without a dependency descriptor. */
static uint8_t *put_av1(uint8_t *at, bool key)
{
    *at++ = key ? 0x18 : 0x10;
    *at++ = 0x30;
    return at;
}

static uint8_t *put_frame(
    uint8_t *at, const struct fake_device *device, const struct fake_feed *feed, bool key)
{
    if (strcmp(device->codec, "h264") == 0)
        return put_h264(at, key);
    if (strcmp(device->codec, "av1") == 0)
        return put_av1(at, key);
    return put_vpx(at, feed, strcmp(device->codec, "vp9") == 0, key);
}

void device_sends(struct fake_device *device, enum baton_source_kind kind, bool key)
{
    struct fake_feed *feed = device_feed(device, kind);
    bool video = baton_source_kind_is_video(kind);
    uint8_t data[32] = {0x80};
    uint8_t *at = data + 4;
    if (!device->up_live || !feed || !feed->sends)
        return;
    uint32_t elapsed = (uint32_t)(device->world->now * (video ? 90 : 48) / 1000);
    data[1] = video ? 0x80 | FAKE_PT_VIDEO : FAKE_PT_AUDIO;
    data[2] = (uint8_t)(feed->seq >> 8);
    data[3] = (uint8_t)feed->seq;
    feed->seq++;
    feed->picture = (feed->picture + 1) & 0x7fff;
    at = put_u32(at, feed->timestamp + elapsed);
    at = put_u32(at, feed->ssrc);
    if (video)
        at = put_frame(at, device, feed, key);
    *at++ = (uint8_t)device->tag;
    struct baton_packet packet = {
        .data = data,
        .length = (uint16_t)(at - data),
        .audio_level = video ? -1 : (int8_t)device->level,
        .arrival = device->world->now,
    };
    baton_relay_rtp(baton_handle_port(device->uplink), (int)(feed - device->feeds), &packet);
}

/* --- simulcast -------------------------------------------------------------------------------- */

/* A header extension (RFC 8285) with the rid, which is one letter. */
static uint8_t *put_rid(uint8_t *at, size_t encoding)
{
    const uint8_t extension[] = {
        0xbe, 0xde, 0, 1, RID_EXTENSION << 4, (uint8_t) "lmh"[encoding], 0, 0};
    memcpy(at, extension, sizeof(extension));
    return at + sizeof(extension);
}

/* The beginning of a keyframe of VP8 (RFC 6386 section 9.1), 160, 320 or 640 pixels wide. */
static uint8_t *put_size(uint8_t *at, size_t encoding)
{
    const unsigned width = 160u << encoding, height = 90u << encoding;
    const uint8_t size[] = {0, 0, 0x9d, 0x01, 0x2a, (uint8_t)width, (uint8_t)(width >> 8),
        (uint8_t)height, (uint8_t)(height >> 8)};
    memcpy(at, size, sizeof(size));
    return at + sizeof(size);
}

/* A frame of the next larger encoding has four times as many bytes. */
void device_sends_encoding(
    struct fake_device *device, enum baton_source_kind kind, size_t index, bool key)
{
    struct fake_feed *feed = device_feed(device, kind);
    uint8_t data[1024] = {0x90, 0x80 | FAKE_PT_VIDEO};
    uint8_t *at = data + 4;
    if (!device->up_live || !feed || !feed->sends || feed->idle & 1u << index)
        return;
    struct fake_encoding *encoding = &feed->encodings[index];
    data[2] = (uint8_t)(encoding->seq >> 8);
    data[3] = (uint8_t)encoding->seq++;
    encoding->sent++;
    feed->picture = encoding->picture = (encoding->picture + 1) & 0x7fff;
    at = put_u32(at, feed->timestamp + (uint32_t)(device->world->now * 90 / 1000));
    at = put_u32(at, feed->ssrc + (uint32_t)index);
    at = put_rid(at, index);
    at = put_frame(at, device, feed, key);
    if (key)
        at = put_size(at, index);
    at = data + 64 * (1 << 2 * index) - 1;
    *at++ = (uint8_t)device->tag;
    struct baton_packet packet = {.data = data,
        .length = (uint16_t)(at - data),
        .audio_level = -1,
        .arrival = device->world->now};
    baton_relay_rtp(baton_handle_port(device->uplink), (int)(feed - device->feeds), &packet);
}

/* An encoder begins again with a keyframe. */
static void obey(struct fake_feed *feed, const json_t *encodings)
{
    for (size_t i = 0; i < json_array_size(encodings); i++) {
        const bool active = is_true_at(json_array_get(encodings, i), "active");
        if (active && feed->idle & 1u << i)
            feed->encodings[i].sent = 0;
        feed->idle = active ? feed->idle & ~(1u << i) : feed->idle | 1u << i;
    }
}

bool device_obeys(struct fake_device *device)
{
    bool told = false;
    while (fake_handle_has(device->up, "encodings")) {
        const json_t *sources = json_object_get(device_gets(device, "encodings"), "sources");
        for (size_t i = 0; i < json_array_size(sources); i++) {
            const json_t *source = json_array_get(sources, i);
            obey(
                &device->feeds[atoi(text_at(source, "mid"))], json_object_get(source, "encodings"));
        }
        told = true;
    }
    return told;
}
