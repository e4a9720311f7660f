/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The events, in the order of docs/api-reference.md. */
#include "api/events.h"

#include "api/values.h"
#include "api/wire_objects.h"

#define EVENT(...)   (&(const struct baton_message){__VA_ARGS__})
#define ON_UPLINK    .on = BATON_ON_UPLINK, .numbered = true
#define NOT_NUMBERED .on = BATON_ON_UPLINK
#define ON_DOWNLINK  .on = BATON_ON_DOWNLINK
#define OF_TRANSFER  .include = {&baton_object_type_of_transfer}
#define ROLE_IS(name)                                                                              \
    {                                                                                              \
        "role", &baton_value_role, "The role of the receiver in the transfer.", BATON_ALWAYS,      \
            .only = (name)                                                                         \
    }

#define EVERYONE "everyone in the room"
#define OTHERS   "the others in the room"
#define THE_OLD  "the old device"
#define THE_NEW  "the new device"
#define BOTH     "the old and the new device, and the stand-in"
#define ASKED    "everybody who is asked"

#define TEXT_FIELD                                                                                 \
    {                                                                                              \
        "text", &baton_value_string, "A sentence for people.", BATON_ALWAYS                        \
    }

#define RESUME_FIELD                                                                               \
    {                                                                                              \
        "resume", &baton_value_ticket,                                                             \
            "The next resume secret of this device. Absent if the server cannot make one.",        \
            BATON_SOMETIMES                                                                        \
    }

