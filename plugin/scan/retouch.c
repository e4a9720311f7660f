/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Changes the size, the light, the sharpness and the angle of a picture. */
#include "scan/retouch.h"

#include <stdlib.h>

enum {
    LEAST_SIDE = 200,          /* a picture is not halved if the result would be smaller */
    MOST_PIXELS = 1000 * 1000, /* a picture with more pixels is not doubled */
    WINDOW = 32,               /* even light: the mean is that of the pixels up to this distance */
    GAIN = 4,                  /* even light: factor for the difference from the mean around it */
};

static uint8_t clamp(int value)
{
    return (uint8_t)(value < 0 ? 0 : value > 255 ? 255 : value);
}

bool baton_retouch_halve(struct baton_pixels *made, const struct baton_pixels *from)
{
    uint32_t width = from->width / 2, height = from->height / 2;

    if (width < LEAST_SIDE || height < LEAST_SIDE || !baton_pixels_init(made, width, height))
        return false;
    for (uint32_t y = 0; y < height; y++) {
        const uint8_t *above = from->data + (size_t)(2 * y) * from->width;
        const uint8_t *below = above + from->width;
        uint8_t *to = made->data + (size_t)y * width;
        for (uint32_t x = 0; x < width; x++)
            to[x] =
                (uint8_t)((above[2 * x] + above[2 * x + 1] + below[2 * x] + below[2 * x + 1] + 2) /
                          4);
    }
    return true;
}

/* Makes a row twice as long. Every second pixel is the mean of its two neighbours. */
static void stretch(uint8_t *to, const uint8_t *from, uint32_t width)
{
    for (uint32_t x = 0; x < width; x++) {
        uint32_t next = x + 1 < width ? x + 1 : x;
        to[2 * x] = from[x];
        to[2 * x + 1] = (uint8_t)((from[x] + from[next] + 1) / 2);
    }
}

bool baton_retouch_double(struct baton_pixels *made, const struct baton_pixels *from)
{
    if (from->width * from->height > MOST_PIXELS ||
        !baton_pixels_init(made, 2 * from->width, 2 * from->height))
        return false;
    for (uint32_t y = 0; y < from->height; y++)
        stretch(made->data + (size_t)(2 * y) * made->width, from->data + (size_t)y * from->width,
            from->width);
    for (uint32_t y = 1; y < made->height; y += 2) {
        uint8_t *to = made->data + (size_t)y * made->width;
        const uint8_t *above = to - made->width;
        const uint8_t *below = y + 1 < made->height ? to + made->width : above;
        for (uint32_t x = 0; x < made->width; x++)
            to[x] = (uint8_t)((above[x] + below[x] + 1) / 2);
    }
    return true;
}

/* Compares each pixel of a row with the mean of its window. `columns` has the sum of each column over `rows` rows. */
static void raise_row(
    uint8_t *to, const uint8_t *from, const uint32_t *columns, uint32_t width, uint32_t rows)
{
    uint32_t sum = 0, count = 0;

    for (uint32_t x = 0; x < WINDOW && x < width; x++, count++)
        sum += columns[x];
    for (uint32_t x = 0; x < width; x++) {
        if (x + WINDOW < width) {
            sum += columns[x + WINDOW];
            count++;
        }
        if (x > WINDOW) {
            sum -= columns[x - WINDOW - 1];
            count--;
        }
        int mean = (int)(sum / (count * rows));
        to[x] = clamp(128 + GAIN * ((int)from[x] - mean));
    }
}

static void add_row(uint32_t *columns, const uint8_t *row, uint32_t width)
{
    for (uint32_t x = 0; x < width; x++)
        columns[x] += row[x];
}

static void remove_row(uint32_t *columns, const uint8_t *row, uint32_t width)
{
    for (uint32_t x = 0; x < width; x++)
        columns[x] -= row[x];
}

bool baton_retouch_even(struct baton_pixels *made, const struct baton_pixels *from)
{
    uint32_t width = from->width, height = from->height, rows = 0;
    uint32_t *columns = calloc(width, sizeof(*columns));
    bool ready = columns && baton_pixels_init(made, width, height);

    for (uint32_t y = 0; ready && y < WINDOW && y < height; y++, rows++)
        add_row(columns, from->data + (size_t)y * width, width);
    for (uint32_t y = 0; ready && y < height; y++) {
        if (y + WINDOW < height) {
            add_row(columns, from->data + (size_t)(y + WINDOW) * width, width);
            rows++;
        }
        if (y > WINDOW) {
            remove_row(columns, from->data + (size_t)(y - WINDOW - 1) * width, width);
            rows--;
        }
        raise_row(
            made->data + (size_t)y * width, from->data + (size_t)y * width, columns, width, rows);
    }
    free(columns);
    return ready;
}

bool baton_retouch_sharpen(struct baton_pixels *made, const struct baton_pixels *from)
{
    enum { REACH = 2 };
    uint32_t width = from->width, height = from->height;

    if (width <= 2 * REACH || height <= 2 * REACH || !baton_pixels_init(made, width, height))
        return false;
    for (uint32_t y = REACH; y < height - REACH; y++) {
        const uint8_t *row = from->data + (size_t)y * width;
        const uint8_t *above = row - REACH * (size_t)width, *below = row + REACH * (size_t)width;
        uint8_t *to = made->data + (size_t)y * width;
        for (uint32_t x = REACH; x < width - REACH; x++) {
            int around = row[x - REACH] + row[x + REACH] + above[x] + below[x];
            to[x] = clamp(3 * row[x] - around / 2);
        }
    }
    return true;
}

/* Shifts each column by `slope` / 256 pixels more than the one before; the middle stays. New pixels are gray. */
static bool lean(struct baton_pixels *made, const struct baton_pixels *from, int slope)
{
    enum { GRAY = 128 };
    int width = (int)from->width, height = (int)from->height;

    if (!baton_pixels_init(made, from->width, from->height))
        return false;
    for (int y = 0; y < height; y++) {
        uint8_t *to = made->data + (size_t)y * from->width;
        for (int x = 0; x < width; x++) {
            int row = y + (x - width / 2) * slope / 256;
            to[x] =
                row >= 0 && row < height ? from->data[(size_t)row * from->width + (size_t)x] : GRAY;
        }
    }
    return true;
}

/* The tangent of 20 degrees. If bars are a third as high as the code is long, this serves angles of 5 to 33 degrees. */
enum { SLOPE = 93 };

bool baton_retouch_lean_left(struct baton_pixels *made, const struct baton_pixels *from)
{
    return lean(made, from, -SLOPE);
}

bool baton_retouch_lean_right(struct baton_pixels *made, const struct baton_pixels *from)
{
    return lean(made, from, SLOPE);
}

bool baton_retouch_invert(struct baton_pixels *made, const struct baton_pixels *from)
{
    if (!baton_pixels_init(made, from->width, from->height))
        return false;
    for (size_t i = 0; i < (size_t)from->width * from->height; i++)
        made->data[i] = (uint8_t)(255 - from->data[i]);
    return true;
}
