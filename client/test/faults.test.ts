// SPDX-License-Identifier: MIT
// The whole client, with replies that come late, twice or not at all.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BatonClient } from '../src/client.js';
import type { Call } from '../src/call.js';
import { errorOf, FakeJanus, fakeNetwork, settle, soon, type Received } from './fakejanus.js';

let janus: FakeJanus;
beforeEach(() => {
    vi.useFakeTimers();
    janus = new FakeJanus();
    fakeNetwork(janus);
});
afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
});

const connect = () => soon(BatonClient.connect({ server: janus.address }));
describe('a connection that comes up after the time-out', () => {
    it('leaves no session alive if Janus replies late', async () => {
        const [held, failed] = [janus.hold('create'), errorOf(BatonClient.connect({ server: janus.address }))];
        await vi.advanceTimersByTimeAsync(10_000);
        expect(await failed).toMatchObject({ name: 'unreachable' });
        janus.succeed(held[0] as Received, 4711);
        await vi.advanceTimersByTimeAsync(120_000);
        expect(janus.requests('keepalive')).toEqual([]);
    });

    it('makes no session if the WebSocket opens late', async () => {
        janus.opensAtOnce = false;
        const failed = errorOf(BatonClient.connect({ server: janus.address }));
        await vi.advanceTimersByTimeAsync(10_000);
        expect(await failed).toMatchObject({ name: 'unreachable' });
        janus.socket?.happen('open');
        await vi.advanceTimersByTimeAsync(120_000);
        expect(janus.received).toEqual([]);
    });
});

describe('two scans at once', () => {
    it('share one pair of handles', async () => {
        const client = await connect();
        const held = janus.hold('scan');
        const scans = [client.scan('one'), client.scan('two')].map(errorOf);
        await settle();
        expect(janus.requests('attach')).toHaveLength(2);
        const [first, second] = held as [Received, Received];
        janus.reply(first, { baton: 'error', error_code: 442, error: 'no such code' });
        janus.reply(second, { baton: 'error', error_code: 443, error: 'too late' });
        await settle();
        expect(await Promise.all(scans)).toMatchObject([{ name: 'code_unknown' }, { name: 'code_expired' }]);
    });

    it('both fail if a handle cannot be attached, and leave no handle attached', async () => {
        const client = await connect();
        let attached = 0;
        janus.on('attach', (request) => {
            attached++;
            if (attached % 2 === 1) janus.succeed(request, 100 + attached);
            else janus.refuse(request, 461, 'no such plugin');
        });
        const scans = [client.scan('one'), client.scan('two')].map(errorOf);
        await settle();
        expect(await Promise.all(scans)).toMatchObject([{ name: 'janus' }, { name: 'janus' }]);
        const detached = janus.requests('detach').map(({ handle_id }) => handle_id);
        const expected = Array.from({ length: attached / 2 }, (_, i) => 101 + 2 * i);
        expect(detached).toEqual(expected);

        janus.usual('attach');
        const transfer = await soon(client.scan('three'));
        expect(transfer.id).toBe('T');
    });
});

describe('the device for the next scan', () => {
    /** How many listeners the connection of the client has. */
    const listeners = (client: BatonClient) => {
        const { connection } = client as unknown as { connection: { listeners: Map<string, Set<unknown>> } };
        return [...connection.listeners.values()].reduce((sum, { size }) => sum + size, 0);
    };

    it('does not listen any more when it is gone', async () => {
        const client = await connect();
        janus.on('scan', (request) => janus.reply(request, { baton: 'error', error_code: 442, error: '' }));
        const before = listeners(client);
        expect(await soon(errorOf(client.scan('one')))).toMatchObject({ name: 'code_unknown' });
        expect(listeners(client)).toBeGreaterThan(before);
        janus.cut({ forget: true });
        await vi.advanceTimersByTimeAsync(1_000);
        expect(listeners(client)).toBe(before);
    });
});

describe('a late reply', () => {
    const join = async (): Promise<Call> => soon((await connect()).join({ room: 'standup' }));

    it('does not settle the next request of the same name', async () => {
        const call = await join();
        const held = janus.hold('hand');
        const first = errorOf(call.raiseHand(true));
        await vi.advanceTimersByTimeAsync(15_000);
        expect(await first).toMatchObject({ name: 'timed_out' });

        const second = call.raiseHand(false);
        await settle();
        janus.reply(held[0] as Received, { baton: 'hand_set', raised: true });
        await settle();
        janus.reply(held[1] as Received, { baton: 'hand_set', raised: false });
        await soon(second);
        expect(call.handRaised).toBe(false);
    });

    it('with an error does not fail the next request', async () => {
        const call = await join();
        const held = janus.hold('hand');
        const first = errorOf(call.raiseHand(true));
        await vi.advanceTimersByTimeAsync(15_000);
        expect(await first).toMatchObject({ name: 'timed_out' });

        janus.usual('hand');
        const second = call.raiseHand(true);
        janus.reply(held[0] as Received, { baton: 'error', error_code: 405, error: 'not now' });
        await soon(second);
        expect(call.handRaised).toBe(true);
    });

    it('to an attach makes the client detach that handle', async () => {
        const client = await connect();
        const held = janus.hold('attach');
        const joining = errorOf(client.join({ room: 'standup' }));
        await vi.advanceTimersByTimeAsync(15_000);
        expect(await joining).toMatchObject({ name: 'timed_out' });
        janus.succeed(held[0] as Received, 99);
        await settle();
        expect(janus.requests('detach').map(({ handle_id }) => handle_id)).toEqual([99]);
    });
});

describe('requests of one handle', () => {
    it('may be in flight together, and get their replies in any order', async () => {
        const call = await soon((await connect()).join({ room: 'standup' }));
        const hands = janus.hold('hand');
        const kicks = janus.hold('kick');
        const done: string[] = [];
        void call.raiseHand(true).then(() => done.push('hand'));
        void call.kick('ben').then(() => done.push('kick'));
        await settle();
        expect([hands.length, kicks.length]).toEqual([1, 1]);
        janus.reply(kicks[0] as Received, { baton: 'kicked', id: 'ben' });
        await settle();
        expect(done).toEqual(['kick']);
        janus.reply(hands[0] as Received, { baton: 'hand_set', raised: true });
        await settle();
        expect(done).toEqual(['kick', 'hand']);
    });
});
