/* SPDX-License-Identifier: GPL-3.0-or-later */
/* look: from images to the text in them, by way of the decoder's threads. */
#include "janus/scan_job.h"

#include "api/scan_images.h"

/* A thread of the decoder. */
static void take_texts(
    void *context, enum baton_decoder_outcome outcome, const struct baton_texts *texts)
{
    struct baton_scan_job *look = context;
    char *code = NULL;

    if (baton_scan_images_judge(outcome, texts, &code, look->failure) == BATON_OK)
        json_object_set_new(look->message, "text", json_string(code));
    baton_scan_images_forget(code);
    look->done(look->context);
}

static bool refuse_busy(struct baton_scan_job *look, const char *text)
{
    baton_failure_set(look->failure, BATON_E_BUSY, "%s", text);
    return false;
}

/* Asked before the images are read, which is most of the work. */
static bool may_start(struct baton_scan_job *look, struct baton_decoder *decoder)
{
    look->open = !atomic_exchange(&look->attachment->looking, true);
    if (!look->open)
        return refuse_busy(
            look, "the pictures before this one are still being looked at: try again");
    return baton_decoder_has_room(decoder, baton_scan_images_count(look->message)) ||
           refuse_busy(look, "too many pictures are being looked at: try again");
}

/* Takes the images out of the request, read or not: they must not wait in the queue. */
static bool take_frames(
    struct baton_scan_job *look, struct baton_decoder *decoder, struct baton_scan_images *frames)
{
    const struct baton_fields fields = baton_fields_of(look->message, look->failure);
    bool good = may_start(look, decoder) && baton_scan_images_read(&fields, frames);

    json_object_del(look->message, "image");
    json_object_del(look->message, "images");
    return good;
}

bool baton_scan_job_start(struct baton_scan_job *look, struct baton_decoder *decoder)
{
    struct baton_scan_images frames = {.count = 0};

    if (!take_frames(look, decoder, &frames))
        return false;
    if (baton_decoder_submit(decoder, frames.images, frames.count, take_texts, look))
        return true;
    baton_scan_images_fini(&frames);
    return refuse_busy(look, "too many pictures are being looked at: try again");
}

void baton_scan_job_end(struct baton_scan_job *look)
{
    if (look->open)
        atomic_store(&look->attachment->looking, false);
    look->open = false;
}
