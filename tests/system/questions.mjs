// SPDX-License-Identifier: GPL-3.0-or-later
// Asking people: who is asked, by which channel, what their responses lead to, and what is not a response.
import assert from 'node:assert/strict';
import { after, allEnded, ended, scansCode, unmoved } from './calls.mjs';
import { assertRefused } from './check.mjs';
import { arrive, joined, meet, people, question, right, wrong } from './moves.mjs';
import { phones } from './phones.mjs';
import { CONFIRM } from './settings.mjs';

const HOW = ['popup', 'chat', 'sms'];

/** Puts Anna, Ben and Dora into a room with the policy `confirm`, and opens another device for Anna. */
async function setUp(context, confirm, { phone = confirm.how === 'sms' } = {}) {
    const room = await context.room({ confirm });
    return { room, ...await people(context, room, { phone }) };
}

/** Tests of each channel: the question, the response, and the result for the move. */
function tells(test) {
    test('C8: the pop-up tells the others which device wants whose call, and nothing more', async (context) => {
        const { anna, ben, carl } = await setUp(context, { who: 'remote_any' });
        const met = await meet.old(anna, carl);
        const { question: asked } = await question.popup(ben);
        assert.deepEqual([asked.role, asked.participant, asked.display, asked.device_name, asked.form],
            ['remote', anna.id, 'Anna', 'Carl', 'number']);
        assert.equal(new Set(asked.choices).size, 3);
        assert.ok(asked.choices.includes(met.scanned.number));
        assert.ok(asked.expires_in > 0 && asked.expires_in <= CONFIRM * 1000);
        assert.equal(anna.uplink.unread('confirm').length, 0, 'the device in the call must not be asked');
        await ben.confirm(met.transfer, { number: right(met) });
        await arrive(anna, carl);
    });

    test('C8: one yes of the others is enough, and the rest are told that the question is over', async (context) => {
        const { anna, ben, dora, carl } = await setUp(context, { who: 'remote_any', form: 'yesno' });
        const met = await meet.old(anna, carl);
        await question.popup(dora);
        await (await question.popup(ben)).respond(true);
        const end = await dora.next('confirm_ended');
        assert.deepEqual([end.transfer, end.role, end.outcome], [met.transfer, 'remote', 'agreed']);
        assert.ok(end.text.length > 0);
        const late = await dora.refused({ request: 'confirm', transfer: met.transfer, agree: false });
        assert.ok([405, 440, 448, 457].includes(late.code), late.message);
        await arrive(anna, carl);
    });

    test('C8 C9: a no of anybody ends the transfer, also if others have agreed', async (context) => {
        for (const who of ['remote_any', 'remote_all', 'both_any', 'both_all']) {
            const all = await setUp(context, { who, form: 'yesno' });
            const { anna, ben, dora, carl } = all;
            await meet.old(anna, carl);
            if (who.endsWith('all'))
                await (await question.popup(ben)).respond(true);
            await (await question.popup(dora)).respond(false);
            await allEnded([anna, carl], 'declined', 'said_no');
            assert.equal((await ben.next('confirm_ended')).outcome, 'declined');
            await unmoved(context, all);
        }
    });

    test('C9: both sides must agree, in either order', async (context) => {
        for (const first of ['anna', 'ben']) {
            const all = await setUp(context, { who: 'both_any' });
            const met = await meet.old(all.anna, all.carl);
            const second = first === 'anna' ? 'ben' : 'anna';
            await (await question.popup(all[first])).respond(true, right(met));
            assert.equal(all.carl.uplink.unread('admitted').length, 0);
            assertRefused(await all[first].refused({ request: 'confirm', transfer: met.transfer,
                agree: true, number: right(met) }), 457);
            await (await question.popup(all[second])).respond(true, right(met));
            await arrive(all.anna, all.carl);
        }
    });

    test('a transfer does not wait for a person who leaves; if nobody is left, the transfer ends', async (context) => {
        const all = await setUp(context, { who: 'remote_all', form: 'yesno' });
        await meet.old(all.anna, all.carl);
        await (await question.popup(all.ben)).respond(true);
        await question.popup(all.dora);
        await all.dora.request({ request: 'leave' });
        await arrive(all.anna, all.carl);

        const other = await setUp(context, { who: 'remote_any', form: 'yesno' });
        await meet.old(other.anna, other.carl);
        await question.popup(other.ben);
        await Promise.all([other.ben, other.dora].map((device) => device.request({ request: 'leave' })));
        await allEnded([other.anna, other.carl], 'failed', 'nobody_to_ask');
        await unmoved(context, other);
    });

    test('if there is nobody to ask, the transfer ends at once', async (context) => {
        const room = await context.room({ confirm: { who: 'remote_any' } });
        const anna = await joined(context, room, 'Anna');
        const carl = await context.device();
        const code = await anna.transfer();
        await carl.uplink.request({ request: 'scan', text: code.text }).catch((error) => error);
        await ended(anna, 'failed', 'nobody_to_ask');
    });
}

