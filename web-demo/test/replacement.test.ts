// SPDX-License-Identifier: GPL-3.0-or-later
// Another device in place of one that is away: what the page says about it, and what this browser remembers.

import { describe, expect, it, vi } from 'vitest';
import { BatonError, type Call, type DeviceChange, type Participant, type TransferEndedEvent } from 'baton-client';
import { watchDeviceChanges } from '../src/page/devicechanges';
import { isReplaced } from '../src/page/ending';
import { callOfAbsent, ownCall } from '../src/page/movesubject';
import { explainQuestionEnd, explainResponse } from '../src/page/outcomes';
import { readLastCalls, type LastCall } from '../src/page/recallstore';
import {
    describeDeviceChange,
    endsMemory,
    explainNoRecall,
    explainNoStandIn,
    explainRecallEnd,
    explainStandInEnd,
    explainStandInWarning,
    mayStandIn,
} from '../src/page/replacement';

const error = (name: BatonError['name']) => new BatonError(name, 'field: text of the server');
const ended = (event: Partial<TransferEndedEvent>): TransferEndedEvent => ({
    baton: 'transfer_ended',
    transfer: 'T',
    role: 'stand_in',
    outcome: 'failed',
    reason: 'none',
    text: '',
    ...event,
});

describe('a code for somebody who is away', () => {
    it('is offered to whom the room allows it', () => {
        expect(mayStandIn({ standInBy: 'anybody', moderator: false })).toBe(true);
        expect(mayStandIn({ standInBy: 'moderator', moderator: true })).toBe(true);
        expect(mayStandIn({ standInBy: 'moderator', moderator: false })).toBe(false);
        expect(mayStandIn({ standInBy: 'nobody', moderator: true })).toBe(false);
    });

    it('is refused in words, each time with other ones, and never in those of the server', () => {
        const names = ['unauthorized', 'wrong_state', 'transfer_in_progress', 'no_such_participant', 'busy'] as const;
        const words = names.map((name) => explainNoStandIn(error(name), 'Anna'));
        expect(new Set(words.map(({ title }) => title)).size).toBe(names.length);
        for (const { text } of words) expect(text).not.toContain('text of the server');
    });

    it('ends in words about the person who is away, and not about the own call', () => {
        const reasons = ['said_no', 'wrong_number', 'no_response', 'no_media', 'by_new', 'mismatch'] as const;
        for (const reason of reasons) {
            const { text } = explainStandInEnd(ended({ reason }), 'Anna');
            expect(text).toContain('For Anna, nothing has changed.');
            expect(text).not.toMatch(/stays here|other device/);
        }
        expect(explainStandInEnd(ended({ reason: 'old_back' }), 'Anna').title).toBe('Anna is back');
        expect(explainStandInEnd(ended({ outcome: 'returned' }), 'Anna').title).toBe('Anna is back');
        expect(explainStandInEnd(ended({ reason: 'removed' }), 'Anna').title).toContain('no longer in the room');
        const cancelled = ended({ outcome: 'cancelled', reason: 'by_old' });
        expect(explainStandInEnd(cancelled, 'Anna').title).toBe('Cancelled');
    });

    it('is warned of in words about the person who is away, and not about the own call', () => {
        const locked = ['many_wrong_numbers', 'many_questions'] as const;
        const doubts = ['others_asked', 'unknown_network', 'other_network'] as const;
        for (const kind of [...locked, ...doubts]) {
            const { title, text } = explainStandInWarning({ kind }, 'Anna');
            expect(`${title} ${text}`).not.toMatch(/your call|you hold/i);
        }
        expect(explainStandInWarning({ kind: 'second_claim' }, 'Anna').title).toContain('tried your code');
        // The client reports a lost connection as an end of the own call.
        const lost = ended({ role: 'old', reason: 'connection_lost' });
        expect(explainStandInEnd(lost, 'Anna').text).not.toContain('stays here');
    });

    it('comes from the request for this person, and moves only by being shown', async () => {
        const transferFor = vi.fn().mockResolvedValue('transfer');
        const transfer = vi.fn();
        const ways = { present: true, code128: true, short: true, nobody: true, yesno: true };
        const call = { transferFor, transfer, ways } as unknown as Call;
        const subject = callOfAbsent(call, { id: 'anna', display: '' });
        await subject.request({ kind: 'qr' });
        expect(transferFor).toHaveBeenCalledWith('anna', { kind: 'qr' });
        expect(transfer).not.toHaveBeenCalled();
        expect(subject.ways()).toEqual({ ...ways, present: false });
        expect(subject.words.about).toContain('becomes Guest');
        expect(ownCall(call).ways()).toEqual(ways);
    });
});

