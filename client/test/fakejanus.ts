// SPDX-License-Identifier: MIT
// A fake Janus behind a fake WebSocket. It replies to every request, unless a test says otherwise.

import { vi } from 'vitest';
import type { BatonError } from '../src/errors.js';
import type { Candidate, JanusMessage, Jsep } from '../src/janus.js';
import type { CallState } from '../src/wire.js';

/** A request as it comes over the WebSocket. */
export interface Received {
    janus: string;
    transaction: string;
    session_id?: number;
    handle_id?: number;
    token?: string;
    body?: { request: string } & Record<string, unknown>;
    jsep?: Jsep;
    candidate?: Candidate;
}

type Behaviour = (request: Received) => void;

class FakeWebSocket extends EventTarget {
    static readonly CONNECTING = 0;
    static readonly OPEN = 1;
    readyState = 0;
    onopen: (() => void) | null = null;
    onmessage: ((event: { data: string }) => void) | null = null;
    onclose: (() => void) | null = null;

    constructor(
        private readonly server: FakeJanus,
        readonly address: string,
    ) {
        super();
    }

    send(data: string): void {
        this.server.take(JSON.parse(data) as Received);
    }

    close(): void {
        this.readyState = 3;
    }

    happen(name: 'open' | 'message' | 'close', data?: string): void {
        if (this.readyState === 3) return;
        this.readyState = name === 'close' ? 3 : 1;
        const event = Object.assign(new Event(name), { data: data ?? '' });
        this.dispatchEvent(event);
        this[`on${name}`]?.(event);
    }
}

export class FakeJanus {
    readonly received: Received[] = [];
    socket: FakeWebSocket | undefined;
    /** False: a WebSocket opens only when a test says so. */
    opensAtOnce = true;
    /** How many WebSockets were made. */
    connections = 0;
    /** True: new WebSockets are refused. */
    down = false;
    private readonly behaviours = new Map<string, Behaviour>();
    /** The id of the latest session. */
    private session = 4710;
    /** Whether the latest session exists and can be claimed. */
    private alive = false;
    private handles = 0;

    constructor(readonly address = 'ws://server/janus') {}

    /**
     * Sets a function that handles requests of one name, for Janus (`attach`) or for the plugin (`join`), instead of
     * the usual reply.
     */
    on(name: string, behaviour: Behaviour): void {
        this.behaviours.set(name, behaviour);
    }

    /** Goes back to the usual reply. */
    usual(name: string): void {
        this.behaviours.delete(name);
    }

    /** Leaves requests of this name without a reply. */
    hold(name: string): Received[] {
        const held: Received[] = [];
        this.on(name, (request) => void held.push(request));
        return held;
    }

    /** Cuts the WebSocket. `forget`: Janus ends the session as well, as with `reclaim_session_timeout` 0. */
    cut({ forget = false } = {}): void {
        if (forget) this.alive = false;
        this.socket?.happen('close');
    }

    accept(socket: FakeWebSocket): void {
        this.connections++;
        if (this.down) return void setTimeout(() => socket.happen('close'), 0);
        this.socket = socket;
        if (this.opensAtOnce) setTimeout(() => socket.happen('open'), 0);
    }

    take(request: Received): void {
        this.received.push(request);
        const behaviour = this.behaviours.get(request.body?.request ?? request.janus);
        if (behaviour) behaviour(request);
        else this.replyUsually(request);
    }

    /** The requests of one name that were received. */
    requests(name: string): Received[] {
        return this.received.filter(({ janus, body }) => name === (body?.request ?? janus));
    }

    succeed({ transaction }: Received, id: number): void {
        this.send({ janus: 'success', transaction, data: { id } });
    }

    refuse({ transaction }: Received, code: number, reason: string): void {
        this.send({ janus: 'error', transaction, error: { code, reason } });
    }

    /** Sends the plugin's reply to a request. */
    reply({ transaction, handle_id: sender }: Received, data: object, jsep?: Jsep): void {
        this.send({ janus: 'ack', transaction });
        this.event(sender ?? 0, data, { transaction, ...(jsep && { jsep }) });
    }

