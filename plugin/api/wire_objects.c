/* SPDX-License-Identifier: GPL-3.0-or-later */
/* wire_objects: a table for each object, those that others consist of first. */
#include "api/wire_objects.h"

#include "api/values.h"
#include "state/policy.h"

#define OBJECT(noun, of)                                                                           \
    const struct baton_value baton_value_##noun = {.type = BATON_VALUE_OBJECT, .object = (of)}

/* A value that is an array of any number of objects. */
#define ARRAY(noun, of)                                                                            \
    const struct baton_value baton_value_##noun = {.type = BATON_VALUE_ARRAY,                      \
        .element = &(const struct baton_value){.type = BATON_VALUE_OBJECT, .object = (of)}}

/* Every field of these objects is there, unless its row says OPTIONAL. */
#define OPTIONAL .presence = BATON_OPTIONAL
#define ALWAYS   .presence = BATON_REQUIRED

/* --- confirmation ----------------------------------------------------------------------------- */

static const struct baton_field policy_fields[] = {
    {"who", &baton_value_confirm_who, "Who has to agree.", ALWAYS},
    {"how", &baton_value_confirm_how, "How they are asked.", ALWAYS},
    {"form", &baton_value_confirm_form, "What they answer.", ALWAYS},
    {NULL},
};

static const struct baton_object policy = {
    "ConfirmPolicy", "Who has to agree to a transfer, and how.", .fields = policy_fields};

OBJECT(policy, &policy);

static const struct baton_field policy_wish_fields[] = {
    {"who", &baton_value_confirm_who, "Who has to agree.",
        .place = {.stored = true, .offset = 0, .size = sizeof(struct baton_policy),
            .bit = BATON_POLICY_WHO}},
    {"how", &baton_value_confirm_how, "How they are asked.",
        .place = {BATON_PLACE(struct baton_policy, how), .bit = BATON_POLICY_HOW}},
    {"form", &baton_value_confirm_form, "What they answer.",
        .place = {BATON_PLACE(struct baton_policy, form), .bit = BATON_POLICY_FORM}},
    {NULL},
};

static const struct baton_object policy_wish = {"ConfirmWish",
    "The parts of a confirmation that a request states. A transfer may only ask for more than its "
    "room demands.",
    .fields = policy_wish_fields};

OBJECT(policy_wish, &policy_wish);

/* --- people, sources and slots ---------------------------------------------------------------- */

static const struct baton_field source_fields[] = {
    {"source", &baton_value_id, "Its id, which no transfer changes.", ALWAYS},
    {"kind", &baton_value_source_kind, "A participant has at most one of each kind.", ALWAYS},
    {"muted", &baton_value_boolean, "A muted source forwards nothing.", ALWAYS},
    {"state", &baton_value_source_state, "Whether a device feeds it.", ALWAYS},
    {"description", &baton_value_source_description, "For people; always shown as text.", ALWAYS},
    {NULL},
};

static const struct baton_object source = {
    "Source", "One published stream as everybody else sees it.", .fields = source_fields};

ARRAY(sources, &source);

static const struct baton_field participant_fields[] = {
    {"id", &baton_value_id, "Stays the same through every transfer.", ALWAYS},
    {"display", &baton_value_display, "The name shown to others; always shown as text.", ALWAYS},
    {"metadata", &baton_value_metadata, "Whatever the app wants the others to have.", ALWAYS},
    {"moderator", &baton_value_boolean, "May mute and remove others.", ALWAYS},
    {"hand", &baton_value_boolean, "The hand is raised.", ALWAYS},
    {"sources", &baton_value_sources, "The participant's sources.", ALWAYS},
    {NULL},
};

static const struct baton_object participant = {"Participant",
    "An identity in a room. A transfer never changes its `id`.", .fields = participant_fields};

OBJECT(participant, &participant);
ARRAY(participants, &participant);

static const struct baton_field slot_fields[] = {
    {"mid", &baton_value_mid, "The m-line.", ALWAYS},
    {"kind", &baton_value_medium, "Its medium.", ALWAYS},
    {"source", &baton_value_id, "The source on it; null while it is empty.", ALWAYS,
        .nullable = true},
    {"participant", &baton_value_id, "Whose source it is; null while it is empty.", ALWAYS,
        .nullable = true},
    {"source_kind", &baton_value_source_kind, "The kind of the source; null while it is empty.",
        ALWAYS, .nullable = true},
    {"pinned", &baton_value_boolean, "`layout` has chosen its source, or that it is empty.", ALWAYS},
    {NULL},
};

static const struct baton_object slot = {
    "Slot", "One receiving m-line of a downlink.", .fields = slot_fields};

