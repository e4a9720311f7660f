/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Cuts rows and columns of the picture into dark and light runs. Looks for codes by the lengths of the runs. */
#include "scan/polarity.h"

#include <stddef.h>
#include <stdlib.h>

enum {
    ROW_STEP = 2, /* every second row is searched, and every fourth column */
    COLUMN_STEP = 4,
    WINDOWS = 5, /* a pixel is compared with the mean of a window: a fifth of its line */
    LEAST_WINDOW = 48,
    CONTRAST = 12,   /* a new run begins if a pixel differs from the mean by more than this */
    FINDER_RUNS = 5, /* runs in a line through the middle of a finder pattern */
    MODULES = 7,     /* the length of these runs in modules: 1 + 1 + 3 + 1 + 1 */
    BAR_RUNS = 48,   /* the least runs of a bar code in a line; Baton's bar codes have 103 */
    LONG_RUNS = 40,  /* a run is long if it has at least 1/40 of its line */
    LEAST_VOTES = 3,
    MAJORITY = 2, /* one colour needs at least this many times the votes of the other */
};

enum colour { DARK, LIGHT };

/* A row or a column. */
struct line {
    const uint8_t *data;
    uint32_t count;
    size_t stride;
};

struct run {
    uint32_t start, length;
    enum colour colour;
};

struct search {
    const struct baton_pixels *pixels;
    uint32_t *sums;   /* for each pixel of a line, the sum of the pixels before it */
    struct run *runs; /* the runs of a line */
    unsigned int finders[2], bars[2]; /* votes, by the colour of the code */
};

static uint8_t pixel(const struct line *line, uint32_t at)
{
    return line->data[at * line->stride];
}

/* Cuts a line into runs. Returns their number. */
static size_t cut(const struct search *search, const struct line *line)
{
    uint32_t reach = line->count / WINDOWS / 2;
    enum colour colour = DARK;
    size_t count = 0;

    reach = reach < LEAST_WINDOW / 2 ? LEAST_WINDOW / 2 : reach;
    search->sums[0] = 0;
    for (uint32_t i = 0; i < line->count; i++)
        search->sums[i + 1] = search->sums[i] + pixel(line, i);
    for (uint32_t i = 0; i < line->count; i++) {
        uint32_t from = i > reach ? i - reach : 0;
        uint32_t to = i + reach < line->count ? i + reach : line->count;
        int mean = (int)((search->sums[to] - search->sums[from]) / (to - from));
        int above = pixel(line, i) - mean;
        if (above > CONTRAST)
            colour = LIGHT;
        else if (above < -CONTRAST)
            colour = DARK;
        if (count == 0 || search->runs[count - 1].colour != colour)
            search->runs[count++] = (struct run){i, 0, colour};
        search->runs[count - 1].length++;
    }
    return count;
}

/* --- finder patterns -------------------------------------------------------------------------- */

/* Whether `length` pixels are about `modules` modules. `total` is the length of MODULES modules in pixels. The
 * difference may be half a module, or three quarters of a module if `modules` is 3. */
static bool has_modules(uint32_t length, uint32_t modules, uint32_t total)
{
    int difference = (int)(length * MODULES) - (int)(modules * total);

    return 2 * (uint32_t)abs(difference) <= total + (modules - 1) * total / 4;
}

static bool is_finder(const uint32_t lengths[FINDER_RUNS])
{
    uint32_t total = 0;

    for (int i = 0; i < FINDER_RUNS; i++)
        total += lengths[i];
    if (total < MODULES)
        return false;
    for (int i = 0; i < FINDER_RUNS; i++)
        if (!has_modules(lengths[i], i == FINDER_RUNS / 2 ? 3 : 1, total))
            return false;
    return true;
}

/* A direction in the picture: one step. */
struct step {
    int x, y;
};

/*
 * Measures the three runs from the middle of a pattern outwards, in one direction: the rest of the middle run, the ring
 * around it and the outer ring. Returns false if it reaches the edge of the picture, or if a run is longer than `most`.
 */
static bool measure_side(const struct baton_pixels *pixels, struct step at, struct step step,
    int threshold, uint32_t most, uint32_t lengths[3])
{
    const int width = (int)pixels->width, height = (int)pixels->height;
    bool light = pixels->data[(size_t)at.y * pixels->width + (size_t)at.x] > threshold;
    bool inside = true;

    for (int run = 0; run < 3; run++, light = !light) {
        lengths[run] = 0;
        if (!inside || (run > 0 && lengths[run - 1] > most))
            return false;
        while (inside && lengths[run] <= most &&
               (pixels->data[(size_t)at.y * pixels->width + (size_t)at.x] > threshold) == light) {
            lengths[run]++;
            at = (struct step){at.x + step.x, at.y + step.y};
            inside = at.x >= 0 && at.y >= 0 && at.x < width && at.y < height;
        }
    }
    return true;
}