    /** Sends an event of the plugin. */
    event(sender: number, data: object, more: Partial<JanusMessage> = {}): void {
        const plugindata = { plugin: 'janus.plugin.baton', data: data as { baton: string } };
        this.send({ janus: 'event', sender, plugindata, ...more });
    }

    send(message: JanusMessage): void {
        const { socket } = this;
        const text = JSON.stringify({ session_id: this.session, ...message });
        setTimeout(() => socket?.happen('message', text), 0);
    }

    private replyUsually(request: Received): void {
        const { janus, transaction } = request;
        if (janus === 'create') {
            this.alive = true;
            this.succeed(request, ++this.session);
        } else if (janus === 'claim' && !this.alive) this.refuse(request, 458, 'No such session');
        else if (janus === 'attach') this.succeed(request, ++this.handles);
        else if (janus === 'message') this.reply(request, usualReply(request), usualJsep(request));
        else this.send({ janus: janus === 'trickle' ? 'ack' : 'success', transaction });
    }
}

export const callState: CallState = {
    room: 'standup',
    description: 'Stand-up',
    id: 'anna',
    device: 'd1',
    private_id: 'p1',
    display: 'Anna',
    metadata: {},
    moderator: false,
    hand: false,
    connection: 'connected',
    device_changed: null,
    audiocodec: 'opus',
    videocodec: 'vp8',
    confirm: { who: 'old', how: 'popup', form: 'number' },
    ways: { present: true, code128: true, short: true, nobody: true, yesno: true },
    mutual: false,
    grace: 10_000,
    hold: 60_000,
    stand_in: 'moderator',
    remember: true,
    sources: [],
    participants: [],
    chat: [],
    participants_after: null,
    chat_before: null,
    ice_servers: [],
};

export const scannedByNew = {
    baton: 'scanned',
    role: 'new',
    transfer: 'T',
    state: 'connecting',
    expires_in: 30_000,
    device: 'd2',
    private_id: 'p2',
    audiocodec: 'opus',
    videocodec: 'vp8',
    slots: { audio: 0, video: 0 },
    sources: [],
} as const;

function usualReply({ body }: Received): object {
    switch (body?.request) {
        case 'join':
            return { baton: 'joined', ...callState, ...('resume' in body && { resumed: true }) };
        case 'publish':
            return { baton: 'published', sources: [] };
        case 'subscribe':
            return { baton: 'subscribed', slots: [] };
        case 'chat':
            return { baton: 'chat_sent', id: 1 };
        case 'hand':
            return { baton: 'hand_set', raised: body['raised'] };
        case 'scan':
            return scannedByNew;
        case 'exists':
            return { baton: 'exists', room: body['room'], exists: true };
        case 'chat_history':
            return { baton: 'chat_history', messages: [], next: null };
        default:
            return { baton: `${String(body?.request)}_done` };
    }
}

function usualJsep({ body, jsep }: Received): Jsep | undefined {
    if (body?.request === 'subscribe') return { type: 'offer', sdp: 'theirs' };
    return jsep?.type === 'offer' ? { type: 'answer', sdp: 'theirs' } : undefined;
}

let network: FakeJanus[] = [];

const connect = function (address: string): FakeWebSocket {
    const server = network.find((one) => one.address === address);
    if (!server) throw new Error(`nobody listens at ${address}`);
    const socket = new FakeWebSocket(server, address);
    server.accept(socket);
    return socket;
};

/** Makes `new WebSocket` connect to these servers. */
export function fakeNetwork(...servers: FakeJanus[]): void {
    network = servers;
    vi.stubGlobal('WebSocket', Object.assign(connect, { OPEN: FakeWebSocket.OPEN }));
}

/** Waits until all messages under way have arrived. Needs fake timers. */
export async function settle(): Promise<void> {
    for (let i = 0; i < 5; i++) await vi.advanceTimersByTimeAsync(1);
}

/** Waits until all messages under way have arrived, then for `promise`. */
export async function soon<T>(promise: Promise<T>): Promise<T> {
    promise.catch(() => undefined);
    await settle();
    return promise;
}

/** Returns the error with which the promise fails; undefined if it does not fail. */
export function errorOf(promise: Promise<unknown>): Promise<BatonError | undefined> {
    return promise.then(
        () => undefined,
        (error: BatonError) => error,
    );
}
