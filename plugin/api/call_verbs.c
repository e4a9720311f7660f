/* SPDX-License-Identifier: GPL-3.0-or-later */
/* One table of fields and one function for each request of a participant in a call. */
#include "api/call_verbs.h"

#include "api/replies.h"
#include "api/values.h"
#include "requests/requests.h"
#include "state/chat.h"

/* --- fields that several requests have -------------------------------------------------------- */

#define PLACE(type, member) .place = {BATON_PLACE(type, member)}
/* Like PLACE. If the request has the field, the reader also sets the bool `flag` to true. */
#define NOTED(type, member, flag) .place = {BATON_PLACE(type, member), .has = offsetof(type, flag)}
#define OBJECTS(type, member, number)                                                              \
    .place = {BATON_PLACE(type, member), .count = offsetof(type, number)}

#define BITRATE(type)                                                                              \
    {                                                                                              \
        "bitrate", &baton_value_bitrate,                                                           \
            "Limit for each camera and screen of this device, if it is below the room's limit. "   \
            "0: only the room's limit.",                                                           \
            NOTED(type, request.bitrate, request.has_bitrate)                                      \
    }

/* --- join ------------------------------------------------------------------------------------- */

/* A participant who comes back is the same as before, so the request says nothing about the person. */
#define NO_RESUME .unless = {"resume"}

/* `resume` goes to another function of the engine than the other fields. */
struct join_wish {
    struct baton_join_request request;
    const char *resume;
};

static const struct baton_field join_fields[] = {
    {"room", &baton_value_id, "The room to join.", BATON_REQUIRED,
        PLACE(struct join_wish, request.room)},
    {"resume", &baton_value_ticket,
        "The latest resume secret of this device: brings its participant back. Then only `room` "
        "and "
        "`token` may be given as well.",
        .otherwise = "a new participant joins", PLACE(struct join_wish, resume)},
    {"pin", &baton_value_secret,
        "The room's pin, if it has one. With a right `secret` the pin is not checked.", NO_RESUME,
        PLACE(struct join_wish, request.pin)},
    {"secret", &baton_value_secret, "The room's secret, to join as a moderator.", NO_RESUME,
        PLACE(struct join_wish, request.secret)},
    {"display", &baton_value_display, "The name shown to others; always shown as text.",
        .otherwise = "an empty name", NO_RESUME, PLACE(struct join_wish, request.display)},
    {"phone", &baton_value_phone,
        "The number at which this person can be asked by SMS. Baton shows it to nobody. Baton does "
        "not verify it.",
        NO_RESUME, PLACE(struct join_wish, request.phone)},
    {"metadata", &baton_value_metadata, "Any data that the app shares with the others.",
        .otherwise = "an empty object", NO_RESUME, PLACE(struct join_wish, request.metadata)},
    BATON_TOKEN_FIELD,
    {.name = NULL},
};

static json_t *join(struct baton_request *request)
{
    struct join_wish wish = {.resume = NULL};

    if (!baton_request_read(request, join_fields, &wish))
        return NULL;
    if (wish.resume)
        return baton_engine_resume(request->engine, request->handle, wish.request.room, wish.resume,
            request->now, request->failure);
    return baton_engine_join(
        request->engine, request->handle, &wish.request, request->now, request->failure);
}

/* --- publish, unpublish, configure ------------------------------------------------------------ */

static const struct baton_field offered_source_fields[] = {
    {"mid", &baton_value_mid, "The m-line in the offer.", BATON_REQUIRED,
        PLACE(struct baton_source_wish, mid)},
    {"kind", &baton_value_source_kind, "The kind of the source.",
        .otherwise =
            "the kind that the device sends on this m-line; for a new one, `microphone` or "
            "`camera`",
        NOTED(struct baton_source_wish, kind, has_kind)},
    {"muted", &baton_value_boolean,
        "Whether the source starts muted. On a device that is taking over, false does not unmute a "
        "source that the participant has muted.",
        .otherwise = "unchanged", NOTED(struct baton_source_wish, muted, has_muted)},
    {"description", &baton_value_source_description, "For people; always shown as text.",
        .otherwise = "unchanged", PLACE(struct baton_source_wish, description)},
    {"encodings", &baton_value_rids,
        "With simulcast: the rids of the m-line in the offer, the smallest encoding first.",
        .otherwise = "the rids in the order of the offer",
        OBJECTS(struct baton_source_wish, rids, rid_count)},
    {.name = NULL},
};

