/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Requests in a wrong form and requests with wrong fields are refused, and do not change the engine. */
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>
#include <openssl/hmac.h>

#include "api/admin.h"
#include "api/dispatch.h"
#include "api/fields.h"
#include "test.h"
#include "unit/api/mute_host.h"

/* A client with one handle. The handle is in no call until the test sends a join. */
struct client {
    struct baton_engine *engine;
    struct baton_handle *handle;
    int host_handle;
    struct baton_auth_demand demand;
};

static int set_up(void **state)
{
    struct client *client = calloc(1, sizeof(*client));
    struct baton_config config;

    baton_config_init(&config);
    client->engine = baton_engine_new(&config, &mute_host);
    client->handle = baton_engine_attach(client->engine, &client->host_handle, "", 0);
    baton_config_fini(&config);
    *state = client;
    return client->engine && client->handle ? 0 : -1;
}

static int tear_down(void **state)
{
    struct client *client = *state;

    baton_engine_detach(client->engine, client->handle, BATON_SECONDS(2));
    baton_engine_free(client->engine);
    free(client);
    return 0;
}

#define CLIENT_TEST(name) TEST(name, .setup_func = set_up, .teardown_func = tear_down)

/* Frees the reply and performs the effects of its request. Returns the body; free it with json_decref. */
static json_t *take_body(struct client *client, struct baton_reply *reply)
{
    json_t *body = json_incref(reply->body);

    baton_reply_fini(reply);
    baton_engine_flush(client->engine);
    return body;
}

/* Admits a request and performs it. Returns the body of its reply; free it with json_decref. */
static json_t *ask(struct client *client, const char *message_text, const char *jsep_text)
{
    json_t *message = json_loads(message_text, JSON_DECODE_ANY, NULL);
    json_t *jsep = jsep_text ? json_loads(jsep_text, JSON_DECODE_ANY, NULL) : NULL;
    const struct baton_request_kind *request;
    struct baton_failure failure;
    struct baton_reply reply;

    assert_non_null(message);
    if (baton_dispatch_admit(message, jsep, &request, &failure))
        baton_dispatch_run(request, client->engine,
            baton_request_kind_is_synchronous(request) ? NULL : client->handle, message, jsep,
            &client->demand, NULL, BATON_SECONDS(1), &reply);
    else
        baton_reply_refuse(&reply, &failure);
    json_decref(message);
    json_decref(jsep);
    return take_body(client, &reply);
}

static json_t *ask_as_operator(struct client *client, const char *message_text)
{
    json_t *message = json_loads(message_text, JSON_DECODE_ANY, NULL);
    struct baton_failure failure;
    struct baton_reply reply;
    const struct baton_request_kind *request = baton_admin_admit(message, &failure);

    if (request)
        baton_admin_run(request, client->engine, message, NULL, BATON_SECONDS(1), &reply);
    else
        baton_reply_refuse(&reply, &failure);
    json_decref(message);
    return take_body(client, &reply);
}

static void assert_error(json_t *body, int code, const char *text)
{
    const char *got = json_string_value(json_object_get(body, "error"));

    assert_string_equal(json_string_value(json_object_get(body, "baton")), "error");
    assert_non_null(got);
    assert_string_equal(got, text);
    assert_int_equal(json_integer_value(json_object_get(body, "error_code")), code);
    json_decref(body);
}

static void assert_done(json_t *body, const char *what)
{
    assert_string_equal(json_string_value(json_object_get(body, "baton")), what);
    json_decref(body);
}

/* Returns everything that an operator can list, as text. */
static char *all_state(struct client *client)
{
    json_t *parts[] = {ask_as_operator(client, "{\"request\":\"status\"}"),
        ask_as_operator(client, "{\"request\":\"list\"}"),
        ask_as_operator(client, "{\"request\":\"transfers\"}"),
        ask_as_operator(client, "{\"request\":\"participants\",\"room\":\"r\"}")};
    json_t *all = json_array();

    for (size_t i = 0; i < COUNT(parts); i++)
        json_array_append_new(all, parts[i]);
    char *text = json_dumps(all, JSON_SORT_KEYS);
    json_decref(all);
    return text;
}

struct bad {
    const char *message, *jsep;
    int code;
    const char *text;
};

