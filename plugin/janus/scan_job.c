/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Passes images to the decoder, and writes the text that the decoder found into the request. */
#include "janus/scan_job.h"

#include "api/scan_images.h"

/* RETRY_AFTER: about the time that one image takes. */
#define RETRY_AFTER BATON_MS(500)

/* Runs on a thread of the decoder. */
static void take_texts(
    void *context, enum baton_decoder_outcome outcome, const struct baton_texts *texts)
{
    struct baton_scan_job *job = context;
    char *code = NULL;

    if (baton_scan_images_judge(outcome, texts, &code, job->failure) == BATON_OK)
        json_object_set_new(job->message, "text", json_string(code));
    baton_scan_images_forget(code);
    job->done(job->context);
}

static bool refuse_busy(struct baton_scan_job *job, const char *text, baton_time retry_after)
{
    baton_failure_set(job->failure, BATON_E_BUSY, "%s; try again", text);
    job->failure->retry_after = (retry_after + BATON_MS(1) - 1) / BATON_MS(1);
    return false;
}

static bool refuse_full(struct baton_scan_job *job, baton_time retry_after)
{
    return refuse_busy(
        job, "too many images are being read, of all sessions or of this one", retry_after);
}

/* Checks the limits before the images are read from the request, because reading them is most of the work here. */
static bool may_start(struct baton_scan_job *job, struct baton_decoder *decoder)
{
    job->open = !atomic_exchange(&job->attachment->scanning, true);
    if (!job->open)
        return refuse_busy(job, "the images of the last scan are still being read", RETRY_AFTER);
    baton_time retry_after;
    return baton_decoder_has_room(decoder, baton_attachment_flow(job->attachment),
               baton_scan_images_count(job->message), &retry_after) ||
           refuse_full(job, retry_after);
}

/* Reads the images from the request. Always removes them from it, because they must not stay in memory while the
 * request waits for the control thread. */
static bool take_images(
    struct baton_scan_job *job, struct baton_decoder *decoder, struct baton_scan_images *images)
{
    const struct baton_fields fields = baton_fields_of(job->message, job->failure);
    bool good = may_start(job, decoder) && baton_scan_images_read(&fields, images);

    json_object_del(job->message, "image");
    json_object_del(job->message, "images");
    return good;
}

bool baton_scan_job_start(struct baton_scan_job *job, struct baton_decoder *decoder)
{
    struct baton_scan_images images = {.count = 0};

    if (!take_images(job, decoder, &images))
        return false;
    baton_time retry_after;
    if (baton_decoder_submit(decoder, baton_attachment_flow(job->attachment), images.images,
            images.count, take_texts, job, &retry_after))
        return true;
    baton_scan_images_fini(&images);
    return refuse_full(job, retry_after);
}

void baton_scan_job_end(struct baton_scan_job *job)
{
    if (job->open)
        atomic_store(&job->attachment->scanning, false);
    job->open = false;
}
