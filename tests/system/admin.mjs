// SPDX-License-Identifier: GPL-3.0-or-later
// The Admin API as an operator uses it in a script, with curl.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { tokenOf } from '../harness/device.mjs';
import { callIn, hasLeft, movedCall, nobody } from './calls.mjs';
import { flows } from './check.mjs';

/** Sends a request with curl, as docs/api.md shows it. */
async function curl(context, request) {
    const body = JSON.stringify({ janus: 'message_plugin', transaction: '1',
        admin_secret: context.janus.adminSecret, plugin: 'janus.plugin.baton', request });
    const { stdout } = await promisify(execFile)('curl', ['-s', context.janus.adminUrl, '-d', body]);
    const reply = JSON.parse(stdout);
    assert.equal(reply.janus, 'success', stdout);
    return reply.response;
}

async function refused(context, request, code, word) {
    const reply = await curl(context, request);
    assert.equal(reply.baton, 'error', JSON.stringify(reply));
    assert.equal(reply.error_code, code, reply.error);
    if (word)
        assert.ok(reply.error.includes(word), `"${reply.error}" does not name ${word}`);
}

export default function admin(test) {
    test('Admin API: rooms without keys and secrets', async (context) => {
        const room = 'by-operator';
        const created = await curl(context, { request: 'create', room, pin: '1', secret: 's',
            is_private: true });
        assert.deepEqual(created, { baton: 'created', room, permanent: false });
        context.defer(() => context.admin({ request: 'destroy', room }));
        assert.deepEqual(await curl(context, { request: 'exists', room }),
            { baton: 'exists', room, exists: true });
        assert.deepEqual(await curl(context, { request: 'edit', room, description: 'D' }),
            { baton: 'edited', room, permanent: false });
        const { rooms } = await curl(context, { request: 'list' });
        assert.equal(rooms.find((each) => each.room === room).description, 'D');
        assert.deepEqual(await curl(context, { request: 'participants', room }),
            { baton: 'participants', room, participants: [], next: null });
        assert.deepEqual(await curl(context, { request: 'destroy', room }),
            { baton: 'destroyed', room, permanent: false });
        await refused(context, { request: 'participants', room }, 420);
    });

    test('Admin API: devices, sources and transfers show the state of a move', async (context) => {
        const { room, anna, ben, carl } = await callIn(context, nobody);
        const idle = await curl(context, { request: 'devices', room });
        assert.deepEqual(idle.devices.map(({ device }) => device).sort(),
            [anna.me.device, ben.me.device].sort());
        const mine = (await curl(context, { request: 'devices', room, id: anna.id })).devices;
        assert.deepEqual(mine.map(({ participant, role }) => [participant, role]),
            [[anna.id, 'active']]);
        assert.equal(mine[0].uplink.up, true);
        assert.equal(mine[0].downlink.up, true);
        assert.deepEqual(mine[0].uplink.feeds.map(({ mid, kind }) => [mid, kind]).sort(),
            [['0', 'microphone'], ['1', 'camera']]);
        assert.equal(mine[0].downlink.slots.length, 4);
        assert.deepEqual((await curl(context, { request: 'transfers', room })).transfers, []);

        const code = await anna.transfer();
        const offered = (await curl(context, { request: 'transfers', room })).transfers;
        assert.deepEqual(offered.map(({ transfer, room: where, participant, state, old_device: old }) =>
            [transfer, where, participant, state, old]),
        [[code.transfer, room, anna.id, 'showing', anna.me.device]]);
        assert.ok(offered[0].expires_in > 0 && offered[0].expires_in <= 60000);
        await carl.scan(code.text);
        const candidate = (await curl(context, { request: 'devices', room, id: anna.id })).devices;
        assert.deepEqual(candidate.map(({ role }) => role).sort(), ['active', 'candidate']);
        await carl.connect();
        await carl.next('moved');
        await flows(carl, ben);
        const [standby] = (await curl(context, { request: 'transfers' })).transfers
            .filter((transfer) => transfer.room === room);
        assert.deepEqual([standby.state, standby.old_device, standby.new_device],
            ['standby', anna.me.device, carl.me.device]);
        const { sources } = await curl(context, { request: 'sources', room });
        const camera = sources.find(({ participant, kind }) => participant === anna.id &&
            kind === 'camera');
        assert.deepEqual([camera.muted, camera.state, camera.switches, camera.slots],
            [false, 'live', 1, 1]);
        for (const field of ['packets', 'bytes', 'plis'])
            assert.ok(camera[field] > 0, `${field}: ${camera[field]}`);
        const voice = sources.find(({ participant, kind }) => participant === anna.id &&
            kind === 'microphone');
        assert.equal(typeof voice.level, 'number');
        const text = JSON.stringify([offered, candidate, standby, sources]);
        assert.ok(!text.includes(tokenOf(code.text)));
    });

    test('Admin API: an operator issues a code, and the participant\'s device shows it', async (context) => {
        const room = await context.room(nobody);
        const anna = await context.caller(room);
        const issued = await curl(context, { request: 'issue', room, id: anna.id,
            link: 'https://call.example/' });
        assert.equal(issued.baton, 'issued');
        assert.ok(issued.expires_in > 0);
        const code = await anna.next('code');
        assert.equal(code.transfer, issued.transfer);
        assert.equal(code.role, 'old');
        assert.ok(!JSON.stringify(issued).includes(tokenOf(code.text)));
        const carl = await context.device();
        await carl.scan(code.text);
        await carl.connect();
        await carl.next('moved');
        await refused(context, { request: 'issue', room, id: 'nobody' }, 423);
        await refused(context, { request: 'issue', room: 'nowhere', id: anna.id }, 420);
        await refused(context, { request: 'issue', room, id: anna.id, link: 'javascript:x' }, 402, 'link');
    });

    test('Admin API: cancel ends a transfer, and remove removes a participant', async (context) => {
        const room = await context.room();
        const [anna, ben] = await context.call(room);
        const code = await anna.transfer();
        assert.deepEqual(await curl(context, { request: 'cancel', transfer: code.transfer }),
            { baton: 'cancelled', transfer: code.transfer });
        const end = await anna.next('transfer_ended');
        assert.deepEqual([end.outcome, end.reason], ['cancelled', 'by_operator']);
        await refused(context, { request: 'cancel', transfer: code.transfer }, 440);
        assert.deepEqual(await curl(context, { request: 'remove', room, id: anna.id }),
            { baton: 'removed', id: anna.id });
        await anna.next('removed');
        await hasLeft(ben, anna.id, 'removed');
        await refused(context, { request: 'remove', room, id: anna.id }, 423);
    });

    test('Admin API: remove removes a person from both devices of a move', async (context) => {
        const { room, anna, ben, carl } = await movedCall(context, nobody);
        await curl(context, { request: 'remove', room, id: anna.id });
        await Promise.all([anna, carl].map((device) => device.next('transfer_ended')));
        await Promise.all([carl.next('removed'), ben.next('participant_left')]);
        assert.equal((await curl(context, { request: 'devices', room })).devices.length, 1);
    });

    test('Admin API: status counts the objects', async (context) => {
        const before = await curl(context, { request: 'status' });
        assert.equal(before.baton, 'status');
        assert.match(before.version, /^\d+\.\d+\.\d+/);
        const room = await context.room();
        const anna = await context.caller(room);
        await anna.transfer();
        const grown = await curl(context, { request: 'status' });
        const step = (field) => grown[field] - before[field];
        assert.deepEqual(['rooms', 'participants', 'devices', 'handles', 'sources', 'transfers',
            'codes', 'locked_places'].map(step), [1, 1, 1, 2, 2, 1, 1, 0]);
    }, { alone: true });

    test('Admin API: the refusal of a bad request says what is wrong', async (context) => {
        const room = await context.room();
        await refused(context, {}, 401, 'request');
        await refused(context, { request: 'nothing' }, 403);
        await refused(context, { request: 7 }, 402, 'request');
        // Only devices may send these requests, not operators.
        for (const request of ['join', 'publish', 'transfer', 'scan', 'chat'])
            await refused(context, { request }, 403);
        for (const request of ['devices', 'sources'])
            await refused(context, { request }, 401, 'room');
        for (const request of ['devices', 'sources', 'transfers'])
            await refused(context, { request, room: 5 }, 402, 'room');
        await refused(context, { request: 'devices', room: 'nowhere' }, 420);
        await refused(context, { request: 'issue', room }, 401, 'id');
        await refused(context, { request: 'remove', room }, 401, 'id');
        await refused(context, { request: 'cancel' }, 401, 'transfer');
        await refused(context, { request: 'cancel', transfer: [] }, 402, 'transfer');
        await refused(context, { request: 'create', room: 'no spaces' }, 402, 'room');
    });
}
