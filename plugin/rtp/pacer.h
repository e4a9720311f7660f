/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pacer owns when a source asks its device for a keyframe: many ask, one request per interval goes
 * out, and one that came too early is remembered until a keyframe has come or the interval is over.
 */
#ifndef BATON_RTP_PACER_H
#define BATON_RTP_PACER_H

#include <stdbool.h>

#include "base/clock.h"

struct baton_pacer {
    baton_time interval;
    baton_time sent;  /* when the last request went out; only if `asked` and not `undated` */
    bool asked;       /* a request has gone out */
    bool undated;     /* it went out at an instant nobody told: the next one told, unless a keyframe
                         comes */
    bool outstanding; /* no keyframe has started since */
    bool wanted;      /* another request came too early */
};

void baton_pacer_init(struct baton_pacer *pacer, baton_time interval);

/* Somebody wants a keyframe. True: send a request now. False: it is remembered. */
bool baton_pacer_request(struct baton_pacer *pacer, baton_time now);

/* A packet came. True: a remembered request is due, send it now. */
bool baton_pacer_due(struct baton_pacer *pacer, baton_time now);

/*
 * A keyframe is needed whatever the interval says. True: send a request now. False: one is on its
 * way and no keyframe has come yet, so that one will do.
 */
bool baton_pacer_force(struct baton_pacer *pacer);

/* A keyframe starts: whoever asked before has what they wanted. */
void baton_pacer_keyframe(struct baton_pacer *pacer);

#endif
