/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The watcher performs the actions of the machine on a small model: two devices, a gate and a code. It stores the first
 * rule that the machine breaks. It is for tests that send events in any order.
 */
#ifndef BATON_TESTS_UNIT_TRANSFER_WATCHER_H
#define BATON_TESTS_UNIT_TRANSFER_WATCHER_H

#include "transfer/machine.h"

enum watcher_device { WATCHER_NOBODY, WATCHER_OLD, WATCHER_NEW };

struct watcher {
    struct baton_machine transfer;
    enum watcher_device gate;    /* the device for which the gate is armed */
    bool fired;                  /* the gate has fired, and the machine was not told yet */
    enum watcher_device carrier; /* the device whose media the room receives */
    bool old_there, new_there;   /* the device has not gone and was not closed */
    int asked, agreeing;         /* how many others were asked, and how many of them said yes */
    bool old_said_yes, asking, withdrawn;
    bool bound, agreed, code_live, swapped, left, over;
    const char *broken; /* the first broken rule, or NULL */
};

static inline void watcher_expect(struct watcher *watcher, bool holds, const char *rule)
{
    if (!holds && !watcher->broken)
        watcher->broken = rule;
}

static inline void watcher_init(
    struct watcher *watcher, const struct baton_transfer_policy *policy, int number, baton_time now)
{
    *watcher = (struct watcher){
        .carrier = WATCHER_OLD, .old_there = !policy->old_away, .code_live = true};
    baton_machine_init(&watcher->transfer, policy, number, now);
}

/* Plays the packet path: an armed gate fires, and the swap happens before the machine is told. */
static inline void watcher_fire(struct watcher *watcher)
{
    if (watcher->gate == WATCHER_NOBODY || watcher->fired)
        return;
    watcher->fired = true;
    watcher->carrier = watcher->gate;
}

static inline void watcher_arm(struct watcher *watcher, enum watcher_device device, bool there)
{
    watcher_expect(watcher, watcher->gate == WATCHER_NOBODY, "the gate was armed twice");
    watcher_expect(watcher, there, "the gate was armed for a device that is not there");
    watcher_expect(watcher, watcher->agreed, "the gate was armed before the agreement");
    watcher->gate = device;
}

static inline void watcher_close(struct watcher *watcher, enum watcher_device device, bool *there)
{
    watcher_expect(watcher, *there, "a device that is not there was closed");
    watcher_expect(watcher, watcher->carrier != device, "the device that has the call was closed");
    *there = false;
}

static inline void watcher_promote(struct watcher *watcher, enum watcher_device device)
{
    watcher_expect(watcher, watcher->swapped && watcher->carrier == device,
        "a device was promoted before the swap to this device");
}

static inline void watcher_end(struct watcher *watcher)
{
    watcher_expect(watcher, !watcher->over, "the transfer ended twice");
    watcher_expect(
        watcher, watcher->gate == WATCHER_NOBODY, "the transfer ended with an armed gate");
    watcher_expect(watcher, !watcher->code_live, "the transfer ended with a live code");
    watcher->over = true;
}

static inline void watcher_perform_on_devices(
    struct watcher *watcher, enum baton_transfer_action action)
{
    switch (action) {
    case BATON_DO_BIND_NEW:
        watcher_expect(watcher, !watcher->bound, "the new device was bound twice");
        watcher->bound = watcher->new_there = true;
        break;
    case BATON_DO_ADMIT_NEW:
        watcher_expect(watcher, watcher->agreed && watcher->new_there,
            "the new device was admitted without an agreement, or after it had gone");
        break;
    case BATON_DO_PROMOTE_NEW:
        watcher_promote(watcher, WATCHER_NEW);
        break;
    case BATON_DO_PROMOTE_OLD:
        watcher_promote(watcher, WATCHER_OLD);
        break;
    case BATON_DO_CLOSE_OLD:
        watcher_close(watcher, WATCHER_OLD, &watcher->old_there);
        break;
    case BATON_DO_CLOSE_NEW:
        watcher_close(watcher, WATCHER_NEW, &watcher->new_there);
        break;
    case BATON_DO_LEAVE:
        watcher_expect(watcher, watcher->over && !watcher->old_there && !watcher->new_there,
            "the participant left while a device was there or before the end");
        watcher->left = true;
        break;
    default:
        break;
    }
}

