// SPDX-License-Identifier: GPL-3.0-or-later
// A page that is loaded again: which call it comes back to, with which devices, and what it has remembered.

import { BatonError, type EndReason, type Resumable } from 'baton-client';
import { describe, expect, it } from 'vitest';
import { explainEnding, explainNoReturn } from '../src/page/ending';
import { choicesAgain, returnsTo, wishAgain } from '../src/page/returning';
import { readMemory, type TabMemory } from '../src/page/tabmemory';

const SERVER = 'wss://call.example/janus';
const call = (change: Partial<Resumable> = {}): Resumable => ({
    server: SERVER,
    room: 'standup',
    id: 'anna',
    display: 'Anna',
    closed: true,
    ...change,
});

describe('a page that was loaded again', () => {
    it('comes back to the call of its address', () => {
        const other = call({ room: 'other' });
        expect(returnsTo([other, call()], SERVER, 'standup')).toEqual({ now: call(), offers: [other] });
    });

    it('only offers a call that another tab may have', () => {
        const copied = call({ closed: false });
        expect(returnsTo([copied], SERVER, 'standup')).toEqual({ now: null, offers: [copied] });
    });

    it('only offers a call in another room than that of its address', () => {
        expect(returnsTo([call()], SERVER, 'other')).toEqual({ now: null, offers: [call()] });
        expect(returnsTo([call()], SERVER, null)).toEqual({ now: null, offers: [call()] });
    });

    it('knows nothing about other servers', () => {
        const other = call({ server: 'wss://else.example' });
        expect(returnsTo([other], SERVER, 'standup')).toEqual({ now: null, offers: [] });
    });
});

const memory: TabMemory = {
    room: 'standup',
    id: 'anna',
    microphone: { muted: true, device: null },
    camera: { muted: false, device: { id: 'back', label: 'Back camera' } },
    screen: false,
    chatOpen: true,
    draft: 'I was abo',
    unsent: [{ text: 'Hello', after: 3 }],
};
const listed = ['front', 'back'].map((id) => ({
    kind: 'videoinput' as const,
    deviceId: id,
    groupId: id,
    label: `${id === 'back' ? 'Back' : 'Front'} camera`,
}));

describe('the devices after a reload', () => {
    it('are those that were in use', () => {
        expect(wishAgain(memory, listed)).toEqual({ microphone: true, camera: 'back' });
        expect(wishAgain({ ...memory, camera: null }, listed)).toEqual({ microphone: true, camera: false });
    });

    it('are others if those are gone', () => {
        expect(wishAgain(memory, listed.slice(0, 1)).camera).toBe(true);
    });

    it('are none if nothing is remembered: a camera must not start by itself', () => {
        expect(wishAgain(null, listed)).toEqual({ microphone: false, camera: false });
    });

    it('stay chosen for the rest of the call', () => {
        const usual = { camera: { id: 'front', label: 'Front camera' }, microphone: { id: 'a', label: 'A' } };
        const speaker = { id: 's', label: 'S' };
        expect(choicesAgain({ ...usual, speaker }, memory)).toEqual({ camera: memory.camera?.device, speaker });
        expect(choicesAgain(usual, null)).toEqual(usual);
    });
});

describe('the memory of a tab', () => {
    it('is read as it was written', () => {
        expect(readMemory(JSON.stringify(memory))).toEqual(memory);
    });

    it('is nothing if it is not what this page has written', () => {
        for (const text of [null, '', '{', '[]', 'null', '7', '{"room":"a"}', '{"room":1,"id":"b"}'])
            expect(readMemory(text)).toBeNull();
    });

    it('leaves out what cannot be used, and limits the rest', () => {
        const odd = {
            room: 'a',
            id: 'b',
            microphone: { muted: 'no' },
            camera: { muted: true, device: { id: '', label: 'x' } },
            draft: 'x'.repeat(5_000),
            unsent: [{ text: 1, after: 2 }, null, ...Array.from({ length: 50 }, () => ({ text: 'x', after: 1 }))],
        };
        const read = readMemory(JSON.stringify(odd));
        expect(read).toMatchObject({ microphone: null, camera: { muted: true, device: null }, screen: false });
        expect(read?.draft).toHaveLength(2_000);
        expect(read?.unsent).toHaveLength(20);
    });
});

describe('the end of a call', () => {
    const REASONS: EndReason[] = [
        'left',
        'moved',
        'returned',
        'replaced',
        'removed',
        'gone',
        'room_destroyed',
        'connection_lost',
        'transfer_failed',
    ];

    it('has words of its own for each reason', () => {
        const endings = REASONS.map((reason) => explainEnding(reason, ''));
        expect(new Set(endings.map(({ title }) => title)).size).toBe(REASONS.length);
        for (const { title, text } of endings) expect([title, text]).not.toContain('');
    });

    it('says that the call goes on elsewhere only where that is so', () => {
        const elsewhere = REASONS.filter((reason) => explainEnding(reason, '').elsewhere);
        expect(elsewhere).toEqual(['moved', 'returned', 'replaced', 'transfer_failed']);
        expect(explainEnding('replaced', '').title).toBe('This call goes on in another window or tab');
        expect(explainEnding('gone', '').title).toBe('You were away for too long');
    });

    it('that is found after a reload has words as well', () => {
        const title = (error: unknown) => explainNoReturn(error).title;
        expect(title(new BatonError('not_in_call', ''))).toBe('You are not in the call any more');
        expect(title(new BatonError('invalid_resume', ''))).toContain('another window');
        expect(title(new BatonError('no_such_room', ''))).toBe('The room was closed');
        expect(title(new Error('?'))).toBe('That did not work');
    });
});
