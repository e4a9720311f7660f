/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Every allocation of the media room fails in turn: what was asked for is not there, the rest is.
 */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <errno.h>
#include <pthread.h>

#include "studio.h"

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
    studio_open();
    return 0;
}

static int tear_down(void **state)
{
    (void)state;
    fails = mutex_fails = false;
    studio_close();
    return 0;
}

static struct baton_stream *source_new(void)
{
    return baton_stream_new(studio.media, BATON_CODEC_OPUS, STUDIO_OUT_PT, 1, 1, 0);
}

static void what_is_new_is_null(void **state)
{
    const struct baton_media_host host = {0};
    const struct baton_media_settings settings = {0};
    const struct baton_gate_needs needs = {0};
    (void)state;

    fails = true;
    assert_null(baton_media_new(&host, &settings));
    assert_null(baton_port_new(studio.media, NULL));
    assert_null(baton_gate_new(studio.media, &needs));
    assert_null(source_new());
    fails = false;
    mutex_fails = true;
    assert_null(source_new());
}

static void a_slot_stays_empty(void **state)
{
    struct baton_stream *source = source_new();
    struct baton_port *port = baton_port_new(studio.media, "port");
    (void)state;

    fails = true;
    baton_slot_put(port, 0, source, false, 1, 1, 0);
    assert_null(baton_slot_stream(port, 0));
    baton_port_feed(port, false);
    baton_slot_put(port, 0, source, false, 1, 1, 0);
    assert_ptr_equal(baton_slot_stream(port, 0), source);
    baton_port_feed(port, true);
    assert_null(baton_slot_stream(port, 0));
    baton_port_free(port);
    baton_stream_release(source);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test_setup_teardown(what_is_new_is_null, set_up, tear_down),
        cmocka_unit_test_setup_teardown(a_slot_stays_empty, set_up, tear_down),
    };

    return cmocka_run_group_tests(tests, NULL, NULL);
}
