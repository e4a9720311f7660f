/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names of the kinds of source. */
#include "state/source_kind.h"

static const struct {
    const char *name;
    bool video;
} kinds[BATON_SOURCE_KINDS] = {
    [BATON_MICROPHONE] = {"microphone", false},
    [BATON_CAMERA] = {"camera", true},
    [BATON_SCREEN] = {"screen", true},
    [BATON_SCREEN_SOUND] = {"screen_sound", false},
};

const char *baton_source_kind_name(enum baton_source_kind kind)
{
    return kinds[kind].name;
}

bool baton_source_kind_is_video(enum baton_source_kind kind)
{
    return kinds[kind].video;
}
