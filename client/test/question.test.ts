// SPDX-License-Identifier: MIT
// The response of a person to a question, if its reply is lost: it counts, and it counts once.

import { describe, expect, it, vi } from 'vitest';
import type { OutgoingTransfer } from '../src/outgoing.js';
import type { Question } from '../src/question.js';
import { client, cut, janus, join, numbered, refused, synced, uplink, useFakeCall } from './fakecall.js';
import { errorOf, settle, soon } from './fakejanus.js';

useFakeCall();

const ALREADY_RESPONDED = 457;
const NO_SUCH_TRANSFER = 440;
const asked = {
    baton: 'confirm', transfer: 'X', participant: 'ben', how: 'popup', form: 'yesno', display: 'Ben', device_name: '',
    expires_in: 30_000,
};
const ask = async () => {
    const call = await join();
    const questions: Question[] = [];
    call.on('question', (question) => questions.push(question));
    janus.event(uplink(), { ...asked, seq: 8, role: 'remote' });
    await settle();
    return { call, question: questions[0]!, questions };
};
const lose = async (response: Promise<void>) => {
    response.catch(() => undefined);
    janus.hold('confirm');
    await settle();
    janus.usual('confirm');
};

describe('a response whose reply was lost with the connection', () => {
    it('is sent again after a claim', async () => {
        const { question } = await ask();
        const responded = vi.fn();
        question.on('responded', responded);
        janus.hold('confirm');
        const response = question.agree();
        await lose(response);
        synced({ seq: 8 });
        await cut();
        await soon(response);
        expect(janus.requests('confirm').map(({ body }) => body)).toEqual([
            { request: 'confirm', transfer: 'X', agree: true },
            { request: 'confirm', transfer: 'X', agree: true },
        ]);
        expect(responded).toHaveBeenCalledWith('agreed');
    });

    it('counts if the server has it already', async () => {
        const { question } = await ask();
        janus.hold('confirm');
        const response = question.decline();
        await lose(response);
        refused('confirm', ALREADY_RESPONDED);
        numbered(8, 'two');
        await cut({ forget: true });
        await soon(response);
        expect(question.open).toBe(false);
    });

    it('is sent once if the server asks again after a resume, and the person is not asked twice', async () => {
        const { question, questions } = await ask();
        janus.hold('confirm');
        const response = question.agree();
        await lose(response);
        numbered(8, 'two');
        janus.on('join', (request) => {
            numbered(8, 'two');
            janus.take(request);
            janus.event(request.handle_id ?? 0, { ...asked, seq: 9, role: 'remote' });
        });
        await cut({ forget: true });
        await soon(response);
        expect(janus.requests('confirm')).toHaveLength(2);
        expect(questions).toHaveLength(1);
    });

    it('fails if the question was over before, and the error says that it may have counted', async () => {
        const { question } = await ask();
        janus.hold('confirm');
        const failed = errorOf(question.agree());
        await settle();
        refused('confirm', NO_SUCH_TRANSFER);
        synced({ seq: 8 });
        await cut();
        expect(await failed).toMatchObject({ name: 'no_such_transfer', uncertain: true });
    });

    it('is sent on another handle if the question came with a ticket', async () => {
        const question = { ...asked, baton: 'question', role: 'old', description: 'Stand-up' };
        janus.on('question', (request) => janus.reply(request, question));
        const { agree, close } = await soon(client.question('ticket')).then((one) => ({
            agree: () => one.agree(),
            close: () => one.close(),
        }));
        const first = janus.requests('question')[0]?.handle_id;
        janus.hold('confirm');
        const response = agree();
        await lose(response);
        await cut({ forget: true });
        await soon(response);
        const [, again] = janus.requests('confirm');
        expect(again?.body).toEqual({ request: 'confirm', ticket: 'ticket', agree: true });
        expect(again?.handle_id).not.toBe(first);
        close();
        await settle();
        expect(janus.requests('detach').at(-1)?.handle_id).toBe(again?.handle_id);
    });
});

describe('a response to which the server does not reply in time', () => {
    const shown = { baton: 'code', transfer: 'S', kind: 'qr', text: 'A', expires_in: 60_000, confirm: { who: 'old' } };
    const outgoing = async (): Promise<OutgoingTransfer> => {
        const call = await join();
        janus.on('transfer', (request) => janus.reply(request, shown));
        const transfer = await soon(call.transfer());
        janus.event(uplink(), { ...asked, seq: 8, transfer: 'S', role: 'old' });
        await settle();
        janus.hold('confirm');
        const failed = errorOf(transfer.confirm());
        await vi.advanceTimersByTimeAsync(15_100);
        expect(await failed).toMatchObject({ name: 'timed_out', uncertain: true });
        refused('confirm', ALREADY_RESPONDED);
        return transfer;
    };

    it('can be given once more, and counts if the server has the first one', async () => {
        const transfer = await outgoing();
        await soon(transfer.confirm());
        expect(transfer.state).toBe('confirming');
    });

    it('can still be taken back: a no then cancels the transfer', async () => {
        const transfer = await outgoing();
        await soon(transfer.decline());
        expect(janus.requests('cancel').map(({ body }) => body)).toEqual([{ request: 'cancel', transfer: 'S' }]);
    });
});

describe('a second response', () => {
    it('fails if nothing was lost: the person has responded elsewhere', async () => {
        const { question } = await ask();
        refused('confirm', ALREADY_RESPONDED);
        expect(await soon(errorOf(question.agree()))).toMatchObject({ name: 'already_responded', uncertain: false });
        expect(question.open).toBe(true);
    });
});
