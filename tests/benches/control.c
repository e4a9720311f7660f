/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Measures the control thread's CPU time in one large room: the engine, the packet path and the outbox are those of the
 * plugin, and a fake Janus drops what it is given. Usage: control PEOPLE SENDERS SURVEYS. Prints a JSON object whose
 * times are microseconds.
 *
 * A turn is what the control thread does before it looks at other requests again. A survey is everything that it does
 * in 200 ms in which nobody asks for anything. Somebody enters with several requests; `enter` is all of them, with
 * everything that the control thread does afterwards because of them.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>
#include <stdio.h>

#include <cmocka.h>

#include <string.h>
#include <time.h>

#include "base/random.h"
#include "fake/host.h"
#include "janus/attachment.h"
#include "janus/outbox.h"
#include "media/relay.h"
#include "requests/requests.h"

enum {
    AUDIO_SLOTS = 3,
    VIDEO_SLOTS = 6,
    SPEAKERS = 2,    /* who talk at the same time */
    SPEECH = 30,     /* level in -dBov */
    NOISE = 70,      /* of the others, and up to NOISE_RANGE quieter */
    NOISE_RANGE = 8, /* dB */
    TALK = 10,       /* surveys until others talk */
    PACKETS = 10,    /* of each microphone, from one survey to the next */
    ENTRIES = 20,    /* that are measured */
};

#define ROOM "large"

struct person {
    janus_plugin_session sessions[2];
    struct baton_attachment *up, *down;
    bool sends;
    uint16_t seq;
    int8_t level;
};

struct samples {
    double *values;
    size_t count, capacity;
};

struct bench {
    struct fake_host fake;
    struct baton_config config;
    struct baton_engine *engine;
    struct baton_outbox *outbox;
    baton_time now;
    uint64_t random_state;
    struct person *people;
    uint32_t count, senders;
    struct samples survey, join, enter, turn;
};

static struct bench bench;

/* --- Janus ------------------------------------------------------------------------------------ */

int janus_log_level;
gboolean janus_log_timestamps, janus_log_colors;
char *janus_log_global_prefix;
int refcount_debug;

void janus_vprintf(const char *format, ...)
{
    va_list arguments;
    va_start(arguments, format);
    vfprintf(stderr, format, arguments);
    va_end(arguments);
}

static int push_event(janus_plugin_session *session, janus_plugin *plugin, const char *transaction,
    json_t *body, json_t *jsep)
{
    json_t *number = json_object_get(body, "number");
    (void)plugin;
    (void)transaction;
    (void)jsep;
    if (strcmp(json_string_value(json_object_get(body, "baton")), "acknowledge") == 0)
        baton_outbox_acknowledge(
            bench.outbox, session->plugin_handle, (uint64_t)json_integer_value(number));
    return 0;
}

static void ignore_session(janus_plugin_session *session)
{
    (void)session;
}

static janus_callbacks janus = {
    .push_event = push_event, .close_pc = ignore_session, .end_session = ignore_session};

static void forget_reference(const janus_refcount *ref)
{
    (void)ref;
}

/* --- the host --------------------------------------------------------------------------------- */

static void send_event(void *context, void *handle, const char *transaction, json_t *body,
    const char *type, const char *sdp, bool restart)
{
    (void)context;
    (void)type;
    (void)sdp;
    (void)restart;
    baton_outbox_send(bench.outbox, handle, transaction, json_incref(body), NULL);
}

static void broadcast_event(
    void *context, void *const *handles, const uint64_t *numbers, size_t count, json_t *body)
{
    (void)context;
    baton_outbox_broadcast(
        bench.outbox, (struct baton_attachment *const *)handles, numbers, count, json_incref(body));
}

static void drop_packet(void *handle, int mindex, bool video, const struct baton_packet *packet)
{
    (void)handle;
    (void)mindex;
    (void)video;
    (void)packet;
}

static void drop_pli(void *handle, int mindex)
{
    (void)handle;
    (void)mindex;
}

static void drop_fir(void *handle, int mindex, uint8_t encoding, uint32_t ssrc, uint8_t first)
{
    (void)handle;
    (void)mindex;
    (void)encoding;
    (void)ssrc;
    (void)first;
}

static void drop_cap(void *context, void *handle, uint32_t bitrate)
{
    (void)context;
    (void)handle;
    (void)bitrate;
}

static void drop_close(void *context, void *handle)
{
    (void)context;
    (void)handle;
}

static void drop_notice(void *context, void *handle, json_t *event)
{
    (void)context;
    (void)handle;
    (void)event;
}

static void set_host(struct baton_host *host)
{
    host->media.relay_rtp = drop_packet;
    host->media.send_pli = drop_pli;
    host->media.send_fir = drop_fir;
    host->random = baton_random_system;
    host->send = send_event;
    host->broadcast = broadcast_event;
    host->cap = drop_cap;
    host->close_pc = drop_close;
    host->notify = drop_notice;
}

