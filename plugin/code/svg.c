/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The first pass finds the size of the document, the second pass writes it. */
#include "code/svg.h"

#include <stdarg.h>
#include <stdio.h>
#include <string.h>

#include <openssl/crypto.h>

#include "base/text.h"

enum {
    TITLE_SIZE = 256,
    ESCAPED_SIZE = 6 * TITLE_SIZE, /* "&quot;" is the longest escape */
    FRAME_SIZE = 512,              /* everything but title and runs */
    RUN_SIZE = sizeof("M34225 34225h34225v34225h-34225z"),
};

/* A document that is being written. Its memory has the full size from the start. */
struct page {
    char *text;
    size_t size;
    size_t len;
};

static void __attribute__((format(printf, 2, 3))) print(struct page *page, const char *format, ...)
{
    va_list arguments;

    va_start(arguments, format);
    page->len +=
        (size_t)vsnprintf(page->text + page->len, page->size - page->len, format, arguments);
    va_end(arguments);
}

/* Returns the length of the run of black modules that begins at `x`; 0 if that module is white. */
static int run_length(const struct baton_bitmap *bitmap, int x, int y)
{
    int length = 0;

    while (x + length < bitmap->width && baton_bitmap_black(bitmap, x + length, y))
        length++;
    return length;
}

/* Whether a run of this length begins in column `x` of row `y`. False if there is no such row. */
static bool is_run(const struct baton_bitmap *bitmap, int x, int y, int length)
{
    if (y < 0 || y >= bitmap->height || (x > 0 && baton_bitmap_black(bitmap, x - 1, y)))
        return false;
    return run_length(bitmap, x, y) == length;
}

/*
 * Draws one subpath for a run and the equal runs below it. If neighbouring modules were drawn separately, there would
 * be hairlines between them in a scaled picture. If bars were drawn row by row, the document would be long.
 */
static void print_run(
    struct page *page, const struct baton_bitmap *bitmap, int x, int y, int length)
{
    int height = 1;

    if (is_run(bitmap, x, y - 1, length))
        return;
    while (is_run(bitmap, x, y + height, length))
        height++;
    print(page, "M%d %dh%dv%dh-%dz", x, y, length, height, length);
}

static size_t count_runs(const struct baton_bitmap *bitmap)
{
    size_t runs = 0;

    for (int y = 0; y < bitmap->height; y++)
        for (int x = 0, length; x < bitmap->width; x += length + 1) {
            length = run_length(bitmap, x, y);
            runs += length > 0 && !is_run(bitmap, x, y - 1, length);
        }
    return runs;
}

static void print_runs(struct page *page, const struct baton_bitmap *bitmap)
{
    for (int y = 0; y < bitmap->height; y++)
        for (int x = 0, length; x < bitmap->width; x += length + 1) {
            length = run_length(bitmap, x, y);
            if (length > 0)
                print_run(page, bitmap, x, y, length);
        }
}

/* Escapes a plain text for XML (XML 1.0 section 2.4). */
static void escape(char out[ESCAPED_SIZE], const char *text)
{
    static const struct {
        char character;
        const char *escape;
    } escapes[] = {
        {'&', "&amp;"},
        {'<', "&lt;"},
        {'>', "&gt;"},
        {'"', "&quot;"},
        {'\'', "&#39;"},
    };

    for (; *text; text++) {
        size_t i = 0;
        while (i < sizeof(escapes) / sizeof(escapes[0]) && escapes[i].character != *text)
            i++;
        if (i < sizeof(escapes) / sizeof(escapes[0]))
            out = stpcpy(out, escapes[i].escape);
        else
            *out++ = *text;
    }
    *out = '\0';
}

char *baton_svg_new(const struct baton_bitmap *bitmap, const char *title)
{
    char plain[TITLE_SIZE], escaped[ESCAPED_SIZE];
    int width = bitmap->width, height = bitmap->height, scale = baton_bitmap_scale(bitmap);

    baton_text_clean(plain, sizeof(plain), title);
    escape(escaped, plain);
    struct page page = {.size = FRAME_SIZE + strlen(escaped) + RUN_SIZE * count_runs(bitmap)};
    page.text = OPENSSL_malloc(page.size);
    if (!page.text)
        return NULL;
    /* With crispEdges, there are no hairlines between modules that touch, but the width of a bar is rounded to whole
     * pixels. With geometricPrecision, gray pixels at the edges of a bar keep its width exact. */
    print(&page,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 %d %d\" "
        "width=\"%d\" height=\"%d\" shape-rendering=\"%s\"><title>%s</title>"
        "<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path fill=\"#000\" d=\"",
        width, height, width * scale, height * scale,
        bitmap->bars ? "geometricPrecision" : "crispEdges", escaped, width, height);
    print_runs(&page, bitmap);
    print(&page, "\"/></svg>");
    return page.text;
}