describe('somebody on another device', () => {
    const nameOf = (id: string) => (id === 'ben' ? 'Ben' : null);

    it('is told with the person who showed the code, as long as that one is in the room', () => {
        const says = (change: DeviceChange) => describeDeviceChange(change, 'Anna', nameOf);
        expect(says({ how: 'stand_in', by: 'ben' })).toBe('Anna is on another device now. Ben showed the code.');
        expect(says({ how: 'stand_in', by: 'x' })).toContain('Somebody in the room showed the code.');
        expect(says({ how: 'operator', by: 'ben' })).toContain('operator');
        expect(says({ how: 'recall', by: null })).toContain('had this call before');
    });

    it('is told once, and not about people who were so before', () => {
        let changed: () => void = () => undefined;
        const participants = new Map<string, Participant>();
        const put = (id: string, change: DeviceChange | null) => {
            participants.set(id, { id, display: id, device_changed: change } as Participant);
            changed();
        };
        const call = {
            id: 'me',
            participants,
            on: (_: string, listener: () => void) => ((changed = listener), () => undefined),
        } as unknown as Call;
        const said: string[] = [];
        put('early', { how: 'recall', by: null });
        put('anna', null);
        watchDeviceChanges(call, (text) => said.push(text));
        put('late', { how: 'recall', by: null });
        expect(said).toEqual([]);
        put('anna', { how: 'stand_in', by: 'me' });
        put('anna', { how: 'stand_in', by: 'me' });
        expect(said).toEqual(['anna is on another device now. You showed the code.']);
        put('anna', { how: 'recall', by: null });
        expect(said).toHaveLength(2);
    });
});

describe('a device that comes back too late', () => {
    it('tells a device that was replaced from a participant who has left', () => {
        expect(isReplaced(new BatonError('not_in_call', 'why', { reason: 'moved' }))).toBe(true);
        expect(isReplaced(new BatonError('not_in_call', 'why', { reason: 'left' }))).toBe(false);
        expect(isReplaced(new BatonError('not_in_call', 'why'))).toBe(false);
        expect(isReplaced(new BatonError('unreachable', 'why'))).toBe(false);
    });
});

describe('a call that comes back to this device', () => {
    it('is refused in words, each time with other ones, and never in those of the server', () => {
        const over = ['invalid_resume', 'not_in_call', 'no_such_room', 'way_forbidden'] as const;
        const names = [...over, 'transfer_in_progress'] as const;
        const words = names.map((name) => explainNoRecall(error(name)));
        expect(new Set(words.map(({ title }) => title)).size).toBe(names.length);
        for (const { text } of words) expect(text).not.toContain('text of the server');
    });

    it('cannot be asked for again after a no, and after errors that stay', () => {
        for (const name of ['invalid_resume', 'not_in_call', 'no_such_room'] as const)
            expect(endsMemory(error(name))).toBe(true);
        for (const name of ['unreachable', 'transfer_in_progress', 'too_many_attempts'] as const)
            expect(endsMemory(error(name))).toBe(false);
        const no = ended({ role: 'new', reason: 'said_no' });
        expect(endsMemory(no)).toBe(true);
        expect(endsMemory(ended({ role: 'new', reason: 'no_response' }))).toBe(false);
        expect(explainRecallEnd(no).text).toContain('cannot ask again');
        expect(explainRecallEnd(ended({ role: 'new', reason: 'no_response' })).text).not.toContain('cannot ask');
    });

    it('is spoken of as the own call to the person who is asked', () => {
        expect(explainResponse(false, null).text).toBe('Your call stays where it is.');
        expect(explainResponse(false, 'Anna').text).toBe('Anna’s call stays where it is.');
        expect(explainQuestionEnd({ outcome: 'expired', text: '' }, null).text).toContain('Your call');
    });
});

describe('what a browser remembers of calls that have moved', () => {
    const call: LastCall = { room: 'standup', description: '', id: 'anna', secret: 's', at: 1_000 };
    const read = (stored: unknown, now = 2_000) => readLastCalls(JSON.stringify(stored), now);

    it('is read again', () => {
        expect(read([call])).toEqual([call]);
        expect(readLastCalls(null, 2_000)).toEqual([]);
    });

    it('ends after a day', () => {
        expect(read([call], 1_000 + 86_399_999)).toHaveLength(1);
        expect(read([call], 1_000 + 86_400_000)).toEqual([]);
        // The clock of the device was wrong.
        expect(read([call], 999)).toEqual([]);
    });

    it('is nothing if something else is stored', () => {
        expect(readLastCalls('{', 2_000)).toEqual([]);
        expect(read({ ...call })).toEqual([]);
        expect(read([null, 'x', { ...call, secret: 1 }, { ...call, at: 'x' }])).toEqual([]);
        expect(read(Array(9).fill(call))).toHaveLength(4);
    });
});
