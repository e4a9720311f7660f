/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/media.h"

#include <stdlib.h>

struct baton_media *baton_media_new(
    const struct baton_media_host *host, const struct baton_media_settings *settings)
{
    struct baton_media *media = calloc(1, sizeof(*media));

    if (!media)
        return NULL;
    media->host = *host;
    media->settings = *settings;
    return media;
}

void baton_media_free(struct baton_media *media)
{
    if (!media)
        return;
    baton_pool_free(&media->streams);
    baton_pool_free(&media->gates);
    free(media);
}
