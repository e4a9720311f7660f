/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clang-format off */
/*
 * Single PeerConnections by number, and the commands for them. The driving program does the signalling: the commands
 * and replies have the SDP. It also chooses the numbers. A number is free again after the end of its link.
 *
 *   uplink.open link address device sources audio video [rids] [layers=1]
 *                     sources: a list of microphone, camera, screen and screen_sound. Their mids are "0", "1" and
 *                     so on in this order.
 *                     address: an IPv4 address, or several with commas between them.
 *                     audio: opus or pcmu. video: a list of codecs, the best first; the answer chooses the
 *                     codec. device: the number in the tags of packets. rids: each video source offers simulcast with
 *                     these encodings, the smallest first. layers: temporal layers of VP8.
 *   uplink.add link kind [rids]     adds a source, which the next offer contains
 *   uplink.offer link [restart]     the reply has the offer in sdp; restart: ICE restarts
 *   uplink.answered link sdp        applies the answer to the offer
 *   uplink.send link on             true: the sources send while the link is up; false: the sources stop
 *   source.set link mid [level] [keyless] [keyframe] [padding] [unheard] [rids] [sets]
 *                     see source.h; keyframe: the next frame is a keyframe
 *   source.encoding link mid rid active [bitrate=0]
 *                     pauses an encoding or lets it go on, and limits its bit/s; 0: no limit
 *   downlink.open link address
 *   downlink.answer link sdp        the reply has the answer in sdp
 *   downlink.pli link mid           asks for a keyframe
 *   downlink.remb link bitrate      tells Janus this estimate in bit/s; media must have arrived before
 *   link.close link                 ends the link with a DTLS alert, as a browser does
 *   link.vanish link                ends the link and tells Janus nothing
 *   sync                            the reply comes after the events about everything that had arrived before
 *
 * An event is a line such as {"event": "up", "link": 3}. The other events are:
 *   restarted    ICE has connected again
 *   failed       ICE could not connect
 *   closed       the other side has closed the link
 *   pli          Janus requests a keyframe; mid: of the source; rid: of the encoding, or null; fir: it is a FIR with a
 *                new number, otherwise a PLI
 *   remb         bitrate: in bit/s
 *   packet       a packet has arrived: at, mid (null: it belongs to no m-line), kind, ssrc, seq, ts, pt,
 *                tag (device, encoding, frame, refers, temporal, time: see tag.h; null: the packet has no tag) and, for
 *                video, frame (start, key, sync, pictureId, tl0, temporal, height: see encoder.h; null: not known).
 * All times are milliseconds of the same clock.
 */
/* clang-format on */
#ifndef BATON_PEER_LINK_TABLE_H
#define BATON_PEER_LINK_TABLE_H

#include "peer/command.h"

extern const struct peer_verb peer_link_table_verbs[];

struct peer_link_table;

/* Freeing the table ends all open links, as link.vanish does. */
struct peer_link_table *peer_link_table_new(void);
void peer_link_table_free(struct peer_link_table *table);

#endif
