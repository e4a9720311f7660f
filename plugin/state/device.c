/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A device: one browser or phone of a participant. */
#include "state/device.h"

#include <string.h>

#include "base/extent.h"
#include "media/port.h"
#include "state/room_settings.h"

/* The bit/s that are added to the limit of an uplink: for the microphone and for RTCP, and for the sound of a screen,
 * which can be music in stereo. */
enum { AUDIO_ALLOWANCE = 96000, SCREEN_SOUND_ALLOWANCE = 128000 };

const struct baton_share_choice baton_device_first_choice = {0, BATON_SLOT_ALL_LAYERS};
const struct baton_share_choice baton_device_no_choice = {BATON_SLOT_NOTHING, 0};

/* --- life ------------------------------------------------------------------------------------- */

static bool make_ids(struct baton_device *device, struct baton_failure *failure)
{
    if (!baton_registry_id(device->engine, device->id, failure) ||
        !baton_registry_id(device->engine, device->private_id, failure))
        return false;
    if (baton_random_fill(
            &device->engine->host->random, &device->sdp_session, sizeof(device->sdp_session))) {
        device->sdp_session &= INT64_MAX; /* readers may use a signed number (RFC 8866 §5.2) */
        return true;
    }
    baton_failure_set(failure, BATON_E_INTERNAL, "the system gives no random numbers");
    return false;
}

static void set_uplink(struct baton_device *device, struct baton_handle *uplink)
{
    device->uplink = uplink;
    uplink->kind = BATON_HANDLE_UPLINK;
    uplink->device = device;
    uplink->ending = BATON_ENDING_NONE;
    g_strlcpy(device->sender, baton_handle_sender(uplink), sizeof(device->sender));
}

static struct baton_device *device_new(
    struct baton_engine *engine, enum baton_device_role role, struct baton_failure *failure)
{
    struct baton_device *device = g_new0(struct baton_device, 1);
    device->engine = engine;
    if (!make_ids(device, failure)) {
        g_free(device);
        return NULL;
    }
    device->role = role;
    device->fed = role == BATON_DEVICE_ACTIVE;
    device->share.prefer_detail[true] = true;
    g_hash_table_insert(device->engine->devices, device->private_id, device);
    return device;
}

struct baton_device *baton_device_new(
    struct baton_handle *uplink, enum baton_device_role role, struct baton_failure *failure)
{
    struct baton_device *device = device_new(uplink->engine, role, failure);
    if (device)
        set_uplink(device, uplink);
    return device;
}

struct baton_device *baton_device_restore(
    struct baton_engine *engine, const char id[BATON_ID_SIZE], struct baton_failure *failure)
{
    struct baton_device *device = device_new(engine, BATON_DEVICE_ACTIVE, failure);
    if (device)
        memcpy(device->id, id, BATON_ID_SIZE);
    return device;
}

static void revoke_token(struct baton_device *device)
{
    struct baton_engine *engine = device->engine;
    if (!device->token_link.data)
        return;
    g_queue_unlink(&engine->token_queue, &device->token_link);
    g_hash_table_remove(engine->token_devices, device->id);
}

void baton_device_free(struct baton_device *device, enum baton_ending ending)
{
    struct baton_engine *engine = device->engine;
    revoke_token(device);
    if (device->share.link.data)
        g_queue_unlink(&engine->shares, &device->share.link);
    baton_device_strip(device, ending);
    baton_device_forget_pins(device);
    baton_resume_book_end(engine->resumes, device->id, ending, engine->now);
    baton_latest_events_fini(&device->events);
    g_hash_table_remove(engine->devices, device->private_id);
    g_free(device->name);
    g_free(device);
}

void baton_device_stop(struct baton_device *device)
{
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++)
        baton_device_unbind(device, (enum baton_source_kind)kind);
    device->declared = false;
}

void baton_device_strip(struct baton_device *device, enum baton_ending ending)
{
    baton_device_stop(device);
    baton_device_reset_slots(device);
    baton_handle_release(device->uplink, ending);
    baton_handle_release(device->downlink, ending);
    device->uplink = device->downlink = NULL;
    device->closing = device->unshown = false;
}

void baton_device_equip(
    struct baton_device *device, struct baton_handle *uplink, const char private_id[BATON_ID_SIZE])
{
    g_hash_table_remove(device->engine->devices, device->private_id);
    memcpy(device->private_id, private_id, BATON_ID_SIZE);
    g_hash_table_insert(device->engine->devices, device->private_id, device);
    set_uplink(device, uplink);
    /* Events so far do not come on this handle, also if they are sent after the reply on the handle before. */
    device->numbered_for = 0;
}

