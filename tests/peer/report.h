/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The report about all devices at the end of a scenario. */
#ifndef BATON_PEER_REPORT_H
#define BATON_PEER_REPORT_H

#include <jansson.h>

#include "peer/scenario.h"

/*
 * Returns a new object with `complaints` (sentences), `streams`, `receivers`, `senders`, `marks`, `moves`, `gaps` and
 * `returns`. A stream has the `frames` of each encoding, `changes` of the encoding, and frames that were `left_out`
 * (reception.h). `lateness` and `lateness_p99` say how late this process was since `measure`. Times are in
 * milliseconds.
 */
json_t *peer_report_make(const struct peer_scenario *scenario);

#endif
