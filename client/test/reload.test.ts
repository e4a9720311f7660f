// SPDX-License-Identifier: MIT
// A page that is reloaded: what is stored, and how the next page comes back to the call.

import { afterEach, beforeEach, describe, expect, it, vi } from 'vitest';
import { BatonClient, type ConnectOptions } from '../src/client.js';
import { ResumeRecords } from '../src/resumerecords.js';
import { MemoryStore } from '../src/resumestore.js';
import { fakeBrowser, FakeTab } from './fakebrowser.js';
import { callState, errorOf, FakeJanus, fakeNetwork, settle, soon } from './fakejanus.js';

let janus: FakeJanus;
let tab: FakeTab;
beforeEach(() => {
    vi.useFakeTimers();
    fakeBrowser();
    tab = new FakeTab();
    janus = new FakeJanus();
    fakeNetwork(janus);
    answer('one');
});
afterEach(() => {
    vi.useRealTimers();
    vi.unstubAllGlobals();
});

/** `join` gets this resume secret. */
const answer = (resume: string, more: object = {}) =>
    janus.on('join', (request) =>
        janus.reply(request, { baton: 'joined', ...callState, room: request.body?.['room'], resume, ...more }),
    );
const connect = (options: Partial<ConnectOptions> = {}) =>
    soon(BatonClient.connect({ server: janus.address, retry: { delay: () => 1_000 }, ...options }));
const join = async (room = 'standup', options: Partial<ConnectOptions> = {}) =>
    soon((await connect(options)).join({ room }));
const reload = () => {
    tab.happen('pagehide');
    janus.cut({ forget: true });
    // The page before does nothing any more.
    vi.clearAllTimers();
    tab = new FakeTab(tab.storage);
};
const stored = () => Object.values(tab.storage).map((text) => JSON.parse(text) as { secrets: string[] });

describe('after a reload', () => {
    it('the next page finds the call, and is the same participant', async () => {
        await join();
        reload();
        const found = { server: janus.address, room: 'standup', id: 'anna', display: 'Anna', closed: true };
        expect(BatonClient.resumable()).toEqual([found]);
        const client = await connect();
        expect(client.resumable()).toEqual([found]);
        answer('two', { resumed: true });
        const call = await soon(client.resume());
        expect(call.id).toBe('anna');
        expect(janus.requests('join').at(-1)?.body).toEqual({ request: 'join', room: 'standup', resume: 'one' });
        expect(client.resumable()).toEqual([{ ...found, closed: false }]);
        expect(stored()[0]?.secrets).toEqual(['two', 'one']);
    });

    it('the app can choose the call', async () => {
        await join();
        await join('other');
        reload();
        const client = await connect();
        expect((await soon(client.resume('other'))).room).toBe('other');
    });

    it('there is nothing to come back to after `leave`', async () => {
        const call = await join();
        await soon(call.leave());
        reload();
        const client = await connect();
        expect(client.resumable()).toEqual([]);
        expect(await soon(errorOf(client.resume()))).toMatchObject({ name: 'invalid_resume' });
    });

    it('each participant of this tab is kept, the latest first, and only the one who leaves is forgotten', async () => {
        await join();
        await vi.advanceTimersByTimeAsync(10);
        answer('other', { id: 'ben' });
        const other = await join();
        const ids = () => BatonClient.resumable().map(({ id }) => id);
        expect(ids()).toEqual(['ben', 'anna']);
        await soon(other.leave());
        expect(ids()).toEqual(['anna']);
        expect(stored()[0]?.secrets).toEqual(['one']);
    });

    it('the app can choose the participant', async () => {
        await join();
        answer('other', { id: 'ben' });
        await join();
        reload();
        const client = await connect();
        answer('two', { resumed: true });
        expect((await soon(client.resume('standup', 'anna'))).id).toBe('anna');
        expect(janus.requests('join').at(-1)?.body?.['resume']).toBe('one');
    });

    it('calls on other servers are left out', async () => {
        await join();
        reload();
        const other = new FakeJanus('ws://other/janus');
        fakeNetwork(janus, other);
        const client = await soon(BatonClient.connect({ server: other.address }));
        expect(client.resumable()).toEqual([]);
        expect(BatonClient.resumable()).toHaveLength(1);
    });

    it('a device that sends nothing tells the server so, because the others see it as away until then', async () => {
        await join();
        reload();
        const client = await connect();
        answer('two', { resumed: true, connection: 'away' });
        const call = await soon(client.resume());
        expect(call.state).toBe('away');
        janus.on('publish', (request) => janus.reply(request, { baton: 'published', sources: [] }));
        await soon(call.publish({}));
        expect(janus.requests('publish')).toMatchObject([{ body: { request: 'publish', sources: [] } }]);
        expect(janus.requests('publish')[0]?.jsep).toBeUndefined();
        expect(call.state).toBe('connected');
    });

    it('a call that is over is forgotten', async () => {
        await join();
        reload();
        const client = await connect();
        janus.on('join', (request) => janus.reply(request, { baton: 'error', error_code: 450, error: '' }));
        const [over = { room: '', id: '' }] = client.resumable();
        expect(client.resumeSecret(over)).toBe('one');
        expect(await soon(errorOf(client.resume()))).toMatchObject({ name: 'not_in_call' });
        expect(client.resumable()).toEqual([]);
        expect(client.resumeSecret(over)).toBeNull();
    });

    it('a call that cannot come back yet is waited for', async () => {
        await join();
        reload();
        const client = await connect();
        janus.on('join', (request) =>
            janus.reply(request, { baton: 'error', error_code: 405, error: '', retry_after: 4_000 }),
        );
        const resumed = client.resume();
        await settle();
        answer('two');
        await vi.advanceTimersByTimeAsync(4_100);
        expect((await soon(resumed)).id).toBe('anna');
    });

    it('the Janus token of the call is used, and replaced by the next one', async () => {
        await join();
        janus.event(1, { baton: 'token', token: 'first' });
        await settle();
        reload();
        const client = await connect();
        expect(janus.received.at(-1)).toMatchObject({ janus: 'create', token: 'first' });
        answer('two', { token: 'second' });
        const call = await soon(client.resume());
        await soon(call.raiseHand(true));
        expect(janus.received.at(-1)?.token).toBe('second');
    });
});