static void refuse_all(struct client *client, const struct bad *rows, size_t count)
{
    for (size_t i = 0; i < count; i++) {
        char *before = all_state(client);
        assert_error(ask(client, rows[i].message, rows[i].jsep), rows[i].code, rows[i].text);
        char *after = all_state(client);
        assert_string_equal(before, after);
        free(before);
        free(after);
    }
}

#define OFFER "{\"type\":\"offer\",\"sdp\":\"v=0\"}"

CLIENT_TEST(an_error_has_the_reason_why_a_call_has_ended)
{
    json_decref(ask(*state, "{\"request\":\"create\",\"room\":\"den\"}", NULL));
    json_t *none = ask(*state, "{\"request\":\"sync\",\"since\":0}", NULL);
    json_decref(ask(*state, "{\"request\":\"join\",\"room\":\"den\"}", NULL));
    json_decref(ask(*state, "{\"request\":\"leave\"}", NULL));
    json_t *left = ask(*state, "{\"request\":\"sync\",\"since\":0}", NULL);
    assert_int_equal(json_integer_value(json_object_get(none, "error_code")), BATON_E_NOT_IN_CALL);
    assert_null(json_object_get(none, "reason"));
    assert_int_equal(json_integer_value(json_object_get(left, "error_code")), BATON_E_NOT_IN_CALL);
    assert_string_equal(json_string_value(json_object_get(left, "reason")), "left");
    json_decref(none);
    json_decref(left);
}

/* An offer with simulcast, as Janus reports it: the id of the header extension, the rids, and the error. */
#define SIMULCAST(extension, rids, text)                                                           \
    {"{\"request\":\"publish\"}",                                                                  \
        "{\"type\":\"offer\",\"sdp\":\"v=0\",\"simulcast\":[{\"mindex\":0,\"rid-ext\":" extension        \
        ",\"rids\":[" rids "]}]}",                                                                 \
        430, "jsep.sdp: m-line 0: " text}

CLIENT_TEST(the_form_of_a_request_is_checked_first)
{
    static const struct bad rows[] = {
        {"[]", NULL, 402, "the request: expected an object"},
        {"7", NULL, 402, "the request: expected an object"},
        {"{}", NULL, 401, "request: missing"},
        {"{\"request\":7}", NULL, 402,
            "request: expected a string of at most 65536 characters, got an integer"},
        {"{\"request\":\"nonsense\"}", NULL, 403,
            "request: expected one of the requests of the API, got \"nonsense\""},
        {"{\"request\":\"status\"}", NULL, 403,
            "request: expected one of the requests of the API, got \"status\""},
        {"{\"request\":\"list\",\"a\":[[[[[[[[]]]]]]]]}", NULL, 404,
            "the request: expected at most 8 levels, got more"},
        {"{\"request\":\"chat\",\"text\":\"hi\"}", OFFER, 402, "jsep: must not be given with chat"},
        {"{\"request\":\"start\"}", NULL, 401, "jsep: missing"},
        {"{\"request\":\"start\"}", OFFER, 402, "jsep.type: expected answer, got \"offer\""},
        {"{\"request\":\"publish\"}", "{\"type\":\"offer\"}", 401, "jsep.sdp: missing"},
        {"{\"request\":\"publish\"}", "{\"type\":\"offer\",\"sdp\":7}", 402,
            "jsep.sdp: expected a string of 1 to 65536 characters, got an integer"},
        {"{\"request\":\"publish\"}", "{\"type\":7,\"sdp\":\"v=0\"}", 402,
            "jsep.type: expected offer, got an integer"},
        {"{\"request\":\"publish\"}", "[]", 401, "jsep.type: missing"},
        {"{\"request\":\"publish\"}",
            "{\"type\":\"offer\",\"sdp\":\"v=0\",\"simulcast\":[{\"mindex\":0,\"rids\":[\"a\"]},"
            "{\"mindex\":1,\"rids\":[\"a\",\"b\",\"c\"]}]}",
            430,
            "jsep.sdp: m-line 1: simulcast needs the header extension sdes:rtp-stream-id with an id "
            "from 1 to 14"},
        SIMULCAST("15", "\"a\",\"b\"",
            "simulcast needs the header extension sdes:rtp-stream-id with an id from 1 to 14"),
        SIMULCAST("4", "\"a\",\"b\",\"a\"", "two encodings have the same rid"),
        SIMULCAST("4", "\"a\",\"b,c\"", "expected rids of 1 to 15 characters A-Z a-z 0-9 _ -"),
        SIMULCAST("4", "\"abcdefghijklmnop\"", "expected rids of 1 to 15 characters A-Z a-z 0-9 _ -"),
        SIMULCAST("4", "\"a\",\"b\",\"c\",\"d\"", "expected at most 3 rids, on one of the first 16 m-lines"),
        {"{\"request\":\"publish\"}",
            "{\"type\":\"offer\",\"sdp\":\"v=0\",\"simulcast\":[{\"mindex\":0,\"ssrcs\":[7,8]}]}",
            430,
            "jsep.sdp: m-line 0: expected simulcast by rid (RFC 8853), got encodings without rids"},
    };
    refuse_all(*state, rows, COUNT(rows));
}

