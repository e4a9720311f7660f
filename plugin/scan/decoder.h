/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Finds codes in images that strangers send. Helper processes read the images. Each helper reads one image and ends, so
 * a broken or hostile image can harm only its own process. The decoder is the plugin's side: a bounded and fair queue,
 * a few threads with one helper each, and a deadline for each image.
 *
 *     options = baton_decoder_defaults; options.path = ...; decoder = baton_decoder_new(&options);
 *     if (!baton_decoder_submit(decoder, session, images, count, finished, context, &retry_after)) -> busy
 *     ... a thread of the decoder calls `finished` once
 *     baton_decoder_free(decoder): when it returns, `finished` was called for every accepted submission
 */
#ifndef BATON_SCAN_DECODER_H
#define BATON_SCAN_DECODER_H

#include <stdbool.h>
#include <stddef.h>
#include <stdint.h>

#include "base/clock.h"
#include "scan/image.h"
#include "scan/scan_queue.h"
#include "scan/texts.h"

enum {
    BATON_DECODER_MAX_IMAGES = 4, /* the most images in one submission */
    BATON_DECODER_MAX_HELPERS = 16,
    BATON_DECODER_SESSION_SIZE =
        64, /* of the name of a session, its NUL included; a longer name is cut */
};

struct baton_decoder_options {
    const char *path;     /* the helper program, which is started for each image; copied */
    unsigned int helpers; /* images read at the same time: 1 to BATON_DECODER_MAX_HELPERS */
    baton_time deadline;  /* time for an image after it left the queue; then its helper is killed */
    baton_time budget;    /* CPU time after which the helper makes no further attempt to find a code */
    struct baton_scan_queue_limits
        limits; /* images that may wait, and the shares of the sessions */
    /* Tells the operator in one sentence that the helper does not work, or works again. Called once for each change, on
     * a thread of the decoder. May be NULL. */
    void (*report)(void *context, bool trouble, const char *sentence);
    void *context;
};

/* Two helpers, 500 ms; `path` as the build installs it. */
extern const struct baton_decoder_options baton_decoder_defaults;

enum baton_decoder_outcome {
    BATON_DECODER_SCANNED,    /* `texts` has all texts that are in the images, perhaps none */
    BATON_DECODER_UNREADABLE, /* all images are broken: none of them could be decoded */
    BATON_DECODER_FAILED, /* the helper of an image died, took too long, or did not start. `texts` has the texts of the
                             other images */
};

/*
 * Receives the result. `texts` has each text that was found in at least one of the images, once. `texts` is wiped after
 * the call. The function must not block for long, and must not call submit or free. No lock is held.
 */
typedef void baton_decoder_finished(
    void *context, enum baton_decoder_outcome outcome, const struct baton_texts *texts);

struct baton_decoder;

/*
 * Starts the threads, which start the helpers. NULL if threads, descriptors or memory ran out. If a helper
 * cannot be started, the decoder reports that, and tries again when images come, with longer and longer pauses.
 */
struct baton_decoder *baton_decoder_new(const struct baton_decoder_options *options);

/*
 * Returns whether `count` images of a session would be accepted now. Call this before the images are read from a
 * request. If it returns false, it counts the images as refused and sets `retry_after`, in microseconds. Any thread; a
 * few instructions.
 */
bool baton_decoder_has_room(
    struct baton_decoder *decoder, const char *session, size_t count, baton_time *retry_after);

/*
 * Submits `count` images of a session, 1 to BATON_DECODER_MAX_IMAGES. On success the decoder takes ownership of their
 * bytes, zeroes the structs and returns true. Returns false, and takes nothing, if the queue has no space for
 * all images, if the session has used up its time, or if memory ran out. In this case sets `retry_after`, in
 * microseconds: refuse the request with `busy`. Any thread; a few instructions.
 */
bool baton_decoder_submit(struct baton_decoder *decoder, const char *session,
    struct baton_image *images, size_t count, baton_decoder_finished *finished, void *context,
    baton_time *retry_after);

/* The state of the decoder, for the reply to the Admin API's `status`. */
struct baton_decoder_counts {
    unsigned int waiting; /* images in the queue */
    unsigned int helpers; /* images that can be read at the same time */
    bool trouble;         /* the helper does not start, or not in time, so no images are read */
    /* Numbers of images since the decoder was started: */
    uint64_t images; /* images that left the queue */
    uint64_t
        refused; /* images that did not fit into the queue, or whose session had used up its time */
    uint64_t died; /* images whose helper died while it worked, or did not start */
    uint64_t late; /* images whose helper was killed at the deadline */
};

/* Any thread. */
void baton_decoder_count(struct baton_decoder *decoder, struct baton_decoder_counts *counts);

/*
 * Kills the helpers, finishes every open submission with BATON_DECODER_FAILED, and ends the threads. No thread may
 * submit any more. `decoder` may be NULL.
 */
void baton_decoder_free(struct baton_decoder *decoder);

#endif
