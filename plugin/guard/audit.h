/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The audit trail: what happened to rooms and transfers, so that an operator can explain later why a call moved or did
 * not move. Each entry is one line of the log, one event for Janus's event handlers, and one row in the store.
 *
 * An entry never contains a secret, a pin, a key, a code, a token, a ticket, a number that people pick, a phone number,
 * or a text that a person wrote. Control thread only.
 */
#ifndef BATON_GUARD_AUDIT_H
#define BATON_GUARD_AUDIT_H

#include "state/registry.h"

/* Every kind: constant, name, what happened. The comment in brackets says what the entry has as `what`. */
/* clang-format off */
#define BATON_AUDIT_KINDS(row) \
    row(BATON_AUDIT_ROOM_CREATED, "room_created", "a room was created [\"permanent\"]") \
    row(BATON_AUDIT_ROOM_EDITED, "room_edited", "a room was changed [the names of the settings]") \
    row(BATON_AUDIT_ROOM_DESTROYED, "room_destroyed", "a room was destroyed [\"permanent\"]") \
    row(BATON_AUDIT_REFUSED, "refused", "a request was refused [the request]") \
    row(BATON_AUDIT_LEFT_OUT, "refusals_left_out", "refused requests have no entry [how many]") \
    row(BATON_AUDIT_ENTRIES_LEFT_OUT, "entries_left_out", \
        "further entries of the kind `reason` were left out [how many]") \
    row(BATON_AUDIT_LOCKED, "locked", "too many wrong guesses have locked something [what]") \
    row(BATON_AUDIT_BEGUN, "transfer_begun", "a transfer has begun [the kind of its code]") \
    row(BATON_AUDIT_STOOD_IN, "stood_in", "somebody else shows the code of a participant who is away [who]") \
    row(BATON_AUDIT_RECALLED, "recalled", "a device asks for a call that it has had before") \
    row(BATON_AUDIT_FORGOTTEN, "devices_forgotten", "devices that had a call before cannot ask for it any more") \
    row(BATON_AUDIT_SCANNED, "scanned", "a code was scanned") \
    row(BATON_AUDIT_ASKED, "asked", "a person was asked to agree [the channel]") \
    row(BATON_AUDIT_NOT_DELIVERED, "not_delivered", "a question did not reach a person [the channel]") \
    row(BATON_AUDIT_RESPONDED, "responded", "a person has responded [\"yes\" or \"no\"]") \
    row(BATON_AUDIT_NOT_COUNTED, "not_counted", "a response does not count: it seems to be from the new device") \
    row(BATON_AUDIT_WRONG_NUMBER, "wrong_number", "a person has picked a wrong number") \
    row(BATON_AUDIT_STATE, "transfer_state", "a transfer has reached a state [the state]") \
    row(BATON_AUDIT_WARNED, "warned", "the device in the call was warned [of what]") \
    row(BATON_AUDIT_MOVED, "moved", "a call has moved to the new device") \
    row(BATON_AUDIT_RETURNED, "returned", "a call is back at the old device") \
    row(BATON_AUDIT_ENDED, "transfer_ended", "a transfer has ended [the outcome]") \
    row(BATON_AUDIT_DISOWNED, "disowned", "a person said later that the move was not wanted") \
    row(BATON_AUDIT_REMOVED, "removed", "a participant was removed [by whom]") \
    row(BATON_AUDIT_CALLS_UNSAFE, "calls_unsafe", "calls would not outlast a crash of Janus now") \
    row(BATON_AUDIT_CALLS_SAFE, "calls_safe", "calls outlast a crash of Janus again") \
    row(BATON_AUDIT_RESTARTED, "restarted", "Janus was restarted, and participants are in their rooms again [how many]")
/* clang-format on */

enum baton_audit_kind {
#define BATON_AUDIT_CONSTANT(constant, name, meaning) constant,
    BATON_AUDIT_KINDS(BATON_AUDIT_CONSTANT)
#undef BATON_AUDIT_CONSTANT
        BATON_AUDIT_KIND_COUNT
};

/* NULL or "": the entry does not have it. */
struct baton_audit_entry {
    enum baton_audit_kind kind;
    const char *room, *participant, *transfer; /* ids */
    const char *side;    /* whose act it was: "old", "new", "remote", "operator" */
    const char *network; /* the part of the address that people may see, as in warnings */
    const char *what;    /* depends on the kind */
    const char *reason;  /* the name of an error, or of the reason of an outcome */
    bool outside;        /* whoever causes the entry is not in the room: it counts for no room */
};

/* Entries that clients cause are limited (admission/trail.h): an entry beyond that is counted, and appears nowhere. */
void baton_audit_note(struct baton_engine *engine, const struct baton_audit_entry *entry);
/* Notes how many refusals and how many other entries were left out, if it is time for it. */
void baton_audit_tick(struct baton_engine *engine);
/* When to call baton_audit_tick. */
baton_time baton_audit_deadline(const struct baton_engine *engine);

#endif
