/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two books: the people who were let in, and the secrets that were handed out. */
#include "fake/promises.h"

#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <string.h>

#include "state/device.h"
#include "state/participant.h"
#include "state/room.h"
#include "state/unsaved.h"
#include "workflow/transfer.h"

/* What docs/api.md promises: the most of `hold` for a client that said that it goes, and the least after a restart. */
#define CLOSING_HOLD BATON_SECONDS(10)
#define RESTART_HOLD BATON_SECONDS(30)

struct person {
    char room[BATON_TEXT_ID_SIZE];
    baton_time hold;
    baton_time reached;  /* when somebody could last reach a device of this person */
    baton_time sent;     /* when the person was last not away at all */
    bool closing;        /* the client said that it goes */
    bool written;        /* the store knows this person */
    bool present;        /* false: has left, and `written` means that the store knows it */
    bool excused, found; /* of this step */
};

struct secret {
    char device[BATON_ID_SIZE], participant[BATON_ID_SIZE];
    guint number;  /* in the order in which they were handed out */
    bool old;      /* must not work any more */
    bool written;  /* the store knows the last change */
    bool doubtful; /* a crash came before it was written, so both are right */
};

struct fake_promises {
    GHashTable *people;    /* id -> struct person */
    GHashTable *secrets;   /* text -> struct secret */
    GPtrArray *handed_out; /* the texts, borrowed from `secrets` */
    GHashTable
        *numbers; /* id of a device -> the highest number of an event that its client knows */
    char joined[BATON_ID_SIZE];
    bool all_excused, crashed; /* of this step */
    bool written;              /* the store had everything at the end of the last step */
};

struct fake_promises *fake_promises_new(void)
{
    struct fake_promises *promises = g_new0(struct fake_promises, 1);
    promises->people = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    promises->secrets = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    promises->handed_out = g_ptr_array_new();
    promises->numbers = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    return promises;
}

void fake_promises_free(struct fake_promises *promises)
{
    g_hash_table_destroy(promises->people);
    g_ptr_array_free(promises->handed_out, TRUE);
    g_hash_table_destroy(promises->secrets);
    g_hash_table_destroy(promises->numbers);
    g_free(promises);
}

static struct baton_participant *find_participant(
    const struct fake_world *world, const char *room_id, const char *id)
{
    const struct baton_room *room = g_hash_table_lookup(world->engine->rooms, room_id);
    return room ? baton_room_participant(room, id, NULL) : NULL;
}

/* --- people ----------------------------------------------------------------------------------- */

void fake_promises_joined(struct fake_promises *promises, const char *participant)
{
    g_strlcpy(promises->joined, participant, sizeof(promises->joined));
}

void fake_promises_excuses(struct fake_promises *promises, const char *participant)
{
    struct person *person = participant ? g_hash_table_lookup(promises->people, participant) : NULL;
    if (person)
        person->excused = true;
    promises->all_excused |= !participant;
}

/* Until when the room has to keep somebody whom nobody can reach. */
static baton_time kept_until(const struct person *person)
{
    if (person->hold == 0)
        return 0;
    if (!person->closing)
        return person->reached + person->hold;
    return MIN(person->reached, person->sent) + MIN(person->hold, CLOSING_HOLD);
}

/* Whether a device of this person can be reached. In the middle of a swap nobody has the call: both devices count. */
static bool is_reached(const struct baton_participant *participant)
{
    return !participant->active || (participant->active->uplink && !participant->active->closing);
}

static void see(struct person *person, const struct baton_participant *participant, baton_time now)
{
    person->found = person->present = true;
    g_strlcpy(person->room, participant->room->id, sizeof(person->room));
    /* A device that has lost its handles has forgotten it. */
    person->closing |= participant->active && participant->active->closing;
    if (is_reached(participant)) {
        person->closing = false;
        person->reached = now;
        person->hold = BATON_SECONDS(participant->room->hold);
    }
    if (participant->absence.kind == BATON_NOT_AWAY)
        person->sent = now;
}

