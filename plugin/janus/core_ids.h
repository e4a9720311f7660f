/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * core_ids owns the only access that Baton makes to Janus's own memory: it reads the id of a handle and the id of its
 * session. The plugin API tells neither, and wrong codes must be counted for each session, since a client opens as
 * many handles as it likes. See docs/decisions/0011-reading-the-session-id.md. Uses none of Janus's headers: Janus
 * does not install the ones with these structs.
 */
#ifndef BATON_JANUS_CORE_IDS_H
#define BATON_JANUS_CORE_IDS_H

#include <stdint.h>

enum { BATON_CORE_IDS_SIZE = 24 };

/*
 * Writes a text that stands for the session of `core_handle`, the `gateway_handle` of Janus's plugin session. Writes
 * "" if `version` (Janus's `janus_version`: 1102 is 1.1.2) is not one that is known to have these structs. The same
 * session always gives the same text, also after a reconnect. Call it only while the core holds the handle's session:
 * in create_session. The text holds the session's id, a secret between client and Janus: compare it, but never log it
 * or send it.
 */
void baton_core_ids_session(const void *core_handle, int version, char out[BATON_CORE_IDS_SIZE]);

/* The id of the handle in Janus's events, or 0 with an unknown version. A secret too. */
uint64_t baton_core_ids_handle(const void *core_handle, int version);

#endif
