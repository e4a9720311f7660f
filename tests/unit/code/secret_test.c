/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of code/secret: how secrets are made, written, read, wiped and compared by their digests. */
#include <stdio.h>
#include <string.h>

#include "code/secret.h"
#include "test.h"

/* The linker replaces OpenSSL's function by this one. */
int __wrap_EVP_Digest(const void *data, size_t count, unsigned char *md, unsigned int *size,
    const void *type, void *engine);
int __real_EVP_Digest(const void *data, size_t count, unsigned char *md, unsigned int *size,
    const void *type, void *engine);

static bool digest_fails;

int __wrap_EVP_Digest(const void *data, size_t count, unsigned char *md, unsigned int *size,
    const void *type, void *engine)
{
    return digest_fails ? 0 : __real_EVP_Digest(data, count, md, size, type, engine);
}

/* Fills `out` with 0, 1, 2 ... */
static bool fill_counting(void *context, void *out, size_t len)
{
    (void)context;
    for (size_t i = 0; i < len; i++)
        ((uint8_t *)out)[i] = (uint8_t)i;
    return true;
}

static bool fill_fails(void *context, void *out, size_t len)
{
    (void)context;
    memset(out, 0, len);
    return false;
}

static const struct baton_random counting = {fill_counting, NULL};
static const struct baton_random failing = {fill_fails, NULL};
static const char counting_text[] = "AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

TEST(a_token_is_256_bits_of_the_random_source)
{
    struct baton_secret token;

    assert_true(baton_secret_new(&counting, BATON_SECRET_TOKEN, &token));
    assert_int_equal(token.kind, BATON_SECRET_TOKEN);
    assert_int_equal(baton_secret_length(token.kind), 32);
    for (int i = 0; i < 32; i++)
        assert_int_equal(token.bytes[i], i);
}

TEST(two_tokens_differ)
{
    struct baton_secret one, other;

    assert_true(baton_secret_new(&baton_random_system, BATON_SECRET_TOKEN, &one));
    assert_true(baton_secret_new(&baton_random_system, BATON_SECRET_TOKEN, &other));
    assert_memory_not_equal(&one, &other, sizeof(one));
}

TEST(a_random_source_that_fails_gives_no_token)
{
    struct baton_secret token;

    memset(&token, 0x5A, sizeof(token));
    assert_false(baton_secret_new(&failing, BATON_SECRET_TOKEN, &token));
    for (int i = 0; i < 32; i++)
        assert_int_equal(token.bytes[i], 0x5A);
}

TEST(a_token_is_written_as_43_characters_and_read_back)
{
    struct baton_secret token, back;
    char text[BATON_TOKEN_SIZE];

    assert_true(baton_secret_new(&counting, BATON_SECRET_TOKEN, &token));
    baton_token_write(&token, text);
    assert_string_equal(text, counting_text);
    assert_true(baton_token_read(text, BATON_TOKEN_CHARACTERS, &back));
    assert_memory_equal(&token, &back, sizeof(token));
}

TEST(a_text_that_is_no_token_is_refused)
{
    struct baton_secret token;
    char text[BATON_TOKEN_SIZE + 1];

    memset(&token, 0x5A, sizeof(token));
    memcpy(text, counting_text, sizeof(counting_text));
    text[BATON_TOKEN_CHARACTERS] = 'A';
    assert_false(baton_token_read(text, 42, &token));
    assert_false(baton_token_read(text, 44, &token));
    assert_false(baton_token_read(text, 0, &token));
    text[42] = '9'; /* the same bytes, but a bit is set beyond the last byte */
    assert_false(baton_token_read(text, 43, &token));
    text[42] = '=';
    assert_false(baton_token_read(text, 43, &token));
    assert_int_equal(token.bytes[0], 0x5A);
}

static void write_hex(char *out, const struct baton_digest *digest)
{
    for (size_t i = 0; i < sizeof(digest->bytes); i++)
        sprintf(out + 2 * i, "%02x", digest->bytes[i]);
}

/* The expected digest was computed with sha256sum from the bytes 0 to 31. */
TEST(a_digest_is_the_sha256_of_the_bytes)
{
    struct baton_secret token;
    struct baton_digest digest;
    char hex[2 * BATON_DIGEST_BYTES + 1];

    assert_true(baton_secret_new(&counting, BATON_SECRET_TOKEN, &token));
    assert_true(baton_secret_digest(&token, &digest));
    write_hex(hex, &digest);
    assert_string_equal(hex, "630dcd2966c4336691125448bbb25b4ff412a49c732db2c8abc1b8581bd710dd");
}

TEST(if_the_digest_cannot_be_computed_it_is_not_set)
{
    struct baton_secret token;
    struct baton_digest digest;

    assert_true(baton_secret_new(&counting, BATON_SECRET_TOKEN, &token));
    memset(&digest, 0x5A, sizeof(digest));
    digest_fails = true;
    assert_false(baton_secret_digest(&token, &digest));
    digest_fails = false;
    assert_int_equal(digest.bytes[0], 0x5A);
}

TEST(digests_are_equal_only_if_every_bit_is_equal)
{
    struct baton_digest one, other;

    memset(&one, 0xA5, sizeof(one));
    other = one;
    assert_true(baton_digest_equal(&one, &other));
    for (int bit = 0; bit < 256; bit++) {
        other = one;
        other.bytes[bit / 8] ^= (uint8_t)(1 << bit % 8);
        assert_false(baton_digest_equal(&one, &other));
    }
}

