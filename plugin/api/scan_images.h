/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * frames owns the images of a `scan`: how they stand in the request, and which code a client meant
 * by what was found in all of them together. Free of Janus; decoding is done elsewhere, by
 * scan/decoder.
 */
#ifndef BATON_API_SCAN_IMAGES_H
#define BATON_API_SCAN_IMAGES_H

#include "api/fields.h"
#include "scan/decoder.h"

enum { BATON_SCAN_IMAGES_MAX = BATON_DECODER_MAX_IMAGES };

struct baton_scan_images {
    size_t count; /* 0: the request has none */
    struct baton_image images[BATON_SCAN_IMAGES_MAX];
};

/* Whether a request has images, good or not: `image` or `images`. NULL has none. */
bool baton_scan_images_given(const json_t *message);

/* How many images a request seems to have, none of them looked at: 0 to BATON_SCAN_IMAGES_MAX. */
size_t baton_scan_images_count(const json_t *message);

/*
 * Reads `image` or `images`, of which there may be one, and no `text` beside it: each a data URI
 * or {"width", "height", "gray"}. False, with `fields->failure` set and no frame kept, for what is
 * none or too large. Takes as long as base64 of a few MB takes: not for the control thread.
 */
bool baton_scan_images_read(const struct baton_fields *fields, struct baton_scan_images *frames);

/* Wipes the images and leaves none. Harmless a second time. */
void baton_scan_images_fini(struct baton_scan_images *frames);

/*
 * Which code a client meant by what the decoder made of the images: BATON_OK sets `*code` to its
 * text, a secret, for baton_scan_images_forget. Otherwise `failure` is set: several_codes,
 * foreign_code, no_code, decoder_failed, or invalid_element if no image could be decoded.
 */
enum baton_error baton_scan_images_judge(enum baton_decoder_outcome outcome,
    const struct baton_texts *texts, char **code, struct baton_failure *failure);
/* Wipes and frees such a text. Takes NULL. */
void baton_scan_images_forget(char *code);

#endif
