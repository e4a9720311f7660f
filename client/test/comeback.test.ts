// SPDX-License-Identifier: MIT
// A call whose connection is lost: what it does when the connection is back, and what the app sees.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import type { Call } from '../src/call.js';
import { BatonClient } from '../src/client.js';
import type { BatonError } from '../src/errors.js';
import { MemoryStore } from '../src/resumestore.js';
import { fakeBrowser, FakePeerConnection, FakeTrack } from './fakebrowser.js';
import { callState, FakeJanus, fakeNetwork, scannedByNew, settle, type Received } from './fakejanus.js';

let janus: FakeJanus;
let client: BatonClient;
let store: MemoryStore;
beforeEach(async () => {
    vi.useFakeTimers();
    fakeBrowser();
    janus = new FakeJanus();
    fakeNetwork(janus);
    store = new MemoryStore();
    const retry = { delay: () => 1_000 };
    client = await soon(BatonClient.connect({ server: janus.address, retry, store }));
});
afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
});

async function soon<T>(promise: Promise<T>): Promise<T> {
    promise.catch(() => undefined);
    await settle();
    return promise;
}
/** The next attempt, with all messages of a new session, and of a resume on it. */
const second = async () => {
    await vi.advanceTimersByTimeAsync(1_000);
    for (let i = 0; i < 5; i++) await settle();
};
const errorOf = (promise: Promise<unknown>) =>
    promise.then(
        () => undefined,
        (error: BatonError) => error,
    );

/** The server numbers the events, and `joined` has a resume secret. */
const numbered = (seq: number, resume: string) =>
    janus.on('join', (request) =>
        janus.reply(request, { baton: 'joined', ...callState, private_id: resume, seq, resume }),
    );
const join = async (): Promise<Call> => {
    numbered(7, 'one');
    return soon(client.join({ room: 'standup' }));
};
const synced = (fields: object) =>
    janus.on('sync', (request) =>
        janus.reply(request, { baton: 'synced', complete: true, missed: [], role: 'active', ...fields }),
    );
const message = (id: number, text = 'hello', from = 'ben') => ({ id, from, display: '', text, time: 0 });
const chatEvent = (seq: number, id: number, text?: string, from?: string) => ({
    baton: 'chat',
    seq,
    message: message(id, text, from),
});
const ben = { id: 'ben', display: 'Ben', metadata: {}, moderator: false, hand: false, connection: 'connected', sources: [] };
const textsOf = (call: Call) => call.messages.map(({ text }) => text);
const uplink = () => janus.requests('join').at(-1)?.handle_id ?? 0;
/** Cuts the connection and waits until it is back. */
const cut = async (how: { forget?: boolean } = {}) => {
    janus.cut(how);
    await second();
};

