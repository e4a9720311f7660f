/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Writes and reads requests and results. */
#include "scan/wire.h"

#include <assert.h>

void baton_wire_put_request(
    uint8_t head[BATON_WIRE_REQUEST_SIZE], const struct baton_image *image, uint16_t budget_ms)
{
    struct baton_sink sink = {.data = head, .size = BATON_WIRE_REQUEST_SIZE};

    baton_sink_put_u8(&sink, BATON_WIRE_VERSION);
    baton_sink_put_u8(&sink, (uint8_t)image->kind);
    baton_sink_put_u16(&sink, budget_ms);
    baton_sink_put_u32(&sink, image->width);
    baton_sink_put_u32(&sink, image->height);
    baton_sink_put_u32(&sink, (uint32_t)image->len);
}

bool baton_wire_take_request(
    const uint8_t head[BATON_WIRE_REQUEST_SIZE], struct baton_image *image, uint16_t *budget_ms)
{
    struct baton_bytes bytes = {head, BATON_WIRE_REQUEST_SIZE};
    uint8_t version = 0, kind = 0;
    uint16_t budget = 0;
    uint32_t width = 0, height = 0, len = 0;

    baton_bytes_take_u8(&bytes, &version);
    baton_bytes_take_u8(&bytes, &kind);
    baton_bytes_take_u16(&bytes, &budget);
    baton_bytes_take_u32(&bytes, &width);
    baton_bytes_take_u32(&bytes, &height);
    baton_bytes_take_u32(&bytes, &len);
    if (version != BATON_WIRE_VERSION || kind >= BATON_IMAGE_KINDS ||
        !baton_image_fits(width, height) || len == 0 || len > BATON_IMAGE_MAX_BYTES ||
        (kind == BATON_IMAGE_GRAY && len != width * height))
        return false;
    *image = (struct baton_image){
        .kind = (enum baton_image_kind)kind, .width = width, .height = height, .len = len};
    *budget_ms = budget;
    return true;
}

void baton_wire_put_result(
    struct baton_sink *sink, enum baton_wire_outcome outcome, const struct baton_texts *texts)
{
    size_t len = 2;

    for (size_t i = 0; i < texts->count; i++)
        len += 3 + texts->found[i].len;
    assert(sink->size - sink->len >= BATON_WIRE_LENGTH_SIZE + len);
    baton_sink_put_u32(sink, (uint32_t)len);
    baton_sink_put_u8(sink, (uint8_t)outcome);
    baton_sink_put_u8(sink, (uint8_t)texts->count);
    for (size_t i = 0; i < texts->count; i++) {
        baton_sink_put_u8(sink, (uint8_t)texts->found[i].symbology);
        baton_sink_put_u16(sink, (uint16_t)texts->found[i].len);
        baton_sink_put(sink, texts->found[i].text, texts->found[i].len);
    }
}

bool baton_wire_take_length(const uint8_t head[BATON_WIRE_LENGTH_SIZE], size_t *len)
{
    struct baton_bytes bytes = {head, BATON_WIRE_LENGTH_SIZE};
    uint32_t value = 0;

    baton_bytes_take_u32(&bytes, &value);
    if (value > BATON_WIRE_MAX_RESULT)
        return false;
    *len = value;
    return true;
}

static bool take_text(struct baton_bytes *result, struct baton_texts *texts)
{
    struct baton_bytes text;
    uint8_t symbology;
    uint16_t len;

    if (!baton_bytes_take_u8(result, &symbology) || symbology >= BATON_SYMBOLOGIES ||
        !baton_bytes_take_u16(result, &len) || len > BATON_TEXTS_MAX_TEXT ||
        !baton_bytes_take(result, len, &text))
        return false;
    baton_texts_add(texts, (enum baton_symbology)symbology, text.data, text.len);
    return true;
}

bool baton_wire_take_result(
    struct baton_bytes result, enum baton_wire_outcome *outcome, struct baton_texts *texts)
{
    struct baton_texts read = {.count = 0};
    uint8_t code, count;
    bool whole = baton_bytes_take_u8(&result, &code) && code < BATON_WIRE_OUTCOMES &&
                 baton_bytes_take_u8(&result, &count) && count <= BATON_TEXTS_MAX;

    for (uint8_t i = 0; whole && i < count; i++)
        whole = take_text(&result, &read);
    whole = whole && result.len == 0;
    if (whole) {
        *outcome = (enum baton_wire_outcome)code;
        *texts = read;
    }
    baton_texts_wipe(&read);
    return whole;
}
