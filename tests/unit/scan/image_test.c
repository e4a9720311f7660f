/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of scan/image: the images that are accepted, and the texts of the errors, which never quote the image. */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include <openssl/evp.h>

#include "scan/image.h"
#include "test.h"

#define PNG_HEAD "\x89PNG\r\n\x1a\n\0\0\0\rIHDR"

static struct baton_image image;
static struct baton_failure failure;

static char *base64(const char *head, const void *data, size_t len)
{
    size_t start = strlen(head);
    char *text = test_malloc(start + len / 3 * 4 + 8);

    memcpy(text, head, start);
    EVP_EncodeBlock((unsigned char *)text + start, data, (int)len);
    return text;
}

static enum baton_error read_file(const char *head, const void *data, size_t len)
{
    char *uri = base64(head, data, len);
    enum baton_error error = baton_image_init_uri(&image, "image", uri, strlen(uri), &failure);

    test_free(uri);
    return error;
}

static enum baton_error read_png(const char *size)
{
    char file[32];

    memcpy(file, PNG_HEAD, 16);
    memcpy(file + 16, size, 8);
    memset(file + 24, 0, 8);
    return read_file("data:image/png;base64,", file, sizeof(file));
}

static enum baton_error read_jpeg(const char *file, size_t len)
{
    return read_file("data:image/jpeg;base64,", file, len);
}

static void expect_refusal(enum baton_error error, const char *sentence)
{
    assert_int_equal(error, BATON_E_INVALID_ELEMENT);
    assert_string_equal(failure.text, sentence);
}

TEST(a_png_is_accepted_and_its_size_is_read_from_the_header)
{
    assert_int_equal(read_png("\0\0\x05\0\0\0\x02\xd0"), BATON_OK);
    assert_int_equal(image.kind, BATON_IMAGE_PNG);
    assert_int_equal(image.width, 1280);
    assert_int_equal(image.height, 720);
    assert_int_equal(image.len, 32);
    assert_memory_equal(image.data, PNG_HEAD, 16);
    baton_image_fini(&image);
    baton_image_fini(&image);
}

#define APP0 "\xff\xe0\0\4ab"

TEST(a_jpeg_is_accepted_and_its_size_is_read_from_the_frame_header)
{
    static const char file[] =
        "\xff\xd8" APP0 "\xff\xff\xff\xc4\0\3x\xff\xc2\0\x0b\x08\0\x20\0\x30\1";

    assert_int_equal(read_jpeg(file, sizeof(file) - 1), BATON_OK);
    assert_int_equal(image.kind, BATON_IMAGE_JPEG);
    assert_int_equal(image.width, 0x30);
    assert_int_equal(image.height, 0x20);
    baton_image_fini(&image);
}

TEST(jpegs_of_other_kinds_and_broken_jpegs_are_refused)
{
    static const struct {
        const char *bytes;
        size_t len;
    } files[] = {
#define FILE(text) {text, sizeof(text) - 1}
        FILE("\xff\xd8\xff\xc0\0\x0b\x0c\0\x20\0\x30\1"), /* 12 bits */
        FILE("\xff\xd8\xff\xc3\0\x0b\x08\0\x20\0\x30\1"), /* lossless */
        FILE("\xff\xd8\xff\xc9\0\x0b\x08\0\x20\0\x30\1"), /* arithmetic */
        FILE("\xff\xd8\xff\xda\0\x0b\x08\0\x20\0\x30\1"), /* data before a frame */
        FILE("\xff\xd8\xff\xe0\0\1x"),                    /* a length that is too small */
        FILE("\xff\xd8\xff\xe0\xff\xffx"),                /* a length beyond the end */
        FILE("\xff\xd8\xff\xc0\0\x0b\x08\0\x20\0"),       /* cut short */
        FILE("\xff\xd8\xff\xff"),
        FILE("\xff\xd8z"),
        FILE("\xff\xd8"),
        FILE("GIF89a"),
#undef FILE
    };

    for (size_t i = 0; i < COUNT(files); i++)
        expect_refusal(read_jpeg(files[i].bytes, files[i].len), "image: this JPEG cannot be read");
}

