/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/upstream.h"

#include "media/uplink.h"

void baton_upstream_init(struct baton_upstream *upstream, const struct baton_media_host *host,
    bool video, baton_time pli_interval)
{
    *upstream = (struct baton_upstream){
        .host = host,
        .video = video,
        .pli_interval = pli_interval,
    };
    baton_pacer_init(&upstream->pacer, pli_interval);
    baton_pacer_init(&upstream->next_pacer, pli_interval);
}

/* --- requests for keyframes ------------------------------------------------------------------- */

static const struct baton_feeder *awaited(const struct baton_upstream *upstream)
{
    return baton_upstream_asks_next(upstream) ? &upstream->next : &upstream->current;
}

static struct baton_pacer *awaited_pacer(struct baton_upstream *upstream)
{
    return baton_upstream_asks_next(upstream) ? &upstream->next_pacer : &upstream->pacer;
}

static bool can_ask(const struct baton_upstream *upstream)
{
    return upstream->video && !upstream->muted && awaited(upstream)->generation;
}

static void ask(struct baton_upstream *upstream, const struct baton_feeder *feeder)
{
    upstream->plis++;
    upstream->host->send_pli(feeder->handle, feeder->mindex);
}

void baton_upstream_want_keyframe(struct baton_upstream *upstream, baton_time now)
{
    if (can_ask(upstream) && baton_pacer_request(awaited_pacer(upstream), now))
        ask(upstream, awaited(upstream));
}

void baton_upstream_force_keyframe(struct baton_upstream *upstream)
{
    if (can_ask(upstream) && baton_pacer_force(awaited_pacer(upstream)))
        ask(upstream, awaited(upstream));
}

void baton_upstream_ask_next(struct baton_upstream *upstream)
{
    if (upstream->video && baton_pacer_force(&upstream->next_pacer))
        ask(upstream, &upstream->next);
}

void baton_upstream_ask_wanted(struct baton_upstream *upstream, baton_time now)
{
    if (baton_pacer_due(awaited_pacer(upstream), now))
        ask(upstream, awaited(upstream));
}

/*
 * A packet of `feeder` has come at which the stream could not open: asks for a keyframe. If this
 * packet begins a keyframe that cannot be used because its packets came in disorder or its parameter sets are missing,
 * asks at once.
 */
static void ask_again(struct baton_upstream *upstream, const struct baton_feeder *feeder,
    struct baton_pacer *pacer, const struct baton_arrival *arrival)
{
    bool useless = arrival->lacks_sets || (arrival->payload.keyframe && !arrival->taken.newest);

    if (!upstream->video || upstream->muted)
        return;
    if (useless ? baton_pacer_force(pacer) : baton_pacer_request(pacer, arrival->packet->arrival))
        ask(upstream, feeder);
}

void baton_upstream_ask_again(struct baton_upstream *upstream, const struct baton_arrival *arrival)
{
    ask_again(upstream, &upstream->current, &upstream->pacer, arrival);
}

/* --- the control thread ----------------------------------------------------------------------- */

/* Forgets `next` and what it waits for. */
static void forget_next(struct baton_upstream *upstream)
{
    upstream->next = (struct baton_feeder){0};
    upstream->pending = false;
    upstream->gate = NULL;
}

static bool swap(struct baton_upstream *upstream)
{
    upstream->current = upstream->next;
    upstream->pacer = upstream->next_pacer;
    forget_next(upstream);
    return true;
}

void baton_upstream_clear(struct baton_upstream *upstream)
{
    upstream->current = (struct baton_feeder){0};
    forget_next(upstream);
}

bool baton_upstream_take(struct baton_upstream *upstream, const struct baton_feeder *feeder)
{
    bool other = upstream->current.generation != feeder->generation;

    if (other) {
        upstream->next = *feeder;
        baton_pacer_init(&upstream->next_pacer, upstream->pli_interval);
        swap(upstream);
        baton_upstream_force_keyframe(upstream);
    }
    forget_next(upstream);
    return other;
}

