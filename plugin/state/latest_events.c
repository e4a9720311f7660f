/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The numbers of a device's events, and the latest of these events. */
#include "state/latest_events.h"

#include <glib.h>
#include <string.h>

#include "base/extent.h"

/* --- secrets ---------------------------------------------------------------------------------- */

/* Events that consist of a secret. */
static const char *const secret_events[] = {"code", "resume", "token"};
/* Fields of other events that are secrets. `disown_for` says how long the secret in `disown` is valid. */
static const char *const secret_fields[] = {"resume", "token", "disown", "disown_for", "code"};

static bool is_secret(const json_t *body)
{
    const char *name = json_string_value(json_object_get(body, "baton"));

    for (size_t i = 0; i < G_N_ELEMENTS(secret_events); i++)
        if (strcmp(name, secret_events[i]) == 0)
            return true;
    return false;
}

/* Returns a reference to the body or, if it has a secret, a copy without the secret. Reduces `*bytes` in this case. */
static json_t *without_secrets(json_t *body, size_t *bytes)
{
    json_t *copy = NULL;

    for (size_t i = 0; i < G_N_ELEMENTS(secret_fields); i++) {
        if (!json_object_get(body, secret_fields[i]))
            continue;
        if (!copy)
            copy = json_copy(body);
        json_object_del(copy, secret_fields[i]);
    }
    if (copy)
        *bytes = baton_extent_bytes(copy);
    return copy ? copy : json_incref(body);
}

/* --- the ring --------------------------------------------------------------------------------- */

static struct baton_kept_event *at(const struct baton_latest_events *events, size_t index)
{
    return &events->ring[(events->first + index) % BATON_LATEST_EVENTS];
}

static void forget_oldest(struct baton_latest_events *events)
{
    struct baton_kept_event *oldest = at(events, 0);

    events->forgotten = oldest->seq;
    events->bytes -= oldest->bytes;
    json_decref(oldest->body);
    events->first = (events->first + 1) % BATON_LATEST_EVENTS;
    events->count--;
}

/* Takes ownership of `body`. An event that is larger than the limit pushes out all events, itself too. */
static void keep(struct baton_latest_events *events, json_t *body, size_t bytes)
{
    if (!events->ring)
        events->ring = g_new(struct baton_kept_event, BATON_LATEST_EVENTS);
    if (events->count == BATON_LATEST_EVENTS)
        forget_oldest(events);
    events->count++;
    *at(events, events->count - 1) =
        (struct baton_kept_event){.seq = events->last, .body = body, .bytes = bytes};
    events->bytes += bytes;
    while (events->bytes > BATON_LATEST_EVENTS_BYTES)
        forget_oldest(events);
}

uint64_t baton_latest_events_add(struct baton_latest_events *events, json_t *body, size_t bytes)
{
    events->last++;
    if (!is_secret(body)) {
        json_t *kept = without_secrets(body, &bytes);
        keep(events, kept, bytes);
    }
    return events->last;
}

bool baton_latest_events_reach(const struct baton_latest_events *events, uint64_t since)
{
    return since >= events->forgotten;
}

json_t *baton_latest_events_since(const struct baton_latest_events *events, uint64_t since)
{
    json_t *list = json_array();

    for (size_t i = 0; i < events->count; i++) {
        const struct baton_kept_event *event = at(events, i);
        if (event->seq > since)
            json_array_append_new(list, baton_event_numbered(event->body, event->seq));
    }
    return list;
}

void baton_latest_events_fini(struct baton_latest_events *events)
{
    while (events->count > 0)
        forget_oldest(events);
    g_free(events->ring);
    events->ring = NULL;
}

json_t *baton_event_numbered(json_t *body, uint64_t seq)
{
    json_t *copy = json_copy(body);

    json_object_set_new(copy, "seq", json_integer((json_int_t)seq));
    return copy;
}