/* --- events ----------------------------------------------------------------------------------- */

uint64_t baton_device_number(struct baton_device *device, json_t *event, size_t bytes)
{
    const uint64_t flush = baton_effects_next_flush(device->engine->effects);
    if (device->numbered_for != flush)
        device->seq_before = device->events.last;
    device->numbered_for = flush;
    return baton_latest_events_add(&device->events, event, bytes);
}

void baton_device_send(struct baton_device *device, json_t *event)
{
    uint64_t seq = baton_device_number(device, event, baton_extent_bytes(event));
    if (device->uplink)
        baton_effects_send(device->engine->effects, device->uplink->host, seq, event);
    else
        json_decref(event);
}

uint64_t baton_device_last_seq(const struct baton_device *device)
{
    bool waits = device->numbered_for == baton_effects_next_flush(device->engine->effects);
    return waits ? device->seq_before : device->events.last;
}

void baton_device_add_seq(const struct baton_device *device, json_t *reply)
{
    json_object_set_new(reply, "seq", json_integer((json_int_t)baton_device_last_seq(device)));
}

/* --- finding a device ------------------------------------------------------------------------- */

/* A client that has missed the last event of its call learns here how the call has ended. */
static void refuse_without_device(const struct baton_handle *handle, struct baton_failure *failure)
{
    const enum baton_ending ending = handle->ending;
    baton_failure_set(failure, BATON_E_NOT_IN_CALL,
        "this handle is in no call%s%s; join or scan first", ending ? ", because " : "",
        ending ? baton_ending_text(ending) : "");
    baton_handle_explain(handle, failure);
}

struct baton_device *baton_device_of_uplink(
    const struct baton_handle *handle, struct baton_failure *failure)
{
    if (handle->kind == BATON_HANDLE_DOWNLINK)
        baton_failure_set(failure, BATON_E_WRONG_HANDLE,
            "this request belongs on the uplink; this handle is a downlink");
    else if (!handle->device)
        refuse_without_device(handle, failure);
    return handle->kind == BATON_HANDLE_DOWNLINK ? NULL : handle->device;
}

struct baton_device *baton_device_in_call(
    const struct baton_handle *handle, struct baton_failure *failure)
{
    struct baton_device *device = baton_device_of_uplink(handle, failure);
    if (!device || device->role == BATON_DEVICE_ACTIVE)
        return device;
    baton_failure_set(failure, BATON_E_WRONG_STATE,
        "this device does not have the call: its role is %s", baton_device_role_name(device->role));
    return NULL;
}

/* --- sending ---------------------------------------------------------------------------------- */

const char *baton_device_sender(const struct baton_device *device)
{
    return device->sender[0] ? device->sender : device->id;
}

const char *baton_device_role_name(enum baton_device_role role)
{
    static const char *const names[] = {
        [BATON_DEVICE_ACTIVE] = "active",
        [BATON_DEVICE_CANDIDATE] = "candidate",
        [BATON_DEVICE_STANDBY] = "standby",
    };
    return names[role];
}

bool baton_device_sends(const struct baton_device *device)
{
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        if (device->feeds[kind].sends)
            return true;
    }
    return false;
}

static bool same_encodings(const struct baton_encodings *a, const struct baton_encodings *b)
{
    bool same = a->count == b->count && a->extension == b->extension;
    for (size_t i = 0; same && i < a->count; i++)
        same = strcmp(a->rids[i], b->rids[i]) == 0;
    return same;
}

bool baton_device_feed_fits(
    const struct baton_device_feed *feed, const struct baton_sdp_line *line, int mindex)
{
    return feed->sends && feed->mindex == mindex && feed->pt == line->pt &&
           same_encodings(&feed->encodings, &line->encodings);
}

bool baton_device_feeds(const struct baton_device *device, enum baton_source_kind kind)
{
    return device->uplink && device->uplink->negotiated && device->feeds[kind].sends;
}

/* Whether this kind is the primary video, whose keyframe fires a gate: the camera, or the screen if the device
 * sends no camera. */
static bool is_primary(const struct baton_device *device, enum baton_source_kind kind)
{
    return kind == BATON_CAMERA || (kind == BATON_SCREEN && !device->feeds[BATON_CAMERA].sends);
}

