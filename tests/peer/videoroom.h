/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The steps of a device in Janus's VideoRoom, with which benches compare Baton. Each function waits for Janus's reply.
 * Without a reply it returns false and sets the device's `error`.
 */
#ifndef BATON_PEER_VIDEOROOM_H
#define BATON_PEER_VIDEOROOM_H

#include "peer/device.h"

/* VideoRoom's rooms have numbers. The number is computed from the name `room`. */
bool peer_videoroom_create(struct peer_device *device, const char *room);
/* Joins as a publisher. */
bool peer_videoroom_join(struct peer_device *device, const char *room);
/* Publishes the sources of the device. Does not wait until the link is up. */
bool peer_videoroom_publish(struct peer_device *device);
/* Subscribes to other devices. One PeerConnection receives all of them. */
bool peer_videoroom_watch(
    struct peer_device *device, const char *room, struct peer_device *const *others, int count);
/* Switches the m-lines of the device to the media of the device `to`. */
bool peer_videoroom_switch(struct peer_device *device, const struct peer_device *to);
/* Removes the m-lines for the device `from` and adds m-lines for the device `to`, by renegotiation. */
bool peer_videoroom_update(
    struct peer_device *device, const struct peer_device *from, const struct peer_device *to);

#endif
