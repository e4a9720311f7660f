/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "media/media.h"

#include <stdlib.h>

#include "media/inside.h"

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
    struct baton_stream *source;
    struct baton_gate *gate;

    if (!media)
        return;
    while ((source = media->sources) != NULL) {
        media->sources = source->next_made;
        pthread_mutex_destroy(&source->lock);
        free(source->slots);
        free(source);
    }
    while ((gate = media->gates) != NULL) {
        media->gates = gate->next_made;
        free(gate);
    }
    free(media);
}

struct baton_stream *baton_media_stream(struct baton_media *media)
{
    struct baton_stream *source = media->free_sources;

    if (source) {
        media->free_sources = source->next_free;
        return source;
    }
    source = calloc(1, sizeof(*source));
    if (!source)
        return NULL;
    if (pthread_mutex_init(&source->lock, NULL) != 0) {
        free(source);
        return NULL;
    }
    source->media = media;
    source->next_made = media->sources;
    media->sources = source;
    return source;
}

void baton_media_give_stream(struct baton_media *media, struct baton_stream *source)
{
    source->next_free = media->free_sources;
    media->free_sources = source;
}

struct baton_gate *baton_media_gate(struct baton_media *media)
{
    struct baton_gate *gate = media->free_gates;

    if (gate) {
        media->free_gates = gate->next_free;
        return gate;
    }
    gate = calloc(1, sizeof(*gate));
    if (!gate)
        return NULL;
    gate->media = media;
    gate->next_made = media->gates;
    media->gates = gate;
    return gate;
}

void baton_media_give_gate(struct baton_media *media, struct baton_gate *gate)
{
    gate->next_free = media->free_gates;
    media->free_gates = gate;
}
