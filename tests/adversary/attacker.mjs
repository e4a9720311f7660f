// SPDX-License-Identifier: GPL-3.0-or-later
// A hostile client in a separate process. It sends requests as fast as its socket takes them, until SIGTERM. It writes
// its requests once, before the attack, so that it needs little CPU time and keeps its socket full.
// Usage: node attacker.mjs URL ATTACK ROOM [REQUESTS]
// With REQUESTS it sends only so many, to Janus itself and not to Baton, and then writes "sent". This shows what the
// same flood costs a Janus without a plugin.
import { setTimeout as sleep } from 'node:timers/promises';
import { HostileSession, counts, reference } from './session.mjs';

const [url, attack, room, requests] = process.argv.slice(2);
if (requests)
    Object.assign(reference, { janusAlone: true, most: Number(requests) });

const open = () => HostileSession.open(url);
const join = (handle, fields = {}) => ({ handle, body: { request: 'join', room, ...fields } });

/** Opens handles that join the room, and again when Baton has detached one. */
async function joined(hostile, count, fields = {}) {
    const enter = async () => {
        const handle = await hostile.attach();
        await hostile.request(join(handle, { display: 'hostile', ...fields }));
        return handle;
    };
    const handles = [];
    for (let i = 0; i < count; i++)
        handles.push(await hostile.keep(enter));
    return handles;
}

/** Opens a handle that is in no room, and again when Baton has detached it. */
const outside = (hostile) => hostile.keep(() => hostile.attach());

/** Fills the chat of the room with 200 KB. */
async function fillChat(hostile, handle) {
    for (let i = 0; i < 100; i++)
        await hostile.request({ handle, body: { request: 'chat', text: 'x'.repeat(2000) } });
}

const ATTACKS = {
    /** Expensive requests: for each one Baton draws and renders a code. */
    async codes() {
        const hostile = await open();
        return hostile.flood(await joined(hostile, 16), () => ({ request: 'transfer' }));
    },
    /** A downlink with the largest number of slots. */
    async subscribe() {
        const hostile = await open();
        const up = await hostile.attach();
        const { private_id } = (await hostile.request(join(up))).plugindata.data;
        return hostile.flood([await outside(hostile)], () =>
            ({ request: 'subscribe', private_id, audio_slots: 24, video_slots: 24, restart: true }));
    },
    async list() {
        const hostile = await open();
        return hostile.flood([await outside(hostile)], () => ({ request: 'list', limit: 100 }));
    },
    /** The attacker knows the admin_key, because no other client can write to the configuration file. */
    async edit() {
        const hostile = await open();
        return hostile.flood([await outside(hostile)], (i) =>
            ({ request: 'edit', room, admin_key: 'known', description: `${i}`, permanent: true }));
    },
    /** A moderate request on each of many sessions. */
    async sessions() {
        const hostile = await open();
        const handles = [];
        for (let i = 0; i < 16; i++) {
            const session = await hostile.create();
            handles.push(Object.assign(await hostile.keep(() => hostile.attach(session)), { session }));
        }
        return hostile.flood(handles, () => ({ request: 'participants', room }));
    },
    /** Requests of the reserved lane, which go ahead of others. */
    async reserved() {
        const hostile = await open();
        return hostile.flood(await joined(hostile, 16), (i) =>
            i % 2 ? { request: 'leave' } : { request: 'confirm', transfer: 'x', agree: true });
    },
    /** Events for many handles on a socket that nobody reads. */
    async unread() {
        const hostile = await open();
        const handles = await joined(hostile, 50, { metadata: { fill: 'x'.repeat(4000) } });
        hostile.stopReading();
        return hostile.flood(handles, (i) => ({ request: 'hand', raised: Math.floor(i / 50) % 2 === 0 }));
    },
    /** The same on a socket that is read, and whose client acknowledges everything. */
    async events() {
        const hostile = await open();
        return hostile.flood(await joined(hostile, 50, { metadata: { fill: 'x'.repeat(400) } }),
            (i) => ({ request: 'hand', raised: Math.floor(i / 50) % 2 === 0 }));
    },
    /** Large changes of the own state, by four sessions, which are also the ones who get them. */
    async changes() {
        const all = await Promise.all([1, 2, 3, 4].map(open));
        await Promise.all(all.map(async (hostile) => hostile.flood(await joined(hostile, 1), (i) =>
            ({ request: 'configure', metadata: { fill: `${i}`.padEnd(4000, 'x') } }))));
    },
    /** A small request with a large reply, on a socket that nobody reads. */
    async joins() {
        const hostile = await open();
        const talker = await hostile.attach();
        await hostile.request(join(talker));
        await fillChat(hostile, talker);
        const handle = await outside(hostile);
        hostile.stopReading();
        return hostile.flood([handle], (i) => i % 2 ? { request: 'leave' } : { request: 'join', room });
    },
    /**
     * Large replies on sockets that nobody reads. A twin that reads sends the same requests, and the others acknowledge
     * with numbers close to those that the twin is asked for.
     */
    async guesses() {
        const sessions = await Promise.all(Array.from({ length: 5 }, open));
        for (const each of sessions)
            [{ id: each.handle }] = await joined(each, 1);
        const [twin, ...others] = sessions;
        await fillChat(twin, twin.handle);
        for (const each of others)
            each.stopReading();
        while (counts.sent < reference.most) {
            for (const each of sessions)
                each.attack(each.handle, { request: 'chat_history', limit: 100 });
            for (const each of others)
                for (let less = 0; less <= 240000; less += 24000)
                    each.attack(each.handle, { request: 'acknowledge', number: Math.max(0, twin.asked - less) });
            await sleep(50); // so that Baton refuses none of these as busy, and all sessions get the same
        }
    },
    /** The whole state and 64 KB of missed events for a small request, on a socket that nobody reads. */
    async syncs() {
        const hostile = await open();
        const handles = await joined(hostile, 4);
        for (let i = 0; i < 30; i++)
            await hostile.request({ handle: handles[0], body: { request: 'chat', text: 'x'.repeat(2000) } });
        hostile.stopReading();
        return hostile.flood(handles, () => ({ request: 'sync', since: 0 }));
    },
};

process.on('SIGTERM', () => {
    console.log(JSON.stringify(counts));
    process.exit(0);
});
await ATTACKS[attack]();
console.log('sent');
setInterval(() => {}, 1000); // what Janus keeps for this client is kept until the socket closes
