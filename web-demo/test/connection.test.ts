// SPDX-License-Identifier: GPL-3.0-or-later
// What the page says about a lost connection, and which picture stays on a tile.

import { describe, expect, it } from 'vitest';
import {
    announcement,
    explainAway,
    explainNote,
    lossAfter,
    nextStageIn,
    stageOf,
    type Loss,
} from '../src/page/connectionstage';
import { peopleCount, secondsSince, whoIsAway } from '../src/page/format';
import { pictureOf, type Sight } from '../src/page/tilepicture';

describe('the stage of a lost connection', () => {
    it('is nothing for a second, then a note', () => {
        const loss = lossAfter(null, 'reconnecting', 5_000);
        expect(stageOf(loss, 5_999)).toBe('fine');
        expect(nextStageIn(loss, 5_999)).toBe(1);
        expect(stageOf(loss, 6_000)).toBe('note');
        expect(nextStageIn(loss, 6_000)).toBeNull();
    });

    it('is `away` a second after the call is away, counted from the beginning of the loss', () => {
        let loss = lossAfter(null, 'reconnecting', 0);
        loss = lossAfter(loss, 'away', 3_000);
        expect(stageOf(loss, 3_500)).toBe('note');
        expect(nextStageIn(loss, 3_500)).toBe(500);
        expect(stageOf(loss, 4_000)).toBe('away');
        expect(loss?.since).toBe(0);
        loss = lossAfter(loss, 'away', 4_100);
        expect(stageOf(loss, 4_100)).toBe('away');
    });

    it('is a note again when the others see this person again', () => {
        const away: Loss = { since: 0, awaySince: 0 };
        const better = lossAfter(away, 'reconnecting', 9_000);
        expect(stageOf(better, 9_000)).toBe('note');
    });

    it('ends with the loss and with the call', () => {
        const loss: Loss = { since: 0, awaySince: 0 };
        for (const health of ['connected', 'ended'] as const) expect(lossAfter(loss, health, 9_000)).toBeNull();
        expect(stageOf(null, 9_000)).toBe('fine');
        expect(nextStageIn(null, 9_000)).toBeNull();
    });
});

describe('the words for a lost connection', () => {
    it('say what works and what does not', () => {
        expect(explainNote({ requests: false, media: true })).toMatch(/seem to pass.*Messages wait/);
        expect(explainNote({ requests: true, media: false })).toMatch(/interrupted.*Messages still work/);
        expect(explainNote({ requests: false, media: false })).toMatch(/interrupted.*Messages wait/);
        expect(explainNote({ requests: true, media: true })).toBe('Sound and picture still seem to pass.');
        expect(explainAway({ requests: true, media: false })).toContain('can still read and write');
        expect(explainAway({ requests: false, media: false })).toContain('go on writing');
    });

    it('claim nothing about the others, which this device cannot know', () => {
        const both = [true, false];
        const texts = both.flatMap((requests) =>
            both.flatMap((media) => [explainNote({ requests, media }), explainAway({ requests, media })]),
        );
        const spoken = (['fine', 'note', 'away'] as const).map((stage) => announcement('away', stage));
        for (const text of [...texts, ...spoken, announcement('note', 'away')])
            expect(text).not.toMatch(/others|nobody|everyone/i);
    });

    it('are spoken once for each change', () => {
        expect(announcement('fine', 'fine')).toBe('');
        expect(announcement('fine', 'note')).toBe('Reconnecting.');
        expect(announcement('note', 'note')).toBe('');
        expect(announcement('note', 'away')).toContain('have stopped');
        expect(announcement('away', 'note')).toBe('Still reconnecting.');
        expect(announcement('away', 'fine')).toBe('Connected again.');
    });

    it('name the others who are away', () => {
        expect(whoIsAway([])).toBe('');
        expect(whoIsAway(['Anna'])).toBe('Anna is away');
        expect(whoIsAway(['Anna', 'Ben'])).toBe('Anna and Ben are away');
        expect(whoIsAway(['Anna', 'Ben', 'Cleo'])).toBe('3 people are away');
        expect(peopleCount(0, 0)).toBe('Only you');
        expect(peopleCount(2, 0)).toBe('3 people');
        expect(peopleCount(2, 1)).toBe('3 people, 1 away');
        expect([secondsSince(1_000, 3_900), secondsSince(2_000, 1_000)]).toEqual([2, 0]);
    });
});

describe('the picture on a tile', () => {
    const track = {} as MediaStreamTrack;
    const usual: Sight = {
        source: { source: 'a', kind: 'camera', muted: false, state: 'live' } as NonNullable<Sight['source']>,
        slot: { track },
        away: false,
        paused: false,
        broken: false,
        still: false,
    };
    const shows = (change: Partial<Sight>) => pictureOf({ ...usual, ...change }).show;
    const source = (change: object) => ({ ...usual.source, ...change }) as NonNullable<Sight['source']>;

    it('is that of the slot', () => {
        expect(pictureOf(usual)).toEqual({ show: 'track', track });
        expect(shows({ slot: undefined })).toBe('none');
        expect(shows({ source: undefined })).toBe('none');
    });

    it('is the last one of a person who is away, and not that of the slot, which may show somebody else', () => {
        expect(shows({ away: true, source: source({ state: 'paused' }) })).toBe('last');
        expect(shows({ away: true, slot: undefined })).toBe('last');
    });

    it('is the last one while the line carries none', () => {
        expect(shows({ paused: true })).toBe('last');
    });

    it('is the last one until a person who is back is live', () => {
        expect(shows({ source: source({ state: 'paused' }), still: true })).toBe('last');
        expect(shows({ source: source({ state: 'paused' }), still: false })).toBe('none');
    });

    it('is the last one while this device has no track for the slot', () => {
        expect(shows({ slot: { track: null } })).toBe('last');
        expect(shows({ slot: undefined, broken: true })).toBe('last');
    });

    it('is none if the camera is off, whatever else happens', () => {
        expect(shows({ source: source({ muted: true }), away: true, still: true, broken: true })).toBe('none');
    });
});
