// SPDX-License-Identifier: GPL-3.0-or-later
// Tells media from STUN by the first byte, as RFC 7983 section 7 has it. werift goes by the length
// alone: it takes every RTP packet whose sequence number happens to be its length less 20 for a STUN
// message, and swallows it.
import { StunProtocol } from 'werift';

const LAST_STUN_BYTE = 3;
const { datagramReceived } = StunProtocol.prototype;

StunProtocol.prototype.datagramReceived = function demultiplexed(data, address) {
    if (data.length === 0 || data[0] <= LAST_STUN_BYTE)
        datagramReceived.call(this, data, address);
    else if (this.localCandidate)
        this.onDataReceived.execute(data);
};