/* --- time ------------------------------------------------------------------------------------- */

/* CPU time of this thread in microseconds. */
static double cpu_time(void)
{
    struct timespec time;
    clock_gettime(CLOCK_THREAD_CPUTIME_ID, &time);
    return (double)time.tv_sec * 1e6 + (double)time.tv_nsec / 1e3;
}

static void note(struct samples *samples, double value)
{
    if (samples->count == samples->capacity) {
        samples->capacity = 2 * samples->capacity + 64;
        samples->values = g_renew(double, samples->values, samples->capacity);
    }
    samples->values[samples->count++] = value;
}

static int by_value(const void *left, const void *right)
{
    double a = *(const double *)left, b = *(const double *)right;
    return (a > b) - (a < b);
}

static json_t *statistics(struct samples *samples)
{
    size_t last = samples->count - 1;
    qsort(samples->values, samples->count, sizeof(*samples->values), by_value);
    return json_pack("{s:f, s:f, s:f}", "p50", samples->values[last / 2], "p99",
        samples->values[last * 99 / 100], "max", samples->values[last]);
}

/* Ends a turn that began at `began`. Returns its length. */
static double end_turn(double began)
{
    double length = cpu_time() - began;
    note(&bench.turn, length);
    return length;
}

/* Ticks as long as something is due now. Returns the time that it took. */
static double tick(void)
{
    double all = 0;
    while (baton_engine_deadline(bench.engine) <= bench.now) {
        double began = cpu_time();
        baton_engine_tick(bench.engine, bench.now);
        all += end_turn(began);
    }
    return all;
}

/* --- people ----------------------------------------------------------------------------------- */

/* Ends the turn of a request. Returns its length. */
static double end_request(double began, json_t *reply, const struct baton_failure *failure)
{
    if (!reply)
        fail_msg("a request was refused: %s", failure->text);
    baton_engine_flush(bench.engine);
    double length = end_turn(began);
    json_decref(reply);
    return length;
}

static struct baton_attachment *attach(janus_plugin_session *session)
{
    struct baton_attachment *attachment;
    *session = (janus_plugin_session){.stopped = 0};
    janus_refcount_init_nodebug(&session->ref, forget_reference);
    attachment = baton_attachment_new(session);
    session->plugin_handle = attachment;
    attachment->handle = baton_engine_attach(bench.engine, attachment, "", 0);
    return attachment;
}

static void detach(struct baton_attachment *attachment)
{
    atomic_store(&attachment->gone, true);
    baton_engine_detach(bench.engine, attachment->handle, bench.now);
    attachment->handle = NULL;
    baton_outbox_forget(bench.outbox, attachment);
    baton_attachment_unref(attachment);
}

static double publish(struct person *person)
{
    struct baton_publish_request request = {
        .offer = person->sends ? "audio:0:sends:opus video:1:sends:vp8" : NULL};
    struct baton_failure failure;
    char *answer = NULL;
    double began = cpu_time();
    json_t *reply = baton_engine_publish(
        bench.engine, person->up->handle, &request, bench.now, &answer, &failure);
    g_free(answer);
    return end_request(began, reply, &failure);
}

static double subscribe(struct person *person, const char *private_id)
{
    const struct baton_subscribe_request request = {
        .private_id = private_id, .audio_slots = AUDIO_SLOTS, .video_slots = VIDEO_SLOTS};
    bool restarts = false;
    struct baton_failure failure;
    char *offer = NULL;
    double began = cpu_time();
    json_t *reply = baton_engine_subscribe(
        bench.engine, person->down->handle, &request, bench.now, &offer, &restarts, &failure);
    g_free(offer);
    return end_request(began, reply, &failure);
}

static double come_up(struct baton_attachment *attachment)
{
    double began = cpu_time();
    baton_engine_media_up(bench.engine, attachment->handle, bench.now);
    return end_turn(began);
}

static void enter(struct person *person)
{
    struct baton_join_request request = {.room = ROOM, .display = "Somebody"};
    struct baton_failure failure;
    char private_id[BATON_ID_SIZE] = "";
    person->up = attach(&person->sessions[0]);
    person->down = attach(&person->sessions[1]);
    double began = cpu_time();
    json_t *reply =
        baton_engine_join(bench.engine, person->up->handle, &request, bench.now, &failure);
    const char *id = json_string_value(json_object_get(reply, "private_id"));
    g_strlcpy(private_id, id ? id : "", sizeof(private_id));
    double join = end_request(began, reply, &failure) + tick();
    double all = join + publish(person);
    if (person->sends)
        all += come_up(person->up);
    all += subscribe(person, private_id);
    all += come_up(person->down) + tick();
    note(&bench.join, join);
    note(&bench.enter, all);
}

