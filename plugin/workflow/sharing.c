/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "workflow/sharing.h"

#include <string.h>

#include "media/port.h"
#include "state/notices.h"
#include "workflow/watching.h"

/* The most devices of one turn, so that requests do not wait. */
enum { TURN = 64 };
/* Devices are reviewed at multiples of this time, several at once: otherwise the control thread of a large server would
 * wake up thousands of times in a second. */
#define STEP BATON_MS(20)
/* The longest time between two decisions about a downlink that needs nothing else. */
#define REST BATON_SECONDS(1)
/* How long a downlink keeps to a ranking of its sources. */
#define RANKED_FOR BATON_SECONDS(4)
/* The least time between two events that tell a client of levels. */
#define LEAST_PAUSE BATON_MS(500)

_Static_assert((int)BATON_SHARE_SLOTS >= (int)BATON_SDP_MAX_LINES, "slots of a downlink");
_Static_assert((int)BATON_SHARE_ENCODINGS == (int)BATON_ENCODINGS, "encodings of a source");
_Static_assert((int)BATON_SHARE_LAYERS == (int)BATON_TEMPORAL_LIMITS, "layers of an encoding");

/* --- what the receiver has reported ----------------------------------------------------------- */

/* Packets that were late are not lost any more, so the number of lost packets can fall. */
static uint32_t growth(int64_t then, int64_t now)
{
    return now > then ? (uint32_t)(now - then) : 0;
}

static struct baton_estimate_report compare(
    const struct baton_reception *then, const struct baton_reception *now)
{
    return (struct baton_estimate_report){
        .sent = {.packets = (uint32_t)(now->sent_packets - then->sent_packets),
            .bytes = (uint32_t)(now->sent_bytes - then->sent_bytes)},
        .remb = now->rembs != then->rembs ? (int64_t)now->remb : 0,
        .expected = growth(then->expected, now->expected),
        .lost = growth(then->lost, now->lost),
        .rtt = now->reports != then->reports ? now->rtt : 0,
    };
}

static void note_loss(struct baton_device_share *share, const struct baton_estimate_report *report)
{
    if (report->expected > 0)
        share->loss =
            (int)((uint64_t)MIN(report->lost, report->expected) * 1000 / report->expected);
}

static void take_report(struct baton_device *device)
{
    struct baton_device_share *share = &device->share;
    const baton_time now = device->engine->now;
    struct baton_reception reception;
    baton_port_reception(device->downlink->port, &reception);
    const struct baton_estimate_report report = compare(&share->seen, &reception);
    note_loss(share, &report);
    share->seen = reception;
    baton_estimate_report(&share->estimate, &report, now);
}

/* --- what the slots could send ---------------------------------------------------------------- */

/* A source that is muted, or that nobody feeds, needs nothing. */
static bool takes_part(const struct baton_device_slot *slot)
{
    return slot->source && !slot->source->muted && slot->source->live;
}

static struct baton_share_encoding offer_of(const struct baton_source *source, size_t index)
{
    const struct baton_source_encoding *encoding = &source->encodings[index];
    struct baton_share_encoding offer = {.available = baton_watching_can_get(source, index),
        .height = encoding->report.height,
        .layers = 1};
    int64_t sum = 0;
    for (int layer = 0; layer < BATON_TEMPORAL_LIMITS; layer++) {
        sum += encoding->rates[layer];
        offer.bitrate[layer] = sum;
        if (encoding->rates[layer] > 0)
            offer.layers = (uint8_t)(layer + 1);
    }
    return offer;
}

static uint16_t shown_height(const struct baton_device_slot *slot)
{
    return slot->sized ? (uint16_t)slot->shown_height : BATON_SHARE_ANY_SIZE;
}

static struct baton_share_slot describe(
    const struct baton_device *device, const struct baton_device_slot *slot)
{
    struct baton_source *source = slot->source;
    struct baton_share_slot described = {.sound = !slot->video,
        .sharp = device->share.prefer_detail[source->kind == BATON_SCREEN],
        .shown = shown_height(slot),
        .now = slot->choice};
    baton_source_measure(source, device->engine->now);
    described.count = (uint8_t)source->encoding_count;
    for (size_t i = 0; i < source->encoding_count; i++)
        described.encodings[i] = offer_of(source, i);
    return described;
}

/* --- their order ------------------------------------------------------------------------------ */

enum { SOUND, SCREEN, PINNED, OTHER };

static int class_of(const struct baton_device_slot *slot)
{
    if (!slot->video)
        return SOUND;
    if (slot->source->kind == BATON_SCREEN)
        return SCREEN;
    return slot->pinned ? PINNED : OTHER;
}

/* On a line that does not carry everybody, people who speak in turn would take each other's place all the time. Each
 * change costs a keyframe or the beginning of a word. */
static void rank_slots(struct baton_device *device)
{
    struct baton_device_share *share = &device->share;
    const baton_time now = device->engine->now;
    if (share->ranked > 0 && now - share->ranked < RANKED_FOR)
        return;
    share->ranked = now;
    for (size_t i = 0; i < device->slot_count; i++)
        if (device->slots[i].source)
            device->slots[i].place = (unsigned)device->slots[i].source->plan.place;
}