static struct baton_feed_format format_of(const struct baton_device_feed *feed)
{
    const struct baton_encodings *encodings = &feed->encodings;
    struct baton_feed_format format = {
        .pt = (uint8_t)feed->pt,
        .primary = feed->primary,
        .count = (uint8_t)MAX(encodings->count, 1),
        .rid_extension = encodings->count > 0 ? (uint8_t)encodings->extension : 0,
        .first = (uint8_t)encodings->first,
    };
    memcpy(format.rids, encodings->rids, sizeof(format.rids));
    return format;
}

void baton_device_expect(const struct baton_device *device, enum baton_source_kind kind)
{
    const struct baton_feed_format format = format_of(&device->feeds[kind]);
    baton_port_expect(device->uplink->port, device->feeds[kind].mindex, &format);
}

void baton_device_bind(struct baton_device *device, const struct baton_source *source)
{
    struct baton_device_feed *feed = &device->feeds[source->kind];
    feed->primary = is_primary(device, source->kind);
    const struct baton_feed_format format = format_of(feed);
    feed->generation = baton_port_bind(device->uplink->port, feed->mindex, source->stream, &format);
}

bool baton_device_is_misbound(const struct baton_device *device, enum baton_source_kind kind)
{
    const struct baton_device_feed *feed = &device->feeds[kind];
    return feed->generation && feed->primary != is_primary(device, kind);
}

void baton_device_unbind(struct baton_device *device, enum baton_source_kind kind)
{
    struct baton_device_feed *feed = &device->feeds[kind];
    if (feed->generation && device->uplink)
        baton_port_unbind(device->uplink->port, feed->mindex);
    *feed = (struct baton_device_feed){.sends = false};
}

bool baton_device_find_feed(
    const struct baton_device *device, const char *mid, enum baton_source_kind *kind)
{
    for (int i = 0; i < BATON_SOURCE_KINDS; i++) {
        if (device->feeds[i].sends && strcmp(device->feeds[i].mid, mid) == 0) {
            *kind = (enum baton_source_kind)i;
            return true;
        }
    }
    return false;
}

void baton_device_cap(struct baton_device *device, uint32_t room_cap)
{
    uint32_t each =
        device->bitrate && (!room_cap || device->bitrate < room_cap) ? device->bitrate : room_cap;
    uint64_t total = AUDIO_ALLOWANCE;
    for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
        if (device->feeds[kind].sends && baton_source_kind_is_video((enum baton_source_kind)kind))
            total += each;
    }
    if (device->feeds[BATON_SCREEN_SOUND].sends)
        total += SCREEN_SOUND_ALLOWANCE;
    if (!device->uplink || !device->uplink->up)
        return;
    if (each)
        baton_handle_cap(device->uplink, (uint32_t)MIN(total, UINT32_MAX));
    else if (device->uplink->capped)
        /* Otherwise the sender would keep the last limit. */
        baton_handle_cap(device->uplink, BATON_MAX_BITRATE);
    device->uplink->capped = each != 0;
}

/* --- receiving -------------------------------------------------------------------------------- */

bool baton_device_hides(const struct baton_device_slot *slot)
{
    return slot->video && slot->sized && slot->shown_height == 0;
}

void baton_device_choose(
    struct baton_device *device, size_t index, struct baton_share_choice choice)
{
    struct baton_device_slot *slot = &device->slots[index];
    const bool same =
        slot->choice.encoding == choice.encoding && slot->choice.temporal == choice.temporal;
    slot->choice = choice;
    if (!same && slot->source)
        baton_port_choose(device->downlink->port, (int)index,
            (struct baton_slot_choice){choice.encoding, choice.temporal}, device->engine->now);
}

/* A slot begins with the smallest encoding of its source. workflow/sharing raises it if the line carries more. */
static void begin_level(struct baton_device *device, size_t index)
{
    struct baton_device_slot *slot = &device->slots[index];
    const bool hidden = baton_device_hides(slot);
    slot->choice = baton_device_first_choice;
    device->share.unsettled = true;
    device->share.ranked = 0;
    slot->level = (struct baton_slot_level){
        .encoding = slot->source && !hidden ? 0 : -1,
        .encodings = slot->source ? (unsigned)slot->source->encoding_count : 0,
        .height = slot->source && !hidden ? slot->source->encodings[0].report.height : 0,
        .limit = hidden ? BATON_SHARE_HIDDEN : BATON_SHARE_UNLIMITED,
    };
    if (hidden)
        baton_device_choose(device, index, baton_device_no_choice);
}

