/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Sends datagrams through libnice's agent. The first bytes of a received datagram tell its kind. */
#include "peer/link.h"

#include <nice/agent.h>
#include <string.h>

#include "peer/rtp.h"
#include "peer/srtp.h"

enum {
    COMPONENT = 1,
    DATAGRAM_MAX = 2048,
};

struct peer_link {
    struct peer_link_handler handler;
    void *user;
    char *address;
    NiceAgent *agent;
    guint stream;
    struct peer_identity const *identity;
    struct peer_dtls *dtls;
    struct peer_srtp *srtp;
    struct peer_relay *relay;
    struct peer_link_times times;
    GQueue early;            /* GBytes: datagrams of DTLS that wait until ICE has connected */
    gchar *ufrag, *password; /* local credentials */
    char *remote_ufrag;
    char *candidates; /* lines of SDP */
    uint16_t port;    /* of the only candidate, if there is a relay */
    bool dead, restarting;
};

static void on_datagram(
    NiceAgent *agent, guint stream, guint component, guint len, gchar *data, gpointer user);

static void depart(struct peer_link *link, const uint8_t *data, size_t len)
{
    nice_agent_send(link->agent, link->stream, COMPONENT, (guint)len, (const gchar *)data);
}

/*
 * Janus may have chosen a pair and begun DTLS before libnice has chosen a pair here. The datagrams then wait, because
 * DTLS would send a lost datagram again only after a second.
 */
static void send_dtls(void *user, const uint8_t *data, size_t len)
{
    struct peer_link *link = user;

    if (link->dead)
        return;
    if (link->times.ice)
        depart(link, data, len);
    else
        g_queue_push_tail(&link->early, g_bytes_new(data, len));
}

static void send_early(struct peer_link *link)
{
    GBytes *bytes;

    while ((bytes = g_queue_pop_head(&link->early))) {
        gsize len;
        const uint8_t *data = g_bytes_get_data(bytes, &len);
        depart(link, data, len);
        g_bytes_unref(bytes);
    }
}

static void on_closed(void *user)
{
    struct peer_link *link = user;

    link->handler.event(link->user, PEER_LINK_CLOSED);
}

static void on_lost(void *user, enum peer_direction direction, const uint8_t *data, size_t len)
{
    struct peer_link *link = user;

    link->handler.lost(link->user, direction, data, len);
}

static void on_state(NiceAgent *agent, guint stream, guint component, guint state, gpointer user)
{
    struct peer_link *link = user;

    (void)agent;
    (void)stream;
    (void)component;
    bool there = state == NICE_COMPONENT_STATE_CONNECTED || state == NICE_COMPONENT_STATE_READY;
    if (there && !link->times.ice) {
        link->times.ice = g_get_monotonic_time();
        send_early(link);
    }
    if (state == NICE_COMPONENT_STATE_READY && link->restarting) {
        link->restarting = false;
        link->handler.event(link->user, PEER_LINK_RESTARTED);
    }
    if (state == NICE_COMPONENT_STATE_FAILED)
        link->handler.event(link->user, PEER_LINK_FAILED);
}

static void add_addresses(NiceAgent *agent, const char *list)
{
    char **addresses = g_strsplit(list, ",", -1);

    for (int i = 0; addresses[i]; i++) {
        NiceAddress address;
        nice_address_init(&address);
        nice_address_set_from_string(&address, addresses[i]);
        nice_agent_add_local_address(agent, &address);
    }
    g_strfreev(addresses);
}

static NiceAgent *make_agent(struct peer_link *link, bool controlling)
{
    NiceAgent *agent = nice_agent_new(NULL, NICE_COMPATIBILITY_RFC5245);

    g_object_set(agent, "upnp", FALSE, "ice-tcp", FALSE, "controlling-mode", controlling, NULL);
    add_addresses(agent, link->address);
    g_signal_connect(agent, "component-state-changed", G_CALLBACK(on_state), link);
    link->stream = nice_agent_add_stream(agent, 1);
    nice_agent_attach_recv(agent, link->stream, COMPONENT, NULL, on_datagram, link);
    return agent;
}

