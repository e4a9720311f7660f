/* SPDX-License-Identifier: GPL-3.0-or-later */
/* When an allocation of plugin/media fails, the caller gets NULL or an empty slot, and nothing else changes. */
#include <errno.h>
#include <pthread.h>

#include "recorder.h"
#include "test.h"

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

static int set_up(UNUSED void **state)
{
    recorder_open();
    return 0;
}

static int tear_down(UNUSED void **state)
{
    fails = mutex_fails = false;
    recorder_close();
    return 0;
}

static struct baton_stream *stream_new(void)
{
    return baton_stream_new(recorder.media, BATON_CODEC_OPUS, OUT_PT, 1, 1, 0);
}

TEST(functions_that_allocate_return_null, .setup_func = set_up, .teardown_func = tear_down)
{
    const struct baton_media_host host = {0};
    const struct baton_media_settings settings = {0};
    const struct baton_gate_needs needs = {0};

    fails = true;
    assert_null(baton_media_new(&host, &settings));
    assert_null(baton_port_new(recorder.media, NULL));
    assert_null(baton_gate_new(recorder.media, &needs));
    assert_null(stream_new());
    fails = false;
    mutex_fails = true;
    assert_null(stream_new());
}

TEST(the_slot_stays_empty_and_can_be_used_later, .setup_func = set_up, .teardown_func = tear_down)
{
    struct baton_stream *stream = stream_new();
    struct baton_port *port = baton_port_new(recorder.media, "port");

    fails = true;
    baton_port_put(port, 0, stream, false, 1, 1, 0);
    assert_null(baton_port_stream(port, 0));
    baton_port_feed(port, false, 0);
    baton_port_put(port, 0, stream, false, 1, 1, 0);
    assert_ptr_equal(baton_port_stream(port, 0), stream);
    baton_port_feed(port, true, 0);
    assert_null(baton_port_stream(port, 0));
    baton_port_free(port);
    baton_stream_release(stream);
}

TEST(a_feed_without_memory_for_several_encodings_takes_only_the_smallest, .setup_func = set_up,
    .teardown_func = tear_down)
{
    const struct baton_feed_format format = {
        .pt = VIDEO_PT, .count = 2, .rid_extension = RID_EXTENSION, .rids = {"a", "b"}};
    struct sent_packet packet = {.video = true, .start = true, .key = true, .ssrc = 1, .rid = 'a'};
    struct baton_stream *stream =
        baton_stream_new(recorder.media, BATON_CODEC_VP8, OUT_PT, 1, 1, 0);
    struct baton_port *uplink = baton_port_new(recorder.media, "up");
    struct baton_port *downlink = baton_port_new(recorder.media, "down");
    uint64_t generation;

    baton_port_put(downlink, 0, stream, true, 1, 1, 0);
    fails = true;
    generation = baton_port_bind(uplink, 0, stream, &format);
    fails = false;
    baton_stream_take(stream, generation);
    packet_arrive(uplink, 0, &packet, BATON_SECONDS(1));
    assert_int_equal(recorder.count, 1);
    packet.rid = 'b';
    packet.ssrc = 2;
    packet_arrive(uplink, 0, &packet, BATON_SECONDS(1));
    assert_int_equal(recorder.count, 1);
    baton_port_free(uplink);
    baton_port_free(downlink);
    baton_stream_release(stream);
}
