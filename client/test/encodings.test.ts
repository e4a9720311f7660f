// SPDX-License-Identifier: MIT
// How cameras and screens are divided into encodings, and how an answer is kept from pausing them.

import { describe, expect, it } from 'vitest';
import { keepPaused, planEncodings, shapeEncodings } from '../src/encodings.js';

const size = (width: number, height: number) => ({ width, height });
const linesOf = (height: number, plan: RTCRtpEncodingParameters[]) =>
    plan.map(({ scaleResolutionDownBy = 1 }) => height / scaleResolutionDownBy);

describe('the encodings of a source', () => {
    it('are three for a usual camera, the smallest first', () => {
        const plan = planEncodings('camera', size(1280, 720));
        expect(plan.map(({ rid }) => rid)).toEqual(['l', 'm', 'h']);
        expect(linesOf(720, plan)).toEqual([180, 360, 720]);
        expect(plan.map(({ maxBitrate }) => maxBitrate)).toEqual([150_000, 510_000, 1_700_000]);
    });

    it('are fewer for a small camera, and never have less than 120 lines', () => {
        expect(linesOf(540, planEncodings('camera', size(960, 540)))).toEqual([135, 270, 540]);
        expect(linesOf(480, planEncodings('camera', size(640, 480)))).toEqual([240, 480]);
        expect(linesOf(270, planEncodings('camera', size(480, 270)))).toEqual([135, 270]);
        expect(linesOf(240, planEncodings('camera', size(320, 240)))).toEqual([240]);
    });

    it('are the same for a telephone that is held upright', () => {
        expect(planEncodings('camera', size(720, 1280))).toEqual(planEncodings('camera', size(1280, 720)));
    });

    it('are two for a screen: the whole one without a limit, and half of it', () => {
        expect(planEncodings('screen', size(1920, 1080))).toEqual([
            { rid: 'l', scaleResolutionDownBy: 2, maxBitrate: 200_000 },
            { rid: 'm', scaleResolutionDownBy: 1 },
        ]);
    });

    const shaped = (width: number, height: number, watched?: [boolean, number][]) => {
        const encodings = planEncodings('camera', size(1280, 720));
        const told = watched?.map(([active, bitrate], i) => ({ rid: encodings[i]?.rid ?? '', active, bitrate }));
        shapeEncodings(encodings, 'camera', size(width, height), told);
        return encodings.map(({ active, scaleResolutionDownBy: scale }) => (active ? height / (scale ?? 1) : 0));
    };

    it('are all sent until the server has said who watches', () => {
        expect(shaped(1280, 720)).toEqual([180, 360, 720]);
    });

    it('are sent if somebody watches them, or not at all', () => {
        expect(shaped(1280, 720, [[true, 0], [false, 0], [true, 0]])).toEqual([180, 0, 720]);
        expect(shaped(1280, 720, [[false, 0], [false, 0], [false, 0]])).toEqual([0, 0, 0]);
    });

    it('leave out the last ones if another camera is smaller', () => {
        expect(shaped(640, 480)).toEqual([240, 480, 0]);
        expect(shaped(320, 240)).toEqual([240, 0, 0]);
        expect(shaped(640, 480, [[true, 0], [true, 0], [true, 0]])).toEqual([240, 480, 0]);
    });

    it('get no more than the server allows', () => {
        const encodings = planEncodings('camera', size(1280, 720));
        shapeEncodings(encodings, 'camera', size(1280, 720), [
            { rid: 'l', active: true, bitrate: 0 },
            { rid: 'm', active: true, bitrate: 300_000 },
            { rid: 'h', active: true, bitrate: 9_000_000 },
        ]);
        expect(encodings.map(({ maxBitrate }) => maxBitrate)).toEqual([150_000, 300_000, 1_700_000]);
    });
});

describe('an answer', () => {
    const answer = (first: string, second: string) => ({
        type: 'answer' as const,
        sdp: `v=0\r\nm=video 9\r\na=mid:0\r\na=simulcast:recv ${first}\r\nm=video 9\r\na=mid:1\r\n` +
            `a=rid:l recv\r\na=simulcast:recv ${second}\r\n`,
    });

    it('pauses what is paused here, and nothing else', () => {
        const paused = new Map([['0', new Set(['h'])], ['1', new Set(['l'])]]);
        expect(keepPaused(answer('~l;m;h', 'l;~m'), paused)).toEqual(answer('l;m;~h', '~l;m'));
    });

    it('without simulcast stays as it is', () => {
        const plain = { type: 'answer' as const, sdp: 'v=0\r\nm=audio 9\r\na=mid:0\r\n' };
        expect(keepPaused(plain, new Map())).toEqual(plain);
    });
});
