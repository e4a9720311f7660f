// SPDX-License-Identifier: GPL-3.0-or-later
// Speaks Janus's API over a WebSocket: sessions, handles, and the plugin's requests and events.
import WebSocket from 'ws';
import { randomBytes } from 'node:crypto';
import { checkMessage, checkRequest } from './contract.mjs';
import { Mailbox } from './mailbox.mjs';
import { WAIT } from './timeouts.mjs';

const KEEPALIVE = 20000;
const PLUGIN = 'janus.plugin.baton';

/** The plugin's reply to a request that fails. */
export class BatonError extends Error {
    constructor(data) {
        super(`${data.error_code}: ${data.error}`);
        this.name = 'BatonError';
        this.code = data.error_code;
        this.text = data.error;
        /** Milliseconds after which the same request may succeed; undefined: not known. */
        this.retryAfter = data.retry_after;
    }
}

/** Janus's own reply to a request that fails. */
export class JanusError extends Error {
    constructor(error) {
        super(`Janus ${error.code}: ${error.reason}`);
        this.name = 'JanusError';
        this.code = error.code;
    }
}

/** A session of Janus, which has one WebSocket. For the server, a closed WebSocket is a lost device. */
export class Session {
    /**
     * `token`: the token that Janus may demand with every message; session.token changes it. `socket`: options for the
     * WebSocket.
     */
    static async open(url, { token, socket } = {}) {
        const session = new Session(url, socket);
        session.token = token;
        await session.connect();
        const { data } = await session.send({ janus: 'create' });
        session.id = data.id;
        session.keepAlive();
        return session;
    }

    /** Claims a session on another WebSocket, as a client does after its own WebSocket was lost. */
    static async claim(url, id) {
        const session = new Session(url);
        session.id = id;
        await session.connect();
        await session.send({ janus: 'claim' });
        return session;
    }

    constructor(url, socket = {}) {
        this.url = url;
        this.options = { perMessageDeflate: false, maxPayload: 64 << 20, ...socket };
        this.pending = new Map();
        this.handles = new Map();
        this.closed = false;
    }

    connect() {
        const socket = new WebSocket(this.url, 'janus-protocol', this.options);
        this.socket = socket;
        socket.on('message', (text) => this.receive(JSON.parse(text)));
        socket.on('close', () => this.socket === socket && this.lost('the WebSocket was closed'));
        return new Promise((resolve, reject) => {
            socket.once('open', resolve);
            socket.once('error', reject);
        });
    }

    keepAlive() {
        this.keepalive = setInterval(() => this.post({ janus: 'keepalive' }), KEEPALIVE);
        this.keepalive.unref();
    }

    /** After drop(): goes on with the same session and handles on another WebSocket. */
    async reclaim() {
        await this.connect();
        this.closed = false;
        await this.send({ janus: 'claim' });
        this.keepAlive();
    }

    lost(why) {
        this.closed = true;
        clearInterval(this.keepalive);
        for (const { reject } of this.pending.values())
            reject(new Error(why));
        this.pending.clear();
    }

    async attach(plugin = PLUGIN) {
        const { data } = await this.send({ janus: 'attach', plugin });
        const handle = new Handle(this, data.id);
        this.handles.set(data.id, handle);
        return handle;
    }

    post(message) {
        const transaction = randomBytes(8).toString('hex');
        const full = { transaction, ...(this.id ? { session_id: this.id } : {}),
            ...(this.token ? { token: this.token } : {}), ...message };
        if (this.socket.readyState === WebSocket.OPEN)
            this.socket.send(JSON.stringify(full));
        return transaction;
    }

    /**
     * Sends a message and resolves with the final reply: `success`, or the event with the transaction for asynchronous
     * requests of a plugin. Rejects with Janus's own errors.
     */
    send(message, { timeout = WAIT } = {}) {
        if (this.closed)
            return Promise.reject(new Error('the session is closed'));
        return new Promise((resolve, reject) => {
            const transaction = this.post(message);
            const timer = setTimeout(() => {
                this.pending.delete(transaction);
                reject(new Error(`no reply within ${timeout} ms to ${JSON.stringify(message).slice(0, 200)}`));
            }, timeout);
            const end = (settle) => (value) => {
                clearTimeout(timer);
                this.pending.delete(transaction);
                settle(value);
            };
            const ackIsAnswer = ['keepalive', 'trickle'].includes(message.janus);
            this.pending.set(transaction, { resolve: end(resolve), reject: end(reject), ackIsAnswer });
        });
    }

