/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The program baton-decoder. It enters its sandbox before it reads the first byte. Then it reads one image from
 * descriptor 0, sends the texts of the codes in the image as its result, and ends. The next image gets a new process,
 * so a hostile image can neither see the next image nor change how it is read.
 */
#include <stdlib.h>
#include <time.h>
#include <unistd.h>

#include "scan/imagepixels.h"
#include "scan/reader.h"
#include "scan/sandbox.h"
#include "scan/wire.h"

/* Returns how long this process has used a processor. Thus the helper makes as many attempts on a busy machine as on an
 * idle one; the plugin kills it if it takes too long by the clock. */
static baton_time now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return BATON_SECONDS(time.tv_sec) + time.tv_nsec / 1000;
}

static bool take(uint8_t *to, size_t len)
{
    while (len > 0) {
        ssize_t got = read(0, to, len);
        if (got <= 0)
            return false;
        to += got;
        len -= (size_t)got;
    }
    return true;
}

static bool give(const uint8_t *from, size_t len)
{
    while (len > 0) {
        ssize_t put = write(0, from, len);
        if (put <= 0)
            return false;
        from += put;
        len -= (size_t)put;
    }
    return true;
}

static bool send_result(enum baton_wire_outcome outcome, const struct baton_texts *texts)
{
    uint8_t memory[BATON_WIRE_LENGTH_SIZE + BATON_WIRE_MAX_RESULT];
    struct baton_sink sink = {.data = memory, .size = sizeof(memory)};

    baton_wire_put_result(&sink, outcome, texts);
    return give(sink.data, sink.len);
}

static bool work(const struct baton_image *image, uint16_t budget_ms)
{
    struct baton_texts texts = {.count = 0};
    struct baton_pixels pixels;

    if (!baton_imagepixels_init(&pixels, image))
        return send_result(BATON_WIRE_UNREADABLE, &texts);
    /* The time for attempts begins here, because a large picture needs much time to be decoded. */
    struct baton_reader_patience patience = {.now = now, .until = now() + BATON_MS(budget_ms)};
    if (!baton_reader_read(&pixels, &patience, &texts))
        return false;
    return send_result(BATON_WIRE_SCANNED, &texts);
}

int main(void)
{
    static const uint8_t hello = BATON_WIRE_VERSION;
    uint8_t head[BATON_WIRE_REQUEST_SIZE];
    struct baton_image image;
    uint16_t budget_ms;

    if (baton_sandbox_enter())
        return 2;
    if (!give(&hello, 1) || !take(head, sizeof(head)) ||
        !baton_wire_take_request(head, &image, &budget_ms))
        return 1;
    image.data = malloc(image.len);
    bool done = image.data && take(image.data, image.len) && work(&image, budget_ms);
    _exit(done ? 0 : 1);
}