TEST(an_image_that_is_too_large_is_refused_before_it_is_decoded)
{
    expect_refusal(read_png("\0\0\xff\xff\0\0\xff\xff"),
        "image: 65535 x 65535 pixels; at most 4000000 pixels and 8192 per side are accepted");
    expect_refusal(read_png("\0\0\0\0\0\0\0\1"),
        "image: 0 x 1 pixels; at most 4000000 pixels and 8192 per side are accepted");
    expect_refusal(read_png("\0\0\x20\1\0\0\0\1"),
        "image: 8193 x 1 pixels; at most 4000000 pixels and 8192 per side are accepted");
    expect_refusal(read_png("\0\0\x07\xd1\0\0\x07\xd0"),
        "image: 2001 x 2000 pixels; at most 4000000 pixels and 8192 per side are accepted");
    assert_int_equal(read_png("\0\0\x07\xd0\0\0\x07\xd0"), BATON_OK);
    baton_image_fini(&image);
}

TEST(a_file_that_is_no_png_is_refused)
{
    expect_refusal(read_file("data:image/png;base64,", "GIF89a and more", 15),
        "image: this PNG cannot be read");
    expect_refusal(
        read_file("data:image/png;base64,", PNG_HEAD, 16), "image: this PNG cannot be read");
}

TEST(a_text_that_is_no_image_is_refused_and_not_quoted)
{
    static const char *const texts[] = {"", "data:", "data:image/gif;base64,AAAA",
        "data:image/png,AAAA", "https://secret.example/"};

    for (size_t i = 0; i < COUNT(texts); i++)
        expect_refusal(
            baton_image_init_uri(&image, "images[1]", texts[i], strlen(texts[i]), &failure),
            "images[1]: expected data:image/png;base64,... or data:image/jpeg;base64,...");
}

static enum baton_error read_gray(int64_t width, int64_t height, const char *text)
{
    return baton_image_init_gray(&image, "image", width, height, text, strlen(text), &failure);
}

TEST(a_gray_frame_has_one_byte_for_each_pixel)
{
    assert_int_equal(read_gray(2, 2, "AAECAw=="), BATON_OK);
    assert_int_equal(image.kind, BATON_IMAGE_GRAY);
    assert_memory_equal(image.data, "\0\1\2\3", 4);
    baton_image_fini(&image);
    assert_int_equal(read_gray(2, 1, "/+8="), BATON_OK);
    assert_memory_equal(image.data, "\xff\xef", 2);
    baton_image_fini(&image);
    assert_int_equal(read_gray(3, 1, "/+8z"), BATON_OK);
    baton_image_fini(&image);
    expect_refusal(read_gray(3, 2, "AAECAw=="),
        "image: 4 bytes of gray; expected one byte for each of 3 x 2 pixels");
    expect_refusal(read_gray(-1, 4, "AAECAw=="),
        "image: -1 x 4 pixels; at most 4000000 pixels and 8192 per side are accepted");
    expect_refusal(read_gray(8000, 8000, "AAECAw=="),
        "image: 8000 x 8000 pixels; at most 4000000 pixels and 8192 per side are accepted");
    expect_refusal(read_gray(1, 1LL << 40, "AAECAw=="),
        "image: 1 x 1099511627776 pixels; at most 4000000 pixels and 8192 per side are accepted");
}

TEST(text_that_is_not_strict_base64_is_refused)
{
    static const char *const bad[] = {"AA-_", "AA A", "A=AA", "====", "AA\nA", "AAAA=AAA"};

    for (size_t i = 0; i < COUNT(bad); i++)
        expect_refusal(read_gray(3, 1, bad[i]), "image: has a character that is not base64");
    expect_refusal(read_gray(1, 1, ""), "image: expected an image in base64");
    expect_refusal(read_gray(1, 1, "A"), "image: expected an image in base64");
    assert_int_equal(read_gray(1, 1, "AA"), BATON_OK);
    baton_image_fini(&image);
}

TEST(more_bytes_than_the_limit_are_refused)
{
    size_t len = BATON_IMAGE_MAX_BYTES + 1;
    uint8_t *data = test_calloc(1, len);
    char *text;

    text = base64("", data, len);
    expect_refusal(read_gray(1024, 512, text),
        "image: the image has 524289 bytes; at most 524288 are accepted");
    test_free(text);
    text = base64("", data, len - 1);
    assert_int_equal(read_gray(1024, 512, text), BATON_OK);
    baton_image_fini(&image);
    test_free(text);
    test_free(data);
}

TEST(a_refusal_does_not_change_the_image)
{
    static const struct baton_image before = {.width = 7};

    image = before;
    expect_refusal(read_png("\0\0\0\0\0\0\0\1"),
        "image: 0 x 1 pixels; at most 4000000 pixels and 8192 per side are accepted");
    read_gray(3, 2, "AAECAw==");
    read_gray(3, 1, "AA.A");
    assert_memory_equal(&image, &before, sizeof(before));
}
