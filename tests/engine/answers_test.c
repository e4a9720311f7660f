/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The whole plugin with its threads, in front of a fake core of Janus. Clients on several threads send random requests
 * and facts. Each request gets exactly one answer, and at the end each handle is released, whatever has happened to it.
 *
 * BATON_SEED=N repeats the choices of a run, but not the order in which its threads run.
 */
#include <glib.h>
#include <plugins/plugin.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>
#include <unistd.h>

#include <jansson.h>

#include "fake/host.h"
#include "test.h"

enum { CLIENTS = 3, HANDLES = 4, REQUESTS = 1500 };

janus_plugin *create(void);
extern int janus_log_level;

static janus_plugin *plugin;
static char folder[] = "/tmp/baton-answers-XXXXXX";

/* --- random numbers of the plugin, which can fail --------------------------------------------- */

static atomic_bool no_random;

int __real_RAND_bytes(unsigned char *out, int count);
int __wrap_RAND_bytes(unsigned char *out, int count);
int __wrap_RAND_bytes(unsigned char *out, int count)
{
    return atomic_load(&no_random) ? 0 : __real_RAND_bytes(out, count);
}

/* --- handles ---------------------------------------------------------------------------------- */

/* The core's structs begin like this (janus/core_ids.h). */
struct core_session {
    uint64_t id;
};

struct core_handle {
    const struct core_session *session;
    uint64_t id;
};

struct handle {
    janus_plugin_session janus; /* first: the plugin knows only this */
    struct core_handle core;
    atomic_bool ended;         /* Baton wants the handle to be detached */
    atomic_bool closing;       /* Baton closes the PeerConnection */
    atomic_ullong acknowledge; /* number that Baton wants to be acknowledged; 0: none */
};

static struct core_session sessions[CLIENTS][2];
static atomic_ullong handle_ids;
static atomic_int handles_made, handles_freed;

static void handle_free(const janus_refcount *ref)
{
    struct handle *handle = janus_refcount_containerof(ref, struct handle, janus.ref);

    atomic_fetch_add(&handles_freed, 1);
    g_free(handle);
}

static struct handle *attach(struct core_session *session)
{
    struct handle *handle = g_new0(struct handle, 1);
    int error = 0;

    handle->core = (struct core_handle){session, atomic_fetch_add(&handle_ids, 1) + 1};
    handle->janus.gateway_handle = &handle->core;
    janus_refcount_init(&handle->janus.ref, handle_free);
    janus_refcount_increase(&handle->janus.ref); /* one reference is the plugin's */
    atomic_fetch_add(&handles_made, 1);
    plugin->create_session(&handle->janus, &error);
    assert_int_equal(error, 0);
    return handle;
}

/* --- answers ---------------------------------------------------------------------------------- */

struct question {
    const struct handle *handle;
    int answers;
    bool excused; /* its handle was detached */
};

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t answered = PTHREAD_COND_INITIALIZER;
static GHashTable *questions;   /* transaction -> struct question; guarded by lock */
static unsigned open_questions; /* neither answered nor excused; guarded by lock */
static char private_id[BATON_ID_SIZE], code[512], transfer[BATON_ID_SIZE]; /* guarded by lock */

static void keep(char *out, size_t size, const json_t *body, const char *field)
{
    const char *text = json_string_value(json_object_get(body, field));
    if (text)
        g_strlcpy(out, text, size);
}

static void take_answer(const char *transaction, const json_t *body)
{
    pthread_mutex_lock(&lock);
    struct question *question = g_hash_table_lookup(questions, transaction);
    assert_non_null(question);
    assert_non_null(json_string_value(json_object_get(body, "baton")));
    if (question->answers++ == 0 && !question->excused)
        open_questions--;
    keep(private_id, sizeof(private_id), body, "private_id");
    keep(code, sizeof(code), body, "text");
    keep(transfer, sizeof(transfer), body, "transfer");
    pthread_cond_broadcast(&answered);
    pthread_mutex_unlock(&lock);
}

