/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The queue of images, and the threads that take images from it. Each thread keeps one helper ready. */
#include "autoconfig.h"

#include "scan/decoder.h"

#include <errno.h>
#include <pthread.h>
#include <stdarg.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <sys/eventfd.h>
#include <unistd.h>

#include "scan/process.h"

enum {
    FIRST_PAUSE_MS = 100, /* pause after a helper could not be started; doubled each time */
    LAST_PAUSE_MS = 10000,
    SENTENCE_SIZE = 512,
};

const struct baton_decoder_options baton_decoder_defaults = {
    .path = BATON_HELPER_DIR "/baton-decoder",
    .helpers = 2,
    .deadline = BATON_MS(500),
    .budget = BATON_MS(40),
    .limits = {.images = 32,
        .session_images = 8,
        .share = {.rate = BATON_MS(300), .burst = BATON_SECONDS(3)},
        .first = {.rate = BATON_MS(50), .burst = BATON_SECONDS(1)}},
};

/* The estimated cost of an image, in microseconds: a part for its process, and a part for its pixels. */
enum { COST_OF_IMAGE = 5000, PIXELS_PER_MICROSECOND = 33 };

/* The images of one submission. */
struct job {
    char session[BATON_DECODER_SESSION_SIZE];
    baton_time cost; /* estimated */
    baton_decoder_finished *finished;
    void *context;
    size_t count;
    struct baton_image images[BATON_DECODER_MAX_IMAGES];
};

struct baton_decoder {
    struct baton_decoder_options options;
    char *path;
    int stop; /* an eventfd; readable once the decoder stops */
    pthread_t threads[BATON_DECODER_MAX_HELPERS];
    unsigned int running;

    pthread_mutex_t lock;
    pthread_cond_t filled;
    /* Guarded by lock: */
    struct baton_scan_queue *queue; /* struct job, owned */
    struct baton_decoder_counts counts;
    bool stopped;
    bool trouble; /* the `trouble` of the last report */
};

/* A thread of the decoder, and the helper that it keeps ready. Only that thread uses it. */
struct worker {
    struct baton_decoder *decoder;
    struct baton_process spare;
    unsigned int failures; /* how many starts in a row have failed */
    baton_time retry;      /* no helper is started before this time */
    struct baton_texts found, all;
};

/* The result of one image. */
enum result { SCANNED, UNREADABLE, DIED, LATE, STOPPED };

static void tell(struct baton_decoder *decoder, bool trouble, const char *format, ...)
    __attribute__((format(printf, 3, 4)));

static void tell(struct baton_decoder *decoder, bool trouble, const char *format, ...)
{
    char sentence[SENTENCE_SIZE];
    va_list arguments;

    pthread_mutex_lock(&decoder->lock);
    bool news = decoder->trouble != trouble;
    decoder->trouble = trouble;
    pthread_mutex_unlock(&decoder->lock);
    if (!news || !decoder->options.report)
        return;
    va_start(arguments, format);
    vsnprintf(sentence, sizeof(sentence), format, arguments);
    va_end(arguments);
    decoder->options.report(decoder->options.context, trouble, sentence);
}

static void note_failure(struct worker *worker)
{
    unsigned int doubled = worker->failures < 8 ? worker->failures++ : worker->failures;
    baton_time pause = BATON_MS(FIRST_PAUSE_MS) << doubled;

    if (pause > BATON_MS(LAST_PAUSE_MS))
        pause = BATON_MS(LAST_PAUSE_MS);
    worker->retry = baton_process_now() + pause;
}

/* Starts a helper unless one is ready, or it is too early to try again. */
static void prepare(struct worker *worker)
{
    struct baton_decoder *decoder = worker->decoder;

    if (worker->spare.pid > 0 || baton_process_now() < worker->retry)
        return;
    int error = baton_process_start(&worker->spare, decoder->path);
    if (error) {
        note_failure(worker);
        tell(decoder, true, "%s cannot be started: %s; images are not read", decoder->path,
            strerrordesc_np(error));
    }
}

/*
 * Takes a helper whose sandbox is active. If the helper died while it waited, this image is not the cause, so another
 * helper is started. If that helper dies too, the helper program does not work.
 */
static enum baton_process_end take_helper(
    struct worker *worker, struct baton_process *helper, baton_time deadline)
{
    struct baton_decoder *decoder = worker->decoder;
    enum baton_process_end end = BATON_PROCESS_DIED;

