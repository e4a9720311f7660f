/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A queue of jobs, and an eventfd to wait on. The lock is a pthread lock, because ThreadSanitizer knows only these. */
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

struct job {
    void (*run)(void *data);
    void *data;
    bool *done; /* set after the job has run; NULL: no caller waits; guarded by lock */
};

struct baton_loop {
    struct baton_loop_timer timer;
    pthread_t thread;
    int wakeup; /* eventfd */
    atomic_bool woken;

    pthread_mutex_t lock;
    pthread_cond_t finished; /* a job with a waiting caller has run */
    GQueue jobs;             /* guarded by lock */
    bool stopped;            /* guarded by lock */
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
    while (written < 0 && errno == EINTR); /* EAGAIN: the eventfd is readable already */
}

void baton_loop_wake(struct baton_loop *loop)
{
    atomic_store(&loop->woken, true);
    signal_wakeup(loop);
}

static void run_job(struct baton_loop *loop, struct job *job)
{
    job->run(job->data);
    if (job->done) {
        pthread_mutex_lock(&loop->lock);
        *job->done = true;
        pthread_cond_broadcast(&loop->finished);
        pthread_mutex_unlock(&loop->lock);
    }
    g_free(job);
}

/* Runs the jobs that are in the queue now. Returns false if the loop was stopped, so that no more jobs can come. */
static bool run_jobs(struct baton_loop *loop)
{
    GQueue batch;

    pthread_mutex_lock(&loop->lock);
    batch = loop->jobs;
    g_queue_init(&loop->jobs);
    bool last = loop->stopped;
    pthread_mutex_unlock(&loop->lock);

    struct job *job;
    while ((job = g_queue_pop_head(&batch)))
        run_job(loop, job);
    return !last;
}

static void tick(struct baton_loop *loop)
{
    baton_time now = baton_loop_now();
    bool woken = atomic_exchange(&loop->woken, false);

    if (woken || loop->timer.deadline(loop->timer.context) <= now)
        loop->timer.tick(loop->timer.context, now);
}

/* Returns the milliseconds to wait, rounded up, so that the loop never ticks before the deadline. */
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
}

static void *run(void *data)
{
    struct baton_loop *loop = data;

    pthread_setname_np(pthread_self(), "baton control");
    while (run_jobs(loop)) {
        tick(loop);
        wait_for_wakeup(loop);
    }
    return NULL;
}

struct baton_loop *baton_loop_new(const struct baton_loop_timer *timer)
{
    struct baton_loop *loop = g_new0(struct baton_loop, 1);

    loop->timer = *timer;
    atomic_init(&loop->woken, false);
    g_queue_init(&loop->jobs);
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
    pthread_cond_destroy(&loop->finished);
    pthread_mutex_destroy(&loop->lock);
    g_free(loop);
}

static bool push(struct baton_loop *loop, struct job *job)
{
    if (loop->stopped) {
        g_free(job);
        return false;
    }
    g_queue_push_tail(&loop->jobs, job);
    signal_wakeup(loop);
    return true;
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
    bool taken = push(loop, job_new(run_it, data, NULL));
    pthread_mutex_unlock(&loop->lock);
    return taken;
}

bool baton_loop_call(struct baton_loop *loop, void (*run_it)(void *data), void *data)
{
    bool done = false;

    pthread_mutex_lock(&loop->lock);
    bool taken = push(loop, job_new(run_it, data, &done));
    while (taken && !done)
        pthread_cond_wait(&loop->finished, &loop->lock);
    pthread_mutex_unlock(&loop->lock);
    return taken;
}