/* There is one candidate for each address, because there is no TCP. With a relay, it has the relay's port. */
static void write_candidates(struct peer_link *link)
{
    GSList *all = nice_agent_get_local_candidates(link->agent, link->stream, COMPONENT);
    GString *lines = g_string_new(NULL);

    g_assert(all && !(link->relay && all->next));
    for (const GSList *item = all; item; item = item->next) {
        const NiceCandidate *candidate = item->data;
        char address[NICE_ADDRESS_STRING_LEN];
        nice_address_to_string(&candidate->addr, address);
        link->port = (uint16_t)nice_address_get_port(&candidate->addr);
        g_string_append_printf(lines, "a=candidate:%s 1 udp %u %s %u typ host\r\n",
            candidate->foundation, candidate->priority, address,
            link->relay ? peer_relay_port(link->relay, PEER_UP) : link->port);
    }
    g_slist_free_full(all, (GDestroyNotify)nice_candidate_free);
    link->candidates = g_string_free(lines, FALSE);
}

static void read_credentials(struct peer_link *link)
{
    g_free(link->ufrag);
    g_free(link->password);
    nice_agent_get_local_credentials(link->agent, link->stream, &link->ufrag, &link->password);
}

void peer_link_restart(struct peer_link *link)
{
    link->restarting = true;
    nice_agent_restart_stream(link->agent, link->stream);
    read_credentials(link);
}

struct peer_link *peer_link_new(
    const struct peer_link_options *options, const struct peer_link_handler *handler, void *user)
{
    static const struct peer_dtls_handler dtls_handler = {send_dtls, on_closed};
    struct peer_link *link = g_new0(struct peer_link, 1);

    link->handler = *handler;
    link->user = user;
    link->address = g_strdup(options->address);
    link->identity = options->identity;
    link->agent = make_agent(link, options->controlling);
    link->dtls = peer_dtls_new(options->identity, &dtls_handler, link);
    if (options->impairment)
        link->relay =
            peer_relay_new(options->address, options->impairment, options->random, on_lost, link);
    if ((options->impairment && !link->relay) ||
        !nice_agent_gather_candidates(link->agent, link->stream)) {
        peer_link_free(link);
        return NULL;
    }
    read_credentials(link);
    write_candidates(link);
    return link;
}

/* Does nothing the second time, because libnice complains about a stream that does not exist. */
static void remove_stream(struct peer_link *link)
{
    if (!link->stream)
        return;
    nice_agent_attach_recv(link->agent, link->stream, COMPONENT, NULL, NULL, NULL);
    nice_agent_remove_stream(link->agent, link->stream);
    link->stream = 0;
}

void peer_link_free(struct peer_link *link)
{
    if (!link)
        return;
    g_signal_handlers_disconnect_by_data(link->agent, link);
    remove_stream(link);
    g_object_unref(link->agent);
    g_queue_clear_full(&link->early, (GDestroyNotify)g_bytes_unref);
    peer_dtls_free(link->dtls);
    peer_srtp_free(link->srtp);
    peer_relay_free(link->relay);
    g_free(link->candidates);
    g_free(link->remote_ufrag);
    g_free(link->ufrag);
    g_free(link->password);
    g_free(link->address);
    g_free(link);
}

struct peer_link_local peer_link_local(const struct peer_link *link)
{
    return (struct peer_link_local){
        link->ufrag, link->password, peer_identity_fingerprint(link->identity), link->candidates};
}

/* Puts the relay between the peer and Janus's candidate. */
static void divert(struct peer_link *link, NiceCandidate *candidate)
{
    char janus[NICE_ADDRESS_STRING_LEN];

    nice_address_to_string(&candidate->addr, janus);
    peer_relay_ends(
        link->relay, link->port, janus, (uint16_t)nice_address_get_port(&candidate->addr));
    nice_address_set_from_string(&candidate->addr, link->address);
    nice_address_set_port(&candidate->addr, peer_relay_port(link->relay, PEER_DOWN));
}

bool peer_link_connect(
    struct peer_link *link, const char *ufrag, const char *password, const GPtrArray *candidates)
{
    GSList *list = NULL;
    int used = 0;

