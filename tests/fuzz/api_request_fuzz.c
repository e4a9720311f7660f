/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Sends any requests to an engine. Each line of the input is one of three things: a request on a
 * handle, a request of an operator, or an event of a handle. The first byte of the line chooses the
 * handle. Every request must get one reply, which is an object with `baton`. An error must have a
 * known code and a sentence of one line. "$p", "$t", "$c" and "$n" in a line are replaced by the
 * last private id, transfer, code text and presentation, so that requests get past the first checks.
 */
#include <glib.h>

#include "api/admin.h"
#include "api/fields.h"
#include "base/text.h"
#include "fuzz/fuzz.h"
#include "plain_line.h"
#include "unit/api/mute_host.h"

enum { HANDLES = 4, MAX_LINES = 64 };

struct world {
    struct baton_engine *engine;
    struct baton_handle *handles[HANDLES];
    char names[HANDLES];
    baton_time now;
    struct baton_auth_demand demand; /* empty: no tokens are demanded; see api_auth_fuzz */
    char *private_id, *transfer, *text, *presentation;
};

static void keep(char **kept, json_t *body, const char *name)
{
    const char *value = json_string_value(json_object_get(body, name));
    if (value) {
        g_free(*kept);
        *kept = g_strdup(value);
    }
}

static void check_error(json_t *body)
{
    enum baton_error error =
        (enum baton_error)json_integer_value(json_object_get(body, "error_code"));
    const char *text = json_string_value(json_object_get(body, "error"));

    assert(baton_error_code(error) == (int)error && text && *text && is_plain_line(text));
}

static void check_reply(struct world *world, struct baton_reply *reply)
{
    const char *name = json_string_value(json_object_get(reply->body, "baton"));

    assert(name && (reply->type == NULL) == (reply->sdp == NULL));
    assert((strcmp(name, "error") == 0) == (reply->error != BATON_OK));
    if (reply->error)
        check_error(reply->body);
    keep(&world->private_id, reply->body, "private_id");
    keep(&world->transfer, reply->body, "transfer");
    keep(&world->text, reply->body, "text");
    keep(&world->presentation, reply->body, "presentation");
    baton_reply_fini(reply);
    baton_engine_flush(world->engine);
}

static void ask(struct world *world, struct baton_handle *handle, json_t *message, json_t *jsep)
{
    const struct baton_request_kind *request;
    struct baton_failure failure;
    struct baton_reply reply;

    if (baton_dispatch_admit(message, jsep, &request, &failure))
        baton_dispatch_run(request, world->engine,
            baton_request_kind_is_synchronous(request) ? NULL : handle, message, jsep,
            &world->demand, NULL, world->now, &reply);
    else
        baton_reply_refuse(&reply, &failure);
    check_reply(world, &reply);
}

static void ask_as_operator(struct world *world, json_t *message)
{
    struct baton_failure failure;
    struct baton_reply reply;
    const struct baton_request_kind *request = baton_admin_admit(message, &failure);

    if (request)
        baton_admin_run(request, world->engine, message, NULL, world->now, &reply);
    else
        baton_reply_refuse(&reply, &failure);
    check_reply(world, &reply);
}

static char *with_secrets(const struct world *world, const char *line)
{
    GString *text = g_string_new(line);

    g_string_replace(text, "$p", world->private_id ? world->private_id : "p", 4);
    g_string_replace(text, "$t", world->transfer ? world->transfer : "t", 4);
    g_string_replace(text, "$n", world->presentation ? world->presentation : "n", 4);
    g_string_replace(text, "$c", world->text ? world->text : "c", 4);
    return g_string_free(text, FALSE);
}

static void reattach(struct world *world, size_t index)
{
    baton_engine_detach(world->engine, world->handles[index], world->now);
    world->handles[index] =
        baton_engine_attach(world->engine, &world->names[index], "shared", (uint64_t)index + 1);
}

/* A request: "0{...}" on a handle, "0o{...}" with an offer, "0a{...}" with an answer, "A{...}" of an operator. */
static void take_request(struct world *world, const char *line)
{
    const char *body = strpbrk(line, "{[");
    char *text = with_secrets(world, body ? body : line);
    json_t *message = json_loads(text, JSON_DECODE_ANY, NULL);
    json_t *jsep = NULL;

    if (line[0] == 'A') {
        ask_as_operator(world, message);
    } else {
        if (line[0] && (line[1] == 'o' || line[1] == 'a'))
            jsep = json_pack("{ssss}", "type", line[1] == 'o' ? "offer" : "answer", "sdp", "v=0");
        ask(world, world->handles[(unsigned char)line[0] % HANDLES], message, jsep);
    }
    json_decref(message);
    json_decref(jsep);
    g_free(text);
}

/* An event: "0+" media up, "0-" media down, "0!" the handle is detached and attached, "0~" time passes. */
static bool take_event(struct world *world, const char *line)
{
    size_t index = (unsigned char)line[0] % HANDLES;

    if (!line[0] || !line[1] || !strchr("+-!~", line[1]))
        return false;
    if (line[1] == '+')
        baton_engine_media_up(world->engine, world->handles[index], world->now);
    else if (line[1] == '-')
        baton_engine_media_down(world->engine, world->handles[index], world->now);
    else if (line[1] == '!')
        reattach(world, index);
    else
        world->now += BATON_SECONDS(1 + index * 10);
    return true;
}

static void take_line(struct world *world, const char *line)
{
    if (!take_event(world, line))
        take_request(world, line);
    world->now += BATON_MS(1);
    if (baton_engine_deadline(world->engine) <= world->now)
        baton_engine_tick(world->engine, world->now);
}

static void open_world(struct world *world)
{
    struct baton_config config;

    mute_chance = 0;
    baton_config_init(&config);
    *world = (struct world){.engine = baton_engine_new(&config, &mute_host), .now = 1000000};
    baton_config_fini(&config);
    for (size_t i = 0; i < HANDLES; i++)
        world->handles[i] =
            baton_engine_attach(world->engine, &world->names[i], "shared", (uint64_t)i + 1);
}

static void close_world(struct world *world)
{
    for (size_t i = 0; i < HANDLES; i++)
        baton_engine_detach(world->engine, world->handles[i], world->now);
    baton_engine_free(world->engine);
    g_free(world->private_id);
    g_free(world->transfer);
    g_free(world->text);
    g_free(world->presentation);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *input = g_strndup((const char *)data, size);
    char **lines = g_strsplit(input, "\n", MAX_LINES);
    struct world world;

    open_world(&world);
    for (size_t i = 0; lines[i]; i++)
        take_line(&world, lines[i]);
    close_world(&world);
    g_strfreev(lines);
    g_free(input);
    return 0;
}