bool baton_upstream_replace(struct baton_upstream *upstream, const struct baton_feeder *feeder)
{
    if (!upstream->gate || baton_gate_state(upstream->gate) == BATON_GATE_FIRED)
        return false;
    upstream->current = *feeder;
    baton_pacer_init(&upstream->pacer, upstream->pli_interval);
    baton_upstream_force_keyframe(upstream);
    return true;
}

bool baton_upstream_prepare(
    struct baton_upstream *upstream, struct baton_gate *gate, const struct baton_feeder *feeder)
{
    /* If a swap of an earlier gate is still pending, it is done now. */
    bool late = upstream->pending && swap(upstream);

    upstream->pending = !feeder->generation || feeder->generation != upstream->current.generation;
    upstream->gate = upstream->pending ? gate : NULL;
    upstream->next = upstream->pending ? *feeder : (struct baton_feeder){0};
    baton_pacer_init(&upstream->next_pacer, upstream->pli_interval);
    return late;
}

bool baton_upstream_settle(struct baton_upstream *upstream, struct baton_gate *gate)
{
    if (upstream->gate != gate)
        return false;
    if (baton_gate_state(gate) != BATON_GATE_FIRED) {
        forget_next(upstream);
        return false;
    }
    upstream->gate = NULL;
    upstream->due = baton_gate_fired_at(gate);
    upstream->pending = true;
    if (!upstream->next.generation)
        return swap(upstream);
    baton_upstream_force_keyframe(upstream);
    return false;
}

bool baton_upstream_lose(struct baton_upstream *upstream, uint64_t generation)
{
    bool lost = upstream->current.generation == generation;

    if (lost)
        upstream->current = (struct baton_feeder){0};
    if (upstream->next.generation == generation) {
        upstream->next = (struct baton_feeder){0};
        if (baton_upstream_asks_next(upstream))
            return swap(upstream);
    }
    return lost;
}

/* --- the packet path -------------------------------------------------------------------------- */

/* While the gate needs audio that has not come yet, a keyframe cannot make the gate fire. */
static bool awaits_audio(const struct baton_gate_needs *needs, const struct baton_arrival *arrival)
{
    return needs->video && needs->audio &&
           !baton_uplink_hears_audio(arrival->uplink, arrival->packet->arrival);
}

/* Fires the gate at a packet that came at `now`. The buffered packets go before it. */
static void fire(struct baton_upstream *upstream, baton_time now)
{
    if (!baton_gate_fire(upstream->gate, now))
        return;
    if (upstream->gate->buffer.count > 0)
        upstream->ripe = &upstream->gate->buffer;
    upstream->host->wake();
}

/*
 * A keyframe could not be used. The first time, Baton asks for another one at once, because the
 * audio may come before that one. After that, Baton asks only when the audio has come.
 */
static void miss_keyframe(struct baton_upstream *upstream)
{
    bool first = !upstream->gate->missed;

    baton_keyframe_buffer_clear(&upstream->gate->buffer);
    upstream->gate->missed = true;
    if (first && baton_pacer_force(&upstream->next_pacer))
        ask(upstream, &upstream->next);
}

/* Whether another keyframe than the buffered one starts with this packet. Then the buffer begins anew. */
static bool begins(struct baton_upstream *upstream, const struct baton_arrival *arrival)
{
    struct baton_gate *gate = upstream->gate;

    if (!baton_arrival_can_open(arrival, upstream->video) ||
        baton_keyframe_buffer_has_picture(&gate->buffer, arrival))
        return false;
    gate->missed |= gate->buffer.count > 0;
    gate->torn |= gate->buffer.count > 0 && !gate->buffer.whole;
    baton_keyframe_buffer_begin(&gate->buffer, arrival);
    return true;
}

