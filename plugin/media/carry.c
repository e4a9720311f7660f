/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * carry owns the packet path within one source: whether a packet is let in, when one feed takes
 * over from another, and the fan-out to slots. Everything here runs with the source's lock held.
 */
#include "media/inside.h"

/* The feed that keyframes are asked of: while a hand-over is due, the one that is awaited. */
static const struct baton_feeder *awaited(const struct baton_stream *source)
{
    return source->pending && !source->gate ? &source->next : &source->current;
}

static struct baton_pacer *awaited_pacer(struct baton_stream *source)
{
    return source->pending && !source->gate ? &source->next_pacer : &source->pacer;
}

static bool can_ask(const struct baton_stream *source)
{
    return source->video && !source->muted && awaited(source)->generation;
}

static void ask(struct baton_stream *source, const struct baton_feeder *feeder)
{
    source->plis++;
    source->host->send_pli(feeder->handle, feeder->mindex);
}

void baton_stream_want_keyframe(struct baton_stream *source, baton_time now)
{
    if (can_ask(source) && baton_pacer_request(awaited_pacer(source), now))
        ask(source, awaited(source));
}

void baton_stream_force_keyframe(struct baton_stream *source)
{
    if (can_ask(source) && baton_pacer_force(awaited_pacer(source)))
        ask(source, awaited(source));
}

void baton_stream_swap(struct baton_stream *source)
{
    source->current = source->next;
    source->pacer = source->next_pacer;
    source->next = (struct baton_feeder){0};
    source->pending = false;
    source->gate = NULL;
    baton_rewrite_close(&source->rewrite);
}

/*
 * A stream opens at the newest packet of its feed only. Had a later one come before it, that one
 * would be lost for good; for video it would mean a broken keyframe.
 */
static bool can_open(const struct baton_stream *source, const struct baton_arrival *arrival)
{
    return arrival->taken.newest && !arrival->empty &&
           (!source->video || arrival->payload.keyframe);
}

/* A keyframe would be of no use yet. */
static bool awaits_audio(const struct baton_stream *source, const struct baton_arrival *arrival)
{
    const struct baton_gate_needs *needs = &source->gate->needs;

    return needs->video && needs->audio &&
           !baton_port_hears_audio(arrival->port, arrival->packet->arrival);
}

static bool fires(const struct baton_stream *source, const struct baton_arrival *arrival)
{
    const struct baton_gate_needs *needs = &source->gate->needs;

    if (!can_open(source, arrival))
        return false;
    return needs->video ? arrival->primary : needs->audio && !source->video;
}

/* A keyframe was of no use. Whether the audio will be there when another comes, nobody knows. */
static void miss_keyframe(struct baton_stream *source)
{
    bool first = !source->gate->missed;

    source->gate->missed = true;
    if (first && baton_pacer_force(&source->next_pacer))
        ask(source, &source->next);
}

/* A keyframe that came before the audio waits for it for a moment, and what follows it as well. */
static void hold_back(struct baton_stream *source, const struct baton_arrival *arrival)
{
    struct baton_gate *gate = source->gate;

    if (!arrival->primary)
        return;
    if (can_open(source, arrival)) {
        gate->missed |= gate->hold.count > 0;
        if (baton_hold_begin(&gate->hold, source->host, arrival))
            return;
    } else if (gate->hold.count == 0 || baton_hold_add(&gate->hold, source->host, arrival)) {
        return;
    }
    miss_keyframe(source);
}

/*
 * A packet has come to `feeder` at which its stream could not open. A keyframe that can't be used
 * because its packets came in disorder is asked for again at once.
 */
static void ask_again(struct baton_stream *source, const struct baton_feeder *feeder,
    struct baton_pacer *pacer, const struct baton_arrival *arrival)
{
    bool disorder = arrival->payload.keyframe && !arrival->taken.newest;

    if (!source->video || source->muted)
        return;
    if (disorder ? baton_pacer_force(pacer) : baton_pacer_request(pacer, arrival->packet->arrival))
        ask(source, feeder);
}

/* A packet of the feed that is to take over, while the gate is armed. */
static void offer(struct baton_stream *source, const struct baton_arrival *arrival)
{
    if (awaits_audio(source, arrival))
        hold_back(source, arrival);
    else if (!fires(source, arrival))
        ask_again(source, &source->next, &source->next_pacer, arrival);
    else if (baton_gate_fire(source->gate, arrival->packet->arrival))
        source->host->wake();
}

/* Sees how far a pending hand-over is, and hands over if this packet is the one to do it. */
static void follow_gate(struct baton_stream *source, const struct baton_arrival *arrival)
{
    bool next = source->next.generation && arrival->generation == source->next.generation;

    if (next && arrival->payload.keyframe)
        baton_pacer_keyframe(&source->next_pacer);
    if (source->gate) {
        if (next && baton_gate_state(source->gate) == BATON_GATE_ARMED)
            offer(source, arrival);
        if (baton_gate_state(source->gate) != BATON_GATE_FIRED)
            return;
        source->due = baton_gate_fired_at(source->gate);
        source->gate = NULL;
    }
    if (!source->next.generation || (next && (source->muted || can_open(source, arrival))))
        baton_stream_swap(source);
    else if (next)
        ask_again(source, &source->next, &source->next_pacer, arrival);
}

