/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The replies of the API, in the order of docs/api.md. */
#include "api/replies.h"

#include "api/values.h"
#include "api/wire_objects.h"
#include "api/wire_reports.h"

/* Defines the reply `noun`, whose field `baton` is `wire_name`. */
#define REPLY(noun, wire_name, ...)                                                                \
    const struct baton_message baton_reply_##noun = {.name = (wire_name), __VA_ARGS__}

REPLY(error, "error", .meaning = "A request failed.",
    BATON_FIELDS({"error_code", &baton_value_error_code, "The error, for programs.", BATON_ALWAYS},
        {"error", &baton_value_string,
            "The error, for people: the field, the value that came and the value that was "
            "expected.",
            BATON_ALWAYS},
        {"retry_after", &baton_value_milliseconds,
            "With `busy` and `too_many_attempts`, and with `wrong_state` during standby: when the "
            "same request may succeed.",
            BATON_SOMETIMES},
        {"reason", &baton_value_ending,
            "With `not_in_call` and `invalid_resume`, if it is known: why this device, or the "
            "device with this secret, is not in the call any more.",
            BATON_SOMETIMES}));

/* --- rooms ------------------------------------------------------------------------------------ */

#define ROOM_FIELD                                                                                 \
    {                                                                                              \
        "room", &baton_value_id, "Id of the room.", BATON_ALWAYS                                   \
    }

REPLY(created, "created",
    BATON_FIELDS(ROOM_FIELD,
        {"permanent", &baton_value_boolean, "Whether this request wrote the room to the store.",
            BATON_ALWAYS},
        {"secret", &baton_value_secret,
            "The secret that Baton has made, if the request of a client had none.",
            BATON_SOMETIMES}));
REPLY(edited, "edited",
    BATON_FIELDS(
        ROOM_FIELD, {"permanent", &baton_value_boolean,
                        "Whether this request wrote the change to the store.", BATON_ALWAYS}));
REPLY(destroyed, "destroyed",
    BATON_FIELDS(
        ROOM_FIELD, {"permanent", &baton_value_boolean,
                        "Whether this request removed the room from the store.", BATON_ALWAYS}));
REPLY(exists, "exists",
    BATON_FIELDS(ROOM_FIELD,
        {"exists", &baton_value_boolean, "Whether there is a room with this id.", BATON_ALWAYS}));
REPLY(list, "list",
    BATON_FIELDS(
        {"rooms", &baton_value_rooms, "The rooms, in the order of their ids.", BATON_ALWAYS},
        {"next", &baton_value_id, "The `after` of the next page; null: this is the last page.",
            BATON_ALWAYS, .nullable = true}));
REPLY(participants, "participants",
    BATON_FIELDS(ROOM_FIELD,
        {"participants", &baton_value_participants, "People in the room, in order of arrival.",
            BATON_ALWAYS},
        {"next", &baton_value_counter, "The `after` of the next page; null: this is the last page.",
            BATON_ALWAYS, .nullable = true}));

/* --- in a call -------------------------------------------------------------------------------- */

#define ID_FIELD                                                                                   \
    {                                                                                              \
        "id", &baton_value_id, "Id of the participant.", BATON_ALWAYS                              \
    }

#define SEQ_FIELD                                                                                  \
    {                                                                                              \
        "seq", &baton_value_counter,                                                               \
            "Number of the last event for this device before this reply; 0: there was none.",      \
            BATON_ALWAYS                                                                           \
    }

REPLY(joined, "joined", .include = {&baton_object_type_call_state},
    BATON_FIELDS(SEQ_FIELD,
        {"resume", &baton_value_ticket,
            "The next resume secret of this device. Absent if the server cannot make one.",
            BATON_SOMETIMES},
        {"resumed", &baton_value_boolean, "True if the request had `resume`.", BATON_SOMETIMES},
        {"token", &baton_value_token,
            "After a resume, if this device has a Janus token of Baton: the next one.",
            BATON_SOMETIMES}));

