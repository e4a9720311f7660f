// SPDX-License-Identifier: MIT
// The paths of the two PeerConnections: when the client restarts ICE, and what it does when Janus closes one.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Call } from '../src/call.js';
import { BatonClient } from '../src/client.js';
import { PathWatch } from '../src/pathwatch.js';
import { fakeBrowser, FakePeerConnection, FakeTab, FakeTrack } from './fakebrowser.js';
import { FakeJanus, fakeNetwork, scannedByNew, settle, soon } from './fakejanus.js';

let janus: FakeJanus;
let tab: FakeTab;
let call: Call;
beforeEach(async () => {
    vi.useFakeTimers();
    fakeBrowser();
    tab = new FakeTab();
    janus = new FakeJanus();
    fakeNetwork(janus);
    const client = await soon(BatonClient.connect({ server: janus.address, retry: { delay: () => 1_000 } }));
    call = await soon(client.join({ room: 'standup' }));
    await soon(call.publish({ microphone: new FakeTrack('audio').asTrack() }));
    await soon(call.subscribe({ audioSlots: 1, videoSlots: 1 }));
    for (const one of FakePeerConnection.made) one.report('connected');
});
afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
});

const up = () => FakePeerConnection.made[0]!;
const down = () => FakePeerConnection.made[1]!;
const restarts = () => ({
    up: up().offers.filter(({ iceRestart }) => iceRestart).length,
    down: janus.requests('subscribe').filter(({ body }) => body?.['restart'] === true).length,
});

describe('ICE restarts', () => {
    it('when a path is disconnected for a second', async () => {
        up().report('disconnected');
        await vi.advanceTimersByTimeAsync(900);
        expect(restarts()).toEqual({ up: 0, down: 0 });
        expect(call.state).toBe('connected');
        await vi.advanceTimersByTimeAsync(200);
        await settle();
        expect(restarts()).toEqual({ up: 1, down: 0 });
        expect(call.state).toBe('reconnecting');
        up().report('connected');
        expect(call.state).toBe('connected');
        await vi.advanceTimersByTimeAsync(20_000);
        expect(restarts()).toEqual({ up: 1, down: 0 });
    });

    it('not when the path recovers by itself within a second', async () => {
        down().report('disconnected');
        await vi.advanceTimersByTimeAsync(900);
        down().report('connected');
        await vi.advanceTimersByTimeAsync(20_000);
        expect(restarts()).toEqual({ up: 0, down: 0 });
    });

    it('at once when a path has failed', async () => {
        down().report('failed');
        await settle();
        expect(restarts()).toEqual({ up: 0, down: 1 });
    });

    it('on both PeerConnections when the network changes', async () => {
        tab.changeNetwork('cellular');
        await settle();
        expect(restarts()).toEqual({ up: 1, down: 1 });
        // The browser has reported nothing bad, so this was enough.
        expect(call.state).toBe('connected');
        tab.happen('online');
        await settle();
        expect(restarts()).toEqual({ up: 2, down: 2 });
    });

    it('not when the browser has estimated another speed of the same network', async () => {
        tab.changeNetwork('wifi');
        await settle();
        expect(restarts()).toEqual({ up: 0, down: 0 });
    });

    it('again if the path is still not connected after seven seconds', async () => {
        up().report('failed');
        await settle();
        up().report('connecting');
        await vi.advanceTimersByTimeAsync(7_100);
        await settle();
        expect(restarts().up).toBe(2);
    });

    it('again if the server refused it', async () => {
        janus.on('publish', (request) => janus.reply(request, { baton: 'error', error_code: 405, error: '' }));
        up().report('failed');
        await settle();
        janus.usual('publish');
        await vi.advanceTimersByTimeAsync(1_100);
        await settle();
        expect(restarts().up).toBe(2);
        expect(up().rolledBack).toBe(true);
    });

    it('after the claim, if the connection to the server was lost as well', async () => {
        janus.cut();
        up().report('failed');
        await vi.advanceTimersByTimeAsync(500);
        expect(restarts().up).toBe(0);
        await vi.advanceTimersByTimeAsync(600);
        await settle();
        expect(restarts().up).toBe(1);
    });

    it('on standby', async () => {
        janus.event(1, { baton: 'moved', role: 'old', transfer: 'T', grace: 60_000 });
        await settle();
        expect(call.phase).toBe('standby');
        up().report('failed');
        await settle();
        expect(restarts().up).toBe(1);
    });

    it('no more when the call is over', async () => {
        up().report('disconnected');
        await soon(call.leave());
        await vi.advanceTimersByTimeAsync(20_000);
        expect(restarts()).toEqual({ up: 0, down: 0 });
    });
});