describe('after a claim', () => {
    it('a call asks for what it has missed, and handles it in order, each event once', async () => {
        const call = await join();
        const heard: string[] = [];
        call.on('chat', ({ text }) => heard.push(text));
        call.on('joined', ({ id }) => heard.push(id));
        janus.event(uplink(), chatEvent(8, 1, 'first'));
        await settle();
        synced({ seq: 10, missed: [chatEvent(9, 2, 'second'), { baton: 'participant_joined', seq: 10, participant: ben }] });
        await cut();
        expect(janus.requests('sync').map(({ body }) => body)).toEqual([{ request: 'sync', since: 8 }]);
        janus.event(uplink(), chatEvent(10, 2, 'second'));
        janus.event(uplink(), chatEvent(11, 3, 'third'));
        await settle();
        expect(heard).toEqual(['first', 'second', 'ben', 'third']);
    });

    it('an event that comes before the reply to `sync` waits for the missed ones', async () => {
        const call = await join();
        const held = janus.hold('sync');
        await cut();
        janus.event(uplink(), chatEvent(9, 2, 'second'));
        await settle();
        expect(textsOf(call)).toEqual([]);
        janus.reply(held[0] as Received, {
            baton: 'synced',
            seq: 8,
            complete: true,
            missed: [chatEvent(8, 1, 'first')],
            role: 'active',
        });
        await settle();
        expect(textsOf(call)).toEqual(['first', 'second']);
    });

    it('the state replaces what the events could not say', async () => {
        const call = await join();
        janus.event(uplink(), { baton: 'participant_joined', seq: 8, participant: { ...ben, id: 'carla' } });
        await settle();
        const people = vi.fn();
        call.on('participants', people);
        synced({ seq: 90, complete: false, ...callState, participants: [ben], chat: [message(5, 'old')], hand: true });
        await cut();
        expect([...call.participants.keys()]).toEqual(['ben']);
        expect(textsOf(call)).toEqual(['old']);
        expect(call.handRaised).toBe(true);
        expect(people).toHaveBeenCalled();
        janus.event(uplink(), chatEvent(91, 6, 'new'));
        await settle();
        expect(textsOf(call)).toEqual(['old', 'new']);
    });

    it('a server that does not number its events is not asked', async () => {
        janus.usual('join');
        const call = await soon(client.join({ room: 'standup' }));
        await cut();
        expect(janus.requests('sync')).toEqual([]);
        expect(call.state).toBe('connected');
    });

    it('a handle that Janus does not have any more is replaced: the call resumes', async () => {
        const call = await join();
        janus.on('sync', (request) => janus.refuse(request, 459, 'No such handle'));
        numbered(7, 'two');
        await cut();
        expect(janus.requests('join').at(-1)?.body).toEqual({ request: 'join', room: 'standup', resume: 'one' });
        expect(call.state).toBe('connected');
    });
});

describe('a mute that the server has refused for now', () => {
    const source = (muted: boolean) => ({ kind: 'microphone', muted, source: 's', state: 'live', description: '' });

    it('is not undone by the state, and is sent again', async () => {
        const call = await join();
        await soon(call.publish({ microphone: new FakeTrack('audio').asTrack() }));
        janus.on('configure', (request) => janus.reply(request, { baton: 'error', error_code: 405, error: '' }));
        expect(await soon(errorOf(call.setMuted('microphone', true)))).toBeDefined();
        janus.usual('configure');
        const muted = vi.fn();
        call.on('muted', muted);
        synced({ seq: 7, ...callState, sources: [source(false)] });
        await cut();
        expect(call.isMuted('microphone')).toBe(true);
        expect(muted).not.toHaveBeenCalled();
        expect(janus.requests('configure').at(-1)?.body).toMatchObject({ sources: [{ mid: '0', muted: true }] });
        expect(janus.requests('configure')).toHaveLength(2);
    });

    it('tells the app each change that comes from the state', async () => {
        const call = await join();
        const muted = vi.fn();
        call.on('muted', muted);
        for (const state of [true, true, false]) {
            synced({ seq: 7, ...callState, sources: [source(state)] });
            await cut();
        }
        expect(muted.mock.calls.flat()).toEqual([
            { kind: 'microphone', muted: true, by: null },
            { kind: 'microphone', muted: false, by: null },
        ]);
    });
});

describe('a gap in the numbers', () => {
    it('makes the call ask at once, over the live connection', async () => {
        const call = await join();
        synced({ seq: 9, missed: [chatEvent(8, 1, 'first'), chatEvent(9, 2, 'second')] });
        janus.event(uplink(), chatEvent(9, 2, 'second'));
        await settle();
        await settle();
        expect(janus.requests('sync').map(({ body }) => body?.['since'])).toEqual([7]);
        expect(textsOf(call)).toEqual(['first', 'second']);
    });
});