/* Whether the feed listened to has had its time: another was to have taken over by now. */
static bool is_overdue(const struct baton_stream *source, baton_time now)
{
    baton_time overlap = source->video ? BATON_STREAM_VIDEO_OVERLAP : BATON_STREAM_AUDIO_OVERLAP;

    return source->pending && !source->gate && now - source->due > overlap;
}

static bool open_stream(struct baton_stream *source, const struct baton_arrival *arrival)
{
    if (!can_open(source, arrival)) {
        baton_rewrite_close(&source->rewrite);
        ask_again(source, &source->current, &source->pacer, arrival);
        return false;
    }
    if (!baton_rewrite_open(&source->rewrite, &arrival->taken, &arrival->payload))
        return false;
    if (source->opened && source->opened != arrival->generation)
        source->switches++;
    source->opened = arrival->generation;
    return true;
}

static bool admit(
    struct baton_stream *source, const struct baton_arrival *arrival, struct baton_sent *sent)
{
    enum baton_rewrite_verdict verdict;

    if (arrival->generation != source->current.generation || source->muted ||
        is_overdue(source, arrival->packet->arrival))
        return false;
    if (arrival->payload.keyframe)
        baton_pacer_keyframe(&source->pacer);
    verdict = baton_rewrite_pass(&source->rewrite, &arrival->taken, &arrival->payload, sent);
    if (verdict == BATON_REWRITE_SHUT && open_stream(source, arrival))
        verdict = baton_rewrite_pass(&source->rewrite, &arrival->taken, &arrival->payload, sent);
    return verdict == BATON_REWRITE_PASS;
}

/* Each slot writes all that it changes, so nothing is put back for the next one. */
static void fan_out(struct baton_stream *source, const struct baton_packet *packet,
    const struct baton_sent *sent, uint8_t *payload_data, const struct baton_payload *payload)
{
    bool waiting = false;

    for (size_t i = 0; i < source->slot_count; i++) {
        struct baton_slot *slot = source->slots[i];

        if (slot->waiting && !baton_slot_open(slot, sent, payload)) {
            waiting = true;
            continue;
        }
        if (sent->point.seq < slot->first)
            continue;
        baton_rtp_put_seq(packet->data, (uint16_t)(sent->point.seq + slot->shift.seq));
        baton_rtp_put_timestamp(
            packet->data, (uint32_t)(sent->point.timestamp + slot->shift.timestamp));
        if (payload->marked)
            baton_payload_patch(payload_data, payload, &slot->shift.picture);
        source->host->relay_rtp(slot->handle, slot->mindex, slot->video, packet);
    }
    if (waiting)
        baton_stream_want_keyframe(source, packet->arrival);
}

static void forward(
    struct baton_stream *source, const struct baton_arrival *arrival, const struct baton_sent *sent)
{
    struct baton_packet *packet = arrival->packet;
    struct baton_payload payload = arrival->payload;

    source->packets++;
    source->bytes += packet->length;
    source->last_packet = packet->arrival;
    if (!source->video)
        baton_level_add(&source->level, packet->audio_level);
    if (baton_pacer_due(awaited_pacer(source), packet->arrival))
        ask(source, awaited(source));
    baton_rtp_put_pt(packet->data, source->pt);
    baton_payload_track(&arrival->payload, &source->rewrite.shift.picture, &payload.picture);
    fan_out(source, packet, sent, packet->data + arrival->payload_at, &payload);
}

void baton_stream_carry(struct baton_stream *source, const struct baton_arrival *arrival)
{
    struct baton_sent sent;

    if (source->pending)
        follow_gate(source, arrival);
    if (admit(source, arrival, &sent))
        forward(source, arrival, &sent);
    else
        source->dropped++;
}

/* It goes on as if it came now, but for the time that its timestamps follow. */
static void let_go(struct baton_stream *source, struct baton_hold *hold, baton_time now)
{
    size_t count = hold->count;

    baton_hold_clear(hold);
    source->dropped -= count; /* it counted as that when it was held back */
    for (size_t i = 0; i < count; i++) {
        hold->held[i].packet.arrival = now;
        baton_stream_carry(source, &hold->held[i].arrival);
    }
}

void baton_stream_hear(struct baton_stream *source, uint64_t generation, baton_time now)
{
    struct baton_gate *gate = source->pending ? source->gate : NULL;

    if (!gate || source->next.generation != generation ||
        baton_gate_state(gate) != BATON_GATE_ARMED)
        return;
    if (baton_hold_is_fresh(&gate->hold, now))
        let_go(source, &gate->hold, now);
    else if ((gate->missed || gate->hold.count > 0) && baton_pacer_force(&source->next_pacer))
        ask(source, &source->next);
}