CLIENT_TEST(a_message_that_is_too_large_is_refused)
{
    char *text = malloc(BATON_MESSAGE_MAX_BYTES + 64);
    int head = sprintf(text, "{\"request\":\"list\",\"a\":\"");

    memset(text + head, 'x', BATON_MESSAGE_MAX_BYTES);
    strcpy(text + head + BATON_MESSAGE_MAX_BYTES, "\"}");
    assert_error(
        ask(*state, text, NULL), 404, "the request: expected at most 65536 bytes, got more");
    free(text);

    json_t *jsep = json_pack("{sssO}", "type", "offer", "sdp", json_true());
    char *sdp = malloc(BATON_SDP_MAX_BYTES + 2);
    memset(sdp, 'v', BATON_SDP_MAX_BYTES + 1);
    sdp[BATON_SDP_MAX_BYTES + 1] = '\0';
    json_object_set_new(jsep, "sdp", json_string(sdp));
    char *jsep_text = json_dumps(jsep, 0);
    assert_error(ask(*state, "{\"request\":\"publish\"}", jsep_text), 404,
        "jsep.sdp: expected at most 65536 bytes, got 65537");
    free(jsep_text);
    free(sdp);
    json_decref(jsep);
}

/* Returns true if a request is admitted whose value in one field has this many bytes. `name` is the field's name. */
static bool admits(const char *verb, const char *name, size_t bytes, struct baton_failure *failure)
{
    const struct baton_request_kind *request;
    char *value = calloc(1, bytes + 1);
    memset(value, 'x', bytes);
    json_t *message = json_pack("{ssss}", "request", verb, name, value);
    bool admitted = baton_dispatch_admit(message, NULL, &request, failure);

    json_decref(message);
    free(value);
    return admitted;
}

TEST(a_request_may_be_larger_only_because_of_its_images)
{
    struct baton_failure failure;

    assert_true(admits("scan", "image", BATON_IMAGES_MAX_BYTES - 100, &failure));
    assert_true(admits("scan", "images", 1 << 20, &failure)); /* a later check refuses it */
    assert_false(admits("scan", "image", BATON_IMAGES_MAX_BYTES, &failure));
    assert_string_equal(failure.text, "the request: expected at most 3145728 bytes, got more");
    assert_false(admits("scan", "text", BATON_MESSAGE_MAX_BYTES, &failure));
    assert_false(admits("chat", "image", BATON_MESSAGE_MAX_BYTES, &failure));
    assert_int_equal(failure.error, BATON_E_TOO_LARGE);

    json_t *message = json_pack("{ssss}", "request", "scan", "image", "x");
    json_t *padding = json_array();
    for (int i = 0; i < BATON_MESSAGE_MAX_BYTES; i++)
        json_array_append_new(padding, json_integer(1));
    json_object_set_new(message, "a", padding);
    const struct baton_request_kind *request;
    assert_false(baton_dispatch_admit(message, NULL, &request, &failure));
    assert_string_equal(failure.text, "the request: expected at most 65536 bytes, got more");
    assert_true(baton_request_kind_takes_images(request));
    json_decref(message);
}

