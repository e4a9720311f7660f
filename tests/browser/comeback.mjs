// SPDX-License-Identifier: GPL-3.0-or-later
// The client survives the loss of its WebSocket, its session, its PeerConnections and its page, in a real browser.
import assert from 'node:assert/strict';
import { cp, mkdtemp, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { startPage } from '../../web-demo/server/page.mjs';
import { until } from '../system/check.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const PORT = 8470;
const TIMEOUT = 120000;
const SOON = { timeout: 30000 };
const HOLD = 60;

export default function comeback(test) {
    test('without its session of Janus, a call comes back by itself: the same participant, and media both ways',
        comesBack, { timeout: TIMEOUT });
    test('with `reclaim_session_timeout`, a lost WebSocket is replaced, and the PeerConnections stay',
        claims, { timeout: TIMEOUT });
    test('after a reload, the page comes back to its call as the same participant', reloads, { timeout: TIMEOUT });
    test('a copy of a tab that takes the call ends the call in the first tab, and both stay so',
        copies, { timeout: TIMEOUT });
    test('a PeerConnection that Janus hangs up is opened again', hangsUp, { timeout: TIMEOUT });
}

/** Serves the page with the client beside it, and resolves with its address. */
async function serve(context) {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'baton-comeback-'));
    context.defer(() => rm(folder, { recursive: true, force: true }));
    // The build of the page has built the client already.
    await cp(path.join(here, '..', '..', 'client', 'dist'), path.join(folder, 'client'), { recursive: true });
    await cp(path.join(here, 'comeback-page.js'), path.join(folder, 'main.js'));
    await writeFile(path.join(folder, 'index.html'),
        '<!doctype html><meta charset="utf-8"><link rel="icon" href="data:,"><title>Call</title>' +
        '<script type="module" src="main.js"></script>');
    const page = await startPage({ folder, host: '127.0.0.1', port: PORT + context.lane,
        wsPort: context.janus.ports.ws });
    context.defer(() => page.stop());
    return `http://127.0.0.1:${page.port}/`;
}

const open = async ({ page }, address) => {
    await page.goto(address);
    await page.waitForFunction(() => window.comeback);
};

/** Opens the page for two people in a room, and resolves when each sees the other. */
async function meet(context) {
    const address = await serve(context);
    const room = await context.room({ hold: HOLD });
    const people = [];
    for (const name of ['anna', 'ben']) {
        const person = await context.suite.person(context, name);
        await open(person, address);
        await person.page.evaluate(([where, who]) => window.comeback.join(where, who), [room, name]);
        people.push(person);
    }
    await Promise.all(people.map(flows));
    return { room, address, anna: people[0], ben: people[1] };
}

const get = (person, field) => person.page.evaluate((name) => window.comeback.call[name], field);
const statesOf = ({ page }) => page.evaluate(() => window.comeback.states);
const cut = ({ page }) => page.evaluate(() => window.comeback.cut());

const received = ({ page }) => page.evaluate(async () => {
    const inbound = await window.batonStatistics.inbound();
    const most = (kind, field) => Math.max(0, ...inbound.filter((one) => one.kind === kind).map((one) => one[field]));
    return { frames: most('video', 'framesDecoded'), sound: most('audio', 'packetsReceived') };
});

/** Resolves when this person gets pictures and sound that were not there before. */
async function flows(person) {
    const before = await received(person);
    await until(() => received(person), (now) => now.frames > before.frames + 5 && now.sound > before.sound + 20,
        { ...SOON, what: `media at ${person.device}` });
}

/** Resolves once the call of this person has been in a state. */
const hasBeen = (person, state) => until(() => statesOf(person), (states) => states.includes(state),
    { ...SOON, what: `the call of ${person.device} to be ${state}` });

const isConnected = (person) => until(() => get(person, 'state'), (state) => state === 'connected',
    { ...SOON, what: `the call of ${person.device} to be connected` });

/** How others see a participant: { connection, sources }, or undefined. */
const seen = (person, id) => person.page.evaluate((who) => {
    const { connection, sources } = window.comeback.call.participants.get(who) ?? {};
    return connection && { connection, sources: sources.map(({ source }) => source).sort() };
}, id);

async function comesBack(context) {
    const { anna, ben } = await meet(context);
    const id = await get(anna, 'id');
    const before = await seen(ben, id);
    await anna.page.evaluate(() => window.comeback.call.setMuted('microphone', true));
    await cut(anna);
    await hasBeen(anna, 'away');
    await isConnected(anna);
    assert.equal(await get(anna, 'id'), id);
    await isBackFor(ben, id);
    assert.deepEqual(await seen(ben, id), { ...before, connection: 'connected' });
    assert.equal(await anna.page.evaluate(() => window.comeback.call.isMuted('microphone')), true);
    assert.ok(await anna.page.evaluate(() => window.comeback.tracks.every(({ readyState }) => readyState === 'live')));
    await anna.page.evaluate(() => window.comeback.call.setMuted('microphone', false));
    await Promise.all([flows(anna), flows(ben)]);
    await anna.page.evaluate(() => window.comeback.call.chat('I am back'));
    await until(() => ben.page.evaluate(() => window.comeback.chat), (texts) => texts.includes('I am back'), SOON);
}

/** Resolves when others see a participant as connected. */
const isBackFor = (person, id) => until(() => seen(person, id), (now) => now?.connection === 'connected',
    { ...SOON, what: `${id} to be back` });

