/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of code/turn_credential: the user name and the password that a TURN server accepts. */
#include <string.h>

#include "code/turn_credential.h"
#include "test.h"

/* printf '1790000000:d7Yx_2-q' | openssl dgst -sha1 -hmac north -binary | openssl base64 */
TEST(the_password_is_the_one_that_openssl_computes)
{
    struct baton_turn_credential credential;

    baton_turn_credential_make("north", 1790000000, "d7Yx_2-q", &credential);
    assert_string_equal(credential.username, "1790000000:d7Yx_2-q");
    assert_string_equal(credential.password, "TAgtbFMDHTLZDa+KCXrLsyEioPE=");
}

/* printf '9223372036854775807:%s' $(printf 'x%.0s' $(seq 64)) |
 *     openssl dgst -sha1 -hmac 'a long secret, with  spaces and ä' -binary | openssl base64 */
TEST(the_longest_user_name_fits)
{
    struct baton_turn_credential credential;
    char id[BATON_TEXT_ID_SIZE];

    memset(id, 'x', BATON_TEXT_ID_MAX);
    id[BATON_TEXT_ID_MAX] = '\0';
    baton_turn_credential_make(
        "a long secret, with  spaces and \xC3\xA4", INT64_MAX, id, &credential);
    assert_int_equal(strlen(credential.username), 19 + 1 + BATON_TEXT_ID_MAX);
    assert_string_equal(credential.password, "VXHkM750qkRCG8K4942KcdYPggU=");
}

TEST(another_secret_device_or_time_gives_another_password)
{
    struct baton_turn_credential one, other;

    baton_turn_credential_make("north", 1790000000, "device", &one);
    baton_turn_credential_make("south", 1790000000, "device", &other);
    assert_string_not_equal(one.password, other.password);
    baton_turn_credential_make("north", 1790000001, "device", &other);
    assert_string_not_equal(one.password, other.password);
    baton_turn_credential_make("north", 1790000000, "other", &other);
    assert_string_not_equal(one.password, other.password);
}
