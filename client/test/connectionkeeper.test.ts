// SPDX-License-Identifier: MIT
// The connection to the server: how it is made anew, when, and what happens to its session and handles.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConnectionKeeper, type KeeperOptions } from '../src/connectionkeeper.js';
import { BackOff } from '../src/retrypolicy.js';
import { FakeTab } from './fakebrowser.js';
import { errorOf, FakeJanus, fakeNetwork, settle, soon } from './fakejanus.js';

let janus: FakeJanus;
let tab: FakeTab;
beforeEach(() => {
    vi.useFakeTimers();
    tab = new FakeTab();
    janus = new FakeJanus();
    fakeNetwork(janus);
});
afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
});

/** A policy whose every delay is a second. */
const everySecond = { delay: () => 1_000 };
const connect = (options: Partial<KeeperOptions> = {}) =>
    soon(ConnectionKeeper.connect({ server: janus.address, retry: everySecond, ...options }));
const second = () => vi.advanceTimersByTimeAsync(1_000).then(settle);
describe('after a lost WebSocket', () => {
    it('the session is claimed over another one, and its handles go on', async () => {
        const keeper = await connect({ token: 'T' });
        const handle = await soon(keeper.attach());
        const [claimed, renewed, gone, event] = [vi.fn(), vi.fn(), vi.fn(), vi.fn()];
        keeper.on('claimed', claimed);
        keeper.on('renewed', renewed);
        handle.on('gone', gone);
        handle.on('event', event);
        janus.cut();
        expect(keeper.state).toBe('reconnecting');
        await second();
        expect(janus.requests('claim')).toMatchObject([{ session_id: 4711, token: 'T' }]);
        expect(keeper.state).toBe('connected');
        expect(claimed).toHaveBeenCalledOnce();
        expect([renewed.mock.calls.length, gone.mock.calls.length]).toEqual([0, 0]);
        janus.event(handle.id, { baton: 'room_destroyed' });
        await settle();
        expect(event).toHaveBeenCalledOnce();
    });

    it('there is another session if Janus has ended the one before, and its handles are gone', async () => {
        const keeper = await connect();
        const handle = await soon(keeper.attach());
        const [claimed, renewed, gone] = [vi.fn(), vi.fn(), vi.fn()];
        keeper.on('claimed', claimed);
        keeper.on('renewed', renewed);
        handle.on('gone', gone);
        janus.cut({ forget: true });
        await second();
        expect(renewed).toHaveBeenCalledOnce();
        expect(gone).toHaveBeenCalledOnce();
        expect(claimed).not.toHaveBeenCalled();
        expect(janus.requests('create')).toHaveLength(2);
        await soon(keeper.attach());
        expect(janus.received.at(-1)).toMatchObject({ janus: 'attach', session_id: 4712 });
    });

    it('a new handle waits for the connection', async () => {
        const keeper = await connect();
        janus.cut();
        const attached = vi.fn();
        void keeper.attach().then(attached);
        await settle();
        expect(janus.requests('attach')).toEqual([]);
        await second();
        expect(attached).toHaveBeenCalledOnce();
    });

    it('a handle that was detached meanwhile is detached in Janus after the claim', async () => {
        const keeper = await connect();
        const handle = await soon(keeper.attach());
        janus.cut();
        handle.detach();
        await second();
        expect(janus.requests('detach')).toMatchObject([{ handle_id: handle.id }]);
    });

    it('attempts go on until one succeeds', async () => {
        const keeper = await connect();
        janus.down = true;
        janus.cut();
        await second();
        await second();
        expect(janus.connections).toBe(3);
        janus.down = false;
        await second();
        expect(keeper.state).toBe('connected');
    });

    it('an attempt that hangs ends after ten seconds', async () => {
        const keeper = await connect();
        janus.opensAtOnce = false;
        janus.cut();
        await second();
        janus.opensAtOnce = true;
        await vi.advanceTimersByTimeAsync(11_000);
        await settle();
        expect(keeper.state).toBe('connected');
    });

    it('a claim without a reply ends after ten seconds, and its late end does not harm the next one', async () => {
        const keeper = await connect();
        janus.hold('claim');
        janus.cut();
        await second();
        janus.usual('claim');
        await vi.advanceTimersByTimeAsync(11_000);
        await settle();
        expect(keeper.state).toBe('connected');
        await vi.advanceTimersByTimeAsync(20_000);
        expect(keeper.state).toBe('connected');
        expect(janus.connections).toBe(3);
    });

    it('a policy that gives up ends the connection for good', async () => {
        const retry = { delay: (attempt: number) => (attempt < 2 ? 1_000 : null) };
        const keeper = await connect({ retry });
        const handle = await soon(keeper.attach());
        const [lost, gone] = [vi.fn(), vi.fn()];
        keeper.on('lost', lost);
        handle.on('gone', gone);
        janus.down = true;
        janus.cut();
        await second();
        await second();
        expect(lost).toHaveBeenCalledWith(expect.objectContaining({ name: 'connection_lost' }));
        expect(gone).toHaveBeenCalledOnce();
        expect(keeper.state).toBe('closed');
        expect(await errorOf(keeper.attach())).toMatchObject({ name: 'connection_lost' });
    });

    it('a token that Janus refuses ends the connection for good', async () => {
        const keeper = await connect({ token: 'expired' });
        const lost = vi.fn();
        keeper.on('lost', lost);
        janus.on('claim', (request) => janus.refuse(request, 403, 'Unauthorized request'));
        janus.cut();
        await second();
        expect(lost).toHaveBeenCalledWith(expect.objectContaining({ name: 'janus', janusCode: 403 }));
        await vi.advanceTimersByTimeAsync(60_000);
        expect(janus.connections).toBe(2);
    });

    it('`close` ends all attempts', async () => {
        const keeper = await connect();
        const lost = vi.fn();
        keeper.on('lost', lost);
        janus.down = true;
        janus.cut();
        keeper.close();
        await vi.advanceTimersByTimeAsync(60_000);
        expect(janus.connections).toBe(1);
        expect(lost).not.toHaveBeenCalled();
        expect(vi.getTimerCount()).toBe(0);
    });
});

