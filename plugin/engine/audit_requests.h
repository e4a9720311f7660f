/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The entries about refused requests, of which not all are noted. Control thread only. */
#ifndef BATON_ENGINE_AUDIT_REQUESTS_H
#define BATON_ENGINE_AUDIT_REQUESTS_H

#include "state/registry.h"

/* If refusals were left out and baton_refusals_due has come, notes how many. */
void baton_audit_requests_tick(struct baton_engine *engine);

#endif
