/* SPDX-License-Identifier: GPL-3.0-or-later */
/* eventhandler: which addresses of Janus's events the plugin gets. */
#include <events/eventhandler.h>
#include <string.h>

#include "janus/eventhandler.h"
#include "test.h"

janus_eventhandler *create(void);
baton_eventhandler_listen_function baton_eventhandler_listen;

static char got[BATON_EVENTHANDLER_ADDRESS_SIZE + 8]; /* "" if nothing was told */

static void take_told(UNUSED void *context, uint64_t handle_id, const char *address, bool claimed)
{
    assert_int_equal(handle_id, 7);
    snprintf(got, sizeof(got), "%s%s", claimed ? "claimed " : "", address);
}

static const char *told(const char *field, const char *text)
{
    json_t *event = json_pack("{s:i, s:{s:s}}", "handle_id", 7, "event", field, text);

    got[0] = '\0';
    baton_eventhandler_listen(take_told, NULL);
    create()->incoming_event(event);
    baton_eventhandler_listen(NULL, NULL);
    assert_int_equal(event->refcount, 1); /* the event is still Janus's */
    json_decref(event);
    return got;
}

TEST(the_address_of_the_selected_pair_is_told)
{
    assert_string_equal(
        told("selected-pair", "10.0.0.1:43 [host,udp] <-> 192.0.2.7:12 [prflx,udp]"), "192.0.2.7");
    assert_string_equal(
        told("selected-pair", "10.0.0.1:43 [relay,udp] <-> 2001:db8::7:12 [host,udp]"),
        "2001:db8::7");
}

TEST(the_address_of_a_candidate_is_told_as_claimed)
{
    assert_string_equal(
        told("remote-candidate", "1 1 udp 21 192.0.2.7 1234 typ host"), "claimed 192.0.2.7");
}

TEST(the_address_of_a_relay_is_not_told)
{
    assert_string_equal(
        told("selected-pair", "10.0.0.1:43 [host,udp] <-> 203.0.113.9:12 [relay,udp]"), "");
    assert_string_equal(told("remote-candidate", "1 1 udp 21 203.0.113.9 1234 typ relay"), "");
}
