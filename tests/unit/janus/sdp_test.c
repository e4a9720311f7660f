/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of the codecs and header extensions in answers and offers, with Janus's own parser. */
#include "janus/sdp.h"

#include <glib.h>
#include <string.h>

#include "test.h"

#define DESCRIPTOR                                                                                 \
    "https://aomediacodec.github.io/av1-rtp-spec/#dependency-descriptor-rtp-header-extension"
#define HEAD "v=0\r\no=- 1 1 IN IP4 127.0.0.1\r\ns=-\r\nt=0 0\r\n"
#define REST "c=IN IP4 0.0.0.0\r\na=mid:0\r\na=sendonly\r\n"

/* As Chromium writes them: VP9 with its profiles 2 and 0, AV1 with its profiles 1 and 0. */
static const char video[] =
    HEAD "m=video 9 UDP/TLS/RTP/SAVPF 100 98 46 45\r\n" REST "a=extmap:13 " DESCRIPTOR "\r\n"
         "a=rtpmap:100 VP9/90000\r\na=fmtp:100 profile-id=2\r\n"
         "a=rtpmap:98 VP9/90000\r\na=fmtp:98 profile-id=0\r\n"
         "a=rtpmap:46 AV1/90000\r\na=fmtp:46 level-idx=5;profile=1;tier=0\r\n"
         "a=rtpmap:45 AV1/90000\r\na=fmtp:45 level-idx=5;profile=0;tier=0\r\n";

/* Returns the answer, or NULL. Free it. */
static char *answer(const char *offer, enum baton_codec codec, struct baton_sdp *lines)
{
    struct baton_failure failure;
    char *text = NULL;

    baton_sdp_answer(NULL, offer, BATON_CODEC_OPUS, codec, lines, &text, &failure);
    return text;
}

static char *offer(enum baton_codec codec)
{
    return baton_sdp_offer(NULL,
        &(struct baton_sdp_slots){.audio = 1, .video = 1, .video_codec = codec, .version = 1});
}

TEST(vp9_is_answered_with_profile_0)
{
    struct baton_sdp lines;
    char *text = answer(video, BATON_CODEC_VP9, &lines);

    assert_int_equal(lines.lines[0].pt, 98);
    assert_non_null(strstr(text, "m=video 9 UDP/TLS/RTP/SAVPF 98\r\n"));
    assert_non_null(strstr(text, "a=rtpmap:98 VP9/90000\r\n"));
    assert_non_null(strstr(text, "a=fmtp:98 profile-id=0;x-google-start-bitrate="));
    assert_null(strstr(text, DESCRIPTOR));
    g_free(text);
}

TEST(av1_is_answered_with_its_main_profile_and_the_dependency_descriptor)
{
    struct baton_sdp lines;
    char *text = answer(video, BATON_CODEC_AV1, &lines);

    assert_int_equal(lines.lines[0].pt, 45);
    assert_non_null(strstr(text, "a=rtpmap:45 AV1/90000\r\n"));
    assert_non_null(strstr(text, "a=fmtp:45 level-idx=5;profile=0;tier=0;x-google-start-bitrate="));
    assert_non_null(strstr(text, "a=extmap:13 " DESCRIPTOR "\r\n"));
    g_free(text);
}

TEST(a_codec_without_parameters_has_its_default_profile)
{
    static const char plain[] = HEAD "m=video 9 UDP/TLS/RTP/SAVPF 35 36\r\n" REST
                                     "a=rtpmap:35 VP9/90000\r\na=rtpmap:36 AV1/90000\r\n";
    struct baton_sdp lines;

    g_free(answer(plain, BATON_CODEC_VP9, &lines));
    assert_int_equal(lines.lines[0].pt, 35);
    g_free(answer(plain, BATON_CODEC_AV1, &lines));
    assert_int_equal(lines.lines[0].pt, 36);
    g_free(answer(plain, BATON_CODEC_VP8, &lines));
    assert_int_equal(lines.lines[0].pt, -1);
}

TEST(another_profile_is_no_codec_of_the_room)
{
    static const char others[] = HEAD "m=video 9 UDP/TLS/RTP/SAVPF 35 36\r\n" REST
                                      "a=rtpmap:35 VP9/90000\r\na=fmtp:35 profile-id=1\r\n"
                                      "a=rtpmap:36 AV1/90000\r\na=fmtp:36 profile=2\r\n";
    struct baton_sdp lines;

    g_free(answer(others, BATON_CODEC_VP9, &lines));
    assert_int_equal(lines.lines[0].pt, -1);
    g_free(answer(others, BATON_CODEC_AV1, &lines));
    assert_int_equal(lines.lines[0].pt, -1);
}

TEST(each_codec_is_offered_to_receivers)
{
    static const struct {
        enum baton_codec codec;
        const char *rtpmap, *format;
        bool descriptor;
    } rows[] = {
        {BATON_CODEC_VP8, " VP8/90000\r\n", "m=", false},
        {BATON_CODEC_H264, " H264/90000\r\n", " profile-level-id=42e01f;", false},
        {BATON_CODEC_VP9, " VP9/90000\r\n", " profile-id=0\r\n", false},
        {BATON_CODEC_AV1, " AV1/90000\r\n", " level-idx=5;profile=0;tier=0\r\n", true},
    };

    for (size_t i = 0; i < COUNT(rows); i++) {
        char *text = offer(rows[i].codec);

        assert_non_null(strstr(text, rows[i].rtpmap));
        assert_non_null(strstr(text, rows[i].format));
        assert_int_equal(strstr(text, DESCRIPTOR) != NULL, rows[i].descriptor);
        g_free(text);
    }
}

/* Chromium offers RED (RFC 2198) beside Opus. It must not send it, because not every receiver could read it. */
TEST(red_is_left_out_of_the_answer)
{
    static const char sound[] =
        HEAD "m=audio 9 UDP/TLS/RTP/SAVPF 63 111\r\n" REST
             "a=rtpmap:63 red/48000/2\r\na=fmtp:63 111/111\r\n"
             "a=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;useinbandfec=1\r\n";
    struct baton_sdp lines;
    char *text = answer(sound, BATON_CODEC_VP8, &lines);

    assert_int_equal(lines.lines[0].pt, 111);
    assert_non_null(strstr(text, "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n"));
    assert_non_null(strstr(text, "a=fmtp:111 useinbandfec=1\r\n"));
    assert_null(strstr(text, "red/"));
    assert_null(strstr(text, ":63 "));
    g_free(text);
    text = offer(BATON_CODEC_VP8);
    assert_null(strstr(text, "red/"));
    g_free(text);
}

TEST(dtx_is_answered_to_a_device_that_wants_it)
{
    static const char wants[] =
        HEAD "m=audio 9 UDP/TLS/RTP/SAVPF 111\r\n" REST
             "a=rtpmap:111 opus/48000/2\r\na=fmtp:111 minptime=10;usedtx=1\r\n";
    struct baton_sdp lines;
    char *text = answer(wants, BATON_CODEC_VP8, &lines);

    assert_non_null(strstr(text, "a=fmtp:111 useinbandfec=1;usedtx=1\r\n"));
    g_free(text);
}
