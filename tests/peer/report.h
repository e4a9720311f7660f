/* SPDX-License-Identifier: GPL-3.0-or-later */
/* report owns what is said of all devices in the end: one JSON object. */
#ifndef BATON_PEER_REPORT_H
#define BATON_PEER_REPORT_H

#include <jansson.h>

#include "peer/scenario.h"

/*
 * A new object: `seed`, `complaints` (sentences), `streams`, `receivers`, `senders`, `marks`,
 * `moves`, `gaps`, `lateness` and `lateness_p99` (of this process, since `measure`). Times are in
 * milliseconds.
 */
json_t *peer_report_make(const struct peer_scenario *scenario);

#endif
