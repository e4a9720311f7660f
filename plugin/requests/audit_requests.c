/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The request `audit`, and the entries about refused requests. */
#include "admission/refusals.h"
#include "engine/saves.h"
#include "guard/audit.h"
#include "requests/requests.h"
#include "workflow/transfer.h"

/* --- refusals --------------------------------------------------------------------------------- */

/* Entries for all refusals would push all other entries out of the trail. If a guesser is locked, the lock has an
 * entry. */
static bool is_noted(
    struct baton_engine *engine, const struct baton_handle *handle, enum baton_error error)
{
    return error != BATON_E_TOO_MANY_ATTEMPTS && error != BATON_E_BUSY &&
           baton_refusals_take(engine->refusals, baton_handle_sender(handle), engine->now);
}

/* Adds the sender's room and transfer. They say more than the names in the request, which may not exist. */
static void add_sender(struct baton_audit_entry *entry, const struct baton_device *device)
{
    const struct baton_participant *participant = device->participant;
    entry->participant = participant->id;
    entry->network = baton_addresses_seen(&device->addresses);
    if (participant->room->id[0]) {
        entry->room = participant->room->id;
        entry->outside = false;
    }
    if (participant->transfer)
        entry->transfer = participant->transfer->id;
}

void baton_engine_refused(struct baton_engine *engine, const struct baton_handle *handle,
    bool by_operator, const char *verb, const char *room, const char *transfer,
    enum baton_error error)
{
    struct baton_audit_entry entry = {.kind = BATON_AUDIT_REFUSED,
        .room = room,
        .transfer = transfer,
        .side = by_operator ? "operator" : NULL,
        .what = verb,
        .reason = baton_error_name(error),
        .outside = true};
    if (!by_operator && !is_noted(engine, handle, error))
        return;
    if (handle && handle->device && handle->device->participant)
        add_sender(&entry, handle->device);
    baton_audit_note(engine, &entry);
}

/* --- reading ---------------------------------------------------------------------------------- */

json_t *baton_engine_audit(struct baton_engine *engine, const char *room, const char *transfer,
    const struct baton_page_request *page, const struct baton_later *later,
    struct baton_failure *failure)
{
    const struct baton_audit_query query = {
        .room = room, .transfer = transfer, .before = page->before, .limit = page->limit};
    if (baton_saves_possible(engine, later, failure))
        baton_saves_query(engine, &query, later, failure);
    return NULL;
}

/* A page may be followed by an empty one, because the store does not check whether there are more entries. */
static json_t *page_of(size_t rows, const int64_t *numbers, const char *const *texts)
{
    json_t *entries = json_array();
    for (size_t i = 0; i < rows; i++) {
        json_t *entry = json_loads(texts[i], 0, NULL);
        if (!entry)
            continue;
        json_object_set_new(entry, "number", json_integer(numbers[i]));
        json_array_append_new(entries, entry);
    }
    return json_pack("{s:s, s:o, s:o}", "baton", "audit", "entries", entries, "next",
        baton_object_cursor(rows > 0 && numbers[rows - 1] > 1 ? numbers[rows - 1] : 0));
}

void baton_engine_audit_read(struct baton_engine *engine, uint64_t receipt, size_t rows,
    const int64_t *numbers, const char *const *texts, const struct baton_failure *failure,
    baton_time now)
{
    engine->now = MAX(engine->now, now);
    baton_saves_queried(engine, receipt, failure ? NULL : page_of(rows, numbers, texts), failure);
    baton_engine_flush(engine);
}
