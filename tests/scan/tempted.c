/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * A helper that an attacker controls, as after a successful attack on a decoder. It has the same
 * main, sandbox and protocol as the real helper. But this helper does not search for codes: the first
 * byte of a gray image says what to try. The helper sends what it was able to do as a text in its result.
 */
#include "autoconfig.h"

#include <errno.h>
#include <fcntl.h>
#include <signal.h>
#include <stdbool.h>
#include <stdlib.h>
#include <string.h>
#include <sys/mman.h>
#include <sys/ptrace.h>
#include <sys/resource.h>
#include <sys/socket.h>
#include <sys/syscall.h>
#include <unistd.h>

#include "scan/reader.h"

static void report(struct baton_texts *texts, const char *text)
{
    baton_texts_add(texts, BATON_SYMBOLOGY_QR, text, strlen(text));
}

static void try_file(struct baton_texts *texts, int flags)
{
    int fd = open(flags == O_RDONLY ? "/etc/passwd" : "/tmp/tempted", flags, 0600);
    report(texts, fd >= 0 ? "opened" : errno == EACCES ? "refused" : "failed");
}

static void try_descriptors(struct baton_texts *texts)
{
    for (int fd = 1; fd < 1024; fd++)
        if (write(fd, "x", 1) >= 0)
            report(texts, "another descriptor is open");
    report(texts, "alone");
}

static void eat(struct baton_texts *texts)
{
    enum { BLOCK = 1 << 20 };
    size_t blocks = 0;
    void *block;

    while (blocks < 1024 && (block = malloc(BLOCK))) {
        memset(block, 1, BLOCK);
        blocks++;
    }
    report(texts, blocks < 200 ? "bounded" : "unbounded");
}

static void try_code(struct baton_texts *texts)
{
    void *page =
        mmap(NULL, 4096, PROT_READ | PROT_WRITE | PROT_EXEC, MAP_PRIVATE | MAP_ANONYMOUS, -1, 0);
    report(texts, page == MAP_FAILED ? "refused" : "executable");
}

static void spin(void)
{
    volatile bool forever = true;

    while (forever)
        continue;
}

static void echo(const struct baton_pixels *pixels, struct baton_texts *texts)
{
    baton_texts_add(texts, BATON_SYMBOLOGY_QR, pixels->data,
        strnlen((const char *)pixels->data, pixels->width));
}

static void nonsense(void)
{
    static const char bytes[64] = "\xff\xff\xff\xff and so on";
    (void)!write(0, bytes, sizeof(bytes));
}

static void act(const struct baton_pixels *pixels, struct baton_texts *texts)
{
    char *const none[] = {NULL};

    switch (pixels->data[0]) {
    case 'o':
        try_file(texts, O_RDONLY);
        break;
    case 'w':
        try_file(texts, O_WRONLY | O_CREAT);
        break;
    case 's':
        report(texts, socket(AF_INET, SOCK_DGRAM, 0) >= 0 ? "socket" : "refused");
        break;
    case 'x':
        execve("/bin/true", none, none);
        break;
    case 'p':
        ptrace(PTRACE_ATTACH, getppid(), NULL, NULL);
        break;
    case 'f':
        report(texts, fork() >= 0 ? "forked" : "refused");
        break;
    case 'k':
        kill(1, 0);
        break;
    case 'l':
        setpriority(PRIO_PROCESS, 0, 0);
        break;
    case 'm':
        eat(texts);
        break;
    case 'c':
        try_code(texts);
        break;
    case 'd':
        try_descriptors(texts);
        break;
    case 'a':
        abort();
    case 'h':
        spin();
        break;
    case 'n':
        nonsense();
        break;
    default:
        echo(pixels, texts);
    }
}

bool baton_reader_read(const struct baton_pixels *pixels,
    const struct baton_reader_patience *patience, struct baton_texts *texts)
{
    (void)patience;
    act(pixels, texts);
    return true;
}
