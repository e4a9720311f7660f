/* SPDX-License-Identifier: GPL-3.0-or-later */
/* room owns a room: its settings, who is in it, what was said. */
#include "state/room.h"

#include <openssl/crypto.h>
#include <openssl/evp.h>
#include <string.h>

#include "state/device.h"
#include "state/participant.h"
#include "state/source.h"

struct baton_room *baton_room_find(
    struct baton_engine *engine, const char *id, struct baton_failure *failure)
{
    struct baton_room *room = g_hash_table_lookup(engine->rooms, id);
    if (!room)
        baton_failure_set(failure, BATON_E_NO_SUCH_ROOM, "room: there is no room \"%s\"", id);
    return room;
}

struct baton_participant *baton_room_participant(
    struct baton_room *room, const char *id, struct baton_failure *failure)
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

struct baton_source *baton_room_source(struct baton_room *room, const char *id)
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

bool baton_room_secret_equal(const char *expected, const char *given)
{
    unsigned char a[EVP_MAX_MD_SIZE];
    unsigned char b[EVP_MAX_MD_SIZE];
    unsigned int a_len = 0;
    unsigned int b_len = 0;
    /* Digests first, so that not even the length shows in the time it takes. */
    return expected && given &&
           EVP_Digest(expected, strlen(expected), a, &a_len, EVP_sha256(), NULL) &&
           EVP_Digest(given, strlen(given), b, &b_len, EVP_sha256(), NULL) && a_len == b_len &&
           CRYPTO_memcmp(a, b, a_len) == 0;
}

void baton_room_send(struct baton_room *room, const struct baton_participant *except, json_t *event)
{
    for (guint i = 0; i < room->participants->len; i++) {
        struct baton_participant *participant = g_ptr_array_index(room->participants, i);
        if (participant != except && participant->active)
            baton_registry_send(room->engine, participant->active->uplink, json_incref(event));
    }
    json_decref(event);
}

struct baton_room *baton_room_new_lobby(struct baton_engine *engine, enum baton_codec video_codec)
{
    struct baton_room *room = g_new0(struct baton_room, 1);
    room->engine = engine;
    room->video_codec = video_codec;
    room->description = g_strdup("");
    room->participants = g_ptr_array_new();
    baton_chat_init(&room->chat);
    return room;
}

void baton_room_free(void *data)
{
    struct baton_room *room = data;
    while (room->participants->len > 0)
        baton_participant_leave(g_ptr_array_index(room->participants, 0), NULL);
    g_ptr_array_free(room->participants, TRUE);
    baton_chat_fini(&room->chat);
    g_free(room->description);
    g_free(room->pin);
    g_free(room->secret);
    g_free(room);
}
