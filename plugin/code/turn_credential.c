/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Signs the user name with GLib's HMAC, which cannot fail. */
#include "code/turn_credential.h"

#include <glib.h>
#include <inttypes.h>
#include <string.h>

void baton_turn_credential_make(
    const char *secret, int64_t expiry, const char *id, struct baton_turn_credential *credential)
{
    guint8 digest[BATON_TURN_DIGEST_BYTES];
    gsize length = sizeof(digest);
    GHmac *hmac = g_hmac_new(G_CHECKSUM_SHA1, (const guchar *)secret, strlen(secret));

    g_snprintf(credential->username, sizeof(credential->username), "%" PRId64 ":%s", expiry, id);
    g_hmac_update(hmac, (const guchar *)credential->username, -1);
    g_hmac_get_digest(hmac, digest, &length);
    g_hmac_unref(hmac);
    baton_base64_encode(credential->password, digest, length);
}
