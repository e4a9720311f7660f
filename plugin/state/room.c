/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rooms: the settings, participants and chat of each. */
#include "state/room.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

#include "base/base64.h"
#include "base/extent.h"
#include "base/tally.h"

static const struct baton_room_settings defaults = {
    .max_participants = BATON_INITIAL_MAX_PARTICIPANTS,
    .bitrate = BATON_INITIAL_BITRATE,
    .video_codec = BATON_CODEC_VP8,
    .confirm = {.old = true, .form = BATON_FORM_NUMBER},
    .code_lifetime = BATON_INITIAL_CODE_LIFETIME,
    .grace = BATON_INITIAL_GRACE,
    .hold = BATON_INITIAL_HOLD,
    .remember = true,
};

const char *baton_stand_in_name(enum baton_stand_in stand_in)
{
    static const char *const names[] = {
        [BATON_STAND_IN_MODERATOR] = "moderator",
        [BATON_STAND_IN_ANYBODY] = "anybody",
        [BATON_STAND_IN_NOBODY] = "nobody",
    };
    return (size_t)stand_in < sizeof(names) / sizeof(names[0]) ? names[stand_in] : NULL;
}

/* --- its row in the store --------------------------------------------------------------------- */

void baton_room_mark_unsaved(struct baton_room *room)
{
    struct baton_unsaved *unsaved = &room->engine->unsaved;
    baton_unsaved_enter(unsaved, &unsaved->rooms, &room->unsaved, room);
}

void baton_room_mark_all_unsaved(struct baton_room *room)
{
    baton_room_mark_unsaved(room);
    for (guint i = 0; i < room->participants->len; i++)
        baton_participant_mark_unsaved(g_ptr_array_index(room->participants, i));
}

static void end_row(struct baton_room *room)
{
    baton_unsaved_leave(&room->engine->unsaved.rooms, &room->unsaved);
    if (room->unsaved.stored)
        baton_unsaved_note_end(&room->engine->unsaved, room->id, NULL);
    room->unsaved.stored = false;
}

/* --- settings --------------------------------------------------------------------------------- */

static void replace(char **text, const char *given)
{
    g_free(*text);
    *text = given && *given ? g_strdup(given) : NULL;
}

/* Somebody who knew the old pin or secret is not trusted to know the new one. */
static void end_trust(const struct baton_room *room, enum baton_guess_kind kind)
{
    const struct baton_guess_place target = {.kind = kind, .id = room->id};
    baton_trust_end(room->engine->trust, &target);
}

/* Wrong guesses of the old pin or secret say nothing about the new one. */
static void forget_guesses(const struct baton_room *room, enum baton_guess_kind kind)
{
    const struct baton_guess_place target = {.kind = kind, .id = room->id};
    baton_guesses_forget(room->engine->guesses, &target);
}

/* Replaces a pin or secret. A room that is not registered may be a copy of one that people know. */
static void replace_secret(
    struct baton_room *room, enum baton_guess_kind kind, char **text, const char *given)
{
    if (room->registered && g_strcmp0(*text, given && *given ? given : NULL) != 0) {
        end_trust(room, kind);
        forget_guesses(room, kind);
    }
    replace(text, given);
}

void baton_room_apply(struct baton_room *room, const struct baton_room_settings *settings)
{
    unsigned has = settings->has;
    if (has & BATON_ROOM_DESCRIPTION) {
        g_free(room->description);
        room->description = g_strdup(settings->description);
    }
    if (has & BATON_ROOM_PIN)
        replace_secret(room, BATON_GUESS_PIN, &room->pin, settings->pin);
    if (has & BATON_ROOM_SECRET)
        replace_secret(room, BATON_GUESS_SECRET, &room->secret, settings->secret);
    if (has & BATON_ROOM_PRIVATE)
        room->is_private = settings->is_private;
    if (has & BATON_ROOM_MAX_PARTICIPANTS)
        room->max_participants = settings->max_participants;
    if (has & BATON_ROOM_BITRATE)
        room->bitrate = settings->bitrate;
    if (has & BATON_ROOM_DOWNLINK_BITRATE)
        room->downlink_bitrate = settings->downlink_bitrate;
    if (has & BATON_ROOM_VIDEOCODEC)
        room->video_codec = settings->video_codec;
    baton_policy_apply(&room->confirm, &settings->confirm, settings->has_confirm);
    baton_ways_apply(&room->ways, &settings->ways, settings->has_ways);
    if (has & BATON_ROOM_MUTUAL)
        room->mutual = settings->mutual;
    if (has & BATON_ROOM_CODE_LIFETIME)
        room->code_lifetime = settings->code_lifetime;
    if (has & BATON_ROOM_GRACE)
        room->grace = settings->grace;
    if (has & BATON_ROOM_HOLD)
        room->hold = settings->hold;
    if (has & BATON_ROOM_STAND_IN)
        room->stand_in = settings->stand_in;
    if (has & BATON_ROOM_REMEMBER)
        room->remember = settings->remember;
    if (room->registered)
        baton_room_mark_all_unsaved(room);
}

