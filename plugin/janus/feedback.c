/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A queue of the attachments for which something must be sent, and the thread that sends it. */
#include "autoconfig.h"

#include "janus/feedback.h"

#include <pthread.h>

#include "base/bytes.h"

/* RFC 5104 section 4.3.1: payload-specific feedback. The header is followed by the entries, one for each encoding. */
enum { PSFB = 206, FIR_FORMAT = 4, FIR_SIZE = 12 + 8 * BATON_ENCODINGS };

struct baton_feedback {
    janus_callbacks *gateway;
    pthread_t thread;

    pthread_mutex_t lock;
    pthread_cond_t filled;
    /* Guarded by lock, like the member `feedback` of each attachment. */
    GQueue attachments; /* references to the attachments for which something must be sent */
    bool stopped;
};

/* Writes one entry of an FIR: an SSRC and the number of the request. */
static void put_entry(struct baton_sink *sink, uint32_t ssrc, uint8_t sequence)
{
    baton_sink_put_u32(sink, ssrc);
    baton_sink_put_u32(sink, (uint32_t)sequence << 24);
}

/*
 * Writes an FIR that asks each encoding in `line->asked`, and returns its length. The core overwrites the SSRC of the
 * first entry with the first SSRC of the m-line. The first entry therefore has the last number of that SSRC's encoding:
 * a repetition, which asks for nothing, unless that encoding is asked, too.
 */
static size_t write_fir(struct baton_fir_line *line, uint8_t data[FIR_SIZE])
{
    struct baton_sink sink = {.data = data, .size = FIR_SIZE};
    const uint8_t first = line->first;
    size_t entries = 1;

    for (int i = 0; i < BATON_ENCODINGS; i++) {
        line->sequences[i] = (uint8_t)(line->sequences[i] + (line->asked >> i & 1));
        entries += i != first && (line->asked >> i & 1);
    }
    baton_sink_put_u8(&sink, 0x80 | FIR_FORMAT);
    baton_sink_put_u8(&sink, PSFB);
    baton_sink_put_u16(&sink, (uint16_t)(2 + 2 * entries));
    baton_sink_put_u32(&sink, 0); /* the core writes the sender's SSRC */
    baton_sink_put_u32(&sink, 0);
    put_entry(&sink, line->ssrcs[first], line->sequences[first]);
    for (int i = 0; i < BATON_ENCODINGS; i++)
        if (i != first && (line->asked >> i & 1))
            put_entry(&sink, line->ssrcs[i], line->sequences[i]);
    line->asked = 0;
    return sink.len;
}

/* Sends the queued FIR of an m-line, if there is one. */
static void send_fir(
    struct baton_feedback *feedback, struct baton_attachment *attachment, int mindex)
{
    uint8_t data[FIR_SIZE];
    size_t length = 0;

    pthread_mutex_lock(&feedback->lock);
    if (attachment->feedback.firs[mindex].asked)
        length = write_fir(&attachment->feedback.firs[mindex], data);
    pthread_mutex_unlock(&feedback->lock);
    if (length == 0 || atomic_load(&attachment->gone))
        return;
    janus_plugin_rtcp packet = {
        .mindex = mindex, .video = TRUE, .buffer = (char *)data, .length = (uint16_t)length};
    feedback->gateway->relay_rtcp(attachment->janus, &packet);
}

static void pass_on(struct baton_feedback *feedback, struct baton_attachment *attachment)
{
    pthread_mutex_lock(&feedback->lock);
    uint64_t plis = attachment->feedback.plis;
    bool has_cap = attachment->feedback.has_cap;
    uint32_t cap = attachment->feedback.cap;
    attachment->feedback.plis = 0;
    attachment->feedback.has_cap = false;
    attachment->feedback.queued = false;
    pthread_mutex_unlock(&feedback->lock);

    if (atomic_load(&attachment->gone))
        return;
    for (int mindex = 0; plis; mindex++, plis >>= 1)
        if (plis & 1)
            feedback->gateway->send_pli_stream(attachment->janus, mindex);
    for (int mindex = 0; mindex < BATON_PORT_MAX_FEEDS; mindex++)
        send_fir(feedback, attachment, mindex);
    if (has_cap)
        feedback->gateway->send_remb(attachment->janus, cap);
}