void baton_device_put(struct baton_device *device, size_t index, struct baton_source *source)
{
    struct baton_device_slot *slot = &device->slots[index];
    struct baton_stream *stream = source ? source->stream : NULL;
    uint16_t seq = 0;
    uint32_t timestamp = 0;
    if (source && !slot->seeded) {
        baton_registry_seeds(device->engine, &seq, &timestamp);
        slot->seeded = true;
    }
    baton_port_put(device->downlink->port, (int)index, stream, slot->video, seq, timestamp,
        device->engine->now);
    /* If memory ran out, the slot is empty. */
    slot->source = baton_port_stream(device->downlink->port, (int)index) ? source : NULL;
    begin_level(device, index);
}

size_t baton_device_count_slots(const struct baton_device *device, bool video)
{
    size_t count = 0;
    for (size_t i = 0; i < device->slot_count; i++)
        count += device->slots[i].video == video;
    return count;
}

size_t baton_device_inherited_slots(const struct baton_device *device, bool video)
{
    return device->uplink ? baton_device_count_slots(device, video) : device->lost_slots[video];
}

size_t baton_device_last_slots(const struct baton_device *device, bool video)
{
    return device->slot_count > 0 ? baton_device_count_slots(device, video)
                                  : device->lost_slots[video];
}

bool baton_device_feed(struct baton_device *device)
{
    const struct baton_handle *downlink = device->downlink;
    bool emptied = false;
    baton_port_feed(downlink->port, device->fed && downlink->up, device->engine->now);
    for (size_t i = 0; i < device->slot_count; i++) {
        if (!device->slots[i].source || baton_port_stream(downlink->port, (int)i))
            continue;
        device->slots[i].source = NULL;
        device->slots_untold = emptied = true;
    }
    return emptied;
}

void baton_device_start_feeding(struct baton_device *device)
{
    device->fed = true;
    if (device->downlink)
        baton_device_feed(device);
}

/* Without this, a person whose connection was lost would have to choose again. */
static void keep_pins(struct baton_device *device)
{
    struct baton_device_pin pins[BATON_SDP_MAX_LINES];
    size_t count = baton_device_list_pins(device, pins);
    baton_device_set_pins(device, pins, count);
}

size_t baton_device_list_pins(
    const struct baton_device *device, struct baton_device_pin pins[BATON_SDP_MAX_LINES])
{
    size_t places[2] = {0, 0}, count = 0;
    for (guint i = 0; device->slot_count == 0 && device->pins && i < device->pins->len; i++)
        pins[count++] = g_array_index(device->pins, struct baton_device_pin, i);
    for (size_t i = 0; i < device->slot_count; i++) {
        const struct baton_device_slot *slot = &device->slots[i];
        struct baton_device_pin pin = {.video = slot->video, .place = places[slot->video]++};
        if (!slot->pinned)
            continue;
        if (slot->source)
            memcpy(pin.source, slot->source->id, sizeof(pin.source));
        pins[count++] = pin;
    }
    return count;
}

void baton_device_set_pins(
    struct baton_device *device, const struct baton_device_pin *pins, size_t count)
{
    baton_device_forget_pins(device);
    if (count == 0)
        return;
    device->pins = g_array_new(FALSE, FALSE, sizeof(*pins));
    g_array_append_vals(device->pins, pins, (guint)count);
}

const struct baton_device_pin *baton_device_find_pin(
    const struct baton_device *device, bool video, size_t place)
{
    for (guint i = 0; device->pins && i < device->pins->len; i++) {
        const struct baton_device_pin *pin =
            &g_array_index(device->pins, struct baton_device_pin, i);
        if (pin->video == video && pin->place == place)
            return pin;
    }
    return NULL;
}

void baton_device_forget_pins(struct baton_device *device)
{
    if (device->pins)
        g_array_free(device->pins, TRUE);
    device->pins = NULL;
}

void baton_device_copy_pins(struct baton_device *to, const struct baton_device *from)
{
    baton_device_forget_pins(to);
    to->pins = from->pins ? g_array_copy(from->pins) : NULL;
}

void baton_device_reset_slots(struct baton_device *device)
{
    if (device->slot_count > 0) {
        device->lost_slots[false] = baton_device_count_slots(device, false);
        device->lost_slots[true] = baton_device_count_slots(device, true);
        baton_device_forget_pins(device);
        keep_pins(device);
    }
    for (size_t i = 0; i < device->slot_count && device->downlink; i++)
        baton_device_put(device, i, NULL);
    device->slot_count = 0;
    device->slots_untold = false;
}