static const struct baton_object offered_source = {"OfferedSource",
    "The description of one m-line of the offer in `publish`.", sizeof(struct baton_source_wish),
    offered_source_fields};

static const struct baton_value offered_sources = {.type = BATON_VALUE_ARRAY,
    .most = BATON_MAX_UPLINK_LINES,
    .element = &(const struct baton_value){.type = BATON_VALUE_OBJECT, .object = &offered_source}};

struct publish_wish {
    struct baton_publish_request request;
    struct baton_source_wish sources[BATON_MAX_UPLINK_LINES];
};

static const struct baton_field publish_fields[] = {
    {"sources", &offered_sources,
        "Describes the m-lines of the offer. An empty array without a JSEP means that this device "
        "sends nothing.",
        .otherwise = "the defaults of OfferedSource for each m-line",
        OBJECTS(struct publish_wish, sources, request.count)},
    BITRATE(struct publish_wish),
    {.name = NULL},
};

/* A device that sends nothing must give an empty array. A request with neither an offer nor sources is
 * refused, because the client probably forgot the offer. */
static bool check_nothing_sent(const struct baton_request *request, size_t sources)
{
    if (request->sdp || (sources == 0 && baton_fields_has(&request->fields, "sources")))
        return true;
    return baton_fields_refuse(&request->fields, "jsep", BATON_E_MISSING_ELEMENT,
        "missing; expected an offer, or an empty array in sources if this device sends nothing");
}

static json_t *publish(struct baton_request *request)
{
    struct publish_wish wish = {
        .request = {.offer = request->sdp, .encodings = request->encodings}};

    if (!baton_request_read(request, publish_fields, &wish) ||
        !check_nothing_sent(request, wish.request.count))
        return NULL;
    wish.request.sources = wish.sources;
    return baton_engine_publish(request->engine, request->handle, &wish.request, request->now,
        &request->answer, request->failure);
}

struct unpublish_wish {
    struct baton_unpublish_request request;
    const char *mids[BATON_MAX_UPLINK_LINES];
    bool has_mids;
};

static const struct baton_field unpublish_fields[] = {
    {"mids", &baton_value_mids, "The m-lines to end.",
        .otherwise = "all m-lines; Baton then closes the PeerConnection",
        .place = {BATON_PLACE(struct unpublish_wish, mids),
            .has = offsetof(struct unpublish_wish, has_mids),
            .count = offsetof(struct unpublish_wish, request.count)}},
    {.name = NULL},
};

static json_t *unpublish(struct baton_request *request)
{
    struct unpublish_wish wish = {.has_mids = false};

    if (!baton_request_read(request, unpublish_fields, &wish))
        return NULL;
    wish.request.all = !wish.has_mids;
    wish.request.mids = wish.mids;
    return baton_engine_unpublish(
        request->engine, request->handle, &wish.request, request->now, request->failure);
}

static const struct baton_field changed_source_fields[] = {
    {"mid", &baton_value_mid, "The m-line that feeds the source.", BATON_REQUIRED,
        PLACE(struct baton_source_wish, mid)},
    {"muted", &baton_value_boolean, "Whether the source is muted.", .otherwise = "unchanged",
        NOTED(struct baton_source_wish, muted, has_muted)},
    {"description", &baton_value_source_description, "For people; always shown as text.",
        .otherwise = "unchanged", PLACE(struct baton_source_wish, description)},
    {.name = NULL},
};

static const struct baton_object changed_source = {"SourceChange",
    "The changes that `configure` makes to one source.", sizeof(struct baton_source_wish),
    changed_source_fields};

