/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The kinds of source. A participant has at most one source of each kind. */
#ifndef BATON_STATE_SOURCE_KIND_H
#define BATON_STATE_SOURCE_KIND_H

#include <stdbool.h>

enum baton_source_kind {
    BATON_MICROPHONE,
    BATON_CAMERA,
    BATON_SCREEN,
    BATON_SCREEN_SOUND, /* what the shared screen, window or tab plays */
    BATON_SOURCE_KINDS
};

/* Returns the name in the API: "microphone", "camera", "screen", "screen_sound". */
const char *baton_source_kind_name(enum baton_source_kind kind);
bool baton_source_kind_is_video(enum baton_source_kind kind);

#endif
