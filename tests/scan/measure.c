/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Reads the pictures of a folder as the helper does, but all in one process. For each picture prints
 * a line: the name, 1 if the text of the manifest was found, else 0, and the processor time in
 * microseconds. With `inverted`, black and white of each picture are swapped.
 * Usage: measure FOLDER [BUDGET_MS [inverted]]. tests/scan/compare runs it.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <time.h>

#include "scan/image.h"
#include "scan/imagepixels.h"
#include "scan/reader.h"

static baton_time now(void)
{
    struct timespec time;

    clock_gettime(CLOCK_PROCESS_CPUTIME_ID, &time);
    return BATON_SECONDS(time.tv_sec) + time.tv_nsec / 1000;
}

static uint8_t file[BATON_IMAGE_MAX_BYTES];

static bool load(const char *folder, const char *name, struct baton_image *image)
{
    char path[4096];

    snprintf(path, sizeof(path), "%s/%s", folder, name);
    FILE *stream = fopen(path, "rb");
    if (!stream)
        return false;
    *image = (struct baton_image){.kind = BATON_IMAGE_JPEG, .data = file};
    image->len = fread(file, 1, sizeof(file), stream);
    fclose(stream);
    return baton_image_measure(
        image->kind, (struct baton_bytes){image->data, image->len}, &image->width, &image->height);
}

static void invert(const struct baton_pixels *pixels)
{
    for (size_t i = 0; i < (size_t)pixels->width * pixels->height; i++)
        pixels->data[i] = (uint8_t)(255 - pixels->data[i]);
}

static bool find(
    const struct baton_image *image, baton_time budget, bool inverted, const char *text)
{
    static struct baton_texts texts;
    struct baton_pixels pixels;

    texts.count = 0;
    if (!baton_imagepixels_init(&pixels, image))
        return false;
    if (inverted)
        invert(&pixels);
    struct baton_reader_patience patience = {.now = now, .until = now() + budget};
    baton_reader_read(&pixels, &patience, &texts);
    baton_pixels_fini(&pixels);
    return texts.count == 1 && strcmp(texts.found[0].text, text) == 0;
}

int main(int count, char **arguments)
{
    char line[4096], path[4096];
    struct baton_image image;

    if (count < 2)
        return 2;
    baton_time budget = BATON_MS(count > 2 ? atoi(arguments[2]) : 40);
    snprintf(path, sizeof(path), "%s/manifest", arguments[1]);
    FILE *manifest = fopen(path, "r");
    while (manifest && fgets(line, sizeof(line), manifest)) {
        char *name = strtok(line, "\t"), *text = strtok(NULL, "\n");
        if (!text || !load(arguments[1], name, &image))
            return 1;
        baton_time begin = now();
        bool found = find(&image, budget, count > 3, text);
        printf("%s %d %lld\n", name, found, (long long)(now() - begin));
    }
    return manifest ? 0 : 1;
}