static char *ask_question(const struct handle *handle)
{
    static unsigned long count;
    struct question *question = g_new0(struct question, 1);

    pthread_mutex_lock(&lock);
    char *transaction = g_strdup_printf("t%lu", ++count);
    question->handle = handle;
    g_hash_table_insert(questions, g_strdup(transaction), question);
    open_questions++;
    pthread_mutex_unlock(&lock);
    return transaction;
}

static void excuse(const struct handle *handle)
{
    GHashTableIter iter;
    void *value;

    pthread_mutex_lock(&lock);
    g_hash_table_iter_init(&iter, questions);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        struct question *question = value;
        if (question->handle != handle)
            continue;
        open_questions -= question->answers == 0;
        question->excused = true;
        question->handle = NULL; /* another handle may get the same address */
    }
    pthread_mutex_unlock(&lock);
}

static void wait_until_answered(unsigned most)
{
    struct timespec end;

    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += 30;
    pthread_mutex_lock(&lock);
    while (open_questions > most)
        if (pthread_cond_timedwait(&answered, &lock, &end) != 0)
            fail_msg("%u requests have got no answer", open_questions);
    pthread_mutex_unlock(&lock);
}

static void detach(struct handle *handle)
{
    int error = 0;

    plugin->destroy_session(&handle->janus, &error);
    assert_int_equal(error, 0);
    excuse(handle);
    janus_refcount_decrease(&handle->janus.ref);
}

/* --- the core's callbacks --------------------------------------------------------------------- */

static struct handle *handle_of(janus_plugin_session *janus)
{
    return (struct handle *)janus;
}

static int push_event(janus_plugin_session *janus, janus_plugin *from, const char *transaction,
    json_t *message, json_t *jsep)
{
    (void)from;
    (void)jsep;
    if (transaction)
        take_answer(transaction, message);
    else if (strcmp(json_string_value(json_object_get(message, "baton")), "acknowledge") == 0)
        atomic_store(&handle_of(janus)->acknowledge,
            (unsigned long long)json_integer_value(json_object_get(message, "number")));
    return 0;
}

static void close_pc(janus_plugin_session *janus)
{
    atomic_store(&handle_of(janus)->closing, true);
}

static void end_session(janus_plugin_session *janus)
{
    atomic_store(&handle_of(janus)->ended, true);
}

static gboolean never(void)
{
    return FALSE;
}

static void drop_rtp(janus_plugin_session *janus, janus_plugin_rtp *packet)
{
    (void)janus;
    (void)packet;
}

static void drop_pli(janus_plugin_session *janus, int mindex)
{
    (void)janus;
    (void)mindex;
}

static void drop_remb(janus_plugin_session *janus, guint32 bitrate)
{
    (void)janus;
    (void)bitrate;
}

static janus_callbacks callbacks = {
    .push_event = push_event,
    .relay_rtp = drop_rtp,
    .send_pli_stream = drop_pli,
    .send_remb = drop_remb,
    .close_pc = close_pc,
    .end_session = end_session,
    .events_is_enabled = never,
};

/* --- clients ---------------------------------------------------------------------------------- */

static const char offer[] =
    "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
    "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\nc=IN IP4 0.0.0.0\r\na=mid:0\r\na=sendonly\r\n"
    "a=rtpmap:111 opus/48000/2\r\n"
    "m=video 9 UDP/TLS/RTP/SAVPF 96\r\nc=IN IP4 0.0.0.0\r\na=mid:1\r\na=sendonly\r\n"
    "a=rtpmap:96 VP8/90000\r\n";

