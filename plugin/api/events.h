/* SPDX-License-Identifier: GPL-3.0-or-later */
/* All events: the fields of each, and when, on which handle and to whom it is sent. */
#ifndef BATON_API_EVENTS_H
#define BATON_API_EVENTS_H

#include "api/contract.h"

/* All events; NULL ends the list. */
extern const struct baton_message *const baton_events[];

#endif
