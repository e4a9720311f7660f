// SPDX-License-Identifier: MIT
// A session of Janus and its handles: the messages, the end, and the errors.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { ConnectionKeeper } from '../src/connectionkeeper.js';
import { BatonError } from '../src/errors.js';
import { errorOf, FakeJanus, fakeNetwork, settle, soon } from './fakejanus.js';

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

const connect = (token?: string) =>
    soon(ConnectionKeeper.connect({ server: janus.address, ...(token && { token }) }));

describe('a session', () => {
    it('sends a keepalive every 25 seconds, until it is closed', async () => {
        const session = await connect();
        await vi.advanceTimersByTimeAsync(60_000);
        expect(janus.requests('keepalive')).toHaveLength(2);
        session.close();
        await vi.advanceTimersByTimeAsync(60_000);
        expect(janus.requests('keepalive')).toHaveLength(2);
        expect(janus.requests('destroy')).toHaveLength(1);
    });

    it('sends the current token with each message, if there is one', async () => {
        const session = await connect();
        expect('token' in (janus.received[0] ?? {})).toBe(false);
        session.token.use('new');
        const handle = await soon(session.attach());
        await soon(handle.request({ request: 'exists', room: 'standup' }));
        await soon(handle.request({ request: 'hand', raised: true }));
        const [, attach, exists, hand] = janus.received;
        expect(attach?.token).toBe('new');
        // Janus does not show its token to the plugin, so some requests to the plugin carry the token as well.
        expect(exists).toMatchObject({ token: 'new', body: { token: 'new' } });
        expect(hand?.token).toBe('new');
        expect(hand?.body).toEqual({ request: 'hand', raised: true });
    });

    it('uses the tokens that the server sends to a device in the call, until the call is over', async () => {
        const session = await connect('own');
        const handle = await soon(session.attach());
        const tokenOf = async () => {
            await soon(handle.request({ request: 'hand', raised: true }));
            return janus.received.at(-1)?.token;
        };
        janus.event(handle.id, { baton: 'admitted', token: 'first' });
        await settle();
        expect(await tokenOf()).toBe('first');
        janus.event(handle.id, { baton: 'token', token: 'second' });
        await settle();
        expect(await tokenOf()).toBe('second');
        handle.leaveCall();
        expect(await tokenOf()).toBe('own');
    });

    it('does not go back to the token of a code, which is valid for one transfer', async () => {
        const session = await connect('1767225600,janus,janus.plugin.baton,transfer=T:c2lnbmF0dXJl');
        const handle = await soon(session.attach());
        janus.event(handle.id, { baton: 'admitted', token: 'first' });
        await settle();
        handle.leaveCall();
        await soon(handle.request({ request: 'hand', raised: true }));
        expect(janus.received.at(-1)?.token).toBe('first');
    });

    it('replies to the event `acknowledge`, and does not pass it to the app', async () => {
        const session = await connect();
        const handle = await soon(session.attach());
        const event = vi.fn();
        handle.on('event', event);
        janus.event(handle.id, { baton: 'acknowledge', number: 70_112 });
        await settle();
        expect(janus.requests('acknowledge').map(({ body }) => body)).toEqual([
            { request: 'acknowledge', number: 70_112 },
        ]);
        expect(event).not.toHaveBeenCalled();
    });

    it('passes `retry_after` of a busy server on to the app', async () => {
        const session = await connect();
        const handle = await soon(session.attach());
        janus.on('hand', (request) =>
            janus.reply(request, { baton: 'error', error_code: 461, error: '', retry_after: 120 }),
        );
        const busy = await soon(errorOf(handle.request({ request: 'hand', raised: true })));
        expect(busy).toMatchObject({ name: 'busy', retryAfter: 120 });
    });

    it('is not lost when it is closed, but its requests end', async () => {
        const session = await connect();
        const lost = vi.fn();
        session.on('lost', lost);
        const handle = await soon(session.attach());
        janus.hold('join');
        const joining = errorOf(handle.request({ request: 'join', room: 'standup' }));
        session.close();
        expect(await soon(joining)).toMatchObject({ name: 'ended' });
        expect(lost).not.toHaveBeenCalled();
    });

    it('is not mixed up with another session whose handles have the same ids', async () => {
        const other = new FakeJanus('ws://other/janus');
        fakeNetwork(janus, other);
        const sessions = await Promise.all([
            connect('one'),
            soon(ConnectionKeeper.connect({ server: other.address, token: 'two' })),
        ]);
        const handles = await soon(Promise.all(sessions.map((one) => one.attach())));
        expect(handles.map(({ id }) => id)).toEqual([1, 1]);
        const heard = handles.map((handle) => {
            const listener = vi.fn();
            handle.on('event', listener);
            return listener;
        });
        other.event(1, { baton: 'room_destroyed', room: 'standup' });
        await settle();
        expect(heard.map(({ mock }) => mock.calls.length)).toEqual([0, 1]);
        expect(janus.received.every(({ token }) => token === 'one')).toBe(true);
        sessions[0]?.close();
        expect((await soon(sessions[1]!.attach())).id).toBe(2);
    });
});

