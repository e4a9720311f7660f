/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * wire owns the protocol between the plugin and its helper over a socket. The helper sends a hello when its sandbox
 * is up, the plugin sends one request, and the helper sends one answer. Integers are big endian. Pure.
 *
 *     hello    version (1)
 *     request  version (1) kind (1) budget in ms (2) width (4) height (4) length (4), the image
 *     answer   length of what follows (4), outcome (1) count (1), then for each text:
 *              symbology (1) length (2) text
 *
 * Neither side trusts the other: each refuses a message that does not have this form.
 */
#ifndef BATON_SCAN_WIRE_H
#define BATON_SCAN_WIRE_H

#include "scan/image.h"
#include "scan/texts.h"

enum {
    BATON_WIRE_VERSION = 1, /* the hello; a helper of another version is not used */
    BATON_WIRE_REQUEST_SIZE = 16,
    BATON_WIRE_LENGTH_SIZE = 4,
    BATON_WIRE_MAX_ANSWER = 2 + BATON_TEXTS_MAX * (3 + BATON_TEXTS_MAX_TEXT), /* after its length */
};

enum baton_wire_outcome {
    BATON_WIRE_SCANNED,    /* one text for each code in the image, perhaps none */
    BATON_WIRE_UNREADABLE, /* the image cannot be decoded */
    BATON_WIRE_OUTCOMES,
};

/* Writes the head of a request; `image->len` bytes of image follow it on the wire. */
void baton_wire_put_request(
    uint8_t head[BATON_WIRE_REQUEST_SIZE], const struct baton_image *image, uint16_t budget_ms);

/*
 * Reads the head of a request. Sets all of `image` but its data, and the budget. False, setting nothing, if a
 * version, kind, size or length is out of bounds.
 */
bool baton_wire_take_request(
    const uint8_t head[BATON_WIRE_REQUEST_SIZE], struct baton_image *image, uint16_t *budget_ms);

/* Writes length and answer to `sink`, which has space for both (asserted). */
void baton_wire_put_answer(
    struct baton_sink *sink, enum baton_wire_outcome outcome, const struct baton_texts *texts);

/* Reads the length of an answer. False if it is more than an answer can have. */
bool baton_wire_take_length(const uint8_t head[BATON_WIRE_LENGTH_SIZE], size_t *len);

/* Reads an answer without its length; all of it must be there and nothing more. Sets both outputs on success only. */
bool baton_wire_take_answer(
    struct baton_bytes answer, enum baton_wire_outcome *outcome, struct baton_texts *texts);

#endif
