/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Tests of rtp/rtcp and rtp/report_blocks: what receivers say. */
#include <string.h>

#include "rtp/report_blocks.h"
#include "rtp/rtcp.h"
#include "test.h"

static struct baton_rtcp_feedback read_all(const uint8_t *data, size_t length)
{
    struct baton_rtcp_feedback out;
    uint8_t *copy = malloc(length ? length : 1);

    memcpy(copy, data, length);
    baton_rtcp_read(copy, length, &out);
    free(copy);
    return out;
}

TEST(pli_and_fir_are_found_and_nothing_is_read_beyond_the_end)
{
    static const uint8_t compound[] = {0x80, 201, 0, 1, 0, 0, 0, 1, /* RR */
        0x81, 206, 0, 2, 0, 0, 0, 1, 0, 0, 0, 2};                   /* PLI */
    uint8_t fir[] = {0x84, 206, 0, 4, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 2, 1, 0, 0, 0};

    assert_int_equal(read_all(compound, sizeof(compound)).keyframes, 1);
    for (size_t length = 0; length < sizeof(compound); length++)
        assert_int_equal(read_all(compound, length).keyframes, 0);
    assert_int_equal(read_all(fir, sizeof(fir)).keyframes, 1);
    fir[0] = 0x8f; /* application layer feedback, such as REMB */
    assert_int_equal(read_all(fir, sizeof(fir)).keyframes, 0);
    fir[0] = 0x44; /* not version 2 */
    assert_int_equal(read_all(fir, sizeof(fir)).keyframes, 0);
    assert_int_equal(read_all((const uint8_t[]){0x81, 206, 0, 1, 0, 0, 0, 1}, 8).keyframes, 0);
}

TEST(the_blocks_of_receiver_and_sender_reports_are_read)
{
    static const uint8_t rr[] = {0x82, 201, 0, 13, 0, 0, 0, 1, /* two blocks */
        0, 0, 0, 7, 64, 0xff, 0xff, 0xfe, 0, 1, 0, 2, 0, 0, 0, 90, 0xab, 0xcd, 0, 0, 0, 1, 0, 0, 0,
        0, 0, 8, 1, 0, 0, 3, 0, 0, 0, 9, 0, 0, 0, 5, 0, 0, 0, 0, 0, 0, 0, 0};
    static const uint8_t sr[] = {0x81, 200, 0, 12, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 9, 2, 0, 0, 0, 0, 0, 0, 1, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0,
        0};
    struct baton_rtcp_feedback out = read_all(rr, sizeof(rr));

    assert_int_equal(out.count, 2);
    assert_int_equal(out.blocks[0].ssrc, 7);
    assert_int_equal(out.blocks[0].fraction_lost, 64);
    assert_int_equal(out.blocks[0].lost, -2);
    assert_int_equal(out.blocks[0].highest, 0x10002);
    assert_int_equal(out.blocks[0].jitter, 90);
    assert_int_equal(out.blocks[0].last_sr, 0xabcd0000);
    assert_int_equal(out.blocks[0].since_sr, 0x10000);
    assert_int_equal(out.blocks[1].ssrc, 8);
    assert_int_equal(out.blocks[1].lost, 3);
    assert_int_equal(read_all(rr, sizeof(rr) - 1).count, 0);
    out = read_all(sr, sizeof(sr));
    assert_int_equal(out.count, 1);
    assert_int_equal(out.blocks[0].ssrc, 9);
    assert_int_equal(out.blocks[0].fraction_lost, 2);
}

TEST(a_report_with_fewer_blocks_than_it_says_has_those_that_are_whole)
{
    static const uint8_t rr[] = {0x83, 201, 0, 8, 0, 0, 0, 1, /* says three, has one and a bit */
        0, 0, 0, 7, 64, 0, 0, 2, 0, 0, 0, 2, 0, 0, 0, 9, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 8};

    assert_int_equal(read_all(rr, sizeof(rr)).count, 1);
}

