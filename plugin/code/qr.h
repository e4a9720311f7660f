/* SPDX-License-Identifier: GPL-3.0-or-later */
/* qr owns the QR code (ISO/IEC 18004): its error correction, its quiet zone, its encoder. */
#ifndef BATON_CODE_QR_H
#define BATON_CODE_QR_H

#include "base/error.h"
#include "code/bitmap.h"

/*
 * Error correction is level M, which restores about 15 % of the codewords. A camera sees a screen at an angle, with
 * glare and moire, but without dirt or tears. L (7 %) helps too little against a reflection. Q and H make the modules
 * smaller, and a camera reads large modules best.
 *
 * The quiet zone is 4 modules on each side, as ISO/IEC 18004 demands. It is part of the bitmap, so no page can leave
 * it out by accident.
 */
enum { BATON_QR_QUIET_ZONE = 4 };

/*
 * Encodes `text` as bytes. Returns BATON_OK and sets `bitmap`; BATON_E_INVALID_ELEMENT if it is empty or more than
 * the largest symbol holds (2331 bytes); BATON_E_INTERNAL if memory ran out.
 */
enum baton_error baton_qr_encode(
    const char *text, struct baton_bitmap *bitmap, struct baton_failure *failure);

#endif