/* A keyframe that came before the audio waits a moment for the audio, with the packets after it. */
static void wait_for_audio(struct baton_upstream *upstream, const struct baton_arrival *arrival)
{
    struct baton_keyframe_buffer *buffer = &upstream->gate->buffer;

    if (!begins(upstream, arrival)) {
        if (buffer->count == 0)
            return;
        if (!baton_keyframe_buffer_is_fresh(buffer, arrival->packet->arrival)) {
            miss_keyframe(upstream);
            return;
        }
    }
    baton_keyframe_buffer_follow(buffer, arrival);
    if (!baton_keyframe_buffer_add(buffer, upstream->host, arrival))
        miss_keyframe(upstream);
}

/*
 * The gate fires at the packet that makes a keyframe whole. If the rest takes too long or does not fit into the buffer,
 * or if a keyframe that was not whole came before, the gate fires nevertheless.
 */
static void wait_for_rest(struct baton_upstream *upstream, const struct baton_arrival *arrival)
{
    struct baton_keyframe_buffer *buffer = &upstream->gate->buffer;
    baton_time now = arrival->packet->arrival;
    bool late;

    if (begins(upstream, arrival)) {
        late = upstream->gate->torn;
    } else if (buffer->count > 0) {
        late = !baton_keyframe_buffer_is_fresh(buffer, now);
    } else {
        ask_again(upstream, &upstream->next, &upstream->next_pacer, arrival);
        return;
    }
    if (baton_keyframe_buffer_follow(buffer, arrival) || late ||
        !baton_keyframe_buffer_add(buffer, upstream->host, arrival))
        fire(upstream, now);
}

/* Lets the armed gate check a packet of the feed that is to take over. */
static void try_gate(struct baton_upstream *upstream, const struct baton_arrival *arrival)
{
    const struct baton_gate_needs *needs = &upstream->gate->needs;
    bool deaf = awaits_audio(needs, arrival);

    if (needs->video && arrival->primary && deaf)
        wait_for_audio(upstream, arrival);
    else if (needs->video && arrival->primary)
        wait_for_rest(upstream, arrival);
    else if (!needs->video && needs->audio && !upstream->video &&
             baton_arrival_can_open(arrival, false))
        fire(upstream, arrival->packet->arrival);
    else if (!deaf)
        ask_again(upstream, &upstream->next, &upstream->next_pacer, arrival);
}

/* If the gate has fired, the next feed need not wait for it any more. Returns false if it has not fired. */
static bool pass_gate(struct baton_upstream *upstream)
{
    if (baton_gate_state(upstream->gate) != BATON_GATE_FIRED)
        return false;
    upstream->due = baton_gate_fired_at(upstream->gate);
    upstream->gate = NULL;
    return true;
}

bool baton_upstream_follow(struct baton_upstream *upstream, const struct baton_arrival *arrival)
{
    bool next = upstream->next.generation && arrival->generation == upstream->next.generation;

    if (next && arrival->payload.keyframe)
        baton_pacer_keyframe(&upstream->next_pacer);
    if (upstream->gate) {
        if (next && baton_gate_state(upstream->gate) == BATON_GATE_ARMED)
            try_gate(upstream, arrival);
        if (!pass_gate(upstream))
            return false;
    }
    if (!upstream->next.generation || upstream->ripe)
        return swap(upstream);
    if (next && (upstream->muted || baton_arrival_can_open(arrival, upstream->video)))
        return swap(upstream);
    if (next)
        ask_again(upstream, &upstream->next, &upstream->next_pacer, arrival);
    return false;
}

bool baton_upstream_hear(struct baton_upstream *upstream, uint64_t generation, baton_time now)
{
    struct baton_gate *gate = upstream->pending ? upstream->gate : NULL;

    if (!gate || upstream->next.generation != generation ||
        baton_gate_state(gate) != BATON_GATE_ARMED)
        return false;
    if (baton_keyframe_buffer_is_fresh(&gate->buffer, now)) {
        if (gate->buffer.whole)
            fire(upstream, now);
        return pass_gate(upstream) && swap(upstream);
    }
    if (gate->missed || gate->buffer.count > 0) {
        baton_keyframe_buffer_clear(&gate->buffer);
        if (baton_pacer_force(&upstream->next_pacer))
            ask(upstream, &upstream->next);
    }
    return false;
}
