/* SPDX-License-Identifier: GPL-3.0-or-later */
/* device: requests in the order that a client makes them. */
#include "peer/device.h"

#include <stdio.h>
#include <string.h>

#include "peer/loop.h"

#define BATON     "janus.plugin.baton"
#define VIDEOROOM "janus.plugin.videoroom"

static bool failed(struct peer_device *device, const char *what, const char *why)
{
    g_snprintf(device->error, sizeof(device->error), "%s: %s", what, why ? why : "no answer");
    return false;
}

/* Waits for a request's answer and checks it; the call is freed by its caller. */
static const struct peer_message *answer(
    struct peer_device *device, struct peer_request *request, const char *what)
{
    const struct peer_message *message = peer_request_wait(request);

    if (message && !peer_message_error(message))
        return message;
    failed(device, what, message ? peer_message_error(message) : NULL);
    return NULL;
}

struct peer_message *peer_device_ask(struct peer_device *device, struct peer_handle *handle,
    json_t *body, const char *type, const char *sdp)
{
    char *what = g_strdup(json_string_value(json_object_get(body, "request")));
    struct peer_request *request = peer_handle_ask(handle, body, type, sdp);
    struct peer_message *message =
        answer(device, request, what) ? peer_request_take(request) : NULL;

    peer_request_free(request);
    g_free(what);
    return message;
}

bool peer_device_request(struct peer_device *device, json_t *body)
{
    struct peer_message *message = peer_device_ask(device, device->up_handle, body, NULL, NULL);

    peer_message_free(message);
    return message;
}

static bool attach(struct peer_device *device)
{
    const char *plugin = device->options.videoroom ? VIDEOROOM : BATON;

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
    device->signalling = peer_signalling_open(settings->url, options->delay);
    if (device->signalling && attach(device))
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
    struct peer_request *request = peer_handle_ask(device->up_handle,
        json_pack("{s:s, s:s, s:s}", "request", "join", "room", room, "display", device->name),
        NULL, NULL);
    const struct peer_message *message = answer(device, request, "join");

    if (message)
        learn(device, message->data);
    peer_request_free(request);
    return message;
}

static struct peer_link_options link_options(const struct peer_device *device, bool up)
{
    return (struct peer_link_options){
        .address = device->settings->address,
        .identity = device->identity,
        .profiles = device->settings->profiles,
        .controlling = up,
        .relayed = device->options.relayed,
        .random = peer_random_seeded(device->settings->seed, device->number * 2u + up),
    };
}

static void set_impairments(const struct peer_device *device, struct peer_link *link)
{
    struct peer_relay *relay = peer_link_relay(link);

    for (int i = 0; relay && i < 2; i++)
        peer_relay_set(relay, (enum peer_direction)i, &device->options.impairment[i]);
}

static json_t *sources_of(
    const struct peer_uplink *uplink, const struct peer_device_options *options)
{
    json_t *sources = json_array();
    int index = 0;

    if (options->audio)
        json_array_append_new(
            sources, json_pack("{s:s, s:s}", "mid", peer_uplink_line(uplink, index++)->mid, "kind",
                         "microphone"));
    if (options->video)
        json_array_append_new(sources,
            json_pack("{s:s, s:s}", "mid", peer_uplink_line(uplink, index)->mid, "kind", "camera"));
    return sources;
}

char *peer_device_make_uplink(struct peer_device *device)
{
    const struct peer_device_options *options = &device->options;
    struct peer_uplink_options uplink = {
        .link = link_options(device, true),
        .audio = PEER_OPUS,
        .video = {device->settings->codec},
        .video_count = 1,
        .fps = options->fps,
        .bitrate = options->bitrate,
        .ptime = options->ptime,
        .gop = options->gop,
        .device = device->number,
    };

    device->uplink = peer_uplink_new(&uplink, NULL, NULL);
    if (!device->uplink) {
        failed(device, "publish", "no sockets");
        return NULL;
    }
    set_impairments(device, peer_uplink_link(device->uplink));
    if (options->audio)
        peer_uplink_add(device->uplink, false);
    if (options->video)
        peer_uplink_add(device->uplink, true);
    peer_uplink_start(device->uplink);
    return peer_uplink_offer(device->uplink, false);
}

static struct peer_request *ask_publish(struct peer_device *device)
{
    char *offer = peer_device_make_uplink(device);

    if (!offer)
        return NULL;
    struct peer_request *request = peer_handle_ask(device->up_handle,
        json_pack("{s:s, s:o}", "request", "publish", "sources",
            sources_of(device->uplink, &device->options)),
        "offer", offer);
    g_free(offer);
    return request;
}

char *peer_device_answer(struct peer_device *device, const char *offer)
{
    struct peer_link_options link = link_options(device, false);

    if (!device->downlink) {
        device->downlink = peer_downlink_new(&link, device->options.feedback, NULL, NULL);
        if (device->downlink) {
            set_impairments(device, peer_downlink_link(device->downlink));
            peer_downlink_set_reports(device->downlink, device->options.reports);
        }
    }
    char *sdp = device->downlink ? peer_downlink_answer(device->downlink, offer) : NULL;
    if (!sdp)
        failed(device, "subscribe", "an offer that can't be used");
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
    const struct peer_message *message = answer(device, request, "publish");

    if (!message)
        return false;
    device->times.answered = message->at;
    return peer_uplink_answered(device->uplink, message->sdp) ||
           failed(device, "publish", "an answer that can't be used");
}

