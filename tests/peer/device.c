/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The requests of a device, in the order in which a client sends them. */
#include "peer/device.h"

#include <stdio.h>
#include <string.h>

#include "peer/loop.h"

#define BATON     "janus.plugin.baton"
#define VIDEOROOM "janus.plugin.videoroom"

static bool failed(struct peer_device *device, const char *what, const char *why)
{
    g_snprintf(device->error, sizeof(device->error), "%s: %s", what, why ? why : "no reply");
    return false;
}

/* Waits for the reply to a request. Returns the reply, which the caller owns. NULL: an error, or no request. */
static struct peer_message *await_reply(
    struct peer_device *device, struct peer_request *request, const char *what)
{
    struct peer_message *message = request ? peer_request_wait(request) : NULL;

    if (!request || (message && !peer_message_error(message)))
        return message;
    failed(device, what, message ? peer_message_error(message) : NULL);
    peer_message_free(message);
    return NULL;
}

struct peer_message *peer_device_ask(struct peer_device *device, struct peer_handle *handle,
    json_t *body, const char *type, const char *sdp)
{
    char *what = g_strdup(json_string_value(json_object_get(body, "request")));
    struct peer_message *message =
        await_reply(device, peer_handle_ask(handle, body, type, sdp), what);

    g_free(what);
    return message;
}

bool peer_device_request(struct peer_device *device, json_t *body)
{
    struct peer_message *message = peer_device_ask(device, device->up_handle, body, NULL, NULL);

    peer_message_free(message);
    return message;
}

static const char *plugin_of(const struct peer_device *device)
{
    return device->options.videoroom ? VIDEOROOM : BATON;
}

static bool open_session(struct peer_device *device)
{
    struct peer_handle *handles[2];

    device->signalling =
        peer_signalling_open(&(struct peer_signalling_options){.url = device->settings->url,
                                 .plugin = plugin_of(device),
                                 .delay = device->options.impairment.delay,
                                 .far = device->options.far},
            handles);
    if (!device->signalling)
        return false;
    device->up_handle = handles[0];
    device->down_handle = handles[1];
    return true;
}

static bool attach(struct peer_device *device)
{
    const char *plugin = plugin_of(device);

    device->up_handle = peer_signalling_attach(device->signalling, plugin);
    device->down_handle = peer_signalling_attach(device->signalling, plugin);
    return device->up_handle && device->down_handle;
}

struct peer_device *peer_device_open(const struct peer_settings *settings, const char *name,
    uint16_t number, const struct peer_device_options *options)
{
    struct peer_device *device = g_new0(struct peer_device, 1);

    device->name = g_strdup(name);
    device->number = number;
    device->settings = settings;
    device->options = *options;
    device->identity = peer_identity_new();
    if (open_session(device))
        return device;
    fprintf(stderr, "%s: no session at %s\n", name, settings->url);
    peer_device_free(device);
    return NULL;
}

void peer_device_free(struct peer_device *device)
{
    if (!device)
        return;
    peer_device_leave(device, true);
    peer_uplink_free(device->uplink);
    peer_downlink_free(device->downlink);
    peer_identity_free(device->identity);
    json_decref(device->me);
    g_free(device->code);
    g_free(device->transfer);
    g_free(device->name);
    g_free(device);
}

static void learn(struct peer_device *device, json_t *data)
{
    if (!device->me)
        device->me = json_object();
    json_object_update(device->me, data);
}

bool peer_device_join(struct peer_device *device, const char *room)
{
    struct peer_message *message = peer_device_ask(device, device->up_handle,
        json_pack("{s:s, s:s, s:s}", "request", "join", "room", room, "display", device->name),
        NULL, NULL);

    if (message)
        learn(device, message->data);
    peer_message_free(message);
    return message;
}

bool peer_device_resume(struct peer_device *device, const struct peer_device *of)
{
    const char *secret = json_string_value(json_object_get(of->me, "resume"));
    const char *room = json_string_value(json_object_get(of->me, "room"));

    if (!secret || !room)
        return failed(device, "join", "the other device has no resume secret");
    struct peer_message *message = peer_device_ask(device, device->up_handle,
        json_pack("{s:s, s:s, s:s}", "request", "join", "room", room, "resume", secret), NULL,
        NULL);
    if (message)
        learn(device, message->data);
    peer_message_free(message);
    return message;
}

void peer_device_cut(struct peer_device *device)
{
    peer_signalling_cut(device->signalling);
}

bool peer_device_claim(struct peer_device *device)
{
    return peer_signalling_claim(device->signalling, device->settings->url) ||
           failed(device, "claim", "Janus does not give the session back");
}

static struct peer_link_options link_options(const struct peer_device *device, bool up)
{
    return (struct peer_link_options){
        .address = device->settings->address,
        .identity = device->identity,
        .controlling = up,
        .impairment = device->options.impaired ? &device->options.impairment : NULL,
        .random = peer_random_seeded((uint64_t)device->settings->seed, device->number * 2u + up),
    };
}

