/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One table for each object. If an object is a part of other objects, it comes before them. */
#include "api/wire_objects.h"

#include "api/values.h"
#include "state/policy.h"

/* --- confirmation ----------------------------------------------------------------------------- */

static const struct baton_field policy_fields[] = {
    {"who", &baton_value_confirm_who, "The people who have to agree.", BATON_ALWAYS},
    {"how", &baton_value_confirm_how, "How they are asked.", BATON_ALWAYS},
    {"form", &baton_value_confirm_form, "The response that they have to give.", BATON_ALWAYS},
    {.name = NULL},
};

static const struct baton_object policy = {"ConfirmPolicy",
    "The people who have to agree to a transfer, and how.", .fields = policy_fields};

BATON_OBJECT_VALUE(policy, &policy);

static const struct baton_field policy_wish_fields[] = {
    {"who", &baton_value_confirm_who, "The people who have to agree.",
        .place = {.stored = true,
            .offset = 0,
            .size = sizeof(struct baton_policy),
            .bit = BATON_POLICY_WHO}},
    {"how", &baton_value_confirm_how, "How they are asked.",
        .place = {BATON_PLACE(struct baton_policy, how), .bit = BATON_POLICY_HOW}},
    {"form", &baton_value_confirm_form, "The response that they have to give.",
        .place = {BATON_PLACE(struct baton_policy, form), .bit = BATON_POLICY_FORM}},
    {.name = NULL},
};

static const struct baton_object policy_wish = {"ConfirmWish",
    "The confirmation that a request asks for. A request may leave out parts. A transfer must not "
    "ask for less than its room demands.",
    .fields = policy_wish_fields};

BATON_OBJECT_VALUE(policy_wish, &policy_wish);

static const struct baton_field ways_fields[] = {
    {"present", &baton_value_boolean, "A new device may show the code.", BATON_ALWAYS},
    {"code128", &baton_value_boolean, "The code may be a bar code.", BATON_ALWAYS},
    {"short", &baton_value_boolean, "The code may be letters to type.", BATON_ALWAYS},
    {"nobody", &baton_value_boolean, "A transfer may ask nobody.", BATON_ALWAYS},
    {"yesno", &baton_value_boolean, "People may respond by yes or no, without a number.",
        BATON_ALWAYS},
    {.name = NULL},
};

static const struct baton_object ways = {"Ways",
    "Whether the room allows each way to move a call. A QR code on the device in the call, and the "
    "number, are always "
    "allowed.",
    .fields = ways_fields};

BATON_OBJECT_VALUE(ways, &ways);

/* The row of a way in a request. */
#define WAY(name, way, text)                                                                       \
    {                                                                                              \
        name, &baton_value_boolean, text, .place = {                                               \
            BATON_PLACE(struct baton_ways, allowed[way]),                                          \
            .bit = 1u << (way)                                                                     \
        }                                                                                          \
    }

static const struct baton_field ways_wish_fields[] = {
    WAY("present", BATON_WAY_PRESENT, "A new device may show the code."),
    WAY("code128", BATON_WAY_CODE128, "The code may be a bar code."),
    WAY("short", BATON_WAY_SHORT, "The code may be letters to type."),
    WAY("nobody", BATON_WAY_NOBODY, "A transfer may ask nobody."),
    WAY("yesno", BATON_WAY_YESNO, "People may respond by yes or no, without a number."),
    {.name = NULL},
};

static const struct baton_object ways_wish = {"WaysWish",
    "The ways to move a call that a request allows (true) or forbids (false). A way that the "
    "request leaves out does "
    "not change.",
    .fields = ways_wish_fields};

BATON_OBJECT_VALUE(ways_wish, &ways_wish);

/* --- people, sources and slots ---------------------------------------------------------------- */

static const struct baton_field source_fields[] = {
    {"source", &baton_value_id, "Id of the source. It stays the same through every transfer.",
        BATON_ALWAYS},
    {"kind", &baton_value_source_kind, "A participant has at most one of each kind.", BATON_ALWAYS},
    {"muted", &baton_value_boolean, "A muted source forwards nothing.", BATON_ALWAYS},
    {"state", &baton_value_source_state, "Whether a device feeds the source.", BATON_ALWAYS},
    {"description", &baton_value_source_description, "For people; always shown as text.",
        BATON_ALWAYS},
    {.name = NULL},
};