describe('without the session', () => {
    const media = async (call: Call) => {
        const tracks = { microphone: new FakeTrack('audio'), camera: new FakeTrack('video') };
        await soon(call.publish({ microphone: tracks.microphone.asTrack(), camera: tracks.camera.asTrack() }));
        await soon(call.subscribe({ audioSlots: 2, videoSlots: 4 }));
        for (const one of FakePeerConnection.made) one.report('connected');
        return tracks;
    };

    it('the same participant comes back on new handles, with the same tracks and slots', async () => {
        const call = await join();
        const tracks = await media(call);
        await soon(call.setMuted('microphone', true));
        const before = FakePeerConnection.made.length;
        const muted = { kind: 'microphone', muted: true, source: 's', state: 'paused', description: '' };
        janus.on('join', (request) =>
            janus.reply(request, {
                baton: 'joined', ...callState, seq: 7, private_id: 'p2', resume: 'two', connection: 'away', sources: [muted],
            }),
        );
        await cut({ forget: true });
        await settle();
        const [first, again] = janus.requests('join');
        expect(again?.body).toEqual({ request: 'join', room: 'standup', resume: 'one' });
        expect(again?.handle_id).not.toBe(first?.handle_id);
        expect(janus.requests('publish').at(-1)).toMatchObject({
            handle_id: again?.handle_id,
            body: { sources: [{ kind: 'microphone', muted: true }, { kind: 'camera', muted: false }] },
        });
        expect(janus.requests('subscribe').at(-1)?.body).toEqual({
            request: 'subscribe', private_id: 'p2', audio_slots: 2, video_slots: 4,
        });
        const [up, down] = FakePeerConnection.made.slice(before);
        const sent = (up?.transceivers ?? []).map(({ sender }) => sender.track);
        expect(sent).toEqual([tracks.microphone, tracks.camera]);
        expect(tracks.camera.stopped).toBe(false);
        expect(tracks.microphone.enabled).toBe(false);
        expect(FakePeerConnection.made.slice(0, before).every(({ closed }) => closed)).toBe(true);
        expect(down?.closed).toBe(false);
        expect([call.id, call.phase]).toEqual(['anna', 'active']);
    });

    it('the call is away until it sends again', async () => {
        const call = await join();
        await media(call);
        const states = vi.fn();
        call.on('state', states);
        const publishing = janus.hold('publish');
        janus.on('join', (request) =>
            janus.reply(request, { baton: 'joined', ...callState, seq: 7, resume: 'two', connection: 'away' }),
        );
        await cut({ forget: true });
        expect(call.state).toBe('away');
        expect(publishing).toHaveLength(1);
        janus.reply(publishing[0] as Received, { baton: 'published', sources: [] }, { type: 'answer', sdp: '' });
        await settle();
        for (const one of FakePeerConnection.made) if (!one.closed) one.report('connected');
        expect(call.state).toBe('connected');
        // The media went on until Janus said that the session is over.
        expect(states.mock.calls.flat()).toEqual(['reconnecting', 'away', 'reconnecting', 'connected']);
    });

    it('missed events come before the state', async () => {
        const call = await join();
        const heard: string[] = [];
        call.on('chat', ({ text }) => heard.push(text));
        numbered(9, 'two');
        synced({ seq: 9, missed: [chatEvent(8, 1, 'first'), chatEvent(9, 2, 'second')], ...callState, resume: 'three' });
        await cut({ forget: true });
        expect(janus.requests('sync').at(-1)?.body).toEqual({ request: 'sync', since: 7 });
        expect(heard).toEqual(['first', 'second']);
        await cut({ forget: true });
        expect(janus.requests('join').at(-1)?.body?.['resume']).toBe('three');
    });

    it('a lost reply is asked for again, with the same secret on another handle', async () => {
        await join();
        const held = janus.hold('join');
        await cut({ forget: true });
        numbered(7, 'two');
        await vi.advanceTimersByTimeAsync(16_000);
        await settle();
        const [, lost, again] = janus.requests('join');
        expect(held).toHaveLength(1);
        expect(again?.body).toEqual(lost?.body);
        expect(again?.handle_id).not.toBe(lost?.handle_id);
    });

    it('the secret before is tried if the server does not know the newest one', async () => {
        await join();
        janus.event(uplink(), { baton: 'resume', resume: 'two' });
        await settle();
        janus.on('join', (request) => {
            if (request.body?.['resume'] === 'two') janus.reply(request, { baton: 'error', error_code: 415, error: '' });
            else janus.reply(request, { baton: 'joined', ...callState });
        });
        await cut({ forget: true });
        expect(janus.requests('join').slice(1).map(({ body }) => body?.['resume'])).toEqual(['two', 'one']);
    });

    it('a call that has just moved here waits as long as the server says', async () => {
        const call = await join();
        janus.on('join', (request) =>
            janus.reply(request, { baton: 'error', error_code: 405, error: '', retry_after: 8_000 }),
        );
        await cut({ forget: true });
        numbered(7, 'two');
        await vi.advanceTimersByTimeAsync(7_500);
        expect(janus.requests('join')).toHaveLength(2);
        await second();
        expect(janus.requests('join')).toHaveLength(3);
        expect(call.state).toBe('connected');
    });

    const ends: [string, number, string][] = [
        ['when the hold is over, with the reason `gone`', 450, 'gone'],
        ['when the room is gone, with the reason `room_destroyed`', 420, 'room_destroyed'],
        ['when the secret is not accepted, with the reason `connection_lost`', 415, 'connection_lost'],
    ];
    for (const [when, code, reason] of ends)
        it(`the call ends ${when}`, async () => {
            const call = await join();
            const ended = vi.fn();
            call.on('ended', ended);
            janus.on('join', (request) => janus.reply(request, { baton: 'error', error_code: code, error: 'why' }));
            await cut({ forget: true });
            expect(ended).toHaveBeenCalledWith({ reason, text: 'why' });
            expect(call.state).toBe('ended');
            expect(store.keys()).toEqual([]);
        });

    it('a call on standby ends with the reason `moved`', async () => {
        const call = await join();
        janus.event(uplink(), { baton: 'moved', seq: 8, role: 'old', transfer: 'T', grace: 10_000 });
        await settle();
        const ended = vi.fn();
        call.on('ended', ended);
        janus.on('join', (request) => janus.reply(request, { baton: 'error', error_code: 450, error: '' }));
        await cut({ forget: true });
        expect(ended).toHaveBeenCalledWith({ reason: 'moved', text: '' });
    });

    it('tracks that are published meanwhile are sent afterwards, and are not stopped', async () => {
        const call = await join();
        janus.cut({ forget: true });
        const camera = new FakeTrack('video');
        const done = vi.fn();
        void call.publish({ camera: camera.asTrack() }).then(done);
        await settle();
        expect(done).not.toHaveBeenCalled();
        await second();
        expect(done).toHaveBeenCalledOnce();
        expect(camera.stopped).toBe(false);
        expect(janus.requests('publish')).toMatchObject([{ body: { sources: [{ kind: 'camera' }] } }]);
    });

    it('a microphone that the person mutes meanwhile is not unmuted by the state', async () => {
        const call = await join();
        const { microphone } = await media(call);
        janus.cut({ forget: true });
        const muting = call.setMuted('microphone', true);
        const source = { kind: 'microphone', muted: false, source: 's', state: 'paused', description: '' };
        janus.on('join', (request) => janus.reply(request, { baton: 'joined', ...callState, seq: 7, sources: [source] }));
        await second();
        await soon(muting);
        expect(microphone.enabled).toBe(false);
        expect(janus.requests('publish').at(-1)?.body).toMatchObject({
            sources: [{ kind: 'microphone', muted: true }, { kind: 'camera' }],
        });
    });
});