#define SYNCED_FIELDS                                                                              \
    SEQ_FIELD,                                                                                     \
        {"complete", &baton_value_boolean,                                                         \
            "False if the client has missed events that are not in `missed`. Then the state in "   \
            "this reply counts.",                                                                  \
            BATON_ALWAYS},                                                                         \
        {"missed", &baton_value_missed_events,                                                     \
            "The events with numbers above `since` that are kept, the oldest first, as they were " \
            "sent, but without secrets.",                                                          \
            BATON_ALWAYS},                                                                         \
        {"role", &baton_value_device_role, "The role of this device.", BATON_ALWAYS},              \
        {"transfer", &baton_value_transfer_progress,                                               \
            "The transfer of this device's own call in which it takes part.", BATON_SOMETIMES},    \
    {                                                                                              \
        "standing_in", &baton_value_transfer_progress,                                             \
            "The transfer of somebody who is away, for whom this device shows a code.",            \
            BATON_SOMETIMES                                                                        \
    }
#define SYNC_WELCOME_FIELD                                                                         \
    {                                                                                              \
        "scanned", &baton_value_new_device,                                                        \
            "If this is the new device of a transfer: what the reply `scanned` said, as it is "    \
            "now.",                                                                                \
            BATON_SOMETIMES                                                                        \
    }

REPLY(synced_in_call, "synced", .variant = "InCall", .include = {&baton_object_type_call_state},
    .meaning = "This device has the call, or people have agreed that it gets the call.",
    BATON_FIELDS(SYNCED_FIELDS, SYNC_WELCOME_FIELD,
        {"slots", &baton_value_slots, "All slots of its downlink, if it has one.", BATON_SOMETIMES},
        {"resume", &baton_value_ticket,
            "If this device has the call: its next resume secret. Absent if the server cannot make "
            "one, or if several secrets were given and not used; then the latest one stays valid.",
            BATON_SOMETIMES},
        {"token", &baton_value_token, "If this device has a Janus token of Baton: the next one.",
            BATON_SOMETIMES}));
REPLY(synced, "synced", .variant = "Outside", .meaning = "This device does not have the call.",
    BATON_FIELDS(SYNCED_FIELDS, SYNC_WELCOME_FIELD,
        {"device", &baton_value_id, "Id of this device.", BATON_ALWAYS},
        {"private_id", &baton_value_id, "For `subscribe`; only this device knows it.",
            BATON_ALWAYS},
        {"presentation", &baton_value_id, "If this device shows a code: id of the presentation.",
            BATON_SOMETIMES}));
REPLY(closing, "closing", BATON_NO_FIELDS);
REPLY(published, "published",
    BATON_FIELDS({"sources", &baton_value_published_sources, "The sources that this device sends.",
                     BATON_ALWAYS},
        {"unchanged", &baton_value_boolean,
            "True if the offer wants other sources, but they cannot change now: this device is on "
            "standby, or the call is moving. The answer keeps the sources as they are.",
            BATON_SOMETIMES}));
REPLY(unpublished, "unpublished",
    BATON_FIELDS({"mids", &baton_value_mids, "The m-lines that have ended.", BATON_ALWAYS}));
REPLY(configured, "configured",
    BATON_FIELDS({"display", &baton_value_display,
        "If the request had `display`: the name as the others see it.", BATON_SOMETIMES}));
REPLY(chat_sent, "chat_sent", .variant = "ToRoom",
    BATON_FIELDS({"id", &baton_value_counter, "Id of the message.", BATON_ALWAYS}));
REPLY(chat_response, "chat_sent", .variant = "AsResponse",
    .meaning = "The text was a response to a question and was not sent to the room.",
    BATON_FIELDS({"id", &baton_value_counter, "Always null, because the room gets no message.",
                     BATON_ALWAYS, .nullable = true},
        {"response", &baton_value_response, "How the text was understood.", BATON_ALWAYS}));
REPLY(chat_history, "chat_history",
    BATON_FIELDS({"messages", &baton_value_messages, "Messages, oldest first.", BATON_ALWAYS},
        {"next", &baton_value_counter,
            "The `before` of the page of earlier messages; null: there are none.", BATON_ALWAYS,
            .nullable = true}));
REPLY(hand_set, "hand_set",
    BATON_FIELDS({"raised", &baton_value_boolean, "Whether the hand is raised.", BATON_ALWAYS}));
