/* SPDX-License-Identifier: GPL-3.0-or-later */
/* device owns one device of a person in Baton: two handles, two PeerConnections, and the steps of
 * docs/api.md between them. Everything here that asks Janus for something waits for the answer. */
#ifndef BATON_PEER_DEVICE_H
#define BATON_PEER_DEVICE_H

#include <jansson.h>

#include "peer/downlink.h"
#include "peer/signalling.h"
#include "peer/uplink.h"

/* Settings of all devices of a scenario. */
struct peer_settings {
    char *url;     /* of Janus's WebSocket */
    char *address; /* IPv4 of ours, for media */
    gint janus;    /* its process, 0 for not known */
    gint64 seed;
    enum peer_codec codec; /* of pictures */
    gboolean videoroom;    /* devices are VideoRoom's where nothing else is said */
};

/* The properties of a device. */
struct peer_device_options {
    bool videoroom; /* in Janus's own plugin rather than Baton; see videoroom.h */
    bool audio, video;
    int fps, bitrate;
    int ptime, reports; /* milliseconds of sound in a packet; and between reports about a stream */
    int gop;            /* a keyframe each so many frames; 0: only where one is asked for */
    int audio_slots, video_slots;      /* none of either: it doesn't receive */
    bool feedback;                     /* transport-wide, if asked for it */
    bool impaired;                     /* media goes through a relay */
    struct peer_impairment impairment; /* the delay is that of signalling too */
};

/* The stations of a device that takes a call over, microseconds; 0 for not passed. */
struct peer_device_times {
    int64_t scan, scanned, confirmed, answered, moved;
};

struct peer_device {
    char *name;
    uint16_t number; /* in tags */
    const struct peer_settings *settings;
    struct peer_device_options options;
    struct peer_signalling *signalling;
    struct peer_handle *up_handle, *down_handle;
    struct peer_identity *identity;
    struct peer_uplink *uplink;
    struct peer_downlink *downlink;
    json_t *me;            /* what joined, scanned or admitted said */
    char *code, *transfer; /* of the code asked for last */
    struct peer_device_times times;
    char error[200]; /* why something didn't work */
};

/* Each of these returns NULL or false with `error` set if it doesn't work; open with a message printed. */
struct peer_device *peer_device_open(const struct peer_settings *settings, const char *name,
    uint16_t number, const struct peer_device_options *options);
void peer_device_free(struct peer_device *device);

bool peer_device_join(struct peer_device *device, const char *room);
/* Publishes and subscribes at once, and waits until both PeerConnections are up. */
bool peer_device_connect(struct peer_device *device);
/* The two halves of connect: ask Janus, and wait for the PeerConnections. */
bool peer_device_begin(struct peer_device *device);
bool peer_device_await_up(struct peer_device *device);

bool peer_device_transfer(struct peer_device *device);
bool peer_device_scan(struct peer_device *device, const char *code);
/* Says yes to the device that has scanned the code. */
bool peer_device_confirm(struct peer_device *device);
/* Waits for an event on the uplink's handle and forgets it. */
bool peer_device_await(struct peer_device *device, const char *event);
bool peer_device_request(struct peer_device *device, json_t *body);
/* Sends a request, with a description if `type` is not NULL, and waits. Free the answer. */
struct peer_message *peer_device_ask(struct peer_device *device, struct peer_handle *handle,
    json_t *body, const char *type, const char *sdp);
/* Makes the uplink, with nothing asked for yet; returns its offer, to be freed, or NULL. */
char *peer_device_make_uplink(struct peer_device *device);
/* Answers an offer to receive, and makes the downlink if there is none; to be freed, or NULL. */
char *peer_device_answer(struct peer_device *device, const char *offer);

/* Ends its PeerConnections, with a DTLS alert or without. What they received and the session stay. */
void peer_device_hang_up(struct peer_device *device, bool orderly);
/* The session ends too. */
void peer_device_leave(struct peer_device *device, bool orderly);
/* After a hang-up: gets new handles, so that it can take part again; false if they don't come. */
bool peer_device_fresh(struct peer_device *device);

#endif
