// SPDX-License-Identifier: GPL-3.0-or-later
// Codes as pictures: a device sends camera pictures, and the server looks for the code in them.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { WAIT, scaled } from '../harness/timeouts.mjs';
import { callIn, continuous, nobody } from './calls.mjs';
import { assertRefused, flows, until } from './check.mjs';
import { arrive, insist, joined, meet, seen } from './moves.mjs';

/** A QR code that says https://example.org/. */
const FOREIGN = 'data:image/png;base64,' +
    'iVBORw0KGgoAAAANSUhEUgAAAMYAAADGAQAAAACh4MLwAAABCUlEQVRYw+2WQQ4DIQhFSTgAR/LqHskDmFA+1EkmscvGv9CF' +
    'nZnnggL/i/iPNeWSS/5CBKuJ9WnuAy9KQ+LXB0jsOlp9YSFDNL+J5RFpbMS9R+BKSZ6McpGs9oxOlG0fnCSlkiq4bvRzkiw7' +
    'QeC68Z2TRKMHJYUS/8Cy+DwkH2OfccBwymnIXKWOjILY04nnCSAkItCKIHYeIvlWe+T1reDTxDLq1YPRmM5DkEsYjJc9vzJ6' +
    'mEAfCDyOVLUbEfEOM07bk1VwElKrilw2w0O+txkeWnmz0pBn6qzbjIus6WnmdYHi0xHYDHTMR9L8eupYiEhWu6Z1TzXzkDV1' +
    'So5ObZrzkO265JI/kA+RYPQDy1eFNwAAAABJRU5ErkJggg==';

const bytesOf = (uri) => Buffer.from(uri.slice(uri.indexOf(',') + 1), 'base64');
const uriOf = (type, bytes) => `data:image/${type};base64,${bytes.toString('base64')}`;

/** Makes ImageMagick convert a picture. */
function convert(input, ...options) {
    const { status, stdout, stderr } = spawnSync('convert', ['png:-', ...options],
        { input, maxBuffer: 64 << 20 });
    assert.equal(status, 0, stderr?.toString() || 'ImageMagick is missing');
    return stdout;
}

const jpeg = (uri) => uriOf('jpeg', convert(bytesOf(uri), '-background', 'white', '-flatten',
    '-quality', '80', 'jpeg:-'));

function gray(uri, width = 320, height = 320) {
    const pixels = convert(bytesOf(uri), '-background', 'white', '-resize', `${width}x${height}`, '-gravity',
        'center', '-extent', `${width}x${height}`, '-colorspace', 'Gray', '-depth', '8', 'gray:-');
    return { width, height, gray: pixels.toString('base64') };
}

function blank(size = '320x240') {
    const { stdout } = spawnSync('convert', ['-size', size, 'xc:white', 'png:-']);
    return uriOf('png', stdout);
}

/** Puts two pictures beside each other. */
function beside(first, second) {
    const both = Buffer.concat([first, second].map((uri) => convert(bytesOf(uri), '-bordercolor', 'white',
        '-border', '20', '-depth', '8', 'miff:-')));
    const { stdout } = spawnSync('convert', ['miff:-', '+append', 'png:-'], { input: both,
        maxBuffer: 64 << 20 });
    return uriOf('png', stdout);
}

const ATTACK = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'data', 'attack');

/** Returns the names of the pictures in tests/data/attack, and the pictures as data URIs. */
const attacks = () => readdirSync(ATTACK).map((name) => [name,
    uriOf(name.endsWith('.png') ? 'png' : 'jpeg', readFileSync(path.join(ATTACK, name)))]);

/**
 * The errors to which a picture may lead, by the first word of its name. On a busy machine any picture may take too
 * long (462).
 */
const FATES = {
    read: [442, 462], // a code that the server does not know any more
    nothing: [454, 462],
    unreadable: [402, 462],
};

/** The milliseconds that the helper may take, and more for a busy machine. */
const DEADLINE = 500 + scaled(2000);

/** Asserts that nothing of the call was lost, doubled or delayed, and that the call goes on. */
async function unharmed({ anna, ben }) {
    await flows(anna, ben);
    continuous(ben, anna.id);
    assert.equal(ben.uplink.unread('participant_left').length, 0);
}

/** Returns the child processes of a Janus: { pid, state (a letter; Z is a zombie), shut (in its sandbox) }. */
function helpersOf(janus) {
    const threads = `/proc/${janus.child.pid}/task`;
    const pids = readdirSync(threads).flatMap((thread) =>
        readFileSync(`${threads}/${thread}/children`, 'utf8').split(' ').filter(Boolean).map(Number));
    return pids.map((pid) => {
        const status = readFileSync(`/proc/${pid}/status`, 'utf8');
        return { pid, state: /^State:\t(.)/m.exec(status)[1], shut: /^Seccomp:\t2/m.test(status) };
    });
}

/** Like helpersOf, but ignores processes that end in the meantime. */
function helpersNow(janus) {
    try {
        return helpersOf(janus);
    } catch (error) {
        if (['ENOENT', 'ESRCH'].includes(error.code))
            return [];
        throw error;
    }
}