CLIENT_TEST(the_error_names_the_wrong_field_of_a_request_about_rooms)
{
    static const struct bad rows[] = {
        {"{\"request\":\"create\",\"room\":7}", NULL, 402,
            "room: expected an id of 1 to 64 characters A-Z a-z 0-9 _ -, got an integer"},
        {"{\"request\":\"create\",\"description\":\"a\\nb\"}", NULL, 402,
            "description: expected a string of at most 128 characters, got U+000A, which is a "
            "control character"},
        {"{\"request\":\"create\",\"max_participants\":0}", NULL, 402,
            "max_participants: expected a whole number from 1 to 1000, got 0"},
        {"{\"request\":\"create\",\"bitrate\":63999}", NULL, 402,
            "bitrate: expected 0 or a whole number from 64000 to 100000000, got 63999"},
        {"{\"request\":\"create\",\"videocodec\":\"h265\"}", NULL, 402,
            "videocodec: expected vp8, h264, vp9 or av1, got \"h265\""},
        {"{\"request\":\"create\",\"confirm\":\"old\"}", NULL, 402,
            "confirm: expected an object, got a string"},
        {"{\"request\":\"create\",\"confirm\":{\"who\":\"all\"}}", NULL, 402,
            "confirm.who: expected nobody, old, remote_any, remote_all, both_any or both_all, got "
            "\"all\""},
        {"{\"request\":\"create\",\"confirm\":{\"form\":1}}", NULL, 402,
            "confirm.form: expected number or yesno, got an integer"},
        {"{\"request\":\"create\",\"code_lifetime\":4}", NULL, 402,
            "code_lifetime: expected a whole number from 5 to 600, got 4"},
        {"{\"request\":\"create\",\"grace\":10.5}", NULL, 402,
            "grace: expected a whole number from 0 to 120, got a number that is not an integer"},
        {"{\"request\":\"create\",\"is_private\":\"yes\"}", NULL, 402,
            "is_private: expected true or false, got a string"},
        {"{\"request\":\"create\",\"permanent\":null}", NULL, 402,
            "permanent: expected true or false, got null"},
        {"{\"request\":\"edit\"}", NULL, 401, "room: missing"},
        {"{\"request\":\"destroy\"}", NULL, 401, "room: missing"},
        {"{\"request\":\"exists\"}", NULL, 401, "room: missing"},
        {"{\"request\":\"participants\"}", NULL, 401, "room: missing"},
    };
    refuse_all(*state, rows, COUNT(rows));
}

CLIENT_TEST(the_error_names_the_wrong_field_of_a_request_in_a_call)
{
    static const struct bad rows[] = {
        {"{\"request\":\"join\"}", NULL, 401, "room: missing"},
        {"{\"request\":\"join\",\"room\":\"r\",\"display\":[]}", NULL, 402,
            "display: expected a string of at most 64 characters, got an array"},
        {"{\"request\":\"join\",\"room\":\"r\",\"metadata\":[]}", NULL, 402,
            "metadata: expected an object, got an array"},
        {"{\"request\":\"join\",\"room\":\"r\",\"metadata\":{\"a\":{\"a\":{\"a\":{\"a\":{}}}}}}",
            NULL, 402, "metadata: expected an object of at most 4 levels, got more"},
        {"{\"request\":\"join\",\"room\":\"r\",\"phone\":\"+12\"}", NULL, 402,
            "phone: expected a string of 7 to 40 characters, got 3 characters"},
        {"{\"request\":\"join\",\"room\":\"r\",\"phone\":\"0301234567\"}", NULL, 402,
            "phone: expected + and 6 to 15 digits, country code first, got something else"},
        {"{\"request\":\"publish\"}", NULL, 401,
            "jsep: missing; expected an offer, or an empty array in sources if this device sends "
            "nothing"},
        {"{\"request\":\"publish\",\"sources\":[{\"mid\":\"0\"}]}", NULL, 401,
            "jsep: missing; expected an offer, or an empty array in sources if this device sends "
            "nothing"},
        {"{\"request\":\"publish\",\"sources\":7}", OFFER, 402,
            "sources: expected an array, got an integer"},
        {"{\"request\":\"publish\",\"sources\":[7]}", OFFER, 402,
            "sources[0]: expected an object, got an integer"},
        {"{\"request\":\"publish\",\"sources\":[{}]}", OFFER, 401, "sources[0].mid: missing"},
        {"{\"request\":\"publish\",\"sources\":[{\"mid\":\"0\",\"kind\":\"hologram\"}]}", OFFER,
            402, "sources[0].kind: expected microphone, camera, screen or screen_sound, got \"hologram\""},
        {"{\"request\":\"publish\",\"sources\":[{\"mid\":\"0\",\"muted\":1}]}", OFFER, 402,
            "sources[0].muted: expected true or false, got an integer"},
        {"{\"request\":\"unpublish\",\"mids\":[\"0\",7]}", NULL, 402,
            "mids: expected an array of strings of 1 to 32 characters, got something else at [1]"},
        {"{\"request\":\"subscribe\"}", NULL, 401, "private_id: missing"},
        {"{\"request\":\"subscribe\",\"private_id\":\"x\",\"audio_slots\":17}", NULL, 402,
            "audio_slots: expected a whole number from 0 to 16, got 17"},
        {"{\"request\":\"subscribe\",\"private_id\":\"x\",\"audio_slots\":0,\"video_slots\":0}",
            NULL, 402,
            "video_slots: expected the sum of audio_slots and video_slots to be at least 1, got 0"},
        {"{\"request\":\"layout\",\"slots\":[]}", NULL, 402,
            "slots: expected an array of 1 to 48 elements, got 0"},
        {"{\"request\":\"layout\",\"slots\":[{\"mid\":\"3\"}]}", NULL, 401,
            "slots[0].source: missing"},
        {"{\"request\":\"layout\",\"slots\":[{\"mid\":\"3\",\"auto\":true,\"source\":null}]}", NULL,
            402, "slots[0].source: must not be given together with auto"},
        {"{\"request\":\"chat\",\"text\":\"\"}", NULL, 402,
            "text: expected a string of 1 to 2000 characters, got 0 characters"},
        {"{\"request\":\"hand\",\"raised\":\"up\"}", NULL, 402,
            "raised: expected true or false, got a string"},
        {"{\"request\":\"mute\",\"id\":\"x\"}", NULL, 401, "kind: missing"},
        {"{\"request\":\"kick\"}", NULL, 401, "id: missing"},
    };
    refuse_all(*state, rows, COUNT(rows));
}

