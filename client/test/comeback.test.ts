// SPDX-License-Identifier: MIT
// A call whose connection is lost: what it does when the connection is back, and what the app sees.

import { describe, expect, it, vi } from 'vitest';
import type { Call } from '../src/call.js';
import { FakePeerConnection, FakeTrack } from './fakebrowser.js';
import {
    chatEvent, client, cut, janus, join, message, numbered, refused, second, store, synced, textsOf, uplink,
    useFakeCall,
} from './fakecall.js';
import { callState, errorOf, scannedByNew, settle, soon, type Received } from './fakejanus.js';

useFakeCall();
const ben = {
    id: 'ben', display: 'Ben', metadata: {}, moderator: false, hand: false, connection: 'connected', sources: [],
};

describe('after a claim', () => {
    it('a call asks for what it has missed, and handles it in order, each event once', async () => {
        const call = await join();
        const heard: string[] = [];
        call.on('chat', ({ text }) => heard.push(text));
        call.on('joined', ({ id }) => heard.push(id));
        janus.event(uplink(), chatEvent(8, 1, 'first'));
        await settle();
        const joined = { baton: 'participant_joined', seq: 10, participant: ben };
        synced({ seq: 10, missed: [chatEvent(9, 2, 'second'), joined] });
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
                baton: 'joined', ...callState, seq: 7, private_id: 'p2', resume: 'two', connection: 'away',
                sources: [muted],
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
        const missed = [chatEvent(8, 1, 'first'), chatEvent(9, 2, 'second')];
        synced({ seq: 9, missed, ...callState, resume: 'three' });
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
            const unknown = { baton: 'error', error_code: 415, error: '' };
            const joined = { baton: 'joined', ...callState };
            janus.reply(request, request.body?.['resume'] === 'two' ? unknown : joined);
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

    const ends: [string, { error_code: number; reason?: string }, string][] = [
        ['when nobody knows why, with the reason `gone`', { error_code: 450 }, 'gone'],
        ['when the hold is over, with the reason `gone`', { error_code: 450, reason: 'gone' }, 'gone'],
        ['when another device has it, with the reason `moved`', { error_code: 450, reason: 'moved' }, 'moved'],
        ['when somebody has removed the person, with this reason', { error_code: 450, reason: 'removed' }, 'removed'],
        ['when the device was disowned, as if removed', { error_code: 450, reason: 'disowned' }, 'removed'],
        ['when the room is gone, with the reason `room_destroyed`', { error_code: 420 }, 'room_destroyed'],
        ['when the secret is not accepted, with the reason `connection_lost`', { error_code: 415 }, 'connection_lost'],
    ];
    for (const [when, error, reason] of ends)
        it(`the call ends ${when}`, async () => {
            const call = await join();
            const ended = vi.fn();
            call.on('ended', ended);
            janus.on('join', (request) => janus.reply(request, { baton: 'error', error: 'why', ...error }));
            await cut({ forget: true });
            const away = reason !== 'connection_lost';
            expect(ended).toHaveBeenCalledWith({ reason, text: 'why', away });
            expect(call.state).toBe('ended');
            // While it was away, another device may have got the call.
            expect(call.remembered).toBe(error.error_code === 450 ? 'one' : null);
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
        expect(ended).toHaveBeenCalledWith({ reason: 'moved', text: '', away: true });
        expect(call.remembered).toBeNull();
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
        numbered(7, 'two', { sources: [source] });
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
        expect(ended).toHaveBeenCalledWith({ reason: 'replaced', text: 'It goes on elsewhere.', away: false });
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

describe('tracks that are published while the connection is lost', () => {
    it('are sent on the same handle after a claim, because Janus knows no PeerConnection of it', async () => {
        const call = await join();
        janus.cut();
        const done = vi.fn();
        void call.publish({ camera: new FakeTrack('video').asTrack() }).then(done);
        await settle();
        synced({ seq: 7 });
        await second();
        expect(done).toHaveBeenCalledOnce();
        expect(janus.requests('join')).toHaveLength(1);
    });

    it('are sent on another handle if Janus may know a PeerConnection of the first one', async () => {
        const call = await join();
        janus.hold('publish');
        const done = vi.fn();
        void call.publish({ camera: new FakeTrack('video').asTrack() }).then(done);
        await settle();
        janus.usual('publish');
        numbered(7, 'two');
        synced({ seq: 7 });
        await cut();
        expect(done).toHaveBeenCalledOnce();
        expect(janus.requests('join')).toHaveLength(2);
        expect(janus.requests('publish').at(-1)?.handle_id).toBe(uplink());
    });
});

describe('the layout', () => {
    const choice = (mid: string, source: string) => ({ mid, source });
    const subscribed = async () => {
        const call = await join();
        janus.on('layout', (request) => janus.reply(request, { baton: 'layout', slots: [] }));
        await soon(call.subscribe({ audioSlots: 1, videoSlots: 2 }));
        for (const one of FakePeerConnection.made) one.report('connected');
        return call;
    };
    const sent = () => janus.requests('layout').map(({ body }) => body?.['slots']);

    it('that is chosen while the connection is lost is sent after the claim', async () => {
        const call = await subscribed();
        janus.cut();
        const done = vi.fn();
        void call.layout([choice('1', 'A')]).then(done);
        await settle();
        expect(done).not.toHaveBeenCalled();
        synced({ seq: 7 });
        await second();
        expect(sent()).toEqual([[choice('1', 'A')]]);
        expect(done).toHaveBeenCalledOnce();
    });

    it('whose reply was lost is sent again on the next downlink, with the latest choice for each slot', async () => {
        const call = await subscribed();
        const before = janus.requests('subscribe')[0]?.handle_id;
        janus.hold('layout');
        const all = [call.layout([choice('1', 'A'), choice('2', 'B')]), call.layout([choice('1', 'C')])];
        await settle();
        janus.on('layout', (request) => janus.reply(request, { baton: 'layout', slots: [] }));
        numbered(7, 'two');
        await cut({ forget: true });
        await soon(Promise.all(all));
        expect(sent().slice(1)).toEqual([[choice('2', 'B')], [choice('1', 'C')]]);
        expect(janus.requests('layout').at(-1)?.handle_id).not.toBe(before);
        expect(janus.requests('subscribe')).toHaveLength(2);
    });

    it('fails if the call ends meanwhile', async () => {
        const call = await subscribed();
        janus.cut({ forget: true });
        const failed = errorOf(call.layout([choice('1', 'A')]));
        await settle();
        refused('join', 450);
        await second();
        expect(await failed).toMatchObject({ name: 'not_in_call' });
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

    const presenting = async () => {
        const code = { kind: 'qr', text: 'baton:1:B', svg: '', png: '', alt: '', expires_in: 60_000 };
        let count = 0;
        const show = () =>
            janus.on('present', (request) => {
                const shown = { ...scannedByNew, ...code, baton: 'presented', presentation: `P${++count}`, seq: 0 };
                janus.reply(request, shown);
            });
        show();
        const presentation = await soon(client.present());
        const ended = vi.fn();
        presentation.on('ended', ended);
        return { presentation, ended, show };
    };

    it('ends a presentation whose code the server has replaced', async () => {
        const { ended } = await presenting();
        synced({ seq: 90, complete: false, role: 'candidate', presentation: 'another' });
        await cut();
        expect(ended).toHaveBeenCalledWith(expect.objectContaining({ reason: 'connection_lost' }));
    });

    it('gets a fresh code if the reply with it was lost', async () => {
        const { presentation, ended, show } = await presenting();
        janus.hold('present');
        const renewed = presentation.renew();
        await settle();
        show();
        synced({ seq: 90, complete: false, role: 'candidate', presentation: 'another' });
        await cut();
        await soon(renewed);
        expect(presentation.id).toBe('P2');
        expect(ended).not.toHaveBeenCalled();
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
        const taken = vi.fn();
        call.on('published', taken);
        expect(await soon(call.publish({ camera }))).toEqual({ postponed: true });
        publish(false);
        const returning = { transfer: 'S', role: 'old', state: 'returning', expires_in: 1 };
        janus.event(uplink(), { baton: 'transfer', seq: 8, ...returning });
        await settle();
        expect(janus.requests('publish')).toHaveLength(1);
        expect(taken).not.toHaveBeenCalled();
        janus.event(uplink(), { baton: 'returned', seq: 9, transfer: 'S', role: 'old', ...callState });
        await settle();
        expect(janus.requests('publish')).toHaveLength(2);
        expect(call.localTrack('camera')).toBe(camera);
        expect(taken).toHaveBeenCalledOnce();
        expect(await soon(call.publish({ camera: new FakeTrack('video').asTrack() }))).toEqual({ postponed: false });
        expect(taken).toHaveBeenCalledOnce();
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
            const here = { scanned: fields, transfer: { ...fields, role: 'new' } };
            janus.reply(request, { ...outside, ...(first && here) });
            first = false;
        });
        await cut();
        expect(baton).toBe('scanned');
        expect(scanned).toHaveBeenCalledOnce();
        expect(ended).toHaveBeenCalledOnce();
    });
});