TEST(blocks_beyond_the_limit_are_left_out)
{
    uint8_t data[3 * (8 + 31 * 24)] = {0};

    for (int i = 0; i < 3; i++) {
        uint8_t *rr = data + (size_t)i * (8 + 31 * 24);

        rr[0] = 0x80 | 31;
        rr[1] = 201;
        rr[3] = 1 + 31 * 6;
    }
    assert_int_equal(read_all(data, sizeof(data)).count, BATON_RTCP_BLOCKS);
}

TEST(nacks_are_counted_with_their_bits)
{
    static const uint8_t nack[] = {
        0x81, 205, 0, 4, 0, 0, 0, 1, 0, 0, 0, 2, 0, 5, 0x80, 0x01, 0, 99, 0, 0};

    assert_int_equal(read_all(nack, sizeof(nack)).nacked, 4);
    assert_int_equal(read_all(nack, sizeof(nack)).keyframes, 0);
}

TEST(a_remb_is_a_mantissa_and_an_exponent)
{
    uint8_t remb[] = {0x8f, 206, 0, 5, 0, 0, 0, 1, 0, 0, 0, 0, 'R', 'E', 'M', 'B', 1, 3 << 2 | 1, 0,
        2, 0, 0, 0, 9};

    assert_int_equal(read_all(remb, sizeof(remb)).remb, (0x10000 + 2) << 3);
    remb[17] = 0xff; /* the largest exponent: the number must not overflow */
    assert_true(read_all(remb, sizeof(remb)).remb > UINT32_MAX);
    remb[12] = 'r';
    assert_int_equal(read_all(remb, sizeof(remb)).remb, 0);
}

TEST(expected_and_lost_packets_are_summed_over_all_ssrcs_from_the_first_block_on)
{
    struct baton_report_blocks reports = {0};

    baton_report_blocks_add(
        &reports, &(struct baton_rtcp_block){.ssrc = 1, .highest = 100, .lost = 9});
    baton_report_blocks_add(&reports, &(struct baton_rtcp_block){.ssrc = 2, .highest = 0xffffff00});
    assert_int_equal(reports.expected, 0);
    assert_int_equal(reports.lost, 0);
    baton_report_blocks_add(
        &reports, &(struct baton_rtcp_block){.ssrc = 1, .highest = 150, .lost = 14});
    baton_report_blocks_add(
        &reports, &(struct baton_rtcp_block){.ssrc = 2, .highest = 0x10, .lost = 1});
    assert_int_equal(reports.expected, 50 + 0x110);
    assert_int_equal(reports.lost, 6);
    baton_report_blocks_add(
        &reports, &(struct baton_rtcp_block){.ssrc = 1, .highest = 120, .lost = 20});
    assert_int_equal(reports.expected, 50 + 0x110); /* an older report */
    assert_int_equal(reports.lost, 6);
    baton_report_blocks_add(
        &reports, &(struct baton_rtcp_block){.ssrc = 1, .highest = 160, .lost = 12});
    assert_int_equal(reports.lost, 4); /* late packets have come */
}

TEST(reports_count_a_limited_number_of_ssrcs)
{
    struct baton_report_blocks reports = {0};

    for (int round = 0; round < 2; round++)
        for (uint32_t ssrc = 0; ssrc < BATON_REPORT_BLOCKS_SSRCS + 5; ssrc++)
            baton_report_blocks_add(
                &reports, &(struct baton_rtcp_block){.ssrc = ssrc, .highest = 1 + (uint32_t)round});
    assert_int_equal(reports.expected, BATON_REPORT_BLOCKS_SSRCS);
}

TEST(the_round_trip_is_the_time_since_the_sender_report_minus_the_time_at_the_receiver)
{
    struct baton_rtcp_block block = {.last_sr = 0xffff0000, .since_sr = 0x8000};

    assert_int_equal(baton_report_blocks_round_trip(&block, 0x00004000), 750000);
    assert_int_equal(
        baton_report_blocks_round_trip(&block, 0xffff0000), 0); /* before it was sent */
    block.last_sr = 0;
    assert_int_equal(baton_report_blocks_round_trip(&block, 0x00004000), 0);
}
