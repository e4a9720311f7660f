// SPDX-License-Identifier: GPL-3.0-or-later
// Bad requests: each is refused with a code and a text that names the field, and changes nothing.
import assert from 'node:assert/strict';
import { JanusError } from '../harness/api.mjs';
import { scaled } from '../harness/timeouts.mjs';
import { agentGone, assertRefused, flows, sees, stateOf, until } from './check.mjs';

// One valid value of each JSON type, to try instead of a value of another type.
const VALUES = { string: 'x', number: 7, fraction: 1.5, boolean: true, object: {}, array: [], null: null };

const text = (most, extra = {}) => ({ type: 'string', most, ...extra });
const id = { type: 'string', bad: ['', 'no spaces', 'a/b', 'ä', 'x'.repeat(65)] };
const bool = { type: 'boolean' };
const whole = (least, most) => ({ type: 'number', bad: [least - 1, most + 1, 2 ** 53] });
const choice = { type: 'string', bad: ['', 'none of these'] };
const required = (field) => ({ ...field, required: true });
const confirm = { type: 'object', bad: [{ who: 'everyone' }, { form: 'handshake' }, { who: 7 },
    { form: null }, { how: 'pigeon' }, { how: 7 }] };
const phone = text(40, { bad: ['', '+12', '0301234567', '49 30 12345', '+49 30 12345x', '+0301234567'] });
const link = text(512, { bad: ['', 'call.example', 'javascript:alert(1)', 'https://a/#fragment',
    'https://user:pw@a/', 'ftp://a/'] });
const metadata = { type: 'object', bad: [{ a: 'x'.repeat(5000) }, { a: { b: { c: { d: {} } } } }] };
const list = (bad) => ({ type: 'array', bad });

const ROOM = { room: id, description: text(128), pin: text(64), is_private: bool,
    max_participants: whole(1, 1000), bitrate: { type: 'number', bad: [-1, 1, 63999, 100000001] }, confirm,
    ways: { type: 'object', bad: [{ present: 1 }, { short: 'no' }, { nobody: null }] }, mutual: bool,
    code_lifetime: whole(5, 600), grace: whole(0, 120), hold: whole(0, 3600), stand_in: choice, remember: bool,
    permanent: bool };
const SOURCES = list([[7], [null], [{}], [{ mid: 7 }], [{ mid: '' }], [{ mid: '0', muted: 'yes' }],
    [{ mid: '0', description: 5 }], Array(17).fill({ mid: '0' })]);
const SLOTS = list([[], [7], [{}], [{ mid: 7, auto: true }], [{ mid: '0', source: 7 }],
    [{ mid: '0', auto: 'yes' }]]);

/**
 * All requests: the kind of handle that each request needs, its fields, and a valid value of each field. A test
 * replaces one of these values by a wrong one.
 */
