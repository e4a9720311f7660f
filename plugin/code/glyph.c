/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The table of shapes. Each shape is a list of its rows, from the top. */
#include "code/glyph.h"

#include <assert.h>

/* clang-format off */
static const struct {
    char character;
    const char *rows[BATON_GLYPH_HEIGHT];
} glyphs[] = {
    {'B', {"####.", "#...#", "#...#", "####.", "#...#", "#...#", "####."}},
    {'C', {".###.", "#...#", "#....", "#....", "#....", "#...#", ".###."}},
    {'D', {"####.", "#...#", "#...#", "#...#", "#...#", "#...#", "####."}},
    {'F', {"#####", "#....", "#....", "####.", "#....", "#....", "#...."}},
    {'G', {".###.", "#...#", "#....", "#.###", "#...#", "#...#", ".###."}},
    {'H', {"#...#", "#...#", "#...#", "#####", "#...#", "#...#", "#...#"}},
    {'J', {"..###", "...#.", "...#.", "...#.", "...#.", "#..#.", ".##.."}},
    {'K', {"#...#", "#..#.", "#.#..", "##...", "#.#..", "#..#.", "#...#"}},
    {'L', {"#....", "#....", "#....", "#....", "#....", "#....", "#####"}},
    {'M', {"#...#", "##.##", "#.#.#", "#.#.#", "#...#", "#...#", "#...#"}},
    {'N', {"#...#", "#...#", "##..#", "#.#.#", "#..##", "#...#", "#...#"}},
    {'P', {"####.", "#...#", "#...#", "####.", "#....", "#....", "#...."}},
    {'Q', {".###.", "#...#", "#...#", "#...#", "#.#.#", "#..#.", ".##.#"}},
    {'R', {"####.", "#...#", "#...#", "####.", "#.#..", "#..#.", "#...#"}},
    {'S', {".####", "#....", "#....", ".###.", "....#", "....#", "####."}},
    {'T', {"#####", "..#..", "..#..", "..#..", "..#..", "..#..", "..#.."}},
    {'V', {"#...#", "#...#", "#...#", "#...#", "#...#", ".#.#.", "..#.."}},
    {'W', {"#...#", "#...#", "#...#", "#.#.#", "#.#.#", "##.##", "#...#"}},
    {'X', {"#...#", "#...#", ".#.#.", "..#..", ".#.#.", "#...#", "#...#"}},
    {'Z', {"#####", "....#", "...#.", "..#..", ".#...", "#....", "#####"}},
    {'-', {".....", ".....", ".....", "#####", ".....", ".....", "....."}},
};
/* clang-format on */

static const char *const *rows_of(char character)
{
    size_t i = 0;

    while (glyphs[i].character != character) {
        i++;
        assert(i < sizeof(glyphs) / sizeof(glyphs[0]));
    }
    return glyphs[i].rows;
}

int baton_glyph_width(size_t count, int scale)
{
    return ((int)count * (BATON_GLYPH_WIDTH + BATON_GLYPH_GAP) - BATON_GLYPH_GAP) * scale;
}

static void draw_one(struct baton_bitmap *bitmap, int left, int top, int scale, char character)
{
    const char *const *rows = rows_of(character);

    assert(left >= 0 && left + BATON_GLYPH_WIDTH * scale <= bitmap->width);
    assert(top >= 0 && top + BATON_GLYPH_HEIGHT * scale <= bitmap->height);
    for (int y = 0; y < BATON_GLYPH_HEIGHT * scale; y++)
        for (int x = 0; x < BATON_GLYPH_WIDTH * scale; x++)
            if (rows[y / scale][x / scale] == '#')
                bitmap->modules[(top + y) * bitmap->width + left + x] = 1;
}

void baton_glyph_draw(struct baton_bitmap *bitmap, int x, int y, int scale, const char *text)
{
    for (; *text; text++, x += (BATON_GLYPH_WIDTH + BATON_GLYPH_GAP) * scale)
        draw_one(bitmap, x, y, scale, *text);
}
