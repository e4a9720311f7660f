/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Follows the knowledge of a client, and checks which messages may follow. */
#include "fake/reader.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdlib.h>
#include <string.h>

#include "transfer/lifecycle.h"

/* The queue needs a time only for its patience, which the tests of the queue test. */
static const baton_time any_time = 1;

static const char *field_of(const json_t *body, const char *name)
{
    return json_string_value(json_object_get(body, name));
}

static void check(bool legal, const json_t *body, const char *why)
{
    if (!legal)
        fail_msg("%s: %s", why, json_dumps(body, 0));
}

/* --- the room --------------------------------------------------------------------------------- */

static void learn_people(struct fake_reader *reader, const json_t *body)
{
    const json_t *people = json_object_get(body, "participants");

    g_hash_table_remove_all(reader->people);
    for (size_t i = 0; i < json_array_size(people); i++)
        g_hash_table_add(reader->people, g_strdup(field_of(json_array_get(people, i), "id")));
    reader->knows_all = json_is_null(json_object_get(body, "participants_after"));
    reader->in_room = true;
    reader->closing = false;
}

static bool knows(const struct fake_reader *reader, const char *id)
{
    return g_hash_table_contains(reader->people, id);
}

static void read_in_room(struct fake_reader *reader, const json_t *body)
{
    check(reader->in_room, body, "an event of a room in which the device is not");
}

static void read_joined_other(struct fake_reader *reader, const json_t *body)
{
    const char *id = field_of(json_object_get(body, "participant"), "id");

    read_in_room(reader, body);
    check(!knows(reader, id), body, "a participant joins twice");
    g_hash_table_add(reader->people, g_strdup(id));
}

static void read_changed(struct fake_reader *reader, const json_t *body)
{
    const char *id = field_of(json_object_get(body, "participant"), "id");

    read_in_room(reader, body);
    check(!reader->knows_all || knows(reader, id), body,
        "a participant changes whom the client does not know");
}

static void read_left_other(struct fake_reader *reader, const json_t *body)
{
    read_in_room(reader, body);
    bool known = g_hash_table_remove(reader->people, field_of(body, "id"));
    check(known || !reader->knows_all, body, "a participant leaves whom the client does not know");
}

static void read_synced(struct fake_reader *reader, const json_t *body)
{
    if (json_object_get(body, "participants"))
        learn_people(reader, body);
}

/* The next device on the handle has numbers of its own. */
static void read_outside(struct fake_reader *reader, const json_t *body)
{
    (void)body;
    reader->in_room = reader->after_reply = false;
}

static void read_closing(struct fake_reader *reader, const json_t *body)
{
    (void)body;
    reader->closing = true;
}

/* --- transfers -------------------------------------------------------------------------------- */

static int state_named(const char *name)
{
    int state = 0;

    while (strcmp(baton_transfer_state_name((enum baton_transfer_state)state), name) != 0)
        state++;
    return state;
}

static int last_state(const struct fake_reader *reader, const char *transfer)
{
    return GPOINTER_TO_INT(g_hash_table_lookup(reader->transfers, transfer)) - 1;
}

static void note_state(struct fake_reader *reader, const json_t *body, int state)
{
    g_hash_table_insert(
        reader->transfers, g_strdup(field_of(body, "transfer")), GINT_TO_POINTER(state + 1));
}

static void read_of_transfer(struct fake_reader *reader, const json_t *body)
{
    check(last_state(reader, field_of(body, "transfer")) != BATON_TRANSFER_ENDED, body,
        "an event of a transfer that has ended");
}

/* The only way back is from returning to standby. If the call is to return again at the moment at which the attempt
 * before ends, the client is told `returning` twice. */
static void read_state(struct fake_reader *reader, const json_t *body)
{
    int last = last_state(reader, field_of(body, "transfer"));
    int state = state_named(field_of(body, "state"));

    read_of_transfer(reader, body);
    bool repeats = last == BATON_TRANSFER_RETURNING &&
                   (state == BATON_TRANSFER_STANDBY || state == BATON_TRANSFER_RETURNING);
    check(state > last || repeats, body, "the state of a transfer goes back");
    note_state(reader, body, state);
}

/* The device may leave the call with it, and then its handle can become part of another call. */
static void read_ended(struct fake_reader *reader, const json_t *body)
{
    read_of_transfer(reader, body);
    note_state(reader, body, BATON_TRANSFER_ENDED);
    /* It has no number if the device was in the transfer and is in no call now. */
    if (!json_object_get(body, "seq"))
        reader->after_reply = false;
}

/* `moved` and `returned` say to one device that it has the call, and to the other that it has lost it. */
static void read_swap(struct fake_reader *reader, const json_t *body)
{
    read_of_transfer(reader, body);
    if (json_object_get(body, "participants"))
        learn_people(reader, body);
    else
        reader->in_room = false;
}

