/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes each entry to the log, to Janus's event handlers and to the store. */
#include "guard/audit.h"

#include <stdlib.h>

#include "admission/refusals.h"
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
        .room = entry->room,
        .transfer = entry->transfer,
        .text = text,
        .keep = (int64_t)engine->config.audit_entries};
    if (text)
        baton_store_put(engine->host->store, &change, NULL);
    free(text);
}

void baton_audit_note(struct baton_engine *engine, const struct baton_audit_entry *entry)
{
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

void baton_audit_tick(struct baton_engine *engine)
{
    char count[24];
    if (baton_refusals_due(engine->refusals) > engine->now)
        return;
    g_snprintf(count, sizeof(count), "%zu", baton_refusals_left_out(engine->refusals));
    baton_audit_note(
        engine, &(struct baton_audit_entry){.kind = BATON_AUDIT_LEFT_OUT, .what = count});
}
