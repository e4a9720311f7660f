// SPDX-License-Identifier: GPL-3.0-or-later
// Makes and reads the payloads of synthetic media: valid to whoever looks at the codec's headers, and at
// their end a tag that says which device sent what, when.

const MAGIC = 0x4241544f;
export const TAG_BYTES = 22;

/** { device, frame, time, key, first }: `device` a number, `time` in milliseconds of process time. */
export function writeTag({ device, frame, time, key = false, first = true }) {
    const tag = Buffer.alloc(TAG_BYTES);
    tag.writeUInt32BE(MAGIC, 0);
    tag.writeUInt32BE(device, 4);
    tag.writeUInt32BE(frame, 8);
    tag.writeDoubleBE(time, 12);
    tag[20] = (key ? 1 : 0) | (first ? 2 : 0);
    // A last byte that is not zero: H.264 forbids a NAL unit to end with one.
    tag[21] = 0x80;
    return tag;
}

/** The tag at the end of a payload, or null. */
export function readTag(payload) {
    const at = payload.length - TAG_BYTES;
    if (at < 0 || payload.readUInt32BE(at) !== MAGIC)
        return null;
    return {
        device: payload.readUInt32BE(at + 4),
        frame: payload.readUInt32BE(at + 8),
        time: payload.readDoubleBE(at + 12),
        key: (payload[at + 20] & 1) !== 0,
        first: (payload[at + 20] & 2) !== 0,
    };
}

/** 20 ms of Opus: a TOC byte (CELT, full band) and the tag as its frame. */
export function opusPayload(tag) {
    return Buffer.concat([Buffer.from([0xf8]), writeTag(tag)]);
}

/** The payloads of one VP8 frame (RFC 7741): two packets for a keyframe, so that "first" means something. */
export function vp8Payloads({ pictureId, key, ...tag }) {
    const descriptor = (start) => Buffer.from([0x80 | (start ? 0x10 : 0), 0x80,
        0x80 | ((pictureId >> 8) & 0x7f), pictureId & 0xff]);
    const body = { ...tag, key };
    if (!key)
        return [Buffer.concat([descriptor(true), Buffer.from([0x11, 0x02, 0x00]), writeTag(body)])];
    const header = Buffer.from([0x10, 0x02, 0x00, 0x9d, 0x01, 0x2a, 0x80, 0x02, 0xe0, 0x01]);
    return [
        Buffer.concat([descriptor(true), header, writeTag(body)]),
        Buffer.concat([descriptor(false), Buffer.alloc(400, 0x55), writeTag({ ...body, first: false })]),
    ];
}

/** { start, pictureId, key } of a VP8 payload with extended descriptor. */
export function readVp8(payload) {
    if ((payload[0] & 0x80) === 0 || (payload[1] & 0x80) === 0)
        return { start: (payload[0] & 0x10) !== 0, pictureId: null, key: false };
    const long = (payload[2] & 0x80) !== 0;
    const pictureId = long ? ((payload[2] & 0x7f) << 8) | payload[3] : payload[2] & 0x7f;
    const start = (payload[0] & 0x1f) === 0x10;
    return { start, pictureId, key: start && (payload[long ? 4 : 3] & 1) === 0 };
}

const SPS = Buffer.from('6742e01f8c8d40500000000010', 'hex').subarray(0, 8);
const PPS = Buffer.from([0x68, 0xce, 0x3c, 0x80]);

/** The payloads of one H.264 access unit (RFC 6184): parameter sets in a STAP-A, then the slice. */
export function h264Payloads({ key, ...tag }) {
    const body = { ...tag, key };
    if (!key)
        return [Buffer.concat([Buffer.from([0x41, 0x9a]), writeTag(body)])];
    const unit = (nal) => Buffer.concat([Buffer.from([nal.length >> 8, nal.length & 0xff]), nal]);
    const sei = Buffer.concat([Buffer.from([0x06]), writeTag(body)]);
    return [
        Buffer.concat([Buffer.from([0x78]), unit(SPS), unit(PPS), unit(sei)]),
        Buffer.concat([Buffer.from([0x65, 0x88]), writeTag({ ...body, first: false })]),
    ];
}

/** { start, key } of an H.264 payload as h264Payloads makes them. */
export function readH264(payload) {
    const type = payload[0] & 0x1f;
    return { start: type === 24 || type === 1, pictureId: null, key: type === 24 || type === 5 };
}