static json_t *sources_of(const struct peer_uplink *uplink)
{
    json_t *sources = json_array();

    for (int i = 0; i < uplink->count; i++)
        json_array_append_new(sources, json_pack("{s:s, s:s}", "mid", uplink->lines[i].mid, "kind",
                                           uplink->lines[i].video ? "camera" : "microphone"));
    return sources;
}

static void set_encodings(const struct peer_uplink *uplink, const json_t *source)
{
    const char *mid = json_string_value(json_object_get(source, "mid"));
    const json_t *encodings = json_object_get(source, "encodings");

    for (int i = 0; i < uplink->count; i++) {
        if (g_strcmp0(uplink->lines[i].mid, mid) != 0)
            continue;
        for (size_t k = 0; k < json_array_size(encodings); k++) {
            const json_t *encoding = json_array_get(encodings, k);
            const char *rid = json_string_value(json_object_get(encoding, "rid"));
            if (rid)
                peer_source_set_encoding(uplink->sources[i], rid,
                    json_is_true(json_object_get(encoding, "active")),
                    (int)json_integer_value(json_object_get(encoding, "bitrate")));
        }
    }
}

/* Baton says which encodings somebody watches. */
static void on_encodings(void *user, const json_t *data)
{
    const struct peer_device *device = user;
    const json_t *sources = json_object_get(data, "sources");

    for (size_t i = 0; device->uplink && i < json_array_size(sources); i++)
        set_encodings(device->uplink, json_array_get(sources, i));
}

char *peer_device_make_uplink(struct peer_device *device)
{
    static const char *const rids[PEER_ENCODINGS_MAX] = {"l", "m", "h"};
    const struct peer_device_options *options = &device->options;
    struct peer_uplink_options uplink = {
        .link = link_options(device, true),
        .audio = PEER_OPUS,
        .video = {device->settings->codec},
        .video_count = 1,
        .fps = options->fps,
        .width = 1280,
        .height = 720,
        .layers = options->layers          ? options->layers
                  : options->encodings > 1 ? 3
                                           : 1,
        /* VideoRoom expects the largest encoding first. */
        .descending = options->videoroom,
        .bitrate = options->bitrate,
        .ptime = options->ptime,
        .gop = options->gop,
        .device = device->number,
    };

    device->uplink = peer_uplink_new(&uplink, NULL, NULL);
    if (!device->uplink) {
        failed(device, "publish", "sockets cannot be opened");
        return NULL;
    }
    if (options->audio)
        peer_uplink_add(device->uplink, false, NULL, 0);
    if (options->video)
        peer_uplink_add(device->uplink, true, rids + PEER_ENCODINGS_MAX - options->encodings,
            options->encodings > 1 ? options->encodings : 0);
    peer_handle_listen(device->up_handle, "encodings", on_encodings, device);
    peer_uplink_start(device->uplink);
    return peer_uplink_offer(device->uplink, false);
}

static struct peer_request *ask_publish(struct peer_device *device)
{
    char *offer = peer_device_make_uplink(device);

    if (!offer)
        return NULL;
    struct peer_request *request = peer_handle_ask(device->up_handle,
        json_pack("{s:s, s:o}", "request", "publish", "sources", sources_of(device->uplink)),
        "offer", offer);
    g_free(offer);
    return request;
}

char *peer_device_answer(struct peer_device *device, const char *offer)
{
    struct peer_downlink_options options = {.link = link_options(device, false),
        .feedback = device->options.feedback,
        .browser = device->options.browser};

    if (!device->downlink) {
        device->downlink = peer_downlink_new(&options, NULL, NULL);
        if (device->downlink)
            peer_downlink_set_reports(device->downlink, device->options.reports);
    }
    char *sdp = device->downlink ? peer_downlink_answer(device->downlink, offer) : NULL;
    if (!sdp)
        failed(device, "subscribe", "the offer cannot be used");
    return sdp;
}

static struct peer_request *ask_subscribe(struct peer_device *device)
{
    return peer_handle_ask(device->down_handle,
        json_pack("{s:s, s:s, s:i, s:i}", "request", "subscribe", "private_id",
            json_string_value(json_object_get(device->me, "private_id")), "audio_slots",
            device->options.audio_slots, "video_slots", device->options.video_slots),
        NULL, NULL);
}

static bool finish_publish(struct peer_device *device, struct peer_request *request)
{
    struct peer_message *message = await_reply(device, request, "publish");

    if (!message)
        return false;
    device->times.answered = message->at;
    bool fine = peer_uplink_answered(device->uplink, message->sdp) ||
                failed(device, "publish", "the answer cannot be used");
    peer_message_free(message);
    return fine;
}

/* Answers the offer in a message, and frees the message. Returns NULL if there is no message or no usable offer. */
static struct peer_request *ask_start(struct peer_device *device, struct peer_message *offered)
{
    char *sdp = offered ? peer_device_answer(device, offered->sdp) : NULL;
    struct peer_request *request = sdp ? peer_handle_ask(device->down_handle,
                                             json_pack("{s:s}", "request", "start"), "answer", sdp)
                                       : NULL;
    g_free(sdp);
    peer_message_free(offered);
    return request;
}