describe('the state of a call', () => {
    it('is `reconnecting` while media still pass, and `away` if neither requests nor media pass', async () => {
        const call = await join();
        expect(call.state).toBe('connected');
        await soon(call.publish({ microphone: new FakeTrack('audio').asTrack() }));
        const [up] = FakePeerConnection.made;
        up?.report('connected');
        janus.cut();
        expect(call.state).toBe('reconnecting');
        up?.report('disconnected');
        expect(call.state).toBe('away');
        up?.report('connected');
        synced({ seq: 7 });
        await second();
        expect(call.state).toBe('connected');
    });

    it('is `away` if the server says that the others see the person as away', async () => {
        const call = await join();
        await soon(call.publish({ microphone: new FakeTrack('audio').asTrack() }));
        FakePeerConnection.made[0]?.report('connected');
        const publishing = janus.hold('publish');
        synced({ seq: 7, ...callState, connection: 'away' });
        await cut();
        expect(call.state).toBe('away');
        janus.reply(publishing[0] as Received, { baton: 'published', sources: [] });
        await settle();
        expect(call.state).toBe('connected');
    });
});

describe('another window with the same call', () => {
    it('ends the call here, and its secret is forgotten', async () => {
        const call = await join();
        const ended = vi.fn();
        call.on('ended', ended);
        janus.event(uplink(), { baton: 'replaced', text: 'It goes on elsewhere.' });
        await settle();
        expect(ended).toHaveBeenCalledWith({ reason: 'replaced', text: 'It goes on elsewhere.' });
        expect(store.keys()).toEqual([]);
        await cut({ forget: true });
        expect(janus.requests('join')).toHaveLength(1);
    });
});