struct baton_room_settings baton_room_settings(const struct baton_room *room)
{
    return (struct baton_room_settings){
        .room = room->id,
        .has = ~0u,
        .description = room->description,
        .pin = room->pin,
        .secret = room->secret,
        .is_private = room->is_private,
        .max_participants = room->max_participants,
        .bitrate = room->bitrate,
        .downlink_bitrate = room->downlink_bitrate,
        .video_codec = room->video_codec,
        .confirm = room->confirm,
        .has_confirm = ~0u,
        .ways = room->ways,
        .has_ways = ~0u,
        .mutual = room->mutual,
        .code_lifetime = room->code_lifetime,
        .grace = room->grace,
        .hold = room->hold,
        .stand_in = room->stand_in,
        .remember = room->remember,
    };
}

/* --- life ------------------------------------------------------------------------------------- */

struct baton_room *baton_room_new_lobby(struct baton_engine *engine, enum baton_codec video_codec)
{
    struct baton_room *room = g_new0(struct baton_room, 1);
    room->engine = engine;
    room->video_codec = video_codec;
    room->description = g_strdup("");
    room->participants = g_ptr_array_new();
    room->layout.sources[false] = g_ptr_array_new();
    room->layout.sources[true] = g_ptr_array_new();
    baton_chat_init(&room->chat);
    return room;
}

struct baton_room *baton_room_new(
    struct baton_engine *engine, const char *id, const struct baton_room_settings *settings)
{
    struct baton_room *room = baton_room_new_lobby(engine, defaults.video_codec);
    struct baton_room_settings all = defaults;
    all.has = all.has_confirm = all.has_ways = ~0u;
    all.ways = baton_ways_all;
    all.description = id;
    g_strlcpy(room->id, id, sizeof(room->id));
    baton_room_apply(room, &all);
    baton_room_apply(room, settings);
    return room;
}

/* Adds the room to the queue of empty rooms, or removes it. All rooms wait equally long, so the queue is in the order
 * in which the rooms end. */
void baton_room_note_presence(struct baton_room *room)
{
    bool ends = room->registered && !room->kept && room->participants->len == 0;
    if (ends == (room->empty_link.data != NULL))
        return;
    if (ends) {
        room->empty_since = room->engine->now;
        room->empty_link.data = room;
        g_queue_push_tail_link(&room->engine->empty_rooms, &room->empty_link);
    } else {
        g_queue_unlink(&room->engine->empty_rooms, &room->empty_link);
        room->empty_link.data = NULL;
    }
}

void baton_room_register(struct baton_room *room, const char *holder, bool kept)
{
    struct baton_engine *engine = room->engine;
    room->kept = kept;
    room->counted = holder != NULL;
    g_strlcpy(room->holder, holder ? holder : "", sizeof(room->holder));
    if (room->counted)
        baton_tally_add(engine->rooms_held, room->holder);
    g_hash_table_insert(engine->rooms, room->id, room);
    room->registered = true;
    end_trust(room, BATON_GUESS_PIN); /* in an earlier room with this id */
    end_trust(room, BATON_GUESS_SECRET);
    baton_room_note_presence(room);
}

void baton_room_unregister(struct baton_room *room)
{
    struct baton_engine *engine = room->engine;
    if (room->counted)
        baton_tally_remove(engine->rooms_held, room->holder);
    g_hash_table_remove(engine->rooms, room->id);
    end_row(room);
    room->registered = false;
    baton_room_note_presence(room);
}

void baton_room_keep(struct baton_room *room, bool kept)
{
    room->kept = kept;
    baton_room_note_presence(room);
}

struct baton_room *baton_room_next_to_end(const struct baton_engine *engine, baton_time *when)
{
    const GList *head = engine->empty_rooms.head;
    struct baton_room *room = head && engine->config.empty_room_time > 0 ? head->data : NULL;
    *when = room ? room->empty_since + engine->config.empty_room_time : BATON_NEVER;
    return room;
}

void baton_room_free(struct baton_room *room)
{
    baton_unsaved_leave(&room->engine->unsaved.rooms, &room->unsaved);
    if (room->survey_link.data)
        g_queue_unlink(&room->engine->surveys, &room->survey_link);
    if (room->layout.link.data)
        g_queue_unlink(&room->engine->layouts, &room->layout.link);
    g_ptr_array_free(room->layout.sources[false], TRUE);
    g_ptr_array_free(room->layout.sources[true], TRUE);
    g_ptr_array_free(room->participants, TRUE);
    baton_chat_fini(&room->chat);
    g_free(room->description);
    g_free(room->pin);
    g_free(room->secret);
    g_free(room);
}