/** The browser stays `connected`, but Janus may go on sending over the path before. */
describe('when the browser has moved to another pair of candidates', () => {
    const IMPROVEMENT = 2_000;
    beforeEach(async () => {
        for (const one of FakePeerConnection.made) one.selectPair();
        await vi.advanceTimersByTimeAsync(IMPROVEMENT);
    });
    const moves = async (one: FakePeerConnection) => {
        one.selectPair();
        for (let i = 0; i < 3; i++) await settle();
    };

    it('the client restarts ICE on that PeerConnection', async () => {
        await moves(up());
        expect(restarts()).toEqual({ up: 1, down: 0 });
        await moves(down());
        expect(restarts()).toEqual({ up: 1, down: 1 });
        expect(call.state).toBe('connected');
    });

    it('the pairs that this restart selects do not make it restart again', async () => {
        for (const one of [up(), down()]) {
            await moves(one);
            await moves(one);
            await moves(one);
        }
        await vi.advanceTimersByTimeAsync(20_000);
        expect(restarts()).toEqual({ up: 1, down: 1 });
    });

    it('the client restarts ICE less and less often if the browser moves again and again', async () => {
        for (let i = 0; i < 120; i++) {
            await vi.advanceTimersByTimeAsync(3_000);
            up().selectPair();
        }
        await settle();
        expect(restarts().up).toBeGreaterThan(5);
        expect(restarts().up).toBeLessThan(16);
    });

    it('the client does nothing more if the call is over', async () => {
        up().selectPair();
        await soon(call.leave());
        await vi.advanceTimersByTimeAsync(20_000);
        expect(restarts()).toEqual({ up: 0, down: 0 });
    });
});

describe('when the first pairs of candidates are selected', () => {
    it('the client does not restart ICE', async () => {
        for (let i = 0; i < 3; i++) {
            for (const one of FakePeerConnection.made) one.selectPair();
            await vi.advanceTimersByTimeAsync(600);
        }
        await vi.advanceTimersByTimeAsync(20_000);
        expect(restarts()).toEqual({ up: 0, down: 0 });
    });
});

describe('a downlink that receives nothing', () => {
    const microphone = { source: 's', kind: 'microphone', muted: false, state: 'live', description: '' };
    const slotOf = (id: string) =>
        ({ mid: id, kind: 'audio', source: 's', participant: id, source_kind: 'microphone', pinned: false });
    const person = (id: string, source: object, more: object) => ({
        id, display: id, metadata: {}, moderator: false, hand: false, connection: 'connected', device_changed: null,
        sources: [{ ...microphone, ...source }], ...more,
    });
    const joins = async (id: string, source: object = {}, more: object = {}) => {
        janus.event(1, { baton: 'participant_joined', participant: person(id, source, more) });
        await settle();
    };
    const heard = async (...ids: string[]) => {
        const sender = janus.requests('subscribe').at(-1)?.handle_id ?? 0;
        janus.event(sender, { baton: 'slots', slots: ids.map(slotOf) });
        await settle();
    };

    it('restarts ICE after about three seconds if somebody sends', async () => {
        await joins('ben');
        await heard('ben');
        down().packets = 100;
        await vi.advanceTimersByTimeAsync(2_900);
        expect(restarts().down).toBe(0);
        await vi.advanceTimersByTimeAsync(2_100);
        expect(restarts()).toEqual({ up: 0, down: 1 });
    });

    it('waits for the server if one of several people sends: that person may have lost the network', async () => {
        await joins('ben');
        await joins('carl', { muted: true });
        await heard('ben', 'carl');
        await vi.advanceTimersByTimeAsync(5_500);
        expect(restarts().down).toBe(0);
        await vi.advanceTimersByTimeAsync(2_500);
        expect(restarts().down).toBe(1);
    });

    it('restarts ICE less and less often if it does not help', async () => {
        const offer = { type: 'offer', sdp: 'theirs' } as const;
        janus.on('subscribe', (request) =>
            janus.reply(request, { baton: 'subscribed', slots: [slotOf('ben')] }, offer));
        await joins('ben');
        await heard('ben');
        await vi.advanceTimersByTimeAsync(300_000);
        expect(restarts().down).toBeGreaterThan(3);
        expect(restarts().down).toBeLessThan(12);
    });

    it('does not restart ICE if a packet comes every 400 ms (DTX)', async () => {
        await joins('ben');
        await heard('ben');
        const timer = setInterval(() => down().packets++, 400);
        await vi.advanceTimersByTimeAsync(20_000);
        clearInterval(timer);
        expect(restarts().down).toBe(0);
    });

    const silent: [string, object, object][] = [
        ['is muted', { muted: true }, {}],
        ['has no device that sends', { state: 'paused' }, {}],
        ['is away', {}, { connection: 'away' }],
        ['sends only a camera', { kind: 'camera', source: 'other' }, {}],
    ];
    for (const [what, source, more] of silent)
        it(`does not restart ICE if the only other person ${what}`, async () => {
            await joins('ben', source, more);
            await heard('ben');
            await vi.advanceTimersByTimeAsync(20_000);
            expect(restarts().down).toBe(0);
        });

    it('reads the statistics five times a second, and no more when the call is over', async () => {
        await joins('ben');
        await heard('ben');
        const read = vi.spyOn(down(), 'getStats');
        await vi.advanceTimersByTimeAsync(3_000);
        expect(read).toHaveBeenCalledTimes(15);
        await soon(call.leave());
        await vi.advanceTimersByTimeAsync(3_000);
        expect(read).toHaveBeenCalledTimes(15);
    });
});

