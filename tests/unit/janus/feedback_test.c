/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The feedback thread asks one encoding of an m-line for a keyframe. */
#include "janus/feedback.h"
#include "unit/janus/fake_core.h"

enum { LINE = 3, LAST = 2 };

static struct {
    uint8_t data[64];
    int length, mindex;
    bool video;
    size_t count; /* packets */
} sent;           /* guarded by core.lock; the last packet */

static void relay_rtcp(UNUSED janus_plugin_session *to, janus_plugin_rtcp *packet)
{
    pthread_mutex_lock(&core.lock);
    memcpy(sent.data, packet->buffer, packet->length);
    sent.length = packet->length;
    sent.mindex = packet->mindex;
    sent.video = packet->video;
    sent.count++;
    pthread_cond_broadcast(&core.changed);
    pthread_mutex_unlock(&core.lock);
}

/* Does to the packet what the core does with every FIR of a plugin: it writes the first SSRC of the m-line. */
static void wait_for(size_t count, uint32_t first_ssrc)
{
    pthread_mutex_lock(&core.lock);
    while (sent.count < count)
        pthread_cond_wait(&core.changed, &core.lock);
    pthread_mutex_unlock(&core.lock);
    memcpy(sent.data + 12, (uint8_t[]){0, 0, 0, (uint8_t)first_ssrc}, 4);
}

/* Returns the number of the request in the entry about this SSRC, or -1. */
static int entry(uint8_t ssrc)
{
    int found = -1;

    assert_int_equal(sent.data[0], 0x84);
    assert_int_equal(sent.data[1], 206);
    assert_int_equal(4 * (sent.data[3] + 1), sent.length);
    for (int at = 12; at < sent.length; at += 8)
        if (sent.data[at + 3] == ssrc) {
            assert_int_equal(found, -1);
            found = sent.data[at + 4];
        }
    return found;
}

TEST(a_request_to_one_encoding_repeats_the_number_of_the_cores_first_ssrc)
{
    janus_callbacks gateway = {
        .push_event = core_callbacks.push_event, .relay_rtcp = relay_rtcp};
    struct baton_attachment *attachment = core_attaches("session");
    struct baton_feedback *feedback;

    feedback = baton_feedback_new(&gateway);
    /* Encoding 2 has SSRC 12, which is the first one of the core. */
    baton_feedback_ask_encoding(feedback, attachment, LINE, 2, 12, LAST);
    wait_for(1, 12);
    assert_int_equal(sent.mindex, LINE);
    assert_true(sent.video);
    assert_int_equal(sent.length, 12 + 8);
    assert_int_equal(entry(12), 1);
    baton_feedback_ask_encoding(feedback, attachment, LINE, 0, 10, LAST);
    wait_for(2, 12);
    assert_int_equal(sent.length, 12 + 16);
    assert_int_equal(entry(12), 1); /* the same number: no request */
    assert_int_equal(entry(10), 1);
    baton_feedback_ask_encoding(feedback, attachment, LINE, 0, 10, LAST);
    wait_for(3, 12);
    assert_int_equal(entry(12), 1);
    assert_int_equal(entry(10), 2);
    assert_int_equal(entry(11), -1);
    /* These are not sent: there is no such m-line or encoding. */
    baton_feedback_ask_encoding(feedback, attachment, BATON_PORT_MAX_FEEDS, 0, 10, LAST);
    baton_feedback_ask_encoding(feedback, attachment, LINE, BATON_ENCODINGS, 10, LAST);
    baton_feedback_ask_encoding(feedback, attachment, LINE, 0, 10, BATON_ENCODINGS);
    baton_feedback_ask_encoding(feedback, attachment, 0, 1, 21, 0);
    wait_for(4, 20);
    assert_int_equal(sent.mindex, 0);
    assert_int_equal(entry(20), 0);
    assert_int_equal(entry(21), 1);
    baton_feedback_stop(feedback);
    assert_int_equal(sent.count, 4);
    baton_feedback_free(feedback);
    baton_attachment_unref(attachment);
}
