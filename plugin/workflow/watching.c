/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workflow/watching.h"

#include "state/objects.h"

/* How long a device sends an encoding after the last viewer wanted it. A viewer whose line is weak for a moment wants
 * it again soon, and an encoder needs time to begin. */
#define LINGER BATON_SECONDS(2)
/* How long the sender may need to begin with an encoding. Browsers raise their bitrate slowly. */
#define BEGINS_WITHIN BATON_SECONDS(4)
/* If a camera sends nothing for so long, its sender cannot send the encodings that it was told to send. */
#define HICCUP BATON_SECONDS(2)

/* Returns the m-line on which the device sends the source, or NULL. */
static struct baton_device_feed *feed_of(
    const struct baton_source *source, struct baton_device *device)
{
    return device && device->feeds[source->kind].sends ? &device->feeds[source->kind] : NULL;
}

static bool is_wanted(const struct baton_source_encoding *encoding, baton_time now)
{
    return encoding->wanted != BATON_NEVER && now - encoding->wanted < LINGER;
}

void baton_watching_want(struct baton_source *source, size_t encoding)
{
    struct baton_device *active = source->participant->active;
    const struct baton_device_feed *feed = feed_of(source, active);
    source->encodings[encoding].wanted = source->participant->engine->now;
    if (feed && feed->idle & 1u << encoding)
        baton_watching_review(active);
}

static bool comes_otherwise(const struct baton_source *source)
{
    for (size_t i = 0; i < source->encoding_count; i++)
        if (source->encodings[i].report.live)
            return true;
    return false;
}

/* Whether the sender should have sent the encoding by now. A screen that does not change may send nothing. */
static bool is_overdue(const struct baton_source *source,
    const struct baton_source_encoding *encoding, baton_time asked)
{
    const baton_time now = source->participant->engine->now;
    const baton_time last = encoding->report.last_packet;
    if (last == BATON_NEVER || last < asked)
        return now - asked >= BEGINS_WITHIN;
    return comes_otherwise(source) || (source->kind == BATON_CAMERA && now - last >= HICCUP);
}

bool baton_watching_can_get(const struct baton_source *source, size_t encoding)
{
    const struct baton_source_encoding *wanted = &source->encodings[encoding];
    const struct baton_device_feed *feed = feed_of(source, source->participant->active);
    if (wanted->report.live || !feed || feed->encodings.count == 0 || feed->idle & 1u << encoding)
        return true;
    return !is_overdue(source, wanted, MAX(wanted->asked, feed->began));
}

/* --- telling ---------------------------------------------------------------------------------- */

static json_t *watched_sources(const struct baton_device *device)
{
    json_t *sources = json_array();
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        const struct baton_device_feed *feed = &device->feeds[kind];
        if (feed->sends && feed->encodings.count > 0)
            json_array_append_new(sources, json_pack("{s:s, s:o}", "mid", feed->mid, "encodings",
                                               baton_object_encodings(feed)));
    }
    return sources;
}

void baton_watching_repeat(const struct baton_device *device)
{
    json_t *sources = watched_sources(device);
    if (json_array_size(sources) > 0)
        baton_handle_send(
            device->uplink, json_pack("{s:s, s:O}", "baton", "encodings", "sources", sources));
    json_decref(sources);
}

/* Returns whether the device has to be told. */
static bool review_feed(struct baton_device_feed *feed, struct baton_source *source, bool may_stop)
{
    const baton_time now = source->participant->engine->now;
    const unsigned before = feed->idle;
    for (size_t i = 0; i < feed->encodings.count; i++) {
        struct baton_source_encoding *encoding = &source->encodings[i];
        const unsigned bit = 1u << i;
        if (is_wanted(encoding, now) && feed->idle & bit) {
            feed->idle &= ~bit;
            encoding->asked = now;
        } else if (!is_wanted(encoding, now) && may_stop && now - feed->began >= LINGER) {
            feed->idle |= bit;
        }
    }
    return feed->idle != before;
}

void baton_watching_review(struct baton_device *device)
{
    const bool active = device->role == BATON_DEVICE_ACTIVE;
    bool changed = false;
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        struct baton_source *source = device->participant->sources[kind];
        struct baton_device_feed *feed = source ? feed_of(source, device) : NULL;
        if (feed)
            changed |= review_feed(feed, source, active);
    }
    if (changed)
        baton_watching_repeat(device);
}