/* Somebody who is not known has to be the one who joined. After a crash it may be somebody whose end was
 * not written. */
static void see_participant(
    struct fake_promises *promises, const struct baton_participant *participant, baton_time now)
{
    struct person *person = g_hash_table_lookup(promises->people, participant->id);
    if (!person) {
        if (strcmp(promises->joined, participant->id) != 0)
            fail_msg("%s is in the room and has not joined", participant->id);
        person = g_new0(struct person, 1);
        g_hash_table_insert(promises->people, g_strdup(participant->id), person);
    } else if (!person->present && !(promises->crashed && !person->written)) {
        fail_msg("%s has left, and is in the room again", participant->id);
    }
    if (!person->present)
        person->written = false;
    see(person, participant, now);
}

static void see_room(struct fake_promises *promises, const struct baton_room *room, baton_time now)
{
    for (guint i = 0; i < room->participants->len; i++)
        see_participant(promises, g_ptr_array_index(room->participants, i), now);
}

static void check_missing(
    const struct fake_promises *promises, const char *id, struct person *person, baton_time now)
{
    bool lost = promises->crashed && !person->written;
    if (!person->excused && !promises->all_excused && !lost && now < kept_until(person))
        fail_msg("%s is lost: reached %lld ms ago, hold %lld ms", id,
            (long long)((now - person->reached) / BATON_MS(1)),
            (long long)(person->hold / BATON_MS(1)));
    person->present = person->written = false;
}

static void check_people(struct fake_promises *promises, const struct fake_world *world)
{
    GHashTableIter iter;
    void *id, *value;
    g_hash_table_iter_init(&iter, world->engine->rooms);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        see_room(promises, value, world->now);
    g_hash_table_iter_init(&iter, promises->people);
    while (g_hash_table_iter_next(&iter, &id, &value)) {
        struct person *person = value;
        if (person->present && !person->found)
            check_missing(promises, id, person, world->now);
        person->found = person->excused = false;
    }
    promises->joined[0] = '\0';
    promises->all_excused = promises->crashed = false;
}

/* --- secrets ---------------------------------------------------------------------------------- */

bool fake_promises_gives(
    struct fake_promises *promises, const struct baton_device *device, const char *text)
{
    if (g_hash_table_contains(promises->secrets, text))
        return false;
    struct secret *secret = g_new0(struct secret, 1);
    char *key = g_strdup(text);
    g_strlcpy(secret->device, device->id, sizeof(secret->device));
    g_strlcpy(secret->participant, device->participant->id, sizeof(secret->participant));
    secret->number = promises->handed_out->len;
    g_hash_table_insert(promises->secrets, key, secret);
    g_ptr_array_add(promises->handed_out, key);
    return true;
}

/* Makes the secrets of the same device old that were handed out before `end`, except `used`. */
static void make_old(struct fake_promises *promises, const struct secret *used, guint end)
{
    for (guint i = 0; i < end; i++) {
        struct secret *other =
            g_hash_table_lookup(promises->secrets, g_ptr_array_index(promises->handed_out, i));
        if (other == used || other->old || strcmp(other->device, used->device) != 0)
            continue;
        other->old = true;
        other->written = false;
    }
}

void fake_promises_shows(
    struct fake_promises *promises, const struct baton_device *device, const char *text)
{
    const struct secret *secret = g_hash_table_lookup(promises->secrets, text);
    if (secret && strcmp(secret->device, device->id) == 0)
        make_old(promises, secret, secret->number);
}

