/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Draws QR codes (ISO/IEC 18004). */
#ifndef BATON_CODE_QR_H
#define BATON_CODE_QR_H

#include "base/error.h"
#include "code/bitmap.h"

/*
 * The error correction is level M, which restores about 15 % of the codewords. A camera films a screen at an angle,
 * with glare and moire, but without dirt or tears. Level L (7 %) helps too little against a reflection. Levels Q and H
 * need smaller modules, and a camera reads large modules best.
 *
 * The quiet zone is 4 modules on each side, as ISO/IEC 18004 demands. It is part of the bitmap, so that no page can
 * leave it out by accident.
 */
enum { BATON_QR_QUIET_ZONE = 4 };

/*
 * Encodes `text` as bytes. Returns BATON_OK and sets `bitmap`; BATON_E_INVALID_ELEMENT if the text is empty or does not
 * fit into the largest QR code (2331 bytes); BATON_E_INTERNAL if memory ran out.
 */
enum baton_error baton_qr_encode(
    const char *text, struct baton_bitmap *bitmap, struct baton_failure *failure);

#endif
