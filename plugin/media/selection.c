/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/selection.h"

#include <string.h>

#include "media/sets_packet.h"

void baton_selection_init(struct baton_selection *selection, enum baton_codec codec,
    uint16_t seed_seq, uint32_t seed_ts, baton_time now)
{
    for (int i = 0; i < BATON_ENCODINGS; i++)
        baton_encoding_init(&selection->encodings[i], codec, seed_seq, seed_ts, now);
    selection->live = 0;
    selection->count = 1;
    selection->video = baton_codec_is_video(codec);
    selection->attached = 0;
    selection->reviewed = now;
}

bool baton_selection_reserve(struct baton_selection *selection, pthread_mutex_t *lock)
{
    for (int i = 0; i < BATON_ENCODINGS; i++)
        if (!baton_fan_out_reserve(&selection->encodings[i].fan_out, selection->attached + 1, lock))
            return false;
    return true;
}

/* --- which encoding a slot should send -------------------------------------------------------- */

static int highest(unsigned encodings)
{
    int found = BATON_ENCODINGS - 1;

    while (found >= 0 && !(encodings >> found & 1))
        found--;
    return found;
}

static int lowest(unsigned encodings)
{
    int found = 0;

    while (!(encodings >> found & 1))
        found++;
    return found;
}

/* Returns the encoding that a slot with this choice should send. */
static int right_one(int choice, uint8_t count, unsigned live)
{
    int wanted = choice < count ? choice : count - 1;
    unsigned below = live & ((2U << wanted) - 1);

    if (count == 1 || live == 0)
        return wanted;
    return below ? highest(below) : lowest(live);
}

/* Returns the encoding in which the slot waits afterwards. */
static int aim(struct baton_selection *selection, struct baton_slot *slot, baton_time now)
{
    int right = right_one(slot->choice.encoding, selection->count, selection->live);

    if (slot->target == right)
        return right;
    if (slot->target >= 0)
        baton_fan_out_end_wait(slot);
    else if (slot->encoding < 0)
        slot->since = now;
    if (slot->encoding == right)
        return BATON_SLOT_NOTHING;
    baton_fan_out_wait(&selection->encodings[right].fan_out, slot);
    slot->target = (int8_t)right;
    return right;
}

/* Calls aim for each slot. A slot that moves to the list of another encoding may be aimed again, which changes
 * nothing. */
static void aim_all(struct baton_selection *selection, baton_time now)
{
    for (int i = 0; i < BATON_ENCODINGS; i++) {
        const struct baton_fan_out *fan_out = &selection->encodings[i].fan_out;

        for (size_t j = 0; j < fan_out->count; j++)
            aim(selection, fan_out->slots[j], now);
        for (struct baton_slot *slot = fan_out->waiting, *next; slot; slot = next) {
            next = slot->next_waiting;
            aim(selection, slot, now);
        }
    }
}

/* --- the control thread ----------------------------------------------------------------------- */

/* The slot neither sends nor waits. */
static void stop(struct baton_selection *selection, struct baton_slot *slot)
{
    if (slot->target >= 0)
        baton_fan_out_end_wait(slot);
    if (slot->encoding >= 0)
        baton_encoding_leave(&selection->encodings[slot->encoding], slot);
}

int baton_selection_attach(
    struct baton_selection *selection, struct baton_slot *slot, baton_time now)
{
    selection->attached++;
    slot->attached = true;
    slot->encoding = slot->target = BATON_SLOT_NOTHING;
    return slot->choice.encoding < 0 ? BATON_SLOT_NOTHING : aim(selection, slot, now);
}

int baton_selection_choose(struct baton_selection *selection, struct baton_slot *slot,
    struct baton_slot_choice choice, baton_time now)
{
    slot->choice = choice;
    if (choice.encoding < 0) {
        stop(selection, slot);
        return BATON_SLOT_NOTHING;
    }
    if (slot->encoding >= 0)
        selection->encodings[slot->encoding].fan_out.limits_change = true;
    return aim(selection, slot, now);
}

void baton_selection_detach(struct baton_selection *selection, struct baton_slot *slot)
{
    selection->attached--;
    stop(selection, slot);
    slot->attached = false;
}

void baton_selection_change(
    struct baton_selection *selection, uint8_t count, unsigned live, baton_time now)
{
    selection->count = count;
    selection->live = live;
    for (int i = 0; i < BATON_ENCODINGS; i++)
        selection->encodings[i].heard = now;
    aim_all(selection, now);
}

