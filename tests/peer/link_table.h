/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clang-format off */
/*
 * link_table owns single PeerConnections by number, and the commands for them. The caller does the
 * signalling: descriptions go in and out as SDP. It also chooses the numbers; one is free again after
 * the end of its link.
 *
 *   uplink.open link address device sources audio video
 *                     sources: of microphone, camera and screen. Their mids are "0", "1", "2" in this
 *                     order. audio: opus or pcmu. video: vp8 and h264, the best one first; a source
 *                     sends what the answer chooses. device: its number in the tags of packets.
 *   uplink.add link kind            one more source, which the next offer shows
 *   uplink.offer link [restart]     answers with sdp; restart: ICE begins anew
 *   uplink.answered link sdp
 *   uplink.send link on             from now on, sources send while the link is up / send nothing
 *   source.set link mid [level] [keyless] [keyframe]
 *                     see source.h; keyframe: the next picture is one
 *   downlink.open link address
 *   downlink.answer link sdp        answers with sdp
 *   downlink.pli link mid           asks for a keyframe
 *   link.close link                 ends it with a DTLS alert, as a browser does
 *   link.vanish link                ends it without a word
 *   sync                            answers when all that had come in before has been reported
 *
 * Events: {"event": "up", "link": 3}; restarted, when ICE has found a way anew; failed, if it finds
 * none; closed, by the other side; pli, with the mid of a source; remb, with bitrate in bit/s; and
 * packet, with at, mid, kind, ssrc, seq, ts, pt, tag (null if it is not ours: device, frame, time)
 * and, for pictures, frame (start, key, pictureId). Times are milliseconds of one clock. mid is null if
 * the packet belongs to no m-line.
 */
/* clang-format on */
#ifndef BATON_PEER_LINK_TABLE_H
#define BATON_PEER_LINK_TABLE_H

#include "peer/command.h"

extern const struct peer_verb peer_link_table_verbs[];

struct peer_link_table;

/* Links that are open when the table is freed vanish. */
struct peer_link_table *peer_link_table_new(void);
void peer_link_table_free(struct peer_link_table *table);

#endif