void fake_promises_granted(struct fake_promises *promises, const char *text, const json_t *reply)
{
    struct secret *secret = g_hash_table_lookup(promises->secrets, text);
    if (!secret)
        fail_msg("somebody came back with a secret that was never handed out");
    if (secret->old && !secret->doubtful)
        fail_msg("somebody came back as %s with an old secret", secret->participant);
    assert_string_equal(text_at(reply, "id"), secret->participant);
    assert_string_equal(text_at(reply, "device"), secret->device);
    secret->old = secret->doubtful = false;
    make_old(promises, secret, promises->handed_out->len);
}

/* Whether this device has the call, and nothing that the promises name keeps it from coming back. */
static bool could_come_back(
    const struct fake_world *world, const char *room, const struct secret *secret)
{
    const struct baton_participant *participant =
        find_participant(world, room, secret->participant);
    if (!participant || !participant->active ||
        strcmp(participant->active->id, secret->device) != 0)
        return false;
    return !participant->transfer || participant->transfer->new_device != participant->active;
}

void fake_promises_refused(struct fake_promises *promises, const struct fake_device *device,
    const char *room, const char *text)
{
    const struct secret *secret = g_hash_table_lookup(promises->secrets, text);
    if (secret && !secret->old && !secret->doubtful && could_come_back(device->world, room, secret))
        fail_msg("%s cannot come back with a valid secret: %s", secret->participant,
            device->failure.text);
}

const char *fake_promises_secret(const struct fake_promises *promises, size_t index)
{
    return index < promises->handed_out->len ? g_ptr_array_index(promises->handed_out, index)
                                             : NULL;
}

size_t fake_promises_secrets(const struct fake_promises *promises)
{
    return promises->handed_out->len;
}

/* --- crashes ---------------------------------------------------------------------------------- */

void fake_promises_crashes(struct fake_promises *promises, const struct fake_world *world)
{
    GHashTableIter iter;
    void *value;
    g_hash_table_iter_init(&iter, promises->people);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        struct person *person = value;
        person->reached = person->sent = world->now;
        if (person->hold > 0)
            person->hold = MAX(person->hold, RESTART_HOLD);
        person->closing = false;
    }
    g_hash_table_iter_init(&iter, promises->secrets);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        struct secret *secret = value;
        secret->doubtful |= !secret->written;
    }
    promises->crashed = true;
    /* What was not written may have been a use of a secret after a crash, with the numbers that follow it. */
    if (!promises->written)
        g_hash_table_remove_all(promises->numbers);
}

/* Everything that has happened so far is in the store. */
static void note_written(struct fake_promises *promises)
{
    GHashTableIter iter;
    void *value;
    g_hash_table_iter_init(&iter, promises->people);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        ((struct person *)value)->written = true;
    g_hash_table_iter_init(&iter, promises->secrets);
    while (g_hash_table_iter_next(&iter, NULL, &value))
        ((struct secret *)value)->written = true;
}

/* --- the numbers of events -------------------------------------------------------------------- */

static void check_number(
    struct fake_promises *promises, const struct baton_device *device, uint64_t seq)
{
    uint64_t *known = g_hash_table_lookup(promises->numbers, device->id);
    if (!known) {
        known = g_new0(uint64_t, 1);
        g_hash_table_insert(promises->numbers, g_strdup(device->id), known);
    }
    if (seq < *known)
        fail_msg("the numbers of device %s went back", device->id);
    *known = seq;
}

static void check_numbers(struct fake_promises *promises, const struct fake_world *world)
{
    for (guint i = 0; i < world->devices->len; i++) {
        const struct fake_device *device = g_ptr_array_index(world->devices, i);
        const struct baton_device *real = device->uplink ? device->uplink->device : NULL;
        if (real && !device->up->reader.late && device->up->reader.seq > 0)
            check_number(promises, real, device->up->reader.seq);
    }
}

void fake_promises_checks(struct fake_promises *promises, const struct fake_world *world)
{
    check_people(promises, world);
    check_numbers(promises, world);
    promises->written = !baton_unsaved_waits(&world->engine->unsaved) && !world->storing_slowly;
    if (promises->written)
        note_written(promises);
}