describe('a handle that Janus detaches while the connection lives', () => {
    it('is replaced if it is the uplink: the call resumes', async () => {
        const call = await join();
        await soon(call.subscribe({ audioSlots: 1, videoSlots: 1 }));
        numbered(7, 'two');
        janus.send({ janus: 'detached', sender: uplink() });
        await settle();
        await settle();
        expect(janus.requests('join').at(-1)?.body?.['resume']).toBe('one');
        expect(janus.requests('subscribe').at(-1)?.body?.['private_id']).toBe('two');
        expect(call.state).not.toBe('ended');
    });

    it('is replaced if it is the downlink: the device subscribes again', async () => {
        const call = await join();
        await soon(call.subscribe({ audioSlots: 1, videoSlots: 1 }));
        const before = janus.requests('subscribe')[0]?.handle_id;
        janus.send({ janus: 'detached', sender: before ?? 0 });
        await settle();
        await settle();
        const again = janus.requests('subscribe').at(-1);
        expect(again?.handle_id).not.toBe(before);
        expect(again?.body).toMatchObject({ private_id: 'one', audio_slots: 1 });
        expect(janus.requests('join')).toHaveLength(1);
    });
});

describe('a chat message whose reply was lost', () => {
    const send = async (call: Call, text: string) => {
        janus.hold('chat');
        const done = vi.fn();
        const sent = call.chat(text).then(done);
        sent.catch(() => undefined);
        await settle();
        janus.usual('chat');
        return { sent, done };
    };

    it('is not sent again if the server has it', async () => {
        const call = await join();
        const { done } = await send(call, 'hello');
        synced({ seq: 8, missed: [chatEvent(8, 5, 'hello', 'anna')] });
        await cut();
        expect(done).toHaveBeenCalledOnce();
        expect(janus.requests('chat')).toHaveLength(1);
        expect(textsOf(call)).toEqual(['hello']);
    });

    it('is sent again if the server does not have it', async () => {
        const call = await join();
        const { done } = await send(call, 'hello');
        synced({ seq: 8, missed: [chatEvent(8, 5, 'hello', 'ben')] });
        await cut();
        expect(janus.requests('chat')).toHaveLength(2);
        expect(done).toHaveBeenCalledOnce();
    });

    it('is found in the state after a resume, too', async () => {
        const call = await join();
        const { done } = await send(call, 'hello');
        janus.on('join', (request) =>
            janus.reply(request, { baton: 'joined', ...callState, seq: 7, chat: [message(5, 'hello', 'anna')] }),
        );
        await cut({ forget: true });
        expect(done).toHaveBeenCalledOnce();
        expect(janus.requests('chat')).toHaveLength(1);
    });

    it('is told apart from another message with the same text', async () => {
        const call = await join();
        const first = await send(call, 'ok');
        const other = await send(call, 'ok');
        synced({ seq: 8, missed: [chatEvent(8, 5, 'ok', 'anna')] });
        await cut();
        expect(janus.requests('chat')).toHaveLength(3);
        expect([first.done.mock.calls.length, other.done.mock.calls.length]).toEqual([1, 1]);
    });

    it('fails if it may have been the response to a question', async () => {
        const call = await join();
        const question = { transfer: 'X', form: 'yesno', display: 'Ben', device_name: '', expires_in: 30_000 };
        janus.event(uplink(), { ...chatEvent(8, 5, '?'), message: { ...message(5), question } });
        await settle();
        const { sent } = await send(call, 'yes');
        const failed = errorOf(sent);
        synced({ seq: 8 });
        await cut();
        expect(await failed).toMatchObject({ name: 'connection_lost', uncertain: true });
        expect(janus.requests('chat')).toHaveLength(1);
    });
});

