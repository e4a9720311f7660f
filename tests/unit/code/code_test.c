/* SPDX-License-Identifier: GPL-3.0-or-later */
/* code: a stranger's reader (zbarimg) reads the payload from our picture, memory or not. */
#include <setjmp.h>
#include <stdarg.h>
#include <stddef.h>
#include <stdint.h>

#include <cmocka.h>

#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "code/code.h"
#include "code/payload.h"

/* OpenSSL allocates for everything here, so its hooks count and fail what code.c asks for. */
static long allowed = -1; /* allocations until one fails; -1: none does */
static long live;

static void *count_malloc(size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    if (allowed == 0)
        return NULL;
    allowed -= allowed > 0;
    live++;
    return malloc(size);
}

static void *count_realloc(void *memory, size_t size, const char *file, int line)
{
    (void)file;
    (void)line;
    live += memory == NULL;
    return realloc(memory, size);
}

static void count_free(void *memory, const char *file, int line)
{
    (void)file;
    (void)line;
    live -= memory != NULL;
    free(memory);
}

static const char payload[] =
    "https://call.example/#baton=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

static void kinds_have_their_wire_names(void **state)
{
    enum baton_code_kind kind = BATON_CODE_KINDS;
    (void)state;

    assert_string_equal(baton_code_kind_name(BATON_CODE_QR), "qr");
    assert_false(baton_code_kind_find("", &kind));
    assert_false(baton_code_kind_find("QR", &kind));
    assert_false(baton_code_kind_find("qr2", &kind));
    assert_int_equal(kind, BATON_CODE_KINDS);
    for (int i = 0; i < BATON_CODE_KINDS; i++) {
        assert_true(baton_code_kind_find(baton_code_kind_name((enum baton_code_kind)i), &kind));
        assert_int_equal(kind, i);
    }
}

/* The bytes behind the comma of a data URI. */
static uint8_t *decode(const char *uri, const char *head, size_t *len)
{
    assert_memory_equal(uri, head, strlen(head));
    const char *text = uri + strlen(head);
    uint8_t *data = test_malloc(strlen(text) + 1);
    int decoded = EVP_DecodeBlock(data, (const unsigned char *)text, (int)strlen(text));
    assert_true(decoded > 0);
    *len = (size_t)decoded - (text[strlen(text) - 1] == '=') - (text[strlen(text) - 2] == '=');
    return data;
}

static void an_image_is_a_title_and_two_pictures(void **state)
{
    struct baton_code_image image;
    size_t len;
    (void)state;

    assert_int_equal(baton_code_image_init(&image, BATON_CODE_QR, payload, NULL), BATON_OK);
    assert_int_equal(image.kind, BATON_CODE_QR);
    assert_string_equal(image.alt, "QR code that moves this call to the device that scans it");
    uint8_t *svg = decode(image.svg, "data:image/svg+xml;base64,", &len);
    svg[len] = '\0';
    assert_non_null(strstr((char *)svg, "<title>QR code that moves this call"));
    assert_null(strstr((char *)svg, "AAECAw"));
    test_free(svg);
    uint8_t *png = decode(image.png, "data:image/png;base64,", &len);
    assert_memory_equal(png, "\x89PNG", 4);
    test_free(png);
    baton_code_image_fini(&image);
    assert_null(image.svg);
    assert_null(image.png);
}

/* What zbarimg reads from the PNG of a text, in `out`. */
static void read_with_zbar(const char *text, char *out, size_t size)
{
    struct baton_code_image image;
    char path[] = "/tmp/baton-code-XXXXXX", command[128];
    size_t len;

    assert_int_equal(baton_code_image_init(&image, BATON_CODE_QR, text, NULL), BATON_OK);
    uint8_t *png = decode(image.png, "data:image/png;base64,", &len);
    baton_code_image_fini(&image);
    int file = mkstemp(path);
    assert_true(file >= 0);
    assert_int_equal(write(file, png, len), len);
    close(file);
    test_free(png);
    snprintf(command, sizeof(command), "zbarimg --quiet --raw --nodbus '%s'", path);
    FILE *reader = popen(command, "r");
    assert_non_null(reader);
    out[fread(out, 1, size - 1, reader)] = '\0';
    int status = pclose(reader);
    unlink(path);
    if (status != 0)
        fail_msg("zbarimg is needed (Debian: zbar-tools) and has to read the picture: %d", status);
}

/* zbarimg ends what it read with a newline. */
static void zbar_reads_the_payload_from_the_png_whatever_its_size(void **state)
{
    static const size_t links[] = {0, 21, 60, 200, BATON_LINK_MAX};
    (void)state;

    for (size_t i = 0; i < sizeof(links) / sizeof(links[0]); i++) {
        struct baton_secret token, scanned;
        char link[BATON_LINK_MAX + 1], text[BATON_PAYLOAD_SIZE], seen[2 * BATON_PAYLOAD_SIZE];
        memset(link, 'x', sizeof(link));
        memcpy(link, "https://", 8);
        link[links[i]] = '\0';
        assert_true(baton_secret_new(&baton_random_system, BATON_SECRET_TOKEN, &token));
        assert_int_equal(
            baton_payload_write(links[i] ? link : NULL, &token, NULL, text, NULL), BATON_OK);
        read_with_zbar(text, seen, sizeof(seen));
        assert_memory_equal(seen, text, strlen(text));
        assert_string_equal(seen + strlen(text), "\n");
        assert_int_equal(baton_payload_read(seen, strlen(seen), &scanned, NULL, NULL), BATON_OK);
        assert_memory_equal(&token, &scanned, sizeof(token));
    }
}

static void a_payload_that_does_not_fit_is_refused(void **state)
{
    struct baton_code_image image = {.alt = "unchanged"};
    struct baton_failure failure;
    char text[2400];
    (void)state;

    memset(text, 'x', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    assert_int_equal(
        baton_code_image_init(&image, BATON_CODE_QR, text, &failure), BATON_E_INVALID_ELEMENT);
    assert_string_equal(image.alt, "unchanged");
    assert_non_null(strstr(failure.text, "2399 bytes"));
}

static void each_allocation_that_fails_leaves_nothing_behind(void **state)
{
    struct baton_failure failure;
    enum baton_error error = BATON_E_INTERNAL;
    long failures = 0;
    (void)state;

    while (error) {
        struct baton_code_image image = {.alt = "unchanged"};
        long before = live;
        allowed = failures;
        error = baton_code_image_init(&image, BATON_CODE_QR, payload, &failure);
        allowed = -1;
        if (error) {
            assert_int_equal(error, BATON_E_INTERNAL);
            assert_string_equal(failure.text, "out of memory for pictures of a code");
            assert_string_equal(image.alt, "unchanged");
            failures++;
        } else {
            assert_int_equal(live, before + 2);
            baton_code_image_fini(&image);
        }
        assert_int_equal(live, before);
    }
    assert_int_equal(failures, 5);
}

int main(void)
{
    const struct CMUnitTest tests[] = {
        cmocka_unit_test(kinds_have_their_wire_names),
        cmocka_unit_test(an_image_is_a_title_and_two_pictures),
        cmocka_unit_test(zbar_reads_the_payload_from_the_png_whatever_its_size),
        cmocka_unit_test(a_payload_that_does_not_fit_is_refused),
        cmocka_unit_test(each_allocation_that_fails_leaves_nothing_behind),
    };
    if (!CRYPTO_set_mem_functions(count_malloc, count_realloc, count_free))
        return EXIT_FAILURE;
    return cmocka_run_group_tests_name("code", tests, NULL, NULL);
}