static const struct baton_object source = {
    "Source", "One published stream as everybody else sees it.", .fields = source_fields};

BATON_ARRAY_VALUE(sources, &source);

static const struct baton_field device_change_fields[] = {
    {"how", &baton_value_device_change, "How the new device got the call.", BATON_ALWAYS},
    {"by", &baton_value_id, "The participant who showed the code; null: nobody did.", BATON_ALWAYS,
        .nullable = true},
    {.name = NULL},
};

static const struct baton_object device_change = {"DeviceChange",
    "Another device has taken the place of one that was away.", .fields = device_change_fields};

static BATON_OBJECT_VALUE(device_changed, &device_change);

#define DEVICE_CHANGED_FIELD                                                                       \
    {                                                                                              \
        "device_changed", &baton_value_device_changed,                                             \
            "Another device has taken this participant's place while the participant was away; "   \
            "null: no.",                                                                           \
            BATON_ALWAYS, .nullable = true                                                         \
    }

static const struct baton_field participant_fields[] = {
    {"id", &baton_value_id, "Id of the participant. It stays the same through every transfer.",
        BATON_ALWAYS},
    {"display", &baton_value_display, "The name shown to others; always shown as text.",
        BATON_ALWAYS},
    {"metadata", &baton_value_metadata, "Any data that the app shares with the others.",
        BATON_ALWAYS},
    {"moderator", &baton_value_boolean, "Whether the participant may mute and remove others.",
        BATON_ALWAYS},
    {"hand", &baton_value_boolean, "Whether the hand is raised.", BATON_ALWAYS},
    {"connection", &baton_value_connection,
        "`away` while the participant's device has lost its connection.", BATON_ALWAYS},
    DEVICE_CHANGED_FIELD,
    {"sources", &baton_value_sources, "The participant's sources.", BATON_ALWAYS},
    {.name = NULL},
};

static const struct baton_object participant = {"Participant",
    "An identity in a room. A transfer never changes its `id`.", .fields = participant_fields};

BATON_OBJECT_VALUE(participant, &participant);
BATON_ARRAY_VALUE(participants, &participant);

static const struct baton_field slot_fields[] = {
    {"mid", &baton_value_mid, "The m-line of the slot.", BATON_ALWAYS},
    {"kind", &baton_value_medium, "The medium of the slot.", BATON_ALWAYS},
    {"source", &baton_value_id, "The source on the slot; null while the slot is empty.",
        BATON_ALWAYS, .nullable = true},
    {"participant", &baton_value_id,
        "The participant whose source it is; null while the slot is empty.", BATON_ALWAYS,
        .nullable = true},
    {"source_kind", &baton_value_source_kind,
        "The kind of the source; null while the slot is empty.", BATON_ALWAYS, .nullable = true},
    {"pinned", &baton_value_boolean,
        "Whether a `layout` request has chosen the source, or has kept the slot empty.",
        BATON_ALWAYS},
    {"encoding", &baton_value_encoding,
        "The encoding of the source that is sent on the slot. 0 is the smallest; null: nothing is "
        "sent.",
        BATON_ALWAYS, .nullable = true},
    {"encodings", &baton_value_encoding_count, "How many encodings the source has.", BATON_ALWAYS},
    {"height", &baton_value_height,
        "The height of the picture that is sent; null: it is not known, or nothing is sent.",
        BATON_ALWAYS, .nullable = true},
    {"limited_by", &baton_value_limited_by,
        "Why the slot does not get more; null: nothing limits it. It gets the best that the source "
        "has, or will get it within seconds.",
        BATON_ALWAYS, .nullable = true},
    {.name = NULL},
};

static const struct baton_object slot = {
    "Slot", "One receiving m-line of a downlink.", .fields = slot_fields};

BATON_ARRAY_VALUE(slots, &slot);

static const struct baton_field slot_count_fields[] = {
    {"audio", &baton_value_audio_slots, "The value for `audio_slots` of `subscribe`.",
        BATON_ALWAYS},
    {"video", &baton_value_video_slots, "The value for `video_slots` of `subscribe`.",
        BATON_ALWAYS},
    {.name = NULL},
};

