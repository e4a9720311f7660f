/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * reader owns the search for codes in a gray picture: zbar on the picture as it came, and then on
 * what is made of it for pictures that were filmed badly. Helper only.
 */
#ifndef BATON_SCAN_READER_H
#define BATON_SCAN_READER_H

#include "base/clock.h"
#include "scan/pixels.h"
#include "scan/texts.h"

/* How long to go on trying: `now` is asked before each attempt, and none begins after `until`. */
struct baton_reader_patience {
    baton_time (*now)(void);
    baton_time until;
};

/*
 * Adds to `texts` what the QR codes and Code 128 in the picture hold; attempts end when one has
 * found something. Returns false if memory ran out.
 */
bool baton_reader_read(const struct baton_pixels *pixels,
    const struct baton_reader_patience *patience, struct baton_texts *texts);

#endif
