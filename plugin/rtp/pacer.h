/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * pacer owns when a stream asks a device for a keyframe. Many receivers ask, but only one request
 * is sent in each interval. A request that came too early is remembered until a keyframe has come
 * or the interval is over.
 */
#ifndef BATON_RTP_PACER_H
#define BATON_RTP_PACER_H

#include <stdbool.h>

#include "base/clock.h"

struct baton_pacer {
    baton_time interval;
    baton_time sent;  /* when the last request went out; only if `asked` and not `undated` */
    bool asked;       /* a request has gone out */
    bool undated;     /* it went out at an unknown time: the next time that the pacer is told
                         counts, unless a keyframe comes first */
    bool outstanding; /* no keyframe has started since */
    bool wanted;      /* another request came too early */
};

void baton_pacer_init(struct baton_pacer *pacer, baton_time interval);

/* A keyframe is wanted. True: send a request now. False: it is remembered. */
bool baton_pacer_request(struct baton_pacer *pacer, baton_time now);

/* A packet has come. True: a remembered request is due, send it now. */
bool baton_pacer_due(struct baton_pacer *pacer, baton_time now);

/*
 * A keyframe is needed, and the interval does not count. True: send a request now. False: a request
 * is on its way and no keyframe has come since, so no other one is needed.
 */
bool baton_pacer_force(struct baton_pacer *pacer);

/* A keyframe starts: it answers all requests before it. */
void baton_pacer_keyframe(struct baton_pacer *pacer);

#endif
