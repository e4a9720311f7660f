// SPDX-License-Identifier: MIT
// Leaving a call: it ends here at once, and the server is told for a limited time.

import { describe, expect, it, vi } from 'vitest';
import { BatonClient } from '../src/client.js';
import { FakeTrack } from './fakebrowser.js';
import {
    client, cut, janus, join, numbered, refused, retry, second, store, synced, uplink, useFakeCall,
} from './fakecall.js';
import { settle, soon, type Received } from './fakejanus.js';

useFakeCall();

describe('leaving without a connection', () => {
    it('ends the call here at once, and in the room when the connection is back', async () => {
        const call = await join();
        const camera = new FakeTrack('video');
        await soon(call.publish({ camera: camera.asTrack() }));
        janus.cut({ forget: true });
        await soon(call.leave());
        expect(call.state).toBe('ended');
        expect(camera.stopped).toBe(true);
        expect(store.keys()).toEqual([]);
        const before = janus.requests('publish').length;
        numbered(7, 'two');
        await second();
        await settle();
        expect(janus.requests('leave')).toMatchObject([{ handle_id: uplink() }]);
        expect(janus.requests('publish')).toHaveLength(before);
        expect(store.keys()).toEqual([]);
    });
});

describe('closing the client after leaving without a connection', () => {
    it('waits until the server knows it', async () => {
        const call = await join();
        janus.cut();
        await soon(call.leave());
        client.close();
        synced({ seq: 7 });
        await second();
        expect(janus.requests('leave')).toHaveLength(1);
        expect(janus.received.at(-1)?.janus).toBe('destroy');
        expect(client.state).toBe('closed');
    });

    it('waits for half a minute at most', async () => {
        const call = await join();
        janus.down = true;
        janus.cut();
        await soon(call.leave());
        client.close();
        await vi.advanceTimersByTimeAsync(31_000);
        const { connections } = janus;
        await vi.advanceTimersByTimeAsync(60_000);
        expect(janus.connections).toBe(connections);
        expect(client.state).toBe('closed');
    });
});

describe('leaving twice', () => {
    it('sends one request, and both calls wait for its reply', async () => {
        const call = await join();
        const held = janus.hold('leave');
        const done = vi.fn();
        void call.leave().then(done);
        void call.leave().then(done);
        await settle();
        expect(done).not.toHaveBeenCalled();
        janus.reply(held[0] as Received, { baton: 'left' });
        await settle();
        expect(done).toHaveBeenCalledTimes(2);
        expect(janus.requests('leave')).toHaveLength(1);
    });
});

describe('leaving over a connection that has died silently', () => {
    it('ends the call and forgets the secret at once, and tells the server over the next connection', async () => {
        const call = await join();
        const ended = vi.fn();
        call.on('ended', ended);
        janus.hold('leave');
        void call.leave();
        expect(ended).toHaveBeenCalledWith({ reason: 'left', text: '', away: false });
        expect(store.keys()).toEqual([]);
        await settle();
        janus.usual('leave');
        synced({ seq: 7 });
        await cut();
        expect(janus.requests('leave')).toHaveLength(2);
        expect(store.keys()).toEqual([]);
        expect(vi.getTimerCount()).toBe(1);
    });

    it('tries again if no reply comes in time, but for half a minute at most', async () => {
        const call = await join();
        janus.hold('leave');
        const done = vi.fn();
        void call.leave().then(done);
        await vi.advanceTimersByTimeAsync(16_100);
        expect(janus.requests('leave')).toHaveLength(2);
        await vi.advanceTimersByTimeAsync(60_000);
        expect(janus.requests('leave')).toHaveLength(2);
        expect(janus.requests('detach')).toHaveLength(1);
        expect(done).toHaveBeenCalledOnce();
    });

    it('tries again when the server is not busy any more', async () => {
        const call = await join();
        refused('leave', 461, { retry_after: 3_000 });
        void call.leave();
        await settle();
        janus.usual('leave');
        await vi.advanceTimersByTimeAsync(2_900);
        expect(janus.requests('leave')).toHaveLength(1);
        await vi.advanceTimersByTimeAsync(200);
        expect(janus.requests('leave')).toHaveLength(2);
    });
});

describe('closing the client while it leaves', () => {
    it('ends the call at once, and the client when the server knows it', async () => {
        const call = await join();
        const held = janus.hold('leave');
        const done = vi.fn();
        void call.leave().then(done);
        client.close();
        expect(call.state).toBe('ended');
        await settle();
        // Janus may end a session before it passes on a request that came earlier.
        expect(janus.requests('destroy')).toEqual([]);
        janus.reply(held[0] as Received, { baton: 'left' });
        await settle();
        expect(done).toHaveBeenCalledOnce();
        expect(janus.requests('destroy')).toHaveLength(1);
        expect(vi.getTimerCount()).toBe(0);
    });
});

describe('closing the client', () => {
    it('leaves the room first, and ends the call', async () => {
        const call = await join();
        client.close();
        expect(call.state).toBe('ended');
        await settle();
        expect(janus.received.slice(-3).map(({ janus: name, body }) => body?.request ?? name)).toEqual([
            'leave', 'detach', 'destroy',
        ]);
        expect(vi.getTimerCount()).toBe(0);
    });
});

describe('leaving a call to which the tab has not come back', () => {
    const stored = async () => {
        await join();
        // The page is gone without a word.
        janus.cut({ forget: true });
        vi.clearAllTimers();
        const [one] = BatonClient.resumable(store);
        return one!;
    };
    const leave = (one: Awaited<ReturnType<typeof stored>>) => BatonClient.leave(one, { store, retry });

    it('forgets it at once, and tells the server', async () => {
        const one = await stored();
        const done = vi.fn();
        void leave(one).then(done);
        expect(store.keys()).toEqual([]);
        for (let i = 0; i < 3; i++) await settle();
        expect(janus.requests('join').at(-1)?.body).toEqual({ request: 'join', room: 'standup', resume: 'one' });
        expect(janus.requests('leave')).toMatchObject([{ handle_id: uplink() }]);
        expect(janus.received.at(-1)?.janus).toBe('destroy');
        expect(done).toHaveBeenCalledOnce();
        expect(store.keys()).toEqual([]);
        expect(vi.getTimerCount()).toBe(0);
    });

    it('tells the server later if it cannot be reached', async () => {
        const one = await stored();
        janus.down = true;
        void leave(one);
        await vi.advanceTimersByTimeAsync(20_000);
        janus.down = false;
        await second();
        expect(janus.requests('leave')).toHaveLength(1);
    });

    it('gives up after half a minute', async () => {
        const one = await stored();
        janus.down = true;
        const done = vi.fn();
        void leave(one).then(done);
        await vi.advanceTimersByTimeAsync(40_000);
        expect(done).toHaveBeenCalledOnce();
        const { connections } = janus;
        await vi.advanceTimersByTimeAsync(60_000);
        expect(janus.connections).toBe(connections);
    });

    it('tries no more if the participant is gone', async () => {
        const one = await stored();
        refused('join', 450);
        const done = vi.fn();
        void leave(one).then(done);
        for (let i = 0; i < 3; i++) await settle();
        expect(done).toHaveBeenCalledOnce();
        expect(vi.getTimerCount()).toBe(0);
    });
});
