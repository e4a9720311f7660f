/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report owns the summary of all devices at the end: one JSON object. */
#ifndef BATON_PEER_REPORT_H
#define BATON_PEER_REPORT_H

#include <jansson.h>

#include "peer/scenario.h"

/*
 * A new object: `complaints` (sentences), `streams`, `receivers`, `senders`, `marks`, `moves`, `gaps`, `lateness` and
 * `lateness_p99` (of this process, since `measure`). Times are in milliseconds.
 */
json_t *peer_report_make(const struct peer_scenario *scenario);

#endif