/* --- finding parts of a room ------------------------------------------------------------------ */

struct baton_room *baton_room_find(
    struct baton_engine *engine, const char *id, struct baton_failure *failure)
{
    struct baton_room *room = g_hash_table_lookup(engine->rooms, id);
    if (!room)
        baton_failure_set(failure, BATON_E_NO_SUCH_ROOM, "room: there is no room \"%s\"", id);
    return room;
}

struct baton_participant *baton_room_participant(
    const struct baton_room *room, const char *id, struct baton_failure *failure)
{
    for (guint i = 0; i < room->participants->len; i++) {
        struct baton_participant *participant = g_ptr_array_index(room->participants, i);
        if (strcmp(participant->id, id) == 0)
            return participant;
    }
    baton_failure_set(failure, BATON_E_NO_SUCH_PARTICIPANT,
        "id: there is no participant \"%s\" in room \"%s\"", id, room->id);
    return NULL;
}

struct baton_source *baton_room_source(const struct baton_room *room, const char *id)
{
    for (guint i = 0; i < room->participants->len; i++) {
        struct baton_participant *participant = g_ptr_array_index(room->participants, i);
        for (int kind = 0; kind < BATON_SOURCE_KINDS; kind++) {
            if (participant->sources[kind] && strcmp(participant->sources[kind]->id, id) == 0)
                return participant->sources[kind];
        }
    }
    return NULL;
}

bool baton_room_draw_secret(
    struct baton_engine *engine, char secret[BATON_ROOM_SECRET_SIZE], struct baton_failure *failure)
{
    uint8_t bytes[BATON_ROOM_SECRET_BYTES];
    _Static_assert(BATON_BASE64URL_SIZE(sizeof(bytes)) == BATON_ROOM_SECRET_SIZE, "its size");
    bool drawn = baton_random_fill(&engine->host->random, bytes, sizeof(bytes));
    if (drawn)
        baton_base64url_encode(secret, bytes, sizeof(bytes));
    else
        baton_failure_set(failure, BATON_E_INTERNAL, "the system gives no random numbers");
    OPENSSL_cleanse(bytes, sizeof(bytes));
    return drawn;
}

bool baton_room_secret_equal(const char *expected, const char *given)
{
    unsigned char a[EVP_MAX_MD_SIZE];
    unsigned char b[EVP_MAX_MD_SIZE];
    unsigned int a_len = 0;
    unsigned int b_len = 0;
    /* Digests are compared, so that the time does not depend on the secret or its length. */
    return expected && given &&
           EVP_Digest(expected, strlen(expected), a, &a_len, EVP_sha256(), NULL) &&
           EVP_Digest(given, strlen(given), b, &b_len, EVP_sha256(), NULL) && a_len == b_len &&
           CRYPTO_memcmp(a, b, a_len) == 0;
}

/* --- participants ----------------------------------------------------------------------------- */

void baton_room_add(struct baton_room *room, struct baton_participant *participant)
{
    participant->room = room;
    participant->arrival = ++room->arrivals;
    g_ptr_array_add(room->participants, participant);
    baton_room_mark_unsaved(room);
    baton_participant_mark_unsaved(participant);
    baton_room_note_presence(room);
}

void baton_room_send(struct baton_room *room, const struct baton_participant *except, json_t *event)
{
    const guint count = room->participants->len;
    const size_t bytes = baton_extent_bytes(event);
    GPtrArray *handles = g_ptr_array_sized_new(count);
    GArray *numbers = g_array_sized_new(FALSE, FALSE, sizeof(uint64_t), count);
    for (guint i = 0; i < count; i++) {
        const struct baton_participant *participant = g_ptr_array_index(room->participants, i);
        struct baton_device *device = participant == except ? NULL : participant->active;
        if (!device)
            continue;
        uint64_t seq = baton_device_number(device, event, bytes);
        if (!device->uplink)
            continue;
        g_ptr_array_add(handles, device->uplink->host);
        g_array_append_val(numbers, seq);
    }
    baton_effects_broadcast(room->engine->effects, handles, numbers, event);
}

void baton_room_send_state(
    struct baton_room *room, const struct baton_participant *except, json_t *event)
{
    GPtrArray *handles = g_ptr_array_sized_new(room->participants->len);
    for (guint i = 0; i < room->participants->len; i++) {
        const struct baton_participant *participant = g_ptr_array_index(room->participants, i);
        if (participant != except && participant->active && participant->active->uplink)
            g_ptr_array_add(handles, participant->active->uplink->host);
    }
    baton_effects_broadcast(room->engine->effects, handles, NULL, event);
}

void baton_room_cap(struct baton_device *device)
{
    baton_device_cap(device, device->participant->room->bitrate);
}
