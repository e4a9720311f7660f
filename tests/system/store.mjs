// SPDX-License-Identifier: GPL-3.0-or-later
// The store: what a killed Janus has kept, which files are refused at the start, and a disk that is full.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { chmod, mkdtemp, mkdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { promisify } from 'node:util';
import { settingsFile, storeFile } from '../../scripts/janus/folder.mjs';
import { until } from './check.mjs';

const run = promisify(execFile);

/** A folder that survives the Janus that runs in it. */
async function ownFolder(context) {
    const folder = await mkdtemp(path.join(os.tmpdir(), 'baton-store-'));
    context.defer(() => rm(folder, { recursive: true, force: true }));
    return folder;
}

/** A disk of 256 KB, which only the processes of this suite see. */
async function smallDisk(context) {
    const disk = path.join(await ownFolder(context), 'disk');
    await mkdir(disk);
    await run('mount', ['-t', 'tmpfs', '-o', 'size=256k,mode=700', 'tmpfs', disk]);
    context.defer(() => run('umount', ['-l', disk]));
    return disk;
}

const listed = async (context) => (await context.admin({ request: 'list' })).rooms;
const seeded = (seed) => () => (seed = (seed * 1103515245 + 12345) % 2 ** 31) / 2 ** 31;

/** Starts a Janus that must refuse to load Baton, and resolves with its log. */
async function refusing(context, options) {
    const janus = await context.ownJanus(options);
    await janus.logged(/Baton has not started/);
    return janus.log;
}

/** Creates, edits and destroys permanent rooms of its own until Janus is gone. Notes what was acknowledged. */
async function work(janus, name, rooms, dice) {
    for (let i = 0; ; i++) {
        const room = `${name}-${Math.floor(dice() * 5)}`;
        const known = rooms.get(room);
        const request = !known ? { request: 'create', room, grace: i % 100, permanent: true }
            : dice() < 0.3 ? { request: 'destroy', room, permanent: true }
                : { request: 'edit', room, grace: i % 100, permanent: true };
        rooms.set(room, { ...known, doubtful: request });
        const reply = await janus.admin(request).catch(() => null);
        if (!reply)
            return; // killed: the last request may have been written or not
        assert.notEqual(reply.baton, 'error', JSON.stringify(reply));
        if (request.request === 'destroy')
            rooms.delete(room);
        else
            rooms.set(room, { grace: request.grace });
    }
}

/** What the list has after the restart must be what was acknowledged last, or the request that got no reply. */
function judge(room, expected, found) {
    const { doubtful } = expected;
    const allowed = [expected.grace];
    if (doubtful)
        allowed.push(doubtful.request === 'destroy' ? undefined : doubtful.grace);
    assert.ok(allowed.includes(found?.grace),
        `${room}: found ${found?.grace}, acknowledged ${expected.grace}, asked for ${JSON.stringify(doubtful)}`);
}

