/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of code/code: the program zbarimg can read the pictures, and each failed allocation is reported. */
#include <stdbool.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>
#include <unistd.h>

#include <openssl/crypto.h>
#include <openssl/evp.h>

#include "code/code.h"
#include "code/codetext.h"
#include "test.h"

/* All memory here is allocated through OpenSSL. Its hooks count the allocations, and can let one fail. */
static long allowed = -1; /* allocations before one fails; -1: none fails */
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

/* OpenSSL accepts hooks only before its first allocation. */
static int hook_openssl(UNUSED void **state)
{
    return CRYPTO_set_mem_functions(count_malloc, count_realloc, count_free) ? 0 : -1;
}
BEFORE_ALL(hook_openssl)

static const char code_text[] =
    "https://call.example/#baton=AAECAwQFBgcICQoLDA0ODxAREhMUFRYXGBkaGxwdHh8";

TEST(each_kind_has_its_wire_name)
{
    assert_string_equal(baton_code_kind_name(BATON_CODE_QR), "qr");
    assert_string_equal(baton_code_kind_name(BATON_CODE_CODE128), "code128");
    assert_string_equal(baton_code_kind_name(BATON_CODE_SHORT), "short");
}

TEST(each_kind_of_code_has_its_own_kind_of_secret)
{
    assert_int_equal(baton_code_kind_secret(BATON_CODE_QR), BATON_SECRET_TOKEN);
    assert_int_equal(baton_code_kind_secret(BATON_CODE_CODE128), BATON_SECRET_LONG);
    assert_int_equal(baton_code_kind_secret(BATON_CODE_SHORT), BATON_SECRET_SHORT);
}

/* Checks the head of a data URI, and decodes the bytes after it. Free them with test_free. */
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

TEST(an_image_has_an_svg_a_png_and_a_text_without_the_code)
{
    static const char *const texts[] = {code_text, "BTWDJBMJHTBCDF", "WDJB-MJHT"};
    static const char *const alts[] = {
        "QR code that moves this call to the device that scans it",
        "Bar code that moves this call to the device that scans it",
        "Code of 8 letters that moves this call to the device they are typed on",
    };

    for (int kind = 0; kind < BATON_CODE_KINDS; kind++) {
        struct baton_code_image image;
        size_t len;
        assert_int_equal(baton_code_image_init(&image, kind, texts[kind], NULL), BATON_OK);
        assert_int_equal(image.kind, kind);
        assert_string_equal(image.alt, alts[kind]);
        char *svg = (char *)decode(image.svg, "data:image/svg+xml;base64,", &len);
        svg[len] = '\0';
        assert_memory_equal(strstr(svg, "<title>") + 7, alts[kind], strlen(alts[kind]));
        assert_null(strstr(svg, texts[kind]));
        test_free(svg);
        uint8_t *png = decode(image.png, "data:image/png;base64,", &len);
        assert_memory_equal(png, "\x89PNG", 4);
        test_free(png);
        baton_code_image_fini(&image);
        assert_null(image.svg);
        assert_null(image.png);
    }
}

/* A phone may have to load the pictures over a slow network. */
TEST(pictures_are_small)
{
    struct baton_code_image image;

    assert_int_equal(
        baton_code_image_init(&image, BATON_CODE_CODE128, "BTWDJBMJHTBCDF", NULL), BATON_OK);
    assert_true(strlen(image.svg) < 10000);
    assert_true(strlen(image.png) < 10000);
    baton_code_image_fini(&image);
    assert_int_equal(baton_code_image_init(&image, BATON_CODE_SHORT, "WDJB-MJHT", NULL), BATON_OK);
    assert_true(strlen(image.svg) < 10000);
    assert_true(strlen(image.png) < 10000);
    baton_code_image_fini(&image);
}

/* What zbarimg reads: the PNG itself, or the PNG or SVG as rsvg-convert draws it at a given width. */
enum way { PNG, PNG_SCALED, SVG };

/* A new code: its secret, its text, and the path of the file with its picture. */
struct shown {
    struct baton_secret secret;
    char text[BATON_CODETEXT_SIZE];
    char path[40];
};

/* Returns an SVG that contains only the PNG, in its original size. Free it with test_free. */
static char *page_of(const char *png)
{
    size_t len, size = strlen(png) + 256;
    uint8_t *picture = decode(png, "data:image/png;base64,", &len);
    int width = picture[18] << 8 | picture[19], height = picture[22] << 8 | picture[23];
    char *page = test_malloc(size);

    snprintf(page, size,
        "<svg xmlns=\"http://www.w3.org/2000/svg\" viewBox=\"0 0 %d %d\">"
        "<image width=\"%d\" height=\"%d\" href=\"%s\"/></svg>",
        width, height, width, height, png);
    test_free(picture);
    return page;
}

static void save(struct shown *shown, const struct baton_code_image *image, enum way way)
{
    size_t len = 0;
    uint8_t *picture = way == PNG   ? decode(image->png, "data:image/png;base64,", &len)
                       : way == SVG ? decode(image->svg, "data:image/svg+xml;base64,", &len)
                                    : (uint8_t *)page_of(image->png);

    len = way == PNG_SCALED ? strlen((char *)picture) : len;
    strcpy(shown->path, "/tmp/baton-code-XXXXXX");
    int file = mkstemp(shown->path);
    assert_true(file >= 0);
    assert_int_equal(write(file, picture, len), len);
    close(file);
    test_free(picture);
}

