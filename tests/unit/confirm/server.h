/* SPDX-License-Identifier: GPL-3.0-or-later */
/* server owns a web server of a test: on loopback, one thread, one request at a time. */
#ifndef BATON_TESTS_CONFIRM_SERVER_H
#define BATON_TESTS_CONFIRM_SERVER_H

#include <stdbool.h>

struct server;

/*
 * `reply` is what it writes to each request, as it stands; NULL: nothing, and the connection stays
 * open until the server ends; "": it hangs up. With `tls` it speaks TLS under a certificate that
 * nobody has signed. Any failure ends the test program.
 */
struct server *server_start(const char *reply, bool tls);
int server_port(const struct server *server);
/* The last request whole, and how many there were. Borrowed until the next call; any thread. */
const char *server_seen(struct server *server, int *count);
void server_stop(struct server *server);

#endif