void baton_selection_close(struct baton_selection *selection)
{
    for (int i = 0; i < BATON_ENCODINGS; i++) {
        baton_rewrite_close(&selection->encodings[i].rewrite);
        selection->encodings[i].closed = BATON_NEVER;
    }
}

unsigned baton_selection_watched(
    const struct baton_selection *selection, uint8_t count, unsigned live)
{
    unsigned watched = 0;

    for (int i = 0; i < BATON_ENCODINGS; i++) {
        const struct baton_fan_out *fan_out = &selection->encodings[i].fan_out;

        for (size_t j = 0; j < fan_out->count; j++)
            watched |= 1U << right_one(fan_out->slots[j]->choice.encoding, count, live);
        for (const struct baton_slot *slot = fan_out->waiting; slot; slot = slot->next_waiting)
            watched |= 1U << right_one(slot->choice.encoding, count, live);
    }
    return watched;
}

/* A slot that sends one encoding and waits for another is counted once, where it sends. */
static size_t count_chosen(const struct baton_selection *selection, int index)
{
    const unsigned every = (1U << selection->count) - 1;
    size_t count = 0;

    for (int i = 0; i < BATON_ENCODINGS; i++) {
        const struct baton_fan_out *fan_out = &selection->encodings[i].fan_out;

        for (size_t j = 0; j < fan_out->count; j++)
            count +=
                right_one(fan_out->slots[j]->choice.encoding, selection->count, every) == index;
        for (const struct baton_slot *slot = fan_out->waiting; slot; slot = slot->next_waiting)
            count += slot->encoding < 0 &&
                     right_one(slot->choice.encoding, selection->count, every) == index;
    }
    return count;
}

void baton_selection_report(const struct baton_selection *selection, int index, baton_time now,
    struct baton_encoding_report *out)
{
    const struct baton_encoding *encoding = &selection->encodings[index];

    out->live =
        encoding->last_packet != BATON_NEVER && now - encoding->last_packet < BATON_SELECTION_LIVE;
    out->width = encoding->width;
    out->height = encoding->height;
    memcpy(out->packets, encoding->packets, sizeof(out->packets));
    memcpy(out->bytes, encoding->bytes, sizeof(out->bytes));
    out->last_packet = encoding->last_packet;
    out->watchers = baton_fan_out_watchers(&encoding->fan_out);
    out->chosen = count_chosen(selection, index);
}

/* --- slots that get no picture ---------------------------------------------------------------- */

/* Returns the encodings that a slot may send if its own encoding does not come. */
static unsigned instead_of(const struct baton_selection *selection, int encoding)
{
    unsigned others = selection->live & ~(1U << encoding);
    unsigned below = others & ((1U << encoding) - 1);

    return below ? below : others;
}

static bool is_late(baton_time since, baton_time now)
{
    return since != BATON_NEVER && now - since >= BATON_SELECTION_PATIENCE;
}

/* Returns an encoding of which a keyframe would help the slots that wait for too long, as a set. */
static unsigned help(struct baton_selection *selection, int index, baton_time now)
{
    struct baton_encoding *encoding = &selection->encodings[index];
    bool late = encoding->fan_out.count > 0 && is_late(encoding->closed, now);
    unsigned others = instead_of(selection, index);

    for (const struct baton_slot *slot = encoding->fan_out.waiting; slot; slot = slot->next_waiting)
        late |= slot->encoding < 0 && is_late(slot->since, now);
    return late && others ? 1U << highest(others) : 0;
}

/* Finds the encodings that are not live any more, and since when an encoding is closed. */
static unsigned review(struct baton_selection *selection, baton_time now)
{
    unsigned live = selection->live, needed = 0;

    selection->reviewed = now;
    for (int i = 0; i < BATON_ENCODINGS; i++) {
        struct baton_encoding *encoding = &selection->encodings[i];

        if (now - encoding->heard >= BATON_SELECTION_LIVE)
            live &= ~(1U << i);
        if (encoding->rewrite.open)
            encoding->closed = BATON_NEVER;
        else if (encoding->closed == BATON_NEVER)
            encoding->closed = now;
    }
    if (live != selection->live) {
        selection->live = live;
        aim_all(selection, now);
    }
    for (int i = 0; i < BATON_ENCODINGS; i++)
        needed |= help(selection, i, now);
    return needed;
}

/* --- the packet path -------------------------------------------------------------------------- */

