/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/reception.h"

/* Only one thread writes, so a store is enough. */
static void add(_Atomic uint64_t *counter, uint64_t more)
{
    atomic_store_explicit(
        counter, atomic_load_explicit(counter, memory_order_relaxed) + more, memory_order_relaxed);
}

static void note_blocks(
    struct baton_reception_record *record, const struct baton_rtcp_feedback *feedback, uint32_t ntp)
{
    uint8_t fraction_lost = 0;
    uint32_t jitter = 0;

    for (size_t i = 0; i < feedback->count; i++) {
        const struct baton_rtcp_block *block = &feedback->blocks[i];
        int64_t rtt = baton_report_blocks_round_trip(block, ntp);

        baton_report_blocks_add(&record->sums, block);
        if (block->fraction_lost > fraction_lost)
            fraction_lost = block->fraction_lost;
        if (block->jitter > jitter)
            jitter = block->jitter;
        if (rtt > 0)
            atomic_store_explicit(&record->rtt, rtt, memory_order_relaxed);
    }
    atomic_store_explicit(&record->fraction_lost, fraction_lost, memory_order_relaxed);
    atomic_store_explicit(&record->jitter, jitter, memory_order_relaxed);
    atomic_store_explicit(&record->expected, record->sums.expected, memory_order_relaxed);
    atomic_store_explicit(&record->lost, record->sums.lost, memory_order_relaxed);
    add(&record->reports, 1);
}

void baton_reception_note(
    struct baton_reception_record *record, const struct baton_rtcp_feedback *feedback, uint32_t ntp)
{
    if (feedback->count > 0)
        note_blocks(record, feedback, ntp);
    if (feedback->remb > 0) {
        atomic_store_explicit(&record->remb, feedback->remb, memory_order_relaxed);
        add(&record->rembs, 1);
    }
    if (feedback->nacked > 0)
        add(&record->nacked, feedback->nacked);
    if (feedback->keyframes > 0)
        add(&record->plis, feedback->keyframes);
}

void baton_reception_copy(const struct baton_reception_record *record, struct baton_reception *out)
{
    out->rembs = atomic_load_explicit(&record->rembs, memory_order_relaxed);
    out->remb = atomic_load_explicit(&record->remb, memory_order_relaxed);
    out->reports = atomic_load_explicit(&record->reports, memory_order_relaxed);
    out->expected = atomic_load_explicit(&record->expected, memory_order_relaxed);
    out->lost = atomic_load_explicit(&record->lost, memory_order_relaxed);
    out->fraction_lost = atomic_load_explicit(&record->fraction_lost, memory_order_relaxed);
    out->jitter = atomic_load_explicit(&record->jitter, memory_order_relaxed);
    out->rtt = atomic_load_explicit(&record->rtt, memory_order_relaxed);
    out->nacked = atomic_load_explicit(&record->nacked, memory_order_relaxed);
    out->plis = atomic_load_explicit(&record->plis, memory_order_relaxed);
}
