// SPDX-License-Identifier: GPL-3.0-or-later
// A Janus that demands signed tokens. From the code, a device without a token can make a token.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import { JanusError } from '../harness/api.mjs';
import { preAuthOf, tokenOf } from '../harness/device.mjs';
import { assertRefused } from './check.mjs';
import { question } from './moves.mjs';
import { CONFIRM, MATCH } from './settings.mjs';

export const SECRET = 'what Janus and Baton know';
const PLUGIN = 'janus.plugin.baton';

/** Signs a token, as an operator's own server does. */
function sign(descriptors, { seconds = 600, secret = SECRET } = {}) {
    const text = [Math.floor(Date.now() / 1000) + seconds, 'janus', ...descriptors].join(',');
    return `${text}:${createHmac('sha1', secret).update(text).digest('base64')}`;
}

/** Starts a Janus that demands tokens. Resolves with it and with a token for its users. */
export async function tokenJanus(context, { general, ...options } = {}) {
    const settings = context.suite.settings;
    const janus = await context.ownJanus({
        settings: { ...settings, general: { ...settings.general, token_auth_secret: SECRET, ...general } },
        janus: { general: { token_auth: true, token_auth_secret: SECRET } },
        ...options,
    });
    return { janus, full: sign([PLUGIN]) };
}

/** Starts a Janus that demands tokens, with a call of Anna and Ben. */
export async function setUp(context, fields = {}) {
    const { full } = await tokenJanus(context);
    const room = await context.room(fields);
    const join = async (display) => {
        const device = await context.device({ token: full });
        await device.join(room, { display, token: full });
        return device;
    };
    const [anna, ben] = await Promise.all([join('Anna'), join('Ben')]);
    return { room, anna, ben, full };
}

const expiryOf = (token) => Number(token.split(',')[0]);

/** Moves Anna's call to a device that knows only the code. Resolves with that device, which uses its new token. */
export async function movedTo(context, anna) {
    const code = await anna.transfer();
    const token = preAuthOf(code.text);
    const device = await context.device({ token });
    const scanned = await device.scan(code.text, { token });
    assert.equal(scanned.token, undefined, 'a token before the device is admitted');
    const admitted = await device.next('admitted');
    device.session.token = admitted.token;
    await device.publish([]);
    const moved = await device.next('moved');
    return { device, first: admitted.token, moved };
}

async function refusedByJanus(promise) {
    await assert.rejects(promise, (error) => error instanceof JanusError && error.code === 403);
}

