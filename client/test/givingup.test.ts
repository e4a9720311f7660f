// SPDX-License-Identifier: MIT
// A retry policy that gives up: whatever waits fails with one clear error.

import { describe, expect, it, vi } from 'vitest';
import { FakePeerConnection, FakeTrack } from './fakebrowser.js';
import { client, cut, janus, join, refused, retry, second, synced, useFakeCall } from './fakecall.js';
import { errorOf, settle, soon } from './fakejanus.js';

useFakeCall();

const clear = { name: 'connection_lost', message: 'The connection was given up' };
const giveUp = () => void (retry.delay = () => null);
const camera = () => new FakeTrack('video').asTrack();

describe('when the retry policy gives up', () => {
    it('everything that waits for the connection fails', async () => {
        const call = await join();
        await soon(call.subscribe({ audioSlots: 1, videoSlots: 1 }));
        const ended = vi.fn();
        call.on('ended', ended);
        janus.down = true;
        janus.cut();
        const waiting = [
            call.kick('ben'),
            call.raiseHand(true),
            call.chat('hello'),
            call.publish({ camera: camera() }),
            call.layout([{ mid: '0', auto: true }]),
            client.roomExists('standup'),
            client.join({ room: 'standup' }),
            client.scan('code'),
        ].map(errorOf);
        giveUp();
        await second();
        for (const error of await Promise.all(waiting)) expect(error).toMatchObject(clear);
        expect(ended).toHaveBeenCalledWith({ reason: 'connection_lost', text: clear.message, away: false });
    });

    it('tracks and slots whose path cannot be repaired are reported', async () => {
        const call = await join();
        janus.hold('publish');
        janus.hold('subscribe');
        const published = errorOf(call.publish({ camera: camera() }));
        const subscribed = errorOf(call.subscribe({ audioSlots: 1, videoSlots: 1 }));
        await settle();
        refused('publish', 461);
        refused('subscribe', 461);
        synced({ seq: 7 });
        await cut({});
        await settle();
        giveUp();
        await vi.advanceTimersByTimeAsync(20_000);
        expect([await published, await subscribed]).toMatchObject([clear, clear]);
        for (const name of ['publish', 'subscribe']) janus.usual(name);
        await soon(call.subscribe({ audioSlots: 1, videoSlots: 1 }));
        expect(FakePeerConnection.made.length).toBeGreaterThan(0);
    });

    it('a call that the server does not let come back ends', async () => {
        const call = await join();
        const ended = vi.fn();
        call.on('ended', ended);
        const failed = errorOf(call.raiseHand(true));
        await settle();
        janus.usual('hand');
        refused('join', 461, { retry_after: 100 });
        janus.cut({ forget: true });
        const waiting = errorOf(call.raiseHand(false));
        await second();
        giveUp();
        await vi.advanceTimersByTimeAsync(5_000);
        expect(await failed).toBeUndefined();
        expect(await waiting).toMatchObject(clear);
        expect(ended).toHaveBeenCalledWith({ reason: 'connection_lost', text: clear.message, away: false });
    });

    it('a resume after a reload fails', async () => {
        await join();
        refused('join', 461, { retry_after: 100 });
        giveUp();
        expect(await soon(errorOf(client.resume()))).toMatchObject(clear);
    });
});