void baton_selection_hear(struct baton_selection *selection, unsigned encoding, baton_time now)
{
    selection->encodings[encoding].heard = now;
    if (!(selection->live >> encoding & 1)) {
        selection->live |= 1U << encoding;
        aim_all(selection, now);
    }
}

unsigned baton_selection_review(struct baton_selection *selection, baton_time now)
{
    return now - selection->reviewed >= BATON_SELECTION_REVIEW ? review(selection, now) : 0;
}

/* The slot leaves the encoding that it sends, and opens at this packet of another one. */
static void take(struct baton_selection *selection, struct baton_slot *slot, unsigned index,
    const struct baton_sent *sent, const struct baton_payload *payload)
{
    struct baton_encoding *encoding = &selection->encodings[index];

    if (slot->encoding >= 0)
        baton_encoding_leave(&selection->encodings[slot->encoding], slot);
    if (!baton_slot_open(
            slot, sent, payload, baton_temporal_before(&encoding->temporal, sent->point.seq)))
        return;
    slot->encoding = (int8_t)index;
    baton_fan_out_add(&encoding->fan_out, slot);
    if (slot->target == (int)index)
        baton_fan_out_end_wait(slot);
}

/* A keyframe of another encoding has come: takes the slots of `own` that have waited for too long. */
static void rescue(struct baton_selection *selection, int own, unsigned index,
    const struct baton_sent *sent, const struct baton_payload *payload, baton_time now)
{
    struct baton_encoding *encoding = &selection->encodings[own];
    struct baton_fan_out *fan_out = &encoding->fan_out;

    if (own == (int)index || !(instead_of(selection, own) >> index & 1))
        return;
    for (struct baton_slot *slot = fan_out->waiting; slot; slot = slot->next_waiting)
        if (slot->encoding < 0 && is_late(slot->since, now))
            take(selection, slot, index, sent, payload);
    if (encoding->rewrite.open || !is_late(encoding->closed, now))
        return;
    while (fan_out->count > 0) {
        struct baton_slot *slot = fan_out->slots[fan_out->count - 1];

        take(selection, slot, index, sent, payload);
        aim(selection, slot, now);
    }
}

/* Opens the slots that can open at this packet of an encoding. They are the last ones in its fan-out. */
static void open_slots(struct baton_selection *selection, unsigned encoding,
    const struct baton_sent *sent, const struct baton_payload *payload, baton_time now)
{
    struct baton_slot *slot = selection->encodings[encoding].fan_out.waiting, *next;

    if (!sent->newest || (selection->video && !payload->keyframe))
        return;
    for (; slot; slot = next) {
        next = slot->next_waiting;
        take(selection, slot, encoding, sent, payload);
    }
    for (int i = 0; i < selection->count && selection->count > 1; i++)
        rescue(selection, i, encoding, sent, payload, now);
}

/* Opens the slots that begin at this packet, and sends the parameter sets to them first. */
static void send_sets(struct baton_selection *selection, const struct baton_media_host *host,
    const struct baton_arrival *arrival, const struct baton_sent *sent)
{
    static const struct baton_payload key = {.keyframe = true};
    struct baton_encoding *encoding = &selection->encodings[arrival->encoding];
    size_t opened = encoding->fan_out.count;
    struct baton_sent before = *sent;
    struct baton_buffered made;

    if (!sent->newest)
        return;
    before.point.seq--;
    open_slots(selection, arrival->encoding, &before, &key, arrival->packet->arrival);
    if (opened == encoding->fan_out.count)
        return;
    baton_sets_packet_make(&made, host, arrival);
    baton_fan_out_send(
        &encoding->fan_out, opened, host, &made.packet, &before, NULL, &key, &encoding->temporal);
}

bool baton_selection_send(struct baton_selection *selection, const struct baton_media_host *host,
    const struct baton_arrival *arrival, const struct baton_sent *sent,
    const struct baton_payload *payload)
{
    struct baton_encoding *encoding = &selection->encodings[arrival->encoding];
    const struct baton_packet *packet = arrival->packet;

    baton_encoding_note(encoding, sent, payload);
    if (encoding->fan_out.waiting || selection->count > 1) {
        if (arrival->sets)
            send_sets(selection, host, arrival, sent);
        open_slots(selection, arrival->encoding, sent, payload, packet->arrival);
    }
    baton_fan_out_send(&encoding->fan_out, 0, host, packet, sent,
        packet->data + arrival->payload_at, payload, &encoding->temporal);
    return encoding->fan_out.waiting;
}
