/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The parts of the plugin that have threads: the control thread's loop, the SMS gateway and the decoder of images. Each
 * call of the system or of a library fails once. The part does not start, or it answers everything that it has taken
 * exactly once. It leaves no descriptor and no process behind, and works when no call fails.
 *
 * BATON_VERBOSE=1 prints each call that fails.
 */
#include <dirent.h>
#include <pthread.h>
#include <stdlib.h>
#include <string.h>
#include <sys/wait.h>
#include <time.h>

#include <glib.h>

#include "confirm/gateway.h"
#include "fake/fault.h"
#include "janus/loop.h"
#include "scan/decoder.h"
#include "test.h"
#include "unit/scan/programs.h"

/* --- answers that come on other threads ------------------------------------------------------- */

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static pthread_cond_t came = PTHREAD_COND_INITIALIZER;
static int answers; /* guarded by lock */

static void answer(void)
{
    pthread_mutex_lock(&lock);
    answers++;
    pthread_cond_signal(&came);
    pthread_mutex_unlock(&lock);
}

static int answers_so_far(void)
{
    pthread_mutex_lock(&lock);
    int count = answers;
    pthread_mutex_unlock(&lock);
    return count;
}

static void wait_for_answers(int count)
{
    struct timespec end;

    clock_gettime(CLOCK_REALTIME, &end);
    end.tv_sec += 20;
    pthread_mutex_lock(&lock);
    while (answers < count)
        if (pthread_cond_timedwait(&came, &lock, &end) != 0)
            fail_msg("%d of %d answers came", answers, count);
    pthread_mutex_unlock(&lock);
}

/* --- each call fails once --------------------------------------------------------------------- */

static int count_descriptors(void)
{
    DIR *folder = opendir("/proc/self/fd");
    int count = 0;

    while (readdir(folder))
        count++;
    closedir(folder);
    return count;
}

/* `use` starts the part, uses it and ends it. It returns whether the part has started. */
static void fail_each_call(bool (*use)(void))
{
    const char *call;
    bool failed = true;

    assert_true(use()); /* libraries open what they keep open */
    int before = count_descriptors();
    for (long number = 0; failed; number++) {
        fault_arm(number);
        bool started = use();
        failed = fault_disarm(&call);
        if (failed && getenv("BATON_VERBOSE"))
            print_message(
                "# call %ld: %s fails: %s\n", number, call, started ? "works" : "does not start");
        assert_true(started || failed);
        assert_int_equal(count_descriptors(), before);
        assert_int_equal(waitpid(-1, NULL, WNOHANG), -1); /* no child is left */
        assert_true(use());
    }
}

/* --- the loop --------------------------------------------------------------------------------- */

static baton_time never(void *context)
{
    (void)context;
    return BATON_NEVER;
}

static void tick(void *context, baton_time now)
{
    (void)context;
    (void)now;
}

static void run_job(void *data)
{
    (void)data;
    answer();
}

static bool use_loop(void)
{
    const struct baton_loop_timer timer = {never, tick, NULL};
    const struct baton_loop_job job = {.flow = "a", .cost = 1, .bytes = 1, .run = run_job};
    struct baton_loop *loop = baton_loop_new(&timer);
    int before = answers_so_far();

    if (!loop)
        return false;
    assert_true(baton_loop_post(loop, run_job, NULL));
    wait_for_answers(before + 1);
    assert_int_equal(baton_loop_call(loop, &job), BATON_LOOP_TAKEN);
    baton_loop_wake(loop);
    assert_int_equal(baton_loop_queue(loop, &job), BATON_LOOP_TAKEN);
    baton_loop_stop(loop);
    baton_loop_free(loop);
    assert_int_equal(answers_so_far(), before + 3);
    return true;
}

TEST(the_loop_runs_each_job_once_whichever_call_fails)
{
    fail_each_call(use_loop);
}

/* --- the gateway ------------------------------------------------------------------------------ */

static void take_result(void *context, const char *key, bool accepted, const char *why)
{
    (void)context;
    assert_string_equal(key, "key");
    assert_true(!accepted && strlen(why) > 10);
    answer();
}

/* Nobody listens on this port, so each message is refused. */
static bool use_gateway(void)
{
    static const struct baton_gateway_settings settings = {.url = "http://127.0.0.1:1/",
        .field_count = 2,
        .fields = {{"to", "{to}"}, {"text", "{text}"}},
        .timeout_seconds = 10};
    struct baton_gateway *gateway = baton_gateway_new(&settings, take_result, NULL);
    struct baton_failure failure;
    int before = answers_so_far();

    if (!gateway)
        return false;
    assert_int_equal(baton_gateway_send(gateway, "key", "+15550001", "hello", &failure), BATON_OK);
    wait_for_answers(before + 1);
    baton_gateway_free(gateway);
    assert_int_equal(answers_so_far(), before + 1);
    return true;
}

TEST(the_gateway_answers_each_message_once_whichever_call_fails)
{
    fail_each_call(use_gateway);
}

/* --- the decoder ------------------------------------------------------------------------------ */

static void finished(
    void *context, enum baton_decoder_outcome outcome, const struct baton_texts *texts)
{
    (void)context;
    (void)outcome;
    (void)texts;
    answer();
}

static bool submit(struct baton_decoder *decoder)
{
    struct baton_image image = {.kind = BATON_IMAGE_GRAY, .width = 5, .height = 1, .len = 5};
    baton_time retry_after;

    image.data = (uint8_t *)g_strdup("!here");
    bool taken = baton_decoder_submit(decoder, "session", &image, 1, finished, NULL, &retry_after);
    assert_int_equal(taken, !image.data);
    baton_image_fini(&image);
    return taken;
}

static bool use_decoder(void)
{
    struct baton_decoder_options options = baton_decoder_defaults;
    int before = answers_so_far(), taken = 0;

    options.path = program("tests/scan/tempted");
    options.helpers = 1;
    options.deadline = BATON_SECONDS(10);
    options.limits.share.burst = options.limits.first.burst = BATON_SECONDS(3600);
    struct baton_decoder *decoder = baton_decoder_new(&options);
    if (!decoder)
        return false;
    taken += submit(decoder);
    wait_for_answers(before + taken);
    taken += submit(decoder);
    baton_decoder_free(decoder);
    assert_true(taken >= 1);
    assert_int_equal(answers_so_far(), before + taken);
    return true;
}

TEST(the_decoder_answers_each_image_once_whichever_call_fails)
{
    fail_each_call(use_decoder);
}
