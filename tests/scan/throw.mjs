// SPDX-License-Identifier: GPL-3.0-or-later
// Throws pictures at a Janus, so many per second whatever becomes of them, until its input ends. Prints a line
// when it begins, and in the end what was answered, by name.
// Usage: node tests/scan/throw.mjs WEBSOCKET RATE
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Session } from '../harness/api.mjs';
import { WAIT } from '../harness/timeouts.mjs';

const [url, rate] = [process.argv[2], Number(process.argv[3])];
const SESSIONS = 32;
const TICK = 10;
const folder = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'data', 'attack');

/** Hard to look at and without a code: nobody is locked out for guessing. */
const pictures = ['bomb.png', 'bomb.jpg', 'dust.png'].map((name) => `data:image/${name.endsWith('png')
    ? 'png' : 'jpeg'};base64,${readFileSync(path.join(folder, `nothing-${name}`)).toString('base64')}`);

const counts = {};
let sent = 0;
let answered = 0;
let noteAnswer = () => {};

/** Only what is needed to count, so that throwing costs little. */
function count(text) {
    const { plugindata } = JSON.parse(text);
    if (!plugindata?.data)
        return;
    const name = plugindata.data.error_name ?? plugindata.data.error_code ?? plugindata.data.baton;
    counts[name] = (counts[name] ?? 0) + 1;
    answered++;
    noteAnswer();
}

async function open() {
    /* Masks of zeros change nothing (RFC 6455, 5.3), so that no time is spent on them. */
    const session = await Session.open(url, { socket: { generateMask: (mask) => mask.fill(0) } });
    const handle = await session.attach();
    session.socket.removeAllListeners('message');
    session.socket.on('message', count);
    const head = `{"janus":"message","session_id":${session.id},"handle_id":${handle.id},` +
        '"body":{"request":"scan","image":"';
    const messages = pictures.map((picture) => Buffer.from(`${head}${picture}"},"transaction":"x"}`));
    return { session, throw: (i) => session.socket.send(messages[i % messages.length], { binary: false }) };
}

const throwers = await Promise.all(Array.from({ length: SESSIONS }, open));
console.log('throwing');
const began = performance.now();
const timer = setInterval(() => {
    const due = (performance.now() - began) / 1000 * rate;
    for (; sent < due; sent++)
        throwers[sent % SESSIONS].throw(sent);
}, TICK);
process.stdin.resume().once('end', async () => {
    clearInterval(timer);
    const took = (performance.now() - began) / 1000;
    await Promise.race([new Promise((resolve) => setTimeout(resolve, WAIT)),
        new Promise((resolve) => {
            noteAnswer = () => answered === sent && resolve();
            noteAnswer();
        })]);
    console.log(JSON.stringify({ sent, per_second: Math.round(sent / took), unanswered: sent - answered, ...counts }));
    process.exit(0);
});
