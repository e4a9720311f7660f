/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * configfile owns janus.plugin.baton.jcfg: what the operator wrote there, and the permanent rooms
 * that Baton writes there.
 *
 * Nothing in the file is guessed: an unknown name, a wrong type or a value out of range is logged
 * with file, section and name, and the plugin does not start. A misspelt admin_key or pin would
 * otherwise leave open what was meant to be closed.
 */
#ifndef BATON_JANUS_CONFIGFILE_H
#define BATON_JANUS_CONFIGFILE_H

#include <jansson.h>
#include <stdbool.h>

#include "engine/requests.h"
#include "janus/settings.h"

struct baton_configfile;

/* Reads the file in `folder`; one that is not there is as good as an empty one. NULL, having logged
 * why, if it is malformed or has unknown names. */
struct baton_configfile *baton_configfile_open(const char *folder);
void baton_configfile_free(struct baton_configfile *file);

/* Overwrites in `settings`, which have the defaults, what the file says. False, having logged why.
 */
bool baton_configfile_read(const struct baton_configfile *file, struct baton_settings *settings);

/* The rooms of the file, each as a `create` request of docs/api.md. Borrowed. */
const json_t *baton_configfile_rooms(const struct baton_configfile *file);
/* Logs why a room of the file can't be had. */
void baton_configfile_blame(
    const struct baton_configfile *file, const json_t *room, const char *reason);
/* From here on, save and forget write the file; before, the rooms come from there anyway. */
void baton_configfile_ready(struct baton_configfile *file);

/*
 * Writes a room to the file, or takes it out, leaving all other settings as they stand there now
 * (comments get lost: Janus's writer keeps none). The file is replaced as a whole or not at all.
 * False, having logged why. Blocks for as long as the disk takes.
 */
bool baton_configfile_save_room(
    struct baton_configfile *file, const struct baton_room_settings *room);
bool baton_configfile_forget_room(struct baton_configfile *file, const char *room);

#endif
