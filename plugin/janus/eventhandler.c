/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Reads the selected candidate pair and the remote candidates of each PeerConnection from Janus's events. */
#include "janus/eventhandler.h"

#include <events/eventhandler.h>
#include <pthread.h>
#include <stdio.h>
#include <string.h>

#include "autoconfig.h"

__attribute__((visibility("default"))) baton_eventhandler_listen_function baton_eventhandler_listen;
__attribute__((visibility("default"))) janus_eventhandler *create(void);

static pthread_mutex_t lock = PTHREAD_MUTEX_INITIALIZER;
static baton_eventhandler_listener *current; /* guarded by lock */
static void *current_context;                /* guarded by lock */

void baton_eventhandler_listen(baton_eventhandler_listener *listener, void *context)
{
    pthread_mutex_lock(&lock);
    current = listener;
    current_context = context;
    pthread_mutex_unlock(&lock);
}

static void tell(uint64_t handle_id, const char *address, bool claimed)
{
    pthread_mutex_lock(&lock);
    if (current)
        current(current_context, handle_id, address, claimed);
    pthread_mutex_unlock(&lock);
}

/*
 * Finds the remote address in "10.0.0.1:4321 [host,udp] <-> 192.0.2.7:1234 [prflx,udp]": the text between the arrow and
 * the last colon before the second opening bracket. The address of a relay says nothing about the network of the peer:
 * all peers of the relay have this address.
 */
static bool find_remote(const char *pair, char address[BATON_EVENTHANDLER_ADDRESS_SIZE])
{
    static const char arrow[] = " <-> ", relay[] = "[relay,";
    const char *remote = pair ? strstr(pair, arrow) : NULL;
    const char *bracket = remote ? strchr(remote, '[') : NULL;
    const char *colon = bracket;
    if (!bracket || strncmp(bracket, relay, sizeof(relay) - 1) == 0)
        return false;
    remote += strlen(arrow);
    while (colon > remote && *colon != ':')
        colon--;
    size_t length = (size_t)(colon - remote);
    if (length == 0 || length >= BATON_EVENTHANDLER_ADDRESS_SIZE)
        return false;
    memcpy(address, remote, length);
    address[length] = '\0';
    return true;
}

/*
 * Finds the address in "1 1 udp 2122260223 192.0.2.7 1234 typ host ..." (RFC 8839 section 5.1, without "candidate:").
 * A browser may give a name in place of an address.
 */
static bool find_claimed(const char *candidate, char address[BATON_EVENTHANDLER_ADDRESS_SIZE])
{
    char type[8], text[BATON_EVENTHANDLER_ADDRESS_SIZE];
    if (!candidate || sscanf(candidate, "%*s %*s %*s %*s %45s %*s typ %7s", text, type) != 2 ||
        strcmp(type, "relay") == 0)
        return false;
    memcpy(address, text, sizeof(text));
    return true;
}

static void take(const json_t *event)
{
    const json_t *body = json_object_get(event, "event");
    const char *pair = json_string_value(json_object_get(body, "selected-pair"));
    const char *candidate = json_string_value(json_object_get(body, "remote-candidate"));
    uint64_t handle_id = (uint64_t)json_integer_value(json_object_get(event, "handle_id"));
    char address[BATON_EVENTHANDLER_ADDRESS_SIZE];
    if (handle_id == 0) /* attachments without an id */
        return;
    if (find_remote(pair, address))
        tell(handle_id, address, false);
    else if (find_claimed(candidate, address))
        tell(handle_id, address, true);
}

/* Janus keeps the event, and frees it after all handlers have seen it. */
static void incoming_event(json_t *event)
{
    take(event);
}

static int init(const char *config_path)
{
    (void)config_path;
    return 0;
}

static void destroy(void)
{
    baton_eventhandler_listen(NULL, NULL);
}

static int get_api_compatibility(void)
{
    return JANUS_EVENTHANDLER_API_VERSION;
}

static int get_version(void)
{
    return 1;
}

static const char *get_version_string(void)
{
    return PACKAGE_VERSION;
}

static const char *get_description(void)
{
    return "Tells Baton the network addresses of devices";
}

static const char *get_name(void)
{
    return "Baton's event handler";
}

static const char *get_author(void)
{
    return "The Baton authors";
}

static const char *get_package(void)
{
    return "janus.eventhandler.baton";
}

static janus_eventhandler module = {
    .init = init,
    .destroy = destroy,
    .get_api_compatibility = get_api_compatibility,
    .get_version = get_version,
    .get_version_string = get_version_string,
    .get_description = get_description,
    .get_name = get_name,
    .get_author = get_author,
    .get_package = get_package,
    .incoming_event = incoming_event,
    .events_mask = JANUS_EVENT_TYPE_WEBRTC,
};

janus_eventhandler *create(void)
{
    return &module;
}
