/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests as VideoRoom's documentation describes them, with options that match how Baton works. */
#include "peer/videoroom.h"

#include <string.h>

#include "peer/loop.h"

static json_int_t number_of(const char *room)
{
    return (json_int_t)(g_str_hash(room) & 0x7fffffff) + 1;
}

static json_int_t feed_of(const struct peer_device *device)
{
    return json_integer_value(json_object_get(device->me, "id"));
}

bool peer_videoroom_create(struct peer_device *device, const char *room)
{
    const char *codec = peer_codec_name(device->settings->codec);

    return peer_device_request(
        device, json_pack("{s:s, s:I, s:i, s:s, s:s, s:i, s:b}", "request", "create", "room",
                    number_of(room), "publishers", 1000, "audiocodec", "opus", "videocodec", codec,
                    "bitrate", 0, "transport_wide_cc_ext", 1));
}

bool peer_videoroom_join(struct peer_device *device, const char *room)
{
    struct peer_message *message = peer_device_ask(device, device->up_handle,
        json_pack("{s:s, s:s, s:I, s:s}", "request", "join", "ptype", "publisher", "room",
            number_of(room), "display", device->name),
        NULL, NULL);

    if (!message)
        return false;
    json_decref(device->me);
    device->me = json_incref(message->data);
    peer_message_free(message);
    return true;
}

bool peer_videoroom_publish(struct peer_device *device)
{
    char *offer = peer_device_make_uplink(device);

    if (!offer)
        return false;
    struct peer_message *message = peer_device_ask(
        device, device->up_handle, json_pack("{s:s}", "request", "publish"), "offer", offer);
    bool fine = message && peer_uplink_answered(device->uplink, message->sdp);
    peer_message_free(message);
    g_free(offer);
    return fine;
}

enum {
    LEAVING = 1000, /* the most milliseconds from a leave to the new offer for a receiver */
    TRIES = 50,
    TRY_AGAIN = 2, /* milliseconds */
};

static bool start(struct peer_device *device, const struct peer_message *message)
{
    char *sdp = message && message->sdp ? peer_device_answer(device, message->sdp) : NULL;
    struct peer_message *started = NULL;

    if (sdp)
        started = peer_device_ask(
            device, device->down_handle, json_pack("{s:s}", "request", "start"), "answer", sdp);
    peer_message_free(started);
    g_free(sdp);
    return started;
}

/* Sends a request, and answers the offer that comes with the reply. */
static bool negotiate(struct peer_device *device, json_t *body)
{
    struct peer_message *message = peer_device_ask(device, device->down_handle, body, NULL, NULL);
    bool fine = start(device, message);

    peer_message_free(message);
    return fine;
}

/* Does the same, but repeats it while the feed is unknown: VideoRoom knows a feed only some time after the
 * publisher has sent its offer. */
static bool negotiate_known(struct peer_device *device, json_t *body)
{
    bool fine = false, unknown = true;

    for (int i = 0; !fine && unknown && i < TRIES; i++) {
        if (i > 0)
            peer_loop_wait(NULL, NULL, TRY_AGAIN);
        fine = negotiate(device, json_deep_copy(body));
        unknown = strstr(device->error, "No such feed");
    }
    json_decref(body);
    return fine;
}

/* Answers the new offer that VideoRoom sends to a receiver after a device that it watched has left. */
static bool answer_after_leave(struct peer_device *device)
{
    struct peer_message *message = peer_handle_next(device->down_handle, "updated", LEAVING);
    bool fine = start(device, message);

    peer_message_free(message);
    return fine;
}

bool peer_videoroom_watch(
    struct peer_device *device, const char *room, struct peer_device *const *others, int count)
{
    json_t *streams = json_array(), *body;

    for (int i = 0; i < count; i++)
        json_array_append_new(streams, json_pack("{s:I}", "feed", feed_of(others[i])));
    if (device->downlink)
        body = json_pack("{s:s, s:o}", "request", "subscribe", "streams", streams);
    else
        body = json_pack("{s:s, s:s, s:I, s:o}", "request", "join", "ptype", "subscriber", "room",
            number_of(room), "streams", streams);
    return negotiate_known(device, body);
}

bool peer_videoroom_switch(struct peer_device *device, const struct peer_device *to)
{
    json_t *streams = json_array();

    for (int i = 0; i < to->uplink->count; i++)
        json_array_append_new(
            streams, json_pack("{s:I, s:s, s:s}", "feed", feed_of(to), "mid",
                         to->uplink->lines[i].mid, "sub_mid", device->downlink->lines[i].sdp.mid));
    struct peer_message *message = peer_device_ask(device, device->down_handle,
        json_pack("{s:s, s:o}", "request", "switch", "streams", streams), NULL, NULL);
    peer_message_free(message);
    return message;
}

static json_t *update_body(const struct peer_device *from, const struct peer_device *to)
{
    json_t *body =
        json_pack("{s:s, s:[{s:I}]}", "request", "update", "subscribe", "feed", feed_of(to));

    /* A device that has left is unsubscribed already. */
    if (from->signalling)
        json_object_set_new(body, "unsubscribe", json_pack("[{s:I}]", "feed", feed_of(from)));
    return body;
}

bool peer_videoroom_update(
    struct peer_device *device, const struct peer_device *from, const struct peer_device *to)
{
    return (from->signalling || answer_after_leave(device)) &&
           negotiate_known(device, update_body(from, to));
}