describe('the secrets', () => {
    it('are kept: the newest and the one before', async () => {
        await join();
        for (const resume of ['two', 'two', 'three']) janus.event(1, { baton: 'resume', resume });
        await settle();
        expect(stored()).toMatchObject([{ secrets: ['three', 'two'] }]);
    });

    const events: [string, object][] = [
        ['when the call comes to this device', { baton: 'moved', role: 'new', transfer: 'T', ...callState }],
        ['when the call comes back', { baton: 'returned', role: 'old', transfer: 'T', ...callState }],
        ['when somebody has copied one', { baton: 'resume' }],
    ];
    for (const [when, event] of events)
        it(`are renewed ${when}`, async () => {
            await join();
            janus.event(1, { ...event, resume: 'new' });
            await settle();
            expect(stored()[0]?.secrets).toEqual(['new', 'one']);
        });

    it('can be in a store of the app', async () => {
        const store = new MemoryStore();
        await join('standup', { store });
        expect(Object.keys(tab.storage)).toEqual([]);
        expect(BatonClient.resumable(store)).toHaveLength(1);
    });

    it('are kept in memory if there is no page', async () => {
        vi.stubGlobal('window', undefined);
        vi.stubGlobal('document', undefined);
        const call = await join('memory');
        expect(BatonClient.resumable().map(({ room }) => room)).toContain('memory');
        await soon(call.leave());
        expect(BatonClient.resumable()).toEqual([]);
    });

    it('are read only from what this client has written', () => {
        const store = new MemoryStore();
        const texts = ['', 'null', '[]', '{"secrets":[]}', '{"secrets":["a"]}', '{"secrets":"a","room":1}', '{'];
        texts.forEach((text, index) => store.set(`baton.resume:${index}`, text));
        store.set('other', '{}');
        expect(new ResumeRecords(store).all()).toEqual([]);
    });
});

describe('a page that ends', () => {
    it('says so at once, in the same task', async () => {
        await join();
        tab.happen('pagehide');
        expect(janus.requests('closing')).toHaveLength(1);
    });

    it('takes it back when the browser shows it again, and says it again only at its next end', async () => {
        await join();
        tab.happen('pagehide');
        await settle();
        const before = janus.received.length;
        tab.happen('pageshow', { persisted: true });
        await settle();
        expect(janus.received.slice(before).some(({ janus: name }) => name === 'message')).toBe(true);
        expect(janus.requests('closing')).toHaveLength(1);
        expect(BatonClient.resumable()[0]?.closed).toBe(false);
        tab.happen('pagehide');
        expect(janus.requests('closing')).toHaveLength(2);
    });

    it('says nothing if it is in no call', async () => {
        const client = await connect();
        await soon(client.scan('code'));
        const call = await join();
        await soon(call.leave());
        tab.happen('pagehide');
        expect(janus.requests('closing')).toEqual([]);
    });
});
