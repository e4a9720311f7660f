/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gives any text as a selected candidate pair to the event handler, and the address that it finds to the comparison of
 * networks. The address must be a part of the text, and must fit.
 */
#include <events/eventhandler.h>
#include <jansson.h>

#include "base/address.h"
#include "fuzz/fuzz.h"
#include "janus/eventhandler.h"

janus_eventhandler *create(void);
extern baton_eventhandler_listen_function baton_eventhandler_listen;

static const char *pair;

static void take_address(void *context, uint64_t handle_id, const char *address)
{
    (void)context;
    assert(handle_id == 7);
    assert(
        address[0] && strlen(address) < BATON_EVENTHANDLER_ADDRESS_SIZE && strstr(pair, address));
    assert(!baton_address_differs(address, address));
    assert(
        baton_address_differs(address, "192.0.2.1") == baton_address_differs("192.0.2.1", address));
    assert(baton_address_differs(address, "2001:db8::1") ==
           baton_address_differs("2001:db8::1", address));
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text(data, size);
    json_t *event = json_object(), *body = json_object();

    pair = text;
    json_object_set_new(body, "selected-pair", json_string_nocheck(text));
    json_object_set_new(event, "event", body);
    json_object_set_new(event, "handle_id", json_integer(7));
    baton_eventhandler_listen(take_address, NULL);
    create()->incoming_event(event);
    free(text);
    return 0;
}