describe('a path over which packets came all the time', () => {
    const timers: ReturnType<typeof setInterval>[] = [];
    const packetsEvery = (ms: number, one: FakePeerConnection) => {
        const timer = setInterval(() => one.bytes.selected++, ms);
        timers.push(timer);
        return () => clearInterval(timer);
    };
    afterEach(() => timers.splice(0).forEach((timer) => clearInterval(timer)));
    /** Advances in small steps: each look at the statistics waits for a promise. */
    const passes = async (ms: number) => {
        await vi.advanceTimersByTimeAsync(ms);
        for (let i = 0; i < 3; i++) await settle();
    };

    for (const transport of [true, false])
        it(`restarts ICE after 1.5 s without a packet in ${transport ? 'Chromium' : 'Firefox'}`, async () => {
            FakePeerConnection.transportStatistics = transport;
            packetsEvery(100, up());
            const dies = packetsEvery(100, down());
            await passes(5_000);
            dies();
            await passes(1_100);
            expect(restarts()).toEqual({ up: 0, down: 0 });
            await passes(400);
            expect(restarts()).toEqual({ up: 0, down: 1 });
        });

    it('restarts ICE as soon each time, if packets came again between the losses', async () => {
        for (let lost = 1; lost <= 6; lost++) {
            const dies = packetsEvery(100, up());
            await passes(5_000);
            dies();
            await passes(1_500);
            expect(restarts().up).toBe(lost);
        }
    });

    it('restarts ICE as soon after moves of the browser, which make further restarts for moves wait', async () => {
        const dies = packetsEvery(100, up());
        await passes(11_000);
        for (let i = 0; i < 4; i++) {
            up().selectPair();
            await passes(3_000);
        }
        const before = restarts().up;
        expect(before).toBeGreaterThan(1);
        dies();
        await passes(1_500);
        expect(restarts().up).toBe(before + 1);
    });

    it('restarts ICE of a path that is used little too if its last packet came half a second before', async () => {
        packetsEvery(2_300, down());
        const dies = packetsEvery(100, up());
        await passes(6_300);
        dies();
        // The last packet of the downlink comes after 6.9 seconds.
        await passes(1_500);
        expect(restarts()).toEqual({ up: 1, down: 1 });
    });

    it('restarts ICE as well if only reports came, once a second', async () => {
        packetsEvery(1_000, down());
        const dies = packetsEvery(1_000, up());
        await passes(6_100);
        expect(restarts()).toEqual({ up: 0, down: 0 });
        dies();
        await passes(1_500);
        expect(restarts()).toEqual({ up: 1, down: 0 });
    });

    it('restarts ICE of the other path too if nothing comes there', async () => {
        packetsEvery(2_500, down());
        const dies = packetsEvery(200, up());
        await passes(5_100);
        expect(restarts()).toEqual({ up: 0, down: 0 });
        dies();
        await passes(1_500);
        expect(restarts()).toEqual({ up: 1, down: 1 });
    });

    it('does not take packets over another pair of candidates for its own', async () => {
        const dies = packetsEvery(100, up());
        const other = setInterval(() => up().bytes.other++, 100);
        timers.push(other);
        await passes(5_000);
        dies();
        await passes(1_500);
        expect(restarts().up).toBe(1);
    });

    it('does not restart ICE again before packets have come for some seconds', async () => {
        const dies = packetsEvery(100, up());
        await passes(5_000);
        dies();
        await passes(30_000);
        expect(restarts().up).toBe(1);
        const again = packetsEvery(100, up());
        await passes(2_000);
        again();
        await passes(5_000);
        expect(restarts().up).toBe(1);
    });

    it('does not restart ICE if only STUN keeps it open, every 2.5 s', async () => {
        packetsEvery(2_500, up());
        packetsEvery(2_500, down());
        await passes(60_000);
        expect(restarts()).toEqual({ up: 0, down: 0 });
    });

    it('does nothing more when the call is over', async () => {
        const dies = packetsEvery(100, up());
        await passes(5_000);
        dies();
        await soon(call.leave());
        await passes(5_000);
        expect(restarts()).toEqual({ up: 0, down: 0 });
    });
});