/** Tests that are the same for every channel. */
function everyHow(test) {
    for (const how of HOW) {
        const number = { popup: 'C7 C8', chat: 'C10', sms: 'C11' }[how];
        test(`${number}: by ${how}, the wrong number ends the transfer`, async (context) => {
            const all = await setUp(context, { who: 'both_all', how });
            const { anna, ben, carl } = all;
            const met = await meet.old(anna, carl);
            const asked = await question[how === 'sms' ? 'link' : how](ben, context);
            const error = await asked.respond(true, wrong(met, asked.question)).catch((failure) => failure);
            assertRefused(error, 447);
            await allEnded([anna, carl], 'declined', 'wrong_number');
            const later = await anna.refused({ request: 'confirm', transfer: met.transfer, agree: true,
                number: right(met) });
            assertRefused(later, 440);
            await unmoved(context, all);
        });

        test(`${number}: by ${how}, a no ends the transfer`, async (context) => {
            const all = await setUp(context, { who: 'both_all', how });
            await meet.old(all.anna, all.carl);
            await (await question[how](all.anna, context)).respond(false);
            await allEnded([all.anna, all.carl], 'declined', 'said_no');
            await unmoved(context, all);
        });

        test(`${number}: by ${how}, no response ends the transfer`, async (context) => {
            const all = await setUp(context, { who: 'remote_all', how });
            const met = await meet.old(all.anna, all.carl);
            const asked = await question[how](all.ben, context);
            await asked.respond(true, right(met));
            await allEnded([all.anna, all.carl], 'expired', 'no_response', after(CONFIRM));
            await unmoved(context, all);
        });
    }

    test('a response of somebody who was not asked is refused', async (context) => {
        const { anna, ben, dora, carl } = await setUp(context, { who: 'old' });
        const met = await meet.old(anna, carl);
        for (const device of [ben, dora, carl]) {
            assertRefused(await device.refused({ request: 'confirm', transfer: met.transfer, agree: true,
                number: right(met) }), 448);
        }
        await (await question.popup(anna)).respond(true, right(met));
        await arrive(anna, carl);
    });
}