static const struct baton_object slot_counts = {
    "SlotCounts", "How many slots the new device should ask for.", .fields = slot_count_fields};

BATON_OBJECT_VALUE(slot_counts, &slot_counts);

static const struct baton_field encoding_fields[] = {
    {"rid", &baton_value_rid, "The rid of the encoding in the offer.", BATON_ALWAYS},
    {"active", &baton_value_boolean,
        "Whether somebody watches the encoding. If not, the client should not send it.",
        BATON_ALWAYS},
    {"bitrate", &baton_value_bitrate,
        "The limit for this encoding; 0: only the limit of the source.", BATON_ALWAYS},
    {.name = NULL},
};

static const struct baton_object encoding = {"Encoding",
    "One of the encodings of a source that this device sends with simulcast.",
    .fields = encoding_fields};

static BATON_ARRAY_VALUE(encodings, &encoding);

static const struct baton_field watched_source_fields[] = {
    {"mid", &baton_value_mid, "The m-line that feeds the source.", BATON_ALWAYS},
    {"encodings", &baton_value_encodings, "All its encodings, the smallest first.", BATON_ALWAYS},
    {.name = NULL},
};

static const struct baton_object watched_source = {"WatchedSource",
    "A source that this device sends with simulcast, and which of its encodings somebody watches.",
    .fields = watched_source_fields};

BATON_ARRAY_VALUE(watched_sources, &watched_source);

static const struct baton_field published_source_fields[] = {
    {"mid", &baton_value_mid, "The m-line that feeds the source.", BATON_ALWAYS},
    {"source", &baton_value_id,
        "Id of the source. It is null on a device that is taking over, if the participant has no "
        "source of this kind yet.",
        BATON_ALWAYS, .nullable = true},
    {"kind", &baton_value_source_kind, "The kind of the source.", BATON_ALWAYS},
    {"muted", &baton_value_boolean, "Whether the source is muted.", BATON_ALWAYS},
    {"encodings", &baton_value_encodings,
        "Its encodings, the smallest first. Empty without simulcast.", BATON_ALWAYS},
    {.name = NULL},
};

static const struct baton_object published_source = {
    "PublishedSource", "A source of this device.", .fields = published_source_fields};

BATON_ARRAY_VALUE(published_sources, &published_source);

static const struct baton_field wanted_source_fields[] = {
    {"kind", &baton_value_source_kind, "The kind to send.", BATON_ALWAYS},
    {"muted", &baton_value_boolean, "Whether the participant has muted the source.", BATON_ALWAYS},
    {.name = NULL},
};

static const struct baton_object wanted_source = {"WantedSource",
    "A source that the new device has to send so that the transfer is complete.",
    .fields = wanted_source_fields};

BATON_ARRAY_VALUE(wanted_sources, &wanted_source);

/* --- chat ------------------------------------------------------------------------------------- */

static const struct baton_field question_fields[] = {
    {"transfer", &baton_value_id, "The transfer to agree to.", BATON_ALWAYS},
    {"form", &baton_value_confirm_form, "The response to give: a number, or yes or no.",
        BATON_ALWAYS},
    {"choices", &baton_value_choices,
        "With the number form: the numbers to choose from. The new device shows one of them.",
        BATON_SOMETIMES},
    {"display", &baton_value_display, "The name of the participant whose call moves.",
        BATON_ALWAYS},
    {"device_name", &baton_value_device_name, "The name that the new device gave itself.",
        BATON_ALWAYS},
    {"expires_in", &baton_value_milliseconds, "How long a response is accepted.", BATON_ALWAYS},
    {"away", &baton_value_boolean,
        "True if the device of this participant was away when the transfer began.",
        BATON_SOMETIMES},
    {"recalled", &baton_value_boolean,
        "True if the new device has had this call before, and asks for it without a code.",
        BATON_SOMETIMES},
    {.name = NULL},
};

const struct baton_object baton_object_type_question = {"QuestionFields",
    "A question to a person who has to agree. The names in it may come from strangers: show them "
    "as text.",
    .fields = question_fields};

static BATON_OBJECT_VALUE(question, &baton_object_type_question);

