/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The file janus.plugin.baton.jcfg: reads the operator's settings. Nothing ever writes it.
 *
 * If a name is unknown, a type is wrong or a value is out of range, the plugin logs file, section and name, and does
 * not start. Otherwise it would start without protection if the operator has misspelt admin_key or pin.
 */
#ifndef BATON_JANUS_CONFIGFILE_H
#define BATON_JANUS_CONFIGFILE_H

#include <jansson.h>
#include <stdbool.h>

#include "janus/settings.h"
#include "requests/request_fields.h"

struct baton_configfile;

/*
 * Reads the file in `folder`. If the file is missing or malformed, has no section `general`, or has unknown names, logs
 * the reason and returns NULL.
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
#endif
