// SPDX-License-Identifier: MIT
// A device tells the server which sizes it shows. It sends few requests, and repeats them if they may be lost.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { Downlink } from '../src/downlink.js';
import { BatonError } from '../src/errors.js';
import { receptionOf } from '../src/reception.js';
import { Viewing } from '../src/viewing.js';
import type { LayoutRequest, Slot } from '../src/wire.js';
import { fakeBrowser } from './fakebrowser.js';
import { FakeHandle, fakeConnection, noServers } from './fakes.js';

type Layout = Omit<LayoutRequest, 'request'>;

beforeEach(() => {
    vi.useFakeTimers();
    fakeBrowser();
});
afterEach(() => vi.useRealTimers());
const sizes = (all: Record<string, number>) => new Map(Object.entries(all));
const later = () => vi.advanceTimersByTimeAsync(200);

describe('what a device shows', () => {
    let told: Layout[];
    let viewing: Viewing;
    beforeEach(() => {
        told = [];
        viewing = new Viewing(async (layout) => void told.push(layout));
    });

    it('is told once for many quick changes', async () => {
        for (const height of [90, 180, 360]) viewing.show(sizes({ 1: height, 2: 180 }));
        expect(told).toEqual([]);
        await later();
        expect(told).toEqual([{ slots: [{ mid: '1', height: 360 }, { mid: '2', height: 180 }] }]);
        viewing.show(sizes({ 1: 360, 2: 90 }));
        await later();
        expect(told.slice(1)).toEqual([{ slots: [{ mid: '2', height: 90 }] }]);
    });

    it('is told at once if a hidden slot is shown', async () => {
        viewing.show(sizes({ 1: 0, 2: 180 }));
        await later();
        viewing.show(sizes({ 1: 360 }));
        expect(told.at(-1)).toEqual({ slots: [{ mid: '1', height: 360 }] });
    });

    it('is not told while nothing changes', async () => {
        viewing.show(sizes({ 1: 180 }));
        await later();
        viewing.show(sizes({ 1: 180 }));
        viewing.limit(0);
        await later();
        expect(told).toHaveLength(1);
    });

    it('waits for the reply before it tells the next change', async () => {
        let reply = () => {};
        viewing = new Viewing((layout) => {
            told.push(layout);
            return new Promise((resolve) => (reply = resolve));
        });
        viewing.limit(300_000);
        viewing.limit(64_000);
        viewing.limit(0);
        expect(told).toEqual([{ bitrate: 300_000 }]);
        reply();
        await later();
        expect(told.slice(1)).toEqual([{ bitrate: 0 }]);
    });

    it('is told again with the limit and the preferences', async () => {
        viewing.show(sizes({ 1: 180 }));
        viewing.limit(300_000);
        viewing.prefer({ camera: 'detail' });
        await later();
        told.length = 0;
        viewing.repeat();
        expect(told).toEqual([
            { slots: [{ mid: '1', height: 180 }], bitrate: 300_000, prefer: { camera: 'detail' } },
        ]);
    });
});

describe('a downlink', () => {
    const slot = { mid: '1', kind: 'video' } as Slot;
    const layouts = (handle: FakeHandle) =>
        handle.said.filter((body) => (body as { request: string }).request === 'layout');

    async function subscribed(handle: FakeHandle): Promise<Downlink> {
        const downlink = new Downlink(fakeConnection(handle), noServers());
        handle.reply({ baton: 'subscribed', slots: [slot] }, { type: 'offer', sdp: 'theirs' });
        await downlink.subscribe('p', { audioSlots: 0, videoSlots: 1 });
        return downlink;
    }

    it('tells the sizes again after each offer, without slots that it does not have', async () => {
        const handle = new FakeHandle();
        const downlink = await subscribed(handle);
        handle.reply({ baton: 'layout', slots: [slot] });
        downlink.viewing.show(sizes({ 1: 180, 9: 90 }));
        await later();
        handle.reply({ baton: 'subscribed', slots: [slot] }, { type: 'offer', sdp: 'theirs' });
        handle.reply({ baton: 'started' });
        handle.reply({ baton: 'layout', slots: [slot] });
        await downlink.restart('p');
        await later();
        const told = { request: 'layout', slots: [{ mid: '1', height: 180 }] };
        expect(layouts(handle)).toEqual([told, told]);
    });

    it('tells the sizes again if the connection was lost meanwhile', async () => {
        const handle = new FakeHandle();
        const downlink = await subscribed(handle);
        handle.reply(new BatonError('connection_lost', 'lost'));
        handle.reply({ baton: 'layout', slots: [slot] });
        downlink.viewing.show(sizes({ 1: 180 }));
        await later();
        await later();
        expect(layouts(handle)).toHaveLength(2);
    });

    it('reports the slots that the reply describes', async () => {
        const handle = new FakeHandle();
        const downlink = await subscribed(handle);
        const slots = vi.fn();
        downlink.on('slots', slots);
        handle.reply({ baton: 'layout', slots: [{ ...slot, encoding: null, limited_by: 'hidden' }] });
        downlink.viewing.show(sizes({ 1: 0 }));
        await later();
        expect(slots).toHaveBeenCalledWith([expect.objectContaining({ encoding: null, limited_by: 'hidden' })]);
    });
});

describe('the reception of a slot', () => {
    it('comes from the figures of its m-line', () => {
        const stats = new Map<string, object>([
            ['a', { type: 'inbound-rtp', mid: '1', packetsReceived: 90, packetsLost: 10, framesDecoded: 50,
                frameHeight: 360, freezeCount: 2, totalFreezesDuration: 1.5 }],
            ['b', { type: 'outbound-rtp', mid: '2' }],
            ['c', { type: 'inbound-rtp', mid: '0', packetsReceived: 5, packetsLost: -1 }],
        ]);
        expect([...receptionOf(stats as unknown as RTCStatsReport)]).toEqual([
            ['1', { packets: 90, lost: 10, frames: 50, freezes: 2, frozen: 1.5, height: 360 }],
            ['0', { packets: 5, lost: 0, frames: 0, freezes: 0, frozen: 0, height: null }],
        ]);
    });
});