static const struct baton_field message_fields[] = {
    {"id", &baton_value_counter, "The number of the message within the room.", BATON_ALWAYS},
    {"from", &baton_value_id, "Id of the participant; null: the room itself asks a question.",
        BATON_ALWAYS, .nullable = true},
    {"display", &baton_value_display, "The name of the participant at that time.", BATON_ALWAYS},
    {"text", &baton_value_chat_text, "The message; always shown as text.", BATON_ALWAYS},
    {"time", &baton_value_time, "When the room got the message.", BATON_ALWAYS},
    {"question", &baton_value_question,
        "The question, if the room asks one. Only the participant who is asked gets this message. "
        "The room does not keep it.",
        BATON_SOMETIMES},
    {.name = NULL},
};

static const struct baton_object message = {
    "Message", "A message of the chat.", .fields = message_fields};

BATON_OBJECT_VALUE(message, &message);
BATON_ARRAY_VALUE(messages, &message);

/* --- rooms ------------------------------------------------------------------------------------ */

static const struct baton_field room_fields[] = {
    {"room", &baton_value_id, "Id of the room.", BATON_ALWAYS},
    {"description", &baton_value_room_description, "Shown to people.", BATON_ALWAYS},
    {"pin_required", &baton_value_boolean, "Whether joining needs a pin.", BATON_ALWAYS},
    {"max_participants", &baton_value_max_participants, "How many participants may be in the room.",
        BATON_ALWAYS},
    {"num_participants", &baton_value_counter, "How many participants are in the room.",
        BATON_ALWAYS},
    {"bitrate", &baton_value_bitrate, "Limit for each camera and screen; 0: no limit.",
        BATON_ALWAYS},
    {"downlink_bitrate", &baton_value_ceiling, "Limit for what each downlink gets; 0: no limit.",
        BATON_ALWAYS},
    {"audiocodec", &baton_value_audio_codec, "The room's audio codec.", BATON_ALWAYS},
    {"videocodec", &baton_value_video_codec, "The room's video codec.", BATON_ALWAYS},
    {"confirm", &baton_value_policy, "The confirmation that every transfer needs at least.",
        BATON_ALWAYS},
    {"ways", &baton_value_ways, "The ways to move a call that the room allows.", BATON_ALWAYS},
    {"mutual", &baton_value_boolean, "Whether each transfer is mutual.", BATON_ALWAYS},
    {"code_lifetime", &baton_value_code_lifetime, "How long a code can be scanned.", BATON_ALWAYS},
    {"grace", &baton_value_grace, "How long the old device can take the call back.", BATON_ALWAYS},
    {"hold", &baton_value_hold, "How long a participant stays in the room while away.",
        BATON_ALWAYS},
    {"stand_in", &baton_value_stand_in, "Who may show a code for a participant who is away.",
        BATON_ALWAYS},
    {"remember", &baton_value_boolean, "Whether devices that have had a call can ask for it again.",
        BATON_ALWAYS},
    {"permanent", &baton_value_boolean, "Whether the room exists again after a restart.",
        BATON_ALWAYS},
    {"is_private", &baton_value_boolean,
        "Whether `list` hides the room from requests without the admin key.", BATON_ALWAYS},
    {.name = NULL},
};

static const struct baton_object room = {
    "RoomInfo", "A room as `list` shows it.", .fields = room_fields};

BATON_ARRAY_VALUE(rooms, &room);

/* --- ICE servers ------------------------------------------------------------------------------ */

static const struct baton_field ice_server_fields[] = {
    {"urls", &baton_value_ice_urls, "URLs that begin with `stun:`, `stuns:`, `turn:` or `turns:`.",
        BATON_ALWAYS},
    {"username", &baton_value_string, "For TURN servers: the user name.", BATON_SOMETIMES},
    {"credential", &baton_value_string, "For TURN servers: the password. It is a secret.",
        BATON_SOMETIMES},
    {.name = NULL},
};

static const struct baton_object ice_server = {"IceServer",
    "STUN servers, or TURN servers and the credential for them, as an `RTCIceServer` of WebRTC.",
    .fields = ice_server_fields};

static BATON_ARRAY_VALUE(ice_servers, &ice_server);