REPLY(acknowledged, "acknowledged", BATON_NO_FIELDS);
REPLY(muted, "muted",
    BATON_FIELDS(ID_FIELD,
        {"kind", &baton_value_source_kind, "The source that is muted now.", BATON_ALWAYS}));
REPLY(kicked, "kicked", BATON_FIELDS(ID_FIELD));
REPLY(left, "left", BATON_FIELDS(ROOM_FIELD));
REPLY(ice, "ice", .include = {&baton_object_type_ice_access}, BATON_NO_FIELDS);
REPLY(subscribed, "subscribed",
    BATON_FIELDS({"slots", &baton_value_slots, "All slots of this downlink.", BATON_ALWAYS}));
REPLY(started, "started", BATON_NO_FIELDS);
REPLY(layout, "layout",
    BATON_FIELDS({"slots", &baton_value_slots, "All slots of this downlink.", BATON_ALWAYS}));

/* --- transfers -------------------------------------------------------------------------------- */

#define TRANSFER_FIELD                                                                             \
    {                                                                                              \
        "transfer", &baton_value_id, "Id of the transfer.", BATON_ALWAYS                           \
    }
#define CODE_FIELD                                                                                 \
    {                                                                                              \
        "code", &baton_value_shown_code,                                                           \
            "In `matching`, if this device does not show a code yet: the code that it must show.", \
            BATON_SOMETIMES                                                                        \
    }

REPLY(code, "code", .include = {&baton_object_type_shown_code},
    BATON_FIELDS(TRANSFER_FIELD,
        {"participant", &baton_value_id,
            "If the request had `participant`: whose call the code moves.", BATON_SOMETIMES},
        {"expires_in", &baton_value_milliseconds, "How long the code can be scanned.",
            BATON_ALWAYS},
        {"confirm", &baton_value_policy, "The people who have to agree after the scan.",
            BATON_ALWAYS},
        {"mutual", &baton_value_boolean,
            "Whether this device has to scan a code of the new device as well.", BATON_ALWAYS}));
REPLY(presented, "presented",
    .include = {&baton_object_type_shown_code, &baton_object_type_ice_access},
    BATON_FIELDS(
        {"presentation", &baton_value_id, "Id of the presentation, for `cancel`.", BATON_ALWAYS},
        {"expires_in", &baton_value_milliseconds, "How long the code can be scanned.",
            BATON_ALWAYS},
        {"device", &baton_value_id, "Id of this device.", BATON_ALWAYS},
        {"private_id", &baton_value_id, "For `subscribe`; only this device knows it.",
            BATON_ALWAYS},
        {"audiocodec", &baton_value_audio_codec, "The audio codec to send.", BATON_ALWAYS},
        {"videocodec", &baton_value_video_codec, "The video codec to send.", BATON_ALWAYS},
        {"slots", &baton_value_slot_counts, "How many slots to ask for in `subscribe`.",
            BATON_ALWAYS},
        SEQ_FIELD));
REPLY(scanned_by_new, "scanned", .variant = "ByNew", .include = {&baton_object_type_new_device},
    BATON_NO_FIELDS);
/* What the device that shows the code of the old side gets, if it has scanned. */
#define SCANNED_BY(role_name)                                                                      \
    BATON_FIELDS({"role", &baton_value_role, "The role of the receiver in the transfer.",          \
                     BATON_ALWAYS, .only = (role_name)},                                           \
        TRANSFER_FIELD,                                                                            \
        {"state", &baton_value_scanned_state, "The state of the transfer.", BATON_ALWAYS},         \
        {"form", &baton_value_confirm_form,                                                        \
            "The response that people have to give: a number, or yes or no.", BATON_ALWAYS},       \
        CODE_FIELD,                                                                                \
        {"expires_in", &baton_value_milliseconds, "How long this state can last.", BATON_ALWAYS},  \
        {"confirm", &baton_value_policy, "The people who have to agree.", BATON_ALWAYS},           \
        {"device_name", &baton_value_device_name, "The name that the new device gave itself.",     \
            BATON_ALWAYS})

REPLY(scanned_by_old, "scanned", .variant = "ByOld",
    .meaning = "The device in the call has scanned the code of a new device.", SCANNED_BY("old"));