describe('a request', () => {
    it('whose reply was lost is sent again if that is harmless', async () => {
        const call = await join();
        janus.hold('hand');
        const done = vi.fn();
        void call.raiseHand(true).then(done);
        await settle();
        janus.usual('hand');
        synced({ seq: 7 });
        await cut();
        expect(janus.requests('hand')).toHaveLength(2);
        expect(done).toHaveBeenCalledOnce();
    });

    it('whose reply was lost fails if sending it twice could do harm, and the error says so', async () => {
        const call = await join();
        janus.hold('kick');
        const failed = errorOf(call.kick('ben'));
        await settle();
        await cut();
        expect(await failed).toMatchObject({ name: 'connection_lost', uncertain: true });
        expect(janus.requests('kick')).toHaveLength(1);
    });

    it('that is made meanwhile waits, and is sent once', async () => {
        const call = await join();
        janus.cut({ forget: true });
        const done = vi.fn();
        void call.kick('ben').then(done);
        numbered(7, 'two');
        await second();
        await settle();
        expect(janus.requests('kick')).toMatchObject([{ handle_id: uplink() }]);
        expect(done).toHaveBeenCalledOnce();
    });

    it('about rooms is sent again if that is harmless', async () => {
        janus.hold('exists');
        const exists = client.roomExists('standup');
        await settle();
        janus.usual('exists');
        await cut();
        expect(await soon(exists)).toBe(true);
    });
});

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

describe('closing the client while it leaves', () => {
    it('ends the call, and nothing goes on', async () => {
        const call = await join();
        janus.hold('leave');
        const done = vi.fn();
        void call.leave().then(done);
        client.close();
        await settle();
        expect(done).toHaveBeenCalledOnce();
        expect(call.state).toBe('ended');
        expect(vi.getTimerCount()).toBe(0);
    });
});

describe('closing the client', () => {
    it('leaves the room first, and ends the call', async () => {
        const call = await join();
        client.close();
        expect(janus.received.slice(-3).map(({ janus: name, body }) => body?.request ?? name)).toEqual([
            'leave', 'detach', 'destroy',
        ]);
        expect(call.state).toBe('ended');
        await settle();
        expect(vi.getTimerCount()).toBe(0);
    });
});

