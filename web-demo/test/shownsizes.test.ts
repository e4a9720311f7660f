// SPDX-License-Identifier: GPL-3.0-or-later
// What the page tells the server about the pictures that it shows, and what it watches of them.

import type { Call, LimitedBy, Reception, RemoteSlot } from 'baton-client';
import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { QualityWatch } from '../src/page/qualitywatch';
import { ShownSizes } from '../src/page/shownsizes';

class FakeDocument extends EventTarget {
    visibilityState = 'visible';

    become(state: string): void {
        this.visibilityState = state;
        this.dispatchEvent(new Event('visibilitychange'));
    }
}

const stored = new Map<string, string>();
let page: FakeDocument;
beforeEach(() => {
    vi.useFakeTimers();
    vi.resetModules();
    stored.clear();
    page = new FakeDocument();
    vi.stubGlobal('document', page);
    vi.stubGlobal('devicePixelRatio', 1.25);
    vi.stubGlobal('navigator', {});
    vi.stubGlobal('localStorage', {
        getItem: (key: string) => stored.get(key) ?? null,
        setItem: (key: string, text: string) => void stored.set(key, text),
    });
});
afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
});

const slot = (mid: string, change: Partial<RemoteSlot> = {}): RemoteSlot => ({
    mid,
    kind: 'video',
    source: `s${mid}`,
    participant: `p${mid}`,
    source_kind: 'camera',
    pinned: false,
    encoding: 1,
    encodings: 3,
    height: 360,
    limited_by: null,
    track: null,
    ...change,
});
const video = (clientHeight: number) =>
    ({ clientWidth: (clientHeight * 16) / 9, clientHeight, videoWidth: 0, videoHeight: 0 }) as HTMLVideoElement;

describe('the sizes of the pictures', () => {
    const told: Record<string, number>[] = [];
    const limits: number[] = [];
    const call = {
        slots: [slot('1'), slot('2'), slot('3', { kind: 'audio' })],
        showSizes: (heights: Map<string, number>) => void told.push(Object.fromEntries(heights)),
        limitReceiving: (bitrate: number) => void limits.push(bitrate),
    } as unknown as Call;
    let sizes: ShownSizes;
    beforeEach(() => {
        told.length = limits.length = 0;
        sizes = new ShownSizes(call, ({ mid }) => (mid === '1' ? video(360) : undefined));
        sizes.tell();
    });
    afterEach(() => sizes.dispose());

    it('are told for the pictures that are shown; the others are hidden', () => {
        expect(told.at(-1)).toEqual({ 1: 360, 2: 0 });
    });

    it('are none after the page has been in the background for two seconds, and come back at once', () => {
        page.become('hidden');
        vi.advanceTimersByTime(1_900);
        expect(told).toHaveLength(1);
        vi.advanceTimersByTime(100);
        expect(told.at(-1)).toEqual({ 1: 0, 2: 0 });
        page.become('visible');
        expect(told.at(-1)).toEqual({ 1: 360, 2: 0 });
    });

    it('stay if the person looks at another tab for a moment', () => {
        page.become('hidden');
        vi.advanceTimersByTime(1_000);
        page.become('visible');
        vi.advanceTimersByTime(5_000);
        expect(told).toHaveLength(1);
    });

    it('are small, and everything has a limit, while the person saves data', async () => {
        const { saveData } = await import('../src/page/savedata');
        const { ShownSizes: Fresh } = await import('../src/page/shownsizes');
        const fresh = new Fresh(call, () => video(360));
        expect(limits.at(-1)).toBe(0);
        saveData(true);
        expect(limits.at(-1)).toBe(300_000);
        expect(told.at(-1)).toEqual({ 1: 180, 2: 180 });
        saveData(false);
        expect(limits.at(-1)).toBe(0);
        fresh.dispose();
    });
});

describe('the choice to save data', () => {
    const choice = async () => (await import('../src/page/savedata')).savesData();

    it('is that of the person, after a reload as well', async () => {
        (await import('../src/page/savedata')).saveData(true);
        vi.resetModules();
        expect(await choice()).toBe(true);
    });

    it('is that of the browser until the person chooses', async () => {
        vi.stubGlobal('navigator', { connection: { saveData: true } });
        expect(await choice()).toBe(true);
        stored.set('baton.saveData', 'no');
        vi.resetModules();
        expect(await choice()).toBe(false);
    });
});

describe('the quality of the pictures', () => {
    let slots: RemoteSlot[];
    let reception: Reception;
    let watch: QualityWatch;
    const call = {
        state: 'connected',
        get slots() {
            return slots;
        },
        reception: async () => new Map([['1', { ...reception }]]),
    } as unknown as Call;
    beforeEach(() => {
        slots = [slot('1')];
        reception = { packets: 0, lost: 0, frames: 0, freezes: 0, frozen: 0, height: 360 };
        watch = new QualityWatch(call);
    });
    afterEach(() => watch.dispose());

    async function pass(seconds: number, lost = 0): Promise<void> {
        for (let i = 0; i < seconds; i++) {
            reception.packets += 100;
            reception.lost += lost;
            reception.frames += 20;
            await vi.advanceTimersByTimeAsync(1_000);
        }
    }
    const limit = (encoding: number | null, limited_by: LimitedBy | null) =>
        (slots = [slot('1', { encoding, limited_by })]);
    const bars = () => watch.of(slots[0]!)?.bars;

    it('is not known before two measurements', async () => {
        await pass(1);
        expect(bars()).toBeUndefined();
        await pass(1);
        expect(bars()).toBe(3);
    });

    it('falls when losses last, and not for a single second', async () => {
        await pass(3);
        await pass(1, 50);
        await pass(1);
        expect(bars()).toBe(3);
        await pass(4, 50);
        expect(bars()).toBe(1);
    });

    it('is paused a moment after the line carries no picture, and is said after some seconds', async () => {
        await pass(3);
        limit(null, 'line');
        await pass(1);
        expect(watch.isPaused(slots[0]!)).toBe(false);
        await pass(1);
        expect(watch.isPaused(slots[0]!)).toBe(true);
        expect(bars()).toBe(0);
        expect(watch.line).toBe('');
        await pass(2);
        expect(watch.line).toBe('Your connection carries only sound');
        limit(0, 'line');
        await pass(1);
        expect(watch.isPaused(slots[0]!)).toBe(false);
    });

    it('is that of the picture: another source on the slot begins anew', async () => {
        await pass(3, 50);
        slots = [slot('1', { source: 'other' })];
        expect(bars()).toBeUndefined();
        await pass(2);
        expect(bars()).toBe(3);
    });

    it('says nothing about a page in the background', async () => {
        await pass(3);
        page.visibilityState = 'hidden';
        limit(null, 'line');
        await pass(10);
        expect(watch.isPaused(slots[0]!)).toBe(false);
        expect(watch.line).toBe('');
    });
});
