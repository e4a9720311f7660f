/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * lines owns stdin and stdout: lines of JSON from and to the program that drives the peer. Media must go on meanwhile.
 * Therefore reading runs the main loop, and writing never blocks: what the pipe does not take yet waits in memory.
 */
#ifndef BATON_PEER_LINES_H
#define BATON_PEER_LINES_H

#include <jansson.h>

void peer_lines_open(void);
/* Runs the loop until there is a line on stdin; returns it, to be freed, or NULL after the last one. */
char *peer_lines_next(void);
/* Writes an object, which it takes, after everything that was given before. */
void peer_lines_send(json_t *object);
/* The same within a few milliseconds, together with what else comes until then. */
void peer_lines_send_soon(json_t *object);
/* Waits until everything is written. */
void peer_lines_close(void);

#endif
