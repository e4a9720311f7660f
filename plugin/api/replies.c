/* SPDX-License-Identifier: GPL-3.0-or-later */
/* replies: in the order of the requests that they answer. */
#include "api/replies.h"

#include "api/values.h"
#include "api/wire_objects.h"

/* Every field of a reply is there, unless its row says OPTIONAL. */
#define OPTIONAL .presence = BATON_OPTIONAL
#define ALWAYS   .presence = BATON_REQUIRED

/* Defines the reply `noun`, whose `baton` is `wire_name`. */
#define REPLY(noun, wire_name, ...)                                                                \
    const struct baton_message baton_reply_##noun = {.name = (wire_name), __VA_ARGS__}
#define FIELDS(...) .fields = (const struct baton_field[]){__VA_ARGS__, {NULL}}
#define NO_FIELDS   .fields = (const struct baton_field[]){{NULL}}

REPLY(error, "error", .meaning = "A request failed and changed nothing.",
    FIELDS({"error_code", &baton_value_error_code, "Why, for programs.", ALWAYS},
        {"error", &baton_value_string, "Why, for people: the field, what came, what was expected.",
            ALWAYS}));

/* --- rooms ------------------------------------------------------------------------------------ */

#define ROOM_FIELD {"room", &baton_value_id, "Id of the room.", ALWAYS}

REPLY(created, "created",
    FIELDS(ROOM_FIELD, {"permanent", &baton_value_boolean,
                           "The room was written to the configuration file.", ALWAYS}));
REPLY(edited, "edited",
    FIELDS(ROOM_FIELD, {"permanent", &baton_value_boolean,
                           "The change was written to the configuration file.", ALWAYS}));
REPLY(destroyed, "destroyed",
    FIELDS(ROOM_FIELD, {"permanent", &baton_value_boolean,
                           "The room was taken out of the configuration file.", ALWAYS}));
REPLY(exists, "exists",
    FIELDS(ROOM_FIELD, {"exists", &baton_value_boolean, "Whether there is such a room.", ALWAYS}));
REPLY(list, "list", FIELDS({"rooms", &baton_value_rooms, "The rooms.", ALWAYS}));
REPLY(participants, "participants",
    FIELDS(ROOM_FIELD,
        {"participants", &baton_value_participants, "Everybody in the room.", ALWAYS}));

/* --- in a call -------------------------------------------------------------------------------- */

#define ID_FIELD {"id", &baton_value_id, "Id of the participant.", ALWAYS}

REPLY(joined, "joined", .include = {&baton_object_type_call_state}, NO_FIELDS);
REPLY(published, "published",
    FIELDS({"sources", &baton_value_published_sources, "What this device sends.", ALWAYS}));
REPLY(unpublished, "unpublished",
    FIELDS({"mids", &baton_value_mids, "The m-lines that have ended.", ALWAYS}));
REPLY(configured, "configured", NO_FIELDS);
REPLY(chat_sent, "chat_sent", .variant = "ToRoom",
    FIELDS({"id", &baton_value_counter, "Id of the message.", ALWAYS}));
REPLY(chat_response, "chat_sent", .variant = "AsResponse",
    .meaning = "The text answered a question and was not sent to the room.",
    FIELDS({"id", &baton_value_counter, "Null: the room gets no message.", ALWAYS,
               .nullable = true},
        {"response", &baton_value_response, "How the text was understood.", ALWAYS}));
REPLY(hand_set, "hand_set",
    FIELDS({"raised", &baton_value_boolean, "Whether the hand is raised.", ALWAYS}));
REPLY(muted, "muted",
    FIELDS(ID_FIELD, {"kind", &baton_value_source_kind, "The source that is muted now.", ALWAYS}));
REPLY(kicked, "kicked", FIELDS(ID_FIELD));
REPLY(left, "left", FIELDS(ROOM_FIELD));
REPLY(subscribed, "subscribed",
    FIELDS({"slots", &baton_value_slots, "All slots of this downlink.", ALWAYS}));
REPLY(started, "started", NO_FIELDS);
REPLY(layout, "layout",
    FIELDS({"slots", &baton_value_slots, "All slots of this downlink.", ALWAYS}));

/* --- transfers -------------------------------------------------------------------------------- */

#define TRANSFER_FIELD {"transfer", &baton_value_id, "Id of the transfer.", ALWAYS}
#define CODE_FIELD                                                                                 \
    {"code", &baton_value_shown_code,                                                              \
        "In `matching`, if this device shows none yet: the code to show to the other device.",    \
        OPTIONAL}

