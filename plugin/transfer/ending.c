/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The names and texts of the endings. */
#include "transfer/ending.h"

static const struct {
    const char *name, *text;
} endings[BATON_ENDINGS] = {
    [BATON_ENDING_LEFT] = {"left", "this participant has left the room"},
    [BATON_ENDING_GONE] = {"gone",
        "this participant has left the room after the connection was lost"},
    [BATON_ENDING_REMOVED] = {"removed",
        "a moderator or the operator has removed this participant from the room"},
    [BATON_ENDING_DISOWNED] = {"disowned", "the device that had the call before did not want the "
                                           "call to move, so this participant was removed"},
    [BATON_ENDING_ROOM_DESTROYED] = {"room_destroyed", "the room was destroyed"},
    [BATON_ENDING_MOVED] = {"moved", "the call has moved to another device"},
    [BATON_ENDING_RETURNED] = {"returned",
        "the call has returned to the device that had it before"},
    [BATON_ENDING_REPLACED] = {"replaced",
        "the call goes on in another window or on another connection of this device"},
    [BATON_ENDING_NOT_MOVED] = {"not_moved", "the call was to move to this device, and did not"},
};

const char *baton_ending_name(enum baton_ending ending)
{
    return endings[ending].name;
}

const char *baton_ending_text(enum baton_ending ending)
{
    return endings[ending].text;
}
