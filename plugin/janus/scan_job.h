/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * look owns the way of a `scan` with images through the decoder, one of a handle at a time: the
 * images come out of the request, and what was found in them takes their place as its `text`.
 */
#ifndef BATON_JANUS_SCAN_JOB_H
#define BATON_JANUS_SCAN_JOB_H

#include <jansson.h>

#include "base/error.h"
#include "janus/attachment.h"
#include "scan/decoder.h"

/* The request owns it, and what it points to, until it is over. */
struct baton_scan_job {
    struct baton_attachment *attachment;
    json_t *message;
    struct baton_failure *failure; /* set if no code was found */
    void (*done)(void *context); /* on a thread of the decoder, once, after a start that is true */
    void *context;
    bool open; /* it is the handle's one */
};

/*
 * Takes the images out of the message and hands them to the decoder. False, with `failure` set, if
 * they are no images or nobody has time for them. On the thread that the request came on: reading
 * base64 takes a while.
 */
bool baton_scan_job_start(struct baton_scan_job *look, struct baton_decoder *decoder);
/* The handle's next look may start. Harmless on one that never did, zeroed. */
void baton_scan_job_end(struct baton_scan_job *look);

#endif
