/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * What the engine needs of the world around it: a Janus in production, a fake in the engine tests.
 *
 * Every function is called on the control thread (the media ones on packet threads too, see
 * media/packet.h), with no lock of ours held except where media/packet.h says so. None may call
 * back into the engine; what they cause comes back later, as an event.
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
    bool media; /* audio or video; anything else is answered with port 0 */
    bool video;
    bool sends; /* offered to send: sendonly or sendrecv, and not rejected */
    int pt;     /* its payload type for the wanted codec; -1: it does not offer that codec */
};

struct baton_sdp {
    size_t count;
    struct baton_sdp_line lines[BATON_SDP_MAX_LINES]; /* by mindex */
};

/* What a downlink is to offer. m-line i has mid "i". */
struct baton_sdp_slots {
    size_t audio, video; /* audio lines first */
    size_t order_count; /* 0, or how many lines have fixed kinds from an earlier offer, see order */
    bool order[BATON_SDP_MAX_LINES]; /* order[i]: line i is video; holds audio + video entries */
    enum baton_codec video_codec;
    uint64_t session_id,
        version; /* o= line (RFC 8866 §5.2); version grows by one with each offer */
};

struct baton_room_settings; /* engine/requests.h */

struct baton_host {
    struct baton_media_host media;
    struct baton_random random;
    void *context; /* passed back as the first argument of what follows */

    /* Sends an event or reply; `transaction` NULL for what nobody asked for. `type` is "offer",
     * "answer" or NULL, and then `sdp` is NULL too. Borrows everything. Sends to one handle arrive
     * in order. */
    void (*send)(void *context, void *handle, const char *transaction, json_t *body,
        const char *type, const char *sdp, bool restart);
    /* Caps what the client sends on this uplink, in bit/s (REMB). */
    void (*cap)(void *context, void *handle, uint32_t bitrate);
    /* Closes the handle's PeerConnection, if it has one; baton_engine_media_down follows. */
    void (*close_pc)(void *context, void *handle);

    /* Reads a client's offer and writes the answer that receives what it sends in the given codecs
     * (a line without its codec, and one that sends nothing, is answered inactive). `*answer` is
     * for g_free. False with `failure` set (invalid_sdp) when it cannot be read. */
    bool (*sdp_answer)(void *context, const char *offer, enum baton_codec audio,
        enum baton_codec video, struct baton_sdp *lines, char **answer,
        struct baton_failure *failure);
    /* Writes the offer of a downlink, for g_free. */
    char *(*sdp_offer)(void *context, const struct baton_sdp_slots *slots);
    /* Checks that a client's answer has `count` m-lines. */
    bool (*sdp_check_answer)(
        void *context, const char *answer, size_t count, struct baton_failure *failure);

    /* Milliseconds since 1970, for chat messages. */
    int64_t (*wall_clock)(void *context);
    /* Writes a room to the configuration file, or takes it out. False when that failed. */
    bool (*save_room)(void *context, const struct baton_room_settings *room);
    bool (*forget_room)(void *context, const char *room);
    /*
     * Hands an SMS over and returns at once; baton_engine_sms_result follows once for each that was
     * accepted, with the same `key`. Not BATON_OK, with `failure` set, if it cannot even be tried:
     * no gateway (wrong_state), too many waiting (limit_reached). Borrows everything; the text may
     * hold a ticket, which is a secret. NULL: there is no gateway.
     */
    enum baton_error (*send_sms)(void *context, const char *key, const char *to, const char *text,
        struct baton_failure *failure);
    /*
     * Where Janus demands signed tokens: makes what a device that has none may use instead, for
     * g_free; each NULL (or answering NULL) where it demands none. `lifetime` from now on.
     * mint_auth: the `auth` of a code, good for `transfer` alone.
     * mint_token: a whole token for a participant's new device; BATON_NEVER: for as long as the
     * operator lets a device that has the call go on.
     */
    char *(*mint_auth)(void *context, const char *transfer, baton_time lifetime);
    char *(*mint_token)(void *context, const char *participant, baton_time lifetime);
    /* For Janus's event handlers; never holds a secret. Borrows `event`. */
    void (*notify)(void *context, void *handle, json_t *event);
};

#endif
