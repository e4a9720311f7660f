// SPDX-License-Identifier: MIT
// A call and a takeover as events change them, on a device without media.

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Call } from '../src/client/call';
import type { Device } from '../src/client/device';
import { Emitter } from '../src/client/emitter';
import type { CallState, Participant, UplinkEvent } from '../src/client/types';

class FakeDevice extends Emitter<{ event: UplinkEvent }> {
    readonly uplink = { request: vi.fn().mockResolvedValue({ reply: {} }) };
    readonly muted = new Map<string, boolean>();
    audible = false;
    closed = false;
    slots = [];
    noteMuted = (kind: string, muted: boolean) => void this.muted.set(kind, muted);
    setAudible = (audible: boolean) => void (this.audible = audible);
    isMuted = (kind: string) => this.muted.get(kind) ?? false;
    close = () => void (this.closed = true);
    say(event: UplinkEvent) {
        this.emit('event', event);
    }
}

const ben: Participant = {
    id: 'ben',
    display: 'Ben',
    metadata: {},
    moderator: false,
    hand: false,
    sources: [],
};

const state: CallState = {
    room: 'standup',
    description: 'Stand-up',
    id: 'anna',
    device: 'd1',
    private_id: 'p1',
    display: 'Anna',
    metadata: {},
    moderator: false,
    hand: false,
    audiocodec: 'opus',
    videocodec: 'vp8',
    confirm: { who: 'old', form: 'number' },
    grace: 10_000,
    sources: [],
    participants: [ben],
    chat: [],
};

let device: FakeDevice;
const make = (phase: 'arriving' | 'active') => new Call(device as unknown as Device, state, phase);
const of = (role: 'old' | 'new') => ({ transfer: 'T', role });

beforeEach(() => {
    device = new FakeDevice();
});

describe('a call that moves away', () => {
    it('is silent in standby, and closes when the move is settled', () => {
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
        expect(ended).toHaveBeenCalledWith({ reason: 'moved', text: '' });
        expect(device.closed).toBe(true);
    });

    it('is as before when it comes back, with what changed meanwhile', () => {
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

    it('stays when a transfer ends before the move', () => {
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
    it('is heard from the move on, not before', () => {
        const call = make('arriving');
        expect(device.audible).toBe(false);
        device.say({ baton: 'moved', ...of('new'), ...state });
        expect(call.phase).toBe('active');
        expect(device.audible).toBe(true);
        expect(call.undoUntil).toBeGreaterThan(Date.now());
    });

    it('goes on when the move is settled, and ends when it is taken back', () => {
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
    it('come, change and go', () => {
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

    it('write messages that are kept once', () => {
        const call = make('active');
        const message = { id: 1, from: 'ben', display: 'Ben', text: 'hello', time: 0 };
        device.say({ baton: 'chat', message });
        device.say({ baton: 'chat', message });
        expect(call.messages).toEqual([message]);
    });
});