export default function store(test) {
    test('kill -9: each acknowledged change of a permanent room is there after the restart', async (context) => {
        const [folder, { settings }] = [await ownFolder(context), context.suite];
        const dice = seeded(Number(process.env.BATON_SEED ?? 7));
        const rooms = new Map();
        let janus = await context.ownJanus({ folder, settings });
        for (let round = 0; round < 4; round++) {
            janus.stopping = true;
            janus.complaints = () => []; // it is killed
            const workers = [0, 1, 2, 3].map((name) => work(janus, `w${name}`, rooms, dice));
            await until(() => janus.admin({ request: 'list' }), (reply) => reply.rooms.length > 3 + dice() * 8,
                { what: 'some rooms' });
            janus.child.kill('SIGKILL');
            await janus.ended;
            await Promise.all(workers);
            janus = await context.ownJanus({ folder, settings: null });
            const found = new Map((await listed(context)).map((room) => [room.room, room]));
            for (const [room, expected] of rooms)
                judge(room, expected, found.get(room));
            for (const room of found.keys())
                assert.ok(rooms.has(room), `${room} was destroyed, and is back`);
            rooms.clear();
            for (const [room, { grace }] of found)
                rooms.set(room, { grace });
        }
    });

    test('kill -9: the chat of a permanent room is there after the restart', async (context) => {
        const [folder, { settings }] = [await ownFolder(context), context.suite];
        const janus = await context.ownJanus({ folder, settings });
        await context.admin({ request: 'create', room: 'hall', permanent: true });
        const anna = await context.device();
        await anna.join('hall');
        await anna.request({ request: 'chat', text: 'hello' });
        // The store writes in order: when this room is acknowledged, the message is written.
        await context.admin({ request: 'create', room: 'mark', permanent: true });
        janus.stopping = true;
        janus.complaints = () => [];
        janus.child.kill('SIGKILL');
        await janus.ended;
        await context.ownJanus({ folder, settings: null });
        const ben = await context.device();
        const { chat } = await ben.join('hall');
        assert.deepEqual(chat.map(({ id, text }) => [id, text]), [[1, 'hello']]);
    });

    test('start: a missing, empty or cut settings file never starts a server that is open', async (context) => {
        const folder = await ownFolder(context);
        assert.match(await refusing(context, { folder, settings: null }), /the whole file: it is missing/);
        for (const text of ['', '\n', 'room-den: { pin = "1" }\n']) {
            await writeFile(path.join(folder, 'etc', 'janus.plugin.baton.jcfg'), text);
            assert.match(await refusing(context, { folder, settings: null }), /the section general is missing/);
        }
    });

    test('start: a syntax error in the settings file is called one, and Janus names its line', async (context) => {
        const folder = await ownFolder(context);
        await mkdir(path.join(folder, 'etc'));
        await writeFile(settingsFile(folder), 'general: {\n    max_rooms = ;\n}\n');
        const log = await refusing(context, { folder, settings: null });
        assert.match(log, /Error parsing config file at line 2[^]*the whole file: it has a syntax error.*at line/);
    });

    test('start: secrets in a settings file that everybody can read are a warning in the log', async (context) => {
        const warning = /janus\.plugin\.baton\.jcfg: it has secrets, and its mode is 0(\d+), .*expected mode 0640/;
        for (const [text, mode, warned] of [
            ['general: { admin_key = "k" }', 0o644, true],
            ['general: { }\nroom-den: { pin = "1" }', 0o604, true],
            ['general: { }\nroom-den: { secret = "s" }', 0o602, true],
            ['general: { }\nice: { servers = ["turn:a.example"], turn_secret = "x" }', 0o644, true],
            ['general: { }\nroom-den: { grace = 3 }', 0o644, false],
            ['general: { admin_key = "k" }', 0o640, false],
        ]) {
            const folder = await ownFolder(context);
            await mkdir(path.join(folder, 'etc'));
            await writeFile(settingsFile(folder), text.replace('general: {', 'general: { store = "none"'));
            await chmod(settingsFile(folder), mode);
            const janus = await context.ownJanus({ folder, settings: null });
            assert.equal(warning.exec(janus.log)?.[1], warned ? mode.toString(8) : undefined, text);
            await janus.stop();
        }
    });

    test('start: a store that is empty, damaged or foreign is refused by its name, and stays', async (context) => {
        const [folder, { settings }] = [await ownFolder(context), context.suite];
        const janus = await context.ownJanus({ folder, settings });
        await janus.logged(/was not there and was created/);
        await context.admin({ request: 'create', room: 'kept', permanent: true });
        await janus.stop();
        const file = storeFile(folder);
        const good = await readFile(file);
        const cut = good.subarray(0, good.length / 2);
        for (const [bytes, reason] of [[Buffer.alloc(0), /it is empty/], [cut, /damaged/],
            [Buffer.from('a text that is no database at all'), /no SQLite database/]]) {
            await writeFile(file, bytes);
            const log = await refusing(context, { folder, settings: null });
            assert.ok(log.includes(file));
            assert.match(log, reason);
            assert.deepEqual(await readFile(file), bytes);
        }
        await writeFile(file, good);
        await context.ownJanus({ folder, settings: null });
        assert.deepEqual((await listed(context)).map(({ room }) => room), ['kept']);
    });

    test('start: a second Janus cannot use the same store', async (context) => {
        const [folder, { settings }] = [await ownFolder(context), context.suite];
        const janus = await context.ownJanus({ settings });
        const shared = { ...settings, general: { ...settings.general, store: janus.store } };
        assert.match(await refusing(context, { folder, settings: shared }), /another process uses it/);
    });

    test('start: the settings of a room in the file win over those in the store', async (context) => {
        const [folder, { settings }] = [await ownFolder(context), context.suite];
        const janus = await context.ownJanus({ folder, settings });
        await context.admin({ request: 'create', room: 'both', grace: 3, permanent: true });
        await janus.stop();
        const second = await context.ownJanus({ folder, settings: { ...settings, 'room-both': { grace: '4' } } });
        await second.logged(/the room both is in the settings file and in the store/);
        assert.equal((await listed(context))[0].grace, 4);
        const refused = await context.admin({ request: 'edit', room: 'both', grace: 5, permanent: true });
        assert.equal(refused.error_code, 470);
        assert.match(refused.error, /only the operator changes/);
    });

    test('store = "none": nothing is kept, and permanent is refused', async (context) => {
        const { settings } = context.suite;
        const janus = await context.ownJanus({ settings: { ...settings,
            general: { ...settings.general, store: 'none' } } });
        await janus.logged(/there is no store/);
        for (const request of [{ request: 'create', room: 'r', permanent: true }, { request: 'audit' }])
            assert.equal((await context.admin(request)).error_code, 470);
        assert.equal((await context.admin({ request: 'create', room: 'r' })).baton, 'created');
    });

    test('read-only disk: refused at the start, and the store is as before', async (context) => {
        const [folder, disk] = [await ownFolder(context), await smallDisk(context)];
        const { settings } = context.suite;
        const own = { ...settings, general: { ...settings.general, store: path.join(disk, 'baton.db') } };
        const janus = await context.ownJanus({ folder, settings: own });
        await context.admin({ request: 'create', room: 'kept', permanent: true });
        await janus.stop();
        await run('mount', ['-o', 'remount,ro', disk]);
        const log = await refusing(context, { folder, settings: own });
        assert.match(log, /its folder is on a read-only file system; mount it/);
        await run('mount', ['-o', 'remount,rw', disk]);
        await context.ownJanus({ folder, settings: own });
        assert.deepEqual((await listed(context)).map(({ room }) => room), ['kept']);
    });

    test('full disk: a permanent change is refused, changes nothing, and works again later', async (context) => {
        const [folder, disk] = [await ownFolder(context), await smallDisk(context)];
        const { settings } = context.suite;
        const janus = await context.ownJanus({ folder, settings: { ...settings,
            general: { ...settings.general, store: path.join(disk, 'baton.db') } } });
        await context.admin({ request: 'create', room: 'kept', grace: 3, permanent: true });
        await run('sh', ['-c', `head -c 1M /dev/zero > ${disk}/filler || true`]);
        const refused = await until(() => context.admin(
            { request: 'edit', room: 'kept', description: 'x'.repeat(100), grace: 5, permanent: true }),
        (reply) => reply.error_code === 470, { what: 'a refusal' });
        assert.match(refused.error, /full/);
        const before = (await listed(context))[0].grace;
        await rm(path.join(disk, 'filler'));
        const edited = await context.admin({ request: 'edit', room: 'kept', grace: 7, permanent: true });
        assert.deepEqual(edited, { baton: 'edited', room: 'kept', permanent: true });
        assert.ok([3, 5].includes(before));
        await janus.logged(/the store cannot be written: .*full/);
        await janus.logged(/the store can be written/);
    });

    test('the files of the store can be read by their owner only', async (context) => {
        const janus = await context.ownJanus({ settings: context.suite.settings });
        await context.admin({ request: 'create', room: 'kept', secret: 's', permanent: true });
        for (const ending of ['', '-wal', '-shm', '.lock'])
            assert.equal((await stat(janus.store + ending)).mode & 0o777, 0o600, ending);
    });

    test('audit: the log and the Admin API explain a move, without secrets', async (context) => {
        const janus = await context.ownJanus({ settings: context.suite.settings });
        const room = await context.room({ pin: '4711', secret: 'a long secret' });
        const device = await context.device();
        await device.refused({ request: 'join', room, pin: 'wrong pin' });
        await device.join(room, { pin: '4711' });
        const { transfer, text } = await device.request({ request: 'transfer' });
        await device.request({ request: 'cancel', transfer });
        const { entries } = await context.admin({ request: 'audit', transfer });
        assert.deepEqual(entries.map(({ event, what, reason }) => [event, what, reason]).reverse(), [
            ['transfer_begun', 'qr', undefined], ['transfer_ended', 'cancelled', 'by_old']]);
        const all = (await context.admin({ request: 'audit', room })).entries;
        assert.ok(all.some(({ event, what, reason }) =>
            event === 'refused' && what === 'join' && reason === 'wrong_pin'));
        await janus.logged(new RegExp(`audit: transfer_ended room=${room}`));
        for (const secret of ['4711', 'wrong pin', 'a long secret', text])
            assert.ok(!janus.log.includes(secret) && !JSON.stringify(all).includes(secret), secret);
    });
}
