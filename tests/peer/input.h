/* SPDX-License-Identifier: GPL-3.0-or-later */
/* input owns stdin: lines that wait until their turn comes, while media goes on. */
#ifndef BATON_PEER_INPUT_H
#define BATON_PEER_INPUT_H

void peer_input_open(void);
/* Runs the loop until there is a line; returns it, to be freed, or NULL after the last one. */
char *peer_input_next(void);

#endif
