// SPDX-License-Identifier: GPL-3.0-or-later
// Runs Kannel's reply script (conf/kannel/sms-reply) with random arguments and random replies of the Admin API.
// Whatever comes, the script prints one line of at most 300 characters for the person, and only the texts that Kannel
// can have encoded reach the Admin API, decoded as Kannel has encoded them.
// Usage: node tests/fuzz/sms-reply.mjs SECONDS [SEED]. Prints the seed, and what failed.
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import http from 'node:http';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const script = fileURLToPath(new URL('../../conf/kannel/sms-reply', import.meta.url));
const SORRY = 'Your response could not be passed on. Please respond in the call itself.';
const seconds = Number(process.argv[2] ?? 4);
const seed = Number(process.argv[3] ?? Date.now() % 1e9);
let state = seed;

/** A random number in [0, 1), the same in each run with this seed (mulberry32). */
function random() {
    state = (state + 0x6d2b79f5) | 0;
    let x = Math.imul(state ^ (state >>> 15), 1 | state);
    x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
    return ((x ^ (x >>> 14)) >>> 0) / 4294967296;
}

const below = (bound) => Math.floor(random() * bound);
const pick = (list) => list[below(list.length)];
const bytes = (most) => Buffer.from(Array.from({ length: below(most) }, () => below(256)));

// --- the Admin API ---------------------------------------------------------------------------------

const TEXTS = ['Thank you.', 'a\nb\u0000c', '\u{1F600}'.repeat(400), 'é'.repeat(301), '', '\u202e', 'x'.repeat(5000)];
let seen;

function replyBody() {
    const text = pick(TEXTS);
    return pick([
        () => JSON.stringify({ response: { text } }),
        () => JSON.stringify({ response: { error: text } }),
        () => JSON.stringify({ response: {} }),
        () => JSON.stringify({ response: [text] }),
        () => JSON.stringify({ response: { text: { a: 1 } } }),
        () => JSON.stringify([]),
        () => '"text"',
        () => '{"response": ',
        () => bytes(200),
        () => ' '.repeat(70000),
    ])();
}

const server = http.createServer(async (request, response) => {
    let body = '';
    request.setEncoding('utf8');
    for await (const part of request)
        body += part;
    seen = JSON.parse(body);
    if (below(10) === 0) {
        request.socket.destroy();
        return;
    }
    const status = pick([200, 200, 200, 200, 302, 403, 500]);
    response.writeHead(status, status === 302 ? { location: 'http://127.0.0.1:1/' } : {});
    response.end(replyBody());
});

// --- the script ------------------------------------------------------------------------------------

const encode = (text) => Array.from(Buffer.from(text), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('');

/** Some texts, and what they must be decoded to; undefined: any text, or none. */
function someText() {
    const plain = pick(['yes 57', 'JA', 'é\u20ac', '\u{1F600} 12', "a'b\"c", '$(id) `id` ; rm', '-e exit', '']);
    return pick([
        () => ({ text: encode(plain), decoded: plain }),
        () => ({ text: bytes(60).toString('latin1').replaceAll('\0', ' ') }),
        () => ({ text: Array.from(bytes(60), (byte) => `%${byte.toString(16).padStart(2, '0')}`).join('') }),
        () => ({ text: 'a'.repeat(below(6000)) }),
        () => ({ text: pick(['%', '%4', '%zz', '%00', '+', '%d8%00%d8', '\n']) }),
    ])();
}

async function run(settings, sender, coding, text) {
    const child = spawn('/usr/bin/perl', ['-T', script, settings, sender, coding, text]);
    const out = [];
    child.stdout.on('data', (part) => out.push(part));
    child.stderr.resume();
    const [code, signal] = await once(child, 'close');
    return { code, signal, text: new TextDecoder('utf-8', { fatal: true }).decode(Buffer.concat(out)) };
}

async function attempt(folder) {
    const settings = path.join(folder, 'settings.conf');
    const url = `http://127.0.0.1:${server.address().port}/admin`;
    const good = `admin_url = ${url}\nadmin_secret = s\n`;
    const odd = below(10) === 0;
    writeFileSync(settings, odd ? pick(['', 'admin_url\n', `${good}other = 1\n`, bytes(100)]) : good);
    const { text, decoded } = someText();
    const sender = encode('+4917612345');
    const coding = pick(['0', '0', '0', '1', '2', '-1', 'x', '']);
    seen = undefined;
    const result = await run(settings, sender, coding, text);
    assert.equal(result.signal, null);
    assert.equal(result.code, 0);
    assert.ok([...result.text].length <= 300, 'too long');
    // eslint-disable-next-line no-control-regex
    assert.doesNotMatch(result.text, /[\u0000-\u001f\u007f-\u009f]/);
    if (!seen)
        assert.equal(result.text, SORRY);
    if (seen) {
        assert.equal(seen.request.request, 'sms_reply');
        assert.equal(seen.request.from, '+4917612345');
        assert.doesNotMatch(seen.request.text, /\u0000/);
    }
    if (decoded !== undefined && ['0', '1', '-1'].includes(coding) && !odd)
        assert.equal(seen?.request.text, decoded);
}

const folder = mkdtempSync(path.join(os.tmpdir(), 'baton-sms-reply-'));
let tries = 0;
console.log(`seed ${seed}`);
server.listen(0, '127.0.0.1');
await once(server, 'listening');
try {
    for (const end = Date.now() + seconds * 1000; Date.now() < end; tries++)
        await attempt(folder);
    console.log(`stat::number_of_executed_units: ${tries}`);
} finally {
    server.close();
    rmSync(folder, { recursive: true });
}
