// SPDX-License-Identifier: MIT
// Another device in place of a dead one: standing in for somebody who is away, and devices that are remembered.

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Call } from '../src/call.js';
import type { Question } from '../src/question.js';
import type { UplinkEvent } from '../src/wire.js';
import { callState } from './fakejanus.js';
import { FakeDevice } from './fakes.js';

const code = {
    baton: 'code',
    kind: 'qr',
    text: 'baton:1:x',
    svg: '',
    png: '',
    alt: '',
    expires_in: 60_000,
    confirm: { who: 'old', how: 'popup', form: 'number' },
    mutual: false,
} as const;

const asked = {
    baton: 'confirm',
    participant: 'ben',
    how: 'popup',
    form: 'number',
    choices: [12, 57, 88] as number[],
    display: 'Ben',
    device_name: 'tablet',
    expires_in: 30_000,
} as const;

const over = { baton: 'transfer_ended', outcome: 'moved', reason: 'none', text: '' } as const;

let device: FakeDevice;
let call: Call;

beforeEach(() => {
    device = new FakeDevice();
    call = new Call(device.asDevice(), callState, 'active');
});

describe('a call whose person stands in for somebody who is away', () => {
    const role = { transfer: 'T', role: 'stand_in' } as const;

    it('asks for a code, responds, and is not touched by the end of that transfer', async () => {
        device.request.mockResolvedValueOnce({
            reply: { ...code, transfer: 'T', participant: 'ben' },
        });
        const transfer = await call.transferFor('ben', { kind: 'qr' });
        expect(device.request).toHaveBeenCalledWith({
            request: 'transfer',
            kind: 'qr',
            participant: 'ben',
        });
        expect(transfer.code?.text).toBe('baton:1:x');
        expect(transfer.participant).toBe('ben');
        const confirm = vi.fn();
        const ended = vi.fn();
        const question = vi.fn();
        transfer.on('confirm', confirm);
        transfer.on('ended', ended);
        call.on('question', question);
        device.say({ ...asked, ...role, away: true });
        expect(confirm).toHaveBeenCalledOnce();
        expect(question).not.toHaveBeenCalled();
        await transfer.confirm(57);
        expect(device.request).toHaveBeenLastCalledWith({
            request: 'confirm',
            transfer: 'T',
            agree: true,
            number: 57,
        });
        device.say({ ...over, ...role });
        expect(ended).toHaveBeenCalledOnce();
        expect(call.phase).toBe('active');
        expect(device.closed).toBe(false);
    });

    it('shows the code that an operator asks for, and says whose it is', () => {
        const whose: (string | null)[] = [];
        call.on('code', ({ participant }) => whose.push(participant));
        device.say({ ...code, ...role, participant: 'ben' });
        device.say({ ...code, transfer: 'own', role: 'old' });
        expect(whose).toEqual(['ben', null]);
    });

    it('knows who may do it, also after the room has changed', () => {
        expect([call.standInBy, call.remembers]).toEqual(['moderator', true]);
        device.say({
            ...callState,
            baton: 'room_edited',
            changed: ['stand_in', 'remember'],
            stand_in: 'anybody',
            remember: false,
        } as unknown as UplinkEvent);
        expect([call.standInBy, call.remembers]).toEqual(['anybody', false]);
    });

    it('keeps its own transfer apart', async () => {
        device.request.mockResolvedValueOnce({ reply: { ...code, transfer: 'own' } });
        const own = await call.transfer();
        device.request.mockResolvedValueOnce({ reply: { ...code, transfer: 'T' } });
        await call.transferFor('ben');
        device.say({ baton: 'transfer', ...role, state: 'confirming', expires_in: 1 });
        expect(own.state).toBe('showing');
        device.say({
            baton: 'transfer',
            transfer: 'own',
            role: 'old',
            state: 'confirming',
            expires_in: 1,
        });
        expect(own.state).toBe('confirming');
    });
});

describe('devices that had the call', () => {
    it('asks about a recall with a question of the own call', () => {
        const questions: Question[] = [];
        call.on('question', (question) => questions.push(question));
        device.say({ ...asked, transfer: 'R', role: 'old', recalled: true });
        expect(questions.map(({ own, recalled, away }) => [own, recalled, away])).toEqual([
            [true, true, false],
        ]);
        expect(call.question('R')).toBe(questions[0]);
    });

    it('keeps the secret of a call that has moved away', () => {
        expect(call.remembered).toBeNull();
        device.say({ ...over, transfer: 'T', role: 'old', remember: 'secret' });
        expect(call.remembered).toBe('secret');
        expect(call.phase).toBe('ended');
    });

    it('forgets them', async () => {
        await call.forgetDevices();
        expect(device.request).toHaveBeenCalledWith({ request: 'forget' });
    });
});
