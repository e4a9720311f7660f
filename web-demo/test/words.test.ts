// SPDX-License-Identifier: GPL-3.0-or-later
// Every refusal has words of its own that say what to do next.

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
    it('says of each refused code what is wrong with it', () => {
        const titles = [442, 443, 444, 445, 446, 449].map((code) => explain(error(code)).title);
        expect(new Set(titles).size).toBe(titles.length);
        for (const code of [442, 443, 444, 445])
            expect(explain(error(code)).text).toMatch(/code|screen/i);
    });

    it('says of each picture what is wrong with it', () => {
        const titles = [453, 454, 455, 456, 461, 462].map((code) => explain(error(code)).title);
        expect(new Set(titles).size).toBe(titles.length);
    });

    it('knows a code that is not one of Baton’s', () => {
        expect(explain(error(402, 'text: not a Baton code'))).toBe(NOT_A_CODE);
    });

    it('tells a server that is not there from one that was lost', () => {
        const unreachable = explain(new BatonError('unreachable', ''));
        expect(unreachable.title).not.toBe(explain(new BatonError('connection_lost', '')).title);
    });

    it('tells a server that demands a token from one that is out of order', () => {
        const refused = (janusCode: number) => explain(new BatonError('janus', '', { janusCode })).title;
        expect(refused(403)).not.toBe(refused(458));
    });

    it('repeats what the server said of anything it has no words for', () => {
        expect(explain(error(402, 'display: too long')).text).toContain('display: too long');
    });

    it('has words for anything that is thrown', () => {
        expect(explain(undefined).title).not.toBe('');
    });
});

describe('devices', () => {
    it('tells denied, missing and busy apart', () => {
        const names = ['NotAllowedError', 'NotFoundError', 'NotReadableError', 'TypeError'];
        const titles = names.map((name) => explainDevice('camera', failure(name)).title);
        expect(new Set(titles).size).toBe(names.length);
    });

    it('says once what has one cause', () => {
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

    it('tells each side where the call is', () => {
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

    it('knows who cancelled', () => {
        expect(end('cancelled', 'by_new', 'new').title).toBe('Cancelled');
        expect(end('cancelled', 'by_new', 'old').title).toBe('Cancelled on the other side');
        expect(end('cancelled', 'by_operator', 'old').title).toBe('Cancelled on the other side');
    });

    it('uses the server’s sentence for the rest', () => {
        expect(end('failed', 'none', 'old').text).toContain('Why.');
    });
});

describe('what is said before and after a response', () => {
    it('names every warning, and takes a network for a hint', () => {
        const kinds = ['second_claim', 'many_misses', 'other_network'] as const;
        expect(new Set(kinds.map((kind) => explainWarning({ kind }).title)).size).toBe(3);
        const away = explainWarning({ kind: 'other_network', network: '203.0.113.0/24' });
        expect(away.text).toContain('203.0.113.0/24');
        expect(away.text).toContain('usual');
    });

    it('says who was not reached, and how they are asked instead', () => {
        const failed = { how: 'sms', fallback: 'popup' } as const;
        expect(explainUndelivered(failed, 'Ben').text).toBe(
            'They are asked in a window on the page instead.',
        );
        expect(explainUndelivered(failed, null).title).toMatch(/^You could/);
        expect(explainUndelivered({ how: 'sms', fallback: null }, '').text).toMatch(/not asked/);
    });

    it('tells who was asked what became of it', () => {
        expect(explainResponse(false, 'Anna').text).toContain('Anna’s call stays');
        for (const outcome of ['declined', 'expired', 'cancelled'] as const)
            expect(explainQuestionEnd({ outcome, text: '' }, 'Anna').text).toContain('stays');
        expect(explainQuestionEnd({ outcome: 'agreed', text: '' }, '').text).toBe(
            'The call may move.',
        );
    });
});