REPLY(scanned_by_stand_in, "scanned", .variant = "ByStandIn",
    .meaning = "The stand-in has scanned the code of the new device.", SCANNED_BY("stand_in"));
REPLY(confirmed, "confirmed", BATON_FIELDS(TRANSFER_FIELD));
REPLY(question, "question", .include = {&baton_object_type_question},
    BATON_FIELDS(
        {"role", &baton_value_role,
            "`old`: the person whose call moves is asked. `remote`: another person is asked.",
            BATON_ALWAYS},
        {"description", &baton_value_room_description, "Description of the room, for people.",
            BATON_ALWAYS}));
REPLY(cancelled, "cancelled", .variant = "Transfer", BATON_FIELDS(TRANSFER_FIELD));
REPLY(withdrawn, "cancelled", .variant = "Presentation",
    BATON_FIELDS({"presentation", &baton_value_id, "Id of the presentation.", BATON_ALWAYS}));
REPLY(returning, "returning", BATON_FIELDS(TRANSFER_FIELD));
REPLY(disowned, "disowned", BATON_FIELDS(ROOM_FIELD, ID_FIELD));
REPLY(forgotten, "forgotten", BATON_NO_FIELDS);

/* --- of operators ----------------------------------------------------------------------------- */

REPLY(status, "status",
    BATON_FIELDS({"version", &baton_value_string, "Version of the plugin.", BATON_ALWAYS},
        {"rooms", &baton_value_counter, "Rooms.", BATON_ALWAYS},
        {"participants", &baton_value_counter, "Participants in all rooms.", BATON_ALWAYS},
        {"devices", &baton_value_counter, "Devices of all participants.", BATON_ALWAYS},
        {"handles", &baton_value_counter, "Handles of the plugin.", BATON_ALWAYS},
        {"sources", &baton_value_counter, "Sources.", BATON_ALWAYS},
        {"transfers", &baton_value_counter, "Transfers that have not ended.", BATON_ALWAYS},
        {"presentations", &baton_value_counter, "New devices that show a code.", BATON_ALWAYS},
        {"codes", &baton_value_counter, "Codes that can be scanned now.", BATON_ALWAYS},
        {"locked_places", &baton_value_counter,
            "Senders (handles, sessions) and targets that are locked because of wrong guesses, and "
            "participants about whom nobody is asked now.",
            BATON_ALWAYS},
        {"locked_targets", &baton_value_locked_targets, "The locked targets, at most 100.",
            BATON_ALWAYS},
        {"images", &baton_value_decoder_report,
            "Counts of the image decoder; absent only in tests without Janus.", BATON_SOMETIMES}));
REPLY(devices, "devices",
    BATON_FIELDS(ROOM_FIELD, {"devices", &baton_value_devices, "The devices.", BATON_ALWAYS}));
REPLY(sources, "sources",
    BATON_FIELDS(
        ROOM_FIELD, {"sources", &baton_value_source_reports, "The sources.", BATON_ALWAYS}));
REPLY(transfers, "transfers",
    BATON_FIELDS({"transfers", &baton_value_transfer_reports, "The transfers.", BATON_ALWAYS}));
REPLY(issued, "issued",
    BATON_FIELDS(TRANSFER_FIELD, {"expires_in", &baton_value_milliseconds,
                                     "How long the code can be scanned.", BATON_ALWAYS}));
REPLY(removed, "removed", BATON_FIELDS(ID_FIELD));
REPLY(phone, "phone",
    BATON_FIELDS(ID_FIELD, {"known", &baton_value_boolean,
                               "Whether the participant has a number now.", BATON_ALWAYS}));
REPLY(sms_reply, "sms_reply",
    BATON_FIELDS(
        {"response", &baton_value_sms_response, "How the text was understood.", BATON_ALWAYS},
        {"text", &baton_value_string, "The text to send back to the phone.", BATON_ALWAYS}));
REPLY(audit, "audit",
    BATON_FIELDS(
        {"entries", &baton_value_audit_entries, "Entries, the latest first.", BATON_ALWAYS},
        {"next", &baton_value_counter,
            "The `before` of the page of earlier entries; null: there are none.", BATON_ALWAYS,
            .nullable = true}));