    for (int attempt = 0; attempt < 2; attempt++) {
        prepare(worker);
        if (worker->spare.pid == 0)
            return BATON_PROCESS_DIED;
        *helper = worker->spare;
        worker->spare = (struct baton_process){.pid = 0};
        end = baton_process_await(helper, deadline, decoder->stop);
        if (end == BATON_PROCESS_DONE && !baton_process_is_dead(helper)) {
            worker->failures = 0;
            tell(decoder, false, "%s works again", decoder->path);
            return BATON_PROCESS_DONE;
        }
        baton_process_stop(helper);
        if (end == BATON_PROCESS_STOPPED)
            return end;
        if (end == BATON_PROCESS_LATE)
            break;
        end = BATON_PROCESS_DIED;
    }
    note_failure(worker);
    tell(decoder, true, "%s %s; images are not read", decoder->path,
        end == BATON_PROCESS_LATE ? "does not start in time"
                                  : "ends before it is ready, or has another version");
    return end;
}

static enum result result_of(enum baton_process_end end, enum baton_wire_outcome outcome)
{
    switch (end) {
    case BATON_PROCESS_DONE:
        return outcome == BATON_WIRE_SCANNED ? SCANNED : UNREADABLE;
    case BATON_PROCESS_LATE:
        return LATE;
    case BATON_PROCESS_STOPPED:
        return STOPPED;
    case BATON_PROCESS_DIED:
        break;
    }
    return DIED;
}

static bool is_stopped(struct baton_decoder *decoder)
{
    pthread_mutex_lock(&decoder->lock);
    bool stopped = decoder->stopped;
    pthread_mutex_unlock(&decoder->lock);
    return stopped;
}

/* Reads one image. Sets `worker->found` if the result is SCANNED. */
static enum result scan(struct worker *worker, const struct baton_image *image)
{
    struct baton_decoder *decoder = worker->decoder;
    baton_time deadline = baton_process_now() + decoder->options.deadline;
    uint16_t budget_ms = (uint16_t)(decoder->options.budget / 1000);
    enum baton_wire_outcome outcome = BATON_WIRE_UNREADABLE;
    struct baton_process helper;

    if (is_stopped(decoder))
        return STOPPED;
    enum baton_process_end end = take_helper(worker, &helper, deadline);
    if (end != BATON_PROCESS_DONE)
        return result_of(end, outcome);
    end = baton_process_send(&helper, image, budget_ms, deadline, decoder->stop);
    prepare(worker); /* the next helper starts while this one works */
    if (end == BATON_PROCESS_DONE)
        end = baton_process_receive(&helper, deadline, decoder->stop, &outcome, &worker->found);
    baton_process_stop(&helper);
    return result_of(end, outcome);
}

static void count_result(struct baton_decoder *decoder, enum result result)
{
    pthread_mutex_lock(&decoder->lock);
    decoder->counts.died += result == DIED;
    decoder->counts.late += result == LATE;
    pthread_mutex_unlock(&decoder->lock);
}

/* Replaces the estimate in the session's budget by the time that the job has used. */
static void settle(struct baton_decoder *decoder, const struct job *job, baton_time began)
{
    const baton_time now = baton_process_now();

    pthread_mutex_lock(&decoder->lock);
    baton_scan_queue_settle(decoder->queue, job->session, now - began - job->cost, now);
    pthread_mutex_unlock(&decoder->lock);
}

static void run_job(struct worker *worker, struct job *job)
{
    const baton_time began = baton_process_now();
    bool failed = false, scanned = false;

    for (size_t i = 0; i < job->count; i++) {
        enum result result = scan(worker, &job->images[i]);
        count_result(worker->decoder, result);
        baton_image_fini(&job->images[i]);
        if (result == SCANNED)
            baton_texts_join(&worker->all, &worker->found);
        scanned = scanned || result == SCANNED;
        failed = failed || (result != SCANNED && result != UNREADABLE);
    }
    enum baton_decoder_outcome outcome = failed    ? BATON_DECODER_FAILED
                                         : scanned ? BATON_DECODER_SCANNED
                                                   : BATON_DECODER_UNREADABLE;
    settle(worker->decoder, job, began);
    job->finished(job->context, outcome, &worker->all);
    baton_texts_wipe(&worker->found);
    baton_texts_wipe(&worker->all);
    free(job);
}

/* Waits for the next job and takes it. NULL if the decoder has stopped and the queue is empty. */
static struct job *take_job(struct baton_decoder *decoder)
{
    pthread_mutex_lock(&decoder->lock);
    while (baton_scan_queue_waiting(decoder->queue) == 0 && !decoder->stopped)
        pthread_cond_wait(&decoder->filled, &decoder->lock);
    struct job *job = baton_scan_queue_pop(decoder->queue);
    if (job)
        decoder->counts.images += job->count;
    pthread_mutex_unlock(&decoder->lock);
    return job;
}