describe('on a device that waits for the call, ICE restarts', () => {
    it('too', async () => {
        const client = await soon(BatonClient.connect({ server: janus.address }));
        const sources = [{ kind: 'microphone', muted: false }];
        const slots = { audio: 1, video: 1 };
        janus.on('scan', (request) => janus.reply(request, { ...scannedByNew, slots, sources }));
        const transfer = await soon(client.scan('code'));
        await soon(transfer.connect({ microphone: new FakeTrack('audio').asTrack() }));
        const [, , third] = FakePeerConnection.made;
        third?.report('connected');
        third?.report('failed');
        await settle();
        expect(third?.offers.at(-1)).toEqual({ iceRestart: true });
    });
});

describe('a PeerConnection that Janus closes', () => {
    const uplink = () => janus.requests('publish').at(-1)?.handle_id ?? 0;
    const hangUp = async (sender: number) => {
        janus.send({ janus: 'hangup', sender, reason: 'DTLS alert' });
        for (let i = 0; i < 3; i++) await settle();
    };
    /** From now on the device can resume. */
    const giveSecret = async (resume: string) => {
        janus.event(uplink(), { baton: 'resume', resume });
        await settle();
    };

    it('is opened again on another handle, with the same tracks, if it is the uplink: the call resumes', async () => {
        const before = uplink();
        await giveSecret('one');
        await hangUp(before);
        const again = janus.requests('publish').at(-1);
        expect(janus.requests('join').at(-1)?.body).toEqual({ request: 'join', room: 'standup', resume: 'one' });
        expect(janus.requests('publish')).toHaveLength(2);
        expect(again).toMatchObject({ body: { sources: [{ kind: 'microphone' }] } });
        expect(again?.handle_id).toBe(janus.requests('join').at(-1)?.handle_id);
        expect(janus.requests('detach').map(({ handle_id }) => handle_id)).toContain(before);
        const [, , one, other] = FakePeerConnection.made;
        expect(FakePeerConnection.made).toHaveLength(4);
        expect(call.state).toBe('reconnecting');
        for (const made of [one, other]) made?.report('connected');
        expect(call.state).toBe('connected');
        await vi.advanceTimersByTimeAsync(20_000);
        expect(FakePeerConnection.made).toHaveLength(4);
    });

    it('does not end the call when the server tells the old handle that it was replaced', async () => {
        const before = uplink();
        await giveSecret('one');
        janus.on('join', (request) => {
            janus.event(before, { baton: 'replaced', text: '' });
            janus.usual('join');
            janus.take(request);
        });
        await hangUp(before);
        expect(call.phase).toBe('active');
        expect(uplink()).not.toBe(before);
    });

    it('is opened again on the same handle, a second later, if a resume would end a transfer', async () => {
        const before = uplink();
        await giveSecret('one');
        const code = { baton: 'code', transfer: 'S', kind: 'qr', text: 'A', expires_in: 60_000 };
        janus.on('transfer', (request) => janus.reply(request, { ...code, confirm: { who: 'old' } }));
        const transfer = await soon(call.transfer());
        await hangUp(before);
        expect(janus.requests('publish')).toHaveLength(1);
        await vi.advanceTimersByTimeAsync(1_000);
        await settle();
        expect(janus.requests('publish').map(({ handle_id }) => handle_id)).toEqual([before, before]);
        expect(FakePeerConnection.made[2]?.offers).toEqual([{ iceRestart: false }]);
        expect(transfer.state).toBe('showing');
    });

    it('is opened again on another handle if it is the downlink, and the old handle is detached first', async () => {
        const before = janus.requests('subscribe')[0]?.handle_id ?? 0;
        await hangUp(before);
        const again = janus.requests('subscribe').at(-1);
        expect(again).toMatchObject({ body: { private_id: 'p1', audio_slots: 1, video_slots: 1 } });
        expect(again?.body?.['restart']).toBeUndefined();
        expect(again?.handle_id).not.toBe(before);
        const detached = janus.requests('detach').find(({ handle_id }) => handle_id === before);
        expect(janus.received.indexOf(detached!)).toBeLessThan(janus.received.indexOf(again!));
        expect(FakePeerConnection.made).toHaveLength(3);
        expect(janus.requests('join')).toHaveLength(1);
    });

    it('is not used again for tracks that are published later', async () => {
        await giveSecret('one');
        await soon(call.unpublish('microphone'));
        await hangUp(uplink());
        expect(janus.requests('join')).toHaveLength(1);
        const before = uplink();
        void call.publish({ microphone: new FakeTrack('audio').asTrack() });
        for (let i = 0; i < 3; i++) await settle();
        expect(janus.requests('join')).toHaveLength(2);
        expect(uplink()).not.toBe(before);
    });

    it('is not opened again after the call has ended', async () => {
        janus.event(1, { baton: 'removed', reason: 'kicked' });
        janus.send({ janus: 'hangup', sender: 1 });
        await settle();
        await vi.advanceTimersByTimeAsync(20_000);
        expect(FakePeerConnection.made).toHaveLength(2);
    });
});

