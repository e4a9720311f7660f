/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The wire names, and the sentences for people. */
#include "transfer/lifecycle.h"

#define NAME(names, value)                                                                         \
    ((size_t)(value) < sizeof(names) / sizeof((names)[0]) ? (names)[value] : "unknown")

static const char *const state_names[] = {
    [BATON_TRANSFER_SHOWING] = "showing",
    [BATON_TRANSFER_MATCHING] = "matching",
    [BATON_TRANSFER_CONFIRMING] = "confirming",
    [BATON_TRANSFER_CONNECTING] = "connecting",
    [BATON_TRANSFER_COMMITTING] = "committing",
    [BATON_TRANSFER_STANDBY] = "standby",
    [BATON_TRANSFER_RETURNING] = "returning",
    [BATON_TRANSFER_ENDED] = "ended",
};

static const char *const form_names[] = {
    [BATON_FORM_NUMBER] = "number",
    [BATON_FORM_YESNO] = "yesno",
};

static const char *const outcome_names[] = {
    [BATON_OUTCOME_NONE] = "none",
    [BATON_OUTCOME_MOVED] = "moved",
    [BATON_OUTCOME_RETURNED] = "returned",
    [BATON_OUTCOME_CANCELLED] = "cancelled",
    [BATON_OUTCOME_DECLINED] = "declined",
    [BATON_OUTCOME_EXPIRED] = "expired",
    [BATON_OUTCOME_SUPERSEDED] = "superseded",
    [BATON_OUTCOME_FAILED] = "failed",
};

static const char *const reason_names[] = {
    [BATON_REASON_NONE] = "none",
    [BATON_REASON_BY_OLD] = "by_old",
    [BATON_REASON_BY_NEW] = "by_new",
    [BATON_REASON_BY_OPERATOR] = "by_operator",
    [BATON_REASON_SAID_NO] = "said_no",
    [BATON_REASON_WRONG_NUMBER] = "wrong_number",
    [BATON_REASON_NO_RESPONSE] = "no_response",
    [BATON_REASON_NOT_MATCHED] = "not_matched",
    [BATON_REASON_MISMATCH] = "mismatch",
    [BATON_REASON_OWN_WITNESS] = "own_witness",
    [BATON_REASON_NOBODY_TO_ASK] = "nobody_to_ask",
    [BATON_REASON_NOT_DELIVERED] = "not_delivered",
    [BATON_REASON_CODE_EXPIRED] = "code_expired",
    [BATON_REASON_CONNECT_TIMEOUT] = "connect_timeout",
    [BATON_REASON_NO_MEDIA] = "no_media",
    [BATON_REASON_CONNECTION_LOST] = "connection_lost",
    [BATON_REASON_NEW_GONE] = "new_gone",
    [BATON_REASON_OLD_GONE] = "old_gone",
    [BATON_REASON_OLD_BACK] = "old_back",
    [BATON_REASON_STAND_IN_GONE] = "stand_in_gone",
    [BATON_REASON_FINGERPRINT_CHANGED] = "fingerprint_changed",
    [BATON_REASON_CODEC_REFUSED] = "codec_refused",
    [BATON_REASON_RETURN_FAILED] = "return_failed",
    [BATON_REASON_RENEWED] = "renewed",
    [BATON_REASON_ROOM_GONE] = "room_gone",
    [BATON_REASON_REMOVED] = "removed",
};

static const char *const reason_texts[] = {
    [BATON_REASON_NONE] = "There was no problem.",
    [BATON_REASON_BY_OLD] = "The old device asked for this.",
    [BATON_REASON_BY_NEW] = "The new device asked for this.",
    [BATON_REASON_BY_OPERATOR] = "An operator asked for this.",
    [BATON_REASON_SAID_NO] = "Somebody who was asked declined.",
    [BATON_REASON_WRONG_NUMBER] = "The number that was picked is not the one on the new device.",
    [BATON_REASON_NO_RESPONSE] = "Not everyone who was asked responded in time.",
    [BATON_REASON_NOT_MATCHED] = "The second code was not scanned in time.",
    [BATON_REASON_MISMATCH] = "The code that was scanned is not the code of the other device.",
    [BATON_REASON_OWN_WITNESS] =
        "Only the person with the new device has agreed, and that does not count.",
    [BATON_REASON_NOBODY_TO_ASK] = ("There is nobody else in the room who could agree. Only people "
                                    "whose media is connected are asked."),
    [BATON_REASON_NOT_DELIVERED] = "The question did not reach the people who have to agree.",
    [BATON_REASON_CODE_EXPIRED] = "Nobody scanned the code in time.",
    [BATON_REASON_CONNECT_TIMEOUT] = "The new device could not connect in time.",
    [BATON_REASON_NO_MEDIA] = "The new device connected, but sent no sound or picture in time.",
    [BATON_REASON_CONNECTION_LOST] = "The connection to the new device was lost.",
    [BATON_REASON_NEW_GONE] = "The new device was lost.",
    [BATON_REASON_OLD_GONE] = "The device in the call was lost before everybody had agreed.",
    [BATON_REASON_OLD_BACK] = "The device that was away is back, so it keeps the call.",
    [BATON_REASON_STAND_IN_GONE] =
        "The person who showed the code was lost before everybody had agreed.",
    [BATON_REASON_FINGERPRINT_CHANGED] = "The new device is not the one that scanned the code.",
    [BATON_REASON_CODEC_REFUSED] = "The new device cannot send with the codecs of the room.",
    [BATON_REASON_RETURN_FAILED] = "The old device sent nothing, so the call could not return.",
    [BATON_REASON_RENEWED] = "A new transfer took the place of this one.",
    [BATON_REASON_ROOM_GONE] = "The room was closed.",
    [BATON_REASON_REMOVED] = "The participant left the room or was removed from it.",
};

const char *baton_transfer_state_name(enum baton_transfer_state state)
{
    return NAME(state_names, state);
}

const char *baton_transfer_form_name(enum baton_transfer_form form)
{
    return NAME(form_names, form);
}

const char *baton_transfer_outcome_name(enum baton_transfer_outcome outcome)
{
    return NAME(outcome_names, outcome);
}

const char *baton_transfer_reason_name(enum baton_transfer_reason reason)
{
    return NAME(reason_names, reason);
}

const char *baton_transfer_reason_text(enum baton_transfer_reason reason)
{
    return NAME(reason_texts, reason);
}