/* The messages that describe a call or a transfer to a device have these fields. */
#define ICE_FIELDS                                                                                 \
    {"ice_servers", &baton_value_ice_servers,                                                      \
        "The ICE servers for both PeerConnections of this device; may be empty.", BATON_ALWAYS},   \
    {                                                                                              \
        "ice_expires", &baton_value_seconds,                                                       \
            "How long the credential of the TURN servers is valid. `ice` gives a new one. Absent " \
            "without TURN servers.",                                                               \
            BATON_SOMETIMES                                                                        \
    }

static const struct baton_field ice_access_fields[] = {ICE_FIELDS, {.name = NULL}};

const struct baton_object baton_object_type_ice_access = {"IceAccess",
    "The ICE servers for a device, and how long it can use them.", .fields = ice_access_fields};

/* --- the call --------------------------------------------------------------------------------- */

static const struct baton_field call_state_fields[] = {
    {"room", &baton_value_id, "Id of the room.", BATON_ALWAYS},
    {"description", &baton_value_room_description, "Description of the room, for people.",
        BATON_ALWAYS},
    {"id", &baton_value_id, "Id of this participant.", BATON_ALWAYS},
    {"device", &baton_value_id, "Id of this device.", BATON_ALWAYS},
    {"private_id", &baton_value_id, "For `subscribe`; only this device knows it.", BATON_ALWAYS},
    {"display", &baton_value_display, "This participant's name.", BATON_ALWAYS},
    {"metadata", &baton_value_metadata, "This participant's metadata.", BATON_ALWAYS},
    {"moderator", &baton_value_boolean, "Whether this participant may mute and remove others.",
        BATON_ALWAYS},
    {"hand", &baton_value_boolean, "Whether this participant's hand is raised.", BATON_ALWAYS},
    {"connection", &baton_value_connection,
        "How the others see this participant. After a resume it is `away` until this device sends "
        "its sources again.",
        BATON_ALWAYS},
    DEVICE_CHANGED_FIELD,
    {"audiocodec", &baton_value_audio_codec, "The room's audio codec.", BATON_ALWAYS},
    {"videocodec", &baton_value_video_codec, "The room's video codec.", BATON_ALWAYS},
    {"confirm", &baton_value_policy, "The confirmation that every transfer needs at least.",
        BATON_ALWAYS},
    {"ways", &baton_value_ways, "The ways to move a call that the room allows.", BATON_ALWAYS},
    {"mutual", &baton_value_boolean, "Whether each transfer is mutual.", BATON_ALWAYS},
    {"grace", &baton_value_milliseconds, "How long the old device can take the call back.",
        BATON_ALWAYS},
    {"hold", &baton_value_milliseconds, "How long a participant stays in the room while away.",
        BATON_ALWAYS},
    {"stand_in", &baton_value_stand_in, "Who may show a code for a participant who is away.",
        BATON_ALWAYS},
    {"remember", &baton_value_boolean, "Whether devices that have had a call can ask for it again.",
        BATON_ALWAYS},
    {"sources", &baton_value_sources, "This participant's sources.", BATON_ALWAYS},
    {"participants", &baton_value_participants,
        "The others in the room, in order of arrival; the first page of them.", BATON_ALWAYS},
    {"participants_after", &baton_value_counter,
        "The `after` of `participants` for the next page; null: these are all.", BATON_ALWAYS,
        .nullable = true},
    {"chat", &baton_value_messages, "The latest messages of the chat.", BATON_ALWAYS},
    {"chat_before", &baton_value_counter,
        "The `before` of `chat_history` for earlier messages; null: there are none.", BATON_ALWAYS,
        .nullable = true},
    ICE_FIELDS,
    {.name = NULL},
};

const struct baton_object baton_object_type_call_state = {"CallState",
    "The state of the call, for a device that takes part in it.", .fields = call_state_fields};

/* --- transfers -------------------------------------------------------------------------------- */

static const struct baton_field of_transfer_fields[] = {
    {"transfer", &baton_value_id, "Id of the transfer.", BATON_ALWAYS},
    {"role", &baton_value_role, "The role of the receiver in the transfer.", BATON_ALWAYS},
    {.name = NULL},
};

const struct baton_object baton_object_type_of_transfer = {
    "OfTransfer", "The fields that all events of a transfer have.", .fields = of_transfer_fields};

