/* SPDX-License-Identifier: GPL-3.0-or-later */
/* Looks for header extensions in any bytes. The first byte is the id. The data must lie in the header of the packet. */
#include "fuzz/fuzz.h"
#include "rtp/extension.h"
#include "rtp/rtp.h"

int LLVMFuzzerTestOneInput(const uint8_t *data, size_t size)
{
    struct baton_bytes found;
    struct baton_rtp rtp;

    if (size == 0)
        return 0;
    uint8_t *copy = fuzz_copy(data + 1, size - 1);
    struct baton_bytes packet = {.data = copy, .len = size - 1};
    if (baton_extension_find(packet, data[0], &found)) {
        assert(data[0] != 0 && found.data >= copy + BATON_RTP_HEADER_SIZE + 4);
        assert(found.data + found.len <= copy + packet.len);
        if (baton_rtp_parse(packet.data, packet.len, &rtp))
            assert(found.data + found.len <= copy + rtp.payload_at);
    }
    free(copy);
    return 0;
}
