/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/gate.h"

#include <assert.h>

/* `word` is the time at which the gate fired, or one of these values, which no clock ever shows. */
#define GATE_CLOSED   INT64_MIN
#define GATE_ARMED    (INT64_MIN + 1)
#define GATE_DISARMED (INT64_MIN + 2)

static const struct baton_pool_type gate_type = {.size = sizeof(struct baton_gate)};

struct baton_gate *baton_gate_new(struct baton_media *media, const struct baton_gate_needs *needs)
{
    struct baton_gate *gate = baton_pool_take(&media->gates, &gate_type);

    if (!gate)
        return NULL;
    gate->media = media;
    gate->needs = *needs;
    gate->streams = NULL;
    baton_keyframe_buffer_clear(&gate->buffer);
    gate->missed = gate->torn = false;
    atomic_store_explicit(&gate->word, GATE_CLOSED, memory_order_relaxed);
    return gate;
}

void baton_gate_release(struct baton_gate *gate)
{
    assert(!gate->streams);
    baton_pool_give(&gate->media->gates, gate);
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

static bool change(struct baton_gate *gate, baton_time from, baton_time to)
{
    return atomic_compare_exchange_strong_explicit(
        &gate->word, &from, to, memory_order_acq_rel, memory_order_acquire);
}

bool baton_gate_arm(struct baton_gate *gate)
{
    return change(gate, GATE_CLOSED, GATE_ARMED);
}

bool baton_gate_fire(struct baton_gate *gate, baton_time at)
{
    return change(gate, GATE_ARMED, at);
}

bool baton_gate_disarm(struct baton_gate *gate)
{
    if (change(gate, GATE_ARMED, GATE_DISARMED) || change(gate, GATE_CLOSED, GATE_DISARMED))
        return true;
    return baton_gate_state(gate) == BATON_GATE_DISARMED;
}
