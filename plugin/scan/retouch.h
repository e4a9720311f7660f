/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * retouch owns changes to a picture that make a code in it easier to find. Each function makes a new picture and
 * returns true. It returns false, and sets nothing, if the change makes no sense for a picture of this size, or
 * memory ran out. Pure. Only the helper links it.
 */
#ifndef BATON_SCAN_RETOUCH_H
#define BATON_SCAN_RETOUCH_H

#include "scan/pixels.h"

/* Half as wide and high, each pixel the mean of four: removes noise and the grid of a screen. */
bool baton_retouch_halve(struct baton_pixels *made, const struct baton_pixels *from);

/* Twice as wide and high, smoothly: for modules of a pixel or two. */
bool baton_retouch_double(struct baton_pixels *made, const struct baton_pixels *from);

/* Even light: each pixel compared with the mean of its neighbourhood, against glare, shadow and darkness. */
bool baton_retouch_even(struct baton_pixels *made, const struct baton_pixels *from);

/* Sharper edges, for pictures that are out of focus. */
bool baton_retouch_sharpen(struct baton_pixels *made, const struct baton_pixels *from);

/*
 * Columns shifted up or down, more to the right, so that bars at an angle become upright and a line of the picture
 * crosses all of them. Left is for bars that lean to the left.
 */
bool baton_retouch_lean_left(struct baton_pixels *made, const struct baton_pixels *from);
bool baton_retouch_lean_right(struct baton_pixels *made, const struct baton_pixels *from);

/* Black for white, for codes on dark pages. */
bool baton_retouch_invert(struct baton_pixels *made, const struct baton_pixels *from);

#endif
