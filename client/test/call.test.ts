// SPDX-License-Identifier: MIT
// How events change a call. The device has no media.

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Call } from '../src/call.js';
import type { Question } from '../src/question.js';
import type { CallState, Participant } from '../src/wire.js';
import { callState } from './fakejanus.js';
import { FakeDevice } from './fakes.js';

const ben: Participant = {
    id: 'ben',
    display: 'Ben',
    metadata: {},
    moderator: false,
    hand: false,
    connection: 'connected',
    device_changed: null,
    sources: [],
};

const state: CallState = { ...callState, participants: [ben] };

let device: FakeDevice;
const make = (phase: 'arriving' | 'active') => new Call(device.asDevice(), state, phase);
const of = <R extends 'old' | 'new'>(role: R) => ({ transfer: 'T', role });

beforeEach(() => {
    device = new FakeDevice();
});

describe('a call in a large room', () => {
    const person = (id: string): Participant => ({ ...ben, id, display: id });
    const message = (id: number) => ({ id, from: 'ben', display: 'Ben', text: '', time: 0 });

    it('requests the other pages of people and chat, and keeps newer news from events', async () => {
        const { request } = device;
        for (const reply of [
            { participants: [person('carla'), person('dora')], next: 9 },
            { participants: [person('emil')], next: null },
            { messages: [message(1), message(2)], next: null },
        ])
            request.mockResolvedValueOnce({ reply });
        const large = { ...state, participants_after: 4, chat: [message(3)], chat_before: 3 };
        const call = new Call(device.asDevice(), large, 'active');
        device.say({ baton: 'participant_changed', participant: { ...person('dora'), hand: true } });
        await vi.waitFor(() => expect(call.messages).toHaveLength(3));
        expect([...call.participants.keys()].sort()).toEqual(['ben', 'carla', 'dora', 'emil']);
        expect(call.participants.get('dora')?.hand).toBe(true);
        expect(call.messages.map(({ id }) => id)).toEqual([1, 2, 3]);
        expect(request.mock.calls.map(([body]) => body)).toEqual([
            { request: 'participants', room: 'standup', after: 4 },
            { request: 'participants', room: 'standup', after: 9 },
            { request: 'chat_history', before: 3 },
        ]);
    });
});

describe('a call that moves away', () => {
    it('plays no audio on standby, and ends when the standby is over', () => {
        const call = make('active');
        expect(device.audible).toBe(true);
        device.say({ baton: 'moved', ...of('old'), grace: 10_000 });
        expect(call.phase).toBe('standby');
        expect(device.audible).toBe(false);
        expect(device.closed).toBe(false);
        const ended = vi.fn();
        call.on('ended', ended);
        device.say({
            baton: 'transfer_ended',
            ...of('old'),
            outcome: 'moved',
            reason: 'none',
            text: '',
        });
        expect(ended).toHaveBeenCalledWith({ reason: 'moved', text: '', away: false });
        expect(device.closed).toBe(true);
    });

    it('is active again when it comes back, with the mute states of the server', () => {
        const call = make('active');
        device.say({ baton: 'moved', ...of('old'), grace: 10_000 });
        const muted = [
            {
                source: 's',
                kind: 'microphone' as const,
                muted: true,
                state: 'live' as const,
                description: '',
            },
        ];
        device.say({ baton: 'returned', ...of('old'), ...state, sources: muted });
        expect(call.phase).toBe('active');
        expect(device.audible).toBe(true);
        expect(device.muted.get('microphone')).toBe(true);
        expect(call.undoUntil).toBeNull();
        device.say({
            baton: 'transfer_ended',
            ...of('old'),
            outcome: 'returned',
            reason: 'none',
            text: '',
        });
        expect(call.phase).toBe('active');
    });

    it('stays active if a transfer ends before the commit', () => {
        const call = make('active');
        device.say({
            baton: 'transfer_ended',
            ...of('old'),
            outcome: 'declined',
            reason: 'said_no',
            text: '',
        });
        expect(call.phase).toBe('active');
        expect(device.closed).toBe(false);
    });
});

describe('a call that arrives', () => {
    it('plays audio only after the commit', () => {
        const call = make('arriving');
        expect(device.audible).toBe(false);
        device.say({ baton: 'moved', ...of('new'), ...state });
        expect(call.phase).toBe('active');
        expect(device.audible).toBe(true);
        expect(call.undoUntil).toBeGreaterThan(Date.now());
    });

    it('goes on when the standby is over, and ends if the call goes back', () => {
        const call = make('arriving');
        device.say({ baton: 'moved', ...of('new'), ...state });
        device.say({
            baton: 'transfer_ended',
            ...of('new'),
            outcome: 'moved',
            reason: 'none',
            text: '',
        });
        expect(call.phase).toBe('active');
        expect(call.undoUntil).toBeNull();

        const other = make('arriving');
        device.say({ baton: 'moved', ...of('new'), ...state });
        device.say({
            baton: 'transfer_ended',
            ...of('new'),
            outcome: 'returned',
            reason: 'none',
            text: '',
        });
        expect(other.phase).toBe('ended');
    });
});