ARRAY(slots, &slot);

static const struct baton_field slot_count_fields[] = {
    {"audio", &baton_value_audio_slots, "For `audio_slots` of `subscribe`.", ALWAYS},
    {"video", &baton_value_video_slots, "For `video_slots` of `subscribe`.", ALWAYS},
    {NULL},
};

static const struct baton_object slot_counts = {
    "SlotCounts", "How many slots the new device should ask for.", .fields = slot_count_fields};

OBJECT(slot_counts, &slot_counts);

static const struct baton_field published_source_fields[] = {
    {"mid", &baton_value_mid, "The m-line that feeds it.", ALWAYS},
    {"source", &baton_value_id,
        "Its id; null on a device that is taking over, for a kind that the participant does not "
        "send yet.",
        ALWAYS, .nullable = true},
    {"kind", &baton_value_source_kind, "Its kind.", ALWAYS},
    {"muted", &baton_value_boolean, "Whether it is muted.", ALWAYS},
    {NULL},
};

static const struct baton_object published_source = {
    "PublishedSource", "A source of this device.", .fields = published_source_fields};

ARRAY(published_sources, &published_source);

static const struct baton_field wanted_source_fields[] = {
    {"kind", &baton_value_source_kind, "The kind to send.", ALWAYS},
    {"muted", &baton_value_boolean, "Whether the participant has muted it.", ALWAYS},
    {NULL},
};

static const struct baton_object wanted_source = {"WantedSource",
    "A source that the new device has to send so that the transfer is complete.",
    .fields = wanted_source_fields};

ARRAY(wanted_sources, &wanted_source);

/* --- chat ------------------------------------------------------------------------------------- */

static const struct baton_field question_fields[] = {
    {"transfer", &baton_value_id, "The transfer to agree to.", ALWAYS},
    {"form", &baton_value_confirm_form, "What to answer.", ALWAYS},
    {"choices", &baton_value_choices, "With the number form: one of these is on the new device.",
        OPTIONAL},
    {"display", &baton_value_display, "The name of the participant whose call moves.", ALWAYS},
    {"device_name", &baton_value_device_name, "The name that the new device gave itself.", ALWAYS},
    {"expires_in", &baton_value_milliseconds, "How long an answer counts.", ALWAYS},
    {NULL},
};

const struct baton_object baton_object_type_question = {"QuestionFields",
    "A question to somebody who has to agree. Its names come from strangers: show them as text.",
    .fields = question_fields};

static OBJECT(question, &baton_object_type_question);

static const struct baton_field message_fields[] = {
    {"id", &baton_value_counter, "Counts up within a room.", ALWAYS},
    {"from", &baton_value_id, "Id of the participant.", ALWAYS},
    {"display", &baton_value_display, "The name of the participant at that time.", ALWAYS},
    {"text", &baton_value_chat_text, "Always shown as text.", ALWAYS},
    {"time", &baton_value_time, "When the room got it.", ALWAYS},
    {NULL},
};

static const struct baton_object message = {
    "Message", "A message of the chat.", .fields = message_fields};

OBJECT(message, &message);
static ARRAY(messages, &message);

static const struct baton_field asking_message_fields[] = {
    {"id", &baton_value_counter, "Counts up within a room.", ALWAYS},
    {"from", &baton_value_id, "Always null: the room itself asks.", ALWAYS, .nullable = true},
    {"display", &baton_value_string, "Empty.", ALWAYS},
    {"text", &baton_value_string, "The question for people.", ALWAYS},
    {"time", &baton_value_time, "When the question was asked.", ALWAYS},
    {"question", &baton_value_question, "The question for programs.", ALWAYS},
    {NULL},
};

static const struct baton_object asking_message = {"AskingMessage",
    "A question in the chat. Only the participant who is asked gets it, and it is not kept.",
    .fields = asking_message_fields};

OBJECT(asking_message, &asking_message);

/* --- rooms ------------------------------------------------------------------------------------ */

