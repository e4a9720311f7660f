// SPDX-License-Identifier: GPL-3.0-or-later
// A killed Janus: after the restart, the people in its rooms come back with their resume secrets.
import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { scaled } from '../harness/timeouts.mjs';
import { assertRefused, flows, midOf, sees } from './check.mjs';
import { movedTo, SECRET, setUp } from './tokens.mjs';

const PEOPLE = 20;
const HELD = { hold: 60 };
/** All of them must be back so many milliseconds after Janus replies. */
const BACK = scaled(5000);
/** Everything is on the disk after 200 ms. A busy machine gets more. */
const WRITTEN = scaled(1000);

async function ownFolder(context) {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'baton-crash-'));
    context.defer(() => rm(folder, { recursive: true, force: true }));
    return folder;
}

/** Kills Janus, and starts it again on the same ports, with the same files. */
async function killAndRestart(context, { restart = {} } = {}) {
    const { janus } = context;
    janus.stopping = true;
    janus.complaints = () => [];
    janus.child.kill('SIGKILL');
    await janus.ended;
    return context.ownJanus({ folder: janus.folder, ports: janus.ports, settings: null, ...restart });
}

async function listed(device, room, more = {}) {
    const { participants } = await device.request({ request: 'participants', room, limit: 100, ...more });
    return participants;
}

/** What must be the same after the restart: all but the connection, and whether a device feeds the source. */
const lasting = (participants) => participants.map(({ connection, sources, ...rest }) =>
    ({ ...rest, sources: sources.map(({ state, ...source }) => source) }));

/** The id of the source of this kind that a viewer has on a slot. */
const sourceOf = (viewer, { id }, kind) => viewer.slots.find((slot) =>
    slot.participant === id && slot.source_kind === kind).source;

/** Puts this many people into a room, who have names, metadata, hands and rights. */
async function fill(context, room, count, secret) {
    const people = [];
    for (let i = 0; i < count; i++) {
        const device = await context.device();
        await device.join(room, { display: `Person ${i}`, metadata: { i }, ...(i === 0 ? { secret } : {}) });
        if (i % 3 === 0)
            await device.request({ request: 'hand', raised: true });
        people.push(device);
    }
    return people;
}