CLIENT_TEST(the_error_names_the_wrong_field_of_encodings_and_sizes)
{
    static const struct bad rows[] = {
        {"{\"request\":\"layout\"}", NULL, 401, "slots: missing; expected slots, bitrate or prefer"},
        {"{\"request\":\"layout\",\"slots\":[{\"mid\":\"3\",\"height\":4321}]}", NULL, 402,
            "slots[0].height: expected a whole number from 0 to 4320, got 4321"},
        {"{\"request\":\"layout\",\"bitrate\":31999}", NULL, 402,
            "bitrate: expected 0 or a whole number from 32000 to 100000000, got 31999"},
        {"{\"request\":\"layout\",\"prefer\":{\"camera\":\"speed\"}}", NULL, 402,
            "prefer.camera: expected motion or detail, got \"speed\""},
        {"{\"request\":\"publish\",\"sources\":[{\"mid\":\"0\",\"encodings\":[]}]}", OFFER, 402,
            "sources[0].encodings: expected an array of 1 to 3 elements, got 0"},
        {"{\"request\":\"publish\",\"sources\":[{\"mid\":\"0\",\"encodings\":[7]}]}", OFFER, 402,
            "sources[0].encodings: expected an array of strings of 1 to 15 characters, got "
            "something else at [0]"},
    };
    refuse_all(*state, rows, COUNT(rows));
}

