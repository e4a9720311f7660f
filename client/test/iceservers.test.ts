// SPDX-License-Identifier: MIT
// The ICE servers of a device: where they come from, and when their credential is renewed.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BatonError } from '../src/errors.js';
import { IceServers } from '../src/iceservers.js';
import { PeerConnection } from '../src/peerconnection.js';
import type { IceAccess, IceServer } from '../src/wire.js';
import { fakeBrowser, FakePeerConnection } from './fakebrowser.js';
import { FakeHandle } from './fakes.js';

const HOUR = 3_600_000;

const turn = (username: string): IceServer => ({
    urls: ['turn:a.example'],
    username,
    credential: `secret of ${username}`,
});
const access = (username: string): IceAccess => ({
    ice_servers: [turn(username)],
    ice_expires: 3600,
});

let handle: FakeHandle;
beforeEach(() => {
    vi.useFakeTimers();
    fakeBrowser();
    handle = new FakeHandle();
});
afterEach(() => vi.useRealTimers());

const make = (own: RTCConfiguration = {}) => new IceServers(handle.asHandle(), own);
const reply = (username: string) => handle.reply({ baton: 'ice', ...access(username) });
const asked = () => handle.said.length;

describe('the ICE servers', () => {
    it('are those that Baton names', () => {
        const ice = make();
        expect(ice.configuration).toEqual({ iceServers: [] });
        ice.take(access('one'));
        expect(ice.configuration).toEqual({ iceServers: [turn('one')] });
    });

    it('are the servers of the app, if the app names some', async () => {
        const own = { iceServers: [{ urls: 'stun:mine.example' }] };
        const ice = make(own);
        ice.take(access('one'));
        expect(ice.configuration).toEqual(own);
        await vi.advanceTimersByTimeAsync(HOUR);
        expect(asked()).toBe(0);
    });

    it('go with the other settings of the app', () => {
        const ice = make({ iceTransportPolicy: 'relay' });
        ice.take(access('one'));
        expect(ice.configuration).toEqual({
            iceTransportPolicy: 'relay',
            iceServers: [turn('one')],
        });
    });

    it('stay the same while their credential is good', () => {
        const ice = make();
        const changed = vi.fn();
        ice.on('changed', changed);
        ice.take(access('one'));
        ice.take(access('two'));
        expect(ice.configuration.iceServers).toEqual([turn('one')]);
        expect(changed).toHaveBeenCalledTimes(1);
    });
});

describe('a credential', () => {
    it('is renewed each time that half of its time is over', async () => {
        const ice = make();
        ice.take(access('one'));
        reply('two');
        await vi.advanceTimersByTimeAsync(HOUR / 2 - 1);
        expect(asked()).toBe(0);
        await vi.advanceTimersByTimeAsync(1);
        expect(handle.said).toEqual([{ request: 'ice' }]);
        expect(ice.configuration.iceServers).toEqual([turn('two')]);
        reply('three');
        await vi.advanceTimersByTimeAsync(HOUR / 2);
        expect(ice.configuration.iceServers).toEqual([turn('three')]);
    });

    it('that could not be renewed is renewed ten seconds later', async () => {
        const ice = make();
        ice.take(access('one'));
        handle.reply(new BatonError('busy', 'later'));
        await vi.advanceTimersByTimeAsync(HOUR / 2);
        expect(asked()).toBe(1);
        reply('two');
        await vi.advanceTimersByTimeAsync(9_999);
        expect(asked()).toBe(1);
        await vi.advanceTimersByTimeAsync(1);
        expect(ice.configuration.iceServers).toEqual([turn('two')]);
    });

    it('is renewed no more when the call is over', async () => {
        const ice = make();
        ice.take(access('one'));
        ice.end();
        await vi.advanceTimersByTimeAsync(HOUR);
        expect(asked()).toBe(0);
        expect(vi.getTimerCount()).toBe(0);
    });

    it('is not renewed after the call ended during the request', async () => {
        const ice = make();
        ice.take(access('one'));
        handle.onRequest = () => ice.end();
        handle.reply(new BatonError('ended', 'gone'));
        await vi.advanceTimersByTimeAsync(HOUR);
        expect(asked()).toBe(1);
        expect(vi.getTimerCount()).toBe(0);
    });

    it('is not needed for STUN servers', async () => {
        make().take({ ice_servers: [{ urls: ['stun:a.example'] }] });
        await vi.advanceTimersByTimeAsync(100 * HOUR);
        expect(asked()).toBe(0);
    });

    it('is refreshed only if half of its time is over', async () => {
        const ice = make();
        await ice.refresh();
        ice.take(access('one'));
        await ice.refresh();
        expect(asked()).toBe(0);
        // A computer that slept: the clock has moved, but no timer has run.
        vi.setSystemTime(Date.now() + HOUR);
        reply('two');
        await ice.refresh();
        expect(ice.configuration.iceServers).toEqual([turn('two')]);
    });
});

describe('a PeerConnection', () => {
    it('begins with the servers that are known, and gets each new credential', () => {
        const ice = make({ iceTransportPolicy: 'relay' });
        ice.take(access('one'));
        const peer = new PeerConnection(handle.asHandle(), ice);
        peer.open();
        vi.setSystemTime(Date.now() + HOUR);
        ice.take(access('two'));
        expect(FakePeerConnection.made[0]?.configurations).toEqual([
            { iceTransportPolicy: 'relay', iceServers: [turn('one')] },
            { iceTransportPolicy: 'relay', iceServers: [turn('two')] },
        ]);
    });

    it('that is not open yet does not mind', () => {
        const ice = make();
        const peer = new PeerConnection(handle.asHandle(), ice);
        ice.take(access('one'));
        expect(peer.current).toBeNull();
    });
});
