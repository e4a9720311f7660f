/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/upstream.h"

#include "media/uplink.h"

void baton_upstream_init(struct baton_upstream *upstream, const struct baton_media_host *host,
    const struct baton_selection *selection, bool video, baton_time pli_interval)
{
    *upstream = (struct baton_upstream){
        .host = host,
        .selection = selection,
        .video = video,
        .pli_interval = pli_interval,
    };
}

void baton_upstream_note(struct baton_upstream *upstream, const struct baton_arrival *arrival)
{
    struct baton_feeder *feeder = &upstream->current;

    if (arrival->generation != feeder->generation)
        feeder = &upstream->next;
    if (arrival->generation != feeder->generation || feeder->count == 1)
        return;
    feeder->lines[arrival->encoding].ssrc = arrival->ssrc;
    feeder->lines[arrival->encoding].heard = arrival->packet->arrival;
}

unsigned baton_feeder_live(const struct baton_feeder *feeder, baton_time now)
{
    unsigned live = 0;

    for (int i = 0; i < feeder->count; i++)
        if (feeder->lines[i].heard != BATON_NEVER &&
            now - feeder->lines[i].heard < BATON_SELECTION_LIVE)
            live |= 1U << i;
    return live;
}

/* --- requests for keyframes ------------------------------------------------------------------- */

static struct baton_feeder *awaited(struct baton_upstream *upstream)
{
    return baton_upstream_asks_next(upstream) ? &upstream->next : &upstream->current;
}

/* Returns the encodings of a feeder that have sent, whenever that was. A plain feeder is asked before its first packet,
 * too: its SSRC is not needed. */
static unsigned heard(const struct baton_feeder *feeder)
{
    unsigned encodings = 0;

    for (int i = 0; i < feeder->count; i++)
        if (feeder->count == 1 || feeder->lines[i].heard != BATON_NEVER)
            encodings |= 1U << i;
    return encodings;
}

/* Returns the encodings of which somebody wants a keyframe, if those in `sent` can be had; of a plain feeder, always
 * its encoding. If nobody watches, any encoding will do. */
static unsigned wanted(
    const struct baton_upstream *upstream, const struct baton_feeder *feeder, unsigned sent)
{
    unsigned watched;

    if (feeder->count == 1)
        return 1;
    watched = baton_selection_watched(upstream->selection, feeder->count, sent);
    return watched ? watched : sent & -sent;
}

static bool can_ask(struct baton_upstream *upstream, unsigned encoding)
{
    return upstream->video && !upstream->muted && awaited(upstream)->generation &&
           heard(awaited(upstream)) >> encoding & 1;
}

static void ask(
    struct baton_upstream *upstream, const struct baton_feeder *feeder, unsigned encoding)
{
    upstream->plis++;
    if (feeder->count == 1)
        upstream->host->send_pli(feeder->handle, feeder->mindex);
    else
        upstream->host->send_fir(feeder->handle, feeder->mindex, (uint8_t)encoding,
            feeder->lines[encoding].ssrc, feeder->first);
}

void baton_upstream_want_keyframe(
    struct baton_upstream *upstream, unsigned encoding, baton_time now)
{
    if (can_ask(upstream, encoding) &&
        baton_pacer_request(&awaited(upstream)->lines[encoding].pacer, now))
        ask(upstream, awaited(upstream), encoding);
}

static void force(struct baton_upstream *upstream, struct baton_feeder *feeder)
{
    const unsigned sent = heard(feeder);
    unsigned encodings;

    if (!upstream->video || !sent)
        return;
    encodings = wanted(upstream, feeder, sent) & sent;
    for (unsigned i = 0; i < BATON_ENCODINGS; i++)
        if ((encodings >> i & 1) && baton_pacer_force(&feeder->lines[i].pacer))
            ask(upstream, feeder, i);
}

void baton_upstream_force_keyframe(struct baton_upstream *upstream)
{
    if (!upstream->muted && awaited(upstream)->generation)
        force(upstream, awaited(upstream));
}

void baton_upstream_ask_next(struct baton_upstream *upstream)
{
    force(upstream, &upstream->next);
}

void baton_upstream_ask_wanted(struct baton_upstream *upstream, unsigned encoding, baton_time now)
{
    if (baton_pacer_due(&awaited(upstream)->lines[encoding].pacer, now))
        ask(upstream, awaited(upstream), encoding);
}

/*
 * A packet of `feeder` has come at which the stream could not open: asks for a keyframe. If this
 * packet begins a keyframe that cannot be used because its packets came in disorder or its parameter sets are missing,
 * asks at once.
 */