function chat(test) {
    test('C10: only the person who is asked gets the question, and no chat history has it', async (context) => {
        const { room, anna, ben, dora, carl } = await setUp(context, { who: 'old', how: 'chat' });
        const met = await meet.old(anna, carl);
        const asked = await question.chat(anna);
        assert.deepEqual([asked.question.transfer, asked.question.device_name], [met.transfer, 'Carl']);
        await asked.respond(true, right(met));
        const { chat: history } = await arrive(anna, carl);
        assert.deepEqual(history, []);
        const late = await joined(context, room, 'Eve');
        assert.deepEqual(late.me.chat, []);
        for (const device of [ben, dora])
            assert.equal(device.uplink.unread('chat').length, 0, 'questions and responses must be private');
    });

    test('C10: a message that is not a response is ordinary chat, and the question stays open', async (context) => {
        const { anna, ben, carl } = await setUp(context, { who: 'remote_any', how: 'chat' });
        const met = await meet.old(anna, carl);
        const asked = await question.chat(ben);
        for (const text of ['What is this?', 'yes, we can do that', 'no problem']) {
            const sent = await ben.request({ request: 'chat', text });
            assert.ok(sent.id > 0 && sent.response === undefined);
            await anna.next('chat', { where: ({ message }) => message.text === text });
        }
        assertRefused(await ben.refused({ request: 'chat', text: 'yes' }), 401, 'number');
        await ben.request({ request: 'confirm', transfer: asked.question.transfer, agree: true,
            number: right(met) });
        await arrive(anna, carl);
        const sent = await ben.request({ request: 'chat', text: 'yes' });
        assert.ok(sent.id > 0, 'a yes without a question must be ordinary chat');
    });
}