export default function crash(test) {
    test('crash: twenty participants of two rooms resume within 5 seconds and are as they were', async (context) => {
        const folder = await ownFolder(context);
        await context.ownJanus({ folder, settings: context.suite.settings });
        const secret = 'the moderator';
        const rooms = ['permanent', 'passing'];
        for (const room of rooms)
            await context.admin({ request: 'create', room, secret, permanent: room === 'permanent', ...HELD });
        const groups = [];
        for (const room of rooms)
            groups.push(await fill(context, room, PEOPLE / 2, secret));
        const [anna, ben, ...others] = groups[1];
        await Promise.all([anna.connect(), ben.connect()]);
        await Promise.all([sees(ben, anna.id), sees(anna, ben.id)]);
        await anna.request({ request: 'configure', sources: [{ mid: anna.up.source('camera').mid, muted: true }] });
        await ben.downlink.request({ request: 'layout',
            slots: [{ mid: midOf(ben, anna.id, 'camera'), source: sourceOf(ben, anna, 'camera') }] });
        await anna.request({ request: 'chat', text: 'hello' });
        await groups[0][0].request({ request: 'chat', text: 'to the others' });
        // One has left, and one has used a secret already.
        const gone = others.pop();
        groups[1].pop();
        await gone.request({ request: 'leave' });
        const used = others[0].me.resume;
        await others[0].resume();
        await others[0].request({ request: 'hand', raised: true });
        const before = [];
        for (const [i, room] of rooms.entries())
            before.push(await listed(groups[i][0], room, { secret }));
        await sleep(WRITTEN);

        const janus = await killAndRestart(context);
        const begin = performance.now();
        const everybody = groups.flat();
        const joined = await Promise.all(everybody.map((device) => device.resume()));
        const took = performance.now() - begin;
        assert.ok(took < BACK, `${took} ms`);
        assert.ok(joined.every(({ resumed }) => resumed));
        await janus.logged(new RegExp(`${PEOPLE - 1} participants in 2 rooms were in calls`),
            new RegExp(`audit: restarted what=${PEOPLE - 1}`));
        for (const [i, room] of rooms.entries())
            assert.deepEqual(lasting(await listed(groups[i][0], room, { secret })), lasting(before[i]));
        assert.deepEqual(joined[0].chat.map(({ text }) => text), ['to the others']);
        assert.deepEqual(anna.me.chat.map(({ text }) => text), ['hello']);

        // Media flows again, and the pin is there.
        await Promise.all([anna.connect(), ben.connect()]);
        await flows(anna, ben, ['audio']);
        await sees(ben, anna.id);
        assert.ok(ben.slots.find(({ pinned, participant }) => pinned && participant === anna.id), 'the pin');

        await assert.rejects(gone.resume(), ({ code, text }) => code === 415 && /not known/.test(text));
        const thief = await context.device();
        assertRefused(await thief.refused({ request: 'join', room: 'passing', resume: used }), 415, 'later secret');
    });

    test('crash: who joined just before is back, and the chat of a passing room goes on', async (context) => {
        const folder = await ownFolder(context);
        await context.ownJanus({ folder, settings: context.suite.settings });
        await context.admin({ request: 'create', room: 'den', ...HELD });
        const anna = await context.device();
        await anna.join('den');
        await sleep(200);
        await killAndRestart(context);
        await anna.resume();
        const { id } = await anna.request({ request: 'chat', text: 'again' });
        assert.equal(id, 1);
    });

    test('crash: a code of before is unknown, and the call is on the device that had it', async (context) => {
        const folder = await ownFolder(context);
        await context.ownJanus({ folder, settings: context.suite.settings });
        await context.admin({ request: 'create', room: 'den', ...HELD });
        const anna = await context.device();
        await anna.join('den');
        const { text } = await anna.transfer();
        await sleep(WRITTEN);
        await killAndRestart(context);
        const carl = await context.device();
        assertRefused(await carl.refused({ request: 'scan', text }), 442, 'restarted');
        await anna.resume();
        const code = await anna.transfer();
        assert.equal((await carl.scan(code.text)).state, 'confirming');
    });

    test('restart: the same after a normal end of Janus', async (context) => {
        const folder = await ownFolder(context);
        const janus = await context.ownJanus({ folder, settings: context.suite.settings });
        await context.admin({ request: 'create', room: 'den', ...HELD });
        const anna = await context.device();
        await anna.join('den', { display: 'Anna' });
        await anna.request({ request: 'hand', raised: true });
        await janus.stop();
        await context.ownJanus({ folder, ports: janus.ports, settings: null });
        const me = await anna.resume();
        assert.deepEqual([me.display, me.hand], ['Anna', true]);
    });

    test('crash: where Janus demands tokens, a moved device comes back with the token of before', async (context) => {
        const { anna } = await setUp(context, { confirm: { who: 'nobody' }, grace: 0, ...HELD });
        const { device, moved } = await movedTo(context, anna);
        device.me = moved;
        const token = device.session.token;
        await sleep(WRITTEN);
        await killAndRestart(context, { restart: {
            janus: { general: { token_auth: true, token_auth_secret: SECRET } } } });
        const me = await device.resume({ token });
        assert.equal(me.id, anna.id);
        assert.notEqual(me.token, undefined);
        assert.notEqual(me.token, token);
    });

    test('keep_calls = false: nobody comes back', async (context) => {
        const folder = await ownFolder(context);
        await context.ownJanus({ folder, settings: context.settingsWith({ keep_calls: false }) });
        await context.admin({ request: 'create', room: 'den', ...HELD });
        const anna = await context.device();
        await anna.join('den');
        await sleep(WRITTEN);
        await killAndRestart(context);
        assert.deepEqual((await context.admin({ request: 'list' })).rooms, []);
    });
}