/* Waits for the offer that Baton sends because of the scan. */
static struct peer_message *await_offer(struct peer_device *device)
{
    struct peer_message *message =
        peer_handle_next(device->down_handle, "subscribed", PEER_SIGNALLING_PATIENCE);

    if (!message)
        failed(device, "subscribed", "Baton announced an offer, but it did not come");
    return message;
}

static bool finish_start(struct peer_device *device, struct peer_request *request)
{
    struct peer_message *message = await_reply(device, request, "start");

    peer_message_free(message);
    return message;
}

bool peer_device_begin(struct peer_device *device)
{
    const struct peer_device_options *options = &device->options;
    bool sends = options->audio || options->video;
    bool offered = json_is_true(json_object_get(device->me, "downlink")) && !device->downlink;
    bool asks = options->audio_slots + options->video_slots > 0 && !offered;
    struct peer_request *publish = sends ? ask_publish(device) : NULL;
    struct peer_request *subscribe = asks ? ask_subscribe(device) : NULL;
    struct peer_request *start = offered ? ask_start(device, await_offer(device)) : NULL;

    bool fine = !sends || finish_publish(device, publish);
    if (asks)
        start = ask_start(device, await_reply(device, subscribe, "subscribe"));
    if (asks || offered)
        fine = finish_start(device, start) && fine;
    return fine;
}

static bool is_up(void *user)
{
    const struct peer_device *device = user;

    return (!device->uplink || peer_link_is_up(device->uplink->link)) &&
           (!device->downlink || peer_link_is_up(device->downlink->link));
}

bool peer_device_await_up(struct peer_device *device)
{
    return peer_loop_wait(is_up, device, PEER_SIGNALLING_PATIENCE) ||
           failed(device, "connect", "a PeerConnection does not come up");
}

bool peer_device_connect(struct peer_device *device)
{
    return peer_device_begin(device) && peer_device_await_up(device);
}

bool peer_device_transfer(struct peer_device *device)
{
    struct peer_message *message = peer_device_ask(
        device, device->up_handle, json_pack("{s:s}", "request", "transfer"), NULL, NULL);

    if (message) {
        g_free(device->code);
        g_free(device->transfer);
        device->code = g_strdup(json_string_value(json_object_get(message->data, "text")));
        device->transfer = g_strdup(json_string_value(json_object_get(message->data, "transfer")));
    }
    peer_message_free(message);
    return message;
}

bool peer_device_scan(struct peer_device *device, const char *code)
{
    const struct peer_device_options *options = &device->options;
    json_t *body =
        json_pack("{s:s, s:s, s:s}", "request", "scan", "text", code, "device_name", device->name);

    if (options->audio_slots + options->video_slots > 0)
        json_object_set_new(body, "downlink", json_integer(peer_handle_id(device->down_handle)));
    device->times = (struct peer_device_times){.scan = g_get_monotonic_time()};
    struct peer_message *message = peer_device_ask(device, device->up_handle, body, NULL, NULL);
    if (message) {
        device->times.scanned = message->at;
        learn(device, message->data);
    }
    peer_message_free(message);
    return message;
}

bool peer_device_confirm(struct peer_device *device)
{
    return peer_device_request(device, json_pack("{s:s, s:s, s:b}", "request", "confirm",
                                           "transfer", device->transfer, "agree", 1));
}

bool peer_device_await(struct peer_device *device, const char *event)
{
    struct peer_message *message =
        peer_handle_next(device->up_handle, event, PEER_SIGNALLING_PATIENCE);

    if (!message)
        return failed(device, event, "this event did not come");
    if (strcmp(event, "moved") == 0)
        device->times.moved = message->at;
    if (strcmp(event, "admitted") == 0)
        learn(device, message->data);
    peer_message_free(message);
    return true;
}

void peer_device_hang_up(struct peer_device *device, bool orderly)
{
    if (device->uplink)
        peer_uplink_end(device->uplink, orderly);
    if (device->downlink)
        peer_link_end(device->downlink->link, orderly);
}

void peer_device_leave(struct peer_device *device, bool orderly)
{
    if (!device->signalling)
        return;
    peer_device_hang_up(device, orderly);
    peer_signalling_close(device->signalling, orderly);
    device->signalling = NULL;
    device->up_handle = device->down_handle = NULL;
}

bool peer_device_fresh(struct peer_device *device)
{
    peer_handle_detach(device->up_handle);
    peer_handle_detach(device->down_handle);
    peer_uplink_free(device->uplink);
    peer_downlink_free(device->downlink);
    device->uplink = NULL;
    device->downlink = NULL;
    json_decref(device->me);
    device->me = NULL;
    if (!attach(device))
        g_snprintf(device->error, sizeof(device->error), "Janus gives no new handles");
    return device->up_handle && device->down_handle;
}