CLIENT_TEST(the_error_names_the_wrong_field_of_a_request_about_a_transfer)
{
    static const struct bad rows[] = {
        {"{\"request\":\"transfer\",\"kind\":\"smoke\"}", NULL, 402,
            "kind: expected qr, code128 or short, got \"smoke\""},
        {"{\"request\":\"transfer\",\"kind\":\"short\",\"link\":\"https://x\"}", NULL, 402,
            "link: must not be given with kind short"},
        {"{\"request\":\"transfer\",\"mutual\":\"yes\"}", NULL, 402,
            "mutual: expected true or false, got a string"},
        {"{\"request\":\"present\",\"kind\":7}", NULL, 402,
            "kind: expected qr, code128 or short, got an integer"},
        {"{\"request\":\"present\",\"videocodec\":\"h265\"}", NULL, 402,
            "videocodec: expected vp8, h264, vp9 or av1, got \"h265\""},
        {"{\"request\":\"present\",\"room\":\"a b\"}", NULL, 402,
            "room: expected an id of 1 to 64 characters A-Z a-z 0-9 _ -, got 3 bytes that are "
            "no such id"},
        {"{\"request\":\"present\",\"device_name\":7}", NULL, 402,
            "device_name: expected a string of at most 64 characters, got an integer"},
        {"{\"request\":\"transfer\",\"link\":\"ftp://x\"}", NULL, 402,
            "link: expected a URL that begins with https:// or http://"},
        {"{\"request\":\"transfer\",\"confirm\":{\"who\":3}}", NULL, 402,
            "confirm.who: expected nobody, old, remote_any, remote_all, both_any or both_all, "
            "got an integer"},
        {"{\"request\":\"scan\"}", NULL, 401, "text: missing"},
        {"{\"request\":\"scan\",\"text\":\"\"}", NULL, 402,
            "text: expected a string of 1 to 2048 characters, got 0 characters"},
        {"{\"request\":\"confirm\",\"transfer\":\"x\"}", NULL, 401, "agree: missing"},
        {"{\"request\":\"confirm\",\"transfer\":\"x\",\"agree\":true,\"number\":100}", NULL, 402,
            "number: expected a whole number from 10 to 99, got 100"},
        {"{\"request\":\"confirm\",\"agree\":true}", NULL, 401, "transfer: missing"},
        {"{\"request\":\"confirm\",\"ticket\":\"\",\"agree\":true}", NULL, 402,
            "ticket: expected a string of 1 to 64 characters, got 0 characters"},
        {"{\"request\":\"confirm\",\"ticket\":\"x\",\"transfer\":\"x\",\"agree\":true}", NULL, 402,
            "transfer: must not be given together with ticket"},
        {"{\"request\":\"question\"}", NULL, 401, "ticket: missing"},
        {"{\"request\":\"cancel\"}", NULL, 401, "transfer: missing"},
        {"{\"request\":\"cancel\",\"presentation\":\"x\",\"transfer\":\"x\"}", NULL, 402,
            "transfer: must not be given together with presentation"},
        {"{\"request\":\"return\",\"transfer\":{}}", NULL, 402,
            "transfer: expected an id of 1 to 64 characters A-Z a-z 0-9 _ -, got an object"},
    };
    refuse_all(*state, rows, COUNT(rows));
}

CLIENT_TEST(a_request_outside_of_a_call_never_gets_an_internal_error)
{
    struct client *client = *state;
    static const char *const in_a_call[] = {"{\"request\":\"publish\",\"sources\":[]}",
        "{\"request\":\"unpublish\"}", "{\"request\":\"configure\"}",
        "{\"request\":\"chat\",\"text\":\"x\"}", "{\"request\":\"hand\",\"raised\":true}",
        "{\"request\":\"mute\",\"id\":\"x\",\"kind\":\"camera\"}",
        "{\"request\":\"kick\",\"id\":\"x\"}", "{\"request\":\"leave\"}",
        "{\"request\":\"transfer\"}",
        "{\"request\":\"layout\",\"slots\":[{\"mid\":\"1\",\"auto\":true}]}",
        "{\"request\":\"confirm\",\"transfer\":\"x\",\"agree\":true}",
        "{\"request\":\"cancel\",\"transfer\":\"x\"}",
        "{\"request\":\"return\",\"transfer\":\"x\"}"};

    for (size_t i = 0; i < COUNT(in_a_call); i++) {
        json_t *body = ask(client, in_a_call[i], NULL);
        assert_string_equal(json_string_value(json_object_get(body, "baton")), "error");
        assert_int_not_equal(json_integer_value(json_object_get(body, "error_code")), 499);
        json_decref(body);
    }
}

CLIENT_TEST(the_requests_of_a_whole_call_are_performed)
{
    struct client *client = *state;

    assert_done(
        ask(client, "{\"request\":\"create\",\"room\":\"r\",\"pin\":\"p\",\"secret\":\"s\"}", NULL),
        "created");
    assert_error(ask(client, "{\"request\":\"join\",\"room\":\"r\",\"pin\":\"x\"}", NULL), 412,
        "pin: this is not the room's pin");
    assert_done(ask(client, "{\"request\":\"join\",\"room\":\"r\",\"pin\":\"p\"}", NULL), "joined");
    assert_done(ask(client, "{\"request\":\"publish\"}", OFFER), "published");
    assert_done(ask(client, "{\"request\":\"chat\",\"text\":\"a\\nb\"}", NULL), "chat_sent");
    assert_done(ask(client, "{\"request\":\"transfer\"}", NULL), "code");
    assert_done(ask(client, "{\"request\":\"configure\",\"display\":\"B\"}", NULL), "configured");
    assert_done(ask(client, "{\"request\":\"leave\"}", NULL), "left");
    assert_done(ask(client, "{\"request\":\"destroy\",\"room\":\"r\",\"secret\":\"s\"}", NULL),
        "destroyed");
}

