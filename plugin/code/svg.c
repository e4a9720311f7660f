/* SPDX-License-Identifier: GPL-3.0-or-later */
/* svg: one pass to size the document, one to write it. */
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
    RUN_SIZE = sizeof("M34225 34225h34225v1h-34225z"),
};

/* A document being written into memory that was sized for it. */
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

/* The length of the run of black modules that begins at `x`; 0 if that module is white. */
static int run_length(const struct baton_bitmap *bitmap, int x, int y)
{
    int length = 0;

    while (x + length < bitmap->width && baton_bitmap_black(bitmap, x + length, y))
        length++;
    return length;
}

static size_t count_runs(const struct baton_bitmap *bitmap)
{
    size_t runs = 0;

    for (int y = 0; y < bitmap->height; y++)
        for (int x = 0, length; x < bitmap->width; x += length + 1) {
            length = run_length(bitmap, x, y);
            runs += length > 0;
        }
    return runs;
}

/* One subpath per run: neighbouring modules drawn apart would show hairlines when scaled. */
static void print_runs(struct page *page, const struct baton_bitmap *bitmap)
{
    for (int y = 0; y < bitmap->height; y++)
        for (int x = 0, length; x < bitmap->width; x += length + 1) {
            length = run_length(bitmap, x, y);
            if (length > 0)
                print(page, "M%d %dh%dv1h-%dz", x, y, length, length);
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
    print(&page,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" role=\"img\" viewBox=\"0 0 %d %d\" "
        "width=\"%d\" height=\"%d\" shape-rendering=\"crispEdges\"><title>%s</title>"
        "<path fill=\"#fff\" d=\"M0 0h%dv%dH0z\"/><path fill=\"#000\" d=\"",
        width, height, width * scale, height * scale, escaped, width, height);
    print_runs(&page, bitmap);
    print(&page, "\"/></svg>");
    return page.text;
}
