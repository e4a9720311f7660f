/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * The receiver of a reply that comes later, because the store has to be asked first. A function that can reply later
 * returns NULL and leaves failure->error at BATON_OK. Then the engine calls `reply` once, on the control thread: either
 * with `body`, which `reply` owns, or with `failure`. `reply` must not call the engine.
 */
#ifndef BATON_ENGINE_LATER_H
#define BATON_ENGINE_LATER_H

#include <jansson.h>

#include "base/error.h"

struct baton_later {
    void (*reply)(void *context, json_t *body, const struct baton_failure *failure);
    void *context;
};

#endif
