// SPDX-License-Identifier: GPL-3.0-or-later
// How long tests wait for something that should come immediately: long enough for a busy machine, and for a Janus that
// a sanitizer slows down. A wait ends as soon as the event has come, so a long time-out costs nothing.

const slower = process.env.BATON_SANITIZER ? 4 : 1;

/** Returns a time in the same unit: longer if Janus runs under a sanitizer, else the same. */
export const scaled = (time) => time * slower;

/** Milliseconds to wait for an event, a packet, or a change of state. */
export const WAIT = scaled(10000);