CLIENT_TEST(a_field_that_protects_a_room_in_VideoRoom_is_refused_if_it_asks_for_something)
{
    struct client *client = *state;

    assert_error(ask(client, "{\"request\":\"create\",\"require_e2ee\":true}", NULL), 402,
        "require_e2ee: not supported: Baton does not support end-to-end encryption yet");
    assert_error(ask(client, "{\"request\":\"create\",\"publishers\":0}", NULL), 402,
        "publishers: not supported: Baton does not limit who sends; use max_participants");
    assert_error(ask(client, "{\"request\":\"edit\",\"room\":\"r\",\"new_pin\":\"1\"}", NULL), 402,
        "new_pin: not supported: in Baton this field is called pin");
    assert_done(
        ask(client, "{\"request\":\"create\",\"record\":false,\"allowed\":null}", NULL), "created");
}

/* --- where Janus demands tokens --------------------------------------------------------------- */

#define NOW 1700000000

/* Sends a request with a token for these descriptors, signed as Janus signs it. NULL: without a token. */
static json_t *ask_with(struct client *client, const char *body, const char *descriptors)
{
    char text[512], signature[64], message[1024];
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int len = 0;

    client->demand = (struct baton_auth_demand){"secret", NOW};
    if (!descriptors) {
        snprintf(message, sizeof(message), "{%s}", body);
        return ask(client, message, NULL);
    }
    snprintf(text, sizeof(text), "%d,janus,%s", NOW, descriptors);
    HMAC(EVP_sha1(), "secret", 6, (const unsigned char *)text, strlen(text), digest, &len);
    EVP_EncodeBlock((unsigned char *)signature, digest, (int)len);
    snprintf(message, sizeof(message), "{%s,\"token\":\"%s:%s\"}", body, text, signature);
    return ask(client, message, NULL);
}

static const char *const openers[] = {"\"request\":\"create\"",
    "\"request\":\"edit\",\"room\":\"r\"", "\"request\":\"destroy\",\"room\":\"r\"",
    "\"request\":\"exists\",\"room\":\"r\"", "\"request\":\"list\"",
    "\"request\":\"participants\",\"room\":\"r\"", "\"request\":\"join\",\"room\":\"r\""};

CLIENT_TEST(a_client_that_scans_no_code_needs_a_full_token)
{
    for (size_t i = 0; i < COUNT(openers); i++) {
        assert_error(ask_with(*state, openers[i], NULL), 413, "token: missing");
        assert_error(ask_with(*state, openers[i], "janus.plugin.baton,transfer=T"), 413,
            "token: only valid for one call");
        assert_error(ask_with(*state, openers[i], "janus.plugin.baton,device=D"), 413,
            "token: revoked, because its device has left the call");
        assert_error(ask_with(*state, openers[i], "janus.plugin.videoroom"), 413,
            "token: expected a valid token for this plugin, got an invalid or expired one");
    }
    assert_error(ask_with(*state, "\"token\":7,\"request\":\"list\"", NULL), 402,
        "token: expected a string of at most 1024 characters, got an integer");
    assert_done(ask_with(*state, "\"request\":\"list\"", "janus.plugin.baton"), "list");
}

CLIENT_TEST(a_device_that_shows_a_code_needs_a_full_token_or_that_of_a_call)
{
    static const char present[] = "\"request\":\"present\"";

    assert_error(ask_with(*state, present, NULL), 413, "token: missing");
    assert_error(ask_with(*state, present, "janus.plugin.baton,transfer=T"), 413,
        "token: only valid for one call");
    assert_error(ask_with(*state, present, "janus.plugin.baton,device=D"), 413,
        "token: revoked, because its device has left the call");
    assert_done(ask_with(*state, present, "janus.plugin.baton"), "presented");
}

