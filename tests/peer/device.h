/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * One device of a person: two handles, two PeerConnections, and the requests of docs/api.md. Each function that sends
 * a request waits for the reply.
 */
#ifndef BATON_PEER_DEVICE_H
#define BATON_PEER_DEVICE_H

#include <jansson.h>

#include "peer/downlink.h"
#include "peer/signalling.h"
#include "peer/uplink.h"

/* Settings of all devices of a scenario. */
struct peer_settings {
    char *url;     /* URL of Janus's WebSocket */
    char *address; /* IPv4 address of the peer, for media */
    gint janus;    /* id of Janus's process; 0: not known */
    gint64 seed;
    enum peer_codec codec; /* video codec */
    gboolean videoroom;    /* default of the option `videoroom` of devices */
};

/* The properties of a device. */
struct peer_device_options {
    bool videoroom; /* the device uses VideoRoom instead of Baton; see videoroom.h */
    bool audio, video;
    int fps, bitrate; /* bitrate: of the largest encoding of video */
    int encodings;    /* of video; more than 1: simulcast */
    int layers;       /* temporal layers of VP8; 0: 3 with simulcast, otherwise 1 */
    int ptime;   /* milliseconds of sound in a packet */
    int reports; /* milliseconds between two reports about a stream */
    int gop;     /* frames from one keyframe to the next; 0: keyframes only on request */
    int audio_slots, video_slots;      /* both 0: the device does not receive */
    bool feedback;                     /* gives transport-wide feedback on request */
    bool browser;                      /* see peer_downlink_options */
    bool far;                          /* see peer_signalling_options */
    bool impaired;                     /* media goes through a relay */
    struct peer_impairment impairment; /* signalling has the same delay */
};

/* When the device passed each step of a transfer to it, in microseconds. 0: not yet. */
struct peer_device_times {
    int64_t scan, scanned, confirmed, answered, moved;
};

struct peer_device {
    char *name;
    uint16_t number; /* the device's number in the tags of its packets */
    const struct peer_settings *settings;
    struct peer_device_options options;
    struct peer_signalling *signalling;
    struct peer_handle *up_handle, *down_handle;
    struct peer_identity *identity;
    struct peer_uplink *uplink;
    struct peer_downlink *downlink;
    json_t *me;            /* the fields of `joined`, `scanned` and `admitted` */
    char *code, *transfer; /* text of the last code, and id of its transfer */
    struct peer_device_times times;
    int64_t looked;  /* until when `look` has reported, microseconds */
    int64_t cut;     /* when the WebSocket was cut, microseconds */
    char error[200]; /* why the last step failed */
};

/* If one of these functions fails, it sets `error` and returns NULL or false. peer_device_open prints the error. */
struct peer_device *peer_device_open(const struct peer_settings *settings, const char *name,
    uint16_t number, const struct peer_device_options *options);
void peer_device_free(struct peer_device *device);

bool peer_device_join(struct peer_device *device, const char *room);
/* Publishes and subscribes at the same time, and waits until both PeerConnections are up. */
bool peer_device_connect(struct peer_device *device);
/* Perform the two halves of peer_device_connect: the requests, and the wait for the PeerConnections. */
bool peer_device_begin(struct peer_device *device);
bool peer_device_await_up(struct peer_device *device);

/* Joins with the resume secret of another device, whose participant comes back on this one. */
bool peer_device_resume(struct peer_device *device, const struct peer_device *of);
/* Loses the WebSocket only; see peer_signalling_cut. */
void peer_device_cut(struct peer_device *device);
/* Claims the session on another WebSocket after peer_device_cut. */
bool peer_device_claim(struct peer_device *device);

bool peer_device_transfer(struct peer_device *device);
bool peer_device_scan(struct peer_device *device, const char *code);
/* Says yes to the device that has scanned the code. */
bool peer_device_confirm(struct peer_device *device);
/* Waits for an event on the uplink's handle. */
bool peer_device_await(struct peer_device *device, const char *event);
bool peer_device_request(struct peer_device *device, json_t *body);
/* Sends a request, with an SDP if `type` is not NULL, and waits. Returns the reply; free it. */
struct peer_message *peer_device_ask(struct peer_device *device, struct peer_handle *handle,
    json_t *body, const char *type, const char *sdp);
/* Creates the uplink, but sends no request. Returns the uplink's offer, or NULL; free it. */
char *peer_device_make_uplink(struct peer_device *device);
/* Answers an offer for the downlink, which it creates if there is none. Returns the answer, or NULL; free it. */
char *peer_device_answer(struct peer_device *device, const char *offer);

/* Ends both PeerConnections. `orderly`: with a DTLS alert. Keeps the recorded packets and the session. */
void peer_device_hang_up(struct peer_device *device, bool orderly);
/* Does the same, but ends the session too. */
void peer_device_leave(struct peer_device *device, bool orderly);
/* Gets new handles after peer_device_hang_up, so that the device can take part again. */
bool peer_device_fresh(struct peer_device *device);

#endif
