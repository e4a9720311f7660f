/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * scan_job owns the way of a `scan` with images through the decoder. It takes the images out of the request, and puts
 * the text that the decoder found into the request as its `text`. Each handle has at most one job at a time.
 */
#ifndef BATON_JANUS_SCAN_JOB_H
#define BATON_JANUS_SCAN_JOB_H

#include <jansson.h>

#include "base/error.h"
#include "janus/attachment.h"
#include "scan/decoder.h"

/* Part of a request, which owns everything that it points to. */
struct baton_scan_job {
    struct baton_attachment *attachment;
    json_t *message;
    struct baton_failure *failure; /* set if no code was found */
    void (*done)(void
            *context); /* on a thread of the decoder, once, if baton_scan_job_start returned true */
    void *context;
    bool open; /* this is the job that the handle has */
};

/*
 * Takes the images out of the message and gives them to the decoder. Returns false, with `failure` set, if they are
 * no images or the decoder is busy. Call it on the thread that the request came on, not on the control thread:
 * reading base64 takes milliseconds.
 */
bool baton_scan_job_start(struct baton_scan_job *job, struct baton_decoder *decoder);
/* The handle may start another job. Harmless on a zeroed job. */
void baton_scan_job_end(
    struct baton_scan_job *job);

#endif