function sms(test) {
    test('C11: the message contains the person\'s name and the words to reply with, but no code', async (context) => {
        const { anna, ben, carl } = await setUp(context, { who: 'remote_any', how: 'sms' });
        const { code, scanned } = await scansCode(anna, carl, { device_name: 'Tablet' });
        const { message, question: asked } = await question.sms(ben, context);
        assert.ok(message.text.includes('Anna'), message.text);
        assert.match(message.text, /\bNO\b/);
        assert.ok(asked.choices.includes(scanned.number));
        assert.ok(!message.text.includes(code.text.slice(-20)));
        const reply = await context.admin({ request: 'sms_reply', from: ben.phone,
            text: `YES ${scanned.number}` });
        assert.deepEqual([reply.response, typeof reply.text], ['agreed', 'string']);
        await arrive(anna, carl);
        const second = await context.admin({ request: 'sms_reply', from: ben.phone, text: 'NO' });
        assert.equal(second.response, 'refused');
        assert.ok(second.text.length > 0);
    });

    test('C11: the link shows the question, works once, and is invalid after the move', async (context) => {
        const { anna, ben, carl } = await setUp(context, { who: 'both_any', how: 'sms', form: 'yesno' });
        await meet.old(anna, carl);
        const asked = await question.link(ben, context);
        assert.deepEqual([asked.question.display, asked.question.device_name, asked.question.form],
            ['Anna', 'Carl', 'yesno']);
        await asked.respond(true);
        const again = await asked.page.refused({ request: 'confirm', ticket: asked.ticket, agree: false });
        assert.ok([440, 442, 457].includes(again.code), again.message);
        await (await question.sms(anna, context)).respond(true);
        await arrive(anna, carl);
        const over = await asked.page.refused({ request: 'question', ticket: asked.ticket });
        assert.ok([440, 442, 457].includes(over.code), over.message);
    });

    test('C11: wrong tickets count as misses, and lock the handle', async (context) => {
        const page = await context.device();
        for (let i = 0; i < 5; i++)
            assertRefused(await page.refused({ request: 'question', ticket: `guess${i}` }), 442);
        assertRefused(await page.refused({ request: 'question', ticket: 'guess' }), 449);
        assertRefused(await page.refused({ request: 'confirm', ticket: 'guess', agree: true }), 449);
    });

    test('C11: a reply from a number that was not asked, or that is not a response, is refused', async (context) => {
        const { anna, ben, carl } = await setUp(context, { who: 'remote_any', how: 'sms' });
        const met = await meet.old(anna, carl);
        await question.sms(ben, context);
        for (const [from, text] of [['+49301', `YES ${right(met)}`], ['Bank', 'YES'],
            [anna.phone, `YES ${right(met)}`], [ben.phone, 'Who is this?'], [ben.phone, 'YES'],
            [ben.phone, '`reboot` $(reboot)\n\'"; --']]) {
            const reply = await context.admin({ request: 'sms_reply', from, text });
            assert.equal(reply.response, 'refused', `${from}: ${text}`);
            assert.ok(reply.text.length > 0);
        }
        const good = await context.admin({ request: 'sms_reply', from: ben.phone.replace('+', '00'),
            text: `yes ${right(met)}` });
        assert.equal(good.response, 'agreed');
        await arrive(anna, carl);
    });

    test('C11: links distinguish two questions to the same number', async (context) => {
        const all = await setUp(context, { who: 'remote_all', how: 'sms', form: 'yesno' });
        const other = await setUp(context, { who: 'remote_all', how: 'sms', form: 'yesno' });
        await context.admin({ request: 'phone', room: other.room, id: other.ben.id, phone: all.ben.phone });
        other.ben.phone = all.ben.phone;
        await meet.old(all.anna, all.carl);
        const first = await question.link(all.ben, context);
        await meet.old(other.anna, other.carl);
        const second = await question.link(other.ben, context);
        const reply = await context.admin({ request: 'sms_reply', from: all.ben.phone, text: 'YES' });
        assert.equal(reply.response, 'refused');
        await first.respond(true);
        await (await question.sms(all.dora, context)).respond(true);
        await arrive(all.anna, all.carl);
        await second.respond(false);
        await ended(other.anna, 'declined', 'said_no');
    });

    test('C11: people who share a number get one message, and one reply counts for all of them', async (context) => {
        for (const by of ['sms', 'link']) {
            const { room, anna, ben, dora, carl } = await setUp(context, { who: 'remote_all', how: 'sms' });
            await context.admin({ request: 'phone', room, id: dora.id, phone: ben.phone });
            const met = await meet.old(anna, carl);
            const { respond } = await question[by](ben, context);
            await respond(true, right(met));
            await arrive(anna, carl);
            assert.deepEqual(phones.mail.unread.filter(({ to }) => [ben.phone, dora.phone].includes(to)), []);
        }
    });

    test('C11: delivery_failed comes if a person cannot be reached; then the transfer ends', async (context) => {
        const room = await context.room({ confirm: { who: 'remote_any', how: 'sms' } });
        const anna = await joined(context, room, 'Anna');
        const ben = await context.device();
        const dead = phones.number({ dead: true });
        await ben.join(room, { display: 'Ben', phone: dead });
        const carl = await context.device();
        await carl.scan((await anna.transfer()).text);
        const failed = await anna.next('delivery_failed');
        assert.deepEqual([failed.how, failed.participant, failed.fallback], ['sms', ben.id, null]);
        assert.ok(failed.text.length > 0 && !JSON.stringify(failed).includes(dead));
        await ended(anna, 'failed', 'not_delivered');
    });

    test('C11: an operator sets and removes a number; nobody else sees it', async (context) => {
        const room = await context.room();
        const [anna, ben] = [await joined(context, room, 'Anna', { phone: true }),
            await joined(context, room, 'Ben')];
        for (const phone of ['+4930123456', '+49 (0) 30/123.456', 'tel:+49-30-123456'])
            assert.deepEqual(await context.admin({ request: 'phone', room, id: ben.id, phone }),
                { baton: 'phone', id: ben.id, known: true });
        for (const phone of ['030123456', '+0123456', '+49 30 1x', 7, '+1234567890123456'])
            assert.equal((await context.admin({ request: 'phone', room, id: ben.id, phone })).error_code, 402);
        await context.admin({ request: 'phone', room, id: ben.id, phone: null });
        assert.equal((await context.admin({ request: 'phone', room, id: 'nobody', phone: null })).error_code,
            423);
        const seen = JSON.stringify([anna.uplink.seen, ben.uplink.seen].map((messages) => messages.filter(
            ({ plugindata }) => plugindata?.data?.baton !== 'joined')));
        assert.ok(!seen.includes(anna.phone));
        assert.ok(!JSON.stringify(ben.me).includes(anna.phone));
    });
}

export default function questions(test) {
    tells(test);
    everyHow(test);
    chat(test);
    sms(test);
}
