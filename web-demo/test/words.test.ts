// SPDX-License-Identifier: GPL-3.0-or-later
// Each error has a text of its own, which says what to do next.

import { describe, expect, it } from 'vitest';
import { BatonError } from 'baton-client';
import type { Role, TransferOutcome, TransferReason } from 'baton-client';
import {
    explainResponse,
    explainEnd,
    explainQuestionEnd,
    explainUndelivered,
    explainWarning,
} from '../src/page/outcomes';
import { explain, explainDevice, explainDevices, NOT_A_CODE } from '../src/page/words';

const error = (error_code: number, text = '') => BatonError.ofPlugin({ error_code, error: text });
const failure = (name: string) => Object.assign(new Error(), { name });

describe('errors', () => {
    it('have a different text for each reason to refuse a code', () => {
        const titles = [442, 443, 444, 445, 446, 449].map((code) => explain(error(code)).title);
        expect(new Set(titles).size).toBe(titles.length);
        for (const code of [442, 443, 444, 445])
            expect(explain(error(code)).text).toMatch(/code|screen/i);
    });

    it('have a different text for each problem with a picture', () => {
        const titles = [453, 454, 455, 456, 461, 462].map((code) => explain(error(code)).title);
        expect(new Set(titles).size).toBe(titles.length);
    });

    it('have a text for a code that is not from Baton', () => {
        expect(explain(error(402, 'text: not a Baton code'))).toBe(NOT_A_CODE);
    });

    it('distinguish a server that cannot be reached from a lost connection', () => {
        const unreachable = explain(new BatonError('unreachable', ''));
        expect(unreachable.title).not.toBe(explain(new BatonError('connection_lost', '')).title);
    });

    it('do not say that the call has ended if only a reply was lost', () => {
        const lost = (uncertain: boolean) => explain(new BatonError('connection_lost', '', { uncertain })).text;
        expect(lost(false)).toContain('has ended');
        expect(lost(true)).toContain('not certain');
        const late = explain(new BatonError('timed_out', '', { uncertain: true }));
        expect(late.title).toBe('The server does not respond');
    });

    it('distinguish a server that demands a token from other refusals of Janus', () => {
        const refused = (janusCode: number) => explain(new BatonError('janus', '', { janusCode })).title;
        expect(refused(403)).not.toBe(refused(458));
    });

    it('repeat the server’s text if there is no text of the page', () => {
        expect(explain(error(402, 'display: too long')).text).toContain('display: too long');
    });

    it('name the wait after too many tries', () => {
        const refused = (retry_after: number) =>
            explain(BatonError.ofPlugin({ error_code: 449, error: '', retry_after }));
        expect(refused(59_990)).toMatchObject({ text: 'Try again in 1 minute.', wait: 59_990 });
        expect(refused(1_500).text).toBe('Try again in 2 seconds.');
        expect(refused(600_000).text).toBe('Try again in 10 minutes.');
        expect(explain(error(449)).wait).toBeUndefined();
    });

    it('have a text for anything that is thrown', () => {
        expect(explain(undefined).title).not.toBe('');
    });
});

describe('devices', () => {
    it('have different texts if they are denied, missing or busy', () => {
        const names = ['NotAllowedError', 'NotFoundError', 'NotReadableError', 'TypeError'];
        const titles = names.map((name) => explainDevice('camera', failure(name)).title);
        expect(new Set(titles).size).toBe(names.length);
    });

    it('get one text if the cause is the same', () => {
        const denied = failure('NotAllowedError');
        const both = [
            { kind: 'camera' as const, error: denied },
            { kind: 'microphone' as const, error: denied },
        ];
        expect(explainDevices(both)).toHaveLength(1);
        expect(
            explainDevices([
                ...both.slice(0, 1),
                { kind: 'microphone', error: failure('NotFoundError') },
            ]),
        ).toHaveLength(2);
    });
});

describe('ends of a move', () => {
    const end = (outcome: TransferOutcome, reason: TransferReason, role: Role) =>
        explainEnd({ baton: 'transfer_ended', transfer: 'T', outcome, reason, role, text: 'Why' });

    it('tell each side where the call is', () => {
        for (const reason of [
            'wrong_number',
            'said_no',
            'no_response',
            'no_media',
            'new_gone',
            'not_matched',
            'mismatch',
            'nobody_to_ask',
            'not_delivered',
        ] as const) {
            expect(end('failed', reason, 'old').text).toContain('stays here');
            expect(end('failed', reason, 'new').text).toContain('stays on the other device');
        }
    });

    it('say which side cancelled', () => {
        expect(end('cancelled', 'by_new', 'new').title).toBe('Cancelled');
        expect(end('cancelled', 'by_new', 'old').title).toBe('Cancelled on the other side');
        expect(end('cancelled', 'by_operator', 'old').title).toBe('Cancelled on the other side');
    });

    it('use the server’s text if there is no text of the page', () => {
        expect(end('failed', 'none', 'old').text).toContain('Why.');
    });
});

describe('the texts before and after a response', () => {
    it('name every warning, and call another network usual for a phone', () => {
        const kinds = [
            'second_claim',
            'many_misses',
            'other_network',
            'unknown_network',
            'many_wrong_numbers',
            'many_questions',
            'others_asked',
            'resume_copied',
        ] as const;
        expect(new Set(kinds.map((kind) => explainWarning({ kind }).title)).size).toBe(kinds.length);
        const away = explainWarning({ kind: 'other_network', network: '203.0.113.0/24' });
        expect(away.text).toContain('203.0.113.0/24');
        expect(away.text).toContain('usual');
    });

    it('say who was not reached, and how they are asked instead', () => {
        const failed = { how: 'sms', fallback: 'popup' } as const;
        expect(explainUndelivered(failed, 'Ben').text).toBe(
            'They are asked in a window on the page instead.',
        );
        expect(explainUndelivered(failed, null).title).toMatch(/^You could/);
        expect(explainUndelivered({ how: 'sms', fallback: null }, '').text).toMatch(/not asked/);
    });

    it('tell each person who was asked what the result is', () => {
        expect(explainResponse(false, 'Anna').text).toContain('Anna’s call stays');
        for (const outcome of ['declined', 'expired', 'cancelled'] as const)
            expect(explainQuestionEnd({ outcome, text: '' }, 'Anna').text).toContain('stays');
        expect(explainQuestionEnd({ outcome: 'agreed', text: '' }, '').text).toBe(
            'Guest’s call may move.',
        );
    });
});
