// SPDX-License-Identifier: GPL-3.0-or-later
// Sends scans with pictures to a Janus at a fixed rate, without waiting for the replies, until its input ends. Prints a
// line when it begins, and at the end the number of replies of each kind.
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

/** Pictures that take long to read and have no code, so that no scan counts as a wrong code. */
const pictures = ['bomb.png', 'bomb.jpg', 'dust.png'].map((name) => `data:image/${name.endsWith('png')
    ? 'png' : 'jpeg'};base64,${readFileSync(path.join(folder, `nothing-${name}`)).toString('base64')}`);

const counts = {};
let sent = 0;
let replied = 0;
let noteReply = () => {};

/** Counts a reply. Reads no more of it than needed, so that sending costs little. */
function count(text) {
    const { plugindata } = JSON.parse(text);
    if (!plugindata?.data)
        return;
    const name = plugindata.data.error_name ?? plugindata.data.error_code ?? plugindata.data.baton;
    counts[name] = (counts[name] ?? 0) + 1;
    replied++;
    noteReply();
}

async function open() {
    /* With a mask of zeros (RFC 6455, 5.3), the library need not mask the bytes, which would cost time. */
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
            noteReply = () => replied === sent && resolve();
            noteReply();
        })]);
    console.log(JSON.stringify({ sent, per_second: Math.round(sent / took), unreplied: sent - replied, ...counts }));
    process.exit(0);
});
