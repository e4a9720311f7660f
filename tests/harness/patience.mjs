// SPDX-License-Identifier: GPL-3.0-or-later
// How long to wait for what should come at once: long enough for a machine that is busy with other
// things, and for a Janus that a sanitizer slows down. Waiting ends when it has come, so it costs nothing.

const slower = process.env.BATON_SANITIZER ? 4 : 1;

export const patience = (milliseconds) => milliseconds * slower;

/** For an event, a packet, or a change of state. */
export const WAIT = patience(10000);
