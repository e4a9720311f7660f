/* SPDX-License-Identifier: GPL-3.0-or-later */
/* srtp: libsrtp with the keys that DTLS agreed on. */
#include "peer/srtp.h"

#include <glib.h>
#include <openssl/ssl.h>
#include <srtp2/srtp.h>
#include <string.h>

enum {
    WINDOW = 2048, /* packets that may come late */
};

static const struct profile {
    unsigned long id; /* OpenSSL's */
    const char *name;
    srtp_profile_t profile;
    size_t key, salt; /* bytes */
} profiles[] = {
    {SRTP_AEAD_AES_128_GCM, "AEAD_AES_128_GCM", srtp_profile_aead_aes_128_gcm, 16, 12},
    {SRTP_AES128_CM_SHA1_80, "AES128_CM_SHA1_80", srtp_profile_aes128_cm_sha1_80, 16, 14},
};

struct peer_srtp {
    const struct profile *profile;
    srtp_t in, out;
};

static const struct profile *find_profile(unsigned long id)
{
    for (size_t i = 0; i < G_N_ELEMENTS(profiles); i++)
        if (profiles[i].id == id)
            return &profiles[i];
    return NULL;
}

static srtp_t make_session(const struct profile *profile, srtp_ssrc_type_t type, uint8_t *key)
{
    srtp_policy_t policy = {
        .ssrc = {.type = type}, .key = key, .window_size = WINDOW, .allow_repeat_tx = 1};
    srtp_t session = NULL;

    srtp_crypto_policy_set_from_profile_for_rtp(&policy.rtp, profile->profile);
    srtp_crypto_policy_set_from_profile_for_rtcp(&policy.rtcp, profile->profile);
    return srtp_create(&session, &policy) == srtp_err_status_ok ? session : NULL;
}

/* Keys of client and server, then their salts (RFC 5764 section 4.2); we are the server. */
static bool make_sessions(struct peer_srtp *srtp, const uint8_t *material)
{
    size_t key = srtp->profile->key, salt = srtp->profile->salt;
    uint8_t client[PEER_KEYING_MAX], server[PEER_KEYING_MAX];

    memcpy(client, material, key);
    memcpy(client + key, material + 2 * key, salt);
    memcpy(server, material + key, key);
    memcpy(server + key, material + 2 * key + salt, salt);
    srtp->in = make_session(srtp->profile, ssrc_any_inbound, client);
    srtp->out = make_session(srtp->profile, ssrc_any_outbound, server);
    return srtp->in && srtp->out;
}

struct peer_srtp *peer_srtp_new(const struct peer_dtls *dtls)
{
    static bool ready;
    uint8_t material[PEER_KEYING_MAX];
    struct peer_srtp *srtp = g_new0(struct peer_srtp, 1);

    if (!ready)
        ready = srtp_init() == srtp_err_status_ok;
    srtp->profile = find_profile(peer_dtls_profile(dtls));
    if (srtp->profile &&
        peer_dtls_export(dtls, material, 2 * (srtp->profile->key + srtp->profile->salt)) &&
        make_sessions(srtp, material))
        return srtp;
    peer_srtp_free(srtp);
    return NULL;
}

void peer_srtp_free(struct peer_srtp *srtp)
{
    if (!srtp)
        return;
    if (srtp->in)
        srtp_dealloc(srtp->in);
    if (srtp->out)
        srtp_dealloc(srtp->out);
    g_free(srtp);
}

const char *peer_srtp_profile(const struct peer_srtp *srtp)
{
    return srtp->profile->name;
}

bool peer_srtp_protect(struct peer_srtp *srtp, bool rtcp, uint8_t *data, size_t *len)
{
    int size = (int)*len;
    srtp_err_status_t status =
        rtcp ? srtp_protect_rtcp(srtp->out, data, &size) : srtp_protect(srtp->out, data, &size);

    if (status != srtp_err_status_ok)
        return false;
    *len = (size_t)size;
    return true;
}

enum peer_srtp_verdict peer_srtp_unprotect(
    struct peer_srtp *srtp, bool rtcp, uint8_t *data, size_t *len)
{
    int size = (int)*len;
    srtp_err_status_t status =
        rtcp ? srtp_unprotect_rtcp(srtp->in, data, &size) : srtp_unprotect(srtp->in, data, &size);

    if (status == srtp_err_status_replay_fail || status == srtp_err_status_replay_old)
        return PEER_SRTP_REPEATED;
    if (status != srtp_err_status_ok)
        return PEER_SRTP_BAD;
    *len = (size_t)size;
    return PEER_SRTP_FINE;
}