/* Runs a worker. After a stop, the jobs that are still in the queue fail at once (see scan()). */
static void *run(void *data)
{
    struct worker *worker = data;
    struct job *job;

    pthread_setname_np(pthread_self(), "baton decoder");
    prepare(worker);
    while ((job = take_job(worker->decoder))) {
        run_job(worker, job);
        prepare(worker);
    }
    baton_process_stop(&worker->spare);
    free(worker);
    return NULL;
}

static bool start_thread(struct baton_decoder *decoder)
{
    struct worker *worker = calloc(1, sizeof(*worker));

    if (!worker)
        return false;
    worker->decoder = decoder;
    if (pthread_create(&decoder->threads[decoder->running], NULL, run, worker) != 0) {
        free(worker);
        return false;
    }
    decoder->running++;
    return true;
}

struct baton_decoder *baton_decoder_new(const struct baton_decoder_options *options)
{
    struct baton_decoder *decoder = calloc(1, sizeof(*decoder));

    if (!decoder)
        return NULL;
    decoder->options = *options;
    decoder->queue = baton_scan_queue_new(&options->limits);
    pthread_mutex_init(&decoder->lock, NULL);
    pthread_cond_init(&decoder->filled, NULL);
    decoder->path = strdup(options->path);
    decoder->stop = eventfd(0, EFD_CLOEXEC);
    bool started = decoder->path && decoder->stop >= 0;
    while (started && decoder->running < options->helpers)
        started = start_thread(decoder);
    if (started)
        return decoder;
    baton_decoder_free(decoder);
    return NULL;
}

bool baton_decoder_has_room(
    struct baton_decoder *decoder, const char *session, size_t count, baton_time *retry_after)
{
    char name[BATON_DECODER_SESSION_SIZE];

    snprintf(name, sizeof(name), "%s", session);
    pthread_mutex_lock(&decoder->lock);
    bool room =
        baton_scan_queue_accepts(decoder->queue, name, count, baton_process_now(), retry_after);
    if (!room)
        decoder->counts.refused += count;
    pthread_mutex_unlock(&decoder->lock);
    return room;
}

static baton_time estimate(const struct baton_image *images, size_t count)
{
    baton_time cost = 0;

    for (size_t i = 0; i < count; i++)
        cost +=
            COST_OF_IMAGE + (baton_time)images[i].width * images[i].height / PIXELS_PER_MICROSECOND;
    return cost;
}

static bool enqueue(struct baton_decoder *decoder, struct job *job, baton_time *retry_after)
{
    pthread_mutex_lock(&decoder->lock);
    bool accepted = baton_scan_queue_push(
        decoder->queue, job->session, job, job->count, job->cost, baton_process_now(), retry_after);
    if (accepted)
        pthread_cond_signal(&decoder->filled);
    else
        decoder->counts.refused += job->count;
    pthread_mutex_unlock(&decoder->lock);
    return accepted;
}

bool baton_decoder_submit(struct baton_decoder *decoder, const char *session,
    struct baton_image *images, size_t count, baton_decoder_finished *finished, void *context,
    baton_time *retry_after)
{
    struct job *job = calloc(1, sizeof(*job));

    *retry_after = decoder->options.deadline;
    if (!job)
        return false;
    *job = (struct job){
        .finished = finished, .context = context, .count = count, .cost = estimate(images, count)};
    snprintf(job->session, sizeof(job->session), "%s", session);
    memcpy(job->images, images, count * sizeof(*images));
    if (!enqueue(decoder, job, retry_after)) {
        free(job);
        return false;
    }
    memset(images, 0, count * sizeof(*images));
    return true;
}

void baton_decoder_count(struct baton_decoder *decoder, struct baton_decoder_counts *counts)
{
    pthread_mutex_lock(&decoder->lock);
    *counts = decoder->counts;
    counts->waiting = (unsigned int)baton_scan_queue_waiting(decoder->queue);
    counts->helpers = decoder->options.helpers;
    counts->trouble = decoder->trouble;
    pthread_mutex_unlock(&decoder->lock);
}

static void stop(struct baton_decoder *decoder)
{
    pthread_mutex_lock(&decoder->lock);
    decoder->stopped = true;
    pthread_cond_broadcast(&decoder->filled);
    pthread_mutex_unlock(&decoder->lock);
    if (decoder->running > 0)
        eventfd_write(decoder->stop, 1);
    for (unsigned int i = 0; i < decoder->running; i++)
        pthread_join(decoder->threads[i], NULL);
}

void baton_decoder_free(struct baton_decoder *decoder)
{
    if (!decoder)
        return;
    stop(decoder);
    if (decoder->stop >= 0)
        close(decoder->stop);
    pthread_cond_destroy(&decoder->filled);
    pthread_mutex_destroy(&decoder->lock);
    baton_scan_queue_free(decoder->queue);
    free(decoder->path);
    free(decoder);
}