describe('a session that Janus has ended over a live WebSocket', () => {
    it('is replaced by another one', async () => {
        const keeper = await connect();
        const renewed = vi.fn();
        keeper.on('renewed', renewed);
        janus.send({ janus: 'timeout' });
        await settle();
        await second();
        expect(renewed).toHaveBeenCalledOnce();
        expect(janus.requests('claim')).toEqual([]);
    });
});

describe('the next attempt comes at once', () => {
    const wait = { delay: () => 60_000 };
    const cases: [string, (keeper: ConnectionKeeper) => void][] = [
        ['when the browser is online again', () => tab.happen('online')],
        ['when the person looks at the page', () => tab.happen('visibilitychange')],
        ['when the page comes back from the cache', () => tab.happen('pageshow', { persisted: true })],
        ['when the app asks for it', (keeper) => keeper.retry()],
    ];
    for (const [when, happen] of cases)
        it(when, async () => {
            const keeper = await connect({ retry: wait });
            janus.cut();
            await settle();
            expect(keeper.state).toBe('reconnecting');
            happen(keeper);
            await settle();
            expect(keeper.state).toBe('connected');
        });

    const hangs: [string, () => void, () => void][] = [
        ['opens', () => (janus.opensAtOnce = false), () => (janus.opensAtOnce = true)],
        ['claims', () => void janus.hold('claim'), () => janus.usual('claim')],
    ];
    for (const [what, begin, end] of hangs)
        for (const age of [10, 900, 2_000])
            it(`even if an attempt that ${what} has waited for ${age} ms over the network before`, async () => {
                const keeper = await connect();
                begin();
                janus.cut();
                await vi.advanceTimersByTimeAsync(1_000 + age);
                expect(janus.connections).toBe(2);
                end();
                tab.happen('online');
                await settle();
                expect([keeper.state, janus.connections]).toEqual(['connected', 3]);
            });

    it('but a first attempt, which the app waits for, goes on', async () => {
        janus.opensAtOnce = false;
        const first = ConnectionKeeper.connect({ server: janus.address });
        tab.happen('online');
        janus.socket?.happen('open');
        expect((await soon(first)).state).toBe('connected');
        expect(janus.connections).toBe(1);
    });

    it('but an attempt that is under way goes on, however long it takes', async () => {
        const keeper = await connect();
        janus.opensAtOnce = false;
        janus.cut();
        await second();
        await vi.advanceTimersByTimeAsync(8_000);
        keeper.retry();
        tab.happen('visibilitychange');
        janus.socket?.happen('open');
        await settle();
        expect(janus.connections).toBe(2);
        expect(keeper.state).toBe('connected');
    });

    it('but not when the page is hidden', async () => {
        const keeper = await connect({ retry: wait });
        janus.cut();
        tab.document.visibilityState = 'hidden';
        tab.happen('visibilitychange');
        await settle();
        expect(keeper.state).toBe('reconnecting');
    });
});