/* fill_some_calls succeeds for this number of calls, and then fails. */
TEST(a_text_has_the_digest_of_its_token_and_other_texts_have_none)
{
    struct baton_secret token;
    struct baton_digest expected, digest;
    static const struct baton_digest none;

    assert_true(baton_secret_new(&counting, BATON_SECRET_TOKEN, &token));
    assert_true(baton_secret_digest(&token, &expected));
    assert_true(baton_token_digest(counting_text, &digest));
    assert_true(baton_digest_match(&digest, &expected));
    assert_int_equal(baton_digest_hash(&digest), baton_digest_hash(&expected));
    assert_true(baton_token_digest("no token", &digest));
    assert_true(baton_digest_match(&digest, &none));
    digest_fails = true;
    assert_false(baton_token_digest(counting_text, &digest));
    digest_fails = false;
}

static int calls_left;

static bool fill_some_calls(void *context, void *out, size_t len)
{
    (void)context;
    memset(out, 0xFF, len);
    return calls_left-- > 0;
}

static const struct baton_random running_out = {fill_some_calls, NULL};

TEST(each_kind_of_letters_has_its_length_and_uses_only_the_alphabet)
{
    static const size_t lengths[] = {[BATON_SECRET_LONG] = 12, [BATON_SECRET_SHORT] = 8};

    assert_string_equal(BATON_SECRET_LETTERS, "BCDFGHJKLMNPQRSTVWXZ");
    for (int kind = BATON_SECRET_LONG; kind <= BATON_SECRET_SHORT; kind++) {
        struct baton_secret secret;
        assert_true(baton_secret_new(&baton_random_system, kind, &secret));
        assert_int_equal(secret.kind, kind);
        assert_int_equal(baton_secret_length(kind), lengths[kind]);
        for (size_t i = 0; i < sizeof(secret.bytes); i++)
            if (i < lengths[kind])
                assert_true(secret.bytes[i] && strchr(BATON_SECRET_LETTERS, secret.bytes[i]));
            else
                assert_int_equal(secret.bytes[i], 0);
    }
}

/*
 * In 20000 secrets of 12 letters, each of the 20 letters is expected 12000 times, with a standard deviation of 107. If
 * the code used a random byte modulo 20 (256 = 12 * 20 + 16), the last four letters would come only 11250 times.
 */
TEST(all_letters_are_equally_likely)
{
    int count[256] = {0};

    for (int i = 0; i < 20000; i++) {
        struct baton_secret secret;
        assert_true(baton_secret_new(&baton_random_system, BATON_SECRET_LONG, &secret));
        for (int at = 0; at < BATON_LETTERS_LONG; at++)
            count[secret.bytes[at]]++;
    }
    for (const char *letter = BATON_SECRET_LETTERS; *letter; letter++)
        assert_int_in_range(count[(unsigned char)*letter], 11350, 12650);
}

TEST(a_random_source_that_fails_at_any_letter_gives_no_secret)
{
    for (int kind = BATON_SECRET_LONG; kind <= BATON_SECRET_SHORT; kind++) {
        int needed = (int)baton_secret_length(kind);
        for (int calls = 0; calls <= needed; calls++) {
            struct baton_secret secret = {.kind = BATON_SECRET_KINDS};
            calls_left = calls;
            assert_int_equal(baton_secret_new(&running_out, kind, &secret), calls == needed);
            assert_int_equal(secret.kind, calls == needed ? kind : BATON_SECRET_KINDS);
        }
    }
}

TEST(letters_can_be_guessed_and_tokens_cannot)
{
    assert_false(baton_secret_is_weak(BATON_SECRET_TOKEN));
    assert_true(baton_secret_is_weak(BATON_SECRET_LONG));
    assert_true(baton_secret_is_weak(BATON_SECRET_SHORT));
}

/* The digests were computed with sha256sum from "long:BCDFGHJKLMNP" and "short:BCDFGHJK". */
TEST(the_digest_of_letters_includes_the_name_of_their_kind)
{
    static const char *const expected[] = {
        [BATON_SECRET_LONG] = "7991c29f2f81dc5e089a911602f6d83e74a11ab729ed344e6612b37a89dbe769",
        [BATON_SECRET_SHORT] = "432543ad22f5d23033be40ff3fe70f733e222d138e1b037b276a3741749116c9",
    };

    for (int kind = BATON_SECRET_LONG; kind <= BATON_SECRET_SHORT; kind++) {
        struct baton_secret secret = {.kind = kind};
        struct baton_digest digest;
        char hex[2 * BATON_DIGEST_BYTES + 1];
        memcpy(secret.bytes, BATON_SECRET_LETTERS, baton_secret_length(kind));
        assert_true(baton_secret_digest(&secret, &digest));
        write_hex(hex, &digest);
        assert_string_equal(hex, expected[kind]);
    }
}

TEST(all_bytes_of_a_wiped_token_are_zero)
{
    struct baton_secret token;

    assert_true(baton_secret_new(&baton_random_system, BATON_SECRET_TOKEN, &token));
    baton_secret_wipe(&token);
    for (int i = 0; i < 32; i++)
        assert_int_equal(token.bytes[i], 0);
}
