// SPDX-License-Identifier: MIT
// A session of Janus and its handles, over one WebSocket.

import { Emitter } from './emitter.js';
import { BatonError } from './errors.js';
import { Handle, type HandleChannel } from './handle.js';
import type { JanusMessage, JanusRequest } from './janus.js';
import { Socket } from './socket.js';
import { isOfCode } from './token.js';
import { Transactions, type StartOptions } from './transactions.js';

const PLUGIN = 'janus.plugin.baton';
const CONNECT_TIMEOUT = 10_000;
const REPLY_TIMEOUT = 15_000;
/** Janus ends a session that has sent nothing for 60 seconds, unless its settings say otherwise. */
const KEEPALIVE_INTERVAL = 25_000;

export interface SessionOptions {
    /** The `ws(s)://` address of Janus. */
    server: string;
    /** Needed if Janus demands tokens. */
    token?: string;
    /**
     * Settings for all PeerConnections. Without `iceServers` here, the client uses the servers that Baton names.
     * `iceTransportPolicy: 'relay'` sends all media through a TURN server.
     */
    rtc?: RTCConfiguration;
}

export class Session extends Emitter<{
    /** The connection is lost, and with it every handle. `close` does not emit this event. */
    lost: BatonError;
}> {
    readonly rtc: RTCConfiguration;
    private readonly transactions = new Transactions<JanusMessage>();
    private readonly handles = new Map<number, Handle>();
    private readonly socket: Socket;
    private readonly opened: Promise<void>;
    /** The token that this client brought along. */
    private readonly own: string | undefined;
    /** The token that the server has given to the device in the call; it takes the place of the own token. */
    private given: string | undefined;
    private id: number | undefined;
    private keepalive: ReturnType<typeof setInterval> | undefined;
    private over: BatonError | undefined;

    private constructor({ server, token, rtc = {} }: SessionOptions) {
        super();
        this.own = token;
        this.rtc = rtc;
        let opened: () => void;
        this.opened = new Promise((resolve) => (opened = resolve));
        this.socket = new Socket(server, {
            opened: () => opened(),
            received: (message) => this.take(message),
            closed: () => this.lose('The connection to the server was closed'),
        });
    }

    /** Fails with `unreachable`, or with `janus` if Janus refused. After a failure nothing is left open. */
    static async connect(options: SessionOptions): Promise<Session> {
        const session = new Session(options);
        let timer: ReturnType<typeof setTimeout> | undefined;
        const failure = new Promise<never>((_resolve, reject) => {
            const fail = (why: string) =>
                reject(new BatonError('unreachable', `No connection to the server: ${why}`));
            timer = setTimeout(() => fail('it did not reply in time'), CONNECT_TIMEOUT);
            session.on('lost', () => fail('it was refused or closed'));
        });
        try {
            await Promise.race([session.create(), failure]);
            return session;
        } catch (error) {
            // Without this line, a late success would leave a session open that nobody uses.
            session.end(new BatonError('unreachable', 'No connection to the server'));
            throw error;
        } finally {
            clearTimeout(timer);
        }
    }

    /** From now on requests carry this token. */
    useToken(token: string): void {
        this.given = token;
    }

    /** The call is over, and the server revokes its token. The token of a code has expired, so it is not used again. */
    useOwnToken(): void {
        if (this.own !== undefined && !isOfCode(this.own)) this.given = undefined;
    }

    private get token(): string | undefined {
        return this.given ?? this.own;
    }

    async attach(): Promise<Handle> {
        const { data } = await this.ask(
            { janus: 'attach', plugin: PLUGIN },
            // This reply came too late: `attach` has already failed with a timeout, so its caller does not know the
            // handle and cannot detach it.
            (late) => late.data && this.tell({ janus: 'detach', handle_id: late.data.id }),
        );
        const id = data?.id;
        if (id === undefined) throw new BatonError('janus', 'Janus sent no handle id');
        const handle = new Handle(id, this.channelOf(id));
        this.handles.set(id, handle);
        handle.on('gone', () => this.handles.delete(id));
        return handle;
    }

    /** Ends the session, and leaves every call on it. */
    close(): void {
        this.tell({ janus: 'destroy' });
        this.end(new BatonError('ended', 'This client was closed'));
    }

    private async create(): Promise<void> {
        await this.opened;
        const { data } = await this.ask({ janus: 'create' });
        if (this.over) throw this.over;
        this.id = data?.id;
        this.keepalive = setInterval(() => this.tell({ janus: 'keepalive' }), KEEPALIVE_INTERVAL);
    }

    private channelOf(id: number): HandleChannel {
        return {
            ask: (request) => this.ask({ ...request, handle_id: id }),
            tell: (request) => this.tell({ ...request, handle_id: id }),
            token: () => this.token,
            useToken: (token) => this.useToken(token),
            useOwnToken: () => this.useOwnToken(),
        };
    }

    /** Sends a request and waits for its reply. An `ack` of Janus is not the reply. */
    private async ask(
        request: JanusRequest,
        late?: StartOptions<JanusMessage>['late'],
    ): Promise<JanusMessage> {
        if (this.over) throw this.over;
        const what = request.janus === 'message' ? nameOf(request.body) : `"${request.janus}"`;
        const { id, reply } = this.transactions.start({ what, timeout: REPLY_TIMEOUT, late });
        this.send(request, id);
        const message = await reply;
        if (message.janus === 'error')
            throw BatonError.ofJanus(message.error ?? { code: 0, reason: 'Janus gave no reason' });
        return message;
    }

    /** Sends a request whose reply nobody waits for. */
    private tell(request: JanusRequest): void {
        this.send(request, 'none');
    }

    private send(request: JanusRequest, transaction: string): void {
        const session = this.id === undefined ? {} : { session_id: this.id };
        const token = this.token === undefined ? {} : { token: this.token };
        this.socket.send({ ...request, ...session, ...token, transaction });
    }

    private take(message: JanusMessage): void {
        if (message.janus === 'ack') return;
        if (message.transaction !== undefined)
            this.transactions.settle(message.transaction, message);
        else if (message.janus === 'timeout') this.lose('The session timed out');
        else if (message.sender !== undefined) this.handles.get(message.sender)?.take(message);
    }

    private lose(why: string): void {
        if (this.over) return;
        const error = new BatonError('connection_lost', why);
        this.end(error);
        this.emit('lost', error);
    }

    private end(error: BatonError): void {
        if (this.over) return;
        this.over = error;
        clearInterval(this.keepalive);
        this.socket.close();
        this.transactions.failAll(error);
        for (const handle of [...this.handles.values()]) handle.drop(error);
    }
}

function nameOf(body: object): string {
    return 'request' in body ? `"${String(body.request)}"` : 'a message';
}