/* --- numbers ---------------------------------------------------------------------------------- */

static bool is_among(const char *name, const char *const *names)
{
    for (; *names; names++)
        if (strcmp(name, *names) == 0)
            return true;
    return false;
}

/* Events that come only to devices that exist. */
static const char *const always_numbered[] = {"participant_joined", "participant_left", "chat",
    "muted_by", "room_edited", "removed", "room_destroyed", "confirm", "admitted", "moved",
    "resume", "token", "warning", "presentation_ended", "joined", "presented", "synced", NULL};

/* The reply `scanned` has the number before, or 0 if the handle was in another call. The event has the next one. */
static bool is_reply(const struct fake_reader *reader, const char *name, uint64_t seq)
{
    static const char *const replies[] = {"joined", "presented", "synced", NULL};

    return is_among(name, replies) || (strcmp(name, "scanned") == 0 && seq <= reader->seq);
}

static void read_number(struct fake_reader *reader, const json_t *body)
{
    const char *name = field_of(body, "baton");
    const json_t *number = json_object_get(body, "seq");
    uint64_t seq = (uint64_t)json_integer_value(number);

    check(number || !is_among(name, always_numbered), body, "an event has no number");
    if (!number)
        return;
    /* A device whose scan is refused gets events and no reply. */
    bool begins = seq == 1 && (!reader->in_room || reader->closing) && !reader->after_reply;
    bool replies = is_reply(reader, name, seq);
    if (begins)
        reader->in_room = reader->closing = false;
    if (!begins && !replies) {
        check(seq > reader->seq, body, "the number of an event comes again or goes back");
        reader->gaps += seq - reader->seq - 1;
        check(reader->gaps <= reader->outgoing.dropped, body, "a number is left out");
    }
    reader->seq = seq;
    reader->after_reply = replies;
}

/* --- all messages ----------------------------------------------------------------------------- */

static const struct {
    const char *name;
    void (*read)(struct fake_reader *reader, const json_t *body);
} readers[] = {
    {"joined", learn_people},
    {"synced", read_synced},
    {"left", read_outside},
    {"closing", read_closing},
    {"removed", read_outside},
    {"replaced", read_outside},
    {"room_destroyed", read_outside},
    {"participant_joined", read_joined_other},
    {"participant_changed", read_changed},
    {"participant_left", read_left_other},
    {"chat", read_in_room},
    {"muted_by", read_in_room},
    {"room_edited", read_in_room},
    {"confirm", read_of_transfer},
    {"scanned", read_of_transfer},
    {"admitted", read_of_transfer},
    {"transfer", read_state},
    {"transfer_ended", read_ended},
    {"moved", read_swap},
    {"returned", read_swap},
};

static void read_body(struct fake_reader *reader, const json_t *body)
{
    const char *name = field_of(body, "baton");

    read_number(reader, body);
    for (size_t i = 0; i < G_N_ELEMENTS(readers); i++)
        if (strcmp(readers[i].name, name) == 0)
            readers[i].read(reader, body);
}

/* --- the queue -------------------------------------------------------------------------------- */

void fake_reader_init(struct fake_reader *reader)
{
    *reader = (struct fake_reader){.late = false};
    reader->people = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
    reader->transfers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, NULL);
}

void fake_reader_fini(struct fake_reader *reader)
{
    baton_outgoing_clear(&reader->outgoing);
    g_hash_table_destroy(reader->people);
    g_hash_table_destroy(reader->transfers);
}

void fake_reader_put(struct fake_reader *reader, json_t *body)
{
    baton_outgoing_put(&reader->outgoing, &baton_outgoing_defaults,
        baton_outgoing_message_new(reader, NULL, json_incref(body), NULL), any_time);
    if (!reader->late)
        fake_reader_catch_up(reader);
}

void fake_reader_catch_up(struct fake_reader *reader)
{
    struct baton_outgoing_message *message;

    while (!reader->outgoing.ended && (message = baton_outgoing_take(&reader->outgoing,
                                           &baton_outgoing_defaults, any_time))) {
        uint64_t number =
            baton_outgoing_ask(&reader->outgoing, &baton_outgoing_defaults, &baton_random_system);
        read_body(reader, message->body);
        baton_outgoing_message_free(message);
        if (number)
            assert_true(baton_outgoing_acknowledge(&reader->outgoing, number));
    }
}

bool fake_reader_is_cut(const struct fake_reader *reader)
{
    return reader->outgoing.ended;
}

void fake_reader_check_limits(const struct fake_reader *reader)
{
    assert_true(reader->outgoing.waiting <= baton_outgoing_defaults.bytes);
    assert_true(reader->outgoing.messages.length <= baton_outgoing_defaults.messages);
    assert_true(
        baton_outgoing_held(&reader->outgoing) <= baton_outgoing_defaults.bytes + baton_outgoing_defaults.window);
}
