/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clang-format off: one line for each word */
/*
 * scenario owns the language of tests: lines of words, performed one after the other.
 *
 *   device NAME [videoroom=0] [sound=1] [picture=1] [fps=30] [bitrate=600000] [audio=2] [video=2]
 *          [rtt=0] [ptime=20] [reports=500] [gop=0] [feedback=1] [IMPAIRMENT]
 *                              opens a device. audio, video: slots to receive on; milliseconds:
 * rtt, ptime of sound in a packet, between reports about a stream. gop: a keyframe each so many
 * frames, 0: only where one is asked for. feedback: it gives that on the whole transport, if it is
 * wanted create DEVICE ROOM [confirm=nobody|yesno|number] [grace=0] join DEVICE ROOM connect
 * DEVICE...          publish and subscribe, and wait until media is up for all begin DEVICE / up
 * DEVICE   both halves of connect sees DEVICE OTHER          waits until all that OTHER sends comes
 * in at DEVICE wait MILLISECONDS pause                      prints a line "paused", and goes on at
 * a SIGUSR1 transfer DEVICE / scan NEW OLD / confirm OLD NEW / await DEVICE EVENT return DEVICE
 * TRANSFERRED  brings the call back by DEVICE, of the transfer that TRANSFERRED began move OLD NEW
 * all steps of a move without confirmation, up to moved fresh DEVICE               once its
 * transfer has ended, gets new handles to take part again with impairment DEVICE up|down
 * [IMPAIRMENT] fault DEVICE FAULT on|off  stalled, keyless, rubbish: see source.h pli DEVICE asks
 * for keyframes on all lines die DEVICE                 battery out: nothing is sent any more,
 * nothing said leave DEVICE mark LABEL                 notes Janus's CPU time and the packets so
 * far: see mark.h expect DEVICE NAME,NAME... the devices that the streams at DEVICE came from, in
 * this order
 *
 * In VideoRoom (devices with videoroom=1) there are create, join, and these:
 *   publish DEVICE...          up to media
 *   watch DEVICE ROOM OTHER... up to media
 *   switch DEVICE OLD NEW / update DEVICE OLD NEW
 *                              see videoroom.h
 *
 * IMPAIRMENT: loss=% repeat=% reorder=% late=ms jitter=ms. With any of it, or rtt, a device's media
 * goes through a relay (relay.h). A line that begins with # says nothing.
 */
/* clang-format on */
#ifndef BATON_PEER_SCENARIO_H
#define BATON_PEER_SCENARIO_H

#include <stdbool.h>

#include "peer/device.h"
#include "peer/mark.h"

enum {
    PEER_DEVICES_MAX = 160,
};

/* One expectation of the order of devices. */
struct peer_expectation {
    const struct peer_device *receiver;
    uint16_t order[PEER_RECEPTION_CUTS_MAX];
    int count;
};

struct peer_scenario {
    struct peer_world world;
    struct peer_device *devices[PEER_DEVICES_MAX];
    int device_count;
    struct peer_way ways[PEER_DEVICES_MAX + 1]; /* by number of the device */
    struct peer_expectation expectations[PEER_DEVICES_MAX];
    int expectation_count;
    json_t *moves;    /* one object for each device that has taken a call over */
    json_t *gaps;     /* one object for each gap that was to be noted */
    pid_t janus;      /* its process, 0 for not known */
    GArray *marks;    /* struct peer_mark */
    int64_t measured; /* when what is to be measured began, microseconds */
    int64_t lateness; /* microseconds that this process was late at most since then */
    int line;         /* of the text, from 1 */
    char error[300];  /* why it stopped, or "" */
};

/* Performs a text; false, with `error` set, at the first line that doesn't work. Devices stay. */
bool peer_scenario_run(struct peer_scenario *scenario, const char *text);
void peer_scenario_end(struct peer_scenario *scenario);

#endif
