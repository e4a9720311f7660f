// SPDX-License-Identifier: GPL-3.0-or-later
// Questions by SMS through a real Kannel with the settings of conf/kannel: what arrives on a telephone, what somebody
// types there, and the result. tests/system/questions.mjs has the other tests, without telephones.
import assert from 'node:assert/strict';
import { once } from 'node:events';
import http from 'node:http';
import { SENDER, startKannel } from '../harness/kannel.mjs';
import { scaled } from '../harness/timeouts.mjs';
import { after, allEnded, takesCall, unmoved } from './calls.mjs';
import { flows, sees } from './check.mjs';
import { arrive } from './moves.mjs';
import { settings } from './settings.mjs';

const LONG = { timeout: scaled(90000) };
const CONFIRM = 30;
const ANNA = '+491761234567';
const BEN = '+493012345678';
const QUESTION = new RegExp('^"Anna" wants to move the call "Stand-up" to "Carl\'s phone"\\. ' +
    'Reply YES (\\d\\d), (\\d\\d) or (\\d\\d) \\(shown there\\) or NO\\.');

async function kannelFor(context) {
    const kannel = await startKannel();
    context.defer(() => kannel.stop());
    return kannel;
}

/**
 * Starts a Janus that sends and receives SMS through Kannel, puts Anna and Ben into a room that asks the others by SMS,
 * and opens another device for Anna. `sms`: settings of that section; `password`: the gateway's; `media`: whether
 * Anna's and Ben's devices send and receive media.
 */
async function setUp(context, { sms, password, confirmSeconds = CONFIRM, media = false } = {}) {
    const kannel = await kannelFor(context);
    const all = settings();
    const janus = await context.ownJanus({ settings: { ...all, sms: kannel.settings(sms, password),
        general: { ...all.general, confirm_seconds: confirmSeconds } } });
    await kannel.repliesTo(janus.adminUrl, janus.adminSecret);
    const room = await context.room({ description: 'Stand-up', confirm: { who: 'remote_any', how: 'sms' } });
    const people = [['Anna', ANNA], ['Ben', BEN]].map(async ([display, phone]) => {
        const device = await context.device();
        await device.join(room, { display, phone });
        return media ? device.connect({}) : device;
    });
    const [anna, ben] = await Promise.all(people);
    return { kannel, janus, room, anna, ben, carl: await context.device() };
}

async function scanned({ anna, carl }) {
    const code = await anna.transfer();
    const { number } = await carl.scan(code.text, { device_name: 'Carl\'s phone' });
    return { transfer: code.transfer, number, code };
}

/** Waits for the question on Ben's telephone, which must fit in one message. Resolves with its numbers. */
async function question(kannel) {
    const text = await kannel.received(BEN);
    const match = QUESTION.exec(text);
    assert.ok(match, text);
    return { text, choices: match.slice(1).map(Number) };
}

/** Starts a fake Admin API, which records requests and replies with thanks. */
async function fakeAdmin(context) {
    const seen = [];
    const server = http.createServer((request, response) => {
        let body = '';
        request.setEncoding('utf8').on('data', (part) => { body += part; });
        request.on('end', () => {
            seen.push(JSON.parse(body));
            response.end(JSON.stringify({ janus: 'success', response: { baton: 'sms_reply',
                response: 'agreed', text: 'Thank you: "$(it)" is ü' } }));
        });
    });
    server.listen(0, '127.0.0.1');
    await once(server, 'listening');
    context.defer(() => server.close());
    return { seen, url: `http://127.0.0.1:${server.address().port}/admin` };
}

