/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * output owns stdout: lines of JSON to the program that drives the peer. Writing never blocks, as
 * media has to go on while nobody reads: what the pipe does not take yet waits in memory.
 */
#ifndef BATON_PEER_OUTPUT_H
#define BATON_PEER_OUTPUT_H

#include <jansson.h>

void peer_output_open(void);
/* Writes an object, which it takes, after everything that was given before. */
void peer_output_send(json_t *object);
/* The same within a few milliseconds, together with what else comes until then. */
void peer_output_send_soon(json_t *object);
/* Waits until everything is written. */
void peer_output_close(void);

#endif
