/* SPDX-License-Identifier: GPL-3.0-or-later */
/* clang-format off */
/*
 * scenario owns the devices that do their own signalling with Janus, what is expected of them, and the
 * commands for them. They are for tests in which timing counts. A device has a name.
 *
 *   device name [videoroom] [audio] [video] [fps=30] [bitrate=600000] [audio_slots=2] [video_slots=2]
 *          [rtt=0] [ptime=20] [reports=500] [gop=0] [feedback=true]
 *          [loss=%] [repeat=%] [reorder=%] [late=30] [jitter=0]
 *                       opens a device. audio, video: what it sends; slots: what it receives on.
 *                       In milliseconds: rtt; ptime, of sound in a packet; reports, between two
 *                       about a stream; late, how much reordered packets are; jitter. gop: a keyframe
 *                       each so many frames, 0: only where one is asked for. feedback: it gives
 *                       transport-wide feedback if Janus wants it. With rtt or any impairment, media
 *                       goes through a relay (relay.h).
 *   create device room [confirm=nobody] [grace=0]         confirm: nobody or yesno
 *   join device room
 *   connect devices     publish and subscribe, and wait until media is up for all
 *   sees device other   waits until all that the other sends comes in at the device
 *   wait milliseconds
 *   transfer device / scan device from / confirm device to / await device event
 *   return device of    brings the call back to the device, by the transfer that `of` began
 *   move from to        all steps of a move without confirmation, up to moved
 *   fresh device        once its transfer has ended, gets new handles to take part again with
 *   fault device fault on                                 stalled, keyless, rubbish: see source.h
 *   die device          the battery is empty: the device sends nothing any more, and no goodbye
 *   leave device        does nothing if the device has left
 *   measure             the measurement begins: see lateness in report.h
 *   mark label          notes Janus's CPU time and the packets so far: see mark.h
 *   gap device from to  notes what the device missed where `to` followed `from`
 *   expect device order the names of the devices that the streams at the device came from
 *   report              all devices stop sending, and what was received is judged: see report.h
 *
 * In VideoRoom (devices with videoroom) there are create, join, and these:
 *   publish devices     up to media
 *   watch device room others                              up to media
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
    struct peer_path paths[PEER_DEVICES_MAX + 1]; /* by number of the device */
    struct peer_expectation expectations[PEER_DEVICES_MAX];
    int expectation_count;
    json_t *moves;    /* one object for each device that has taken a call over */
    json_t *gaps;     /* one object for each gap that was to be noted */
    GArray *marks;    /* struct peer_mark */
    int64_t measured; /* when the measurement began, microseconds */
    int64_t lateness; /* microseconds that this process was late at most since then */
};

/* The strings of the settings must outlive it. */
struct peer_scenario *peer_scenario_new(const struct peer_settings *settings);
void peer_scenario_free(struct peer_scenario *scenario);
/* For themes: the device of this name; NULL: there is none. */
void *peer_scenario_find(void *scenario, const char *name);

/* The commands by theme. `report` has a theme of its own, because it is performed even after a failure. */
extern const struct peer_verb peer_call_verbs[], peer_transfer_verbs[], peer_measure_verbs[],
    peer_report_verbs[];

/* For verbs: the device that the field `device` names. */
struct peer_device *peer_scenario_device(const struct peer_command *command);
/* The devices that a field lists, PEER_DEVICES_MAX at most; their number, or -1 with a refusal. */
int peer_scenario_list(
    struct peer_command *command, const char *field, struct peer_device *out[PEER_DEVICES_MAX]);
/* If it is not fine, the device's error becomes the command's. Returns `fine`. */
bool peer_scenario_check(struct peer_command *command, const struct peer_device *device, bool fine);
/* From one moment (microseconds) to another; -1 if one of them never was. */
double peer_scenario_milliseconds(int64_t from, int64_t to);
/* How late this process was in between, at most, milliseconds. */
double peer_scenario_lateness(int64_t from, int64_t to);

#endif
