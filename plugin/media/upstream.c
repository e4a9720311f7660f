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

static bool fires(const struct baton_upstream *upstream, const struct baton_arrival *arrival)
{
    const struct baton_gate_needs *needs = &upstream->gate->needs;

    if (!baton_arrival_can_open(arrival, upstream->video))
        return false;
    return needs->video ? arrival->primary : needs->audio && !upstream->video;
}

/*
 * A keyframe could not be used. The first time, Baton asks for another one at once, because the
 * audio may come before that one. After that, Baton asks only when the audio has come.
 */
static void miss_keyframe(struct baton_upstream *upstream)
{
    bool first = !upstream->gate->missed;

    upstream->gate->missed = true;
    if (first && baton_pacer_force(&upstream->next_pacer))
        ask(upstream, &upstream->next);
}

/* A keyframe that came before the audio waits a moment for the audio, with the packets after it. */
static void buffer(struct baton_upstream *upstream, const struct baton_arrival *arrival)
{
    struct baton_gate *gate = upstream->gate;

    if (!arrival->primary)
        return;
    if (baton_arrival_can_open(arrival, upstream->video) &&
        !baton_keyframe_buffer_has_picture(&gate->buffer, arrival)) {
        gate->missed |= gate->buffer.count > 0;
        if (baton_keyframe_buffer_begin(&gate->buffer, upstream->host, arrival))
            return;
    } else if (gate->buffer.count == 0 ||
               baton_keyframe_buffer_add(&gate->buffer, upstream->host, arrival)) {
        return;
    }
    miss_keyframe(upstream);
}

/* Lets the armed gate check a packet of the feed that is to take over. */
static void try_gate(struct baton_upstream *upstream, const struct baton_arrival *arrival)
{
    if (awaits_audio(&upstream->gate->needs, arrival))
        buffer(upstream, arrival);
    else if (!fires(upstream, arrival))
        ask_again(upstream, &upstream->next, &upstream->next_pacer, arrival);
    else if (baton_gate_fire(upstream->gate, arrival->packet->arrival))
        upstream->host->wake();
}

bool baton_upstream_follow(struct baton_upstream *upstream, const struct baton_arrival *arrival)
{
    bool next = upstream->next.generation && arrival->generation == upstream->next.generation;

    if (next && arrival->payload.keyframe)
        baton_pacer_keyframe(&upstream->next_pacer);
    if (upstream->gate) {
        if (next && baton_gate_state(upstream->gate) == BATON_GATE_ARMED)
            try_gate(upstream, arrival);
        if (baton_gate_state(upstream->gate) != BATON_GATE_FIRED)
            return false;
        upstream->due = baton_gate_fired_at(upstream->gate);
        upstream->gate = NULL;
    }
    if (!upstream->next.generation)
        return swap(upstream);
    if (next && (upstream->muted || baton_arrival_can_open(arrival, upstream->video)))
        return swap(upstream);
    if (next)
        ask_again(upstream, &upstream->next, &upstream->next_pacer, arrival);
    return false;
}

struct baton_keyframe_buffer *baton_upstream_hear(
    struct baton_upstream *upstream, uint64_t generation, baton_time now)
{
    struct baton_gate *gate = upstream->pending ? upstream->gate : NULL;

    if (!gate || upstream->next.generation != generation ||
        baton_gate_state(gate) != BATON_GATE_ARMED)
        return NULL;
    if (baton_keyframe_buffer_is_fresh(&gate->buffer, now))
        return &gate->buffer;
    if ((gate->missed || gate->buffer.count > 0) && baton_pacer_force(&upstream->next_pacer))
        ask(upstream, &upstream->next);
    return NULL;
}
