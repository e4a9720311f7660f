/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * peek owns the one look that Baton takes into Janus's own memory: which session a handle belongs
 * to, and what Janus's events call it. The plugin API does not say, and wrong codes must be counted
 * per session (a client opens as many handles as it likes). See
 * docs/decisions/0011-peeking-at-the-session.md. Free of Janus's headers: these structs are in none
 * that it installs.
 */
#ifndef BATON_JANUS_CORE_IDS_H
#define BATON_JANUS_CORE_IDS_H

#include <stdint.h>

enum { BATON_CORE_IDS_SIZE = 24 };

/*
 * Writes what stands for the session of `core_handle`, the `gateway_handle` of Janus's plugin
 * session, or "" if this version of Janus (as `janus_version` has it: 1102 is 1.1.2) is none that
 * is known to keep it where it is looked for. The same session always gives the same text, after
 * a reconnect too. Only to be called while the core holds the handle's session: in create_session.
 * The text holds the session's id, a secret between client and Janus: it is for comparing, and
 * must be in no log and no event.
 */
void baton_core_ids_session(const void *core_handle, int version, char out[BATON_CORE_IDS_SIZE]);

/* The id of the handle in Janus's events, or 0 where the session would be "". A secret as well. */
uint64_t baton_core_ids_handle(const void *core_handle, int version);

#endif