/* Answers the offer to receive. */
static struct peer_request *ask_start(
    struct peer_device *device, const struct peer_message *subscribed)
{
    char *sdp = peer_device_answer(device, subscribed->sdp);
    struct peer_request *request = sdp ? peer_handle_ask(device->down_handle,
                                             json_pack("{s:s}", "request", "start"), "answer", sdp)
                                       : NULL;
    g_free(sdp);
    return request;
}

/* The same with an offer that came, or is on its way, because of the scan. */
static struct peer_request *ask_start_offered(struct peer_device *device)
{
    struct peer_message *message =
        peer_handle_next(device->down_handle, "subscribed", PEER_SIGNALLING_PATIENCE);
    struct peer_request *request = message ? ask_start(device, message) : NULL;

    if (!message)
        failed(device, "subscribed", "the offer that was promised did not come");
    peer_message_free(message);
    return request;
}

static struct peer_request *ask_start_subscribed(
    struct peer_device *device, struct peer_request *request)
{
    const struct peer_message *message = answer(device, request, "subscribe");

    return message ? ask_start(device, message) : NULL;
}

bool peer_device_begin(struct peer_device *device)
{
    const struct peer_device_options *options = &device->options;
    bool sends = options->audio || options->video;
    bool offered = json_is_true(json_object_get(device->me, "downlink")) && !device->downlink;
    bool asks = options->audio_slots + options->video_slots > 0 && !offered;
    struct peer_request *publish = sends ? ask_publish(device) : NULL;
    struct peer_request *subscribe = asks ? ask_subscribe(device) : NULL;
    struct peer_request *start = offered ? ask_start_offered(device) : NULL;

    bool fine =
        (!offered || start) && (!sends || publish) && (!publish || finish_publish(device, publish));
    if (fine && subscribe)
        fine = (start = ask_start_subscribed(device, subscribe));
    fine = fine && (!start || answer(device, start, "start"));
    peer_request_free(publish);
    peer_request_free(subscribe);
    peer_request_free(start);
    return fine;
}

static bool is_up(void *user)
{
    const struct peer_device *device = user;

    return (!device->uplink || peer_link_is_up(peer_uplink_link(device->uplink))) &&
           (!device->downlink || peer_link_is_up(peer_downlink_link(device->downlink)));
}

bool peer_device_await_up(struct peer_device *device)
{
    return peer_loop_wait(is_up, device, PEER_SIGNALLING_PATIENCE) ||
           failed(device, "connect", "a PeerConnection doesn't come up");
}

bool peer_device_connect(struct peer_device *device)
{
    return peer_device_begin(device) && peer_device_await_up(device);
}

bool peer_device_transfer(struct peer_device *device)
{
    struct peer_request *request =
        peer_handle_ask(device->up_handle, json_pack("{s:s}", "request", "transfer"), NULL, NULL);
    const struct peer_message *message = answer(device, request, "transfer");

    if (message) {
        g_free(device->code);
        g_free(device->transfer);
        device->code = g_strdup(json_string_value(json_object_get(message->data, "text")));
        device->transfer = g_strdup(json_string_value(json_object_get(message->data, "transfer")));
    }
    peer_request_free(request);
    return message;
}

bool peer_device_scan(struct peer_device *device, const char *code)
{
    const struct peer_device_options *options = &device->options;
    json_t *body =
        json_pack("{s:s, s:s, s:s}", "request", "scan", "text", code, "device_name", device->name);

    if (options->audio_slots + options->video_slots > 0)
        json_object_set_new(body, "downlink", json_integer(peer_handle_id(device->down_handle)));
    struct peer_request *request = peer_handle_ask(device->up_handle, body, NULL, NULL);
    const struct peer_message *message = answer(device, request, "scan");

    device->times = (struct peer_device_times){.scan = peer_request_asked(request)};
    if (message) {
        device->times.scanned = message->at;
        learn(device, message->data);
    }
    peer_request_free(request);
    return message;
}

bool peer_device_confirm(struct peer_device *device, const struct peer_device *to)
{
    json_t *number = json_object_get(to->me, "number");
    json_t *body = json_pack(
        "{s:s, s:s, s:b}", "request", "confirm", "transfer", device->transfer, "agree", 1);

    if (number)
        json_object_set(body, "number", number);
    return peer_device_request(device, body);
}

bool peer_device_await(struct peer_device *device, const char *event)
{
    struct peer_message *message =
        peer_handle_next(device->up_handle, event, PEER_SIGNALLING_PATIENCE);

    if (!message)
        return failed(device, event, "no such event");
    if (strcmp(event, "moved") == 0)
        device->times.moved = message->at;
    if (strcmp(event, "admitted") == 0) {
        device->times.admitted = message->at;
        learn(device, message->data);
    }
    peer_message_free(message);
    return true;
}

void peer_device_hang_up(struct peer_device *device, bool orderly)
{
    if (device->uplink)
        peer_uplink_end(device->uplink, orderly);
    if (device->downlink) {
        if (orderly)
            peer_link_close(peer_downlink_link(device->downlink));
        else
            peer_link_die(peer_downlink_link(device->downlink));
    }
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
        g_snprintf(device->error, sizeof(device->error), "no new handles");
    return device->up_handle && device->down_handle;
}
