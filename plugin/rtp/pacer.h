/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Decides when a stream asks a device for a keyframe. Many receivers may ask, but only one request
 * is sent in each interval. The pacer remembers a request that came too early until a keyframe has
 * come or the interval is over.
 */
#ifndef BATON_RTP_PACER_H
#define BATON_RTP_PACER_H

#include <stdbool.h>

#include "base/clock.h"

struct baton_pacer {
    baton_time interval;
    baton_time sent;  /* when the last request was sent; only if `asked` and not `undated` */
    bool asked;       /* a request was sent */
    bool undated;     /* baton_pacer_force sent the last request. It does not get the time, so the
                         time that the next function gets counts instead, unless a keyframe comes first */
    bool outstanding; /* no keyframe has started since the last request */
    bool wanted;      /* another request came too early and is remembered */
};

void baton_pacer_init(struct baton_pacer *pacer, baton_time interval);

/* A keyframe is wanted. True: send a request now. False: the pacer remembers the request. */
bool baton_pacer_request(struct baton_pacer *pacer, baton_time now);

/* A packet has come. True: send the remembered request now. */
bool baton_pacer_due(struct baton_pacer *pacer, baton_time now);

/*
 * A keyframe is needed even within the interval. True: send a request now. False: no keyframe has
 * come since the last request, so no other request is needed.
 */
bool baton_pacer_force(struct baton_pacer *pacer);

/* A keyframe starts. It fulfils all requests before it. */
void baton_pacer_keyframe(struct baton_pacer *pacer);

#endif