/** Resolves with the one helper that waits for an image. */
async function readyHelper(janus) {
    const [helper] = await until(() => helpersNow(janus),
        (helpers) => helpers.length === 1 && helpers[0].shut && helpers[0].state === 'S',
        { what: 'a helper that waits' });
    return helper.pid;
}

/**
 * Scans a picture and kills the helper that has it. The helper was stopped before, so it cannot finish. Another helper
 * starts once the picture has been sent. Resolves with the refusal, or null if the deadline came first.
 */
async function killInMidScan(janus, device) {
    const helper = await readyHelper(janus);
    process.kill(helper, 'SIGSTOP');
    const reply = device.uplink.refused({ request: 'scan', image: FOREIGN });
    const deadline = performance.now() + WAIT;
    while (!helpersNow(janus).some(({ pid }) => pid !== helper) && performance.now() < deadline)
        await new Promise((resolve) => setImmediate(resolve));
    const inTime = helpersNow(janus).some(({ pid }) => pid === helper);
    if (inTime)
        process.kill(helper, 'SIGKILL');
    const said = await reply;
    return inTime ? said : null;
}

async function setUp(context) {
    const room = await context.room(nobody);
    const [anna, carl] = await Promise.all([joined(context, room, 'Anna'), context.device()]);
    return { room, anna, carl };
}

