/* SPDX-License-Identifier: GPL-3.0-or-later */
/*
 * Gives any text as a selected candidate pair, and as a candidate of the peer, to the event handler, and the address
 * that it finds to the comparison of networks. The address must be a part of the text, and must fit.
 */
#include <events/eventhandler.h>
#include <jansson.h>

#include "base/address.h"
#include "fuzz/fuzz.h"
#include "janus/eventhandler.h"

janus_eventhandler *create(void);
extern baton_eventhandler_listen_function baton_eventhandler_listen;

static const char *source;

/* Returns whether the addresses say that the two devices are in different networks. */
static bool differ(const struct baton_addresses *own, const struct baton_addresses *other)
{
    const char *address = NULL;
    enum baton_address_verdict verdict = baton_addresses_compare(own, other, &address);

    assert((verdict == BATON_ADDRESS_OTHER) == (address != NULL));
    return verdict == BATON_ADDRESS_OTHER;
}

static void check_comparison(const char *address, const char *fixed)
{
    struct baton_addresses one = {.seen = {""}}, other = {.seen = {""}}, claims = {.seen = {""}};
    const char *found = NULL;

    baton_addresses_see(&one, address);
    baton_addresses_see(&other, fixed);
    baton_addresses_claim(&claims, address);
    assert(baton_addresses_are_seen(&one) == baton_addresses_share(&one, &one));
    assert(!differ(&one, &one) && !differ(&claims, &one));
    assert(differ(&one, &other) == differ(&other, &one));
    assert(!baton_addresses_claim_differs(&one, &claims, &found) && !found);
}

static void take_address(void *context, uint64_t handle_id, const char *address, bool claimed)
{
    assert(handle_id == 7 && claimed == *(const bool *)context);
    assert(
        address[0] && strlen(address) < BATON_EVENTHANDLER_ADDRESS_SIZE && strstr(source, address));
    check_comparison(address, "192.0.2.1");
    check_comparison(address, "2001:db8::1");
}

static void give(const char *field, bool claimed)
{
    json_t *event = json_object(), *body = json_object();

    json_object_set_new(body, field, json_string_nocheck(source));
    json_object_set_new(event, "event", body);
    json_object_set_new(event, "handle_id", json_integer(7));
    baton_eventhandler_listen(take_address, &claimed);
    create()->incoming_event(event);
    baton_eventhandler_listen(NULL, NULL);
    json_decref(event);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    char *text = fuzz_text(data, size);

    source = text;
    give("selected-pair", false);
    give("remote-candidate", true);
    free(text);
    return 0;
}