REPLY(code, "code", .include = {&baton_object_type_shown_code},
    FIELDS(TRANSFER_FIELD,
        {"expires_in", &baton_value_milliseconds, "How long it can be scanned.", ALWAYS},
        {"confirm", &baton_value_policy, "Who has to agree once it is scanned.", ALWAYS}));
REPLY(presented, "presented", .include = {&baton_object_type_shown_code},
    FIELDS({"presentation", &baton_value_id, "For `cancel`.", ALWAYS},
        {"expires_in", &baton_value_milliseconds, "How long it can be scanned.", ALWAYS},
        {"device", &baton_value_id, "Id of this device.", ALWAYS},
        {"private_id", &baton_value_id, "For `subscribe`; known to this device alone.", ALWAYS},
        {"audiocodec", &baton_value_audio_codec, "The audio codec to send.", ALWAYS},
        {"videocodec", &baton_value_video_codec, "The video codec to send.", ALWAYS},
        {"slots", &baton_value_slot_counts, "How many slots to ask for.", ALWAYS}));
REPLY(scanned_by_new, "scanned", .variant = "ByNew",
    .include = {&baton_object_type_new_device}, FIELDS(CODE_FIELD));
REPLY(scanned_by_old, "scanned", .variant = "ByOld",
    .meaning = "The device in the call has scanned the code of a new one.",
    FIELDS({"role", &baton_value_role, "The device in the call.", ALWAYS, .only = "old"},
        TRANSFER_FIELD, {"state", &baton_value_scanned_state, "The state of the transfer.", ALWAYS},
        {"form", &baton_value_confirm_form, "How people are asked.", ALWAYS}, CODE_FIELD,
        {"expires_in", &baton_value_milliseconds, "How long this state can last.", ALWAYS},
        {"confirm", &baton_value_policy, "Who has to agree.", ALWAYS},
        {"device_name", &baton_value_device_name, "The name that the new device gave itself.",
            ALWAYS}));
REPLY(confirmed, "confirmed", FIELDS(TRANSFER_FIELD));
REPLY(question, "question", .include = {&baton_object_type_question},
    FIELDS({"role", &baton_value_role, "Whether the mover is asked, or somebody else.", ALWAYS},
        {"description", &baton_value_room_description, "Of the room, for people.", ALWAYS}));
REPLY(cancelled, "cancelled", .variant = "Transfer", FIELDS(TRANSFER_FIELD));
REPLY(withdrawn, "cancelled", .variant = "Presentation",
    FIELDS({"presentation", &baton_value_id, "Id of the presentation.", ALWAYS}));
REPLY(returning, "returning", FIELDS(TRANSFER_FIELD));

/* --- of operators ----------------------------------------------------------------------------- */

REPLY(status, "status",
    FIELDS({"version", &baton_value_string, "Of the plugin.", ALWAYS},
        {"rooms", &baton_value_counter, "Rooms.", ALWAYS},
        {"participants", &baton_value_counter, "Participants in all rooms.", ALWAYS},
        {"devices", &baton_value_counter, "Devices of these participants.", ALWAYS},
        {"handles", &baton_value_counter, "Handles of the plugin.", ALWAYS},
        {"sources", &baton_value_counter, "Sources.", ALWAYS},
        {"transfers", &baton_value_counter, "Transfers that have not ended.", ALWAYS},
        {"presentations", &baton_value_counter, "New devices that show a code.", ALWAYS},
        {"codes", &baton_value_counter, "Codes that are remembered.", ALWAYS},
        {"locked_origins", &baton_value_counter, "Handles and sessions that guessed too often.",
            ALWAYS}));
REPLY(devices, "devices",
    FIELDS(ROOM_FIELD, {"devices", &baton_value_devices, "The devices.", ALWAYS}));
REPLY(sources, "sources",
    FIELDS(ROOM_FIELD, {"sources", &baton_value_source_reports, "The sources.", ALWAYS}));
REPLY(transfers, "transfers",
    FIELDS({"transfers", &baton_value_transfer_reports, "The transfers.", ALWAYS}));
REPLY(issued, "issued",
    FIELDS(TRANSFER_FIELD,
        {"expires_in", &baton_value_milliseconds, "How long the code can be scanned.", ALWAYS}));
REPLY(removed, "removed", FIELDS(ID_FIELD));
REPLY(phone, "phone",
    FIELDS(ID_FIELD, {"known", &baton_value_boolean, "Whether a number is known now.", ALWAYS}));
REPLY(sms_reply, "sms_reply",
    FIELDS({"response", &baton_value_sms_response, "How the text was understood.", ALWAYS},
        {"text", &baton_value_string, "What to send back to the phone.", ALWAYS}));
