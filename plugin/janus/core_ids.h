/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads the id of a handle and the id of its session from Janus's own memory, which Baton accesses nowhere else. The
 * plugin API offers neither id. Wrong codes must be counted for each session, because a client can open any number of
 * handles. See docs/decisions/0011-reading-the-session-id.md. Uses none of Janus's headers, because Janus does not
 * install the headers that define the structs of a handle and of a session.
 */
#ifndef BATON_JANUS_CORE_IDS_H
#define BATON_JANUS_CORE_IDS_H

#include <stdint.h>

enum { BATON_CORE_IDS_SIZE = 24 };

/*
 * Writes a text that names the session of `core_handle`, which is the `gateway_handle` of Janus's plugin session.
 * Writes "" if Baton does not know the structs of this `version` (Janus's `janus_version`: 1102 is 1.1.2). The same
 * session always gives the same text, also after a reconnect. Call it only in create_session, because Janus holds the
 * session during that call. The text contains the session's id, a secret of the client and Janus. Never log or send the
 * text.
 */
void baton_core_ids_session(const void *core_handle, int version, char out[BATON_CORE_IDS_SIZE]);

/* Returns the id of the handle in Janus's events, or 0 if `version` is not known. This id is a secret, too. */
uint64_t baton_core_ids_handle(const void *core_handle, int version);

#endif
