/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Checks the invariants of an engine between two requests or facts, whatever has happened before. */
#ifndef BATON_FAKE_INVARIANTS_H
#define BATON_FAKE_INVARIANTS_H

#include "fake/world.h"

/*
 * Fails the test unless: each source forwards the packets of one device, which is the device that has the call (except
 * while a gate changes the device); each handle belongs to the device that says so; each object is in its table, and
 * no other; nothing waits in the engine; and the queue of each client is within its limits. Flushes first.
 */
void fake_invariants_check(struct fake_world *world);

#endif