static const struct baton_value changed_sources = {.type = BATON_VALUE_ARRAY,
    .most = BATON_MAX_UPLINK_LINES,
    .element = &(const struct baton_value){.type = BATON_VALUE_OBJECT, .object = &changed_source}};

struct configure_wish {
    struct baton_configure_request request;
    struct baton_source_wish sources[BATON_MAX_UPLINK_LINES];
};

static const struct baton_field configure_fields[] = {
    {"display", &baton_value_display, "The name shown to others; always shown as text.",
        .otherwise = "unchanged", PLACE(struct configure_wish, request.display)},
    {"metadata", &baton_value_metadata, "Any data that the app shares with the others.",
        .otherwise = "unchanged", PLACE(struct configure_wish, request.metadata)},
    BITRATE(struct configure_wish),
    {"sources", &changed_sources, "The sources to change.", .otherwise = "none",
        OBJECTS(struct configure_wish, sources, request.count)},
    {.name = NULL},
};

static json_t *configure(struct baton_request *request)
{
    struct configure_wish wish = {.request.count = 0};

    if (!baton_request_read(request, configure_fields, &wish))
        return NULL;
    wish.request.sources = wish.sources;
    return baton_engine_configure(
        request->engine, request->handle, &wish.request, request->now, request->failure);
}

/* --- subscribe, start, layout ----------------------------------------------------------------- */

static const struct baton_field subscribe_fields[] = {
    {"private_id", &baton_value_id,
        "The private id that this device got in `joined`, `scanned` or `presented`.",
        BATON_REQUIRED, PLACE(struct baton_subscribe_request, private_id)},
    {"audio_slots", &baton_value_audio_slots,
        "Number of slots for audio. Absent with `restart`: as many as the downlink has.",
        .has_preset = true, .preset = 3,
        NOTED(struct baton_subscribe_request, audio_slots, has_audio_slots)},
    {"video_slots", &baton_value_video_slots,
        "Number of slots for video. Absent with `restart`: as many as the downlink has. At least "
        "one of the two numbers must not be 0.",
        .has_preset = true, .preset = 6,
        NOTED(struct baton_subscribe_request, video_slots, has_video_slots)},
    {"restart", &baton_value_boolean, "Restart ICE of the PeerConnection that the downlink has.",
        .has_preset = true, PLACE(struct baton_subscribe_request, restart)},
    {.name = NULL},
};

static json_t *subscribe(struct baton_request *request)
{
    struct baton_subscribe_request wish = {.private_id = NULL};

    if (!baton_request_read(request, subscribe_fields, &wish))
        return NULL;
    if (wish.audio_slots + wish.video_slots == 0) {
        baton_fields_refuse(&request->fields, "video_slots", BATON_E_INVALID_ELEMENT,
            "expected the sum of audio_slots and video_slots to be at least 1, got 0");
        return NULL;
    }
    return baton_engine_subscribe(request->engine, request->handle, &wish, request->now,
        &request->answer, &request->restart, request->failure);
}

static const struct baton_field no_fields[] = {{.name = NULL}};

static json_t *start(struct baton_request *request)
{
    return baton_engine_start(request->engine, request->handle, request->sdp, request->failure);
}

static const struct baton_field slot_choice_fields[] = {
    {"mid", &baton_value_mid, "The m-line of the slot.", BATON_REQUIRED,
        PLACE(struct baton_layout_wish, mid)},
    {"auto", &baton_value_boolean, "Let Baton choose the source of this slot again.",
        .has_preset = true, PLACE(struct baton_layout_wish, automatic)},
    {"source", &baton_value_id, "Pin this source; null keeps the slot empty.", BATON_REQUIRED,
        .nullable = true, .unless = {"auto"}, .or_else = {"height"},
        NOTED(struct baton_layout_wish, source, has_source)},
    {"height", &baton_value_height,
        "The height at which the client shows the slot, in pixels of the screen. The slot gets no "
        "larger encoding than this height needs. 0: the slot is hidden, and nothing is sent on it.",
        .otherwise = "unchanged; at first there is no limit",
        NOTED(struct baton_layout_wish, height, has_height)},
    {.name = NULL},
};