/** Milliseconds. */
const CUT = 3000;

async function claims(context) {
    await context.ownJanus({ janus: { general: { reclaim_session_timeout: 30 } } });
    const { anna, ben } = await meet(context);
    const id = await get(anna, 'id');
    const flow = await Promise.all([anna, ben].map((person) => Flow.begin(person)));
    await anna.page.evaluate(() => window.comeback.cut({ stay: true }));
    await hasBeen(anna, 'reconnecting');
    const over = new Promise((resolve) => setTimeout(resolve, CUT));
    for (const text of ['one', 'two', 'three'])
        await ben.page.evaluate((words) => window.comeback.call.chat(words), text);
    await over;
    assert.deepEqual(await anna.page.evaluate(() => window.comeback.chat), []);
    await anna.page.evaluate(() => window.comeback.mend());
    await isConnected(anna);
    assert.equal(await get(anna, 'id'), id);
    assert.deepEqual(await statesOf(anna), ['reconnecting', 'connected']);
    assert.ok(anna.said.some(({ janus }) => janus === 'claim'));
    await ben.page.evaluate(() => window.comeback.call.chat('four'));
    await anna.page.evaluate(() => window.comeback.call.chat('still here'));
    await until(() => ben.page.evaluate(() => window.comeback.chat), (texts) => texts.includes('still here'), SOON);
    const all = ['one', 'two', 'three', 'four'];
    await until(() => anna.page.evaluate(() => window.comeback.chat), (texts) => texts.includes('four'), SOON);
    assert.deepEqual(await anna.page.evaluate(() => window.comeback.chat.filter((text) => text !== 'still here')), all);
    assert.deepEqual(await anna.page.evaluate(() => window.comeback.call.messages.map(({ text }) => text)),
        [...all, 'still here']);
    for (const each of flow)
        await each.end();
    await Promise.all([flows(anna), flows(ben)]);
}

/** The media of a person and the events about the others, while nothing may change. */
class Flow {
    static async begin(person) {
        const flow = new Flow();
        const { at } = await person.page.evaluate(() => window.batonStatistics.mark('flow'));
        return Object.assign(flow, { person, at, heard: person.heard.length, before: await received(person) });
    }

    async end() {
        const { person, before } = this;
        const after = await received(person);
        const seconds = (await person.page.evaluate(() => performance.now()) - this.at) / 1000;
        // 50 packets and up to 30 frames a second are usual.
        const [sound, frames] = ['sound', 'frames'].map((field) => (after[field] - before[field]) / seconds);
        assert.ok(sound > 30 && frames > 3, `${person.device}: ${sound} packets and ${frames} frames in a second`);
        assert.deepEqual(await person.page.evaluate(() => window.batonStatistics.changes('flow')), []);
        const names = person.heard.slice(this.heard).map(({ plugindata }) => plugindata?.data.baton);
        assert.deepEqual(names.filter((name) => name?.startsWith('participant_')), []);
    }
}

async function reloads(context) {
    const { anna, ben, room } = await meet(context);
    const id = await get(anna, 'id');
    const before = await seen(ben, id);
    await anna.page.reload();
    await anna.page.waitForFunction(() => window.comeback);
    const found = await anna.page.evaluate(() => window.comeback.resumable());
    assert.deepEqual(found.map((one) => [one.room, one.id, one.closed]), [[room, id, true]]);
    await anna.page.evaluate(() => window.comeback.resume());
    assert.equal(await get(anna, 'id'), id);
    await isBackFor(ben, id);
    assert.deepEqual(await seen(ben, id), { ...before, connection: 'connected' });
    await Promise.all([flows(anna), flows(ben)]);

    await anna.page.evaluate(() => window.comeback.call.leave());
    assert.deepEqual(await anna.page.evaluate(() => window.comeback.resumable()), []);
}

async function copies(context) {
    const { anna, ben, address } = await meet(context);
    const id = await get(anna, 'id');
    const stored = await anna.page.evaluate(() => ({ ...sessionStorage }));
    const copy = await context.suite.person(context, 'phone');
    await copy.context.addInitScript((entries) => location.host && Object.assign(sessionStorage, entries), stored);
    await open(copy, address);
    assert.deepEqual((await copy.page.evaluate(() => window.comeback.resumable())).map((one) => one.closed), [false]);
    await copy.page.evaluate(() => window.comeback.resume());
    await until(() => get(anna, 'state'), (state) => state === 'ended', { ...SOON, what: 'the end in the first tab' });
    assert.ok((await statesOf(anna)).includes('replaced'));
    assert.deepEqual(await anna.page.evaluate(() => window.comeback.resumable()), []);
    await cut(anna);
    await Promise.all([flows(copy), flows(ben)]);
    assert.equal(await get(copy, 'id'), id);
    assert.equal(await get(copy, 'state'), 'connected');
}

async function hangsUp(context) {
    const { anna, ben } = await meet(context);
    const session = anna.said.find(({ session_id: one }) => one)?.session_id;
    const handles = await context.janus.core('list_handles', { session_id: session });
    for (const handle of handles.handles)
        await context.janus.core('hangup_webrtc', { session_id: session, handle_id: handle });
    await hasBeen(anna, 'reconnecting');
    await isConnected(anna);
    await Promise.all([flows(anna), flows(ben)]);
}