    if (g_strcmp0(link->remote_ufrag, ufrag) == 0)
        return true;
    g_free(link->remote_ufrag);
    link->remote_ufrag = g_strdup(ufrag);
    for (guint i = 0; i < candidates->len; i++) {
        NiceCandidate *candidate = nice_agent_parse_remote_candidate_sdp(
            link->agent, link->stream, g_ptr_array_index(candidates, i));
        if (!candidate)
            continue;
        bool fits = candidate->transport == NICE_CANDIDATE_TRANSPORT_UDP &&
                    nice_address_ip_version(&candidate->addr) == 4 && !(list && link->relay);
        if (!fits) {
            nice_candidate_free(candidate);
            continue;
        }
        if (link->relay)
            divert(link, candidate);
        list = g_slist_append(list, candidate);
    }
    nice_agent_set_remote_credentials(link->agent, link->stream, ufrag, password);
    if (list)
        used = nice_agent_set_remote_candidates(link->agent, link->stream, COMPONENT, list);
    g_slist_free_full(list, (GDestroyNotify)nice_candidate_free);
    return used > 0;
}

static void go_up(struct peer_link *link)
{
    link->times.dtls = g_get_monotonic_time();
    link->srtp = peer_srtp_new(link->dtls);
    if (link->srtp)
        link->handler.event(link->user, PEER_LINK_UP);
}

static void take_media(struct peer_link *link, bool rtcp, uint8_t *data, size_t len)
{
    enum peer_srtp_verdict verdict = peer_srtp_unprotect(link->srtp, rtcp, data, &len);

    if (verdict == PEER_SRTP_FINE && rtcp)
        link->handler.rtcp(link->user, data, len);
    else if (verdict == PEER_SRTP_FINE && link->handler.rtp)
        link->handler.rtp(link->user, data, len);
    else if (verdict == PEER_SRTP_REPEATED && !rtcp && link->handler.repeated)
        link->handler.repeated(link->user, data, len);
}

static void on_datagram(
    NiceAgent *agent, guint stream, guint component, guint len, gchar *data, gpointer user)
{
    struct peer_link *link = user;
    enum peer_datagram kind = peer_rtp_classify((const uint8_t *)data, len);

    (void)agent;
    (void)stream;
    (void)component;
    if (link->dead)
        return;
    if (kind == PEER_IS_DTLS) {
        if (peer_dtls_feed(link->dtls, (const uint8_t *)data, len))
            go_up(link);
    } else if (link->srtp && (kind == PEER_IS_RTP || kind == PEER_IS_RTCP)) {
        take_media(link, kind == PEER_IS_RTCP, (uint8_t *)data, len);
    }
}

bool peer_link_is_up(const struct peer_link *link)
{
    return link && link->srtp;
}

const struct peer_link_times *peer_link_times(const struct peer_link *link)
{
    return &link->times;
}

uint64_t peer_link_repeated(const struct peer_link *link)
{
    return link->relay ? peer_relay_repeated(link->relay) : 0;
}

void peer_link_narrow(
    struct peer_link *link, enum peer_direction direction, const struct peer_bottleneck *bottleneck)
{
    peer_relay_narrow(link->relay, direction, bottleneck);
}

bool peer_link_send(struct peer_link *link, bool rtcp, const uint8_t *data, size_t len)
{
    uint8_t sealed[DATAGRAM_MAX];

    if (!link->srtp || link->dead || len > sizeof(sealed) - PEER_SRTP_OVERHEAD)
        return false;
    memcpy(sealed, data, len);
    if (!peer_srtp_protect(link->srtp, rtcp, sealed, &len))
        return false;
    return nice_agent_send(link->agent, link->stream, COMPONENT, (guint)len,
               (const gchar *)sealed) == (gint)len;
}

void peer_link_end(struct peer_link *link, bool orderly)
{
    if (orderly && !link->dead)
        peer_dtls_close(link->dtls);
    link->dead = true;
    if (orderly)
        return;
    g_signal_handlers_disconnect_by_data(link->agent, link);
    remove_stream(link);
}
