/* SPDX-License-Identifier: GPL-3.0-or-later */
/* source_kind owns the kinds of source that a participant may have, one of each. Pure. */
#ifndef BATON_STATE_SOURCE_KIND_H
#define BATON_STATE_SOURCE_KIND_H

#include <stdbool.h>

enum baton_source_kind { BATON_MICROPHONE, BATON_CAMERA, BATON_SCREEN, BATON_SOURCE_KINDS };

/* The name in the API: "microphone", "camera", "screen". */
const char *baton_source_kind_name(enum baton_source_kind kind);
/* Returns false, and sets nothing, if no kind has this name. */
bool baton_source_kind_parse(const char *name, enum baton_source_kind *kind);
bool baton_source_kind_is_video(enum baton_source_kind kind);

#endif
