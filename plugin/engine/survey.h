/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The work that is repeated while people are in rooms: measuring the levels of microphones, and sending bitrate limits
 * again. A room is surveyed each BATON_SURVEY_INTERVAL. Control thread only.
 */
#ifndef BATON_ENGINE_SURVEY_H
#define BATON_ENGINE_SURVEY_H

#include "state/registry.h"

/* Does what is due. If much is due, does only a part of it: then the deadline stays in the past. */
void baton_survey_tick(struct baton_engine *engine);
/* Returns the time at which baton_survey_tick must be called next, or BATON_NEVER. */
baton_time baton_survey_deadline(const struct baton_engine *engine);

#endif
