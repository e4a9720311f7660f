/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads data URIs and base64, and the headers of PNG and JPEG. */
#include "scan/image.h"

#include <stdlib.h>
#include <string.h>
#include <strings.h>

#include "base/base64.h"

/* The media types of the two kinds. Some programs use names that are not registered, such as image/jpg. */
static const struct {
    enum baton_image_kind kind;
    const char *type;
} types[] = {
    {BATON_IMAGE_PNG, "image/png"},
    {BATON_IMAGE_PNG, "image/x-png"},
    {BATON_IMAGE_JPEG, "image/jpeg"},
    {BATON_IMAGE_JPEG, "image/jpg"},
    {BATON_IMAGE_JPEG, "image/pjpeg"},
};

static bool is_white(char c)
{
    return c == ' ' || (c >= '\t' && c <= '\r');
}

/* Returns the character that is percent-encoded at `text`, if it can occur in base64 with line breaks. Otherwise
 * returns 0. */
static char decode_percent(const char *text, size_t len)
{
    static const struct {
        const char *code;
        char character;
    } rows[] = {
        {"%2B", '+'}, {"%2F", '/'}, {"%3D", '='}, {"%0A", '\n'}, {"%0D", '\r'}, {"%20", ' '}};

    for (size_t i = 0; len >= 3 && i < sizeof(rows) / sizeof(rows[0]); i++)
        if (strncasecmp(text, rows[i].code, 3) == 0)
            return rows[i].character;
    return 0;
}

/*
 * Copies base64 to `out`, which has space for `len` characters. Leaves out the line breaks of MIME (RFC 2045 section
 * 6.8) and the padding. Replaces the two characters of base64url by those of base64, and decodes percent-encoding.
 * Returns the number of characters.
 */
static size_t plain_base64(char *out, const char *text, size_t len)
{
    size_t kept = 0;

    for (size_t i = 0; i < len; i++) {
        char decoded = decode_percent(text + i, len - i);
        char c = decoded ? decoded : text[i];
        i += decoded ? 2 : 0;
        if (!is_white(c))
            out[kept++] = c == '-' ? '+' : c == '_' ? '/' : c;
    }
    for (int padding = 0; padding < 2 && kept > 0 && out[kept - 1] == '='; padding++)
        kept--;
    return kept;
}

/* Sets `data` and `len` of the image, from base64 as plain_base64 makes it. */
static enum baton_error take_plain(struct baton_image *image, const char *name, const char *text,
    size_t len, struct baton_failure *failure)
{
    size_t size = baton_base64_decoded(len);
    if (size > BATON_IMAGE_MAX_BYTES)
        return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "%s: the image has %zu bytes; at most %d are accepted", name, size,
            BATON_IMAGE_MAX_BYTES);
    if (size == 0)
        return baton_failure_set(
            failure, BATON_E_INVALID_ELEMENT, "%s: expected an image in base64", name);
    uint8_t *data = malloc(size);
    if (!data)
        return baton_failure_set(failure, BATON_E_INTERNAL, "out of memory");
    if (!baton_base64_decode(data, size, text, len)) {
        explicit_bzero(data, size);
        free(data);
        return baton_failure_set(
            failure, BATON_E_INVALID_ELEMENT, "%s: has a character that is not base64", name);
    }
    image->data = data;
    image->len = size;
    return BATON_OK;
}

/* Sets `data` and `len` of the image. */
static enum baton_error take_base64(struct baton_image *image, const char *name, const char *text,
    size_t len, struct baton_failure *failure)
{
    char *plain = malloc(len + 1);

    if (!plain)
        return baton_failure_set(failure, BATON_E_INTERNAL, "out of memory");
    size_t kept = plain_base64(plain, text, len);
    enum baton_error error = take_plain(image, name, plain, kept, failure);
    explicit_bzero(plain, len + 1);
    free(plain);
    return error;
}

bool baton_image_fits(uint32_t width, uint32_t height)
{
    return width > 0 && height > 0 && width <= BATON_IMAGE_MAX_SIDE &&
           height <= BATON_IMAGE_MAX_SIDE && width * height <= BATON_IMAGE_MAX_PIXELS;
}

/* PNG specification, sections 5.2 (signature) and 11.2.2 (IHDR, always the first chunk). */
static bool measure_png(struct baton_bytes file, uint32_t *width, uint32_t *height)
{
    static const uint8_t start[] = {
        0x89, 'P', 'N', 'G', '\r', '\n', 0x1A, '\n', 0, 0, 0, 13, 'I', 'H', 'D', 'R'};
    struct baton_bytes found;
    uint32_t w, h;

    if (!baton_bytes_take(&file, sizeof(start), &found) ||
        memcmp(found.data, start, sizeof(start)) != 0 || !baton_bytes_take_u32(&file, &w) ||
        !baton_bytes_take_u32(&file, &h))
        return false;
    *width = w;
    *height = h;
    return true;
}

/* Reads a marker and returns its code (T.81 B.1.1.2); 0 if the next bytes are no marker. */
static uint8_t take_marker(struct baton_bytes *file)
{
    uint8_t byte;

    if (!baton_bytes_take_u8(file, &byte) || byte != 0xFF)
        return 0;
    do {
        if (!baton_bytes_take_u8(file, &byte))
            return 0;
    } while (byte == 0xFF);
    return byte;
}

