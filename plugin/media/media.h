/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The media room's face to the control thread: sources, ports, and who feeds what.
 *
 * Words. A *port* is the media side of one Janus handle: an uplink's port holds feeds (one for
 * each m-line it sends on), a downlink's port holds slots (one for each m-line it receives on). A
 * *feed* is one m-line of an uplink bound to a source under a generation. A *generation* is a
 * number that is never used twice in a process: it says which feed a source listens to.
 *
 * Threads. Everything in this header is called by the control thread alone, except what says
 * "packet path". The packet path holds exactly one lock, the lock of one source, for one packet.
 * Memory: a source is type-stable (taken from and given back to a pool that lives until
 * baton_media_free), so that a packet thread that still holds a pointer to a released source
 * finds a source with another generation and drops its packet. A port must outlive the last
 * packet callback of its handle; the host promises to announce that.
 */
#ifndef BATON_MEDIA_MEDIA_H
#define BATON_MEDIA_MEDIA_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "media/gate.h"
#include "media/packet.h"

enum {
    BATON_PORT_MAX_FEEDS = 16, /* m-lines of an uplink */
    BATON_PORT_MAX_SLOTS = 64, /* m-lines of a downlink */
};

struct baton_media;
struct baton_source;
struct baton_port;

struct baton_media_settings {
    baton_time pli_interval; /* least time between two PLIs for one source, but at swaps and slot changes */
};

/* NULL when out of memory. `host` is copied. Free when no packet thread runs any more. */
struct baton_media *baton_media_new(const struct baton_media_host *host, const struct baton_media_settings *settings);
void baton_media_free(struct baton_media *media);

/* Ports. `handle` is what the host's functions are called with. NULL when out of memory. Free detaches every slot and unbinds every feed first. */
struct baton_port *baton_port_new(struct baton_media *media, void *handle);
void baton_port_free(struct baton_port *port);

/* Sources. `seed_seq`, `seed_ts`: random starts of the outgoing stream (RFC 3550 §5.1). `pt`: the payload type every packet leaves with. */
struct baton_source *baton_source_new(struct baton_media *media, enum baton_codec codec, uint8_t pt,
                                      uint16_t seed_seq, uint32_t seed_ts, baton_time now);
/* Detaches every slot and gives the source back. Feeds that still name it go deaf. */
void baton_source_release(struct baton_source *source);

/*
 * Binds m-line `mindex` of an uplink to a source, without anything being forwarded yet: answers
 * the generation under which its packets arrive. `primary` marks the video that opens a gate (camera before screen).
 * Binding an m-line again replaces the binding. `pt` is the payload type it must arrive with; other
 * payload types are dropped.
 */
uint64_t baton_feed_bind(struct baton_port *uplink, int mindex, struct baton_source *source, uint8_t pt, bool primary);
void baton_feed_unbind(struct baton_port *uplink, int mindex);

/* The source listens to this generation from now on, without a gate (first publish, forced hand-over). 0: to nobody. Video opens at the next keyframe (a PLI is sent). */
void baton_source_take(struct baton_source *source, uint64_t generation);

/*
 * Gates. A gate is prepared on each source of the participant with the generation that is to take
 * over (0 when the taking device does not feed this source: then it falls silent when the gate
 * fires), then armed. Arming asks the taking device for a keyframe. When it has fired, each source
 * hands over at the taking generation's next packet (video: keyframe start), the primary video at
 * the very packet that fired. Audio of the old device runs on until then; video of the old device
 * on the primary source and on sources nobody takes ends at once.
 */
struct baton_gate *baton_gate_new(struct baton_media *media, const struct baton_gate_needs *needs);
void baton_source_prepare(struct baton_source *source, struct baton_gate *gate, uint64_t generation);
void baton_gate_arm(struct baton_gate *gate);
/* False when it was too late: the gate has fired, and it stays fired. */
bool baton_gate_disarm(struct baton_gate *gate);
/* Forgets the gate on this source: after a disarm the source goes on as before; after a fire, a generation that has not taken over yet takes over without the gate. */
void baton_source_settle(struct baton_source *source, struct baton_gate *gate);
void baton_gate_release(struct baton_gate *gate);

/* Muting: a muted source forwards nothing, whoever feeds it, from the packet after this call on. */
void baton_source_mute(struct baton_source *source, bool muted);

/*
 * Slots. Puts `source` on m-line `mindex` of a downlink (NULL: empties it). The m-line's stream
 * stays one continuous stream; video waits for the next keyframe, which is asked for. `fed` false: nothing is sent on this port's
 * slots until baton_port_feed(port, true): a device that nobody has agreed to yet.
 */
void baton_slot_put(struct baton_port *downlink, int mindex, struct baton_source *source,
                    bool video, uint16_t seed_seq, uint32_t seed_ts, baton_time now);
struct baton_source *baton_slot_source(const struct baton_port *downlink, int mindex);
void baton_port_feed(struct baton_port *downlink, bool fed);

/* A consistent copy of what a source has seen and sent. */
struct baton_source_stats {
    uint64_t packets, bytes;   /* forwarded, once per packet, not per slot */
    uint64_t dropped;          /* late, gated, muted, foreign */
    uint64_t generation;       /* listened to; 0 nobody */
    uint64_t switches;         /* generations opened after the first */
    uint64_t plis;             /* sent upstream */
    int level;                 /* smoothed audio level 0 loudest..127 silent, 127 when unknown */
    baton_time last_packet;    /* arrival of the last forwarded packet; BATON_NEVER: none */
    bool muted;
    size_t slots;
};
void baton_source_stats(struct baton_source *source, struct baton_source_stats *stats);

/* Packet path: an RTP packet that came in on an uplink's m-line. Changes packet->data in place. */
void baton_relay_rtp(struct baton_port *uplink, int mindex, struct baton_packet *packet);
/* Packet path: an RTCP compound packet (RFC 3550 §6.1) from a downlink's m-line: PLI and FIR (RFC 4585 §6.3.1, RFC 5104 §4.3.1) reach the source's feed, merged and paced. */
void baton_relay_rtcp(struct baton_port *downlink, int mindex, const uint8_t *data, size_t length, baton_time now);

#endif
