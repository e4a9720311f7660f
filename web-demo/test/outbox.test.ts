// SPDX-License-Identifier: GPL-3.0-or-later
// Chat messages that are not in the chat yet.

import { describe, expect, it } from 'vitest';
import { fateWords, MOST_UNSENT, notArrived, Outbox } from '../src/page/outbox';

describe('the outbox of the chat', () => {
    it('keeps a message until it is in the chat', () => {
        const outbox = new Outbox();
        const entry = outbox.add('Hello', 3);
        expect(outbox.keep()).toEqual([{ text: 'Hello', after: 3 }]);
        outbox.remove(entry?.key ?? 0);
        expect(outbox.keep()).toEqual([]);
    });

    it('lets the person send a message again that was refused or lost, and no other', () => {
        const outbox = new Outbox();
        const { key } = outbox.add('Hello', 0) ?? { key: 0 };
        expect(outbox.retry(key)).toBe(false);
        outbox.fail(key, false, 'Not allowed here');
        expect(outbox.get(key)).toMatchObject({ fate: 'failed', why: 'Not allowed here' });
        expect(outbox.retry(key)).toBe(true);
        outbox.fail(key, true, '');
        expect(outbox.get(key)?.fate).toBe('uncertain');
        outbox.remove(key);
        outbox.fail(key, false, 'too late');
        expect(outbox.retry(key)).toBe(false);
        expect(outbox.all).toEqual([]);
    });

    it('takes only so many messages', () => {
        const outbox = new Outbox();
        for (let i = 0; i < MOST_UNSENT; i++) expect(outbox.add('x', 0)).not.toBeNull();
        expect(outbox.full).toBe(true);
        expect(outbox.add('x', 0)).toBeNull();
        outbox.remove(1);
        expect(outbox.add('x', 0)).not.toBeNull();
    });

    it('says why a message is not in the chat', () => {
        expect(fateWords({ fate: 'sending', why: '' }, true)).toBe('Sending …');
        expect(fateWords({ fate: 'sending', why: '' }, false)).toContain('connection');
        expect(fateWords({ fate: 'uncertain', why: '' }, true)).toContain('Perhaps');
        expect(fateWords({ fate: 'failed', why: 'The server is busy' }, true)).toBe('Not sent. The server is busy.');
        expect(fateWords({ fate: 'failed', why: '' }, true)).toBe('Not sent.');
    });
});

describe('after a reload, a kept message', () => {
    const message = (id: number, text: string, from = 'anna') => ({ id, from, text });

    it('is gone if it is in the chat', () => {
        expect(notArrived([{ text: 'Hello', after: 3 }], [message(4, 'Hello')], 'anna')).toEqual([]);
    });

    it('stays if only an earlier message, or another person’s, has the same text', () => {
        const kept = [{ text: 'Hello', after: 3 }];
        expect(notArrived(kept, [message(3, 'Hello'), message(4, 'Hello', 'ben')], 'anna')).toEqual(kept);
    });

    it('is told from a second one with the same text', () => {
        const twice = [
            { text: 'Yes', after: 3 },
            { text: 'Yes', after: 3 },
        ];
        expect(notArrived(twice, [message(4, 'Yes')], 'anna')).toHaveLength(1);
    });
});
