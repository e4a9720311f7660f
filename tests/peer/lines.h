/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Lines of JSON on stdin and stdout, from and to the program that drives the peer. The peer must go on sending media.
 * Therefore reading runs the main loop, and writing never blocks: bytes that the pipe does not accept wait in memory.
 */
#ifndef BATON_PEER_LINES_H
#define BATON_PEER_LINES_H

#include <jansson.h>

void peer_lines_open(void);
/* Runs the main loop until there is a line on stdin. Returns the line; free it. NULL: stdin has ended. */
char *peer_lines_next(void);
/* Takes ownership of an object, and writes it after all earlier objects. */
void peer_lines_send(json_t *object);
/* Does the same, but waits some milliseconds, to write the object together with objects that follow. */
void peer_lines_send_soon(json_t *object);
/* Waits until everything is written. */
void peer_lines_close(void);

#endif