static void ask_again(struct baton_upstream *upstream, struct baton_feeder *feeder,
    const struct baton_arrival *arrival)
{
    struct baton_pacer *pacer = &feeder->lines[arrival->encoding].pacer;
    bool useless = arrival->lacks_sets || (arrival->payload.keyframe && !arrival->taken.newest);

    if (!upstream->video || upstream->muted)
        return;
    if (useless ? baton_pacer_force(pacer) : baton_pacer_request(pacer, arrival->packet->arrival))
        ask(upstream, feeder, arrival->encoding);
}

void baton_upstream_ask_again(struct baton_upstream *upstream, const struct baton_arrival *arrival)
{
    ask_again(upstream, &upstream->current, arrival);
}

/* --- the control thread ----------------------------------------------------------------------- */

/* Forgets `next` and what it waits for. */
static void forget_next(struct baton_upstream *upstream)
{
    upstream->next = (struct baton_feeder){0};
    upstream->pending = false;
    upstream->gate = NULL;
}

static void init_pacers(struct baton_upstream *upstream, struct baton_feeder *feeder)
{
    for (int i = 0; i < BATON_ENCODINGS; i++)
        baton_pacer_init(&feeder->lines[i].pacer, upstream->pli_interval);
}

/* If `feeder` is already the next feed, what it has sent is still known. */
static void set_next(struct baton_upstream *upstream, const struct baton_feeder *feeder)
{
    if (upstream->next.generation != feeder->generation)
        upstream->next = *feeder;
    init_pacers(upstream, &upstream->next);
}

static bool swap(struct baton_upstream *upstream)
{
    upstream->current = upstream->next;
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
        set_next(upstream, feeder);
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
    init_pacers(upstream, &upstream->current);
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
    if (upstream->pending)
        set_next(upstream, feeder);
    else
        upstream->next = (struct baton_feeder){0};
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
    if (first)
        force(upstream, &upstream->next);
}

/* Whether another keyframe than the buffered one starts with this packet. Then the buffer begins anew. */
static bool begins(struct baton_upstream *upstream, const struct baton_arrival *arrival)
{
    struct baton_gate *gate = upstream->gate;

    if (!baton_arrival_can_open(arrival, upstream->video) ||
        baton_keyframe_buffer_has_picture(&gate->buffer, arrival) ||
        (gate->buffer.count > 0 && gate->buffer.encoding != arrival->encoding))
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
        ask_again(upstream, &upstream->next, arrival);
        return;
    }
    if (baton_keyframe_buffer_follow(buffer, arrival) || late ||
        !baton_keyframe_buffer_add(buffer, upstream->host, arrival))
        fire(upstream, now);
}

/* Whether the stream may change to the next feed at a packet of this encoding. */
static bool is_wanted(const struct baton_upstream *upstream, uint8_t encoding, baton_time now)
{
    const struct baton_feeder *next = &upstream->next;

    return wanted(upstream, next, baton_feeder_live(next, now)) >> encoding & 1;
}

/*
 * The buffer follows the encoding whose keyframe came first. If that was before packets of the encodings came that the
 * slots want, its rest is not needed any more.
 */
static void forget_unwanted(struct baton_upstream *upstream, baton_time now)
{
    struct baton_keyframe_buffer *buffer = &upstream->gate->buffer;

    if (buffer->count > 0 && !is_wanted(upstream, buffer->encoding, now))
        baton_keyframe_buffer_clear(buffer);
}

/* Lets the armed gate check a packet of the feed that is to take over. */
static void try_gate(struct baton_upstream *upstream, const struct baton_arrival *arrival)
{
    const struct baton_gate_needs *needs = &upstream->gate->needs;
    bool deaf = awaits_audio(needs, arrival);

    forget_unwanted(upstream, arrival->packet->arrival);
    if (needs->video && arrival->primary && deaf)
        wait_for_audio(upstream, arrival);
    else if (needs->video && arrival->primary)
        wait_for_rest(upstream, arrival);
    else if (!needs->video && needs->audio && !upstream->video &&
             baton_arrival_can_open(arrival, false))
        fire(upstream, arrival->packet->arrival);
    else if (!deaf)
        ask_again(upstream, &upstream->next, arrival);
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
        baton_pacer_keyframe(&upstream->next.lines[arrival->encoding].pacer);
    if (next && !is_wanted(upstream, arrival->encoding, arrival->packet->arrival))
        next = false;
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
        ask_again(upstream, &upstream->next, arrival);
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
        force(upstream, &upstream->next);
    }
    return false;
}