static const struct baton_field room_fields[] = {
    {"room", &baton_value_id, "Its id.", ALWAYS},
    {"description", &baton_value_room_description, "Shown to people.", ALWAYS},
    {"pin_required", &baton_value_boolean, "It takes a pin to join.", ALWAYS},
    {"max_participants", &baton_value_max_participants, "How many it takes.", ALWAYS},
    {"num_participants", &baton_value_counter, "How many are in it.", ALWAYS},
    {"bitrate", &baton_value_bitrate, "Cap for each camera and screen; 0: none.", ALWAYS},
    {"audiocodec", &baton_value_audio_codec, "Its audio codec.", ALWAYS},
    {"videocodec", &baton_value_video_codec, "Its one video codec.", ALWAYS},
    {"confirm", &baton_value_policy, "The least confirmation of a transfer.", ALWAYS},
    {"code_lifetime", &baton_value_code_lifetime, "How long a code can be scanned.", ALWAYS},
    {"grace", &baton_value_grace, "How long the old device can take the call back.", ALWAYS},
    {"permanent", &baton_value_boolean, "It stands in the configuration file.", ALWAYS},
    {"is_private", &baton_value_boolean, "It is listed with the admin key only.", ALWAYS},
    {NULL},
};

static const struct baton_object room = {
    "RoomInfo", "A room as `list` shows it.", .fields = room_fields};

ARRAY(rooms, &room);

static const struct baton_field call_state_fields[] = {
    {"room", &baton_value_id, "Id of the room.", ALWAYS},
    {"description", &baton_value_room_description, "Of the room, for people.", ALWAYS},
    {"id", &baton_value_id, "Id of this participant.", ALWAYS},
    {"device", &baton_value_id, "Id of this device.", ALWAYS},
    {"private_id", &baton_value_id, "For `subscribe`; known to this device alone.", ALWAYS},
    {"display", &baton_value_display, "This participant's name.", ALWAYS},
    {"metadata", &baton_value_metadata, "This participant's metadata.", ALWAYS},
    {"moderator", &baton_value_boolean, "This participant may mute and remove others.", ALWAYS},
    {"hand", &baton_value_boolean, "This participant's hand is raised.", ALWAYS},
    {"audiocodec", &baton_value_audio_codec, "The room's audio codec.", ALWAYS},
    {"videocodec", &baton_value_video_codec, "The room's video codec.", ALWAYS},
    {"confirm", &baton_value_policy, "The least confirmation of a transfer.", ALWAYS},
    {"grace", &baton_value_milliseconds, "How long the old device can take the call back.", ALWAYS},
    {"sources", &baton_value_sources, "This participant's sources.", ALWAYS},
    {"participants", &baton_value_participants, "The others in the room.", ALWAYS},
    {"chat", &baton_value_messages, "The last 100 messages.", ALWAYS},
    {NULL},
};

const struct baton_object baton_object_type_call_state = {
    "CallState", "The call as one of its devices knows it.", .fields = call_state_fields};

/* --- transfers -------------------------------------------------------------------------------- */

static const struct baton_field of_transfer_fields[] = {
    {"transfer", &baton_value_id, "Id of the transfer.", ALWAYS},
    {"role", &baton_value_role, "The part that the receiver has in it.", ALWAYS},
    {NULL},
};

const struct baton_object baton_object_type_of_transfer = {
    "OfTransfer", "Common to all events of a transfer.", .fields = of_transfer_fields};

static const struct baton_field shown_code_fields[] = {
    {"kind", &baton_value_code_kind, "Its kind.", ALWAYS},
    {"text", &baton_value_string,
        "The content of the code. It is a secret: anybody who has it can ask for the call.", ALWAYS},
    {"svg", &baton_value_string, "A picture of it, as a data URI.", ALWAYS},
    {"png", &baton_value_string, "The same picture, as a data URI.", ALWAYS},
    {"alt", &baton_value_string, "A sentence for people who cannot see it.", ALWAYS},
    {NULL},
};

const struct baton_object baton_object_type_shown_code = {
    "ShownCode", "A code and its pictures.", .fields = shown_code_fields};

OBJECT(shown_code, &baton_object_type_shown_code);

static const struct baton_field new_device_fields[] = {
    {"role", &baton_value_role, "The new device.", ALWAYS, .only = "new"},
    {"transfer", &baton_value_id, "Id of the transfer.", ALWAYS},
    {"presentation", &baton_value_id, "The presentation whose code was scanned.", OPTIONAL},
    {"state", &baton_value_scanned_state, "The state of the transfer.", ALWAYS},
    {"form", &baton_value_confirm_form, "How others are asked; not told in `matching`.", OPTIONAL},
    {"number", &baton_value_number, "With the number form: the number to show.", OPTIONAL},
    {"expires_in", &baton_value_milliseconds, "How long this state can last.", ALWAYS},
    {"device", &baton_value_id, "Id of this device.", ALWAYS},
    {"private_id", &baton_value_id, "For `subscribe`; known to this device alone.", ALWAYS},
    {"audiocodec", &baton_value_audio_codec, "The room's audio codec.", ALWAYS},
    {"videocodec", &baton_value_video_codec, "The room's video codec.", ALWAYS},
    {"slots", &baton_value_slot_counts, "How many slots to ask for.", ALWAYS},
    {"sources", &baton_value_wanted_sources, "What to send.", ALWAYS},
    {"token", &baton_value_token, "From here on the token for Janus.", OPTIONAL},
    {"downlink", &baton_value_boolean,
        "True: the handle that the scan named gets `subscribed` with an offer.", OPTIONAL},
    {NULL},
};

