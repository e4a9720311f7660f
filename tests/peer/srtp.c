/* SPDX-License-Identifier: GPL-3.0-or-later */
/* srtp: libsrtp with the keys that DTLS agreed on. */
#include "peer/srtp.h"

#include <glib.h>
#include <srtp2/srtp.h>
#include <string.h>

enum {
    WINDOW = 2048, /* packets that may come late */
    KEY = 16,      /* bytes, of AEAD_AES_128_GCM (RFC 7714) */
    SALT = 12,
};

struct peer_srtp {
    srtp_t in, out;
};

static srtp_t make_session(srtp_ssrc_type_t type, const uint8_t *key, const uint8_t *salt)
{
    uint8_t both[KEY + SALT];
    srtp_policy_t policy = {
        .ssrc = {.type = type}, .key = both, .window_size = WINDOW, .allow_repeat_tx = 1};
    srtp_t session = NULL;

    memcpy(both, key, KEY);
    memcpy(both + KEY, salt, SALT);
    srtp_crypto_policy_set_from_profile_for_rtp(&policy.rtp, srtp_profile_aead_aes_128_gcm);
    srtp_crypto_policy_set_from_profile_for_rtcp(&policy.rtcp, srtp_profile_aead_aes_128_gcm);
    return srtp_create(&session, &policy) == srtp_err_status_ok ? session : NULL;
}

/* The material has the keys of client and server, then their salts (RFC 5764 section 4.2); we are the server. */
struct peer_srtp *peer_srtp_new(const struct peer_dtls *dtls)
{
    static bool ready;
    uint8_t material[2 * (KEY + SALT)];
    const uint8_t *salts = material + 2 * KEY;

    if (!ready)
        ready = srtp_init() == srtp_err_status_ok;
    if (!peer_dtls_export(dtls, material, sizeof(material)))
        return NULL;
    struct peer_srtp *srtp = g_new0(struct peer_srtp, 1);
    srtp->in = make_session(ssrc_any_inbound, material, salts);
    srtp->out = make_session(ssrc_any_outbound, material + KEY, salts + SALT);
    if (srtp->in && srtp->out)
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