export default function sms(test) {
    test('C11 Kannel: a typed text reaches the Admin API unchanged, and no shell runs it', async (context) => {
        const kannel = await kannelFor(context);
        const admin = await fakeAdmin(context);
        await kannel.repliesTo(admin.url, 'the "admin" secret');
        const typed = ['YES 42', '"yes" `touch pwned` $(touch pwned); touch pwned | touch pwned & exit',
            'a\' \'$(touch pwned)\' " \\', 'yes 42\n-- \nsent by `touch pwned`', 'Grüße € $HOME !~*()', '%22%0a'];
        for (const text of typed) {
            assert.equal(await kannel.reply(BEN, text), 'Thank you: "$(it)" is ü');
            const { admin_secret: secret, plugin, request } = admin.seen.pop();
            assert.deepEqual([secret, plugin], ['the "admin" secret', 'janus.plugin.baton']);
            assert.deepEqual(request, { request: 'sms_reply', from: BEN, text });
        }
        assert.ok(!(await kannel.files()).includes('pwned'));
        await kannel.repliesTo('http://127.0.0.1:9/admin', 'x');
        assert.match(await kannel.reply(BEN, 'YES'), /could not be passed on/);
    }, LONG);

    test('C11 Kannel: the question arrives on the telephone, and a typed reply moves the call', async (context) => {
        const all = await setUp(context, { media: true });
        const { kannel, anna, ben, carl } = all;
        await sees(ben, anna.id);
        await flows(anna, ben);
        const { number, code } = await scanned(all);
        const { text, choices } = await question(kannel);
        assert.ok(choices.includes(number));
        assert.ok(text.length <= 160 && !text.includes(code.text.slice(-16)));
        assert.deepEqual(kannel.unread(ANNA), [], 'the moving person must not be asked');

        const thanks = await kannel.reply(BEN, `yes ${number}`);
        assert.ok(thanks.length > 0);
        await takesCall(carl, { sources: carl.wantedSources(), slots: carl.wantedSlots() });
        await anna.next('moved');
        await flows(carl, ben);

        assert.notEqual(await kannel.reply(BEN, 'no'), thanks);
        await flows(carl, ben);
        assert.equal(anna.uplink.unread('transfer_ended').filter(({ outcome }) =>
            outcome === 'declined').length, 0, 'a second reply undid the first');
    }, LONG);

    test('C11 Kannel: a text that is not a response, or a no, does not move the call', async (context) => {
        const all = await setUp(context);
        const { kannel } = all;
        let { number } = await scanned(all);
        await question(kannel);
        for (const [from, text] of [['+4999999999', `YES ${number}`], [ANNA, `YES ${number}`],
            [BEN, 'Who is this?'], [BEN, 'YES']])
            assert.ok((await kannel.reply(from, text)).length > 0);
        assert.equal(all.carl.uplink.unread('admitted').length, 0);
        await kannel.reply(BEN, 'No.');
        await allEnded([all.anna, all.carl], 'declined', 'said_no', after(CONFIRM));
        await unmoved(context, all);
        const late = await kannel.reply(BEN, `YES ${number}`);
        assert.ok(late.length > 0);
        await unmoved(context, all);

        ({ number } = await scanned(all));
        const { choices } = await question(kannel);
        await kannel.reply(BEN, `YES ${choices.find((choice) => choice !== number)}`);
        await allEnded([all.anna, all.carl], 'declined', 'wrong_number', after(CONFIRM));
        await unmoved(context, all);
    }, LONG);

    test('C11 Kannel: no response ends the transfer, and a later reply changes nothing', async (context) => {
        const all = await setUp(context, { confirmSeconds: scaled(4) });
        const { kannel } = all;
        const { number } = await scanned(all);
        await question(kannel);
        await allEnded([all.anna, all.carl], 'expired', 'no_response', after(CONFIRM));
        assert.ok((await kannel.reply(BEN, `YES ${number}`)).length > 0);
        await unmoved(context, all);
        assert.equal(all.carl.uplink.unread('admitted').length, 0);
    }, LONG);

    test('C11 Kannel: the person can also respond with the link in the message', async (context) => {
        const all = await setUp(context, { sms: { confirm_link: 'https://call.example/ask' } });
        const { number, transfer } = await scanned(all);
        const text = await all.kannel.received(BEN);
        const ticket = / Or https:\/\/call\.example\/ask#ask=([A-Za-z0-9_-]+)$/.exec(text)?.[1];
        assert.ok(ticket, text);
        const page = await context.device();
        const asked = await page.request({ request: 'question', ticket });
        assert.deepEqual([asked.transfer, asked.display, asked.device_name],
            [transfer, 'Anna', 'Carl\'s phone']);
        await page.request({ request: 'confirm', ticket, agree: true, number });
        await arrive(all.anna, all.carl);
    }, LONG);

    test('C11 Kannel: the person in the call learns that the gateway refuses or is gone', async (context) => {
        const all = await setUp(context, { password: 'wrong' });
        const { kannel, janus } = all;
        await scanned(all);
        const failed = await all.anna.next('delivery_failed');
        assert.deepEqual([failed.how, failed.participant, failed.fallback], ['sms', all.ben.id, null]);
        assert.match(failed.text, /403/);
        await allEnded([all.anna, all.carl], 'failed', 'not_delivered', after(CONFIRM));
        await unmoved(context, all);
        assert.deepEqual(kannel.unread(BEN), []);

        await kannel.stopTaking();
        await scanned(all);
        assert.match((await all.anna.next('delivery_failed')).text, /cannot be reached/);
        await allEnded([all.anna, all.carl], 'failed', 'not_delivered', after(CONFIRM));
        assert.ok(![BEN, 'wrong', SENDER].some((secret) => failed.text.includes(secret)));
        assert.ok(!janus.log.includes(BEN) && !janus.log.includes('password=wrong'));
    }, LONG);

    test('C11 Kannel: if an SMS cannot be delivered, the fallback asks the person by pop-up', async (context) => {
        const all = await setUp(context, { sms: { fallback: 'popup' } });
        await all.kannel.stopTaking();
        const { number, transfer } = await scanned(all);
        assert.equal((await all.anna.next('delivery_failed')).fallback, 'popup');
        const asked = await all.ben.next('confirm');
        assert.deepEqual([asked.transfer, asked.how], [transfer, 'popup']);
        await all.ben.confirm(transfer, { number });
        await arrive(all.anna, all.carl);
    }, LONG);
}