static inline void watcher_perform(struct watcher *watcher, enum baton_transfer_action action)
{
    watcher_expect(watcher, !watcher->over || action == BATON_DO_LEAVE,
        "an action other than LEAVE came after the end");
    switch (action) {
    case BATON_DO_KILL_CODE:
        watcher_expect(watcher, watcher->code_live, "the code was killed twice");
        watcher->code_live = false;
        break;
    case BATON_DO_ASK:
        watcher_expect(watcher, !watcher->asking && watcher->new_there,
            "people were asked twice, or before the new device was bound");
        watcher->asking = true;
        break;
    case BATON_DO_WITHDRAW:
        watcher_expect(watcher, watcher->asking, "a question was withdrawn that was not asked");
        watcher->withdrawn = true;
        break;
    case BATON_DO_WARN_CLAIM:
        watcher_expect(
            watcher, watcher->bound, "a warning about a second scan came before the first scan");
        break;
    case BATON_DO_ARM_NEW:
        watcher_arm(watcher, WATCHER_NEW, watcher->new_there);
        break;
    case BATON_DO_ARM_OLD:
        watcher_arm(watcher, WATCHER_OLD, watcher->old_there);
        break;
    case BATON_DO_FORCE_OLD:
        watcher->carrier = WATCHER_OLD;
        watcher->swapped = true;
        /* fall through */
    case BATON_DO_DISARM:
        watcher_expect(
            watcher, watcher->gate != WATCHER_NOBODY, "a gate was disarmed that was not armed");
        watcher->gate = WATCHER_NOBODY;
        break;
    case BATON_DO_END:
        watcher_end(watcher);
        break;
    default:
        watcher_perform_on_devices(watcher, action);
    }
}

/* Returns true if the transfer needs no further scan after this one. */
static inline bool watcher_is_last_scan(
    const struct baton_machine *transfer, const struct baton_transfer_event *event)
{
    bool by_new = event->by == BATON_SIDE_NEW;
    if (!by_new && event->by != BATON_SIDE_OLD)
        return false;
    if (transfer->state == BATON_TRANSFER_SHOWING)
        return !transfer->policy.mutual && !event->mutual;
    return transfer->state == BATON_TRANSFER_MATCHING &&
           !(by_new ? transfer->scanned_by_new : transfer->scanned_by_old);
}

/* Counts the people who have agreed, independently of the machine. */
static inline void watcher_count_agreements(
    struct watcher *watcher, const struct baton_transfer_event *event, bool right)
{
    const struct baton_machine *transfer = &watcher->transfer;
    const struct baton_transfer_policy *policy = &transfer->policy;
    bool confirming = transfer->state == BATON_TRANSFER_CONFIRMING;
    bool yes = confirming && event->type == BATON_TRANSFER_CONFIRM && event->yes && right;
    bool drops = event->type == BATON_TRANSFER_REMOTE_LEFT ||
                 (event->type == BATON_TRANSFER_DISQUALIFIED && !event->yes) ||
                 (event->type == BATON_TRANSFER_NOT_DELIVERED && event->by == BATON_SIDE_REMOTE);
    if (event->type == BATON_TRANSFER_SCAN && watcher_is_last_scan(transfer, event)) {
        watcher->asked = policy->remote ? event->remotes : 0;
        watcher->agreed = !policy->old && !policy->remote;
    }
    if (yes && event->by == BATON_SIDE_OLD)
        watcher->old_said_yes = policy->old;
    if (yes && event->by == BATON_SIDE_REMOTE && watcher->agreeing < watcher->asked)
        watcher->agreeing++;
    if (event->type == BATON_TRANSFER_DISQUALIFIED && event->yes && watcher->agreeing > 0) {
        watcher->agreeing--;
        watcher->asked--;
    }
    if (confirming && drops && watcher->agreeing < watcher->asked)
        watcher->asked--;
    if (confirming && (yes || drops))
        watcher->agreed = (!policy->old || watcher->old_said_yes) &&
                          (!policy->remote ||
                              (watcher->agreeing > 0 && (policy->remote == BATON_REMOTE_ANY ||
                                                            watcher->agreeing == watcher->asked)));
}

/* Changes the model as the event says, before the machine handles the event. */
static inline void watcher_apply_event(
    struct watcher *watcher, const struct baton_transfer_event *event)
{
    const struct baton_machine *transfer = &watcher->transfer;
    bool right = transfer->policy.form == BATON_FORM_YESNO || event->number == transfer->number;
    if (event->type == BATON_TRANSFER_OLD_GONE)
        watcher->old_there = false;
    if (event->type == BATON_TRANSFER_OLD_BACK &&
        (transfer->policy.old_away ? transfer->state <= BATON_TRANSFER_COMMITTING
                                   : transfer->state == BATON_TRANSFER_CONNECTING ||
                                         transfer->state == BATON_TRANSFER_COMMITTING))
        watcher->old_there = true;
    if (event->type == BATON_TRANSFER_NEW_GONE && watcher->bound)
        watcher->new_there = false;
    watcher_count_agreements(watcher, event, right);
    watcher->swapped = false;
    if (event->type == BATON_TRANSFER_COMMITTED && watcher->gate != WATCHER_NOBODY) {
        watcher->carrier = watcher->gate;
        watcher->gate = WATCHER_NOBODY;
        watcher->fired = false;
        watcher->swapped = true;
    }
}

