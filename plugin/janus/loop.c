/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Two queues under one lock, and an eventfd on which the thread waits. The lock is a pthread mutex, because
 * ThreadSanitizer does not see GLib's locks. */
#include "autoconfig.h"

#include "janus/loop.h"

#include <errno.h>
#include <glib.h>
#include <poll.h>
#include <pthread.h>
#include <stdatomic.h>
#include <stdint.h>
#include <sys/eventfd.h>
#include <time.h>
#include <unistd.h>

#include "admission/fair_queue.h"

/* The cost of one turn, and limits for the jobs that wait. An app that sends many requests at once stays below them. */
static const struct baton_fair_queue_limits limits = {
    .quantum = BATON_MS(1),
    .flow_items = 256,
    .flow_bytes = 4 << 20,
    .items = 8192,
};

struct job {
    void (*run)(void *data);
    void *data;
    bool *done; /* set to true when the job has run; NULL: no caller waits; guarded by lock */
};

struct baton_loop {
    struct baton_loop_timer timer;
    pthread_t thread;
    int wakeup; /* eventfd */
    atomic_bool woken;
    baton_time next_check; /* when to ask for the deadline again; control thread only */
    struct job *current;  /* the job that runs; control thread only */

    pthread_mutex_t lock;
    pthread_cond_t finished;           /* a job with a waiting caller has run */
    GQueue reserved;                   /* struct job; guarded by lock */
    struct baton_fair_queue *requests; /* struct job; guarded by lock */
    bool stopped;                      /* guarded by lock */
};

baton_time baton_loop_now(void)
{
    struct timespec now;
    clock_gettime(CLOCK_MONOTONIC, &now);
    return BATON_SECONDS(now.tv_sec) + now.tv_nsec / 1000;
}

static void signal_wakeup(struct baton_loop *loop)
{
    const uint64_t one = 1;
    ssize_t written;

    do
        written = write(loop->wakeup, &one, sizeof(one));
    while (written < 0 && errno == EINTR); /* EAGAIN: it is readable already */
}

void baton_loop_wake(struct baton_loop *loop)
{
    atomic_store(&loop->woken, true);
    signal_wakeup(loop);
}

void baton_loop_release(struct baton_loop *loop, bool *held)
{
    pthread_mutex_lock(&loop->lock);
    *held = true;
    pthread_cond_broadcast(&loop->finished);
    pthread_mutex_unlock(&loop->lock);
}

bool *baton_loop_hold(struct baton_loop *loop)
{
    bool *held = loop->current->done;
    loop->current->done = NULL;
    return held;
}

static void run_job(struct baton_loop *loop, struct job *job)
{
    loop->current = job;
    job->run(job->data);
    loop->current = NULL;
    if (job->done)
        baton_loop_release(loop, job->done);
    g_free(job);
}

/* Runs one job: of the reserved lane if a job waits there, otherwise of the fair queue. Returns false if no job
 * waits. */
static bool run_next(struct baton_loop *loop)
{
    pthread_mutex_lock(&loop->lock);
    struct job *job = g_queue_pop_head(&loop->reserved);
    if (!job)
        job = baton_fair_queue_pop(loop->requests);
    pthread_mutex_unlock(&loop->lock);
    if (job)
        run_job(loop, job);
    return job != NULL;
}

/* Whether the thread must end: the loop was stopped, and all jobs have run. After a stop no job is added. */
static bool is_over(struct baton_loop *loop)
{
    pthread_mutex_lock(&loop->lock);
    bool over = loop->stopped && g_queue_is_empty(&loop->reserved) &&
                baton_fair_queue_length(loop->requests) == 0;
    pthread_mutex_unlock(&loop->lock);
    return over;
}

/* Computing the next deadline costs time, so a busy loop does it only every few milliseconds. */
static void tick(struct baton_loop *loop)
{
    baton_time now = baton_loop_now();
    bool woken = atomic_exchange(&loop->woken, false);

    if (!woken && now < loop->next_check)
        return;
    loop->next_check = now + BATON_MS(5);
    if (woken || loop->timer.deadline(loop->timer.context) <= now)
        loop->timer.tick(loop->timer.context, now);
}

