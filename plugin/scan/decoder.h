/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * decoder owns the reading of codes off images that strangers send. It happens in processes of its
 * own, the helpers, of which each reads one image and ends: what a broken or hostile image does to
 * one, nobody else notices. Here is the plugin's side: a bounded queue, a few threads with a helper
 * each, and a deadline.
 *
 *     options = baton_decoder_defaults; options.path = ...; decoder = baton_decoder_new(&options);
 *     if (!baton_decoder_submit(decoder, images, count, answered, context)) -> busy
 *     ... `answered` is called, once, on a thread of the decoder
 *     baton_decoder_free(decoder): whatever was accepted has been answered when it returns
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
    BATON_DECODER_MAX_IMAGES = 4, /* of one submission: frames of one attempt */
    BATON_DECODER_MAX_HELPERS = 16,
    BATON_DECODER_MAX_QUEUE = 256,
};

struct baton_decoder_options {
    const char *path; /* the helper; copied. It is started anew for each image. */
    unsigned int
        helpers;        /* images that are read at the same time: 1 to BATON_DECODER_MAX_HELPERS */
    unsigned int queue; /* images that wait, at least BATON_DECODER_MAX_IMAGES */
    baton_time
        deadline; /* for each image, from when it leaves the queue: then the helper is killed */
    baton_time budget; /* after which the helper tries no further treatment of a bad picture */
    /* Tells the operator, in one sentence, that there is trouble with the helper, or none any more;
     * once for each change. On a thread of the decoder. May be NULL. */
    void (*report)(void *context, bool trouble, const char *sentence);
    void *context;
};

/* Two helpers, 16 images, 500 ms; `path` as the build installs it. */
extern const struct baton_decoder_options baton_decoder_defaults;

enum baton_decoder_outcome {
    BATON_DECODER_SCANNED,    /* what was found is in `texts`: nothing, perhaps */
    BATON_DECODER_UNREADABLE, /* not one of the images could be decoded: they are broken */
    BATON_DECODER_FAILED, /* nothing found, and a helper died, took too long, or would not start */
};

/*
 * Takes the answer. `texts` holds what was found in any of the images, each text once; it is wiped
 * afterwards. Must not block for long, nor submit or free. No lock is held.
 */
typedef void baton_decoder_answered(
    void *context, enum baton_decoder_outcome outcome, const struct baton_texts *texts);

struct baton_decoder;

/* Starts the threads; they start the helpers. NULL if there is no thread, descriptor or memory. A
 * helper that cannot be started is reported, and tried again as images come in, not too often. */
struct baton_decoder *baton_decoder_new(const struct baton_decoder_options *options);

/*
 * Whether there is room for `count` images now, to be asked before the work of reading them out of
 * a request: what has none is refused, and counted as such. Any thread; a few instructions.
 */
bool baton_decoder_has_room(struct baton_decoder *decoder, size_t count);

/*
 * Has `count` images read, 1 to BATON_DECODER_MAX_IMAGES. Returns true, and has taken over their
 * bytes (the structs are zeroed); or false at once, taking nothing, if the queue has not room for
 * all of them or memory ran out: busy. Any thread; never waits but for a few instructions.
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

/* Kills the helpers, answers what was accepted and is not done with BATON_DECODER_FAILED, and ends
 * the threads. Nobody may submit any more. NULL is harmless. */
void baton_decoder_free(struct baton_decoder *decoder);

#endif
