/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every allocation of plugin/media fails in turn: the caller gets NULL or an empty slot, and all
 * else stays as it was. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <pthread.h>

#include "recorder.h"

void *__real_calloc(size_t count, size_t size);
void *__wrap_calloc(size_t count, size_t size);
int __wrap_pthread_mutex_init(pthread_mutex_t *lock, const pthread_mutexattr_t *attributes);
int __real_pthread_mutex_init(pthread_mutex_t *lock, const pthread_mutexattr_t *attributes);

static bool fails, mutex_fails;

void *__wrap_calloc(size_t count, size_t size)
{
    return fails ? NULL : __real_calloc(count, size);
}

int __wrap_pthread_mutex_init(pthread_mutex_t *lock, const pthread_mutexattr_t *attributes)
{
    return mutex_fails ? ENOMEM : __real_pthread_mutex_init(lock, attributes);
}

static int set_up(void **state)
{
    (void)state;
    recorder_open();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fails = mutex_fails = false;
    recorder_close();
    return 0;
}

static struct baton_stream *stream_new(void)
{
    return baton_stream_new(recorder.media, BATON_CODEC_OPUS, OUT_PT, 1, 1, 0);
}

static void a_function_that_allocates_returns_null(void **state)
{
    const struct baton_media_host host = {0};
    const struct baton_media_settings settings = {0};
    const struct baton_gate_needs needs = {0};
    (void)state;

    fails = true;
    assert_null(baton_media_new(&host, &settings));
    assert_null(baton_port_new(recorder.media, NULL));
    assert_null(baton_gate_new(recorder.media, &needs));
    assert_null(stream_new());
    fails = false;
    mutex_fails = true;
    assert_null(stream_new());
}

static void a_slot_stays_empty(void **state)
{
    struct baton_stream *stream = stream_new();
    struct baton_port *port = baton_port_new(recorder.media, "port");
    (void)state;

    fails = true;
    baton_port_put(port, 0, stream, false, 1, 1, 0);
    assert_null(baton_port_stream(port, 0));
    baton_port_feed(port, false);
    baton_port_put(port, 0, stream, false, 1, 1, 0);
    assert_ptr_equal(baton_port_stream(port, 0), stream);
    baton_port_feed(port, true);
    assert_null(baton_port_stream(port, 0));
    baton_port_free(port);
    baton_stream_release(stream);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(a_function_that_allocates_returns_null, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_slot_stays_empty, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