static void leave(struct person *person)
{
    detach(person->up);
    detach(person->down);
    tick();
}

/* --- sound ------------------------------------------------------------------------------------ */

static void send_packet(struct person *person)
{
    uint32_t timestamp = (uint32_t)(bench.now * 48 / 1000);
    uint8_t data[16] = {0x80, FAKE_PT_AUDIO, (uint8_t)(person->seq >> 8), (uint8_t)person->seq,
        (uint8_t)(timestamp >> 24), (uint8_t)(timestamp >> 16), (uint8_t)(timestamp >> 8),
        (uint8_t)timestamp, 1, 1, 1, 1, 1};
    struct baton_packet packet = {
        .data = data, .length = 13, .audio_level = person->level, .arrival = bench.now};
    person->seq++;
    baton_relay_rtp(baton_handle_port(person->up->handle), 0, &packet);
}

static uint32_t below(uint32_t bound)
{
    return fake_below(&bench.random_state, bound);
}

static void send_sound(void)
{
    for (uint32_t i = 0; i < bench.count; i++) {
        struct person *person = &bench.people[i];
        if (person->sends && person->level != SPEECH)
            person->level = (int8_t)(NOISE + below(NOISE_RANGE));
        if (person->sends)
            send_packet(person);
    }
}

static void choose_speakers(void)
{
    for (uint32_t i = 0; i < bench.count; i++)
        bench.people[i].level = NOISE;
    for (int i = 0; i < SPEAKERS; i++)
        bench.people[below(bench.senders)].level = SPEECH;
}

/* Lets 200 ms pass. Returns the CPU time of the control thread. */
static double survey(void)
{
    double all = 0;
    for (int i = 0; i < PACKETS; i++) {
        bench.now += BATON_MS(200) / PACKETS;
        send_sound();
        all += tick();
    }
    return all;
}

/* --- the measurement -------------------------------------------------------------------------- */

static void create_room(void)
{
    struct baton_room_settings settings = {
        .room = ROOM, .has = BATON_ROOM_MAX_PARTICIPANTS, .max_participants = bench.count};
    struct baton_authority admin = {.admin = true};
    struct baton_failure failure;
    json_t *reply =
        baton_engine_create(bench.engine, &settings, false, &admin, bench.now, &failure);
    end_request(cpu_time(), reply, &failure);
}

static void begin(uint32_t people, uint32_t senders)
{
    fake_host_init(&bench.fake, 1);
    set_host(&bench.fake.host);
    baton_config_init(&bench.config);
    bench.outbox = baton_outbox_new(&janus, NULL, &baton_outgoing_defaults);
    bench.engine = baton_engine_new(&bench.config, &bench.fake.host);
    bench.now = BATON_SECONDS(1000);
    bench.count = people;
    bench.senders = senders;
    bench.people = g_new0(struct person, people);
    create_room();
    for (uint32_t i = 0; i < people; i++)
        bench.people[i].sends = i < senders;
}

static void end(void)
{
    for (uint32_t i = 0; i < bench.count; i++)
        leave(&bench.people[i]);
    baton_engine_free(bench.engine);
    baton_outbox_stop(bench.outbox);
    baton_outbox_free(bench.outbox);
    baton_config_fini(&bench.config);
    fake_host_fini(&bench.fake);
    g_free(bench.people);
}

static double fill_room(void)
{
    double sum = 0;
    for (uint32_t i = 0; i < bench.count; i++)
        enter(&bench.people[i]);
    for (size_t i = 0; i < bench.enter.count; i++)
        sum += bench.enter.values[i];
    bench.enter.count = bench.join.count = bench.turn.count = 0;
    return sum;
}

static void measure(uint32_t surveys)
{
    for (uint32_t i = 0; i < surveys; i++) {
        if (i % TALK == 0)
            choose_speakers();
        note(&bench.survey, survey());
    }
    for (int i = 0; i < ENTRIES; i++) {
        struct person *person = &bench.people[below(bench.count)];
        leave(person);
        enter(person);
        survey();
    }
}

int main(int argc, char **argv)
{
    if (argc != 4) {
        fprintf(stderr, "Usage: %s PEOPLE SENDERS SURVEYS\n", argv[0]);
        return 2;
    }
    begin((uint32_t)atoi(argv[1]), (uint32_t)atoi(argv[2]));
    double filling = fill_room();
    measure((uint32_t)atoi(argv[3]));
    json_t *result = json_pack("{s:i, s:i, s:f, s:o, s:o, s:o, s:o}", "people", (int)bench.count,
        "senders", (int)bench.senders, "filling", filling, "survey", statistics(&bench.survey),
        "join", statistics(&bench.join), "enter", statistics(&bench.enter), "turn",
        statistics(&bench.turn));
    json_dumpf(result, stdout, JSON_REAL_PRECISION(6));
    puts("");
    json_decref(result);
    end();
    return 0;
}
