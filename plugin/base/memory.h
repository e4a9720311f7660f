/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Ends the process when memory runs out; see docs/decisions/0033-what-can-fail.md. */
#ifndef BATON_BASE_MEMORY_H
#define BATON_BASE_MEMORY_H

/*
 * Makes jansson end the process if it gets no memory, as GLib does. By itself jansson returns NULL or -1, and a message
 * then lacks a field without anybody noticing. Does nothing if the program has given jansson its own functions.
 * Memory that jansson has already can still be freed with free(). Call it before other threads use jansson.
 */
void baton_memory_guard_json(void);

#endif
