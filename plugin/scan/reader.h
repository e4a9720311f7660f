/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reader owns the search for codes in a gray picture. zbar searches the picture itself, and then changed copies of
 * it, for pictures of bad quality. Only the helper links it.
 */
#ifndef BATON_SCAN_READER_H
#define BATON_SCAN_READER_H

#include "base/clock.h"
#include "scan/pixels.h"
#include "scan/texts.h"

/* How long to try: no attempt begins once `now()` is past `until`. */
struct baton_reader_patience {
    baton_time (*now)(void);
    baton_time until;
};

/*
 * Adds to `texts` the texts of the QR codes and Code 128 bar codes in the picture. Stops at the first attempt that
 * finds a code. Returns false if memory ran out.
 */
bool baton_reader_read(const struct baton_pixels *pixels,
    const struct baton_reader_patience *patience, struct baton_texts *texts);

#endif