export default function images(test) {
    for (const kind of ['qr', 'code128']) {
        for (const [form, look] of [['PNG', seen.image], ['JPEG', ({ png }) => ({ image: jpeg(png) })],
            ['grey frame', ({ png }) => ({ image: gray(png, 640, 480) })],
            ['several frames', ({ png }) => ({ images: [blank(), png, jpeg(png)] })]]) {
            test(`C4: the server reads a ${kind} code from a ${form}`, async (context) => {
                const { anna, carl } = await setUp(context);
                await meet.old(anna, carl, { kind, look });
                await arrive(anna, carl);
            });
        }
    }

    test('C4 C5: image data of both devices is compared with both codes', async (context) => {
        const { anna, carl } = await setUp(context);
        await meet.mutual(anna, carl, { look: seen.image });
        await arrive(anna, carl);
    });

    test('C4: pictures without a Baton code get other errors, and do not count as misses', async (context) => {
        const { anna, carl } = await setUp(context);
        const [first, second] = [await anna.transfer(), await carl.present()];
        const device = await context.device();
        const nothing = blank();
        const tries = [
            [{ image: nothing }, 454],
            [{ images: [nothing, nothing] }, 454],
            [{ image: beside(first.png, second.png) }, 455],
            [{ images: [first.png, second.png] }, 455],
            [{ image: FOREIGN }, 456],
            [{ images: [nothing, FOREIGN] }, 456],
        ];
        for (let round = 0; round < 2; round++) {
            for (const [what, code] of tries)
                await assert.rejects(insist(() => device.look(what)), { code });
        }
        const scanned = await insist(() => device.scan({ images: [FOREIGN, first.png] }));
        assert.equal(scanned.transfer, first.transfer);
    });

    test('C4: data that is not an image is refused with an error text', async (context) => {
        const { anna, carl } = await setUp(context);
        const { png } = await anna.transfer();
        const whole = bytesOf(png);
        const broken = Buffer.from(whole);
        broken.fill(0, 60, broken.length - 20);
        for (const [what, field] of [
            [{ image: '' }, 'image'],
            [{ image: 'data:image/png;base64,' }, 'image'],
            [{ image: 'data:image/gif;base64,R0lGODlhAQABAAAAACw=' }, 'image'],
            [{ image: 'https://example.org/code.png' }, 'image'],
            [{ image: 'data:image/png;base64,!!!!' }, 'image'],
            [{ image: uriOf('png', whole.subarray(0, 20)) }, 'image'],
            [{ image: uriOf('jpeg', whole.subarray(1)) }, 'image'],
            [{ image: { width: 10, height: 10, gray: 'AAAA' } }, 'image'],
            [{ image: { width: 100000, height: 1, gray: 'AAAA' } }, 'width'],
            [{ image: uriOf('png', Buffer.concat([whole, Buffer.alloc(600000)])) }, 'image'],
            [{ images: [] }, 'images'],
            [{ images: Array(5).fill(png) }, 'images'],
            [{ image: png, images: [png] }, 'images'],
            [{ image: png, text: 'x' }, 'text'],
            [{ image: uriOf('png', broken) }, 'image'],
        ])
            assertRefused(await insist(() => carl.look(what)).catch((error) => error), 402, field);
        assertRefused(await carl.refused({ request: 'scan', image: png,
            device_name: 'x'.repeat(70000) }), 404);
        assertRefused(await carl.refused({ request: 'scan', image: 'x'.repeat(4 << 20) }), 404);
        await insist(() => carl.scan({ image: png }));
        await arrive(anna, carl);
    });

    test('C4: four images of the largest size are accepted, and other requests must be small', async (context) => {
        const { anna, carl } = await setUp(context);
        const { png } = await anna.transfer();
        const noise = { width: 1024, height: 512,
            gray: Buffer.alloc(1024 * 512, 200).toString('base64') };
        const scanned = await insist(() => carl.scan({ images: [noise, noise, noise, png] }));
        assert.equal(scanned.state, 'connecting');
        assertRefused(await anna.refused({ request: 'chat', text: 'x', image: 'x'.repeat(70000) }), 404);
    });

    test('one scan at a time: the device has to try again with a second image', async (context) => {
        const { carl } = await setUp(context);
        const nothing = blank('1600x1200'); // few bytes, but many pixels to search
        const looks = await Promise.all(Array.from({ length: 6 }, () => carl.uplink.refused(
            { request: 'scan', images: [nothing, nothing, nothing, nothing] })));
        const codes = looks.map(({ code }) => code);
        assert.ok(codes.includes(454) || codes.includes(462), `no scan was performed: ${codes}`);
        assert.ok(codes.every((code) => [454, 461, 462].includes(code)), `${codes}`);
        assert.ok(codes.includes(461), 'some scans must be told to wait');
        await assert.rejects(insist(() => carl.look({ image: nothing })), { code: 454 });
    });

    test('a device that leaves while its image is being read leaves nothing behind', async (context) => {
        const { anna } = await setUp(context);
        const { png } = await anna.transfer();
        for (let i = 0; i < 5; i++) {
            const device = await context.device();
            device.uplink.request({ request: 'scan', image: png }).catch(() => {});
            await new Promise((resolve) => setTimeout(resolve, i * 5));
            device.dropSignalling();
        }
    });

    test('if a helper is killed during a scan, only this scan fails', async (context) => {
        const { settings } = context.suite;
        const janus = await context.ownJanus({ settings: { ...settings,
            general: { ...settings.general, decoders: 1 } } });
        const call = await callIn(context, nobody);
        for (let i = 0; i < 3; i++) {
            const said = await until(() => killInMidScan(janus, call.carl), Boolean,
                { what: 'a kill before the deadline' });
            assertRefused(said, 462);
            await assert.rejects(insist(() => call.carl.look({ image: FOREIGN })), { code: 456 });
        }
        await readyHelper(janus); // also asserts that there is no zombie
        const { images } = await janus.admin({ request: 'status' });
        assert.deepEqual([images.waiting, images.helpers, images.working], [0, 1, true]);
        assert.ok(images.died >= 3 && images.read >= 6, JSON.stringify(images));
        await unharmed(call);
    });

    test('harmful pictures: each is refused in time and with an error text, and the call goes on',
        async (context) => {
            await context.ownJanus();
            const call = await callIn(context, nobody);
            for (const [name, image] of attacks()) {
                const device = await context.device(); // a new device, which has no misses yet
                const begin = performance.now();
                const said = await device.refused({ request: 'scan', image });
                const took = performance.now() - begin;
                assert.ok(FATES[name.split('-')[0]].includes(said.code), `${name}: ${said.message}`);
                assert.ok(said.text.length > 0, `${name}: no text`);
                assert.ok(took < DEADLINE, `${name}: refused after ${took} ms`);
                await device.close();
            }
            await unharmed(call);
        });

    test('a session with eight handles that sends slow pictures does not keep others from scanning',
        async (context) => {
            const hostile = await context.device();
            const handles = await Promise.all(Array.from({ length: 8 }, () => hostile.session.attach()));
            const [, slow] = attacks().find(([name]) => name === 'nothing-bomb.png');
            let over = false;
            const attack = Promise.all(handles.map(async (handle) => {
                while (!over)
                    await handle.refused({ request: 'scan', image: slow });
            }));
            const codes = {};
            for (let i = 0; i < 30; i++) {
                const honest = await context.device();
                const { code } = await honest.refused({ request: 'scan', image: gray(FOREIGN, 240, 240) });
                codes[code] = (codes[code] ?? 0) + 1;
                await honest.close();
            }
            over = true;
            await attack;
            assert.equal(codes[461] ?? 0, 0, `honest scans were busy: ${JSON.stringify(codes)}`);
            const refused = await handles[0].refused({ request: 'scan', image: slow });
            assert.equal(refused.code, 461, 'the session has used up its time');
        }, { alone: true });

    test('a flood of pictures: each gets a reply, some have to try again, and the call goes on',
        async (context) => {
            const call = await callIn(context, nobody);
            const devices = await Promise.all(Array.from({ length: 24 }, () => context.device()));
            const image = gray(FOREIGN, 240, 240);
            const codes = {};
            await Promise.all(Array.from({ length: 192 }, async (_, i) => {
                const { code } = await devices[i % devices.length].refused({ request: 'scan', image });
                codes[code] = (codes[code] ?? 0) + 1;
            }));
            const { 456: read = 0, 461: busy = 0, 462: failed = 0 } = codes;
            assert.equal(read + busy + failed, 192, JSON.stringify(codes));
            assert.ok(busy > 0, `no scan was told to try again: ${JSON.stringify(codes)}`);
            await assert.rejects(insist(() => call.carl.look({ image: FOREIGN })), { code: 456 });
            await unharmed(call);
        }, { alone: true });
}