static const struct baton_object slot_choice = {
    "SlotChoice", "The choice for one slot.", sizeof(struct baton_layout_wish), slot_choice_fields};

static const struct baton_value slot_choices = {.type = BATON_VALUE_ARRAY,
    .least = 1,
    .most = BATON_SDP_MAX_LINES,
    .element = &(const struct baton_value){.type = BATON_VALUE_OBJECT, .object = &slot_choice}};

struct layout_wish {
    struct baton_layout_request request;
    struct baton_layout_wish slots[BATON_SDP_MAX_LINES];
};

static const struct baton_field preferences_fields[] = {
    {"camera", &baton_value_preference, "For cameras; at first `motion`.", .otherwise = "unchanged",
        .place = {BATON_PLACE(struct baton_preferences, detail[false]), .bit = 1u << false}},
    {"screen", &baton_value_preference, "For screens; at first `detail`.", .otherwise = "unchanged",
        .place = {BATON_PLACE(struct baton_preferences, detail[true]), .bit = 1u << true}},
    {.name = NULL},
};

static const struct baton_object preferences = {"Preferences",
    "The quality to keep on a weak line, for each kind of picture.", .fields = preferences_fields};

static BATON_OBJECT_VALUE(preferences, &preferences);

static const struct baton_field layout_fields[] = {
    {"slots", &slot_choices, "The slots to change.", .otherwise = "none",
        OBJECTS(struct layout_wish, slots, request.count)},
    {"bitrate", &baton_value_ceiling,
        "The participant's own limit for what this downlink gets, with the sound; 0: no limit.",
        .otherwise = "unchanged; at first there is no limit",
        NOTED(struct layout_wish, request.bitrate, request.has_bitrate)},
    {"prefer", &baton_value_preferences, "The quality to keep on a weak line.",
        .otherwise = "unchanged",
        .place = {BATON_PLACE(struct layout_wish, request.prefer),
            .has = offsetof(struct layout_wish, request.has_prefer)}},
    {.name = NULL},
};

static json_t *layout(struct baton_request *request)
{
    struct layout_wish wish = {.request.count = 0};

    if (!baton_request_read(request, layout_fields, &wish))
        return NULL;
    if (wish.request.count == 0 && !wish.request.has_bitrate && !wish.request.has_prefer) {
        /* A wrong name of a field would change nothing, and the client would not notice. */
        baton_fields_refuse(&request->fields, "slots", BATON_E_MISSING_ELEMENT,
            "missing; expected slots, bitrate or prefer");
        return NULL;
    }
    wish.request.slots = wish.slots;
    return baton_engine_layout(
        request->engine, request->handle, &wish.request, request->now, request->failure);
}

/* --- among people ----------------------------------------------------------------------------- */

/* The values that the requests below can contain; each request uses some of them. */
struct small_wish {
    const char *text, *id;
    bool raised;
    enum baton_source_kind kind;
    int64_t number, since;
};

static const struct baton_field chat_fields[] = {
    {"text", &baton_value_chat_text,
        "The message. If this person is asked a question by chat, the message may be the response.",
        BATON_REQUIRED, PLACE(struct small_wish, text)},
    {.name = NULL},
};

static json_t *chat(struct baton_request *request)
{
    struct small_wish wish = {.text = NULL};

    if (!baton_request_read(request, chat_fields, &wish))
        return NULL;
    return baton_engine_chat(
        request->engine, request->handle, wish.text, request->now, request->failure);
}

static const struct baton_field chat_history_fields[] = {
    {"before", &baton_value_counter,
        "Return only messages before this one: `chat_before` or `next`.", .has_preset = true,
        .preset = INT64_MAX, .place = {BATON_PLACE(struct baton_page_request, before)}},
    {"limit", &baton_value_page_limit, "The largest number of messages in the reply.",
        .has_preset = true, .preset = BATON_CHAT_PAGE,
        .place = {BATON_PLACE(struct baton_page_request, limit)}},
    {.name = NULL},
};