describe('a transfer across a claim', () => {
    it('goes on at the new device, which learns its state', async () => {
        janus.on('scan', (request) => janus.reply(request, { ...scannedByNew, state: 'confirming', seq: 0 }));
        const transfer = await soon(client.scan('code'));
        const [states, ended] = [vi.fn(), vi.fn()];
        transfer.on('state', ({ state }) => states(state));
        transfer.on('ended', ended);
        synced({
            seq: 0, role: 'candidate', transfer: { transfer: 'T', role: 'new', state: 'connecting', expires_in: 9_000 },
        });
        await cut();
        expect(states).toHaveBeenCalledWith('connecting');
        expect(ended).not.toHaveBeenCalled();
        expect(transfer.call).toBeNull();
    });

    it('gets the missed events at the new device: the call is here', async () => {
        janus.on('scan', (request) => janus.reply(request, { ...scannedByNew, seq: 0 }));
        const transfer = await soon(client.scan('code'));
        const moved = transfer.whenMoved();
        const of = { transfer: 'T', role: 'new', ...callState };
        synced({
            seq: 2, ...callState, resume: 'r',
            missed: [{ baton: 'admitted', seq: 1, ...of }, { baton: 'moved', seq: 2, ...of }],
            transfer: { transfer: 'T', role: 'new', state: 'standby', expires_in: 5_000 },
        });
        await cut();
        const call = await soon(moved);
        expect(call.phase).toBe('active');
        // The secret was not in the missed event, but in the state.
        expect(store.keys()).toHaveLength(1);
    });

    it('ends at the new device if the server does not know it any more', async () => {
        janus.on('scan', (request) => janus.reply(request, { ...scannedByNew, seq: 0 }));
        const transfer = await soon(client.scan('code'));
        const ended = vi.fn();
        transfer.on('ended', ended);
        synced({ seq: 5, complete: false, role: 'candidate' });
        await cut();
        expect(ended).toHaveBeenCalledWith(expect.objectContaining({ outcome: 'failed' }));
    });

    it('ends at the new device if the session is gone, because the device has no secret', async () => {
        const transfer = await soon(client.scan('code'));
        const ended = vi.fn();
        transfer.on('ended', ended);
        await cut({ forget: true });
        expect(ended).toHaveBeenCalledWith(expect.objectContaining({ reason: 'connection_lost' }));
    });

    it('keeps a code that the new device shows', async () => {
        const code = { kind: 'qr', text: 'baton:1:B', svg: '', png: '', alt: '', expires_in: 60_000 };
        janus.on('present', (request) =>
            janus.reply(request, {
                ...scannedByNew, ...code, baton: 'presented', presentation: 'P', seq: 0, slots: { audio: 1, video: 1 },
            }),
        );
        const presentation = await soon(client.present());
        const [ended, scanned] = [vi.fn(), vi.fn()];
        presentation.on('ended', ended);
        presentation.on('scanned', scanned);
        synced({ seq: 1, role: 'candidate', missed: [{ ...scannedByNew, seq: 1, presentation: 'P' }] });
        await cut();
        expect(ended).not.toHaveBeenCalled();
        expect(scanned).toHaveBeenCalledOnce();
    });

    const shown = { baton: 'code', transfer: 'S', kind: 'qr', text: 'A', expires_in: 60_000, confirm: { who: 'old' } };
    const outgoing = async () => {
        const call = await join();
        janus.on('transfer', (request) => janus.reply(request, shown));
        const transfer = await soon(call.transfer());
        const ended = vi.fn();
        transfer.on('ended', ended);
        return { call, transfer, ended };
    };

    it('goes on at the old device', async () => {
        const { transfer, ended } = await outgoing();
        synced({ seq: 7, transfer: { transfer: 'S', role: 'old', state: 'confirming', expires_in: 9_000 } });
        await cut();
        expect(transfer.state).toBe('confirming');
        expect(ended).not.toHaveBeenCalled();
    });

    it('ends at the old device if the server does not know it any more', async () => {
        const { ended } = await outgoing();
        synced({ seq: 90, complete: false });
        await cut();
        expect(ended).toHaveBeenCalledWith(expect.objectContaining({ outcome: 'failed' }));
    });

    it('ends at the old device if the device resumes before people have agreed', async () => {
        const { call, ended } = await outgoing();
        await cut({ forget: true });
        expect(ended).toHaveBeenCalledWith(expect.objectContaining({ outcome: 'failed' }));
        expect(call.phase).toBe('active');
    });

    it('puts the old device on standby if the call has moved meanwhile', async () => {
        const { call } = await outgoing();
        const moved = vi.fn();
        call.on('moved', moved);
        synced({
            seq: 90, complete: false, role: 'standby',
            transfer: { transfer: 'S', role: 'old', state: 'standby', expires_in: 4_000 },
        });
        await cut();
        expect(call.phase).toBe('standby');
        expect(moved).toHaveBeenCalledWith({ transfer: 'S', graceMs: 4_000 });
    });

    it('brings the secret with which the old device can object, which the missed `moved` does not have', async () => {
        const { call } = await outgoing();
        synced({
            seq: 8, role: 'standby', missed: [{ baton: 'moved', seq: 8, transfer: 'S', role: 'old', grace: 4_000 }],
            transfer: {
                transfer: 'S', role: 'old', state: 'standby', expires_in: 4_000, disown: 'secret', disown_for: 60_000,
            },
        });
        await cut();
        expect(call.disowning).toMatchObject({ secret: 'secret' });
    });

    it('sends again what could not change while the call moved', async () => {
        const { call } = await outgoing();
        const publish = (unchanged: boolean) =>
            janus.on('publish', (request) =>
                janus.reply(request, { baton: 'published', sources: [], unchanged }, { type: 'answer', sdp: 'theirs' }),
            );
        publish(true);
        const camera = new FakeTrack('video').asTrack();
        await soon(call.publish({ camera }));
        publish(false);
        janus.event(uplink(), { baton: 'transfer', seq: 8, transfer: 'S', role: 'old', state: 'returning', expires_in: 1 });
        await settle();
        expect(janus.requests('publish')).toHaveLength(1);
        janus.event(uplink(), { baton: 'returned', seq: 9, transfer: 'S', role: 'old', ...callState });
        await settle();
        expect(janus.requests('publish')).toHaveLength(2);
        expect(call.localTrack('camera')).toBe(camera);
    });

    it('goes on for somebody who stands in, and does not touch their own call', async () => {
        const call = await join();
        janus.on('transfer', (request) => janus.reply(request, { ...shown, participant: 'ben' }));
        const transfer = await soon(call.transferFor('ben'));
        const ended = vi.fn();
        transfer.on('ended', ended);
        const progress = { transfer: 'S', role: 'stand_in', state: 'connecting', expires_in: 9_000 };
        synced({ seq: 90, complete: false, standing_in: progress });
        await cut();
        expect(transfer.state).toBe('connecting');
        expect(ended).not.toHaveBeenCalled();
        synced({ seq: 180, complete: false });
        await cut();
        expect(ended).toHaveBeenCalledOnce();
        expect(call.phase).toBe('active');
    });

    it('lets the new device take the call from the state, if the events are not kept', async () => {
        janus.on('scan', (request) => janus.reply(request, { ...scannedByNew, seq: 0 }));
        const transfer = await soon(client.scan('code'));
        const admitted = vi.fn();
        transfer.on('admitted', admitted);
        synced({
            seq: 90, complete: false, ...callState, resume: 'r', token: 'next',
            transfer: { transfer: 'T', role: 'new', state: 'standby', expires_in: 5_000 },
        });
        const moved = transfer.whenMoved();
        await cut();
        const call = await soon(moved);
        expect(admitted).toHaveBeenCalledOnce();
        expect(call.phase).toBe('active');
        expect(call.undoUntil).not.toBeNull();
        void call.chat('hello');
        await settle();
        expect(janus.requests('chat').at(-1)).toMatchObject({ token: 'next' });
    });

    it('tells the new device that its code was scanned, if the event is not kept', async () => {
        const code = { kind: 'qr', text: 'baton:1:B', svg: '', png: '', alt: '', expires_in: 60_000 };
        janus.on('present', (request) =>
            janus.reply(request, { ...scannedByNew, ...code, baton: 'presented', presentation: 'P', seq: 0 }),
        );
        const [one, two] = [await soon(client.present()), await soon(client.present())];
        const [scanned, ended] = [vi.fn(), vi.fn()];
        one.on('scanned', scanned);
        two.on('ended', ended);
        const { baton, ...fields } = scannedByNew;
        const outside = { baton: 'synced', seq: 90, complete: false, missed: [], role: 'candidate' };
        let first = true;
        janus.on('sync', (request) => {
            janus.reply(request, { ...outside, ...(first && { scanned: fields, transfer: { ...fields, role: 'new' } }) });
            first = false;
        });
        await cut();
        expect(baton).toBe('scanned');
        expect(scanned).toHaveBeenCalledOnce();
        expect(ended).toHaveBeenCalledOnce();
    });
});
