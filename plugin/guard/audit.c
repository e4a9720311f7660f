/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes each entry to the log, to Janus's event handlers and to the store. */
#include "guard/audit.h"

#include <stdlib.h>
#include <string.h>

#include "admission/refusals.h"
#include "admission/trail.h"
#include "state/room.h"
#include "store/store.h"

static const char *const names[BATON_AUDIT_KIND_COUNT] = {
#define BATON_AUDIT_NAME(constant, name, meaning) [constant] = name,
    BATON_AUDIT_KINDS(BATON_AUDIT_NAME)
#undef BATON_AUDIT_NAME
};

static void add(json_t *event, GString *line, const char *name, const char *text)
{
    if (!text || !*text)
        return;
    json_object_set_new(event, name, json_string(text));
    g_string_append_printf(line, " %s=%s", name, text);
}

static void add_all(json_t *event, GString *line, const struct baton_audit_entry *entry)
{
    add(event, line, "room", entry->room);
    add(event, line, "participant", entry->participant);
    add(event, line, "transfer", entry->transfer);
    add(event, line, "side", entry->side);
    add(event, line, "network", entry->network);
    add(event, line, "what", entry->what);
    add(event, line, "reason", entry->reason);
}

static void keep(
    const struct baton_engine *engine, const struct baton_audit_entry *entry, const json_t *event)
{
    char *text = json_dumps(event, JSON_COMPACT);
    const struct baton_change change = {.kind = BATON_CHANGE_AUDIT,
        .room = entry->room && *entry->room ? entry->room : NULL,
        .transfer = entry->transfer,
        .text = text,
        .keep = (int64_t)engine->config.audit_entries};
    if (text)
        baton_store_put(engine->host->store, &change, NULL);
    free(text);
}

/* --- what clients cause ----------------------------------------------------------------------- */

_Static_assert((int)BATON_AUDIT_KIND_COUNT <= (int)BATON_TRAIL_KINDS, "kinds of entries");

static bool is_operators(const struct baton_engine *engine, const struct baton_audit_entry *entry)
{
    return engine->operated || (entry->side && strcmp(entry->side, "operator") == 0);
}

/* Whether the entry needs a call that really has moved. */
static bool is_move(const struct baton_audit_entry *entry)
{
    switch (entry->kind) {
    case BATON_AUDIT_MOVED:
    case BATON_AUDIT_RETURNED:
    case BATON_AUDIT_DISOWNED:
        return true;
    case BATON_AUDIT_ENDED:
        return strcmp(entry->what, "moved") == 0 || strcmp(entry->what, "returned") == 0;
    default:
        return false;
    }
}

/* Whether Baton notes it by itself, and seldom. */
static bool is_own(enum baton_audit_kind kind)
{
    return kind == BATON_AUDIT_LEFT_OUT || kind == BATON_AUDIT_ENTRIES_LEFT_OUT ||
           kind == BATON_AUDIT_CALLS_UNSAFE || kind == BATON_AUDIT_CALLS_SAFE ||
           kind == BATON_AUDIT_RESTARTED;
}

static bool may_note(const struct baton_engine *engine, const struct baton_audit_entry *entry)
{
    const char *id = entry->room && !entry->outside ? entry->room : "";
    const struct baton_room *room = g_hash_table_lookup(engine->rooms, id);
    const struct baton_trail_cause cause = {
        .kind = entry->kind,
        .move = is_move(entry),
        .room = id,
        .maker = room && room->counted ? room->holder : NULL,
        .session = engine->sender,
    };
    return is_own(entry->kind) || is_operators(engine, entry) ||
           baton_trail_take(engine->trail, &cause, engine->now);
}

/* --- noting ----------------------------------------------------------------------------------- */

void baton_audit_note(struct baton_engine *engine, const struct baton_audit_entry *entry)
{
    if (!may_note(engine, entry))
        return;
    const struct baton_host *host = engine->host;
    GString *line = g_string_new("audit: ");
    json_t *event = json_pack("{s:s, s:I}", "event", names[entry->kind], "time",
        (json_int_t)host->wall_clock(host->context));
    g_string_append(line, names[entry->kind]);
    add_all(event, line, entry);
    if (host->log)
        host->log(host->context, line->str);
    if (host->store)
        keep(engine, entry, event);
    baton_effects_notify(engine->effects, NULL, event);
    g_string_free(line, TRUE);
}

static void note_left_out(struct baton_engine *engine)
{
    struct baton_trail_left_out left_out;
    char count[24];
    while (baton_trail_left_out(engine->trail, &left_out)) {
        g_snprintf(count, sizeof(count), "%zu", left_out.count);
        baton_audit_note(engine, &(struct baton_audit_entry){.kind = BATON_AUDIT_ENTRIES_LEFT_OUT,
                                     .room = left_out.room,
                                     .what = count,
                                     .reason = names[left_out.kind]});
    }
}

baton_time baton_audit_deadline(const struct baton_engine *engine)
{
    return MIN(baton_refusals_due(engine->refusals), baton_trail_due(engine->trail));
}

void baton_audit_tick(struct baton_engine *engine)
{
    char count[24];
    if (baton_trail_due(engine->trail) <= engine->now)
        note_left_out(engine);
    if (baton_refusals_due(engine->refusals) > engine->now)
        return;
    g_snprintf(count, sizeof(count), "%zu", baton_refusals_left_out(engine->refusals));
    baton_audit_note(
        engine, &(struct baton_audit_entry){.kind = BATON_AUDIT_LEFT_OUT, .what = count});
}
