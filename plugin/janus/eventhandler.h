/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * eventhandler owns the way from Janus's events to the plugin: the network address of each handle's peer, which Janus
 * tells to event handlers but not to plugins.
 *
 * It is a module of its own, janus.eventhandler.baton. Janus loads it from its folder of event handlers. Beside
 * `create` it exports one function, which the plugin looks up when it starts. Without the module the plugin knows no
 * addresses, and warns nobody of another network. See docs/decisions/0012-addresses-from-events.md.
 */
#ifndef BATON_JANUS_EVENTHANDLER_H
#define BATON_JANUS_EVENTHANDLER_H

#include <stdint.h>

enum {
    BATON_EVENTHANDLER_ADDRESS_SIZE =
        46, /* of an address as text with its NUL (INET6_ADDRSTRLEN) */
};

/*
 * Receives the address of the peer of a handle's PeerConnection, an IPv4 or IPv6 address as text, borrowed for the
 * call. `handle_id` is Janus's id of the handle, not 0. Runs on Janus's thread for events, with the module's lock
 * held: it must not wait, nor call baton_eventhandler_listen.
 */
typedef void baton_eventhandler_listener(void *context, uint64_t handle_id, const char *address);

/*
 * The type and the name of the exported function. From this call on, `listener` receives every address. With NULL
 * nobody does, and after the return no listener is running any more. Any thread.
 */
typedef void baton_eventhandler_listen_function(
    baton_eventhandler_listener *listener, void *context);
#define BATON_EVENTHANDLER_LISTEN "baton_eventhandler_listen"

#endif