describe('a device without media', () => {
    const quiet = async () => {
        const client = await soon(BatonClient.connect({ server: janus.address, retry: { delay: () => 1_000 } }));
        const joined = await soon(client.join({ room: 'standup' }));
        return { joined, handle: janus.requests('join').at(-1)?.handle_id ?? 0 };
    };
    const publishes = (handle: number) => janus.requests('publish').filter(({ handle_id: id }) => id === handle).length;

    it('is connected after `publish` without tracks was cut off', async () => {
        const { joined, handle } = await quiet();
        janus.hold('publish');
        const done = vi.fn();
        void joined.publish({}).then(done);
        await settle();
        janus.usual('publish');
        janus.cut();
        await vi.advanceTimersByTimeAsync(20_000);
        expect(done).toHaveBeenCalledOnce();
        expect(joined.state).toBe('connected');
        expect(publishes(handle)).toBe(2);
    });

    it('is connected after the server had no slots and a repair was needed', async () => {
        const { joined } = await quiet();
        janus.on('subscribe', (request) => janus.reply(request, { baton: 'subscribed', slots: [] }));
        await soon(joined.subscribe({ audioSlots: 0, videoSlots: 0 }));
        tab.changeNetwork('cellular');
        await settle();
        expect(joined.state).toBe('connected');
    });

    it('needs no repair if Janus closes an uplink without sources', async () => {
        await soon(call.unpublish('microphone'));
        const before = janus.requests('publish').length;
        janus.send({ janus: 'hangup', sender: 1, reason: 'ICE failed' });
        await vi.advanceTimersByTimeAsync(20_000);
        expect(call.state).toBe('connected');
        expect(janus.requests('publish')).toHaveLength(before);
    });
});

describe('a path', () => {
    const watch = (inUse: boolean) => {
        const repair = vi.fn(async () => {});
        const nothing = () => {};
        const path = new PathWatch({
            policy: { delay: () => 1_000 }, ready: async () => {}, inUse: () => inUse, repair,
            changed: nothing, gaveUp: nothing,
        });
        return { path, repair };
    };

    it('that is not in use is not broken when its handle is gone', async () => {
        const { path, repair } = watch(false);
        path.note('closed');
        await vi.advanceTimersByTimeAsync(20_000);
        expect([path.broken, repair.mock.calls.length]).toEqual([false, 0]);
    });

    it('that is in use is repaired until it is up', async () => {
        const { path, repair } = watch(true);
        path.note('closed');
        await vi.advanceTimersByTimeAsync(7_100);
        expect([path.broken, repair.mock.calls.length]).toEqual([true, 2]);
        path.stop();
    });
});

describe('the offer that comes because of a scan', () => {
    it('is asked for if it was lost with the connection', async () => {
        const client = await soon(BatonClient.connect({ server: janus.address, retry: { delay: () => 1_000 } }));
        janus.on('scan', (request) =>
            janus.reply(request, { ...scannedByNew, downlink: true, slots: { audio: 2, video: 1 }, private_id: 'p9' }),
        );
        const transfer = await soon(client.scan('code'));
        const done = vi.fn();
        void transfer.connect({}).then(done);
        await settle();
        expect(done).not.toHaveBeenCalled();
        janus.cut();
        await vi.advanceTimersByTimeAsync(1_100);
        await settle();
        expect(janus.requests('subscribe').at(-1)?.body).toMatchObject({ private_id: 'p9', audio_slots: 2 });
        expect(done).toHaveBeenCalledOnce();
    });
});