static void *run(void *data)
{
    struct baton_feedback *feedback = data;

    pthread_setname_np(pthread_self(), "baton feedback");
    pthread_mutex_lock(&feedback->lock);
    while (!feedback->stopped) {
        struct baton_attachment *attachment = g_queue_pop_head(&feedback->attachments);
        if (!attachment) {
            pthread_cond_wait(&feedback->filled, &feedback->lock);
            continue;
        }
        pthread_mutex_unlock(&feedback->lock);
        pass_on(feedback, attachment);
        baton_attachment_unref(attachment);
        pthread_mutex_lock(&feedback->lock);
    }
    pthread_mutex_unlock(&feedback->lock);
    return NULL;
}

struct baton_feedback *baton_feedback_new(janus_callbacks *gateway)
{
    struct baton_feedback *feedback = g_new0(struct baton_feedback, 1);

    feedback->gateway = gateway;
    g_queue_init(&feedback->attachments);
    pthread_mutex_init(&feedback->lock, NULL);
    pthread_cond_init(&feedback->filled, NULL);
    if (pthread_create(&feedback->thread, NULL, run, feedback) == 0)
        return feedback;
    baton_feedback_free(feedback);
    return NULL;
}

void baton_feedback_stop(struct baton_feedback *feedback)
{
    struct baton_attachment *attachment;

    pthread_mutex_lock(&feedback->lock);
    feedback->stopped = true;
    pthread_cond_signal(&feedback->filled);
    pthread_mutex_unlock(&feedback->lock);
    pthread_join(feedback->thread, NULL);
    while ((attachment = g_queue_pop_head(&feedback->attachments)))
        baton_attachment_unref(attachment);
}

void baton_feedback_free(struct baton_feedback *feedback)
{
    pthread_cond_destroy(&feedback->filled);
    pthread_mutex_destroy(&feedback->lock);
    g_free(feedback);
}

/* Call it with the lock held. */
static void enqueue(struct baton_feedback *feedback, struct baton_attachment *attachment)
{
    if (attachment->feedback.queued || feedback->stopped)
        return;
    attachment->feedback.queued = true;
    g_queue_push_tail(&feedback->attachments, baton_attachment_ref(attachment));
    pthread_cond_signal(&feedback->filled);
}

void baton_feedback_ask_keyframe(
    struct baton_feedback *feedback, struct baton_attachment *attachment, int mindex)
{
    if (mindex < 0 || mindex > 63)
        return;
    pthread_mutex_lock(&feedback->lock);
    attachment->feedback.plis |= UINT64_C(1) << mindex;
    enqueue(feedback, attachment);
    pthread_mutex_unlock(&feedback->lock);
}

void baton_feedback_ask_encoding(struct baton_feedback *feedback,
    struct baton_attachment *attachment, int mindex, uint8_t encoding, uint32_t ssrc, uint8_t first)
{
    if (mindex < 0 || mindex >= BATON_PORT_MAX_FEEDS || encoding >= BATON_ENCODINGS ||
        first >= BATON_ENCODINGS)
        return;
    pthread_mutex_lock(&feedback->lock);
    struct baton_fir_line *line = &attachment->feedback.firs[mindex];
    line->ssrcs[encoding] = ssrc;
    line->asked |= (uint8_t)(1 << encoding);
    line->first = first;
    enqueue(feedback, attachment);
    pthread_mutex_unlock(&feedback->lock);
}

void baton_feedback_cap(
    struct baton_feedback *feedback, struct baton_attachment *attachment, uint32_t bitrate)
{
    pthread_mutex_lock(&feedback->lock);
    attachment->feedback.has_cap = true;
    attachment->feedback.cap = bitrate;
    enqueue(feedback, attachment);
    pthread_mutex_unlock(&feedback->lock);
}
