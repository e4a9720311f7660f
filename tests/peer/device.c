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
static const struct peer_word *answer(
    struct peer_device *device, struct peer_call *call, const char *what)
{
    const struct peer_word *word = peer_call_wait(call);

    if (word && !peer_word_error(word))
        return word;
    failed(device, what, word ? peer_word_error(word) : NULL);
    return NULL;
}

struct peer_word *peer_device_ask(struct peer_device *device, struct peer_handle *handle,
    json_t *body, const char *type, const char *sdp)
{
    char *what = g_strdup(json_string_value(json_object_get(body, "request")));
    struct peer_call *call = peer_handle_ask(handle, body, type, sdp);
    struct peer_word *word = answer(device, call, what) ? peer_call_take(call) : NULL;

    peer_call_free(call);
    g_free(what);
    return word;
}

bool peer_device_request(struct peer_device *device, json_t *body)
{
    struct peer_word *word = peer_device_ask(device, device->up_handle, body, NULL, NULL);

    peer_word_free(word);
    return word;
}

static bool attach(struct peer_device *device)
{
    const char *plugin = device->options.videoroom ? VIDEOROOM : BATON;

    device->up_handle = peer_signal_attach(device->signal, plugin);
    device->down_handle = peer_signal_attach(device->signal, plugin);
    return device->up_handle && device->down_handle;
}

struct peer_device *peer_device_open(const struct peer_world *world, const char *name,
    uint16_t number, const struct peer_device_options *options)
{
    struct peer_device *device = g_new0(struct peer_device, 1);

    device->name = g_strdup(name);
    device->number = number;
    device->world = world;
    device->options = *options;
    device->identity = peer_identity_new();
    device->signal = peer_signal_open(world->url, options->delay);
    if (device->signal && attach(device))
        return device;
    fprintf(stderr, "%s: no session at %s\n", name, world->url);
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
    json_decref(device->slots);
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
    struct peer_call *call = peer_handle_ask(device->up_handle,
        json_pack("{s:s, s:s, s:s}", "request", "join", "room", room, "display", device->name),
        NULL, NULL);
    const struct peer_word *word = answer(device, call, "join");

    if (word)
        learn(device, word->data);
    peer_call_free(call);
    return word;
}

static struct peer_link_options link_options(const struct peer_device *device, bool up)
{
    return (struct peer_link_options){
        .address = device->world->address,
        .identity = device->identity,
        .profiles = device->world->profiles,
        .controlling = up,
        .weathered = device->options.weathered,
        .chance = peer_chance_seeded(device->world->seed, device->number * 2u + up),
    };
}

static void set_weather(const struct peer_device *device, struct peer_link *link)
{
    struct peer_weather *weather = peer_link_weather(link);

    for (int i = 0; weather && i < 2; i++)
        peer_weather_set(weather, (enum peer_direction)i, &device->options.weather[i]);
}

void peer_device_weather(
    struct peer_device *device, enum peer_direction direction, const struct peer_forecast *forecast)
{
    device->options.weather[direction] = *forecast;
    if (device->uplink)
        set_weather(device, peer_uplink_link(device->uplink));
    if (device->downlink)
        set_weather(device, peer_downlink_link(device->downlink));
}

static json_t *sources_of(
    const struct peer_uplink *uplink, const struct peer_device_options *options)
{
    json_t *sources = json_array();
    int index = 0;

    if (options->sound)
        json_array_append_new(
            sources, json_pack("{s:s, s:s}", "mid", peer_uplink_line(uplink, index++)->mid, "kind",
                         "microphone"));
    if (options->picture)
        json_array_append_new(sources,
            json_pack("{s:s, s:s}", "mid", peer_uplink_line(uplink, index)->mid, "kind", "camera"));
    return sources;
}

char *peer_device_make_uplink(struct peer_device *device)
{
    const struct peer_device_options *options = &device->options;
    struct peer_uplink_options uplink = {
        .link = link_options(device, true),
        .codec = device->world->codec,
        .sound = options->sound,
        .picture = options->picture,
        .fps = options->fps,
        .bitrate = options->bitrate,
        .ptime = options->ptime,
        .gop = options->gop,
        .device = device->number,
    };

    device->uplink = peer_uplink_new(&uplink);
    if (!device->uplink) {
        failed(device, "publish", "no sockets");
        return NULL;
    }
    set_weather(device, peer_uplink_link(device->uplink));
    return peer_uplink_offer(device->uplink);
}

static struct peer_call *ask_publish(struct peer_device *device)
{
    char *offer = peer_device_make_uplink(device);

    if (!offer)
        return NULL;
    struct peer_call *call = peer_handle_ask(device->up_handle,
        json_pack("{s:s, s:o}", "request", "publish", "sources",
            sources_of(device->uplink, &device->options)),
        "offer", offer);
    g_free(offer);
    return call;
}

char *peer_device_answer(struct peer_device *device, const char *offer)
{
    struct peer_link_options link = link_options(device, false);

    if (!device->downlink) {
        device->downlink = peer_downlink_new(&link, device->options.feedback);
        if (device->downlink) {
            set_weather(device, peer_downlink_link(device->downlink));
            peer_downlink_set_reports(device->downlink, device->options.reports);
        }
    }
    char *sdp = device->downlink ? peer_downlink_answer(device->downlink, offer) : NULL;
    if (!sdp)
        failed(device, "subscribe", "an offer that can't be used");
    else
        peer_downlink_connect(device->downlink);
    return sdp;
}

