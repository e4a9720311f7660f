/* SPDX-License-Identifier: GPL-3.0-or-later */
/* videoroom owns the steps of a device in Janus's VideoRoom, so that Baton has something to be
 * compared with. Each waits for Janus's answer, and returns false with the device's `error` set
 * without one. */
#ifndef BATON_PEER_VIDEOROOM_H
#define BATON_PEER_VIDEOROOM_H

#include "peer/device.h"

/* Rooms are numbers there; a name stands for one. */
bool peer_videoroom_create(struct peer_device *device, const char *room);
/* Joins as a publisher and publishes what the device is to send; the link is not up yet. */
bool peer_videoroom_join(struct peer_device *device, const char *room);
bool peer_videoroom_publish(struct peer_device *device);
/* Subscribes to other devices, on the one PeerConnection for all of them. */
bool peer_videoroom_watch(
    struct peer_device *device, const char *room, struct peer_device *const *others, int count);
/* The m-lines of the device get the media of another. */
bool peer_videoroom_switch(struct peer_device *device, const struct peer_device *to);
/* Takes one device's m-lines away and gets new ones for another, by renegotiation. */
bool peer_videoroom_update(
    struct peer_device *device, const struct peer_device *from, const struct peer_device *to);

#endif