/* "$p", "$c" and "$t" stand for the last private id, code and transfer that anybody got. */
static const char *const bodies[] = {
    "{'request':'create','room':'one'}",
    "{'request':'create','room':'kept','permanent':true,'admin_key':'key'}",
    "{'request':'edit','room':'kept','permanent':true,'admin_key':'key','description':'new'}",
    "{'request':'destroy','room':'kept','permanent':true,'admin_key':'key'}",
    "{'request':'join','room':'kept','display':'c'}",
    "{'request':'exists','room':'one'}",
    "{'request':'list'}",
    "{'request':'participants','room':'one'}",
    "{'request':'join','room':'one','display':'a'}",
    "{'request':'join','room':'one','display':'b'}",
    "{'request':'publish'}",
    "{'request':'publish','sources':[]}",
    "{'request':'subscribe','private_id':'$p','audio_slots':1,'video_slots':1}",
    "{'request':'start'}",
    "{'request':'transfer'}",
    "{'request':'transfer','kind':'short'}",
    "{'request':'scan','text':'$c'}",
    "{'request':'scan','image':'R0lGODlhAQABAAAAACw='}",
    "{'request':'scan','text':'$c','downlink':1}",
    "{'request':'confirm','transfer':'$t','agree':true,'number':42}",
    "{'request':'confirm','transfer':'$t','agree':false}",
    "{'request':'cancel','transfer':'$t'}",
    "{'request':'return','transfer':'$t'}",
    "{'request':'present'}",
    "{'request':'chat','text':'hello'}",
    "{'request':'hand','raised':true}",
    "{'request':'leave'}",
    "{'request':'acknowledge','number':1}",
    "{'request':'nothing'}",
    "{'request':7}",
    "{}",
};

static json_t *body_of(const char *pattern)
{
    GString *text = g_string_new(pattern);

    g_string_replace(text, "'", "\"", 0);
    pthread_mutex_lock(&lock);
    g_string_replace(text, "$p", private_id, 0);
    g_string_replace(text, "$c", code, 0);
    g_string_replace(text, "$t", transfer, 0);
    pthread_mutex_unlock(&lock);
    json_t *body = json_loads(text->str, 0, NULL);
    assert_non_null(body);
    g_string_free(text, TRUE);
    return body;
}

static void send_request(struct handle *handle, json_t *body, json_t *jsep)
{
    char *transaction = ask_question(handle), *copy = g_strdup(transaction);
    janus_plugin_result *result = plugin->handle_message(&handle->janus, transaction, body, jsep);

    assert_true(result->type == JANUS_PLUGIN_OK || result->type == JANUS_PLUGIN_OK_WAIT);
    assert_int_equal(result->type == JANUS_PLUGIN_OK, result->content != NULL);
    if (result->content)
        take_answer(copy, result->content);
    janus_plugin_result_destroy(result);
    g_free(copy);
}

static void send_random(struct handle *handle, uint64_t *random)
{
    json_t *body = body_of(bodies[fake_below(random, COUNT(bodies))]), *jsep = NULL;

    if (fake_below(random, 4) == 0)
        jsep = json_pack("{s:s, s:s}", "type", fake_below(random, 4) ? "offer" : "answer", "sdp",
            fake_below(random, 8) ? offer : "nonsense");
    send_request(handle, body, jsep);
}

/* Does what the core and the client do by themselves. */
static void serve(struct handle *handle)
{
    unsigned long long number = atomic_exchange(&handle->acknowledge, 0);

    if (atomic_exchange(&handle->closing, false))
        plugin->hangup_media(&handle->janus);
    if (number)
        send_request(handle,
            json_pack("{s:s, s:I}", "request", "acknowledge", "number", (json_int_t)number), NULL);
}

static void take_step(struct handle **handle, struct core_session *session, uint64_t *random)
{
    if (*handle && (atomic_load(&(*handle)->ended) || fake_below(random, 100) == 0)) {
        detach(*handle);
        *handle = NULL;
    }
    if (!*handle)
        *handle = attach(session);
    serve(*handle);
    switch (fake_below(random, 20)) {
    case 0:
        plugin->setup_media(&(*handle)->janus);
        break;
    case 1:
        plugin->hangup_media(&(*handle)->janus);
        break;
    case 2:
        json_decref(plugin->query_session(&(*handle)->janus));
        break;
    default:
        send_random(*handle, random);
    }
}