static const struct baton_field shown_code_fields[] = {
    {"kind", &baton_value_code_kind, "The kind of the code.", BATON_ALWAYS},
    {"text", &baton_value_string,
        "The content of the code. It is a secret: anybody who has it can ask for the call.",
        BATON_ALWAYS},
    {"svg", &baton_value_string, "A picture of the code, as a data URI.", BATON_ALWAYS},
    {"png", &baton_value_string, "The same picture as PNG, as a data URI.", BATON_ALWAYS},
    {"alt", &baton_value_string, "A sentence for people who cannot see the picture.", BATON_ALWAYS},
    {.name = NULL},
};

const struct baton_object baton_object_type_shown_code = {
    "ShownCode", "A code and its pictures.", .fields = shown_code_fields};

BATON_OBJECT_VALUE(shown_code, &baton_object_type_shown_code);

static const struct baton_field new_device_fields[] = {
    {"role", &baton_value_role, "The role of the receiver in the transfer.", BATON_ALWAYS,
        .only = "new"},
    {"transfer", &baton_value_id, "Id of the transfer.", BATON_ALWAYS},
    {"presentation", &baton_value_id, "The presentation whose code was scanned.", BATON_SOMETIMES},
    {"state", &baton_value_scanned_state, "The state of the transfer.", BATON_ALWAYS},
    {"form", &baton_value_confirm_form,
        "The response that people have to give: a number, or yes or no. Absent in `matching`.",
        BATON_SOMETIMES},
    {"number", &baton_value_number, "With the number form: the number to show.", BATON_SOMETIMES},
    {"expires_in", &baton_value_milliseconds, "How long this state can last.", BATON_ALWAYS},
    {"device", &baton_value_id, "Id of this device.", BATON_ALWAYS},
    {"private_id", &baton_value_id, "For `subscribe`; only this device knows it.", BATON_ALWAYS},
    {"audiocodec", &baton_value_audio_codec, "The room's audio codec.", BATON_ALWAYS},
    {"videocodec", &baton_value_video_codec, "The room's video codec.", BATON_ALWAYS},
    {"slots", &baton_value_slot_counts, "How many slots to ask for in `subscribe`.", BATON_ALWAYS},
    {"sources", &baton_value_wanted_sources, "The sources to send.", BATON_ALWAYS},
    {"downlink", &baton_value_boolean,
        "If true, the handle that `scan` named as `downlink` gets `subscribed` with an offer.",
        BATON_SOMETIMES},
    {"code", &baton_value_shown_code,
        "In `matching`, if this device does not show a code yet: the code that it must show. In "
        "`synced`, it supersedes the code before. Absent in the event.",
        BATON_SOMETIMES},
    {"seq", &baton_value_counter,
        "In the reply: number of the last event for this device before it; 0: there was none. In "
        "the event: its own number. Absent in `synced`.",
        BATON_SOMETIMES},
    ICE_FIELDS,
    {.name = NULL},
};

const struct baton_object baton_object_type_new_device = {
    "ScannedByNew", "Describes the transfer to the new device.", .fields = new_device_fields};

BATON_OBJECT_VALUE(new_device, &baton_object_type_new_device);

static const struct baton_field transfer_progress_fields[] = {
    {"transfer", &baton_value_id, "Id of the transfer.", BATON_ALWAYS},
    {"role", &baton_value_role, "The role of this device in the transfer.", BATON_ALWAYS},
    {"state", &baton_value_transfer_state, "The state of the transfer.", BATON_ALWAYS},
    {"expires_in", &baton_value_milliseconds, "How long this state can last.", BATON_ALWAYS},
    {"disown", &baton_value_ticket,
        "If this is the old device in standby, and it has missed the event `moved`: a secret for "
        "the request `disown`.",
        BATON_SOMETIMES},
    {"disown_for", &baton_value_milliseconds, "How long this secret is valid.", BATON_SOMETIMES},
    {.name = NULL},
};

static const struct baton_object transfer_progress = {"TransferProgress",
    "The transfer in which a device takes part.", .fields = transfer_progress_fields};

BATON_OBJECT_VALUE(transfer_progress, &transfer_progress);

const struct baton_value baton_value_missed_events = {
    .type = BATON_VALUE_ARRAY, .element = &(const struct baton_value){.type = BATON_VALUE_EVENT}};