/* clang-format off */
const struct baton_message *const baton_events[] = {
    EVENT("acknowledge",
        .meaning = "Much was sent on this handle. The client has to send the request `acknowledge` with the same "
            "number.",
        .on = BATON_ON_ANY, .to = "the client of the handle",
        BATON_FIELDS({"number", &baton_value_counter, "A random number without a meaning, at most 2^53 - 1.",
            BATON_ALWAYS})),
    EVENT("token",
        .meaning = "Half of the time is over for which this device's Janus token is valid. From now on the device uses "
            "this token.",
        ON_UPLINK, .to = "a device whose Janus token came with `admitted`",
        BATON_FIELDS({"token", &baton_value_token, "The new token.", BATON_ALWAYS})),
    EVENT("resume", .meaning = "This device has another resume secret. The one before may be in other hands.",
        ON_UPLINK, .to = "the device that has the call",
        BATON_FIELDS({"resume", &baton_value_ticket, "The new secret.", BATON_ALWAYS})),
    EVENT("replaced",
        .meaning = "Somebody has resumed this participant with the secret of this device, on another connection. This "
            "handle and its downlink are fresh.",
        NOT_NUMBERED, .to = "the device, on the handle that it had before", BATON_FIELDS(TEXT_FIELD)),
    /* --- of a room ---------------------------------------------------------------------------- */
    EVENT("participant_joined", .meaning = "Somebody has joined.", ON_UPLINK, .to = OTHERS,
        BATON_FIELDS({"participant", &baton_value_participant, "The participant who joined.", BATON_ALWAYS})),
    EVENT("participant_changed",
        .meaning = "The name, metadata, hand, connection, device, sources or mute states of a participant have "
                   "changed.",
        NOT_NUMBERED, .to = OTHERS,
        BATON_FIELDS({"participant", &baton_value_participant, "The participant after the change.", BATON_ALWAYS})),
    EVENT("participant_left", .meaning = "Somebody has left.", ON_UPLINK, .to = OTHERS,
        BATON_FIELDS({"id", &baton_value_id, "Id of the participant.", BATON_ALWAYS},
            {"reason", &baton_value_left_reason, "Why the participant left.", BATON_ALWAYS})),
    EVENT("chat", .meaning = "Somebody has written in the chat, or the receiver is asked a question by chat.",
        ON_UPLINK, .to = EVERYONE ", also to the sender; a question only to the person who is asked",
        BATON_FIELDS({"message", &baton_value_message, "The message.", BATON_ALWAYS})),
    EVENT("muted_by", .meaning = "A moderator has muted a source.", ON_UPLINK,
        .to = "the participant whose source it is",
        BATON_FIELDS({"id", &baton_value_id, "Id of the moderator.", BATON_ALWAYS},
            {"kind", &baton_value_source_kind, "The source that was muted.", BATON_ALWAYS})),
    EVENT("removed", .meaning = "A moderator or an operator has removed the participant.",
        ON_UPLINK, .to = "every device of that participant",
        BATON_FIELDS({"reason", &baton_value_string, "A text for people that says who removed the participant.",
            BATON_ALWAYS})),
    EVENT("room_edited",
        .meaning = "The settings of the room have changed. A transfer that has begun keeps the settings with which "
                   "it began.",
        ON_UPLINK, .to = EVERYONE,
        BATON_FIELDS({"room", &baton_value_id, "Id of the room.", BATON_ALWAYS},
            {"changed", &baton_value_room_settings, "The settings that have changed.", BATON_ALWAYS},
            {"description", &baton_value_room_description, "Description of the room, for people.", BATON_ALWAYS},
            {"pin_required", &baton_value_boolean, "Whether the room has a pin now.", BATON_ALWAYS},
            {"max_participants", &baton_value_max_participants, "How many participants may be in the room.",
                BATON_ALWAYS},
            {"bitrate", &baton_value_bitrate, "Limit for each camera and screen; 0: no limit.", BATON_ALWAYS},
            {"downlink_bitrate", &baton_value_ceiling, "Limit for what each downlink gets; 0: no limit.",
                BATON_ALWAYS},
            {"confirm", &baton_value_policy, "The confirmation that every transfer needs at least.", BATON_ALWAYS},
            {"ways", &baton_value_ways, "The ways to move a call that the room allows.", BATON_ALWAYS},
            {"mutual", &baton_value_boolean, "Whether each transfer is mutual.", BATON_ALWAYS},
            {"code_lifetime", &baton_value_code_lifetime, "How long a code can be scanned.", BATON_ALWAYS},
            {"grace", &baton_value_grace, "How long the old device can take the call back.", BATON_ALWAYS},
            {"hold", &baton_value_hold, "How long a participant stays in the room while away.", BATON_ALWAYS},
            {"stand_in", &baton_value_stand_in, "Who may show a code for a participant who is away.", BATON_ALWAYS},
            {"remember", &baton_value_boolean, "Whether devices that have had a call can ask for it again.",
                BATON_ALWAYS})),
    EVENT("room_destroyed", .meaning = "The room is gone.", ON_UPLINK,
        .to = "every device in the room",
        BATON_FIELDS({"room", &baton_value_id, "Id of the room.", BATON_ALWAYS})),

    EVENT("encodings",
        .meaning = "Somebody watches an encoding of this device again, or nobody has watched it for 2 seconds. The "
            "client should send only encodings that are active.",
        NOT_NUMBERED, .to = "a device that sends with simulcast",
        BATON_FIELDS({"sources", &baton_value_watched_sources, "All sources that the device sends with simulcast.",
            BATON_ALWAYS})),

    /* --- of a downlink ------------------------------------------------------------------------ */
    EVENT("slots", .meaning = "A slot has another source, or none any more, or it gets another encoding.", ON_DOWNLINK,
        .to = "the device",
        BATON_FIELDS({"slots", &baton_value_slots, "All slots of this downlink.", BATON_ALWAYS})),
    EVENT("subscribed",
        .meaning = "The scan named this handle as `downlink`. The event comes once, with an offer.",
        ON_DOWNLINK, .to = THE_NEW,
        BATON_FIELDS({"slots", &baton_value_slots, "All slots of this downlink.", BATON_ALWAYS})),
    EVENT("error", .meaning = "The scan named this handle as `downlink`, and Janus could not make "
                              "the offer.",
        ON_DOWNLINK, .to = THE_NEW,
        BATON_FIELDS({"error_code", &baton_value_error_code, "The error, for programs.", BATON_ALWAYS},
            {"error", &baton_value_string, "The error, for people.", BATON_ALWAYS})),

    /* --- of a transfer ------------------------------------------------------------------------ */
    EVENT("code", .meaning = "An operator has asked this device to show a code.", ON_UPLINK,
        .to = THE_OLD "; if the participant is away, the device of the stand-in that the operator named",
        .include = {&baton_object_type_of_transfer, &baton_object_type_shown_code},
        BATON_FIELDS(
            {"participant", &baton_value_id, "For a stand-in: id of the participant whose call the code moves.",
                BATON_SOMETIMES},
            {"expires_in", &baton_value_milliseconds, "How long the code can be scanned.", BATON_ALWAYS},
            {"confirm", &baton_value_policy, "The people who have to agree after the scan.", BATON_ALWAYS},
            {"mutual", &baton_value_boolean, "Whether this device has to scan a code of the new device as well.",
                BATON_ALWAYS})),
    /* Its number is in ScannedByNew. */
    EVENT("scanned", .meaning = "The device in the call has scanned the code of this device.",
        NOT_NUMBERED, .to = THE_NEW, .include = {&baton_object_type_new_device}, BATON_NO_FIELDS),
    EVENT("presentation_ended", .meaning = "Nobody has scanned the code that was presented.",
        ON_UPLINK, .to = THE_NEW,
        BATON_FIELDS({"presentation", &baton_value_id, "Id of the presentation.", BATON_ALWAYS},
            {"reason", &baton_value_transfer_reason, "The reason, for programs.", BATON_ALWAYS}, TEXT_FIELD)),
    EVENT("confirm", .meaning = "The receiver is asked a question by pop-up.", ON_UPLINK, .to = ASKED,
        .include = {&baton_object_type_of_transfer, &baton_object_type_question},
        BATON_FIELDS({"participant", &baton_value_id, "Id of the participant whose call moves.", BATON_ALWAYS},
            {"how", &baton_value_confirm_how, "How the question is asked.", BATON_ALWAYS})),
    EVENT("confirm_ended", .meaning = "The question needs no response any more.", ON_UPLINK,
        .to = "everybody who was asked, also by chat or SMS", OF_TRANSFER,
        BATON_FIELDS({"outcome", &baton_value_confirm_outcome, "How the question ended.", BATON_ALWAYS}, TEXT_FIELD)),
    EVENT("delivery_failed", .meaning = "A question did not reach somebody.", ON_UPLINK,
        .to = THE_OLD " and the stand-in", OF_TRANSFER,
        BATON_FIELDS({"how", &baton_value_confirm_how, "How the question was asked.", BATON_ALWAYS},
            {"participant", &baton_value_id,
                "The participant who was not reached; null if that participant has left.", BATON_ALWAYS,
                .nullable = true},
            TEXT_FIELD,
            {"fallback", &baton_value_confirm_how,
                "How this participant is asked instead; null if this participant is not asked.", BATON_ALWAYS,
                .nullable = true})),
    EVENT("transfer", .meaning = "The state of the transfer has changed.", ON_UPLINK, .to = BOTH,
        OF_TRANSFER,
        BATON_FIELDS({"state", &baton_value_transfer_state, "The new state.", BATON_ALWAYS},
            {"expires_in", &baton_value_milliseconds, "How long this state can last.", BATON_ALWAYS})),
    EVENT("admitted",
        .meaning = "Nobody has to agree any more. From now on this device receives media on its slots.",
        ON_UPLINK, .to = THE_NEW,
        .include = {&baton_object_type_of_transfer, &baton_object_type_call_state},
        BATON_FIELDS(ROLE_IS("new"), {"token", &baton_value_token,
                                   "If Janus demands tokens: the token that this device uses for Janus from now on. "
                                   "The event `token` brings the next one.", BATON_SOMETIMES})),
    EVENT("moved", .variant = "FromOld", .meaning = "The new device has the call.", ON_UPLINK,
        .to = THE_OLD, OF_TRANSFER,
        BATON_FIELDS(ROLE_IS("old"), {"grace", &baton_value_milliseconds,
                                   "How long this device can take the call back.", BATON_ALWAYS},
            {"disown", &baton_value_ticket,
                "A secret, for the request `disown` after that. Absent if the server cannot make one.",
                BATON_SOMETIMES},
            {"disown_for", &baton_value_milliseconds, "How long the secret is valid.", BATON_SOMETIMES})),
    EVENT("moved", .variant = "ToNew", .meaning = "This device has the call.", ON_UPLINK,
        .to = THE_NEW,
        .include = {&baton_object_type_of_transfer, &baton_object_type_call_state},
        BATON_FIELDS(ROLE_IS("new"), RESUME_FIELD)),
    EVENT("returned", .variant = "ToOld", .meaning = "This device has the call again.", ON_UPLINK,
        .to = THE_OLD,
        .include = {&baton_object_type_of_transfer, &baton_object_type_call_state},
        BATON_FIELDS(ROLE_IS("old"), RESUME_FIELD)),
    EVENT("returned", .variant = "FromNew", .meaning = "The old device has the call again.",
        ON_UPLINK, .to = THE_NEW, OF_TRANSFER, BATON_FIELDS(ROLE_IS("new"))),
    EVENT("warning", .variant = "OfResume", .meaning = "An old resume secret of this device came again.",
        ON_UPLINK, .to = "the device that has the call",
        BATON_FIELDS({"kind", &baton_value_warning_kind, "The kind of warning.", BATON_ALWAYS,
            .only = "resume_copied"})),
    EVENT("warning", .variant = "OfRecall",
        .meaning = "A secret for `recall` that was used before came again.", ON_UPLINK,
        .to = "the device that has the call",
        BATON_FIELDS({"kind", &baton_value_warning_kind, "The kind of warning.", BATON_ALWAYS,
            .only = "recall_copied"})),
    EVENT("warning", .variant = "OfTransfer", .meaning = "Something about a transfer looks suspicious.", ON_UPLINK,
        .to = "the device that has the call", OF_TRANSFER,
        BATON_FIELDS({"kind", &baton_value_warning_kind, "The kind of warning.", BATON_ALWAYS},
            {"network", &baton_value_string,
                "With `other_network`: the network of the new device.", BATON_SOMETIMES})),
    EVENT("transfer_ended", .meaning = "The transfer is over.", ON_UPLINK, .to = BOTH, OF_TRANSFER,
        BATON_FIELDS({"outcome", &baton_value_transfer_outcome, "How the transfer ended.", BATON_ALWAYS},
            {"reason", &baton_value_transfer_reason, "The reason, for programs.", BATON_ALWAYS}, TEXT_FIELD,
            {"remember", &baton_value_ticket,
                "For the old device, if the call has moved: a secret, for the request `recall`. Absent if the room "
                "does not allow it.",
                BATON_SOMETIMES})),
    NULL,
};
/* clang-format on */