/* ITU-T T.81: reads the segments after SOI, each with its length, up to the frame header (B.2.2). */
static bool measure_jpeg(struct baton_bytes file, uint32_t *width, uint32_t *height)
{
    enum { SOI = 0xD8, SOF0 = 0xC0, SOF2 = 0xC2, SOF15 = 0xCF, DHT = 0xC4, DAC = 0xCC };
    uint8_t marker, precision;
    uint16_t length, w, h;

    if (take_marker(&file) != SOI)
        return false;
    while ((marker = take_marker(&file)) >= SOF0 && (marker < 0xD0 || marker > 0xDA)) {
        if (!baton_bytes_take_u16(&file, &length) || length < 2)
            return false;
        if (marker > SOF2 && marker <= SOF15 && marker != DHT && marker != DAC)
            return false;
        if (marker > SOF2) {
            if (!baton_bytes_skip(&file, length - 2u))
                return false;
            continue;
        }
        if (!baton_bytes_take_u8(&file, &precision) || precision != 8 ||
            !baton_bytes_take_u16(&file, &h) || !baton_bytes_take_u16(&file, &w))
            return false;
        *width = w;
        *height = h;
        return true;
    }
    return false;
}

bool baton_image_measure(
    enum baton_image_kind kind, struct baton_bytes file, uint32_t *width, uint32_t *height)
{
    return kind == BATON_IMAGE_PNG    ? measure_png(file, width, height)
           : kind == BATON_IMAGE_JPEG ? measure_jpeg(file, width, height)
                                      : false;
}

static enum baton_error refuse_size(
    const char *name, int64_t width, int64_t height, struct baton_failure *failure)
{
    return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
        "%s: %lld x %lld pixels; at most %d pixels and %d per side are accepted", name,
        (long long)width, (long long)height, BATON_IMAGE_MAX_PIXELS, BATON_IMAGE_MAX_SIDE);
}

/* Corrects the kind of a file by its first byte, because some programs call a JPEG a PNG, or a PNG a JPEG. */
static void correct_kind(struct baton_image *image)
{
    if (image->data[0] == 0xFF)
        image->kind = BATON_IMAGE_JPEG;
    else if (image->data[0] == 0x89)
        image->kind = BATON_IMAGE_PNG;
}

static enum baton_error take_file(struct baton_image *image, const char *name, const char *text,
    size_t len, struct baton_failure *failure)
{
    struct baton_image read = {.kind = image->kind};
    enum baton_error error = take_base64(&read, name, text, len, failure);

    if (error)
        return error;
    correct_kind(&read);
    if (!baton_image_measure(
            read.kind, (struct baton_bytes){read.data, read.len}, &read.width, &read.height))
        error = baton_failure_set(failure, BATON_E_INVALID_ELEMENT, "%s: this %s cannot be read",
            name, read.kind == BATON_IMAGE_PNG ? "PNG" : "JPEG");
    else if (!baton_image_fits(read.width, read.height))
        error = refuse_size(name, read.width, read.height, failure);
    if (error)
        baton_image_fini(&read);
    else
        *image = read;
    return error;
}

/* Returns the kind of a media type of `len` characters, or BATON_IMAGE_KINDS if this type is not read. */
static enum baton_image_kind kind_of(const char *type, size_t len)
{
    for (size_t i = 0; i < sizeof(types) / sizeof(types[0]); i++)
        if (strlen(types[i].type) == len && strncasecmp(type, types[i].type, len) == 0)
            return types[i].kind;
    return BATON_IMAGE_KINDS;
}

/* Reads the head of a data URI (RFC 2397) up to its comma: the media type, parameters, base64. Returns its length. */
static size_t read_head(const char *uri, size_t len, enum baton_image_kind *kind)
{
    static const char scheme[] = "data:", encoding[] = ";base64";
    const size_t start = sizeof(scheme) - 1, end = sizeof(encoding) - 1;
    const char *comma = memchr(uri, ',', len);
    size_t head = comma ? (size_t)(comma - uri) : 0;

    if (head < start + end || strncasecmp(uri, scheme, start) != 0 ||
        strncasecmp(comma - end, encoding, end) != 0)
        return 0;
    const char *type = uri + start;
    *kind = kind_of(type, (size_t)((const char *)memchr(type, ';', head - start) - type));
    return *kind == BATON_IMAGE_KINDS ? 0 : head + 1;
}

enum baton_error baton_image_init_uri(struct baton_image *image, const char *name, const char *uri,
    size_t len, struct baton_failure *failure)
{
    struct baton_image read = {.kind = BATON_IMAGE_KINDS};

    for (; len > 0 && is_white(*uri); len--)
        uri++;
    size_t head = read_head(uri, len, &read.kind);
    if (head == 0)
        return baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "%s: expected data:image/png;base64,... or data:image/jpeg;base64,...", name);
    enum baton_error error = take_file(&read, name, uri + head, len - head, failure);
    if (!error)
        *image = read;
    return error;
}

enum baton_error baton_image_init_gray(struct baton_image *image, const char *name, int64_t width,
    int64_t height, const char *text, size_t len, struct baton_failure *failure)
{
    struct baton_image read = {.kind = BATON_IMAGE_GRAY};

    if (width < 1 || height < 1 || width > BATON_IMAGE_MAX_SIDE || height > BATON_IMAGE_MAX_SIDE ||
        !baton_image_fits((uint32_t)width, (uint32_t)height))
        return refuse_size(name, width, height, failure);
    enum baton_error error = take_base64(&read, name, text, len, failure);
    if (error)
        return error;
    read.width = (uint32_t)width;
    read.height = (uint32_t)height;
    if (read.len != (size_t)width * (size_t)height) {
        error = baton_failure_set(failure, BATON_E_INVALID_ELEMENT,
            "%s: %zu bytes of gray; expected one byte for each of %u x %u pixels", name, read.len,
            read.width, read.height);
        baton_image_fini(&read);
        return error;
    }
    *image = read;
    return BATON_OK;
}

void baton_image_fini(struct baton_image *image)
{
    if (image->data)
        explicit_bzero(image->data, image->len);
    free(image->data);
    image->data = NULL;
    image->len = 0;
}
