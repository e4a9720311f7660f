// SPDX-License-Identifier: GPL-3.0-or-later
// A session of a hostile client: a WebSocket (RFC 6455) of its own, with as little work for each message as there can
// be. A library would need more time for a message than Janus does, and the attack would be no faster than the library.
import { randomBytes } from 'node:crypto';
import http from 'node:http';

const PLUGIN = 'janus.plugin.baton';
const FIN = 0x80;
const MASKED = 0x80;
const OPCODE = { text: 1, ping: 9, pong: 10 };
/** Requests that are written at once, and the different requests of an attack. */
const BATCH = 256;

/**
 * How much an attack sends (`most` requests; Infinity: until SIGTERM), and to whom. With `janusAlone`, no request
 * reaches Baton: each request becomes a keepalive of the same size, which Janus itself replies to with an `ack`, as it
 * does to each request for a plugin.
 */
export const reference = { janusAlone: false, most: Infinity };

/** Counts of what all sessions of this process have sent and received; `told`: bytes of events about changes. */
export const counts = { sent: 0, bytes: 0, refused: 0, granted: 0, received: 0, told: 0, detached: 0 };

/** A frame of a client. Its mask is zero, so the content stays as it is (section 5.3). */
function frame(opcode, content) {
    const payload = Buffer.from(content);
    const extended = payload.length > 125;
    const head = Buffer.alloc((extended ? 4 : 2) + 4);
    head[0] = FIN | opcode;
    head[1] = MASKED | (extended ? 126 : payload.length);
    if (extended)
        head.writeUInt16BE(payload.length, 2);
    return Buffer.concat([head, payload]);
}

/** Reads a frame of a server at an offset. Returns undefined if it is not complete. */
function readFrame(buffer, at) {
    if (buffer.length < at + 2)
        return undefined;
    const kind = buffer[at + 1];
    const head = kind === 127 ? 10 : kind === 126 ? 4 : 2;
    if (buffer.length < at + head)
        return undefined;
    const length = kind === 127 ? Number(buffer.readBigUInt64BE(at + 2))
        : kind === 126 ? buffer.readUInt16BE(at + 2) : kind;
    const end = at + head + length;
    if (buffer.length < end)
        return undefined;
    return { last: Boolean(buffer[at] & FIN), opcode: buffer[at] & 15, payload: buffer.subarray(at + head, end), end };
}

export class HostileSession {
    static async open(url) {
        const hostile = new HostileSession();
        hostile.socket = await upgrade(url);
        hostile.socket.on('data', (data) => hostile.take(data));
        hostile.socket.on('error', () => {});
        hostile.session = await hostile.create();
        return hostile;
    }

    /** Creates one more session of Janus on the same socket. */
    async create() {
        return (await this.ask({ janus: 'create', session_id: undefined })).data.id;
    }

    constructor() {
        this.pending = new Map();
        /** Called when Baton detaches a handle. */
        this.kept = new Map();
        this.rest = Buffer.alloc(0);
        this.parts = [];
        /** The latest number that Baton wants to be acknowledged. */
        this.asked = 0;
    }

    take(data) {
        counts.received += data.length;
        const buffer = this.rest.length > 0 ? Buffer.concat([this.rest, data]) : data;
        let at = 0;
        for (let next; (next = readFrame(buffer, at)); at = next.end)
            this.takeFrame(next);
        this.rest = buffer.subarray(at);
    }

    takeFrame({ last, opcode, payload }) {
        if (opcode === OPCODE.ping) {
            this.socket.write(frame(OPCODE.pong, payload));
            return;
        }
        if (last && this.parts.length === 0) {
            this.takeText(payload.latin1Slice());
            return;
        }
        this.parts.push(Buffer.from(payload));
        if (last)
            this.takeText(Buffer.concat(this.parts.splice(0)).latin1Slice());
    }

