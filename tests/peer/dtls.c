/* SPDX-License-Identifier: GPL-3.0-or-later */
/* dtls: OpenSSL between two memory BIOs. */
#include "peer/dtls.h"

#include <glib.h>
#include <openssl/bn.h>
#include <openssl/ec.h>
#include <openssl/evp.h>
#include <openssl/ssl.h>
#include <openssl/x509.h>
#include <string.h>
#include <sys/time.h>

enum {
    MTU = 1200,
    DAYS_VALID = 30,
};

struct peer_identity {
    EVP_PKEY *key;
    X509 *certificate;
    char fingerprint[PEER_FINGERPRINT_SIZE];
};

struct peer_dtls {
    SSL_CTX *context;
    SSL *ssl;
    struct peer_dtls_handler handler;
    void *user;
    guint timer;
    bool up;
};

static void write_fingerprint(struct peer_identity *identity)
{
    unsigned char digest[EVP_MAX_MD_SIZE];
    unsigned int len = 0;

    X509_digest(identity->certificate, EVP_sha256(), digest, &len);
    for (unsigned int i = 0; i < len; i++)
        g_snprintf(identity->fingerprint + i * 3, 4, i + 1 < len ? "%02X:" : "%02X", digest[i]);
}

struct peer_identity *peer_identity_new(void)
{
    struct peer_identity *identity = g_new0(struct peer_identity, 1);
    X509 *certificate = X509_new();

    identity->key = EVP_EC_gen("P-256");
    identity->certificate = certificate;
    ASN1_INTEGER_set_uint64(X509_get_serialNumber(certificate), g_random_int());
    X509_gmtime_adj(X509_getm_notBefore(certificate), -3600);
    X509_gmtime_adj(X509_getm_notAfter(certificate), DAYS_VALID * 24 * 3600);
    X509_set_pubkey(certificate, identity->key);
    X509_NAME_add_entry_by_txt(X509_get_subject_name(certificate), "CN", MBSTRING_ASC,
        (const unsigned char *)"peer", -1, -1, 0);
    X509_set_issuer_name(certificate, X509_get_subject_name(certificate));
    X509_sign(certificate, identity->key, EVP_sha256());
    write_fingerprint(identity);
    return identity;
}

void peer_identity_free(struct peer_identity *identity)
{
    if (!identity)
        return;
    X509_free(identity->certificate);
    EVP_PKEY_free(identity->key);
    g_free(identity);
}

const char *peer_identity_fingerprint(const struct peer_identity *identity)
{
    return identity->fingerprint;
}

/* Janus must show a certificate. Its names do not matter here. */
static int accept_any(int ok, X509_STORE_CTX *store)
{
    (void)ok;
    (void)store;
    return 1;
}

struct peer_dtls *peer_dtls_new(
    const struct peer_identity *identity, const struct peer_dtls_handler *handler, void *user)
{
    struct peer_dtls *dtls = g_new0(struct peer_dtls, 1);

    dtls->handler = *handler;
    dtls->user = user;
    dtls->context = SSL_CTX_new(DTLS_method());
    SSL_CTX_use_certificate(dtls->context, identity->certificate);
    SSL_CTX_use_PrivateKey(dtls->context, identity->key);
    SSL_CTX_set_verify(
        dtls->context, SSL_VERIFY_PEER | SSL_VERIFY_FAIL_IF_NO_PEER_CERT, accept_any);
    SSL_CTX_set_tlsext_use_srtp(dtls->context, PEER_SRTP_PROFILE);
    dtls->ssl = SSL_new(dtls->context);
    SSL_set_bio(dtls->ssl, BIO_new(BIO_s_mem()), BIO_new(BIO_s_mem()));
    SSL_set_options(dtls->ssl, SSL_OP_NO_QUERY_MTU);
    SSL_set_mtu(dtls->ssl, MTU);
    SSL_set_accept_state(dtls->ssl);
    return dtls;
}

static void unset_timer(struct peer_dtls *dtls)
{
    if (dtls->timer)
        g_source_remove(dtls->timer);
    dtls->timer = 0;
}

void peer_dtls_free(struct peer_dtls *dtls)
{
    if (!dtls)
        return;
    unset_timer(dtls);
    SSL_free(dtls->ssl);
    SSL_CTX_free(dtls->context);
    g_free(dtls);
}

/* Record by record, as many to a datagram as fit: memory knows no datagrams. */
static void flush(struct peer_dtls *dtls)
{
    uint8_t *data;
    long len = BIO_get_mem_data(SSL_get_wbio(dtls->ssl), &data);

    for (long at = 0; at + 13 <= len;) {
        long end = at;
        while (end + 13 <= len) {
            long size = 13 + (data[end + 11] << 8 | data[end + 12]);
            if (end > at && end + size - at > MTU)
                break;
            end += size;
        }
        dtls->handler.send(dtls->user, data + at, (size_t)(end - at));
        at = end;
    }
    (void)BIO_reset(SSL_get_wbio(dtls->ssl));
}

static void set_timer(struct peer_dtls *dtls);

static gboolean on_timer(gpointer user)
{
    struct peer_dtls *dtls = user;

    dtls->timer = 0;
    DTLSv1_handle_timeout(dtls->ssl);
    flush(dtls);
    set_timer(dtls);
    return G_SOURCE_REMOVE;
}

static void set_timer(struct peer_dtls *dtls)
{
    struct timeval left;

    unset_timer(dtls);
    if (!dtls->up && DTLSv1_get_timeout(dtls->ssl, &left))
        dtls->timer =
            g_timeout_add((guint)(left.tv_sec * 1000 + left.tv_usec / 1000 + 1), on_timer, dtls);
}

bool peer_dtls_feed(struct peer_dtls *dtls, const uint8_t *data, size_t len)
{
    bool was_up = dtls->up;
    uint8_t nothing[1];

    BIO_write(SSL_get_rbio(dtls->ssl), data, (int)len);
    if (!dtls->up)
        dtls->up = SSL_do_handshake(dtls->ssl) == 1;
    else
        SSL_read(dtls->ssl, nothing, sizeof(nothing));
    flush(dtls);
    set_timer(dtls);
    if (was_up && SSL_get_shutdown(dtls->ssl) & SSL_RECEIVED_SHUTDOWN)
        dtls->handler.closed(dtls->user);
    return dtls->up && !was_up;
}

void peer_dtls_close(struct peer_dtls *dtls)
{
    if (!dtls->up)
        return;
    SSL_shutdown(dtls->ssl);
    flush(dtls);
}

bool peer_dtls_export(const struct peer_dtls *dtls, uint8_t *out, size_t len)
{
    static const char label[] = "EXTRACTOR-dtls_srtp";

    return SSL_get_selected_srtp_profile(dtls->ssl) &&
           SSL_export_keying_material(dtls->ssl, out, len, label, strlen(label), NULL, 0, 0) == 1;
}