/* Within a class, the ranking of the room decides: the loudest first, those who spoke last first. */
static bool comes_before(const struct baton_device_slot *a, const struct baton_device_slot *b)
{
    const int class_a = class_of(a), class_b = class_of(b);
    return class_a != class_b ? class_a < class_b : a->place < b->place;
}

/* Returns how many slots take part, and their indexes in the order of importance. */
static size_t sort_slots(const struct baton_device *device, uint8_t order[BATON_SDP_MAX_LINES])
{
    size_t count = 0;
    for (size_t i = 0; i < device->slot_count; i++) {
        size_t at = count;
        if (!takes_part(&device->slots[i]))
            continue;
        for (; at > 0 && comes_before(&device->slots[i], &device->slots[order[at - 1]]); at--)
            order[at] = order[at - 1];
        order[at] = (uint8_t)i;
        count++;
    }
    return count;
}

/* --- applying the shares ---------------------------------------------------------------------- */

/* While the slot waits for the first keyframe, the client is told what is going to come. */
static int sent_encoding(const struct baton_device *device, size_t index)
{
    const struct baton_slot_choice sent = baton_port_choice(device->downlink->port, (int)index);
    const int chosen = device->slots[index].choice.encoding;
    return chosen < 0 || sent.encoding < 0 ? chosen : sent.encoding;
}

static void set_level(
    struct baton_device *device, size_t index, int encoding, enum baton_share_limit limit)
{
    struct baton_device_slot *slot = &device->slots[index];
    const struct baton_source *source = slot->source;
    struct baton_slot_level level = {
        .encoding = encoding,
        .encodings = (unsigned)source->encoding_count,
        .limit = limit,
    };
    if (slot->video && level.encoding >= 0)
        level.height = source->encodings[level.encoding].report.height;
    if (baton_slot_level_equal(&level, &slot->level))
        return;
    slot->level_untold |=
        level.encoding != slot->level.encoding || level.limit != slot->level.limit;
    slot->level = level;
    device->share.untold = true;
}

/* If only the sender is the reason, it should send the next encoding as soon as it can. */
static void note_wanted(const struct baton_device_slot *slot, const struct baton_share *share)
{
    const size_t next = (size_t)(share->choice.encoding + 1);
    if (share->choice.encoding >= 0)
        baton_watching_want(slot->source, (size_t)share->choice.encoding);
    if (share->limit == BATON_SHARE_SENDER && next < slot->source->encoding_count)
        baton_watching_want(slot->source, next);
}

static void give(struct baton_device *device, size_t index, const struct baton_share *share)
{
    struct baton_device_slot *slot = &device->slots[index];
    const int before = slot->choice.encoding;
    const bool changes = before != share->choice.encoding;
    if (slot->video && changes && before >= 0)
        baton_watching_want(slot->source, (size_t)before); /* until now: it was not said at each review */
    device->share.unsettled |= changes;
    baton_device_choose(device, index, share->choice);
    if (slot->video)
        note_wanted(slot, share);
    set_level(device, index, sent_encoding(device, index), share->limit);
}

/* A source that takes no part begins again as if it were new. */
static void rest(struct baton_device *device, size_t index)
{
    struct baton_device_slot *slot = &device->slots[index];
    const bool hidden = baton_device_hides(slot);
    const struct baton_share resting = {
        .choice = hidden ? baton_device_no_choice : baton_device_first_choice,
        .limit = hidden ? BATON_SHARE_HIDDEN : BATON_SHARE_UNLIMITED};
    if (slot->source) {
        baton_device_choose(device, index, resting.choice);
        set_level(device, index, resting.choice.encoding, resting.limit);
    }
}

static void divide(struct baton_device *device)
{
    struct baton_device_share *share = &device->share;
    const baton_time now = device->engine->now;
    const struct baton_budget budget = baton_estimate_budget(&share->estimate, now);
    struct baton_share_slot slots[BATON_SDP_MAX_LINES];
    struct baton_share_plan plan;
    uint8_t order[BATON_SDP_MAX_LINES];
    rank_slots(device);
    const size_t count = sort_slots(device, order);
    share->decided = now;
    share->unsettled = false;
    for (size_t i = 0; i < count; i++)
        slots[i] = describe(device, &device->slots[order[i]]);
    baton_share_out_divide(
        &share->share_out, slots, count, &budget, baton_sharing_ceiling(device), now, &plan);
    for (size_t i = 0; i < count; i++)
        give(device, order[i], &plan.shares[i]);
    for (size_t i = 0; i < device->slot_count; i++)
        if (!takes_part(&device->slots[i]))
            rest(device, i);
    baton_estimate_expect(&share->estimate, &plan.expected, now);
    share->total = plan.expected.total;
    share->unsettled |= plan.expected.wanted || plan.expected.raised;
}

/* --- telling ---------------------------------------------------------------------------------- */