const VERBS = {
    create: { on: 'fresh', fields: { ...ROOM, secret: text(64), videocodec: choice,
        admin_key: text(64) } },
    edit: { on: 'fresh', fields: { ...ROOM, room: required(id), secret: text(64),
        new_secret: text(64), admin_key: text(64) } },
    destroy: { on: 'fresh', fields: { room: required(id), secret: text(64), permanent: bool,
        admin_key: text(64) } },
    exists: { on: 'fresh', fields: { room: required(id) } },
    participants: { on: 'fresh', fields: { room: required(id), pin: text(64), secret: text(64) } },
    join: { on: 'fresh', fields: { room: required(id), pin: text(64), secret: text(64),
        display: text(64), phone, metadata } },
    publish: { on: 'uplink', jsep: 'offer', fields: { sources: SOURCES,
        bitrate: { type: 'number', bad: [-1, 1, 100000001] } } },
    unpublish: { on: 'uplink', fields: { mids: list([[7], [''], [null], ['0', {}]]) } },
    configure: { on: 'uplink', fields: { display: text(64), metadata, sources: SOURCES,
        bitrate: { type: 'number', bad: [-1, 1, 100000001] } } },
    sync: { on: 'uplink', fields: { since: required({ type: 'number', bad: [-1, 2 ** 52] }) }, good: { since: 0 } },
    chat: { on: 'uplink', fields: { text: required(text(2000, { bad: [''] })) } },
    hand: { on: 'uplink', fields: { raised: required(bool) } },
    mute: { on: 'uplink', fields: { id: required(id), kind: required(choice) },
        good: { id: 'x', kind: 'camera' } },
    kick: { on: 'uplink', fields: { id: required(id) } },
    subscribe: { on: 'fresh', fields: { private_id: required(id), audio_slots: whole(0, 16),
        video_slots: whole(0, 32), restart: bool } },
    layout: { on: 'downlink', fields: { slots: required(SLOTS) } },
    transfer: { on: 'uplink', fields: { kind: choice, link, mutual: bool, confirm, participant: id } },
    present: { on: 'fresh', fields: { kind: choice, link, mutual: bool, videocodec: choice, room: id,
        device_name: text(64) } },
    scan: { on: 'fresh', fields: { text: required(text(2048, { bad: ['', 'hello', 'https://x/'] })),
        room: id, device_name: text(64) }, good: { text: `baton:1:${'A'.repeat(43)}` } },
    confirm: { on: 'uplink', fields: { transfer: required(id), agree: required(bool),
        number: whole(10, 99), ticket: text(64, { bad: [''] }) } },
    question: { on: 'fresh', fields: { ticket: required(text(64, { bad: [''] })) } },
    cancel: { on: 'uplink', fields: { transfer: required(id), presentation: id } },
    return: { on: 'uplink', fields: { transfer: required(id) } },
    recall: { on: 'fresh', fields: { room: required(id), remember: required(text(64, { bad: [''] })),
        device_name: text(64) } },
};

const goodValue = (name, field, call) => ({ room: call.room, private_id: 'nobody',
    text: 'hello', id: 'nobody', kind: 'camera', transfer: 'nothing', raised: true, agree: false,
    slots: [{ mid: '0', auto: true }], pin: '', ...call.good }[name] ?? VALUES[field.type]);

function goodRequest(verb, { fields, good }, call) {
    const body = { request: verb };
    for (const [name, field] of Object.entries(fields)) {
        if (field.required)
            body[name] = goodValue(name, field, { ...call, good });
    }
    return body;
}

/** Yields all wrong values of a field: { why, value }; the value undefined leaves the field out. */
function* wrongs(name, field) {
    if (field.required)
        yield { why: 'missing', value: undefined, code: 401 };
    for (const [type, value] of Object.entries(VALUES)) {
        if (type !== field.type)
            yield { why: type, value, code: 402 };
    }
    for (const value of field.bad ?? [])
        yield { why: JSON.stringify(value).slice(0, 40), value,
            // Elements of an array may lack a required field, too.
            code: field.type === 'array' && JSON.stringify(value) === '[{}]' ? 401 : 402 };
    if (field.most)
        yield { why: `${field.most + 1} characters`, value: 'x'.repeat(field.most + 1), code: 402 };
}

/** Makes a room with a call in it, and a handle of each kind. */
async function setUp(context) {
    const room = await context.room();
    const [anna, ben] = await context.call(room);
    await Promise.all([sees(ben, anna.id), sees(anna, ben.id)]);
    await flows(anna, ben);
    /* The plugin may learn later than the peer that a connection is up. */
    await until(() => context.admin({ request: 'devices', room }),
        ({ devices }) => devices.every(({ uplink, downlink }) => uplink.up && downlink.up),
        { what: 'every connection being up' });
    const fresh = await context.device();
    return { room, anna, ben, handles: { uplink: anna.uplink, downlink: anna.downlink,
        fresh: fresh.uplink } };
}

