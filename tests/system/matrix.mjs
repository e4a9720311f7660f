// SPDX-License-Identifier: GPL-3.0-or-later
// Combines every way to scan, every kind of code, and both forms of a scan (the text of the code, or an image) with
// every way to agree. There is no media, because nothing here depends on it.
import assert from 'node:assert/strict';
import { arrive, meet, people, question, right, seen } from './moves.mjs';

// People type a short code. Its picture contains nothing that a decoder could read.
const CODES = [['qr', 'text'], ['qr', 'image'], ['code128', 'text'], ['code128', 'image'], ['short', 'text']];
const WHO = ['nobody', 'old', 'remote_any', 'remote_all', 'both_any', 'both_all'];
const HOW = ['popup', 'chat', 'sms'];

/** Yields all combinations. The two forms of a question and the two ways to respond to an SMS take turns. */
function* combinations() {
    let turn = 0;
    for (const direction of Object.keys(meet)) {
        for (const [kind, payload] of CODES) {
            for (const who of WHO) {
                for (const how of who === 'nobody' ? ['popup'] : HOW) {
                    turn++;
                    yield { direction, kind, payload, who, how, form: turn % 3 ? 'number' : 'yesno',
                        ask: how === 'sms' && turn % 2 ? 'link' : how };
                }
            }
        }
    }
}

const DIRECTIONS = { old: ['C1', 'C2'], new: ['C1', 'C15'], mutual: ['C1', 'C3', 'C5'] };
const KINDS = { qr: ['C12'], code128: ['C13'], short: [] };

/** Returns the requirements (docs/requirements.md) that a combination tests. */
function pointsOf({ direction, kind, payload, who, how }) {
    const popup = [/old|both/.test(who) && 'C7', /remote|both/.test(who) && 'C8', /both/.test(who) && 'C9'];
    const asked = { popup: popup.filter(Boolean), chat: ['C10'], sms: ['C11'] }[how];
    return [...DIRECTIONS[direction], ...(payload === 'image' ? ['C4'] : []), ...KINDS[kind], ...asked];
}

function nameOf(combination) {
    const { direction, kind, payload, who, how, ask, form } = combination;
    const by = how === ask ? how : `${how} ${ask}`;
    return `matrix ${pointsOf(combination).join(' ')}: ${direction} shows ${kind}, seen as ${payload}; ` +
        (who === 'nobody' ? 'nobody asked' : `${who} by ${by}, ${form}`);
}

/** Returns the people who are asked, and the people whose responses are needed. */
function respondents(who, { anna, ben, dora }) {
    const old = /old|both/.test(who) ? [anna] : [];
    const remote = /remote|both/.test(who) ? [ben, dora] : [];
    return { asked: [...old, ...remote], needed: [...old, ...(/any/.test(who) ? [dora] : remote)] };
}

async function run(context, { direction, kind, payload, who, how, form, ask }) {
    const room = await context.room({ confirm: { who, how, form } });
    const phone = how === 'sms';
    const { anna, ben, dora, carl } = await people(context, room, { phone });
    const met = await meet[direction](anna, carl, { kind, look: seen[payload] });
    const { asked, needed } = respondents(who, { anna, ben, dora });
    assert.equal(met.scanned.state, asked.length > 0 ? 'confirming' : 'connecting');
    const questions = await Promise.all(asked.map((device) => question[ask](device, context)));
    for (const device of needed) {
        assert.equal(carl.uplink.unread('admitted').length, 0, 'the new device must not get in before all have agreed');
        const { question: put, respond } = questions[asked.indexOf(device)];
        assert.equal(put.choices?.includes(met.scanned.number), form === 'number' ? true : undefined);
        await respond(true, right(met));
    }
    await arrive(anna, carl);
    await carl.request({ request: 'chat', text: 'Here I am.' });
    const { message } = await ben.next('chat', { where: (event) => event.message.text === 'Here I am.' });
    assert.equal(message.from, anna.id);
    assert.equal(ben.uplink.unread('participant_left').length, 0);
}

export default function matrix(test) {
    for (const combination of combinations())
        test(nameOf(combination), (context) => run(context, combination));
}
