// SPDX-License-Identifier: MIT
// Chat messages whose reply does not come: they are neither lost nor doubled.

import { describe, expect, it, vi } from 'vitest';
import type { Call } from '../src/call.js';
import {
    chatEvent, cut, janus, join, message, numbered, refused, synced, textsOf, uplink, useFakeCall,
} from './fakecall.js';
import { callState, errorOf, settle } from './fakejanus.js';

useFakeCall();

/** The server has these pages of the chat, the newest first. */
const history = (pages: ReturnType<typeof message>[][]) =>
    janus.on('chat_history', (request) => {
        const before = (request.body?.['before'] as number | undefined) ?? Infinity;
        const [page = [], ...more] = pages.filter((one) => one.some(({ id }) => id < before));
        const next = more.length > 0 ? (page[0]?.id ?? null) : null;
        janus.reply(request, { baton: 'chat_history', messages: page, next });
    });

describe('a chat message whose reply was lost', () => {
    const send = async (call: Call, text: string) => {
        janus.hold('chat');
        const done = vi.fn();
        const sent = call.chat(text).then(done);
        sent.catch(() => undefined);
        await settle();
        janus.usual('chat');
        return { sent, done };
    };

    it('is not sent again if the server has it', async () => {
        const call = await join();
        const { done } = await send(call, 'hello');
        synced({ seq: 8, missed: [chatEvent(8, 5, 'hello', 'anna')] });
        await cut();
        expect(done).toHaveBeenCalledOnce();
        expect(janus.requests('chat')).toHaveLength(1);
        expect(textsOf(call)).toEqual(['hello']);
    });

    it('is sent again if the server does not have it', async () => {
        const call = await join();
        const { done } = await send(call, 'hello');
        synced({ seq: 8, missed: [chatEvent(8, 5, 'hello', 'ben')] });
        await cut();
        expect(janus.requests('chat')).toHaveLength(2);
        expect(done).toHaveBeenCalledOnce();
    });

    it('is found in the state after a resume, too', async () => {
        const call = await join();
        const { done } = await send(call, 'hello');
        janus.on('join', (request) =>
            janus.reply(request, { baton: 'joined', ...callState, seq: 7, chat: [message(5, 'hello', 'anna')] }),
        );
        await cut({ forget: true });
        expect(done).toHaveBeenCalledOnce();
        expect(janus.requests('chat')).toHaveLength(1);
    });

    it('is told apart from another message with the same text', async () => {
        const call = await join();
        const first = await send(call, 'ok');
        const other = await send(call, 'ok');
        synced({ seq: 8, missed: [chatEvent(8, 5, 'ok', 'anna')] });
        await cut();
        expect(janus.requests('chat')).toHaveLength(3);
        expect([first.done.mock.calls.length, other.done.mock.calls.length]).toEqual([1, 1]);
    });

    it('fails if it may have been the response to a question', async () => {
        const call = await join();
        const question = { transfer: 'X', form: 'yesno', display: 'Ben', device_name: '', expires_in: 30_000 };
        janus.event(uplink(), { ...chatEvent(8, 5, '?'), message: { ...message(5), question } });
        await settle();
        const { sent } = await send(call, 'yes');
        const failed = errorOf(sent);
        synced({ seq: 8 });
        await cut();
        expect(await failed).toMatchObject({ name: 'connection_lost', uncertain: true });
        expect(janus.requests('chat')).toHaveLength(1);
    });

    it('is found on a further page of the chat after a resume', async () => {
        const call = await join();
        janus.event(uplink(), chatEvent(8, 4, 'before'));
        await settle();
        const { done } = await send(call, 'hello');
        numbered(8, 'two', { chat: [message(9), message(10)], chat_before: 9 });
        const pages = [[message(9), message(10)], [message(7), message(8)], [message(5, 'hello', 'anna'), message(6)]];
        history(pages);
        await cut({ forget: true });
        await settle();
        expect(done).toHaveBeenCalledOnce();
        expect(janus.requests('chat')).toHaveLength(1);
    });

    it('is not sent again if the room may have dropped it, and the error says that nobody knows', async () => {
        const call = await join();
        const { sent } = await send(call, 'hello');
        const failed = errorOf(sent);
        synced({ seq: 90, complete: false });
        history([Array.from({ length: 100 }, (_, index) => message(500 + index))]);
        await cut();
        expect(await failed).toMatchObject({ name: 'connection_lost', uncertain: true });
        expect(janus.requests('chat')).toHaveLength(1);
    });
});

describe('a chat message to which the server does not reply in time', () => {
    const late = async (call: Call) => {
        janus.hold('chat');
        const done = vi.fn();
        const sent = call.chat('hello').then(done);
        sent.catch(() => undefined);
        await settle();
        janus.usual('chat');
        const expire = async () => {
            await vi.advanceTimersByTimeAsync(15_000);
            for (let i = 0; i < 3; i++) await settle();
        };
        return { sent, done, expire };
    };

    it('is looked up in the chat, and not sent again', async () => {
        const { done, expire } = await late(await join());
        history([[message(5, 'hello', 'anna')]]);
        await expire();
        expect(done).toHaveBeenCalledOnce();
        expect(janus.requests('chat')).toHaveLength(1);
    });

    it('is sent again if it is not in the chat', async () => {
        const { done, expire } = await late(await join());
        history([[message(5, 'hello', 'ben')]]);
        await expire();
        expect(done).toHaveBeenCalledOnce();
        expect(janus.requests('chat')).toHaveLength(2);
    });

    it('fails with `uncertain` if it cannot be looked up', async () => {
        const { sent, expire } = await late(await join());
        refused('chat_history', 405);
        const failed = errorOf(sent);
        await expire();
        expect(await failed).toMatchObject({ name: 'wrong_state', uncertain: true });
        expect(janus.requests('chat')).toHaveLength(1);
    });
});