static json_t *chat_history(struct baton_request *request)
{
    struct baton_page_request page = {.after = NULL};

    if (!baton_request_read(request, chat_history_fields, &page))
        return NULL;
    return baton_engine_chat_history(request->handle, &page, request->failure);
}

static const struct baton_field hand_fields[] = {
    {"raised", &baton_value_boolean, "Whether the hand is raised.", BATON_REQUIRED,
        PLACE(struct small_wish, raised)},
    {.name = NULL},
};

static json_t *hand(struct baton_request *request)
{
    struct small_wish wish = {.raised = false};

    if (!baton_request_read(request, hand_fields, &wish))
        return NULL;
    return baton_engine_hand(request->engine, request->handle, wish.raised, request->failure);
}

static const struct baton_field mute_fields[] = {
    {"id", &baton_value_id, "Id of the participant.", BATON_REQUIRED, PLACE(struct small_wish, id)},
    {"kind", &baton_value_source_kind, "The source to mute.", BATON_REQUIRED,
        PLACE(struct small_wish, kind)},
    {.name = NULL},
};

static json_t *mute(struct baton_request *request)
{
    struct small_wish wish = {.id = NULL};

    if (!baton_request_read(request, mute_fields, &wish))
        return NULL;
    return baton_engine_mute(
        request->engine, request->handle, wish.id, wish.kind, request->failure);
}

static const struct baton_field kick_fields[] = {
    {"id", &baton_value_id, "Id of the participant.", BATON_REQUIRED, PLACE(struct small_wish, id)},
    {.name = NULL},
};

static json_t *kick(struct baton_request *request)
{
    struct small_wish wish = {.id = NULL};

    if (!baton_request_read(request, kick_fields, &wish))
        return NULL;
    return baton_engine_kick(
        request->engine, request->handle, wish.id, request->now, request->failure);
}

static json_t *ice(struct baton_request *request)
{
    return baton_engine_ice(request->handle, request->failure);
}

static json_t *leave(struct baton_request *request)
{
    return baton_engine_leave(request->engine, request->handle, request->now, request->failure);
}

static json_t *closing(struct baton_request *request)
{
    return baton_engine_closing(request->handle, request->failure);
}

static const struct baton_field sync_fields[] = {
    {"since", &baton_value_counter,
        "The `seq` of the last event that the client has read, or of the reply with which the "
        "device began. All earlier events must have been read too.",
        BATON_REQUIRED, PLACE(struct small_wish, since)},
    {.name = NULL},
};

static json_t *synchronise(struct baton_request *request)
{
    struct small_wish wish = {.since = 0};

    if (!baton_request_read(request, sync_fields, &wish))
        return NULL;
    return baton_engine_sync(
        request->engine, request->handle, (uint64_t)wish.since, request->now, request->failure);
}

static const struct baton_field acknowledge_fields[] = {
    {"number", &baton_value_counter, "The number of the event `acknowledge`, unchanged.",
        BATON_REQUIRED, PLACE(struct small_wish, number)},
    {.name = NULL},
};

bool baton_call_verbs_read_acknowledge(
    const json_t *message, int64_t *number, struct baton_failure *failure)
{
    const struct baton_request request = {.fields = baton_fields_of(message, failure)};
    struct small_wish wish = {.number = 0};

    if (!baton_request_read(&request, acknowledge_fields, &wish))
        return false;
    *number = wish.number;
    return true;
}

/* The plugin performs `acknowledge` with baton_dispatch_acknowledge, which also tells the outbox. This function only
 * gives the row a reply for callers of baton_dispatch_run that have no outbox. */
static json_t *acknowledge(struct baton_request *request)
{
    (void)request;
    return json_pack("{s:s}", "baton", "acknowledged");
}

/* --- the table -------------------------------------------------------------------------------- */

#define ON_UPLINK   .on = BATON_ON_UPLINK
#define ON_DOWNLINK .on = BATON_ON_DOWNLINK
#define IN_A_CALL   "a participant, on the uplink"
#define A_MODERATOR "a moderator, on the uplink"