describe('a network that has died silently', () => {
    const dies = () => void janus.hold('keepalive');

    it('is noticed when the keepalive gets no reply in five seconds', async () => {
        const keeper = await connect();
        dies();
        await vi.advanceTimersByTimeAsync(29_900);
        expect(keeper.state).toBe('connected');
        await vi.advanceTimersByTimeAsync(200);
        expect(keeper.state).toBe('reconnecting');
    });

    for (const [when, happen] of [
        [
            'the browser uses another network',
            () => tab.changeNetwork(tab.network.type === 'wifi' ? 'cellular' : 'wifi'),
        ],
        ['the browser is online again', () => tab.happen('online')],
    ] as const)
        it(`is replaced within a second after ${when}, also if a slow probe is under way`, async () => {
            for (const probed of [true, false]) {
                const keeper = await connect({ retry: new BackOff(() => 1) });
                const before = janus.connections;
                dies();
                if (probed) keeper.probe();
                happen();
                await vi.advanceTimersByTimeAsync(900);
                expect([keeper.state, janus.connections]).toEqual(['connected', before + 1]);
                keeper.close();
            }
        });

    it('is not assumed as long as anything comes', async () => {
        const keeper = await connect();
        dies();
        keeper.probe();
        await vi.advanceTimersByTimeAsync(4_000);
        janus.send({ janus: 'webrtcup', sender: 1 });
        await vi.advanceTimersByTimeAsync(4_000);
        expect(keeper.state).toBe('connected');
    });
});

/** The outage ends at some moment of the waits and attempts. */
describe('after an outage that the browser notices', () => {
    const outages: [string, () => void][] = [
        ['are refused', () => (janus.down = true)],
        ['do not open', () => (janus.opensAtOnce = false)],
        ['get no reply', () => void janus.hold('claim')],
    ];
    const ends = () => {
        janus.down = false;
        janus.opensAtOnce = true;
        janus.usual('claim');
    };
    const MOMENTS = [100, 450, 2_300, 6_100, 12_900, 25_000, 84_200];

    for (const [what, begin] of outages)
        it(`in which attempts ${what}, the connection is back within a second, whenever the outage ends`, async () => {
            for (const moment of MOMENTS) {
                const keeper = await connect({ retry: new BackOff(() => 1) });
                begin();
                janus.cut();
                await vi.advanceTimersByTimeAsync(moment);
                ends();
                tab.happen('online');
                await settle();
                expect([moment, keeper.state]).toEqual([moment, 'connected']);
                keeper.close();
            }
        });

    it('the waits are short again, because the first attempt can be too early', async () => {
        const keeper = await connect({ retry: new BackOff(() => 1) });
        janus.down = true;
        janus.cut();
        await vi.advanceTimersByTimeAsync(84_000);
        tab.happen('online');
        await vi.advanceTimersByTimeAsync(100);
        janus.down = false;
        await vi.advanceTimersByTimeAsync(850);
        expect(keeper.state).toBe('connected');
    });

    it('attempts that fail at once do not follow one another without a wait', async () => {
        await connect({ retry: new BackOff(() => 1) });
        janus.down = true;
        janus.cut();
        const before = janus.connections;
        tab.happen('online');
        await vi.advanceTimersByTimeAsync(700);
        expect(janus.connections - before).toBeLessThanOrEqual(2);
    });
});

describe('the default policy', () => {
    it('waits 0.2 to 0.4 seconds first, twice as long each time, at most 5 seconds, and never gives up', () => {
        const [shortest, longest] = [new BackOff(() => 0), new BackOff(() => 1)];
        const delays = (policy: BackOff) => [0, 1, 2, 3, 4, 5, 1_000].map((attempt) => policy.delay(attempt));
        expect(delays(shortest)).toEqual([200, 400, 800, 1_600, 2_500, 2_500, 2_500]);
        expect(delays(longest)).toEqual([400, 800, 1_600, 3_200, 5_000, 5_000, 5_000]);
    });
});
