/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Changes to a picture that make a code in it easier to find. Each function makes a new picture and returns true. It
 * returns false, and sets nothing, if the change makes no sense for a picture of this size, or if memory ran out. Pure.
 * Only the helper links this file.
 */
#ifndef BATON_SCAN_RETOUCH_H
#define BATON_SCAN_RETOUCH_H

#include "scan/pixels.h"

/* Makes the picture half as wide and high. Each pixel is the mean of four: removes noise and the grid of a screen. */
bool baton_retouch_halve(struct baton_pixels *made, const struct baton_pixels *from);

/* Makes the picture twice as wide and high, with smooth edges: for codes whose modules are one or two pixels wide. */
bool baton_retouch_double(struct baton_pixels *made, const struct baton_pixels *from);

/* Makes the light even: compares each pixel with the mean of the pixels around it. Removes glare, shadow, darkness. */
bool baton_retouch_even(struct baton_pixels *made, const struct baton_pixels *from);

/* Makes edges sharper, for pictures that are out of focus. */
bool baton_retouch_sharpen(struct baton_pixels *made, const struct baton_pixels *from);

/*
 * Shifts each column up or down, and more if it is further from the middle. Then a row of the picture crosses all bars
 * of a code that was held at an angle. `lean_left` is for bars that lean to the left.
 */
bool baton_retouch_lean_left(struct baton_pixels *made, const struct baton_pixels *from);
bool baton_retouch_lean_right(struct baton_pixels *made, const struct baton_pixels *from);

/* Swaps black and white, for light codes on dark pages. */
bool baton_retouch_invert(struct baton_pixels *made, const struct baton_pixels *from);

#endif
