/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Searches for codes in a gray picture. zbar searches the picture itself and then, because its quality may be bad,
 * changed copies of it. Only the helper links this file.
 */
#ifndef BATON_SCAN_READER_H
#define BATON_SCAN_READER_H

#include "base/clock.h"
#include "scan/pixels.h"
#include "scan/texts.h"

/* How long to try: after the first attempt, no attempt begins if `now()` has reached `until`. */
struct baton_reader_patience {
    baton_time (*now)(void);
    baton_time until;
};

/*
 * Adds the texts of the QR codes and Code 128 bar codes in the picture to `texts`. Stops after the first attempt that
 * finds a code. Returns false if memory ran out.
 */
bool baton_reader_read(const struct baton_pixels *pixels,
    const struct baton_reader_patience *patience, struct baton_texts *texts);

#endif