const struct baton_object baton_object_type_new_device = {"ScannedByNew",
    "A transfer as its new device learns of it.", .fields = new_device_fields};

/* --- reports for operators -------------------------------------------------------------------- */

static const struct baton_field feed_fields[] = {
    {"mid", &baton_value_mid, "The m-line.", ALWAYS},
    {"source", &baton_value_id, "The source it feeds, or null.", ALWAYS, .nullable = true},
    {"kind", &baton_value_source_kind, "Its kind.", ALWAYS},
    {NULL},
};

static const struct baton_object feed = {
    "Feed", "What an m-line of an uplink feeds.", .fields = feed_fields};

static ARRAY(feeds, &feed);

static const struct baton_field uplink_fields[] = {
    {"up", &baton_value_boolean, "Its PeerConnection is up.", ALWAYS},
    {"feeds", &baton_value_feeds, "What it sends.", ALWAYS},
    {NULL},
};

static const struct baton_object uplink = {
    "UplinkReport", "The uplink of a device.", .fields = uplink_fields};

static OBJECT(uplink, &uplink);

static const struct baton_field downlink_fields[] = {
    {"up", &baton_value_boolean, "Its PeerConnection is up.", ALWAYS},
    {"slots", &baton_value_slots, "What it receives.", ALWAYS},
    {NULL},
};

static const struct baton_object downlink = {
    "DownlinkReport", "The downlink of a device.", .fields = downlink_fields};

static OBJECT(downlink, &downlink);

static const struct baton_field device_fields[] = {
    {"device", &baton_value_id, "Its id.", ALWAYS},
    {"participant", &baton_value_id, "Whose it is.", ALWAYS},
    {"role", &baton_value_device_role, "Its part in the call.", ALWAYS},
    {"uplink", &baton_value_uplink, "Its uplink.", ALWAYS},
    {"downlink", &baton_value_downlink, "Its downlink.", ALWAYS},
    {NULL},
};

static const struct baton_object device = {
    "DeviceReport", "A device as an operator sees it.", .fields = device_fields};

ARRAY(devices, &device);

static const struct baton_field source_report_fields[] = {
    {"source", &baton_value_id, "Its id.", ALWAYS},
    {"participant", &baton_value_id, "Whose it is.", ALWAYS},
    {"kind", &baton_value_source_kind, "Its kind.", ALWAYS},
    {"muted", &baton_value_boolean, "Whether it is muted.", ALWAYS},
    {"state", &baton_value_source_state, "Whether a device feeds it.", ALWAYS},
    {"packets", &baton_value_counter, "Packets that came.", ALWAYS},
    {"bytes", &baton_value_counter, "Bytes that came.", ALWAYS},
    {"dropped", &baton_value_counter, "Packets that were dropped.", ALWAYS},
    {"switches", &baton_value_counter, "How often another device took over.", ALWAYS},
    {"plis", &baton_value_counter, "Keyframes that were asked for.", ALWAYS},
    {"level", &baton_value_counter, "Of a microphone: 0, the loudest, to 127.", ALWAYS},
    {"slots", &baton_value_counter, "Slots that it is on.", ALWAYS},
    {NULL},
};

static const struct baton_object source_report = {
    "SourceReport", "A source as an operator sees it.", .fields = source_report_fields};

ARRAY(source_reports, &source_report);

static const struct baton_field transfer_report_fields[] = {
    {"transfer", &baton_value_id, "Its id.", ALWAYS},
    {"room", &baton_value_id, "The room.", ALWAYS},
    {"participant", &baton_value_id, "Whose call moves.", ALWAYS},
    {"state", &baton_value_transfer_state, "Its state.", ALWAYS},
    {"old_device", &baton_value_id, "The device that had the call first, or null.", ALWAYS,
        .nullable = true},
    {"new_device", &baton_value_id, "The new device, or null.", ALWAYS, .nullable = true},
    {"expires_in", &baton_value_milliseconds, "How long this state can last.", ALWAYS},
    {NULL},
};

static const struct baton_object transfer_report = {
    "TransferReport", "A transfer as an operator sees it.", .fields = transfer_report_fields};

ARRAY(transfer_reports, &transfer_report);
