// SPDX-License-Identifier: GPL-3.0-or-later
// Only the device that shows a token and the device that scans it see the token.
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { move, preAuthOf, tokenOf } from '../harness/device.mjs';
import { callIn, nobody } from './calls.mjs';
import { flows } from './check.mjs';
import { arrive, joined, meet, question, right } from './moves.mjs';
import { SECRET, tokenJanus } from './tokens.mjs';

/** Returns all forms in which a token could be written. */
function forms(token) {
    const bytes = Buffer.from(token, 'base64url');
    const hash = createHash('sha256').update(bytes).digest();
    return [token, bytes.toString('hex'), bytes.toString('base64'), hash.toString('hex'),
        hash.toString('base64').slice(0, 43), hash.toString('base64url')];
}

/*
 * From level 6 on, Janus's WebSocket transport prints every message that it receives, also the scan of a code. The
 * plugin cannot prevent this; docs/operations warns of it. Nothing else may print a token.
 */
const ofTransport = /^\[[^\]]*\] \{.*"janus":"message".*"request":"scan"/;

/* The same pattern for requests with letters, tickets, phone numbers and Janus tokens. */
const ofClients = /^\[[^\]]*\] \{.*"janus":/;

export default function secrecy(test) {
    for (const [debug, excused] of [[5, /^$/], [7, ofTransport]]) {
        test(`tokens are in no log, no other event and no admin reply, at debug level ${debug}`,
            (context) => keepsSecrets(context, debug, excused));
        test(`letters, tickets, numbers, Janus tokens: in no log and no admin reply, at level ${debug}`,
            (context) => keepsTheRest(context, debug, debug < 6 ? excused : ofClients));
    }
}

/* When Janus starts, it prints its own settings. */
const ofSettings = /^\s+token_auth_secret: /;

/** Letters, tickets, phone numbers and Janus tokens must not be in logs and Admin API replies. */
async function keepsTheRest(context, debug, excused) {
    const { janus, full } = await tokenJanus(context, { debug });
    const room = await context.room({ confirm: { who: 'both_all', how: 'sms' } });
    const [anna, ben] = [await joined(context, room, 'Anna', { phone: true, token: full }),
        await joined(context, room, 'Ben', { phone: true, token: full })];
    const carl = await context.device({ token: full });
    const secrets = [anna.phone, ben.phone, SECRET];
    const letters = [await anna.transfer({ kind: 'short' }), await anna.transfer({ kind: 'code128' })];
    secrets.push(...letters.map(({ text }) => text), letters[0].text.replace('-', ''));
    const shown = await anna.transfer();
    secrets.push(tokenOf(shown.text), preAuthOf(shown.text).split(':')[1]);
    const met = await meet.old(anna, carl, { kind: 'code128', scan: { token: full } });
    for (const device of [anna, ben]) {
        const asked = await question.link(device, context, { token: full });
        secrets.push(asked.ticket);
        await asked.respond(true, right(met));
    }
    await arrive(anna, carl);
    assert.notEqual(carl.session.token, full);
    secrets.push(carl.session.token, anna.me.resume);
    const other = await context.device({ token: full });
    const { resume } = await other.request({ request: 'join', room, resume: ben.me.resume, token: full });
    const bens = [ben.me.resume, resume];
    const replies = [];
    for (const request of ['status', 'list', 'transfers', 'participants', 'devices'])
        replies.push(await context.admin({ request, room }));
    for (const [where, content, hidden] of [['a reply of the Admin API', replies, [...secrets, ...bens]],
        ['Ben\'s uplink', ben.uplink.seen, secrets]]) {
        for (const secret of hidden)
            assert.ok(!JSON.stringify(content).includes(secret), `${where} has a secret`);
    }
    await janus.stop({ keep: true });
    const lines = janus.log.split('\n')
        .filter((line) => [...secrets, ...bens].some((secret) => line.includes(secret)));
    const ours = lines.filter((line) => !excused.test(line) && !ofSettings.test(line));
    assert.deepEqual(ours.map((line) => line.slice(0, 160)), [], 'lines with a secret in the log');
}

async function keepsSecrets(context, debug, excused) {
    const janus = await context.ownJanus({ debug });
    const { room, anna, ben, carl } = await callIn(context, { ...nobody, grace: 1 });
    const replies = [];
    const ask = async (request) => replies.push(await context.admin(request));
    const look = async () => {
        for (const request of ['status', 'list', 'transfers'])
            await ask({ request });
        for (const request of ['participants', 'devices', 'sources', 'transfers'])
            await ask({ request, room });
        for (const session of (await janus.core('list_sessions')).sessions) {
            const { handles } = await janus.core('list_handles', {}, `/${session}`);
            for (const handle of handles ?? [])
                replies.push(await janus.core('handle_info', {}, `/${session}/${handle}`));
        }
    };

    const codes = [];
    // Codes that are shown, renewed, refused in every way, used, used again, and issued by an operator.
    codes.push(await anna.transfer({ link: 'https://call.example/' }));
    codes.push(await anna.transfer());
    await look();
    await carl.refused({ request: 'scan', text: codes[0].text });
    await carl.refused({ request: 'scan', text: codes[1].text, room: 'elsewhere' });
    await carl.refused({ request: 'scan', text: `${codes[1].text}=` });
    await carl.refused({ request: 'scan', text: ` ${codes[1].text.slice(0, -1)}` });
    codes.push(await anna.transfer({ link: 'https://call.example/' }));
    const { code, movedOld } = await move(anna, carl);
    codes.push(code);
    await look();
    await anna.refused({ request: 'scan', text: code.text });
    await flows(carl, ben);
    await carl.next('transfer_ended');
    await ask({ request: 'issue', room, id: anna.id });
    codes.push(await carl.next('code'));
    await look();
    await carl.request({ request: 'leave' });
    await look();

    const secrets = [...codes.map(({ text }) => tokenOf(text)), movedOld.disown].flatMap(forms);
    const pictures = codes.flatMap(({ svg, png }) => [svg, png].map((uri) =>
        uri.slice(uri.indexOf(',') + 1).slice(0, 400)));
    const found = (where, content, needles) => {
        for (const needle of needles)
            assert.ok(!content.includes(needle), `${where} has a token`);
    };
    found('a reply of the Admin API', JSON.stringify(replies), [...secrets, ...pictures]);
    for (const [name, handle] of [['Ben\'s uplink', ben.uplink], ['Ben\'s downlink', ben.downlink],
        ['Anna\'s downlink', anna.downlink], ['Carl\'s downlink', carl.downlink]])
        found(name, JSON.stringify(handle.seen), [...secrets, ...pictures]);
    const shownTo = (device, texts) => found('an event',
        JSON.stringify(device.uplink.seen), texts.flatMap(({ text }) => forms(tokenOf(text))));
    shownTo(carl, codes.slice(0, 4));
    shownTo(anna, codes.slice(4));

    await janus.stop({ keep: true });
    assert.ok(janus.log.length > 10000, 'the log must have been recorded');
    const lines = janus.log.split('\n').filter((line) => secrets.some((secret) =>
        line.includes(secret)));
    const ours = lines.filter((line) => !excused.test(line));
    assert.deepEqual(ours.map((line) => line.slice(0, 160)), [], 'lines with a token in the log');
}
