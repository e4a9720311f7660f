/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Random ids and start values. */
#include "state/registry.h"

bool baton_registry_id(
    struct baton_engine *engine, char id[BATON_ID_SIZE], struct baton_failure *failure)
{
    if (baton_id_new(&engine->host->random, id))
        return true;
    baton_failure_set(failure, BATON_E_INTERNAL, "the system gives no random numbers");
    return false;
}

void baton_registry_seeds(struct baton_engine *engine, uint16_t *seq, uint32_t *timestamp)
{
    *seq = 0;
    *timestamp = 0;
    baton_random_fill(&engine->host->random, seq, sizeof(*seq));
    baton_random_fill(&engine->host->random, timestamp, sizeof(*timestamp));
}
