/* SPDX-License-Identifier: GPL-3.0-or-later */
/* events owns the shapes of all events: on which handle each comes, to whom, and when. */
#ifndef BATON_API_EVENTS_H
#define BATON_API_EVENTS_H

#include "api/contract.h"

/* All of them; ends with NULL. */
extern const struct baton_message *const baton_events[];

#endif
