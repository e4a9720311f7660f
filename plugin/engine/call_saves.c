/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The rows that are on their way to the disk, and what follows if they do not arrive. */
#include "engine/call_saves.h"

#include <openssl/crypto.h>
#include <stdlib.h>
#include <string.h>

#include "engine/call_row.h"
#include "engine/saves.h"
#include "guard/audit.h"

struct baton_call_saves {
    GArray *receipts; /* uint64_t, of the rows on their way, in their order */
    GQueue ends;      /* struct baton_unsaved_end: deleted by rows on their way */
    bool clears;      /* one of these rows deletes all rows of calls */
    bool failed;      /* one of these rows was not written */
    bool trouble;     /* it was said that calls would not outlast a crash */
    baton_time next;  /* when the next rows may be queued */
    baton_time moved; /* when the disk last wrote something, or the first row was queued */
};

struct baton_call_saves *baton_call_saves_new(void)
{
    struct baton_call_saves *saves = g_new0(struct baton_call_saves, 1);
    saves->receipts = g_array_new(FALSE, FALSE, sizeof(uint64_t));
    g_queue_init(&saves->ends);
    return saves;
}

void baton_call_saves_free(struct baton_call_saves *saves)
{
    g_array_free(saves->receipts, TRUE);
    g_queue_clear_full(&saves->ends, baton_unsaved_end_free);
    g_free(saves);
}

/* --- trouble ---------------------------------------------------------------------------------- */

static void say(struct baton_engine *engine, bool trouble, const char *reason, const char *sentence)
{
    const struct baton_host *host = engine->host;
    char line[BATON_FAILURE_TEXT_SIZE + 64];
    if (engine->call_saves->trouble == trouble)
        return;
    engine->call_saves->trouble = trouble;
    g_snprintf(line, sizeof(line), "%s: %s",
        trouble ? "calls would not outlast a crash now" : "calls outlast a crash again", sentence);
    if (host->log)
        host->log(host->context, line);
    baton_audit_note(engine,
        &(struct baton_audit_entry){
            .kind = trouble ? BATON_AUDIT_CALLS_UNSAFE : BATON_AUDIT_CALLS_SAFE, .reason = reason});
}

/* It is not known which rows the store has now, so every row is written again. */
static void mark_all(struct baton_engine *engine, bool stored)
{
    GHashTableIter iter;
    void *value;
    g_hash_table_iter_init(&iter, engine->rooms);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        struct baton_room *room = value;
        room->unsaved.stored = stored;
        room->unsaved.chat = 0;
        for (guint i = 0; i < room->participants->len; i++)
            ((struct baton_participant *)g_ptr_array_index(room->participants, i))->unsaved.stored =
                stored;
        baton_room_mark_all_unsaved(room);
    }
}

/* --- rows ------------------------------------------------------------------------------------- */

static bool put(struct baton_engine *engine, const struct baton_change *change)
{
    struct baton_call_saves *saves = engine->call_saves;
    struct baton_failure failure = {.error = BATON_OK};
    uint64_t receipt = baton_store_put(engine->host->store, change, &failure);
    if (!receipt) {
        say(engine, true, baton_error_name(failure.error), failure.text);
        return false;
    }
    if (saves->receipts->len == 0)
        saves->moved = engine->now;
    g_array_append_val(saves->receipts, receipt);
    return true;
}

/* The settings contain secrets. */
static bool put_settings(struct baton_room *room)
{
    json_t *row =
        json_pack("{s:o, s:b}", "create", baton_saves_settings(room, false), "kept", room->kept);
    char *text = row ? json_dumps(row, JSON_COMPACT) : NULL;
    bool done = text && put(room->engine,
                            &(struct baton_change){
                                .kind = BATON_CHANGE_CALL_ROOM, .room = room->id, .text = text});
    if (text)
        OPENSSL_cleanse(text, strlen(text));
    free(text);
    json_decref(row);
    return done;
}

static bool put_message(struct baton_room *room, const json_t *message)
{
    char *text = json_dumps(message, JSON_COMPACT);
    const struct baton_change change = {.kind = BATON_CHANGE_CALL_MESSAGE,
        .room = room->id,
        .text = text,
        .number = baton_chat_id(message),
        .keep = baton_chat_oldest(&room->chat)};
    bool done = text && put(room->engine, &change);
    if (done)
        room->unsaved.chat = change.number;
    free(text);
    return done;
}

static bool put_chat(struct baton_room *room)
{
    bool done = true;
    const GList *link = room->chat.messages.tail;
    while (link && link->prev && baton_chat_id(link->prev->data) > room->unsaved.chat)
        link = link->prev;
    for (; done && link; link = link->next)
        if (baton_chat_id(link->data) > room->unsaved.chat)
            done = put_message(room, link->data);
    return done;
}

/* A room in use stays stored until it ends, because of its chat. */
static bool save_room(struct baton_room *room)
{
    if (!room->registered)
        return true; /* a lobby */
    bool used = room->unsaved.stored || room->participants->len > 0;
    if (!room->permanent && room->hold > 0 && used) {
        room->unsaved.stored = true;
        return put_settings(room) && put_chat(room);
    }
    if (!room->unsaved.stored)
        return true;
    room->unsaved.stored = !put(
        room->engine, &(struct baton_change){.kind = BATON_CHANGE_NO_CALL_ROOM, .room = room->id});
    room->unsaved.chat = 0;
    return !room->unsaved.stored;
}

