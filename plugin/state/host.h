/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * host owns the interface through which the engine reaches its surroundings: Janus in production, a
 * fake in the tests of the engine.
 *
 * Every function is called on the control thread (the media functions on packet threads too, see
 * media/packet.h). Baton holds no lock then, except where media/packet.h says that it does. No
 * function may call back into the engine: a result arrives later, as an event on the control
 * thread.
 */
#ifndef BATON_STATE_HOST_H
#define BATON_STATE_HOST_H

#include <jansson.h>
#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "base/error.h"
#include "base/random.h"
#include "media/packet.h"
#include "rtp/codec.h"

enum {
    BATON_SDP_MAX_LINES = 48,
    BATON_SDP_MID_SIZE = 33, /* a longer mid is refused as invalid_sdp */
    BATON_PT_AUDIO = 111,    /* payload types of every downlink */
    BATON_PT_VIDEO = 96,
};

/* One m-line of a client's offer. */
struct baton_sdp_line {
    char mid[BATON_SDP_MID_SIZE];
    bool media; /* audio or video; any other m-line gets port 0 in the answer */
    bool video;
    bool sends; /* offered as sendonly or sendrecv, and not rejected */
    int pt;     /* payload type offered for the wanted codec; -1: the codec is not offered */
};

struct baton_sdp {
    size_t count;
    struct baton_sdp_line lines[BATON_SDP_MAX_LINES]; /* by mindex */
};

/* The m-lines of a downlink's offer. The m-line with index i has the mid "i". */
struct baton_sdp_slots {
    size_t audio, video;             /* audio lines first */
    size_t order_count;              /* entries of `order`: audio + video; 0: the default order */
    bool order[BATON_SDP_MAX_LINES]; /* order[i]: line i is video */
    enum baton_codec video_codec;
    uint64_t session_id,
        version; /* o= line (RFC 8866 §5.2); version grows by one with each offer */
};

struct baton_room_settings; /* state/room_settings.h */

struct baton_host {
    struct baton_media_host media;
    struct baton_random random;
    void *context; /* first argument of every function below */

    /* Sends an event or reply. `transaction` NULL: an event, which no request asked for. `type` is
     * "offer", "answer" or NULL; if it is NULL, `sdp` is NULL too. Borrows every argument. Messages
     * to one handle arrive in order. */
    void (*send)(void *context, void *handle, const char *transaction, json_t *body,
        const char *type, const char *sdp, bool restart);
    /* Limits what the client sends on this uplink, in bit/s (REMB). */
    void (*cap)(void *context, void *handle, uint32_t bitrate);
    /* Closes the handle's PeerConnection if there is one; baton_engine_media_down follows. */
    void (*close_pc)(void *context, void *handle);

    /* Reads a client's offer and writes the answer, which receives the sent m-lines in the given
     * codecs. An m-line without its codec or without sending becomes inactive. `*answer` is for
     * g_free. False with `failure` set (invalid_sdp) if the offer cannot be read. */
    bool (*sdp_answer)(void *context, const char *offer, enum baton_codec audio,
        enum baton_codec video, struct baton_sdp *lines, char **answer,
        struct baton_failure *failure);
    /* Writes the offer of a downlink, for g_free. */
    char *(*sdp_offer)(void *context, const struct baton_sdp_slots *slots);
    /* Checks that a client's answer has `count` m-lines. False with `failure` set. */
    bool (*sdp_check_answer)(
        void *context, const char *answer, size_t count, struct baton_failure *failure);

    /* Milliseconds since 1970, for chat messages. */
    int64_t (*wall_clock)(void *context);
    /* Writes a room to the configuration file, or removes it from there. False if that failed. */
    bool (*save_room)(void *context, const struct baton_room_settings *room);
    bool (*forget_room)(void *context, const char *room);
    /*
     * Queues an SMS and returns at once. For each accepted message, baton_engine_sms_result follows
     * once with the same `key`. Otherwise returns an error with `failure` set: wrong_state without
     * a gateway, limit_reached if too many messages are waiting. Borrows every argument. The text
     * may contain a ticket, which is a secret. NULL: there is no gateway.
     */
    enum baton_error (*send_sms)(void *context, const char *key, const char *to, const char *text,
        struct baton_failure *failure);
    /*
     * If Janus demands signed tokens, these functions make a substitute for a device that has no
     * token, for g_free. They are NULL, or return NULL, if Janus demands none. `lifetime` starts
     * now.
     *
     * mint_auth: returns the `auth` of a code, valid for `transfer` only.
     *
     * mint_token: returns a complete token for a participant's new device. A lifetime of
     * BATON_NEVER stands for the operator's limit for a device that has the call.
     */
    char *(*mint_auth)(void *context, const char *transfer, baton_time lifetime);
    char *(*mint_token)(void *context, const char *participant, baton_time lifetime);
    /* Passes an event, which never contains a secret, to Janus's event handlers. Borrows
     * `event`. */
    void (*notify)(void *context, void *handle, json_t *event);
};

#endif
