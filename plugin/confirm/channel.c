/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of channels, and the functions that search it. */
#include "confirm/channel.h"

#include <string.h>

/* Sorted by `strength`, the lowest first. A request must not choose a channel with a lower strength than that of the
 * room. The first channel is the default. */
static const struct baton_channel *const channels[] = {
    &baton_channel_popup,
    &baton_channel_chat,
    &baton_channel_sms,
};

enum { CHANNELS = sizeof(channels) / sizeof(channels[0]) };

const struct baton_channel *baton_channel_at(size_t index)
{
    return index < CHANNELS ? channels[index] : NULL;
}

const struct baton_channel *baton_channel_find(const char *name)
{
    for (size_t i = 0; name && i < CHANNELS; i++)
        if (strcmp(channels[i]->name, name) == 0)
            return channels[i];
    return NULL;
}

const struct baton_channel *baton_channel_default(void)
{
    return channels[0];
}
