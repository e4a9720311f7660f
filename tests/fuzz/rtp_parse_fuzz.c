/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Gives any bytes to the readers of RTP, RTCP, VP8 and H.264. The first byte chooses the reader. */
#include "fuzz/described.h"
#include "rtp/report_blocks.h"
#include "rtp/rtcp.h"
#include "rtp/rtp.h"

static void parse(const uint8_t *data, size_t size)
{
    struct baton_rtp rtp;

    if (baton_rtp_parse(data, size, &rtp))
        assert((size_t)rtp.payload_at + rtp.payload_length <= size);
}

static void read_rtcp(const uint8_t *data, size_t size)
{
    static struct baton_report_blocks reports;
    struct baton_rtcp_feedback feedback;

    baton_rtcp_read(data, size, &feedback);
    assert(feedback.count <= BATON_RTCP_BLOCKS && 24 * feedback.count <= size);
    assert(2 * feedback.nacked <= 17 * size / 2 && 12 * (size_t)feedback.keyframes <= size);
    for (size_t i = 0; i < feedback.count; i++) {
        baton_report_blocks_add(&reports, &feedback.blocks[i]);
        assert(baton_report_blocks_round_trip(&feedback.blocks[i], (uint32_t)size) >= 0);
    }
    assert(reports.count <= BATON_REPORT_BLOCKS_SSRCS && reports.expected >= 0);
}

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    if (size == 0)
        return 0;
    uint8_t *copy = fuzz_copy(data + 1, size - 1);
    if (data[0] % 4 == 0)
        parse(copy, size - 1);
    else if (data[0] % 4 == 1)
        read_rtcp(copy, size - 1);
    else
        fuzz_describe(data[0] % 4 == 2 ? BATON_CODEC_VP8 : BATON_CODEC_H264, copy, size - 1);
    free(copy);
    return 0;
}