/* Returns the milliseconds to wait. They are rounded up, so that the loop does not wake before the deadline. */
static int wait_time(struct baton_loop *loop)
{
    baton_time deadline = loop->timer.deadline(loop->timer.context);

    if (deadline == BATON_NEVER)
        return -1;
    baton_time span = deadline - baton_loop_now();
    if (span <= 0)
        return 1;
    return span >= BATON_SECONDS(3600) ? 3600 * 1000 : (int)((span + 999) / 1000);
}

static void wait_for_wakeup(struct baton_loop *loop)
{
    struct pollfd wakeup = {.fd = loop->wakeup, .events = POLLIN};
    uint64_t count;

    if (poll(&wakeup, 1, wait_time(loop)) > 0)
        while (read(loop->wakeup, &count, sizeof(count)) < 0 && errno == EINTR)
            continue;
    loop->next_check = 0;
}

static void *run(void *data)
{
    struct baton_loop *loop = data;

    pthread_setname_np(pthread_self(), "baton control");
    while (!is_over(loop)) {
        tick(loop);
        if (!run_next(loop))
            wait_for_wakeup(loop);
    }
    return NULL;
}

struct baton_loop *baton_loop_new(const struct baton_loop_timer *timer)
{
    struct baton_loop *loop = g_new0(struct baton_loop, 1);

    loop->timer = *timer;
    atomic_init(&loop->woken, false);
    g_queue_init(&loop->reserved);
    loop->requests = baton_fair_queue_new(&limits);
    pthread_mutex_init(&loop->lock, NULL);
    pthread_cond_init(&loop->finished, NULL);
    loop->wakeup = eventfd(0, EFD_CLOEXEC | EFD_NONBLOCK);
    if (loop->wakeup >= 0 && pthread_create(&loop->thread, NULL, run, loop) == 0)
        return loop;
    baton_loop_free(loop);
    return NULL;
}

void baton_loop_stop(struct baton_loop *loop)
{
    pthread_mutex_lock(&loop->lock);
    loop->stopped = true;
    pthread_mutex_unlock(&loop->lock);
    signal_wakeup(loop);
    pthread_join(loop->thread, NULL);
}

void baton_loop_free(struct baton_loop *loop)
{
    if (loop->wakeup >= 0)
        close(loop->wakeup);
    baton_fair_queue_free(loop->requests);
    pthread_cond_destroy(&loop->finished);
    pthread_mutex_destroy(&loop->lock);
    g_free(loop);
}

static struct job *job_new(void (*run_it)(void *data), void *data, bool *done)
{
    struct job *job = g_new(struct job, 1);
    *job = (struct job){.run = run_it, .data = data, .done = done};
    return job;
}

bool baton_loop_post(struct baton_loop *loop, void (*run_it)(void *data), void *data)
{
    pthread_mutex_lock(&loop->lock);
    bool taken = !loop->stopped;
    if (taken) {
        g_queue_push_tail(&loop->reserved, job_new(run_it, data, NULL));
        signal_wakeup(loop);
    }
    pthread_mutex_unlock(&loop->lock);
    return taken;
}

/* Call it with the lock held. `done` may be NULL. */
static enum baton_loop_outcome queue(
    struct baton_loop *loop, const struct baton_loop_job *wish, bool *done)
{
    if (loop->stopped)
        return BATON_LOOP_STOPPED;
    struct job *job = job_new(wish->run, wish->data, done);
    if (!baton_fair_queue_push(loop->requests, wish->flow, job, wish->cost, wish->bytes)) {
        g_free(job);
        return BATON_LOOP_FULL;
    }
    signal_wakeup(loop);
    return BATON_LOOP_TAKEN;
}

enum baton_loop_outcome baton_loop_queue(struct baton_loop *loop, const struct baton_loop_job *job)
{
    pthread_mutex_lock(&loop->lock);
    enum baton_loop_outcome outcome = queue(loop, job, NULL);
    pthread_mutex_unlock(&loop->lock);
    return outcome;
}

enum baton_loop_outcome baton_loop_call(struct baton_loop *loop, const struct baton_loop_job *job)
{
    bool done = false;

    pthread_mutex_lock(&loop->lock);
    enum baton_loop_outcome outcome = queue(loop, job, &done);
    while (outcome == BATON_LOOP_TAKEN && !done)
        pthread_cond_wait(&loop->finished, &loop->lock);
    pthread_mutex_unlock(&loop->lock);
    return outcome;
}
