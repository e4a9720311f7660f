/* SPDX-License-Identifier: GPL-3.0-or-later */
/* A web server for tests. It listens on loopback, and one thread handles one request at a time. */
#ifndef BATON_TESTS_CONFIRM_SERVER_H
#define BATON_TESTS_CONFIRM_SERVER_H

#include <stdbool.h>

struct server;

/*
 * The server replies to each request with exactly the text `reply`. NULL: it sends nothing, and the connection stays
 * open until the server stops. "": it closes the connection. With `tls` it uses TLS with a self-signed certificate. Any
 * failure ends the test program.
 */
struct server *server_start(const char *reply, bool tls);
int server_port(const struct server *server);
/* Returns the whole last request, and sets `count` to the number of requests. The text is valid until the next call.
 * Any thread. */
const char *server_seen(struct server *server, int *count);
void server_stop(struct server *server);

#endif
