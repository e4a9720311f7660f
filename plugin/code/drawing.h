/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The pictures of a code in a message. Drawing them takes longer than all the rest of the request. Therefore the
 * control thread makes the message without them, and another thread draws them just before the message is sent.
 *
 * Until then, the fields `svg` and `png` are null: of the message, of its object `code`, or of `code` in its object
 * `scanned`.
 */
#ifndef BATON_CODE_DRAWING_H
#define BATON_CODE_DRAWING_H

#include <jansson.h>
#include <stdbool.h>
#include <stdint.h>

#include "code/code.h"

/*
 * The time of a processor that the pictures of a QR code with a usual link take, in microseconds. Measured: 300 for
 * letters, 1500 for a bar code or a QR code of 51 bytes, 2500 for one of 144 bytes, 7500 for the longest of 696 bytes.
 */
enum { BATON_DRAWING_COST = 2500 };

/* Returns {kind, text, svg, png, alt} without the pictures, for json_decref. `text`: see baton_code_image_init. */
json_t *baton_drawing_plan(enum baton_code_kind kind, const char *text);

/* Whether the message has a code whose pictures have to be drawn. Any thread; it only reads. */
bool baton_drawing_is_due(const json_t *message);

/* The time that the pictures of this message take, in microseconds of a processor; 0: none are due. */
int64_t baton_drawing_cost(const json_t *message);

/*
 * Draws the pictures of a message for which they are due. Returns a copy of the message that has them, for
 * json_decref; the message itself stays as it is, so other threads may read it. Returns NULL with `failure` set as by
 * baton_code_image_init if they cannot be drawn. Any thread.
 */
json_t *baton_drawing_finish(const json_t *message, struct baton_failure *failure);

#endif
