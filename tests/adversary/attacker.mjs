// SPDX-License-Identifier: GPL-3.0-or-later
// A hostile client in a separate process. It sends requests as fast as its socket takes them, until SIGTERM.
// Usage: node attacker.mjs URL ATTACK ROOM
import { randomBytes } from 'node:crypto';
import { createRequire } from 'node:module';
import { setImmediate as turn } from 'node:timers/promises';

const WebSocket = createRequire(import.meta.url)('ws');
const PLUGIN = 'janus.plugin.baton';
/** Bytes that may wait in this process. With more, the attacker would fill only its own memory. */
const PATIENCE = 1 << 20;

const [url, attack, room] = process.argv.slice(2);
const counts = { sent: 0, bytes: 0, refused: 0, granted: 0, received: 0 };

/** A session of Janus, which has one WebSocket. */
class Hostile {
    static async open() {
        const hostile = new Hostile();
        hostile.pending = new Map();
        hostile.socket = new WebSocket(url, 'janus-protocol');
        await new Promise((resolve, reject) => hostile.socket.once('open', resolve).once('error', reject));
        hostile.socket.on('message', (text) => hostile.take(text));
        hostile.session = (await hostile.ask({ janus: 'create' })).data.id;
        return hostile;
    }

    take(text) {
        counts.received += text.length;
        const message = JSON.parse(text);
        const data = message.plugindata?.data;
        if (data?.baton === 'acknowledge')
            this.post({ janus: 'message', handle_id: message.sender,
                body: { request: 'acknowledge', number: data.number } });
        else if (data)
            counts[data.baton === 'error' ? 'refused' : 'granted']++;
        if (message.janus !== 'ack') {
            this.pending.get(message.transaction)?.(message);
            this.pending.delete(message.transaction);
        }
    }

    post(message, transaction = 'flood') {
        const text = JSON.stringify({ transaction, session_id: this.session, ...message });
        counts.sent++;
        counts.bytes += text.length;
        this.socket.send(text);
    }

    ask(message) {
        const transaction = randomBytes(8).toString('hex');
        const reply = new Promise((resolve) => this.pending.set(transaction, resolve));
        this.post(message, transaction);
        return reply;
    }

    async attach() {
        return (await this.ask({ janus: 'attach', plugin: PLUGIN })).data.id;
    }

    request(handle, body) {
        return this.ask({ janus: 'message', handle_id: handle, body });
    }

    /** Posts requests, in turn on each handle, for ever. */
    async flood(handles, bodyOf) {
        for (let i = 0; ; i++) {
            this.post({ janus: 'message', handle_id: handles[i % handles.length], body: bodyOf(i) });
            while (this.socket.bufferedAmount > PATIENCE || i % 64 === 63) {
                await turn();
                if (this.socket.bufferedAmount <= PATIENCE)
                    break;
            }
        }
    }

    /** Joins with this many handles. */
    async joined(count, fields = {}) {
        const handles = [];
        for (let i = 0; i < count; i++) {
            handles.push(await this.attach());
            await this.request(handles[i], { request: 'join', room, display: `hostile ${i}`, ...fields });
        }
        return handles;
    }
}

const ATTACKS = {
    /** Expensive requests: for each one Baton draws and renders a code. */
    async codes() {
        const hostile = await Hostile.open();
        return hostile.flood(await hostile.joined(16), () => ({ request: 'transfer' }));
    },
    /** A downlink with the largest number of slots. */
    async subscribe() {
        const hostile = await Hostile.open();
        const up = await hostile.attach();
        const joined = await hostile.request(up, { request: 'join', room });
        const { private_id } = joined.plugindata.data;
        return hostile.flood([await hostile.attach()], () =>
            ({ request: 'subscribe', private_id, audio_slots: 24, video_slots: 24, restart: true }));
    },
    async list() {
        const hostile = await Hostile.open();
        return hostile.flood([await hostile.attach()], () => ({ request: 'list', limit: 100 }));
    },
    /** The attacker knows the admin_key, because no other client can write to the configuration file. */
    async edit() {
        const hostile = await Hostile.open();
        return hostile.flood([await hostile.attach()], (i) =>
            ({ request: 'edit', room, admin_key: 'known', description: `${i}`, permanent: true }));
    },
    /** A moderate request on each of many sessions. */
    async sessions() {
        const all = await Promise.all(Array.from({ length: 16 }, () => Hostile.open()));
        return Promise.all(all.map(async (hostile) =>
            hostile.flood([await hostile.attach()], () => ({ request: 'participants', room }))));
    },
    /** Requests of the reserved lane, which go ahead of others. */
    async reserved() {
        const hostile = await Hostile.open();
        return hostile.flood(await hostile.joined(16), (i) =>
            i % 2 ? { request: 'leave' } : { request: 'confirm', transfer: 'x', agree: true });
    },
    /** Events for many handles on a socket that nobody reads. */
    async unread() {
        const hostile = await Hostile.open();
        const handles = await hostile.joined(50, { metadata: { fill: 'x'.repeat(4000) } });
        hostile.socket.pause();
        return hostile.flood(handles, (i) => ({ request: 'hand', raised: Math.floor(i / 50) % 2 === 0 }));
    },
    /** A small request with a large reply, on a socket that nobody reads. */
    async joins() {
        const hostile = await Hostile.open();
        const [talker] = await hostile.joined(1);
        for (let i = 0; i < 100; i++)
            await hostile.request(talker, { request: 'chat', text: 'x'.repeat(2000) });
        const handle = await hostile.attach();
        hostile.socket.pause();
        return hostile.flood([handle], (i) => i % 2 ? { request: 'leave' } : { request: 'join', room });
    },
};

process.on('SIGTERM', () => {
    console.log(JSON.stringify(counts));
    process.exit(0);
});
await ATTACKS[attack]();