static void show(struct shown *shown, enum baton_code_kind kind, const char *link, enum way way)
{
    struct baton_code_image image;

    assert_true(
        baton_secret_new(&baton_random_system, baton_code_kind_secret(kind), &shown->secret));
    assert_int_equal(baton_codetext_write(link, &shown->secret, NULL, shown->text, NULL), BATON_OK);
    assert_int_equal(baton_code_image_init(&image, kind, shown->text, NULL), BATON_OK);
    save(shown, &image, way);
    baton_code_image_fini(&image);
}

/* All other symbologies are disabled: zbarimg would find false codes in the modules of some QR codes. */
#define ZBARIMG_OPTIONS "--quiet --raw --nodbus -Sdisable -Sqrcode.enable -Scode128.enable"

/*
 * Checks that zbarimg reads the encoded text from the picture, and that this text contains the secret. If `width` is
 * not 0, rsvg-convert first draws the picture `width` pixels wide.
 */
static void expect_zbarimg_to_read(struct shown *shown, int width)
{
    char command[256], seen[2 * BATON_CODETEXT_SIZE];
    struct baton_secret scanned;

    if (width > 0)
        snprintf(command, sizeof(command),
            "rsvg-convert -w %d %s | zbarimg " ZBARIMG_OPTIONS " - 2>&1", width, shown->path);
    else
        snprintf(command, sizeof(command), "zbarimg " ZBARIMG_OPTIONS " %s 2>&1", shown->path);
    FILE *reader = popen(command, "r");
    assert_non_null(reader);
    seen[fread(seen, 1, sizeof(seen) - 1, reader)] = '\0';
    pclose(reader);
    unlink(shown->path);
    if (strlen(seen) != strlen(shown->text) + 1 || memcmp(seen, shown->text, strlen(seen) - 1))
        fail_msg(
            "zbarimg (Debian: zbar-tools) must read %s, but printed %s; width %d (not 0: drawn by "
            "rsvg-convert, Debian: librsvg2-bin)",
            shown->text, seen, width);
    assert_int_equal(baton_codetext_read(seen, strlen(seen), &scanned, NULL, NULL), BATON_OK);
    assert_memory_equal(&shown->secret, &scanned, sizeof(scanned));
}

TEST(zbarimg_reads_the_png_of_a_qr_code_with_any_length_of_link)
{
    static const size_t links[] = {0, 21, 60, 200, BATON_LINK_MAX};

    for (size_t i = 0; i < COUNT(links); i++) {
        struct shown shown;
        char link[BATON_LINK_MAX + 1];
        memset(link, 'x', sizeof(link));
        memcpy(link, "https://", 8);
        link[links[i]] = '\0';
        show(&shown, BATON_CODE_QR, links[i] ? link : NULL, PNG);
        expect_zbarimg_to_read(&shown, 0);
    }
}

TEST(zbarimg_reads_the_png_of_a_bar_code)
{
    for (int i = 0; i < 10; i++) {
        struct shown shown;
        show(&shown, BATON_CODE_CODE128, NULL, PNG);
        expect_zbarimg_to_read(&shown, 0);
    }
}

/* Widths of phones and screens. None of them is a multiple of the number of modules. */
TEST(zbarimg_reads_qr_and_bar_codes_from_scaled_png_and_svg)
{
    static const struct {
        enum baton_code_kind kind;
        int width;
    } rows[] = {{BATON_CODE_QR, 130}, {BATON_CODE_QR, 200}, {BATON_CODE_QR, 375},
        {BATON_CODE_QR, 1000}, {BATON_CODE_CODE128, 340}, {BATON_CODE_CODE128, 375},
        {BATON_CODE_CODE128, 500}, {BATON_CODE_CODE128, 1000}, {BATON_CODE_CODE128, 1600}};

    for (enum way way = PNG_SCALED; way <= SVG; way++)
        for (size_t i = 0; i < COUNT(rows); i++) {
            struct shown shown;
            bool qr = rows[i].kind == BATON_CODE_QR;
            show(&shown, rows[i].kind, qr ? "https://call.example/" : NULL, way);
            expect_zbarimg_to_read(&shown, rows[i].width);
        }
}

TEST(a_text_that_does_not_fit_into_the_code_is_refused)
{
    struct baton_code_image image = {.alt = "unchanged"};
    struct baton_failure failure;
    char text[2400];

    memset(text, 'x', sizeof(text));
    text[sizeof(text) - 1] = '\0';
    assert_int_equal(
        baton_code_image_init(&image, BATON_CODE_QR, text, &failure), BATON_E_INVALID_ELEMENT);
    assert_string_equal(image.alt, "unchanged");
    assert_non_null(strstr(failure.text, "2399 bytes"));
    for (int kind = BATON_CODE_CODE128; kind < BATON_CODE_KINDS; kind++)
        assert_int_equal(
            baton_code_image_init(&image, kind, code_text, NULL), BATON_E_INVALID_ELEMENT);
}

TEST(when_any_allocation_fails_all_memory_is_freed)
{
    struct baton_failure failure;
    enum baton_error error = BATON_E_INTERNAL;
    long failures = 0;

    while (error) {
        struct baton_code_image image = {.alt = "unchanged"};
        long before = live;
        allowed = failures;
        error = baton_code_image_init(&image, BATON_CODE_QR, code_text, &failure);
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
