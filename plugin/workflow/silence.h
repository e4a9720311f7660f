/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Media that stops while its PeerConnection is up. Without consent checks (RFC 7675), Janus does not notice that the
 * path to a client is gone. The microphone shows it: a sender of Opus sends a packet at least every 400 ms, even with
 * DTX. A microphone that has sent and then sends nothing for 5 seconds, while no other source of the participant sends
 * either, makes the participant away (workflow/absence.h). The next packet ends this.
 *
 * A muted microphone does not count. While people have agreed to a transfer, nobody becomes away by silence, because
 * the transfer watches its devices itself. Control thread only.
 */
#ifndef BATON_WORKFLOW_SILENCE_H
#define BATON_WORKFLOW_SILENCE_H

#include "state/room.h"

/* The levels of the room's microphones have just been measured (baton_layout_listen). */
void baton_silence_survey(struct baton_room *room);
/* The sources of the participant have changed: ends a silence if no unmuted microphone is left. */
void baton_silence_review(struct baton_participant *participant);

#endif
