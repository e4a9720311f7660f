/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The absence of a participant whose device in the call has lost its handles or its media. The participant stays in the
 * room for the time `hold` of the room. The sources stay, and nobody feeds them. For a short time they keep their
 * slots; then the automatic choice may show others there. A pinned slot keeps its source.
 *
 * When `hold` is over, a participant without handles leaves the room. A participant who has lost only the media stays,
 * because the client can still be reached, and the sources end. A PeerConnection that was up all the time is closed.
 * If `hold` is 0, both happen at once. While people have agreed to a transfer, another device may get the call, so the
 * participant stays until this transfer has ended. The same holds for each transfer of a participant without handles.
 * None can begin when `hold` is over (`overdue`), so that nobody keeps the participant forever.
 *
 * Control thread only.
 */
#ifndef BATON_WORKFLOW_ABSENCE_H
#define BATON_WORKFLOW_ABSENCE_H

#include "state/room.h"

/* Whether the room keeps a participant who has lost the handles. */
bool baton_absence_is_kept(const struct baton_participant *participant);
/* The uplink of the active device has no PeerConnection any more, or the device has not published since it has its
 * handles. Unbinds its feeds, and tells the others. Does nothing if the participant has no source. */
void baton_absence_lose_media(struct baton_participant *participant);
/* The uplink of the active device has a PeerConnection that is up and brings nothing. Its feeds stay bound. Tells the
 * others. The room must keep participants who are away, and this one must not be away. */
void baton_absence_begin_silence(struct baton_participant *participant);
/* This PeerConnection brings media again, or does not have to. Tells the others. */
void baton_absence_end_silence(struct baton_participant *participant);
/* The client of the active device had said that it goes, and goes on. A participant without media gets the whole time
 * from now. Nothing else changes: a silence still ends with the next packets. */
void baton_absence_stay(struct baton_participant *participant);
/* The participant's device (its active device, or a device that gets the call now) has lost its uplink, and the room
 * keeps the participant. The device becomes or stays the active device, loses its handles, and the others are told.
 * `ending`: what the clients of the handles are told later, if the handles stay. */
void baton_absence_lose_handles(struct baton_device *device, enum baton_ending ending);
/* The participant was in the call before a restart of Janus, and nobody has a connection. The time `hold`, but at least
 * 30 seconds, begins now. */
void baton_absence_restore(struct baton_participant *participant);
/* The active device of an absent participant has got handles again (baton_device_equip). Tells the others if the
 * participant is not away any more. */
void baton_absence_regain_handles(struct baton_participant *participant);
/* A device feeds the sources again. Returns true if the participant was away: then the caller must tell the others. */
bool baton_absence_end(struct baton_participant *participant);
/* The participant's transfer has ended. Ends the sources that the active device does not send, or waits for those that
 * it has lost, perhaps during a silence. */
void baton_absence_settle(struct baton_participant *participant);

void baton_absence_tick(struct baton_engine *engine);
/* Returns the time at which baton_absence_tick must be called next, or BATON_NEVER. */
baton_time baton_absence_deadline(const struct baton_engine *engine);

#endif