export default function tokens(test) {
    test('C14: if Janus demands tokens, a device that knows only the code gets in',
        async (context) => {
            const { room, anna, ben } = await setUp(context);
            await refusedByJanus(context.device());
            await refusedByJanus(context.device({ token: sign([PLUGIN], { secret: 'guessed' }) }));
            for (const link of ['https://call.example/x', undefined]) {
                const code = await anna.transfer(link ? { link } : {});
                assert.ok(tokenOf(code.text).length === 43);
                const token = preAuthOf(code.text);
                assert.ok(token.includes(`,${PLUGIN},transfer=${code.transfer}:`));
                if (link)
                    await anna.request({ request: 'cancel', transfer: code.transfer });
            }
            const code = await anna.transfer({ link: 'https://call.example/x' });
            const token = preAuthOf(code.text);
            const carl = await context.device({ token });
            const scanned = await carl.scan(code.text, { room, token });
            assert.equal(scanned.transfer, code.transfer);
            assert.equal(scanned.token, undefined, 'a token before anybody has agreed');
            await (await question.popup(anna)).respond(true, scanned.number);
            const admitted = await carl.next('admitted');
            assert.ok(admitted.token.includes(`,${PLUGIN},device=${scanned.device}:`), 'for another device');
            assert.ok(!admitted.token.includes(anna.id), 'the token names the participant');
            const left = expiryOf(admitted.token) - Date.now() / 1000;
            assert.ok(left > 590 && left <= 600, `${left} s`);
            carl.session.token = admitted.token;
            await carl.publish([]);
            const [moved, movedOld] = await Promise.all([carl.next('moved'), anna.next('moved')]);
            assert.deepEqual([moved.token, movedOld.token], [undefined, undefined]);
            await carl.request({ request: 'chat', text: 'Here I am.' });
            await ben.next('chat', { where: ({ message }) => message.from === anna.id });
        });

    test('C14: the token in a code is valid for this transfer, and for nothing else', async (context) => {
        const { room, anna, ben } = await setUp(context);
        const [code, other] = [await anna.transfer(), await ben.transfer()];
        const token = preAuthOf(code.text);
        const eve = await context.device({ token });
        await assert.rejects(eve.session.attach('janus.plugin.echotest'), JanusError);
        for (const body of [{ request: 'join', room }, { request: 'create', room: 'mine' },
            { request: 'edit', room, description: 'mine' }, { request: 'destroy', room },
            { request: 'list' }, { request: 'participants', room }, { request: 'exists', room }]) {
            assertRefused(await eve.refused({ ...body, token }), 413, 'token');
            assertRefused(await eve.refused(body), 413, 'token');
            const forged = token.replace(/,transfer=[^:]*/, '');
            assertRefused(await eve.refused({ ...body, token: forged }), 413, 'token');
        }
        assertRefused(await eve.refused({ request: 'scan', text: other.text, token }), 413);
        assertRefused(await eve.refused({ request: 'scan', text: code.text }), 413);
        assertRefused(await eve.refused({ request: 'scan', text: code.text, token: 'x' }), 413, 'token');
        assert.equal((await eve.scan(code.text, { token })).transfer, code.transfer);
        const late = await context.device({ token: preAuthOf(other.text) });
        assert.equal((await late.scan(other.text, { token: preAuthOf(other.text) })).transfer,
            other.transfer);
    });

    test('C14: a device with a token of its own scans with it, and shows codes to others', async (context) => {
        const { anna, full } = await setUp(context, { confirm: { who: 'nobody' }, grace: 1 });
        const carl = await context.device({ token: full });
        const { number, state } = await carl.scan((await anna.transfer({ kind: 'short' })).text,
            { token: full });
        assert.deepEqual([number, state], [undefined, 'connecting']);
        const { token } = await carl.next('admitted');
        await carl.publish([]);
        await carl.next('moved');
        // The token that the device got is valid for this call only.
        const dora = await context.device({ token });
        for (const body of [{ request: 'list' }, { request: 'join', room: 'any' }])
            assertRefused(await dora.refused({ ...body, token }), 413, 'token');
        await Promise.all([anna.next('moved'), carl.next('transfer_ended')]);
        const shown = await dora.present({ token });
        const said = await carl.look(shown.text);
        assert.equal(said.role, 'old');
    });

    test('C14: the token in a code lasts until people have agreed, and not longer', async (context) => {
        const { anna } = await setUp(context, { code_lifetime: 5 });
        for (const mutual of [true, false]) {
            const { text } = await anna.transfer({ mutual });
            const left = expiryOf(preAuthOf(text)) - Date.now() / 1000;
            const most = 5 + CONFIRM + (mutual ? MATCH : 0);
            assert.ok(left > most - 2 && left <= most + 1, `${left} s, expected ${most} s`);
        }
    });

    test('C14: a token in a code that has expired opens nothing', async (context) => {
        await tokenJanus(context, { general: { confirm_seconds: 1 } });
        const room = await context.room({ code_lifetime: 5 });
        const anna = await context.device({ token: sign([PLUGIN]) });
        await anna.join(room, { display: 'Anna', token: anna.session.token });
        const token = preAuthOf((await anna.transfer()).text);
        await new Promise((resolve) => setTimeout(resolve, (expiryOf(token) + 1.2) * 1000 - Date.now()));
        await refusedByJanus(context.device({ token }));
    });

    test('theft: a stranger who scans gets no token before people agree, and none after a no', async (context) => {
        const { anna } = await setUp(context);
        const code = await anna.transfer();
        const token = preAuthOf(code.text);
        const eve = await context.device({ token });
        const scanned = await eve.scan(code.text, { token });
        assert.deepEqual([scanned.state, scanned.token], ['confirming', undefined]);
        assertRefused(await eve.refused({ request: 'present' }), 413, 'token');
        assertRefused(await eve.refused({ request: 'present', token }), 413, 'token');
        await (await question.popup(anna)).respond(false);
        await eve.next('transfer_ended');
        const seen = JSON.stringify(eve.uplink.seen);
        assert.ok(!seen.includes(`,${PLUGIN},`), 'the stranger has got a token');
        assert.ok(!seen.includes(anna.id), 'the stranger knows the id of the participant');
    });

    test('theft: after its device has left, a token is refused', async (context) => {
        const { anna } = await setUp(context, { confirm: { who: 'nobody' }, grace: 0 });
        const { device, first: token } = await movedTo(context, anna);
        const other = await context.device({ token });
        await other.present({ token });
        await device.request({ request: 'leave' });
        for (const body of [{ request: 'present' }, { request: 'list' }, { request: 'join', room: 'any' },
            { request: 'scan', text: 'BCDF-GHJK' }]) {
            const eve = await context.device({ token });
            assertRefused(await eve.refused({ ...body, token }), 413, 'revoked');
        }
    });

    test('theft: the token of a device that lost the call to another device is refused', async (context) => {
        const { anna } = await setUp(context, { confirm: { who: 'nobody' }, grace: 0 });
        const { device, first: token } = await movedTo(context, anna);
        await device.next('transfer_ended');
        await movedTo(context, device);
        await device.next('transfer_ended');
        const eve = await context.device({ token });
        assertRefused(await eve.refused({ request: 'present', token }), 413, 'revoked');
    });

    test('C14: a call goes on beyond the time of its first token, because Baton renews it', async (context) => {
        await tokenJanus(context, { general: { token_seconds: 4 } });
        const room = await context.room({ confirm: { who: 'nobody' } });
        const anna = await context.device({ token: sign([PLUGIN]) });
        await anna.join(room, { display: 'Anna', token: anna.session.token });
        const { device, first } = await movedTo(context, anna);
        const tokens = [first];
        while (expiryOf(first) + 1 > Date.now() / 1000) {
            const { token } = await device.next('token');
            device.session.token = token;
            tokens.push(token);
        }
        assert.equal(new Set(tokens).size, tokens.length);
        await refusedByJanus(context.device({ token: first }));
        assert.equal((await device.request({ request: 'hand', raised: true })).raised, true);
        await context.device({ token: tokens.at(-1) });
    });

    test('without token_auth, codes contain no pre-authentication and nobody needs a token', async (context) => {
        const room = await context.room();
        const anna = await context.caller(room, { sources: [], slots: null });
        const { text } = await anna.transfer();
        assert.throws(() => preAuthOf(text));
        const carl = await context.device();
        assert.equal((await carl.scan(text)).token, undefined);
    });
}
