/* SPDX-License-Identifier: GPL-3.0-or-later */
#include "rtp/pacer.h"

void baton_pacer_init(struct baton_pacer *pacer, baton_time interval)
{
    *pacer = (struct baton_pacer){.interval = interval};
}

static bool too_early(struct baton_pacer *pacer, baton_time now)
{
    if (pacer->undated) {
        pacer->sent = now;
        pacer->undated = false;
    }
    return pacer->asked && now - pacer->sent < pacer->interval;
}

bool baton_pacer_request(struct baton_pacer *pacer, baton_time now)
{
    if (too_early(pacer, now)) {
        pacer->wanted = true;
        return false;
    }
    pacer->asked = pacer->outstanding = true;
    pacer->wanted = false;
    pacer->sent = now;
    return true;
}

bool baton_pacer_due(struct baton_pacer *pacer, baton_time now)
{
    return pacer->wanted && baton_pacer_request(pacer, now);
}

bool baton_pacer_force(struct baton_pacer *pacer)
{
    if (pacer->outstanding)
        return false;
    pacer->asked = pacer->undated = pacer->outstanding = true;
    pacer->wanted = false;
    return true;
}

void baton_pacer_keyframe(struct baton_pacer *pacer)
{
    pacer->outstanding = false;
    pacer->wanted = false;
    if (pacer->undated)
        pacer->asked = pacer->undated = false;
}