describe('the people of a call', () => {
    it('join, change and leave', () => {
        const call = make('active');
        device.say({
            baton: 'participant_joined',
            participant: { ...ben, id: 'carla', display: 'Carla' },
        });
        device.say({ baton: 'participant_changed', participant: { ...ben, hand: true } });
        expect([...call.participants.keys()]).toEqual(['ben', 'carla']);
        expect(call.participants.get('ben')?.hand).toBe(true);
        device.say({ baton: 'participant_left', id: 'ben', reason: 'gone' });
        expect(call.participants.has('ben')).toBe(false);
    });

    it('write messages, and each message is kept only once', () => {
        const call = make('active');
        const message = { id: 1, from: 'ben', display: 'Ben', text: 'hello', time: 0 };
        device.say({ baton: 'chat', message });
        device.say({ baton: 'chat', message });
        expect(call.messages).toEqual([message]);
    });
});

describe('questions', () => {
    const fields = {
        transfer: 'X',
        form: 'number' as const,
        choices: [12, 57, 88],
        display: 'Ben',
        device_name: 'A phone',
        expires_in: 30_000,
    };
    const asked = (call: Call) => {
        const question = vi.fn();
        call.on('question', question);
        return question;
    };

    it('about other calls come by pop-up, take a response, and end', async () => {
        const call = make('active');
        const question = asked(call);
        device.say({
            baton: 'confirm',
            role: 'remote',
            participant: 'ben',
            how: 'popup',
            ...fields,
        });
        const [[one]] = question.mock.calls as [[Question]];
        const responded = vi.fn();
        one.on('responded', responded);
        await one.agree(57);
        expect(device.request).toHaveBeenCalledWith({
            request: 'confirm',
            transfer: 'X',
            agree: true,
            number: 57,
        });
        expect(responded).toHaveBeenCalledWith('agreed');
        const ended = vi.fn();
        one.on('ended', ended);
        device.say({
            baton: 'confirm_ended',
            transfer: 'X',
            role: 'remote',
            outcome: 'agreed',
            text: '',
        });
        expect(ended).toHaveBeenCalledOnce();
    });

    it('in the chat take a chat message as the response', async () => {
        const call = make('active');
        const question = asked(call);
        const message = { id: 18, from: null, display: '', text: '?', time: 0, question: fields };
        device.say({ baton: 'chat', message });
        const [[one]] = question.mock.calls as [[Question]];
        expect(call.question('X')).toBe(one);
        device.request.mockResolvedValueOnce({
            reply: { baton: 'chat_sent', id: null, response: 'declined' },
        });
        await call.chat('no');
        expect(one.open).toBe(false);
    });

    it('about this person’s own call are emitted as `confirm`, not as `question`', () => {
        const call = make('active');
        const question = asked(call);
        const confirm = vi.fn();
        call.on('confirm', confirm);
        device.say({ baton: 'confirm', role: 'old', participant: 'anna', how: 'popup', ...fields });
        expect(question).not.toHaveBeenCalled();
        expect(confirm).toHaveBeenCalledOnce();
    });
});

describe('scanning from within a call', () => {
    const reply = {
        baton: 'scanned',
        role: 'old',
        transfer: 'S',
        state: 'confirming',
        expires_in: 30_000,
        confirm: { who: 'old' },
        device_name: 'A phone',
    };

    it('makes a transfer, which follows the events that come', async () => {
        const call = make('active');
        device.request.mockResolvedValueOnce({ reply });
        const transfer = await call.scan('WDJB-MJHT');
        expect(transfer.code).toBeNull();
        expect(transfer.deviceName).toBe('A phone');
        const state = vi.fn();
        transfer.on('state', state);
        device.say({
            baton: 'transfer',
            ...of('old'),
            transfer: 'S',
            state: 'connecting',
            expires_in: 1,
        });
        expect(state).toHaveBeenCalledWith({ state: 'connecting', expiresIn: 1 });
    });

    it('continues the known transfer if this is the second scan of a mutual transfer', async () => {
        const call = make('active');
        const code = { baton: 'code', transfer: 'S', kind: 'qr', text: 'A', expires_in: 1 };
        device.request.mockResolvedValueOnce({
            reply: { ...code, confirm: { who: 'old' } },
        });
        const transfer = await call.transfer({ mutual: true });
        device.request.mockResolvedValueOnce({ reply });
        expect(await call.scan({ images: ['data:image/png;base64,'] })).toBe(transfer);
        expect(transfer.state).toBe('confirming');
        expect(transfer.code?.text).toBe('A');
    });
});