describe('a handle', () => {
    it('ends, and its requests fail, when Janus detaches it', async () => {
        const handle = await soon((await connect()).attach());
        janus.hold('join');
        const joining = errorOf(handle.request({ request: 'join', room: 'standup' }));
        janus.send({ janus: 'detached', sender: handle.id });
        expect(await soon(joining)).toMatchObject({ name: 'ended' });
        expect(await soon(errorOf(handle.request({ request: 'leave' })))).toMatchObject({ name: 'ended' });
    });

    it('passes on candidates and hangups that come from Janus', async () => {
        const handle = await soon((await connect()).attach());
        const [candidate, hangup] = [vi.fn(), vi.fn()];
        handle.on('candidate', candidate);
        handle.on('hangup', hangup);
        janus.send({ janus: 'trickle', sender: handle.id, candidate: { completed: true } });
        janus.send({ janus: 'hangup', sender: handle.id, reason: 'Close PC' });
        await settle();
        expect(candidate).toHaveBeenCalledWith({ completed: true });
        expect(hangup).toHaveBeenCalledOnce();
    });
});

describe('an error', () => {
    it('of the plugin has its error_code and name', async () => {
        const handle = await soon((await connect()).attach());
        const data = { baton: 'error', error_code: 422, error: 'the room is full' };
        janus.on('join', (request) => janus.reply(request, data));
        const error = await soon(errorOf(handle.request({ request: 'join', room: 'standup' })));
        expect(error).toBeInstanceOf(BatonError);
        expect(error).toMatchObject({ name: 'room_full', errorCode: 422, janusCode: null });
        expect(error?.message).toBe('the room is full');
    });

    it('of a newer plugin keeps its code', async () => {
        expect(BatonError.ofPlugin({ error_code: 481, error: '' })).toMatchObject({
            name: 'internal',
            errorCode: 481,
        });
    });

    it('of Janus has its code, even if the text names another one', async () => {
        const session = await connect();
        janus.on('attach', (request) => janus.refuse(request, 460, 'error 123: no plugin'));
        expect(await soon(errorOf(session.attach()))).toMatchObject({
            name: 'janus',
            janusCode: 460,
            errorCode: null,
        });
    });

    it('of Janus at the start is not reported as `unreachable`', async () => {
        janus.on('create', (request) => janus.refuse(request, 403, 'Unauthorized request'));
        expect(await soon(errorOf(ConnectionKeeper.connect({ server: janus.address })))).toMatchObject({
            name: 'janus',
            janusCode: 403,
        });
        janus.on('create', () => janus.socket?.happen('close'));
        expect(await soon(errorOf(ConnectionKeeper.connect({ server: janus.address })))).toMatchObject({
            name: 'unreachable',
            janusCode: null,
        });
    });
});
