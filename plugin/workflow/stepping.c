/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The steps of transfers. */
#include "workflow/stepping.h"

#include <assert.h>
#include <string.h>

#include "media/gate.h"
#include "workflow/actions.h"
#include "workflow/confirmation.h"

static const char *text_for(enum baton_error error)
{
    switch (error) {
    case BATON_E_CODE_USED:
        return "this code was used by another device";
    case BATON_E_CODE_EXPIRED:
        return "this code has expired";
    case BATON_E_WRONG_STATE:
        return "the transfer is in another state";
    case BATON_E_WRONG_NUMBER:
        return "number: not the one that the new device shows; the transfer has ended";
    case BATON_E_CODE_MISMATCH:
        return "text: this is not the code of the other device; the transfer has ended";
    case BATON_E_NOT_ASKED:
        return "this device was not asked to confirm";
    case BATON_E_ALREADY_RESPONDED:
        return "you have responded to this question already";
    case BATON_E_NO_STANDBY:
        return "there is no device on standby to bring the call back to";
    case BATON_E_TRANSFER_IN_PROGRESS:
        return "a transfer of this call is under way; cancel it first";
    case BATON_E_NOT_IN_CALL:
        return "this device does not have the call";
    default:
        return "there is no such transfer";
    }
}

/* During standby the new device cannot begin another transfer, but may do so afterwards. */
static enum baton_error fail_in_standby(
    const struct baton_transfer *transfer, struct baton_failure *failure)
{
    baton_failure_set(failure, BATON_E_WRONG_STATE,
        "the call has just moved and can still return to the old device; try again after "
        "retry_after "
        "milliseconds");
    if (failure)
        failure->retry_after = MAX(baton_transfer_expires_in(transfer), 1);
    return BATON_E_WRONG_STATE;
}

static enum baton_error fail(const struct baton_transfer *transfer,
    const struct baton_transfer_event *event, enum baton_error error, struct baton_failure *failure)
{
    if (error == BATON_E_WRONG_STATE && event->type == BATON_TRANSFER_RENEW)
        return fail_in_standby(transfer, failure);
    return error ? baton_failure_set(failure, error, "%s", text_for(error)) : BATON_OK;
}

/* --- one step --------------------------------------------------------------------------------- */

static enum baton_error step(struct baton_transfer *transfer, struct baton_transfer_event event)
{
    struct baton_engine *engine = transfer->engine;
    struct baton_transfer_actions actions;
    assert(!engine->stepping);
    engine->stepping = true;
    enum baton_error error = baton_machine_step(&transfer->machine, &event, engine->now, &actions);
    baton_actions_perform(transfer, &actions);
    engine->stepping = false;
    if (baton_transfer_has_ended(transfer))
        baton_transfer_clear(transfer);
    return error;
}

/* Whether the media was swapped and the machine does not know this yet. */
static bool has_committed(const struct baton_transfer *transfer)
{
    return baton_transfer_is_swapping(transfer) &&
           (transfer->committed ||
               (transfer->gate && baton_gate_state(transfer->gate) == BATON_GATE_FIRED));
}

static void step_committed(struct baton_transfer *transfer)
{
    transfer->committed = false;
    step(transfer, (struct baton_transfer_event){.type = BATON_TRANSFER_COMMITTED});
}

/* A gate fires on a packet thread. The machine must learn this before the next event is stepped. If the event
 * makes the machine drop the gate, the gate must not fire after this check. */
void baton_stepping_prepare(struct baton_transfer *transfer, struct baton_transfer_event event)
{
    if (has_committed(transfer))
        step_committed(transfer);
    if (transfer->gate &&
        baton_machine_drops_gate(&transfer->machine, &event, transfer->engine->now) &&
        !baton_gate_disarm(transfer->gate))
        step_committed(transfer);
}

/* Steps an event that was prepared. */
static enum baton_error step_prepared(
    struct baton_transfer *transfer, struct baton_transfer_event event)
{
    enum baton_error error = step(transfer, event);
    if (transfer->committed)
        step_committed(transfer);
    return error;
}

static enum baton_error prepare_and_step(
    struct baton_transfer *transfer, struct baton_transfer_event event)
{
    baton_stepping_prepare(transfer, event);
    return step_prepared(transfer, event);
}

void baton_stepping_take_prepared(
    struct baton_transfer *transfer, struct baton_transfer_event event)
{
    baton_transfer_ref(transfer);
    step_prepared(transfer, event);
    baton_transfer_unref(transfer);
}

enum baton_error baton_stepping_take(struct baton_transfer *transfer,
    struct baton_transfer_event event, struct baton_failure *failure)
{
    baton_transfer_ref(transfer);
    enum baton_error error = fail(transfer, &event, prepare_and_step(transfer, event), failure);
    baton_transfer_unref(transfer);
    return error;
}

enum baton_error baton_stepping_would(const struct baton_transfer *transfer,
    struct baton_transfer_event event, struct baton_failure *failure)
{
    struct baton_machine trial = transfer->machine;
    struct baton_transfer_actions actions;
    enum baton_error error = baton_machine_step(&trial, &event, transfer->engine->now, &actions);
    return fail(transfer, &event, error, failure);
}

/* --- the queue -------------------------------------------------------------------------------- */

static void step_pending(struct baton_pending *pending)
{
    prepare_and_step(pending->transfer, pending->event);
    baton_transfer_unref(pending->transfer);
    g_free(pending);
}

/* A participant who acted for others has left. */
static void lose_stand_in(struct baton_engine *engine, const char *id)
{
    GHashTableIter iter;
    void *value;
    g_hash_table_iter_init(&iter, engine->transfers);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        struct baton_transfer *transfer = value;
        if (strcmp(transfer->origin.by, id) == 0)
            baton_transfer_post(
                transfer, (struct baton_transfer_event){.type = BATON_TRANSFER_STAND_IN_GONE});
    }
}

static void handle_departure(struct baton_engine *engine, char *id)
{
    baton_confirmation_left(engine, id);
    lose_stand_in(engine, id);
    g_free(id);
}

void baton_stepping_drain(struct baton_engine *engine)
{
    for (;;) {
        char *left = g_queue_pop_head(&engine->departures);
        struct baton_pending *pending = left ? NULL : g_queue_pop_head(&engine->events);
        if (left)
            handle_departure(engine, left);
        else if (pending)
            step_pending(pending);
        else
            return;
    }
}

/* --- time ------------------------------------------------------------------------------------- */

void baton_stepping_tick(struct baton_transfer *transfer)
{
    baton_transfer_ref(transfer);
    prepare_and_step(transfer, (struct baton_transfer_event){.type = BATON_TRANSFER_TICK});
    if (transfer->settle_at <= transfer->engine->now)
        baton_actions_settle(transfer);
    baton_confirmation_deliver(transfer);
    baton_transfer_unref(transfer);
}