const struct baton_request_kind baton_call_verbs[] = {
    {"join",
        "Joins a room. The others get `participant_joined`. With `resume`, brings the participant "
        "of this device back.",
        ON_UPLINK, .sender = "anybody, on a fresh handle, which becomes an uplink",
        .token = BATON_TOKEN_FULL, .fields = join_fields, .replies = {&baton_reply_joined},
        .errors = BATON_FAILS_WITH(BATON_E_NO_SUCH_ROOM, BATON_E_WRONG_PIN, BATON_E_WRONG_SECRET,
            BATON_E_TOO_MANY_ATTEMPTS, BATON_E_ROOM_FULL, BATON_E_LIMIT_REACHED,
            BATON_E_ALREADY_IN_CALL, BATON_E_INVALID_RESUME, BATON_E_NOT_IN_CALL,
            BATON_E_WRONG_STATE),
        .cost = 300, .tells = true, .audited = true, .run = join},
    {"publish", "Sends media, or sends other media from now on.", ON_UPLINK,
        .sender = "a participant or a new device, on the uplink", .jsep = BATON_JSEP_MAY_OFFER,
        .reply_type = "answer", .fields = publish_fields, .replies = {&baton_reply_published},
        .errors = BATON_FAILS_WITH(
            BATON_E_INVALID_SDP, BATON_E_CODEC_REFUSED, BATON_E_NOT_IN_CALL, BATON_E_WRONG_STATE),
        .cost = 400, .run = publish},
    {"unpublish", "Ends some or all sources.", ON_UPLINK, .sender = IN_A_CALL,
        .fields = unpublish_fields, .replies = {&baton_reply_unpublished},
        .errors = BATON_FAILS_WITH(BATON_E_NOT_IN_CALL, BATON_E_NO_SUCH_SOURCE), .cost = 200,
        .run = unpublish},
    {"configure",
        "Changes what the others see of a participant. The others get `participant_changed`.",
        ON_UPLINK, .sender = IN_A_CALL, .fields = configure_fields,
        .replies = {&baton_reply_configured},
        .errors =
            BATON_FAILS_WITH(BATON_E_NOT_IN_CALL, BATON_E_NO_SUCH_SOURCE, BATON_E_WRONG_STATE),
        .cost = 80, .run = configure},
    {"subscribe", "Receives media, or receives on more slots from now on.", ON_DOWNLINK,
        .sender = "a participant or a new device, on a fresh handle, which becomes its downlink, "
                  "or on its downlink",
        .reply_type = "offer", .fields = subscribe_fields, .replies = {&baton_reply_subscribed},
        .errors =
            BATON_FAILS_WITH(BATON_E_NO_SUCH_DEVICE, BATON_E_WRONG_HANDLE, BATON_E_WRONG_STATE),
        .cost = 700, .run = subscribe},
    {"start", "Answers the offer that came with `subscribed`.", ON_DOWNLINK, .sender = "a downlink",
        .jsep = BATON_JSEP_ANSWERS, .fields = no_fields, .replies = {&baton_reply_started},
        .errors = BATON_FAILS_WITH(BATON_E_WRONG_HANDLE, BATON_E_INVALID_SDP), .cost = 100,
        .run = start},
    {"layout",
        "Chooses which source is on which slot, at which size, and what the downlink may get.",
        ON_DOWNLINK, .sender = "a downlink", .fields = layout_fields,
        .replies = {&baton_reply_layout},
        .errors =
            BATON_FAILS_WITH(BATON_E_WRONG_HANDLE, BATON_E_NO_SUCH_SLOT, BATON_E_NO_SUCH_SOURCE),
        .cost = 100, .run = layout},
    {"ice", "Returns the ICE servers, with a new credential for the TURN servers.", ON_UPLINK,
        .sender = "a participant or a new device, on the uplink or the downlink",
        .fields = no_fields, .replies = {&baton_reply_ice},
        .errors = BATON_FAILS_WITH(BATON_E_NOT_IN_CALL), .cost = 60, .run = ice},
    {"chat", "Writes in the chat. Everybody in the room gets `chat`, the sender too.", ON_UPLINK,
        .sender = IN_A_CALL, .fields = chat_fields,
        .replies = {&baton_reply_chat_sent, &baton_reply_chat_response},
        .errors =
            BATON_FAILS_WITH(BATON_E_NOT_IN_CALL, BATON_E_WRONG_NUMBER, BATON_E_ALREADY_RESPONDED),
        .cost = 60, .tells = true, .run = chat},
    {"chat_history", "Returns earlier messages of the chat.", ON_UPLINK, .sender = IN_A_CALL,
        .fields = chat_history_fields, .replies = {&baton_reply_chat_history},
        .errors = BATON_FAILS_WITH(BATON_E_NOT_IN_CALL), .cost = 60, .run = chat_history},
    {"hand", "Raises or lowers the hand. The others get `participant_changed`.", ON_UPLINK,
        .sender = IN_A_CALL, .fields = hand_fields, .replies = {&baton_reply_hand_set},
        .errors = BATON_FAILS_WITH(BATON_E_NOT_IN_CALL), .cost = 60, .run = hand},
    {"mute",
        "Mutes a source of a participant, who gets `muted_by`. Only that participant can unmute "
        "the source.",
        ON_UPLINK, .sender = A_MODERATOR, .fields = mute_fields, .replies = {&baton_reply_muted},
        .errors = BATON_FAILS_WITH(
            BATON_E_UNAUTHORIZED, BATON_E_NO_SUCH_PARTICIPANT, BATON_E_NO_SUCH_SOURCE),
        .cost = 60, .run = mute},
    {"kick", "Removes a participant from the room. The participant gets `removed`.", ON_UPLINK,
        .sender = A_MODERATOR, .fields = kick_fields, .replies = {&baton_reply_kicked},
        .errors = BATON_FAILS_WITH(BATON_E_UNAUTHORIZED, BATON_E_NO_SUCH_PARTICIPANT), .cost = 200,
        .audited = true, .run = kick},
    {"acknowledge",
        "States that the client has read everything up to the event `acknowledge`. A client that "
        "does not acknowledge gets nothing more, and is then detached.",
        .on = BATON_ON_ANY, .sender = "the client that got the event, on the same handle",
        .synchronous = true, .fields = acknowledge_fields, .replies = {&baton_reply_acknowledged},
        .cost = 10, .run = acknowledge},
    {"sync",
        "Returns the events that the client has missed, and the state of the call. A client sends "
        "it after it has claimed its session on a new connection, and if there is a gap in the "
        "numbers of its events.",
        ON_UPLINK, .sender = "a participant, a new device or an old device, on the uplink",
        .fields = sync_fields, .replies = {&baton_reply_synced_in_call, &baton_reply_synced},
        .errors = BATON_FAILS_WITH(BATON_E_NOT_IN_CALL, BATON_E_WRONG_HANDLE), .cost = 300,
        .recovers = true, .run = synchronise},
    {"closing",
        "States that the client is about to go, for example because its page is closed. If its "
        "handles "
        "vanish now, the participant is away for at most 10 seconds. Any later request takes this "
        "back.",
        ON_UPLINK, .sender = "a participant or a new device, on the uplink", .fields = no_fields,
        .replies = {&baton_reply_closing}, .errors = BATON_FAILS_WITH(BATON_E_NOT_IN_CALL),
        .cost = 20, .reserved = true, .run = closing},
    {"leave",
        "Leaves the room with all devices. If the device does not have the call, or if the call "
        "can "
        "still return to the old device, only this device leaves.",
        ON_UPLINK, .sender = "a participant or a new device, on the uplink", .fields = no_fields,
        .replies = {&baton_reply_left, &baton_reply_withdrawn},
        .errors = BATON_FAILS_WITH(BATON_E_NOT_IN_CALL), .cost = 200, .reserved = true,
        .run = leave},
    {.verb = NULL},
};
