/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/gate.h"

#include "media/inside.h"

/* The word holds the instant of firing; these are instants that no clock shows. */
#define GATE_CLOSED   INT64_MIN
#define GATE_ARMED    (INT64_MIN + 1)
#define GATE_DISARMED (INT64_MIN + 2)

struct baton_gate *baton_gate_new(struct baton_media *media, const struct baton_gate_needs *needs)
{
    struct baton_gate *gate = baton_media_gate(media);

    if (!gate)
        return NULL;
    gate->needs = *needs;
    gate->sources = NULL;
    baton_hold_clear(&gate->hold);
    gate->missed = false;
    atomic_store_explicit(&gate->word, GATE_CLOSED, memory_order_relaxed);
    return gate;
}

void baton_gate_release(struct baton_gate *gate)
{
    while (gate->sources)
        baton_stream_settle(gate->sources, gate);
    baton_media_give_gate(gate->media, gate);
}

enum baton_gate_state baton_gate_state(const struct baton_gate *gate)
{
    switch (atomic_load_explicit(&gate->word, memory_order_acquire)) {
    case GATE_CLOSED:
        return BATON_GATE_CLOSED;
    case GATE_ARMED:
        return BATON_GATE_ARMED;
    case GATE_DISARMED:
        return BATON_GATE_DISARMED;
    default:
        return BATON_GATE_FIRED;
    }
}

baton_time baton_gate_fired_at(const struct baton_gate *gate)
{
    return atomic_load_explicit(&gate->word, memory_order_acquire);
}

static bool move(struct baton_gate *gate, baton_time from, baton_time to)
{
    return atomic_compare_exchange_strong_explicit(
        &gate->word, &from, to, memory_order_acq_rel, memory_order_acquire);
}

/* Packet path, with the lock of the source whose packet it is. True: this call fired it. */
bool baton_gate_fire(struct baton_gate *gate, baton_time at)
{
    return move(gate, GATE_ARMED, at);
}

/*
 * A feed that has not begun yet begins with a keyframe by itself. To ask for one would bring a
 * second right behind it, and an encoder that starts slowly would take long to get both across.
 * Should the first be lost, the next packet asks. One that sends already, if only into the void, is
 * in the middle of something.
 */
static void ask_next(struct baton_stream *source)
{
    pthread_mutex_lock(&source->lock);
    if (source->video && baton_stream_has_begun(source, source->next.generation) &&
        baton_pacer_force(&source->next_pacer)) {
        source->plis++;
        source->host->send_pli(source->next.handle, source->next.mindex);
    }
    pthread_mutex_unlock(&source->lock);
}

void baton_gate_arm(struct baton_gate *gate)
{
    if (!move(gate, GATE_CLOSED, GATE_ARMED))
        return;
    for (struct baton_stream *source = gate->sources; source; source = source->next_prepared)
        ask_next(source);
}

bool baton_gate_disarm(struct baton_gate *gate)
{
    if (move(gate, GATE_ARMED, GATE_DISARMED) || move(gate, GATE_CLOSED, GATE_DISARMED))
        return true;
    return baton_gate_state(gate) == BATON_GATE_DISARMED;
}