static uint64_t seed;

static void *run_client(void *data)
{
    size_t client = GPOINTER_TO_SIZE(data);
    uint64_t random = seed * CLIENTS + client;
    struct handle *handles[HANDLES] = {NULL};

    for (int i = 0; i < REQUESTS; i++) {
        size_t which = fake_below(&random, HANDLES);
        take_step(&handles[which], &sessions[client][which % 2], &random);
        wait_until_answered(64); /* the queues must not be full all the time */
    }
    wait_until_answered(0);
    for (int i = 0; i < HANDLES; i++)
        if (handles[i])
            detach(handles[i]);
    return NULL;
}

/* --- beginning and end ------------------------------------------------------------------------ */

static void remove_files(void)
{
    static const char *const names[] = {
        "janus.plugin.baton.jcfg", "baton.db", "baton.db-wal", "baton.db-shm", "baton.db.lock"};

    for (size_t i = 0; i < COUNT(names); i++) {
        char *path = g_build_filename(folder, names[i], NULL);
        unlink(path);
        g_free(path);
    }
    assert_int_equal(rmdir(folder), 0);
}

static void start_plugin(void)
{
    char path[64];

    assert_non_null(mkdtemp(folder));
    snprintf(path, sizeof(path), "%s/janus.plugin.baton.jcfg", folder);
    FILE *file = fopen(path, "w");
    fprintf(file,
        "general: {\n    decoder = \"/bin/false\"\n    admin_key = \"key\"\n"
        "    store = \"%s/baton.db\"\n}\n",
        folder);
    fclose(file);
    janus_log_level = 0;
    questions = g_hash_table_new_full(g_str_hash, g_str_equal, g_free, g_free);
    plugin = create();
    assert_int_equal(plugin->init(&callbacks, folder), 0);
}

static void stop_plugin(void)
{
    plugin->destroy();
    remove_files();
}

static unsigned count_answers(void)
{
    GHashTableIter iter;
    void *value;
    unsigned single = 0;

    g_hash_table_iter_init(&iter, questions);
    while (g_hash_table_iter_next(&iter, NULL, &value)) {
        const struct question *question = value;
        assert_true(question->answers == 1 || (question->excused && question->answers == 0));
        single += question->answers == 1;
    }
    return single;
}

static void ask_without_random_numbers(void)
{
    atomic_store(&no_random, true);
    struct handle *handle = attach(&sessions[0][0]);
    send_request(handle, json_pack("{s:s}", "request", "leave"), NULL);
    send_request(handle, json_pack("{s:s, s:s}", "request", "chat", "text", "hello"), NULL);
    wait_until_answered(0);
    atomic_store(&no_random, false);
    detach(handle);
}

TEST(each_request_gets_one_answer_and_each_handle_is_released)
{
    const char *text = getenv("BATON_SEED");
    pthread_t clients[CLIENTS];

    seed = text ? strtoull(text, NULL, 10) : (uint64_t)time(NULL);
    print_message("# BATON_SEED=%llu\n", (unsigned long long)seed);
    for (uint64_t i = 0; i < CLIENTS; i++)
        for (uint64_t j = 0; j < 2; j++)
            sessions[i][j].id = 2 * i + j + 1;
    start_plugin();
    ask_without_random_numbers();
    for (size_t i = 0; i < CLIENTS; i++)
        assert_int_equal(pthread_create(&clients[i], NULL, run_client, GSIZE_TO_POINTER(i)), 0);
    for (size_t i = 0; i < CLIENTS; i++)
        pthread_join(clients[i], NULL);
    stop_plugin();
    print_message("# %u requests, %u answers, %d handles\n", g_hash_table_size(questions),
        count_answers(), atomic_load(&handles_made));
    assert_int_equal(atomic_load(&handles_freed), atomic_load(&handles_made));
    g_hash_table_destroy(questions);
}
