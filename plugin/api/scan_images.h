/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The images of a `scan`. Reads them from the request and, after scan/decoder has decoded them, decides
 * which code the client means. Does not use Janus.
 */
#ifndef BATON_API_SCAN_IMAGES_H
#define BATON_API_SCAN_IMAGES_H

#include "api/fields.h"
#include "scan/decoder.h"

enum { BATON_SCAN_IMAGES_MAX = BATON_DECODER_MAX_IMAGES };

struct baton_scan_images {
    size_t count; /* 0: the request has no images */
    struct baton_image images[BATON_SCAN_IMAGES_MAX];
};

/* Returns whether a request has `image` or `images`, even with an invalid value. `message` may be NULL. */
bool baton_scan_images_given(const json_t *message);

/* Returns how many images a request seems to have, without a check of the images. Returns at
 * most BATON_SCAN_IMAGES_MAX. */
size_t baton_scan_images_count(const json_t *message);

/*
 * Reads `image` or `images`. The request must not have both, and must not have `text`. Each image is a
 * data URI or {"width", "height", "gray"}. Returns false, with `fields->failure` set and nothing in
 * `frames`, if an image is invalid or too large. Must not run on the control thread, because it may
 * decode a few MB of base64.
 */
bool baton_scan_images_read(const struct baton_fields *fields, struct baton_scan_images *frames);

/* Wipes and frees the images. May be called again. */
void baton_scan_images_fini(struct baton_scan_images *frames);

/*
 * Decides which code the client means, from the texts that the decoder found in the images. If it
 * returns BATON_OK, it has set `*code` to the text of the code. The text is a secret; free it with
 * baton_scan_images_forget. Otherwise it sets `failure` to several_codes, foreign_code, no_code or
 * decoder_failed, or to invalid_element if no image could be decoded.
 */
enum baton_error baton_scan_images_judge(enum baton_decoder_outcome outcome,
    const struct baton_texts *texts, char **code, struct baton_failure *failure);
/* Wipes and frees the text of a code. `code` may be NULL. */
void baton_scan_images_forget(char *code);

#endif
