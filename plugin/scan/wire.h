/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The protocol between the plugin and its helper, over a socket. The helper sends a hello when its sandbox is active,
 * the plugin sends one request, and the helper sends one result. Numbers in brackets are bytes; integers are big
 * endian. Pure.
 *
 *     hello    version (1)
 *     request  version (1) kind (1) budget in ms (2) width (4) height (4) length (4), the image
 *     result   length of the rest (4), outcome (1) count (1), then for each text:
 *              symbology (1) length (2) text
 *
 * The two sides do not trust each other: each refuses a message that does not have this form.
 */
#ifndef BATON_SCAN_WIRE_H
#define BATON_SCAN_WIRE_H

#include "scan/image.h"
#include "scan/texts.h"

enum {
    BATON_WIRE_VERSION = 1, /* version of the hello; a helper with another version is not used */
    BATON_WIRE_REQUEST_SIZE = 16,
    BATON_WIRE_LENGTH_SIZE = 4,
    BATON_WIRE_MAX_RESULT = 2 + BATON_TEXTS_MAX * (3 + BATON_TEXTS_MAX_TEXT), /* after its length */
};

enum baton_wire_outcome {
    BATON_WIRE_SCANNED,    /* one text for each code in the image, perhaps none */
    BATON_WIRE_UNREADABLE, /* the image cannot be decoded */
    BATON_WIRE_OUTCOMES,
};

/* Writes the head of a request. On the wire, `image->len` bytes of image follow. */
void baton_wire_put_request(
    uint8_t head[BATON_WIRE_REQUEST_SIZE], const struct baton_image *image, uint16_t budget_ms);

/*
 * Reads the head of a request. Sets `image`, except its data, and the budget. Returns false, and sets nothing, if the
 * version, the kind, the size or the length is wrong.
 */
bool baton_wire_take_request(
    const uint8_t head[BATON_WIRE_REQUEST_SIZE], struct baton_image *image, uint16_t *budget_ms);

/* Writes the length and the result to `sink`, which must have space for both (asserted). */
void baton_wire_put_result(
    struct baton_sink *sink, enum baton_wire_outcome outcome, const struct baton_texts *texts);

/* Reads the length of a result. False if no result can be that long. */
bool baton_wire_take_length(const uint8_t head[BATON_WIRE_LENGTH_SIZE], size_t *len);

/*
 * Reads a result without its length. Returns false, and sets nothing, if the result is wrong or incomplete, or if bytes
 * follow it.
 */
bool baton_wire_take_result(
    struct baton_bytes result, enum baton_wire_outcome *outcome, struct baton_texts *texts);

#endif