/*
 * Whether a pattern that was found in row `y` also occurs along the column and along both diagonals. Each line through
 * the middle of a finder pattern shows the pattern. Slanting bars do not show it in the direction of the bars.
 */
static bool is_finder_across(const struct search *search, const struct run *runs, uint32_t y)
{
    static const struct step steps[] = {{0, 1}, {1, 1}, {1, -1}};
    const struct baton_pixels *pixels = search->pixels;
    const uint8_t *row = pixels->data + (size_t)y * pixels->width;
    uint32_t x = runs[2].start + runs[2].length / 2, before[3], after[3];
    const uint32_t most = 2 * (runs[4].start + runs[4].length - runs[0].start);
    int threshold = (row[x] + row[runs[1].start + runs[1].length / 2]) / 2;

    for (size_t i = 0; i < sizeof(steps) / sizeof(steps[0]); i++) {
        const struct step at = {(int)x, (int)y}, back = {-steps[i].x, -steps[i].y};
        if (!measure_side(pixels, at, back, threshold, most, before) ||
            !measure_side(pixels, at, steps[i], threshold, most, after) ||
            !is_finder((const uint32_t[]){
                before[2], before[1], before[0] + after[0] - 1, after[1], after[2]}))
            return false;
    }
    return true;
}

static void count_finders(struct search *search, size_t runs, uint32_t y)
{
    for (size_t i = 0; i + FINDER_RUNS <= runs; i++) {
        const struct run *found = &search->runs[i];
        const uint32_t lengths[] = {
            found[0].length, found[1].length, found[2].length, found[3].length, found[4].length};
        if (is_finder(lengths) && is_finder_across(search, found, y))
            search->finders[found[0].colour]++;
    }
}

/* --- bar codes -------------------------------------------------------------------------------- */

/*
 * Votes for each bar code in a line: many short runs between two long runs of the same colour, which are the quiet
 * zones. The code has the other colour. The longest bar of a code that fills the line has 4 of 189 modules, so it is
 * shorter than a long run.
 */
static void count_bars(struct search *search, const struct line *line, size_t runs)
{
    const struct run *all = search->runs;
    size_t quiet = runs; /* the last long run; `runs`: none yet */

    for (size_t i = 0; i < runs; i++) {
        if (all[i].length * LONG_RUNS < line->count)
            continue;
        if (quiet < runs && i - quiet > BAR_RUNS && all[quiet].colour == all[i].colour)
            search->bars[all[i].colour == LIGHT ? DARK : LIGHT]++;
        quiet = i;
    }
}

/* --- the picture ------------------------------------------------------------------------------ */

static void count_shapes(struct search *search)
{
    const struct baton_pixels *pixels = search->pixels;

    for (uint32_t y = 0; y < pixels->height; y += ROW_STEP) {
        const struct line row = {pixels->data + (size_t)y * pixels->width, pixels->width, 1};
        size_t runs = cut(search, &row);
        count_finders(search, runs, y);
        count_bars(search, &row, runs);
    }
    for (uint32_t x = 0; x < pixels->width; x += COLUMN_STEP) {
        const struct line column = {pixels->data + x, pixels->height, pixels->width};
        count_bars(search, &column, cut(search, &column));
    }
}

/* Decides by the votes of the kind of code that has more votes. Both kinds can have some: letters below a bar code
 * sometimes look like finder patterns. */
static struct baton_polarity_finding judge(const struct search *search)
{
    const bool bars =
        search->bars[DARK] + search->bars[LIGHT] > search->finders[DARK] + search->finders[LIGHT];
    const unsigned int *votes = bars ? search->bars : search->finders;
    struct baton_polarity_finding guess = {BATON_POLARITY_UNKNOWN, bars};

    if (votes[LIGHT] >= LEAST_VOTES && votes[LIGHT] >= MAJORITY * votes[DARK])
        guess.polarity = BATON_POLARITY_LIGHT;
    else if (votes[DARK] >= LEAST_VOTES && votes[DARK] >= MAJORITY * votes[LIGHT])
        guess.polarity = BATON_POLARITY_DARK;
    return guess;
}

struct baton_polarity_finding baton_polarity_guess(const struct baton_pixels *pixels)
{
    size_t longest = (pixels->width > pixels->height ? pixels->width : pixels->height) + 1;
    struct search search = {.pixels = pixels,
        .sums = calloc(longest, sizeof(*search.sums)),
        .runs = calloc(longest, sizeof(*search.runs))};
    struct baton_polarity_finding guess = {BATON_POLARITY_UNKNOWN, false};

    if (search.sums && search.runs) {
        count_shapes(&search);
        guess = judge(&search);
    }
    free(search.sums);
    free(search.runs);
    return guess;
}