    receive(message) {
        const waiting = this.pending.get(message.transaction);
        if (waiting) {
            if (message.janus === 'error')
                waiting.reject(new JanusError(message.error));
            else if (message.janus !== 'ack' || waiting.ackIsAnswer)
                waiting.resolve(message);
            // A handle's list `seen` also contains the replies to its requests.
            if (message.janus === 'event' || message.janus === 'success')
                this.handles.get(message.sender)?.note(message);
            return;
        }
        if (message.plugindata?.data?.baton !== 'acknowledged')
            this.handles.get(message.sender)?.receive(message);
    }

    /** Destroys the session properly. */
    async close() {
        if (!this.closed)
            await this.send({ janus: 'destroy' }).catch(() => {});
        this.drop();
    }

    /** Closes the WebSocket without a message, as when a phone loses its network. */
    drop() {
        clearInterval(this.keepalive);
        this.socket.terminate();
        this.lost('the session was dropped');
    }
}

/** A handle of the plugin. Events queue up until somebody asks for them with next(). */
export class Handle {
    constructor(session, id) {
        this.session = session;
        this.id = id;
        this.mail = new Mailbox();
        this.seen = [];
        /** The number of the last event, or of the reply with which the device began. */
        this.seq = 0;
        /** The numbers before which at least one number did not come. */
        this.gaps = [];
        /** Called with the reason when Janus has closed the PeerConnection. */
        this.onHangup = null;
    }

    /** Resolves with the plugin's data, which has the JSEP, if any, as `jsep`. Rejects with BatonError. */
    async request(body, { jsep, timeout } = {}) {
        const message = { janus: 'message', handle_id: this.id, body, ...(jsep ? { jsep } : {}) };
        const answer = await this.session.send(message, { timeout });
        const data = answer.plugindata?.data;
        if (!data)
            throw new Error(`a reply without plugindata: ${JSON.stringify(answer)}`);
        if (answer.plugindata.plugin === PLUGIN)
            checkMessage('replies', data);
        if (data.baton === 'error')
            throw new BatonError(data);
        if (answer.plugindata.plugin === PLUGIN)
            checkRequest('requests', body);
        if (answer.jsep)
            Object.defineProperty(data, 'jsep', { value: answer.jsep });
        return data;
    }

    /** Sends a request that must be refused. Resolves with the BatonError. */
    async refused(body, options) {
        let data;
        try {
            data = await this.request(body, options);
        } catch (error) {
            if (error instanceof BatonError)
                return error;
            throw error;
        }
        throw new Error(`expected a refusal of ${JSON.stringify(body).slice(0, 200)}, got ` +
            JSON.stringify(data).slice(0, 300));
    }

    /** Sends the request `acknowledge`, as every client does. A test can replace this function. */
    acknowledge(number) {
        this.session.post({ janus: 'message', handle_id: this.id, body: { request: 'acknowledge', number } });
    }

    trickle(candidate) {
        return this.session.send({ janus: 'trickle', handle_id: this.id, candidate });
    }

    hangup() {
        return this.session.send({ janus: 'hangup', handle_id: this.id });
    }

    detach() {
        this.session.handles.delete(this.id);
        return this.session.send({ janus: 'detach', handle_id: this.id });
    }

    receive(message) {
        const { plugin, data } = message.plugindata ?? {};
        if (plugin === PLUGIN)
            checkMessage('events', data);
        if (data?.baton === 'acknowledge')
            return this.acknowledge(data.number);
        this.count(data?.seq);
        this.seen.push(message);
        this.mail.put(toEvent(message));
        if (message.janus === 'hangup')
            this.onHangup?.(message.reason);
    }

    /** A reply. Events that follow it may be read before whoever waits for the reply goes on. */
    note(message) {
        this.seen.push(message);
        this.seq = message.plugindata?.data?.seq ?? this.seq;
    }

    count(seq) {
        if (seq === undefined)
            return;
        if (seq !== this.seq + 1)
            this.gaps.push(seq);
        this.seq = seq;
    }

    /**
     * Resolves with the oldest event of this name that was not taken yet, or with the next one that comes. Names are
     * the plugin's (`moved`) or Janus's own (`webrtcup`, `hangup`).
     */
    next(name, { timeout, where = () => true } = {}) {
        const there = () => this.mail.unread.map((event) => event.name).join(', ') || 'nothing';
        return this.mail.next((event) => event.name === name && where(event),
            (waited) => `no event "${name}" within ${waited} ms; waiting unread: ${there()}`, timeout);
    }

    /** Returns the events of this name that were not taken yet. They stay in the queue. */
    unread(name) {
        return this.mail.unread.filter((event) => event.name === name);
    }
}

function toEvent(message) {
    if (message.janus === 'event') {
        const data = message.plugindata?.data ?? {};
        const event = { name: data.baton, ...data };
        if (message.jsep)
            Object.defineProperty(event, 'jsep', { value: message.jsep });
        return event;
    }
    return { ...message, name: message.janus };
}
