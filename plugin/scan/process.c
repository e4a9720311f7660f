/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Starts the helper, exchanges bytes with it until a deadline, and kills it. */
#include "autoconfig.h"

#include "scan/process.h"

#include <errno.h>
#include <poll.h>
#include <signal.h>
#include <spawn.h>
#include <string.h>
#include <sys/socket.h>
#include <sys/wait.h>
#include <time.h>
#include <unistd.h>

baton_time baton_process_now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_MONOTONIC, &time);
    return BATON_SECONDS(time.tv_sec) + time.tv_nsec / 1000;
}

/* The helper must not inherit how Janus handles signals. */
static int set_signals(posix_spawnattr_t *attributes)
{
    sigset_t none, all;

    sigemptyset(&none);
    sigfillset(&all);
    int error = posix_spawnattr_setsigmask(attributes, &none);
    error = error ? error : posix_spawnattr_setsigdefault(attributes, &all);
    return error ? error
                 : posix_spawnattr_setflags(
                       attributes, POSIX_SPAWN_SETSIGMASK | POSIX_SPAWN_SETSIGDEF);
}

/*
 * The socket becomes descriptor 0 of the helper. If it is 0 already, dup2 clears its close-on-exec flag. The helper may
 * inherit descriptors of Janus that lack this flag. It closes them before it does anything else.
 */
static int spawn(pid_t *pid, const char *path, int socket)
{
    char name[] = "baton-decoder";
    char *const arguments[] = {name, NULL}, *const environment[] = {NULL};
    posix_spawn_file_actions_t actions;
    posix_spawnattr_t attributes;

    int error = posix_spawn_file_actions_init(&actions);
    if (error)
        return error;
    error = posix_spawnattr_init(&attributes);
    if (!error) {
        error = set_signals(&attributes);
        error = error ? error : posix_spawn_file_actions_adddup2(&actions, socket, 0);
        error =
            error ? error : posix_spawn(pid, path, &actions, &attributes, arguments, environment);
        posix_spawnattr_destroy(&attributes);
    }
    posix_spawn_file_actions_destroy(&actions);
    return error;
}

int baton_process_start(struct baton_process *process, const char *path)
{
    int pair[2];
    pid_t pid;

    if (socketpair(AF_UNIX, SOCK_STREAM | SOCK_CLOEXEC, 0, pair) != 0)
        return errno;
    int error = spawn(&pid, path, pair[1]);
    close(pair[1]);
    if (error)
        close(pair[0]);
    else
        *process = (struct baton_process){.pid = pid, .fd = pair[0]};
    return error;
}

/* Waits, and returns DONE when `process->fd` is ready for `events`. After any other result, the exchange is over. */
static enum baton_process_end wait_for(
    const struct baton_process *process, short events, baton_time deadline, int stop)
{
    struct pollfd fds[] = {{.fd = process->fd, .events = events}, {.fd = stop, .events = POLLIN}};

    for (;;) {
        baton_time left = deadline - baton_process_now();
        if (left <= 0)
            return BATON_PROCESS_LATE;
        int ready = poll(fds, 2, (int)((left + 999) / 1000));
        if (ready < 0 && errno != EINTR)
            return BATON_PROCESS_DIED;
        if (ready > 0 && fds[1].revents)
            return BATON_PROCESS_STOPPED;
        if (ready > 0)
            return BATON_PROCESS_DONE;
    }
}

static bool is_to_be_repeated(ssize_t done)
{
    return done < 0 && (errno == EAGAIN || errno == EINTR);
}

static enum baton_process_end give(const struct baton_process *process, const uint8_t *from,
    size_t len, baton_time deadline, int stop)
{
    while (len > 0) {
        enum baton_process_end end = wait_for(process, POLLOUT, deadline, stop);
        if (end != BATON_PROCESS_DONE)
            return end;
        ssize_t put = send(process->fd, from, len, MSG_NOSIGNAL | MSG_DONTWAIT);
        if (is_to_be_repeated(put))
            continue;
        if (put <= 0)
            return BATON_PROCESS_DIED;
        from += put;
        len -= (size_t)put;
    }
    return BATON_PROCESS_DONE;
}

static enum baton_process_end take(
    const struct baton_process *process, uint8_t *to, size_t len, baton_time deadline, int stop)
{
    while (len > 0) {
        enum baton_process_end end = wait_for(process, POLLIN, deadline, stop);
        if (end != BATON_PROCESS_DONE)
            return end;
        ssize_t got = recv(process->fd, to, len, MSG_DONTWAIT);
        if (is_to_be_repeated(got))
            continue;
        if (got <= 0)
            return BATON_PROCESS_DIED;
        to += got;
        len -= (size_t)got;
    }
    return BATON_PROCESS_DONE;
}

enum baton_process_end baton_process_await(
    struct baton_process *process, baton_time deadline, int stop)
{
    uint8_t hello;
    enum baton_process_end end = take(process, &hello, 1, deadline, stop);

    return end == BATON_PROCESS_DONE && hello != BATON_WIRE_VERSION ? BATON_PROCESS_DIED : end;
}

bool baton_process_is_dead(struct baton_process *process)
{
    if (!process->collected && waitpid(process->pid, NULL, WNOHANG) != 0)
        process->collected = true; /* from now on, another process may get the same pid */
    return process->collected;
}

enum baton_process_end baton_process_send(struct baton_process *process,
    const struct baton_image *image, uint16_t budget_ms, baton_time deadline, int stop)
{
    uint8_t head[BATON_WIRE_REQUEST_SIZE];

    baton_wire_put_request(head, image, budget_ms);
    enum baton_process_end end = give(process, head, sizeof(head), deadline, stop);
    return end == BATON_PROCESS_DONE ? give(process, image->data, image->len, deadline, stop) : end;
}

enum baton_process_end baton_process_receive(struct baton_process *process, baton_time deadline,
    int stop, enum baton_wire_outcome *outcome, struct baton_texts *texts)
{
    uint8_t head[BATON_WIRE_LENGTH_SIZE], result[BATON_WIRE_MAX_RESULT];
    size_t len = 0;

    enum baton_process_end end = take(process, head, sizeof(head), deadline, stop);
    if (end == BATON_PROCESS_DONE && !baton_wire_take_length(head, &len))
        end = BATON_PROCESS_DIED;
    if (end == BATON_PROCESS_DONE)
        end = take(process, result, len, deadline, stop);
    if (end == BATON_PROCESS_DONE &&
        !baton_wire_take_result((struct baton_bytes){result, len}, outcome, texts))
        end = BATON_PROCESS_DIED;
    explicit_bzero(result, sizeof(result));
    return end;
}

void baton_process_stop(struct baton_process *process)
{
    if (process->pid <= 0)
        return;
    if (!process->collected) {
        kill(process->pid, SIGKILL);
        while (waitpid(process->pid, NULL, 0) < 0 && errno == EINTR)
            continue;
    }
    close(process->fd);
    *process = (struct baton_process){0};
}
