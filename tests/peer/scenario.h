/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clang-format off */
/*
 * The devices that do their own signalling with Janus, what a test expects of them, and the commands for them. Tests
 * use them if timing matters. Each device has a name.
 *
 *   device name [videoroom] [audio] [video] [fps=30] [bitrate=600000] [encodings=1] [layers=0]
 *          [audio_slots=2] [video_slots=2] [rtt=0] [far=false] [ptime=20] [reports=500] [gop=0] [feedback=true]
 *          [browser=false] [line=false] [loss=%] [repeat=%] [reorder=%] [late=30] [jitter=0]
 *                       opens a device. audio, video: whether the device sends them; slots: how many it receives on.
 *                       encodings: of the camera; bitrate: of the largest one; layers: temporal layers of VP8, 0: three
 *                       with several encodings, otherwise one. The device pauses encodings if Baton says so.
 *                       In milliseconds: rtt; ptime: sound in a packet; reports: time between two reports about a
 *                       stream; late: extra delay of reordered packets; jitter: random delay. gop: frames from one
 *                       keyframe to the next, 0: keyframes only on request. feedback: gives transport-wide feedback
 *                       on request. far: rtt counts for the requests that open the session, too. browser: sends REMB
 *                       and PLI as a browser does (downlink.h). With line, rtt or any impairment, media goes through a
 *                       relay (relay.h).
 *   create device room [confirm=nobody] [grace=0] [hold=0]                     confirm: nobody or yesno
 *   join device room
 *   connect devices     publishes and subscribes, and waits until the PeerConnections of all devices are up
 *   sees device other   waits until the device receives everything that the other device sends
 *   wait milliseconds
 *   transfer device / scan device from / confirm device to / await device event
 *   return device of    brings the call back to the device. `of` is the device that began the transfer
 *   move from to        all steps of a transfer without confirmation, until both devices have got `moved`
 *   fresh device        waits until the device's transfer has ended, and gets new handles, to take part again
 *   cut device          the device loses its WebSocket only; its media goes on
 *   claim device by [request]
 *                       the device claims its session on another WebSocket, and sends the request: the text of an
 *                       object of JSON. Records in `returns` the times from the open WebSocket to the replies, and the
 *                       longest pauses of the device's media at the device `by` since the cut
 *   resume device of    joins with the resume secret of another device
 *   back device at      waits until the devices `device` and `at` receive everything from each other. Records in
 *                       `returns` the times since the device's WebSocket was open
 *   ask device request  sends a request on the handle of the downlink: the text of an object of JSON. Adds the reply
 *   rate device [down=0] [up=0] [queue=300]
 *                       from now on the line of the device carries so many kbit/s of what it receives and sends; 0: no
 *                       limit. queue: the longest wait in milliseconds
 *   look device         the reply has what the device has received since its last look: see look.h
 *   fault device fault on                                 stalled, keyless, padding, rubbish: see source.h
 *   die device          the device stops at once, as with an empty battery, and tells nobody
 *   leave device        ends the device's PeerConnections and session. Does nothing if the device has left
 *   measure             begins the measurement: see lateness in report.h
 *   mark label          records Janus's CPU time and the packets so far: see mark.h
 *   gap device from to  records the pause at the device from the last packet of `from` to the first frame of `to`
 *   expect device order the names of the devices that the device's streams must come from, one after the other
 *   report              stops all devices, and judges what they have received: see report.h
 *
 * Devices with `videoroom` have create, join, and these commands:
 *   publish devices     waits until media is up
 *   watch device room others                              waits until media is up
 *   switch device to / update device from to              see videoroom.h
 */
/* clang-format on */
#ifndef BATON_PEER_SCENARIO_H
#define BATON_PEER_SCENARIO_H

#include <stdbool.h>

#include "peer/command.h"
#include "peer/device.h"
#include "peer/mark.h"

enum {
    PEER_DEVICES_MAX = 160,
};

/* One expectation of the order of devices. */
struct peer_expectation {
    const struct peer_device *receiver;
    uint16_t order[PEER_RECEPTION_DEVICES_MAX];
    int count;
};

struct peer_scenario {
    struct peer_settings settings;
    struct peer_device *list[PEER_DEVICES_MAX];
    int count;
    struct peer_path paths[PEER_DEVICES_MAX + 1]; /* the index is the device's number */
    struct peer_expectation expectations[PEER_DEVICES_MAX];
    int expectation_count;
    json_t *moves;    /* an object for each device that a call has moved to */
    json_t *gaps;     /* an object for each command `gap` */
    json_t *returns;  /* an object for each command `claim` and `back` */
    GArray *marks;    /* struct peer_mark */
    int64_t measured; /* when the measurement began, microseconds */
    int64_t lateness; /* the most microseconds that this process was late since then */
};

/* The strings of the settings must outlive the scenario. */
struct peer_scenario *peer_scenario_new(const struct peer_settings *settings);
void peer_scenario_free(struct peer_scenario *scenario);
/* For themes: returns the device with this name, or NULL. */
void *peer_scenario_find(void *scenario, const char *name);

/* The commands by theme. `report` has a theme of its own, because it is performed even after a failure. */
extern const struct peer_verb peer_call_verbs[], peer_transfer_verbs[], peer_return_verbs[],
    peer_measure_verbs[], peer_report_verbs[];

/* For verbs: returns the device that the field `device` names. */
struct peer_device *peer_scenario_device(const struct peer_command *command);
/* Sets the devices that a field lists, at most PEER_DEVICES_MAX. Returns their number; -1: the command is refused. */
int peer_scenario_list(
    struct peer_command *command, const char *field, struct peer_device *out[PEER_DEVICES_MAX]);
/* Returns `fine`. If it is false, the command is refused with the device's error. */
bool peer_scenario_check(struct peer_command *command, const struct peer_device *device, bool fine);
/* Returns the milliseconds between two moments, which are in microseconds. -1: one moment is 0, for never. */
double peer_scenario_milliseconds(int64_t from, int64_t to);
/* Returns the most milliseconds that this process was late between two moments. */
double peer_scenario_lateness(int64_t from, int64_t to);

#endif