static struct peer_call *ask_subscribe(struct peer_device *device)
{
    return peer_handle_ask(device->down_handle,
        json_pack("{s:s, s:s, s:i, s:i}", "request", "subscribe", "private_id",
            json_string_value(json_object_get(device->me, "private_id")), "audio_slots",
            device->options.audio_slots, "video_slots", device->options.video_slots),
        NULL, NULL);
}

static bool finish_publish(struct peer_device *device, struct peer_call *call)
{
    const struct peer_word *word = answer(device, call, "publish");

    if (!word)
        return false;
    device->times.answered = word->at;
    return peer_uplink_answered(device->uplink, word->sdp) ||
           failed(device, "publish", "an answer that can't be used");
}

/* Answers the offer to receive. */
static struct peer_call *ask_start(struct peer_device *device, const struct peer_word *subscribed)
{
    json_decref(device->slots);
    device->slots = json_incref(json_object_get(subscribed->data, "slots"));
    char *sdp = peer_device_answer(device, subscribed->sdp);
    struct peer_call *call = sdp ? peer_handle_ask(device->down_handle,
                                       json_pack("{s:s}", "request", "start"), "answer", sdp)
                                 : NULL;
    g_free(sdp);
    return call;
}

/* The same with an offer that came, or is on its way, because of the scan. */
static struct peer_call *ask_start_offered(struct peer_device *device)
{
    struct peer_word *word =
        peer_handle_next(device->down_handle, "subscribed", PEER_SIGNAL_PATIENCE);
    struct peer_call *call = word ? ask_start(device, word) : NULL;

    if (!word)
        failed(device, "subscribed", "the offer that was promised did not come");
    peer_word_free(word);
    return call;
}

static struct peer_call *ask_start_subscribed(struct peer_device *device, struct peer_call *call)
{
    const struct peer_word *word = answer(device, call, "subscribe");

    return word ? ask_start(device, word) : NULL;
}

bool peer_device_begin(struct peer_device *device)
{
    const struct peer_device_options *options = &device->options;
    bool sends = options->sound || options->picture;
    bool offered = json_is_true(json_object_get(device->me, "downlink")) && !device->downlink;
    bool asks = options->audio_slots + options->video_slots > 0 && !offered;
    struct peer_call *publish = sends ? ask_publish(device) : NULL;
    struct peer_call *subscribe = asks ? ask_subscribe(device) : NULL;
    struct peer_call *start = offered ? ask_start_offered(device) : NULL;

    bool fine =
        (!offered || start) && (!sends || publish) && (!publish || finish_publish(device, publish));
    if (fine && subscribe)
        fine = (start = ask_start_subscribed(device, subscribe));
    fine = fine && (!start || answer(device, start, "start"));
    peer_call_free(publish);
    peer_call_free(subscribe);
    peer_call_free(start);
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
    return peer_loop_wait(is_up, device, PEER_SIGNAL_PATIENCE) ||
           failed(device, "connect", "a PeerConnection doesn't come up");
}

bool peer_device_connect(struct peer_device *device)
{
    return peer_device_begin(device) && peer_device_await_up(device);
}

const json_t *peer_device_slots(struct peer_device *device)
{
    struct peer_word *word;

    while ((word = peer_handle_next(device->down_handle, "slots", 0))) {
        json_decref(device->slots);
        device->slots = json_incref(json_object_get(word->data, "slots"));
        peer_word_free(word);
    }
    return device->slots;
}

bool peer_device_transfer(struct peer_device *device)
{
    struct peer_call *call =
        peer_handle_ask(device->up_handle, json_pack("{s:s}", "request", "transfer"), NULL, NULL);
    const struct peer_word *word = answer(device, call, "transfer");

    if (word) {
        g_free(device->code);
        g_free(device->transfer);
        device->code = g_strdup(json_string_value(json_object_get(word->data, "text")));
        device->transfer = g_strdup(json_string_value(json_object_get(word->data, "transfer")));
    }
    peer_call_free(call);
    return word;
}

bool peer_device_scan(struct peer_device *device, const char *code)
{
    const struct peer_device_options *options = &device->options;
    json_t *body =
        json_pack("{s:s, s:s, s:s}", "request", "scan", "text", code, "device_name", device->name);

    if (options->audio_slots + options->video_slots > 0)
        json_object_set_new(body, "downlink", json_integer(peer_handle_id(device->down_handle)));
    struct peer_call *call = peer_handle_ask(device->up_handle, body, NULL, NULL);
    const struct peer_word *word = answer(device, call, "scan");

    device->times = (struct peer_device_times){.scan = peer_call_asked(call)};
    if (word) {
        device->times.scanned = word->at;
        learn(device, word->data);
    }
    peer_call_free(call);
    return word;
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
    struct peer_word *word = peer_handle_next(device->up_handle, event, PEER_SIGNAL_PATIENCE);

    if (!word)
        return failed(device, event, "no such event");
    if (strcmp(event, "moved") == 0)
        device->times.moved = word->at;
    if (strcmp(event, "admitted") == 0) {
        device->times.admitted = word->at;
        learn(device, word->data);
    }
    peer_word_free(word);
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
    if (!device->signal)
        return;
    peer_device_hang_up(device, orderly);
    peer_signal_close(device->signal, orderly);
    device->signal = NULL;
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
    json_decref(device->slots);
    device->me = device->slots = NULL;
    if (!attach(device))
        g_snprintf(device->error, sizeof(device->error), "no new handles");
    return device->up_handle && device->down_handle;
}
