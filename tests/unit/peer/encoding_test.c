/* SPDX-License-Identifier: GPL-3.0-or-later */
/* The packets of an encoding of simulcast, and its answers to requests for a keyframe. */
#include "peer/encoding.h"

#include <string.h>

#include "peer/rtp.h"
#include "test.h"

enum {
    MID_ID = 1,
    RID_ID = 4,
    INTERVAL = 40000,
};

/* What the last packet had. */
struct sent {
    char mid[8], rid[8];
    bool key;
};

static void copy_extension(const struct peer_rtp *rtp, int id, char out[8])
{
    size_t len = 0;
    const uint8_t *value = peer_rtp_extension(rtp, id, &len);

    memset(out, 0, 8);
    if (value)
        memcpy(out, value, len);
}

static bool take(void *user, const uint8_t *data, size_t len)
{
    struct sent *sent = user;
    struct peer_tag tag;
    struct peer_rtp rtp;

    assert_true(peer_rtp_parse(data, len, &rtp));
    assert_true(peer_tag_read(rtp.payload, rtp.payload_len, &tag));
    copy_extension(&rtp, MID_ID, sent->mid);
    copy_extension(&rtp, RID_ID, sent->rid);
    sent->key = tag.key;
    return true;
}

struct stage {
    struct sent sent;
    uint16_t transport;
    struct peer_encoding_way way;
    struct peer_encoding encoding;
    int64_t age;
};

static void begin(struct stage *stage)
{
    const struct peer_encoder_options options = {.codec = PEER_VP8,
        .bitrate = 100000,
        .interval = INTERVAL,
        .width = 320,
        .height = 180,
        .layers = 3};

    *stage = (struct stage){.way = {
                                .line = {.video = true,
                                    .mid = "1",
                                    .mid_id = MID_ID,
                                    .rid_id = RID_ID,
                                    .rids = {"l", "m", "h"},
                                    .rid_count = 3},
                                .send = take,
                            }};
    stage->way.transport = &stage->transport;
    stage->way.user = &stage->sent;
    peer_encoding_init(&stage->encoding, &stage->way, &options, 1, 0, peer_random_seeded(1, 1));
}

static void send(struct stage *stage)
{
    stage->age += INTERVAL;
    peer_encoding_frame(&stage->encoding, stage->age, stage->age);
}

TEST(an_encoding_names_itself_until_a_receiver_report_comes)
{
    struct stage stage;

    begin(&stage);
    send(&stage);
    assert_string_equal(stage.sent.mid, "1");
    assert_string_equal(stage.sent.rid, "m");
    peer_encoding_acknowledged(&stage.encoding);
    send(&stage);
    assert_string_equal(stage.sent.mid, "");
    assert_string_equal(stage.sent.rid, "");
    stage.way.settings.rids = true;
    send(&stage);
    assert_string_equal(stage.sent.rid, "m");
    peer_encoding_fini(&stage.encoding);
}

TEST(a_repeated_fir_asks_for_nothing)
{
    struct stage stage;

    begin(&stage);
    send(&stage);
    assert_true(stage.sent.key);
    assert_true(peer_encoding_fir(&stage.encoding, 0));
    send(&stage);
    assert_true(stage.sent.key);
    assert_false(peer_encoding_fir(&stage.encoding, 0));
    send(&stage);
    assert_false(stage.sent.key);
    assert_true(peer_encoding_fir(&stage.encoding, 1));
    assert_int_equal(stage.encoding.count.firs, 2);
    peer_encoding_fini(&stage.encoding);
}
