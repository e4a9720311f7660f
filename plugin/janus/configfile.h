/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The file janus.plugin.baton.jcfg: reads the operator's settings, and writes permanent rooms into the file.
 *
 * If a name is unknown, a type is wrong or a value is out of range, the plugin logs file, section and name, and does
 * not start. Otherwise it would start without protection if the operator has misspelt admin_key or pin.
 */
#ifndef BATON_JANUS_CONFIGFILE_H
#define BATON_JANUS_CONFIGFILE_H

#include <jansson.h>
#include <stdbool.h>

#include "engine/requests.h"
#include "janus/settings.h"

struct baton_configfile;

/*
 * Reads the file in `folder`. A missing file counts as an empty file. If the file is malformed or has unknown names,
 * logs the reason and returns NULL.
 */
struct baton_configfile *baton_configfile_open(const char *folder);
void baton_configfile_free(struct baton_configfile *file);

/* Overwrites the defaults in `settings` with the settings in the file. On failure logs the reason and returns false. */
bool baton_configfile_read(const struct baton_configfile *file, struct baton_settings *settings);

/* Returns the rooms of the file, each as a `create` request of docs/api.md. The file owns the result. */
const json_t *baton_configfile_rooms(const struct baton_configfile *file);
/* Logs why a room of the file cannot be created. */
void baton_configfile_blame(
    const struct baton_configfile *file, const json_t *room, const char *reason);
/* From this call on, the two functions below write the file. Before this call they do nothing, because the rooms that
 * are created then come from the file. */
void baton_configfile_ready(struct baton_configfile *file);

/*
 * save_room writes a room to the file, and forget_room removes it from the file. All other settings stay as they are in
 * the file now. Comments are lost, because Janus's writer does not keep them. The file is replaced as a whole or not at
 * all. On failure these functions log the reason and return false. They wait for the disk.
 */
bool baton_configfile_save_room(
    struct baton_configfile *file, const struct baton_room_settings *room);
bool baton_configfile_forget_room(struct baton_configfile *file, const char *room);

#endif
