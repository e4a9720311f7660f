/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * retouch owns what is done to a picture so that a code in it stands out. Each makes a picture of
 * its own and returns true; or returns false, setting nothing, if that makes no sense for a picture
 * of this size, or memory ran out. Pure. Helper only.
 */
#ifndef BATON_SCAN_RETOUCH_H
#define BATON_SCAN_RETOUCH_H

#include "scan/pixels.h"

/* Half as wide and high, each pixel the mean of four: takes noise and the grid of a screen away. */
bool baton_retouch_halve(struct baton_pixels *made, const struct baton_pixels *from);

/* Twice as wide and high, smoothly: for modules of a pixel or two. */
bool baton_retouch_double(struct baton_pixels *made, const struct baton_pixels *from);

/* Evenly lit: each pixel against the mean of its neighbourhood, for glare, shadow and darkness. */
bool baton_retouch_even(struct baton_pixels *made, const struct baton_pixels *from);

/* Sharper edges, for what was out of focus. */
bool baton_retouch_sharpen(struct baton_pixels *made, const struct baton_pixels *from);

/* Its columns shifted up or down, the more the further right, so that bars that lean stand upright:
 * lines of the picture then cross all of them. Left is for those that lean to the left. */
bool baton_retouch_lean_left(struct baton_pixels *made, const struct baton_pixels *from);
bool baton_retouch_lean_right(struct baton_pixels *made, const struct baton_pixels *from);

/* Black for white, for codes on dark pages. */
bool baton_retouch_invert(struct baton_pixels *made, const struct baton_pixels *from);

#endif