static inline void watcher_check_outcome(struct watcher *watcher)
{
    const struct baton_machine *transfer = &watcher->transfer;
    bool room_decides =
        transfer->reason == BATON_REASON_ROOM_GONE || transfer->reason == BATON_REASON_REMOVED;
    bool there = watcher->carrier == WATCHER_NEW ? watcher->new_there : watcher->old_there;
    watcher_expect(
        watcher, transfer->outcome != BATON_OUTCOME_NONE, "the transfer ended without an outcome");
    if (room_decides)
        return;
    watcher_expect(
        watcher, there || watcher->left, "the transfer ended with the call on no device");
    watcher_expect(watcher, !(watcher->old_there && watcher->new_there),
        "the transfer ended with two devices in the call");
    if (transfer->outcome != BATON_OUTCOME_FAILED)
        watcher_expect(watcher,
            (transfer->outcome == BATON_OUTCOME_MOVED) == (watcher->carrier == WATCHER_NEW),
            "the outcome does not match the device that has the call");
}

/* Compares everything except the policy and the time of the last step. */
static inline bool watcher_are_equal(const struct baton_machine *a, const struct baton_machine *b)
{
    return a->state == b->state && a->number == b->number && a->deadline == b->deadline &&
           a->new_up == b->new_up && a->new_alive == b->new_alive && a->old_alive == b->old_alive &&
           a->returning == b->returning && a->scanned_by_old == b->scanned_by_old &&
           a->scanned_by_new == b->scanned_by_new && a->old_agreed == b->old_agreed &&
           a->remote_waiting == b->remote_waiting && a->remote_agreed == b->remote_agreed &&
           a->outcome == b->outcome && a->reason == b->reason;
}

static inline void watcher_check_error(struct watcher *watcher, const struct baton_machine *before,
    const struct baton_transfer_event *event, enum baton_error error, baton_time now)
{
    bool ends = error == BATON_E_WRONG_NUMBER || error == BATON_E_CODE_MISMATCH ||
                watcher->transfer.reason == BATON_REASON_NOBODY_TO_ASK;
    if (error && !ends && now < before->deadline)
        watcher_expect(watcher, watcher_are_equal(before, &watcher->transfer),
            "a refused event changed the transfer");
    if (event->type == BATON_TRANSFER_SCAN && !error)
        watcher_expect(watcher, before->state <= BATON_TRANSFER_MATCHING && now < before->deadline,
            "a scan was accepted too late or twice");
    if ((event->type == BATON_TRANSFER_OLD_GONE || event->type == BATON_TRANSFER_OLD_DOWN) &&
        (before->state == BATON_TRANSFER_CONNECTING || before->state == BATON_TRANSFER_COMMITTING))
        watcher_expect(watcher, !watcher->over || now >= before->deadline,
            "an agreed transfer ended because the old device was lost");
}

static inline void watcher_step(
    struct watcher *watcher, const struct baton_transfer_event *event, baton_time now)
{
    struct baton_machine before = watcher->transfer;
    struct baton_transfer_actions actions;
    bool was_over = watcher->over;
    watcher_apply_event(watcher, event);
    enum baton_error error = baton_machine_step(&watcher->transfer, event, now, &actions);
    watcher_expect(watcher, actions.count <= BATON_TRANSFER_MAX_ACTIONS, "too many actions");
    watcher_expect(watcher, !was_over || actions.count == 0, "an ended transfer performed actions");
    for (size_t i = 0; i < actions.count; i++)
        watcher_perform(watcher, actions.list[i]);

    const struct baton_machine *after = &watcher->transfer;
    bool ended = after->state == BATON_TRANSFER_ENDED;
    watcher_expect(watcher, ended == watcher->over,
        "the state ENDED and the action END did not come together");
    watcher_expect(watcher, ended == (after->deadline == BATON_NEVER),
        "a transfer must have a deadline until it has ended");
    watcher_expect(watcher, after->deadline > now, "the deadline is in the past");
    watcher_expect(watcher,
        ended || after->state == BATON_TRANSFER_MATCHING || watcher->code_live == !watcher->bound,
        "the code must be live until the new device is bound, and not longer");
    watcher_expect(watcher,
        after->state == BATON_TRANSFER_CONFIRMING || !watcher->asking || watcher->withdrawn,
        "questions are still open after the state CONFIRMING");
    watcher_check_error(watcher, &before, event, error, now);
    if (ended && !was_over)
        watcher_check_outcome(watcher);
}

/*
 * Sends one event as workflow/stepping must send it: if the gate has fired and the event would disarm the gate,
 * COMMITTED goes first. If the event itself is COMMITTED, an armed gate fires. Without an armed gate, the machine gets
 * a COMMITTED that it does not expect.
 */
static inline void watcher_send(
    struct watcher *watcher, const struct baton_transfer_event *event, baton_time now)
{
    static const struct baton_transfer_event committed = {.type = BATON_TRANSFER_COMMITTED};
    if (watcher->fired && baton_machine_drops_gate(&watcher->transfer, event, now))
        watcher_step(watcher, &committed, now);
    watcher_step(watcher, event, now);
}

#endif