    /** Parses only what this session has to react to. */
    takeText(text) {
        if (text.includes('"ack"'))
            return;
        if (text.includes('"participant_changed"')) {
            counts.told += text.length;
        } else if (text.includes('"acknowledge"')) {
            const { sender, plugindata } = JSON.parse(text);
            this.asked = plugindata.data.number;
            this.post({ janus: 'message', handle_id: sender,
                body: { request: 'acknowledge', number: plugindata.data.number } });
        } else if (text.includes('"flood"')) {
            counts[text.includes('"error"') ? 'refused' : 'granted']++;
        } else if (text.includes('"detached"')) {
            counts.detached++;
            this.kept.get(JSON.parse(text).sender)?.();
        } else if (text.includes('"transaction"')) {
            const message = JSON.parse(text);
            this.pending.get(message.transaction)?.(message);
            this.pending.delete(message.transaction);
        }
    }

    text(message, transaction = 'flood') {
        return JSON.stringify({ transaction, session_id: this.session, ...message });
    }

    post(message, transaction) {
        this.socket.write(frame(OPCODE.text, this.text(message, transaction)));
    }

    ask(message) {
        const transaction = randomBytes(8).toString('hex');
        const reply = new Promise((resolve) => this.pending.set(transaction, resolve));
        this.post(message, transaction);
        return reply;
    }

    async attach(session = this.session) {
        return (await this.ask({ janus: 'attach', plugin: PLUGIN, session_id: session })).data.id;
    }

    /** With `janusAlone`, this is not sent. The reply then has only what later requests need to have their size. */
    async request({ handle, body }) {
        if (reference.janusAlone)
            return { plugindata: { data: { private_id: 'x'.repeat(22) } } };
        return this.ask({ janus: 'message', handle_id: handle, body });
    }

    /** Resolves with { id }, a handle that `open` gives, and with the next one when that is detached. */
    async keep(open) {
        const handle = {};
        const again = async () => {
            this.kept.delete(handle.id);
            handle.id = await open();
            this.kept.set(handle.id, again);
            handle.changed?.();
        };
        await again();
        return handle;
    }

    /** Acknowledges nothing from now on, and leaves in the socket what arrives. */
    stopReading() {
        this.socket.pause();
    }

    /** Posts one request of an attack. */
    attack(handle, body) {
        const janus = reference.janusAlone ? 'keepalive' : 'message';
        const request = frame(OPCODE.text, this.text({ janus, handle_id: handle, body }));
        this.socket.write(request);
        counts.sent++;
        counts.bytes += request.length;
    }

    /** Posts requests in turn on each handle, for ever or up to `reference.most`. A handle can have a session too. */
    async flood(handles, bodyOf) {
        let batch;
        const write = () => {
            const frames = Array.from({ length: BATCH }, (_, i) => {
                const { id, session = this.session } = handles[i % handles.length];
                const janus = reference.janusAlone ? 'keepalive' : 'message';
                return frame(OPCODE.text, this.text({ janus, session_id: session, handle_id: id, body: bodyOf(i) }));
            });
            batch = Buffer.concat(frames);
        };
        write();
        for (const handle of handles)
            handle.changed = write;
        while (counts.sent < reference.most) {
            await new Promise((resolve, reject) =>
                this.socket.write(batch, (error) => error ? reject(error) : resolve()));
            counts.sent += BATCH;
            counts.bytes += batch.length;
        }
    }
}

/** Opens a WebSocket, and resolves with its socket. */
function upgrade(url) {
    const request = http.request(url.replace(/^ws/, 'http'), { headers: {
        Connection: 'Upgrade',
        Upgrade: 'websocket',
        'Sec-WebSocket-Version': 13,
        'Sec-WebSocket-Key': randomBytes(16).toString('base64'),
        'Sec-WebSocket-Protocol': 'janus-protocol',
    } });
    request.end();
    return new Promise((resolve, reject) => {
        request.on('upgrade', (response, socket) => resolve(socket));
        request.on('error', reject);
    });
}
