/* SPDX-License-Identifier: GPL-3.0-or-later */
/* OpenSSL's generator as a source, and numbers and ids from any source. */
#include "base/random.h"

#include <assert.h>
#include <limits.h>

#include <openssl/rand.h>

#include "base/base64.h"

static bool fill_from_openssl(void *context, void *out, size_t len)
{
    (void)context;
    return len <= INT_MAX && RAND_bytes(out, (int)len) == 1;
}

const struct baton_random baton_random_system = {fill_from_openssl, NULL};

bool baton_random_fill(const struct baton_random *random, void *out, size_t len)
{
    return random->fill(random->context, out, len);
}

bool baton_random_below(const struct baton_random *random, uint32_t bound, uint32_t *out)
{
    /* Fewer than half of all numbers are refused. If a source gives only refused numbers, it is broken and must not
     * block the caller for ever. With a good source, this happens at most once in 2^64 calls. */
    enum { MAX_DRAWS = 64 };

    assert(bound >= 1);
    /* 2^32 mod bound. If numbers below it were used, the low results would be more likely than the others. */
    uint32_t refused = (UINT32_MAX - bound + 1) % bound;
    for (int draw = 0; draw < MAX_DRAWS; draw++) {
        uint32_t value;
        if (!baton_random_fill(random, &value, sizeof(value)))
            return false;
        if (value >= refused) {
            *out = value % bound;
            return true;
        }
    }
    return false;
}

bool baton_id_new(const struct baton_random *random, char out[BATON_ID_SIZE])
{
    uint8_t bytes[16];
    _Static_assert(BATON_BASE64URL_SIZE(sizeof(bytes)) == BATON_ID_SIZE, "size of an id");

    if (!baton_random_fill(random, bytes, sizeof(bytes)))
        return false;
    baton_base64url_encode(out, bytes, sizeof(bytes));
    return true;
}
