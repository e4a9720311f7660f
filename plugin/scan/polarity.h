/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Guesses whether the codes in a picture are dark on light, as usual, or light on dark, as in a dark mode or with
 * inverted colours. zbar finds only dark codes, so light codes must be inverted first. A guess takes about a tenth of
 * the time of a search. Pure. Only the helper links this file.
 */
#ifndef BATON_SCAN_POLARITY_H
#define BATON_SCAN_POLARITY_H

#include "scan/pixels.h"

enum baton_polarity {
    BATON_POLARITY_UNKNOWN, /* nothing looks like a code, or both kinds do */
    BATON_POLARITY_DARK,
    BATON_POLARITY_LIGHT,
};

struct baton_polarity_finding {
    enum baton_polarity polarity;
    bool bars; /* there are lines that look like lines through a bar code */
};

/*
 * Looks for the finder pattern of a QR code (ISO/IEC 18004 section 6.3.3) and for lines through a bar code with its
 * quiet zones, in both colours. Returns UNKNOWN if memory ran out.
 */
struct baton_polarity_finding baton_polarity_guess(const struct baton_pixels *pixels);

#endif
