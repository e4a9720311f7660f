/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decoder owns the reading of codes in images that strangers send. It runs in helper processes, each of which reads
 * one image and ends. A broken or hostile image can harm only its own process. This file is the plugin's side: a
 * bounded queue, a few threads with one helper each, and a deadline for each image.
 *
 *     options = baton_decoder_defaults; options.path = ...; decoder = baton_decoder_new(&options);
 *     if (!baton_decoder_submit(decoder, images, count, answered, context)) -> busy
 *     ... a thread of the decoder calls `answered` once
 *     baton_decoder_free(decoder): when it returns, every accepted submission has been answered
 */
#ifndef BATON_SCAN_DECODER_H
#define BATON_SCAN_DECODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "scan/image.h"
#include "scan/texts.h"

enum {
    BATON_DECODER_MAX_IMAGES = 4, /* of one submission */
    BATON_DECODER_MAX_HELPERS = 16,
    BATON_DECODER_MAX_QUEUE = 256,
};

struct baton_decoder_options {
    const char *path; /* the helper program, started anew for each image; copied */
    unsigned int
        helpers;        /* images that are read at the same time: 1 to BATON_DECODER_MAX_HELPERS */
    unsigned int queue; /* images that may wait, at least BATON_DECODER_MAX_IMAGES */
    baton_time
        deadline; /* for each image, from when it leaves the queue; then the helper is killed */
    baton_time budget; /* after this time the helper tries no further way to read a bad image */
    /* Tells the operator in one sentence that the helper does not work, or works again. Called once for each change, on
     * a thread of the decoder. May be NULL. */
    void (*report)(void *context, bool trouble, const char *sentence);
    void *context;
};

/* Two helpers, 16 images, 500 ms; `path` as the build installs it. */
extern const struct baton_decoder_options baton_decoder_defaults;

enum baton_decoder_outcome {
    BATON_DECODER_SCANNED,    /* `texts` has the texts that were found, perhaps none */
    BATON_DECODER_UNREADABLE, /* none of the images could be decoded: they are broken */
    BATON_DECODER_FAILED, /* nothing found, and a helper died, took too long, or did not start */
};

/*
 * Receives the answer. `texts` has the texts found in any of the images, each one once; it is wiped after the call.
 * Must not block for long, nor submit or free. No lock is held.
 */
typedef void baton_decoder_answered(
    void *context, enum baton_decoder_outcome outcome, const struct baton_texts *texts);

struct baton_decoder;

/*
 * Starts the threads, which start the helpers. NULL if there is no thread, descriptor or memory. If a helper cannot
 * be started, the decoder reports it, and tries again when images come, with growing pauses.
 */
struct baton_decoder *baton_decoder_new(const struct baton_decoder_options *options);

/*
 * Whether the queue has space for `count` images now. Ask before you read the images out of a request. If there is no
 * space, they count as refused. Any thread; a few instructions.
 */
bool baton_decoder_has_room(struct baton_decoder *decoder, size_t count);

/*
 * Submits `count` images, 1 to BATON_DECODER_MAX_IMAGES. On success owns their bytes, zeroes the structs and returns
 * true. Returns false at once, and takes nothing, if the queue has no space for all of them or memory ran out: busy.
 * Any thread; a few instructions.
 */
bool baton_decoder_submit(struct baton_decoder *decoder, struct baton_image *images, size_t count,
    baton_decoder_answered *answered, void *context);

/* The state of the decoder, for the reply to the Admin API's `status`. */
struct baton_decoder_counts {
    unsigned int waiting; /* images in the queue */
    unsigned int helpers; /* images that can be read at the same time */
    bool trouble;         /* the helper does not start, or not in time; images are not read */
    /* Since the decoder began: */
    uint64_t images;  /* that left the queue */
    uint64_t refused; /* that did not fit into the queue */
    uint64_t died;    /* whose helper died while it worked, or would not start */
    uint64_t late;    /* whose helper was killed at the deadline */
};

/* Any thread. */
void baton_decoder_count(struct baton_decoder *decoder, struct baton_decoder_counts *counts);

/*
 * Kills the helpers, answers every unfinished submission with BATON_DECODER_FAILED, and ends the threads. No thread
 * may submit any more. NULL is harmless.
 */
void baton_decoder_free(struct baton_decoder *decoder);

#endif