static json_t *changed_levels(struct baton_device *device)
{
    json_t *levels = json_array();
    for (size_t i = 0; i < device->slot_count; i++) {
        struct baton_device_slot *slot = &device->slots[i];
        if (slot->level_untold && slot->source)
            json_array_append_new(levels,
                json_pack("{s:i, s:s, s:i, s:i, s:s?}", "slot", (int)i, "source", slot->source->id,
                    "encoding", slot->level.encoding, "height", (int)slot->level.height,
                    "limited_by", baton_source_limit_name(slot->level.limit)));
        slot->level_untold = false;
    }
    return levels;
}

/* Tells Janus's event handlers. */
static void notify(struct baton_device *device)
{
    const struct baton_participant *participant = device->participant;
    const int64_t rate = baton_estimate_rate(&device->share.estimate);
    json_t *levels = changed_levels(device);
    json_t *estimate =
        rate == BATON_ESTIMATE_UNLIMITED ? json_null() : json_integer((json_int_t)rate);
    if (json_array_size(levels) > 0)
        baton_effects_notify(device->engine->effects, device->downlink->host,
            json_pack("{s:s, s:s, s:s, s:s, s:O, s:O}", "event", "level", "room",
                participant->room->id, "participant", participant->id, "device", device->id,
                "estimate", estimate, "slots", levels));
    json_decref(estimate);
    json_decref(levels);
}

static void tell(struct baton_device *device)
{
    struct baton_device_share *share = &device->share;
    if (!share->untold || device->engine->now - share->told < LEAST_PAUSE)
        return;
    baton_notice_slots(device);
    notify(device);
}

/* --- the reviews ------------------------------------------------------------------------------ */

uint32_t baton_sharing_ceiling(const struct baton_device *device)
{
    const uint32_t own = device->share.ceiling, room = device->participant->room->downlink_bitrate;
    return own && room ? MIN(own, room) : own + room;
}

static bool receives(const struct baton_device *device)
{
    return device->fed && device->downlink && device->downlink->up;
}

static bool is_connected(const struct baton_device *device)
{
    return (device->downlink && device->downlink->up) || (device->uplink && device->uplink->up);
}

static void leave_queue(struct baton_device *device)
{
    if (device->share.link.data)
        g_queue_unlink(&device->engine->shares, &device->share.link);
    device->share.link.data = NULL;
}

/* All devices wait equally long, so the queue is in the order in which they are due. */
static void enter_queue(struct baton_device *device)
{
    const baton_time due = device->engine->now + BATON_SURVEY_INTERVAL;
    device->share.due = due - due % STEP;
    device->share.link.data = device;
    g_queue_push_tail_link(&device->engine->shares, &device->share.link);
}

static void enter_queue_first(struct baton_device *device)
{
    leave_queue(device);
    device->share.due = device->engine->now;
    device->share.link.data = device;
    g_queue_push_head_link(&device->engine->shares, &device->share.link);
}

void baton_sharing_begin(struct baton_device *device, const struct baton_handle *handle)
{
    struct baton_device_share *share = &device->share;
    if (handle == device->downlink) {
        baton_estimate_init(&share->estimate, device->engine->now);
        memset(&share->share_out, 0, sizeof(share->share_out));
        share->loss = -1;
        share->unsettled = true;
        baton_port_reception(handle->port, &share->seen);
        enter_queue_first(device);
    } else if (!share->link.data) {
        enter_queue(device);
    }
}

void baton_sharing_apply(struct baton_device *device)
{
    if (receives(device))
        divide(device);
}

/* A large room cannot decide about all its downlinks each time, and most of them need nothing else than before. */
static bool needs_decision(const struct baton_device *device)
{
    const struct baton_device_share *share = &device->share;
    const baton_time now = device->engine->now;
    return share->unsettled || now - share->decided >= REST ||
           baton_estimate_budget(&share->estimate, now).keep < share->total;
}

static void review_downlink(struct baton_device *device)
{
    struct baton_device_share *share = &device->share;
    const uint64_t heard = baton_port_heard(device->downlink->port);
    if (heard == share->heard && !share->unsettled && device->engine->now - share->decided < REST)
        return;
    share->heard = heard;
    take_report(device);
    if (needs_decision(device))
        divide(device);
}

static void review(struct baton_device *device)
{
    if (receives(device)) {
        review_downlink(device);
        tell(device);
    }
    if (device->uplink && device->uplink->up)
        baton_watching_review(device);
}

static struct baton_device *next_device(const struct baton_engine *engine)
{
    const GList *head = engine->shares.head;
    return head ? head->data : NULL;
}

void baton_sharing_tick(struct baton_engine *engine)
{
    struct baton_device *device;
    for (int i = 0; i < TURN && (device = next_device(engine)) && device->share.due <= engine->now;
         i++) {
        leave_queue(device);
        if (!is_connected(device))
            continue;
        review(device);
        enter_queue(device);
    }
}

baton_time baton_sharing_deadline(const struct baton_engine *engine)
{
    const struct baton_device *device = next_device(engine);
    return device ? device->share.due : BATON_NEVER;
}
