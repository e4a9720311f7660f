// SPDX-License-Identifier: MIT
// Divides a camera or a screen into encodings (simulcast by rid, RFC 8853). Pure functions.

import type { Jsep } from './janus.js';
import type { Encoding, SourceKind } from './wire.js';

export interface PictureSize {
    width: number;
    height: number;
}

/** The smallest encoding is the first one. */
const RIDS = ['l', 'm', 'h'];
/** A track that does not say its size is treated as one of this size. */
const USUAL: PictureSize = { width: 1280, height: 720 };
/**
 * Chromium encodes no more than this many encodings of a picture with these many pixels, and leaves out the largest
 * ones. Then no encoding has less than about 120 lines, either.
 */
const LEAST_PIXELS = [0, 480 * 270, 960 * 540];
/** A camera of the usual size gets 150, 510 and 1700 kbit/s. A smaller picture needs more bits for each pixel. */
const BITRATE = 1_700_000;
const GROWTH = 0.875;
const MOST = 2_500_000;
const STEP = 10_000;
/** It has no limit of frames: Chromium would apply that limit to the large encoding of the screen as well. */
const SMALL_SCREEN = { maxBitrate: 200_000 };

export function sizeOf(track: MediaStreamTrack): PictureSize {
    const { width, height } = track.getSettings?.() ?? {};
    return width && height ? { width, height } : USUAL;
}

/** Returns how many encodings a source of this kind and size has at most. */
function countFor(kind: SourceKind, { width, height }: PictureSize): number {
    const count = LEAST_PIXELS.filter((least) => width * height >= least).length;
    return kind === 'screen' ? Math.min(count, 2) : count;
}

function bitrateFor({ width, height }: PictureSize): number {
    const share = (width * height) / (USUAL.width * USUAL.height);
    return Math.min(MOST, Math.round((BITRATE * share ** GROWTH) / STEP) * STEP);
}

function limitsFor(kind: SourceKind, size: PictureSize, scale: number): RTCRtpEncodingParameters {
    if (kind === 'screen') return scale > 1 ? SMALL_SCREEN : {};
    return { maxBitrate: bitrateFor({ width: size.width / scale, height: size.height / scale }) };
}

/** Returns the encodings of a new m-line. Fewer than two: the source is sent without simulcast. */
export function planEncodings(kind: SourceKind, size: PictureSize): RTCRtpEncodingParameters[] {
    const count = countFor(kind, size);
    return RIDS.slice(0, count).map((rid, index) => {
        const scale = 2 ** (count - 1 - index);
        return { rid, scaleResolutionDownBy: scale, ...limitsFor(kind, size, scale) };
    });
}

/**
 * Changes the encodings of an m-line so that they fit the source. The number of encodings of an m-line is fixed, so
 * the last ones of a smaller picture are switched off.
 * @param watched what the server has said; undefined: nothing yet, so every encoding is sent
 */
export function shapeEncodings(
    encodings: RTCRtpEncodingParameters[],
    kind: SourceKind,
    size: PictureSize,
    watched: Encoding[] | undefined,
): void {
    const count = Math.min(countFor(kind, size), encodings.length);
    encodings.forEach((encoding, index) => {
        const scale = 2 ** Math.max(0, count - 1 - index);
        const wish = watched?.find(({ rid }) => rid === encoding.rid);
        encoding.active = index < count && (wish?.active ?? true);
        encoding.scaleResolutionDownBy = scale;
        delete encoding.maxBitrate;
        Object.assign(encoding, limitsFor(kind, size, scale));
        if (wish && wish.bitrate > 0)
            encoding.maxBitrate = Math.min(encoding.maxBitrate ?? wish.bitrate, wish.bitrate);
    });
}

/**
 * Makes an answer pause exactly those encodings that are paused here. Chromium takes `~` in an answer as an order, and
 * Janus keeps a `~` of an earlier offer for good.
 * @param paused the rids that are paused, for each mid
 */
export function keepPaused({ type, sdp }: Jsep, paused: Map<string, Set<string>>): Jsep {
    const sections = sdp.split(/(?=^m=)/m).map((section) => {
        const mid = /^a=mid:(\S+)/m.exec(section)?.[1] ?? '';
        return section.replace(/^(a=simulcast:recv )(\S+)/m, (_, name: string, rids: string) =>
            name + rids.split(';').map((rid) => mark(rid, paused.get(mid))).join(';'));
    });
    return { type, sdp: sections.join('') };
}

function mark(rid: string, paused: Set<string> | undefined): string {
    const bare = rid.replace(/^~/, '');
    return paused?.has(bare) ? `~${bare}` : bare;
}
