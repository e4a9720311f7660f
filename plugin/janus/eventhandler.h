/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * network owns the way from Janus's events to the plugin: the address that each handle's peer has,
 * which Janus tells event handlers and no plugin. It is a module of its own,
 * janus.eventhandler.baton, that Janus loads from its events folder if it is there, and that has
 * one name beside `create`. The plugin looks that name up as it starts; without the module it knows
 * no addresses, and warns of no other network. See docs/decisions/0012-addresses-from-events.md.
 */
#ifndef BATON_JANUS_EVENTHANDLER_H
#define BATON_JANUS_EVENTHANDLER_H

#include <stdint.h>

enum {
    BATON_EVENTHANDLER_ADDRESS_SIZE = 46
}; /* of an address in text with its NUL (INET6_ADDRSTRLEN) */

/*
 * Hears that the PeerConnection of a handle, by Janus's id of it, has its peer at `address`: an
 * IPv4 or IPv6 address in text, borrowed for the call. `handle_id` is not 0. On Janus's thread for
 * events, with the module's lock held: must not wait, nor call baton_eventhandler_listen.
 */
typedef void baton_eventhandler_listener(void *context, uint64_t handle_id, const char *address);

/*
 * The type and the name of what the module shows: from now on `listener` hears of every address;
 * NULL: nobody does, and none is being called any more once this has returned. Any thread.
 */
typedef void baton_eventhandler_listen_function(
    baton_eventhandler_listener *listener, void *context);
#define BATON_NETWORK_LISTEN "baton_eventhandler_listen"

#endif
