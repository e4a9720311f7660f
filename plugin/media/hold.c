/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/hold.h"

#include <string.h>

void baton_hold_clear(struct baton_hold *hold)
{
    hold->count = 0;
}

bool baton_hold_is_fresh(const struct baton_hold *hold, baton_time now)
{
    return hold->count > 0 && now - hold->since <= BATON_HOLD_TIME;
}

static void copy(struct baton_held *held, const struct baton_media_host *host,
    const struct baton_arrival *arrival)
{
    memcpy(held->data, arrival->packet->data, arrival->packet->length);
    host->copy_form(arrival->packet, held->form, held->data);
    held->packet = *arrival->packet;
    held->packet.data = held->data;
    held->packet.form = held->form;
    held->arrival = *arrival;
    held->arrival.packet = &held->packet;
}

bool baton_hold_begin(struct baton_hold *hold, const struct baton_media_host *host,
    const struct baton_arrival *arrival)
{
    hold->count = 0;
    hold->since = arrival->packet->arrival;
    if (arrival->packet->length > BATON_HOLD_BYTES)
        return false;
    copy(&hold->held[hold->count++], host, arrival);
    return true;
}

bool baton_hold_add(struct baton_hold *hold, const struct baton_media_host *host,
    const struct baton_arrival *arrival)
{
    if (!baton_hold_is_fresh(hold, arrival->packet->arrival) || hold->count == BATON_HOLD_PACKETS ||
        arrival->packet->length > BATON_HOLD_BYTES) {
        hold->count = 0;
        return false;
    }
    copy(&hold->held[hold->count++], host, arrival);
    return true;
}
