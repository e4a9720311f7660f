/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Passes the network address of each handle's peer to the plugin. Janus tells these addresses to event handlers, but
 * not to plugins.
 *
 * This is a separate module, janus.eventhandler.baton. Janus loads it from its folder of event handlers. Besides
 * `create`, the module exports one function, which the plugin looks up when the plugin starts. Without the module, the
 * plugin does not know addresses, and warns nobody of a device in another network. See
 * docs/decisions/0012-addresses-from-events.md.
 */
#ifndef BATON_JANUS_EVENTHANDLER_H
#define BATON_JANUS_EVENTHANDLER_H

#include <stdbool.h>
#include <stdint.h>

enum {
    BATON_EVENTHANDLER_ADDRESS_SIZE = 46, /* bytes of an address as text (INET6_ADDRSTRLEN) */
};

/*
 * Receives an address of the peer of a handle's PeerConnection: an IPv4 or IPv6 address as text, valid during the call.
 * `claimed`: the peer has named the address as an ICE candidate; otherwise its media comes from the address. `handle_id`
 * is Janus's id of the handle, not 0. Runs on Janus's thread for events, with the module's lock held. This function must
 * not wait and must not call baton_eventhandler_listen.
 */
typedef void baton_eventhandler_listener(
    void *context, uint64_t handle_id, const char *address, bool claimed);

/*
 * The type and, below, the name of the exported function. After a call of this function, `listener` receives every
 * address, and an earlier listener receives none. NULL: nobody receives addresses any more. When the function returns,
 * the earlier listener is not running any more. Any thread.
 */
typedef void baton_eventhandler_listen_function(
    baton_eventhandler_listener *listener, void *context);
#define BATON_EVENTHANDLER_LISTEN "baton_eventhandler_listen"

#endif