CLIENT_TEST(a_token_must_be_valid)
{
    struct client *client = *state;

    assert_error(ask_with(client, "\"request\":\"list\",\"token\":\"x\"", NULL), 413,
        "token: expected a valid token for this plugin, got an invalid or expired one");
    assert_done(ask_with(client, "\"request\":\"list\"", "janus.plugin.baton"), "list");
    client->demand.secret = NULL;
    assert_done(ask(client, "{\"request\":\"list\"}", NULL), "list");
}

CLIENT_TEST(an_operator_needs_no_token)
{
    struct client *client = *state;

    client->demand = (struct baton_auth_demand){"secret", NOW};
    assert_done(ask_as_operator(client, "{\"request\":\"create\",\"room\":\"r\"}"), "created");
}

CLIENT_TEST(a_scan_with_a_token_of_another_plugin_is_refused)
{
    struct client *client = *state;
    static const char scan[] = "\"request\":\"scan\",\"text\":"
                               "\"baton:1:AAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAAA\"";

    assert_error(ask_with(client, scan, "janus.plugin.videoroom"), 413,
        "token: expected a valid token for this plugin, got an invalid or expired one");
    json_t *body = ask_with(client, scan, "janus.plugin.baton");
    assert_int_equal(json_integer_value(json_object_get(body, "error_code")), 442);
    json_decref(body);
}

CLIENT_TEST(the_admin_api_has_its_own_requests)
{
    struct client *client = *state;

    assert_error(ask_as_operator(client, "{\"request\":\"join\",\"room\":\"r\"}"), 403,
        "request: expected one of the requests of the Admin API, got \"join\"");
    assert_error(ask_as_operator(client, "{}"), 401, "request: missing");
    assert_error(ask_as_operator(client, "7"), 402, "the request: expected an object");
    assert_done(ask_as_operator(client, "{\"request\":\"create\",\"room\":\"r\"}"), "created");
    assert_done(ask_as_operator(client, "{\"request\":\"devices\",\"room\":\"r\"}"), "devices");
    assert_done(ask_as_operator(client, "{\"request\":\"sources\",\"room\":\"r\"}"), "sources");
    assert_error(
        ask_as_operator(client, "{\"request\":\"issue\",\"room\":\"r\"}"), 401, "id: missing");
    assert_error(
        ask_as_operator(client, "{\"request\":\"remove\",\"room\":\"r\"}"), 401, "id: missing");
    assert_error(ask_as_operator(client, "{\"request\":\"cancel\"}"), 401, "transfer: missing");
    assert_error(ask_as_operator(client, "{\"request\":\"phone\",\"room\":\"r\",\"id\":\"i\"}"),
        401, "phone: missing");
    assert_error(ask_as_operator(client,
                     "{\"request\":\"phone\",\"room\":\"r\",\"id\":\"i\",\"phone\":\"12345678\"}"),
        402, "phone: expected + and 6 to 15 digits, country code first, got something else");
    assert_error(ask_as_operator(client, "{\"request\":\"sms_reply\",\"from\":\"\"}"), 402,
        "from: expected a string of 1 to 64 characters, got 0 characters");
    assert_error(ask_as_operator(client, "{\"request\":\"sms_reply\",\"from\":\"1\"}"), 401,
        "text: missing");
    assert_done(ask_as_operator(client,
                    "{\"request\":\"sms_reply\",\"from\":\"+49301234567\",\"text\":\"YES\"}"),
        "sms_reply");
    assert_done(ask_as_operator(client, "{\"request\":\"destroy\",\"room\":\"r\"}"), "destroyed");
}

TEST(only_requests_about_rooms_are_synchronous)
{
    static const char *const synchronous[] = {
        "create", "edit", "destroy", "exists", "list", "participants"};
    static const char *const others[] = {
        "join", "publish", "subscribe", "scan", "return", "present", "question"};
    const struct baton_request_kind *request;
    struct baton_failure failure;

    for (size_t i = 0; i < 6; i++) {
        json_t *message = json_pack("{ss}", "request", synchronous[i]);
        assert_true(baton_dispatch_admit(message, NULL, &request, &failure));
        assert_true(baton_request_kind_is_synchronous(request));
        assert_string_equal(baton_request_kind_verb(request), synchronous[i]);
        json_decref(message);
    }
    for (size_t i = 0; i < 7; i++) {
        json_t *message = json_pack("{ss}", "request", others[i]);
        assert_true(baton_dispatch_admit(message, NULL, &request, &failure));
        assert_false(baton_request_kind_is_synchronous(request));
        json_decref(message);
    }
}
