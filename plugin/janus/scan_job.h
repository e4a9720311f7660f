/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Decodes the images of a `scan`: removes the images from the request, and sets its `text` to the text that the decoder
 * found. Each handle has at most one job at a time.
 */
#ifndef BATON_JANUS_SCAN_JOB_H
#define BATON_JANUS_SCAN_JOB_H

#include <jansson.h>

#include "base/error.h"
#include "janus/attachment.h"
#include "scan/decoder.h"

/* A part of a request. The request owns everything that the job points to. */
struct baton_scan_job {
    struct baton_attachment *attachment;
    json_t *message;
    struct baton_failure *failure; /* set if no code was found */
    /* If baton_scan_job_start returned true, a thread of the decoder calls this once. */
    void (*done)(void *context);
    void *context;
    bool open; /* this job is the one job that its handle may have now */
};

/*
 * Removes the images from the message and passes them to the decoder. Returns false, with `failure` set, if an image is
 * invalid or the decoder is busy. Call it on the thread on which the request came, not on the control thread, because
 * reading base64 takes milliseconds.
 */
bool baton_scan_job_start(struct baton_scan_job *job, struct baton_decoder *decoder);
/* Ends the job: the handle may start another job. Does nothing if the job is zeroed. */
void baton_scan_job_end(struct baton_scan_job *job);

#endif