static bool put_participant(struct baton_participant *participant)
{
    char *text = baton_call_row_write(participant);
    const struct baton_change change = {.kind = BATON_CHANGE_PARTICIPANT,
        .room = participant->room->id,
        .participant = participant->id,
        .text = text,
        .number = participant->arrival};
    bool done = text && put(participant->engine, &change);
    participant->unsaved.stored |= done;
    free(text);
    return done;
}

/* While a swap is between two devices, no device has the call. The row stays as it is until one of them has it. */
static bool save_participant(struct baton_participant *participant)
{
    if (!participant->room || !participant->room->registered)
        return true;
    if (participant->room->hold > 0)
        return !participant->active || put_participant(participant);
    if (!participant->unsaved.stored)
        return true;
    participant->unsaved.stored =
        !put(participant->engine, &(struct baton_change){.kind = BATON_CHANGE_NO_PARTICIPANT,
                                      .room = participant->room->id,
                                      .participant = participant->id});
    return !participant->unsaved.stored;
}

static bool save_end(struct baton_engine *engine, struct baton_unsaved_end *end)
{
    const struct baton_change change = {
        .kind = end->participant ? BATON_CHANGE_NO_PARTICIPANT : BATON_CHANGE_NO_CALL_ROOM,
        .room = end->room,
        .participant = end->participant};
    return put(engine, &change);
}

/* --- turns ------------------------------------------------------------------------------------ */

static bool clear_all(struct baton_engine *engine)
{
    if (!put(engine, &(struct baton_change){.kind = BATON_CHANGE_NO_CALLS}))
        return false;
    engine->unsaved.again = false;
    engine->call_saves->clears = true;
    mark_all(engine, false);
    return true;
}

/* Queues the rows of one object. Ends come first, because a room with the same id may follow, and a participant comes
 * after the room. Returns false if the store takes nothing more now: then the object waits for the next turn. */
static bool save_next(struct baton_engine *engine)
{
    struct baton_unsaved *unsaved = &engine->unsaved;
    if (unsaved->again)
        return clear_all(engine);
    if (unsaved->ends.length > 0) {
        if (!save_end(engine, unsaved->ends.head->data))
            return false;
        g_queue_push_tail(&engine->call_saves->ends, g_queue_pop_head(&unsaved->ends));
        return true;
    }
    GQueue *queue = unsaved->rooms.length > 0 ? &unsaved->rooms : &unsaved->participants;
    void *object = g_queue_peek_head(queue);
    if (queue == &unsaved->rooms ? !save_room(object) : !save_participant(object))
        return false;
    g_queue_pop_head_link(queue)->data = NULL;
    return true;
}

/* The ends that are on their way are kept until no row is, so that they can be repeated. */
static bool is_full(const struct baton_call_saves *saves)
{
    return saves->receipts->len >= BATON_CALL_SAVE_MOST ||
           saves->ends.length >= BATON_CALL_SAVE_MOST_ENDS;
}

void baton_call_saves_tick(struct baton_engine *engine)
{
    struct baton_call_saves *saves = engine->call_saves;
    if (saves->receipts->len > 0 && saves->moved + BATON_CALL_SAVE_LATE <= engine->now)
        say(engine, true, "late", "the disk has written nothing for 5 seconds");
    if (saves->failed || saves->next > engine->now)
        return;
    for (int i = 0; i < BATON_CALL_SAVE_TURN; i++) {
        if (!baton_unsaved_waits(&engine->unsaved)) {
            if (i > 0)
                saves->next = engine->now + BATON_CALL_SAVE_INTERVAL;
            return;
        }
        if (is_full(saves))
            return;
        if (!save_next(engine)) {
            saves->next = engine->now + BATON_CALL_SAVE_RETRY;
            return;
        }
    }
}

void baton_call_saves_finish(struct baton_engine *engine)
{
    while (baton_unsaved_waits(&engine->unsaved) && save_next(engine))
        continue;
}

baton_time baton_call_saves_deadline(const struct baton_engine *engine)
{
    const struct baton_call_saves *saves = engine->call_saves;
    baton_time late = saves->receipts->len > 0 && !saves->trouble
                          ? saves->moved + BATON_CALL_SAVE_LATE
                          : BATON_NEVER;
    bool waits = baton_unsaved_waits(&engine->unsaved) && !saves->failed && !is_full(saves);
    return waits ? MIN(MAX(saves->next, engine->now), late) : late;
}

/* --- reports ---------------------------------------------------------------------------------- */

/* All rows that were on their way have been reported. */
static void settle(struct baton_engine *engine)
{
    struct baton_call_saves *saves = engine->call_saves;
    if (saves->failed) {
        engine->unsaved.again |= saves->clears;
        for (struct baton_unsaved_end *end; (end = g_queue_pop_tail(&saves->ends));)
            g_queue_push_head(&engine->unsaved.ends, end);
        mark_all(engine, true);
        saves->next = engine->now + BATON_CALL_SAVE_RETRY;
    } else {
        g_queue_clear_full(&saves->ends, baton_unsaved_end_free);
        say(engine, false, "none", "everything was written");
    }
    saves->failed = saves->clears = false;
}

bool baton_call_saves_written(
    struct baton_engine *engine, uint64_t receipt, const struct baton_failure *failure)
{
    struct baton_call_saves *saves = engine->call_saves;
    if (saves->receipts->len == 0 || g_array_index(saves->receipts, uint64_t, 0) != receipt)
        return false;
    g_array_remove_index(saves->receipts, 0);
    saves->moved = engine->now;
    if (failure) {
        saves->failed = true;
        say(engine, true, baton_error_name(failure->error), failure->text);
    }
    if (saves->receipts->len == 0)
        settle(engine);
    return true;
}
