/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The host: the functions by which the engine reaches Janus. The tests of the engine use a fake host.
 *
 * The engine calls every function on the control thread, and the media functions also on packet threads
 * (see media/packet.h). Baton holds no lock during the call, except where media/packet.h says so. A
 * function must not call the engine: a result arrives later, as a job on the control thread.
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
#include "media/feed.h"
#include "media/packet.h"
#include "rtp/codec.h"

enum {
    BATON_SDP_MAX_LINES = 48,
    BATON_SDP_MID_SIZE = 33,     /* a longer mid is refused as invalid_sdp */
    BATON_RID_MAX_BYTES = 15,    /* Janus knows only so much of a rid */
    BATON_MAX_HEIGHT = 4320,     /* pixels of a picture */
    BATON_EXTENSION_MAX_ID = 14, /* largest id in the one-byte form (RFC 8285 section 4.2) */
    BATON_PT_AUDIO = 111,        /* payload type of audio in every downlink */
    BATON_PT_VIDEO = 96,         /* payload type of video in every downlink */
};

/* The encodings of an m-line with simulcast (RFC 8853). */
struct baton_encodings {
    size_t count;  /* 0: the m-line is plain */
    int extension; /* id of the header extension sdes:rtp-stream-id (RFC 8852) */
    size_t first;  /* the encoding whose SSRC is Janus's first one of the m-line (media/feed.h) */
    char rids[BATON_ENCODINGS][BATON_RID_SIZE]; /* each rid is another one */
};

/* One m-line of a client's offer. */
struct baton_sdp_line {
    char mid[BATON_SDP_MID_SIZE];
    bool media; /* audio or video; any other m-line gets port 0 in the answer */
    bool video;
    bool sends; /* the direction is sendonly or sendrecv, and the m-line is not rejected */
    int pt;     /* payload type that the offer has for the room's codec; -1: none */
    struct baton_encodings encodings; /* the smallest first; requests/source_plan.h sets it */
};

struct baton_sdp {
    size_t count;
    struct baton_sdp_line lines[BATON_SDP_MAX_LINES]; /* the index is the mindex */
};

/* The m-lines of a downlink's offer. The m-line with index i has the mid "i". */
struct baton_sdp_slots {
    size_t audio, video; /* numbers of m-lines */
    size_t order_count;  /* entries of `order`; the other m-lines: first audio, then video */
    bool order[BATON_SDP_MAX_LINES]; /* order[i]: whether m-line i is video */
    enum baton_codec video_codec;
    uint64_t session_id; /* session id in the o= line (RFC 8866 §5.2) */
    uint64_t version;    /* version in the o= line; grows by one with each offer */
};

struct baton_store; /* store/store.h */

struct baton_host {
    struct baton_media_host media;
    struct baton_random random;
    void *context; /* first argument of every function below */

    /* Sends an event or a reply. `transaction` is the transaction of the request, or NULL for an event.
     * `type` is "offer", "answer" or NULL; if `type` is NULL, `sdp` is NULL too. The caller keeps ownership of all
     * arguments. If `body` has a code without its pictures (code/drawing.h), this function draws them, or the thread to
     * which it gives the message. Messages to one handle arrive in order. */
    void (*send)(void *context, void *handle, const char *transaction, json_t *body,
        const char *type, const char *sdp, bool restart);
    /* Sends the same event to several handles, perhaps to none. `numbers` has the event's number for each handle, which
     * the client gets as the field `seq` (baton_event_numbered); NULL: the event has no number. The caller keeps
     * ownership of all arguments, and nobody changes `body` any more. */
    void (*broadcast)(
        void *context, void *const *handles, const uint64_t *numbers, size_t count, json_t *body);
    /* The client of this handle sends `sync`, and the reply follows. Asks it again to acknowledge what was sent: what
     * asked it before may be lost. Drops chat messages that wait for it, because the reply has them. NULL: nothing is
     * acknowledged. */
    void (*ask_again)(void *context, void *handle);
    /* Limits what the client sends on this uplink, in bit/s (REMB). */
    void (*cap)(void *context, void *handle, uint32_t bitrate);
    /* Closes the handle's PeerConnection, if there is one. Then baton_engine_media_down follows. */
    void (*close_pc)(void *context, void *handle);

    /* Reads a client's offer into `*lines` and writes the answer. The answer accepts the given codecs on
     * the m-lines that the client sends. It rejects an m-line that does not offer its codec. An m-line that
     * does not send becomes inactive. `*answer` is for g_free. Returns false with `failure` set
     * (invalid_sdp) if the offer cannot be read. */
    bool (*sdp_answer)(void *context, const char *offer, enum baton_codec audio,
        enum baton_codec video, struct baton_sdp *lines, char **answer,
        struct baton_failure *failure);
    /* Writes the answer again, for an offer that sdp_answer has read. `lines`: as read, but `sends` may be false now:
     * such an m-line becomes inactive. Returns the answer, for g_free, or NULL with `failure` set. */
    char *(*sdp_answer_lines)(void *context, const char *offer, enum baton_codec audio,
        enum baton_codec video, const struct baton_sdp *lines, struct baton_failure *failure);
    /* Returns the offer of a downlink, for g_free. */
    char *(*sdp_offer)(void *context, const struct baton_sdp_slots *slots);
    /* Checks that a client's answer has `count` m-lines. If not, returns false with `failure` set. */
    bool (*sdp_check_answer)(
        void *context, const char *answer, size_t count, struct baton_failure *failure);

    /* Returns the milliseconds since 1970, for chat messages. */
    int64_t (*wall_clock)(void *context);
    /* Keeps permanent rooms, their chat and the audit trail. Its reports come back as baton_engine_stored and
     * baton_engine_audit_read. NULL: nothing is kept, and no room can be permanent. */
    struct baton_store *store;
    /* Writes one line into the log, at the default level. NULL: there is no log. */
    void (*log)(void *context, const char *line);
    /*
     * Queues an SMS and does not wait. If it returns BATON_OK, baton_engine_sms_result follows once with
     * the same `key`. Otherwise it sets `failure`: wrong_state without a gateway, limit_reached if too many
     * messages are waiting. The caller keeps ownership of all arguments. The text may contain a ticket,
     * which is a secret. NULL: there is no gateway.
     */
    enum baton_error (*send_sms)(void *context, const char *key, const char *to, const char *text,
        struct baton_failure *failure);
    /*
     * If Janus demands signed tokens, these functions create a token for a device that has none. The result
     * is for g_free. If Janus demands no tokens, they are NULL or return NULL. `lifetime` starts now.
     *
     * mint_auth returns the short form of a token for a code, valid for `transfer` only.
     *
     * mint_token returns a whole token for a device that has been admitted to a call.
     */
    char *(*mint_auth)(void *context, const char *transfer, baton_time lifetime);
    char *(*mint_token)(void *context, const char *device, baton_time lifetime);
    /* Passes an event, which never contains a secret, to Janus's event handlers. The caller keeps ownership
     * of `event`. */
    void (*notify)(void *context, void *handle, json_t *event);
};

#endif