/** Returns an offer with `count` microphones. */
function crowded(sdp, count) {
    const [head, audio] = sdp.split(/(?=^m=)/m);
    const lines = Array.from({ length: count }, (_, i) => audio.replace(/a=mid:.*/, `a=mid:${i}`));
    return head.replace(/a=group:BUNDLE.*/, `a=group:BUNDLE ${[...lines.keys()].join(' ')}`) + lines.join('');
}

/** Returns an offer with video in three sizes (simulcast), without the header extension that names them. */
const simulcast = (sdp) => sdp.replace(/^m=video[^]*?(?=^m=|$(?![^]))/m, (line) =>
    `${line}a=rid:h send\r\na=rid:m send\r\na=rid:l send\r\na=simulcast:send h;m;l\r\n`);

/** Runs `body`. Asserts that it changes nothing that an operator can see, and that the call goes on. */
async function harmless(context, { room, anna, ben }, body) {
    const before = await stateOf(context, room);
    await body();
    assert.deepEqual(await stateOf(context, room), before);
    await flows(anna, ben);
    assert.equal(anna.uplink.unread('transfer_ended').length, 0);
}

export default function requests(test) {
    /** Declares a test with a call that the requests of the test must not change. */
    const testHarmless = (name, body, options) => test(`bad requests: ${name}`, async (context) => {
        const all = await setUp(context);
        await harmless(context, all, () => body(all, context));
    }, options);

    for (const [verb, table] of Object.entries(VERBS)) {
        testHarmless(`${verb}, with all wrong values of each field`, async (all) => {
            const handle = all.handles[table.on];
            const jsep = table.jsep ? await (await all.anna.makeUplink(['microphone'])).offer() : undefined;
            const problems = [];
            let tried = 0;
            for (const [name, field] of Object.entries(table.fields)) {
                for (const { why, value, code } of wrongs(name, field)) {
                    const body = { ...goodRequest(verb, table, all), [name]: value };
                    const error = await handle.refused(body, { jsep }).catch((failure) => failure);
                    tried++;
                    if (error.code !== code || !error.text?.includes(name))
                        problems.push(`${name} (${why}): ${error.message}`);
                }
            }
            assert.deepEqual(problems, []);
            assert.ok(tried > 0);
        });
    }

    testHarmless('no request, unknown requests, and requests that are not text', async (all) => {
        for (const handle of Object.values(all.handles)) {
            assertRefused(await handle.refused({}), 401, 'request');
            assertRefused(await handle.refused({ request: '' }), 403, 'request');
            for (const request of ['dance', 'JOIN', 'status', 'issue', 'remove', 'join '])
                assertRefused(await handle.refused({ request }), 403, 'request');
            for (const value of Object.values(VALUES).filter((each) => typeof each !== 'string'))
                assertRefused(await handle.refused({ request: value }), 402, 'request');
        }
    });

    testHarmless('a megabyte in every text field', async (all) => {
        const huge = 'x'.repeat(1 << 20);
        for (const [verb, table] of Object.entries(VERBS)) {
            for (const [name] of Object.entries(table.fields).filter(([, { type }]) => type === 'string')) {
                const body = { ...goodRequest(verb, table, all), [name]: huge };
                const error = await all.handles[table.on].refused(body);
                assertRefused(error, 404);
                assert.ok(error.text.length < 300, 'an error text must not contain the whole value');
            }
        }
        assertRefused(await all.handles.fresh.refused({ request: huge }), 404);
        assertRefused(await all.handles.fresh.refused({ request: 'list', [huge]: 1 }), 404);
    }, { timeout: scaled(180000) });

    testHarmless('deeply nested JSON', async (all, context) => {
        const nested = (depth) => JSON.parse('['.repeat(depth) + ']'.repeat(depth));
        for (const depth of [8, 9, 100, 1000, 1900]) {
            for (const body of [{ request: 'join', room: all.room, metadata: { a: nested(depth) } },
                { request: 'list', ignored: nested(depth) }])
                assertRefused(await all.handles.fresh.refused(body), 404);
        }
        // Janus itself refuses 10,000 levels.
        const device = await context.device();
        const deep = '['.repeat(10000) + ']'.repeat(10000);
        const closed = new Promise((resolve) => device.session.socket.once('message', resolve));
        device.session.socket.send(`{"janus":"message","transaction":"deep","session_id":` +
            `${device.session.id},"handle_id":${device.uplink.id},"body":{"request":"list","x":${deep}}}`);
        const reply = JSON.parse(await closed);
        assert.equal(reply.janus, 'error');
    });

    testHarmless('text with control characters', async (all) => {
        for (const display of ['a\nb', '\u001b[31mred', '\u202egnp.exe']) {
            const error = await all.handles.uplink.refused({ request: 'configure', display });
            assertRefused(error, 402, 'display');
        }
    });

    test('names are cleaned or refused in the same way everywhere', async (context) => {
        const room = await context.room({ description: ' Stand\u200b-up\u00a0 1 ', confirm: { form: 'yesno' } });
        const anna = await context.device();
        const joined = await anna.join(room, { display: 'Zoe\u0308\u200b  B' });
        assert.deepEqual([joined.description, joined.display], ['Stand-up 1', 'Zo\u00eb B']);
        const carl = await context.device();
        const said = { device_name: '\u2060Carl\u2019s\u3000phone' };
        await carl.scan((await anna.transfer()).text, said);
        assert.equal((await anna.next('confirm')).device_name, 'Carl\u2019s phone');
        const bad = 'Anna\u202e';
        for (const [device, body, field] of [
            [carl, { request: 'create', description: bad }, 'description'],
            [await context.device(), { request: 'join', room, display: bad }, 'display'],
            [await context.device(), { request: 'present', device_name: bad }, 'device_name'],
            [anna, { request: 'configure', sources: [{ mid: '0', description: bad }] }, 'description'],
            [anna, { request: 'configure', display: `x${'\u0323'.repeat(5)}` }, 'combining marks']])
            assertRefused(await device.refused(body), 402, field);
    });

    testHarmless('SDPs that are invalid, of the wrong type, or with too many m-lines', async (all) => {
        const { uplink, downlink, fresh } = all.handles;
        const good = await (await all.anna.makeUplink(['microphone', 'camera'])).offer();
        const refused = async (handle, body, jsep, codes) => {
            const error = await handle.request(body, { jsep }).then((data) => data, (failure) => failure);
            // Janus reads SDPs before Baton does, and has other error texts.
            assert.ok(error instanceof JanusError || codes.includes(error.code),
                `${JSON.stringify(body)}: ${error.message ?? JSON.stringify(error)}`);
        };
        for (const jsep of [{ type: 'offer', sdp: 'v=0' }, { type: 'offer', sdp: 'x'.repeat(200) },
            { type: 'offer', sdp: '' }, { type: 'offer', sdp: 7 }, { type: 'offer' }, { type: 'dance',
                sdp: good.sdp }, { sdp: good.sdp }, { type: 'offer', sdp: crowded(good.sdp, 20) }])
            await refused(uplink, { request: 'publish' }, jsep, [401, 402, 404, 430]);
        await refused(uplink, { request: 'publish' }, { type: 'answer', sdp: good.sdp }, [402, 405, 430]);
        await refused(downlink, { request: 'start' }, good, [402, 405, 430]);
        await refused(fresh, { request: 'join', room: all.room }, good, [402]);
        await refused(uplink, { request: 'publish', sources: [{ mid: '7', kind: 'camera' }] }, good,
            [402]);
        await refused(uplink, { request: 'publish', sources: [{ mid: '0', kind: 'camera' }] }, good,
            [402]);
        assertRefused(await uplink.refused({ request: 'publish' }), 401, 'jsep');
        assertRefused(await downlink.refused({ request: 'start' }), 401, 'jsep');
    });

    test('bad requests: encodings that cannot be told apart are refused, whether or not the device sends video already',
        async (context) => {
            const all = await setUp(context);
            const { sdp } = await (await all.anna.makeUplink(['microphone', 'camera'])).offer();
            const jsep = { type: 'offer', sdp: simulcast(sdp) };
            await harmless(context, all, async () => assertRefused(
                await all.handles.uplink.refused({ request: 'publish' }, { jsep }), 430,
                'jsep.sdp: m-line 1: simulcast needs the header extension'));
            const carl = await context.device();
            await carl.join(all.room, { display: 'Carl' });
            assertRefused(await carl.uplink.refused({ request: 'publish' }, { jsep }), 430, 'simulcast needs');
            await carl.next('hangup'); // Janus had begun a PeerConnection for the offer
            await agentGone(context, carl.uplink);
            await carl.connect();
            await flows(carl, all.ben);
        });

    testHarmless('on the wrong kind of handle', async (all) => {
        const { uplink, downlink } = all.handles;
        const offer = await (await all.anna.makeUplink(['microphone'])).offer();
        for (const [verb, table] of Object.entries(VERBS)) {
            if (table.on === 'fresh' && !['join', 'subscribe', 'scan', 'present'].includes(verb))
                continue;
            const other = verb === 'subscribe' || table.on === 'downlink' ? uplink : downlink;
            const body = { ...goodRequest(verb, table, all),
                ...(verb === 'subscribe' ? { private_id: all.anna.me.private_id } : {}) };
            const error = await other.refused(body, { jsep: table.jsep ? offer : undefined })
                .catch((failure) => failure);
            assert.equal(error.code, 406, `${verb}: ${error.message}`);
        }
    });

    testHarmless('in the wrong order', async (all, context) => {
        const { room, anna } = all;
        const offer = await (await anna.makeUplink(['microphone'])).offer();
        const fresh = () => context.device().then((device) => device.uplink);
        for (const verb of ['unpublish', 'configure', 'chat', 'hand', 'mute', 'kick', 'leave', 'transfer',
            'confirm', 'cancel', 'return', 'layout']) {
            const table = VERBS[verb] ?? { fields: {} };
            const error = await (await fresh()).refused(goodRequest(verb, table, all));
            assert.ok([440, 450].includes(error.code), `${verb} before join: ${error.message}`);
        }
        assertRefused(await (await fresh()).refused({ request: 'publish' }, { jsep: offer }), 450);
        const answer = { ...offer, type: 'answer' };
        const started = await (await fresh()).request({ request: 'start' }, { jsep: answer })
            .catch((error) => error);
        assert.ok(started instanceof JanusError || [405, 450].includes(started.code), started.message);
        assertRefused(await anna.refused({ request: 'join', room }), 452);
        assertRefused(await anna.refused({ request: 'present' }), 452);
        assertRefused(await anna.refused({ request: 'scan', text: 'baton:1:' + 'A'.repeat(43) }), 442);
        assertRefused(await anna.refused({ request: 'confirm', transfer: 'nothing', agree: true }), 440);
        assertRefused(await anna.refused({ request: 'cancel', transfer: 'nothing' }), 440);
        assert.ok([440, 451].includes((await anna.refused({ request: 'return', transfer: 'nothing' })).code));
    });

    test('bad requests: for a transfer whose code nobody has scanned', async (context) => {
        const { room, anna, ben } = await setUp(context);
        const { transfer } = await anna.transfer();
        assertRefused(await anna.refused({ request: 'return', transfer }), 451);
        assertRefused(await anna.refused({ request: 'confirm', transfer, agree: true, number: 10 }), 405);
        for (const request of ['confirm', 'cancel', 'return']) {
            const error = await ben.refused({ request, transfer, agree: false });
            assert.ok([440, 448, 450].includes(error.code), `${request} by another: ${error.message}`);
        }
        const { transfers } = await context.admin({ request: 'transfers', room });
        assert.deepEqual(transfers.map(({ state }) => state), ['showing']);
    });
}
