// SPDX-License-Identifier: MIT
// A session of Janus and its handles. It outlives its WebSocket: another WebSocket can claim it.

import { Emitter } from './emitter.js';
import { BatonError } from './errors.js';
import { Handle, type HandleChannel } from './handle.js';
import type { JanusMessage, JanusRequest } from './janus.js';
import type { JanusToken } from './janustoken.js';
import type { Socket } from './socket.js';
import { Transactions, type StartOptions } from './transactions.js';

const PLUGIN = 'janus.plugin.baton';
const REPLY_TIMEOUT = 15_000;
/** Janus ends a session that has sent nothing for 60 seconds, unless its settings say otherwise. */
const KEEPALIVE_INTERVAL = 25_000;
/** A dead network does not close a WebSocket. */
const PROBE_TIMEOUT = 5_000;
/** Janus's error for a session that it does not have (any more). */
const NO_SUCH_SESSION = 458;

export class Session extends Emitter<{
    /** The WebSocket is lost. The handles stay, but nothing can be sent before `claim`. */
    interrupted: BatonError;
    /** The session and all its handles are gone. `close` does not emit this event. */
    over: BatonError;
}> {
    private readonly transactions = new Transactions<JanusMessage>();
    private readonly handles = new Map<number, Handle>();
    /** Handles to detach that Janus does not know about, because there was no connection. */
    private readonly unwanted = new Set<number>();
    private socket: Socket | undefined;
    private id: number | undefined;
    /** Whether requests can be sent. */
    private ready = false;
    private keepalive: ReturnType<typeof setInterval> | undefined;
    /** The probe under way, and when it ends. */
    private probing: { timer: ReturnType<typeof setTimeout>; until: number } | undefined;
    private ended: BatonError | undefined;

    constructor(private readonly token: JanusToken) {
        super();
    }

    /** Creates the session over this open WebSocket. Fails with `janus`, `timed_out` or `connection_lost`. */
    async create(socket: Socket): Promise<void> {
        this.adopt(socket);
        const { data } = await this.exchange({ janus: 'create' });
        this.id = data?.id;
        this.begin();
    }

    /**
     * Takes the session over to this open WebSocket, with all its handles. Returns false if Janus does not have the
     * session any more; it is over then. Fails like `create`.
     */
    async claim(socket: Socket): Promise<boolean> {
        if (this.ended) return false;
        this.adopt(socket);
        try {
            await this.exchange({ janus: 'claim' });
            if (this.ended) return false;
        } catch (error) {
            if ((error as BatonError).janusCode !== NO_SUCH_SESSION) {
                if (this.socket === socket) this.stop(error as BatonError);
                throw error;
            }
            this.lose('The server does not have the session any more');
            return false;
        }
        this.begin();
        for (const id of this.unwanted) this.tell({ janus: 'detach', handle_id: id });
        this.unwanted.clear();
        return true;
    }

    /** Whether the session and all its handles are gone. */
    get isOver(): boolean {
        return this.ended !== undefined;
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

    /**
     * Finds out whether the WebSocket still works, because the network may have changed. If nothing at all comes in
     * this time, the WebSocket counts as lost. A probe under way is kept unless this one ends earlier.
     */
    probe(timeout = PROBE_TIMEOUT): void {
        const until = Date.now() + timeout;
        if (!this.ready || (this.probing && this.probing.until <= until)) return;
        this.endProbe();
        const end = () => this.interrupt('The server did not respond in time');
        this.probing = { timer: setTimeout(end, timeout), until };
        this.tell({ janus: 'keepalive' });
    }

    private endProbe(): void {
        clearTimeout(this.probing?.timer);
        this.probing = undefined;
    }

    /** Ends the session with all its handles. `destroy`: tell Janus. */
    close(error: BatonError, destroy: boolean): void {
        if (destroy) this.tell({ janus: 'destroy' });
        this.end(error);
    }

    private adopt(socket: Socket): void {
        this.stop(new BatonError('connection_lost', 'Another connection takes over', { uncertain: true }));
        this.socket = socket;
        socket.listen({
            received: (message) => this.take(message),
            closed: () => this.interrupt('The connection to the server was closed'),
        });
    }

    private begin(): void {
        if (this.ended) throw this.ended;
        this.ready = true;
        this.keepalive = setInterval(() => this.probe(), KEEPALIVE_INTERVAL);
    }

    private channelOf(id: number): HandleChannel {
        return {
            ask: (request) => this.ask({ ...request, handle_id: id }),
            tell: (request) => {
                if (request.janus === 'detach' && !this.ready) this.unwanted.add(id);
                this.tell({ ...request, handle_id: id });
            },
            token: () => this.token.current,
            useToken: (token) => this.token.use(token),
            useOwnToken: () => this.token.useOwn(),
        };
    }

    private async ask(request: JanusRequest, late?: StartOptions<JanusMessage>['late']): Promise<JanusMessage> {
        if (this.ended) throw new BatonError(this.ended.name, this.ended.message);
        if (!this.ready) throw new BatonError('connection_lost', 'There is no connection to the server now');
        return this.exchange(request, late);
    }

    /** Sends a request and waits for its reply. An `ack` of Janus is not the reply. */
    private async exchange(
        request: JanusRequest,
        late?: StartOptions<JanusMessage>['late'],
    ): Promise<JanusMessage> {
        const what = request.janus === 'message' ? nameOf(request.body) : `"${request.janus}"`;
        const { id, reply } = this.transactions.start({ what, timeout: REPLY_TIMEOUT, late });
        this.send(request, id);
        const message = await reply;
        if (message.janus === 'error')
            throw BatonError.ofJanus(message.error ?? { code: 0, reason: 'Janus gave no reason' });
        return message;
    }

    /** Sends a request whose reply nobody waits for. Without a connection it is dropped. */
    private tell(request: JanusRequest): void {
        if (this.ready) this.send(request, 'none');
    }

    private send(request: JanusRequest, transaction: string): void {
        const session = this.id === undefined ? {} : { session_id: this.id };
        const token = this.token.current === undefined ? {} : { token: this.token.current };
        this.socket?.send({ ...request, ...session, ...token, transaction });
    }

    private take(message: JanusMessage): void {
        this.endProbe();
        if (message.janus === 'ack') return;
        if (message.transaction !== undefined)
            this.transactions.settle(message.transaction, message);
        else if (message.janus === 'timeout') this.lose('The session timed out');
        else if (message.sender !== undefined) this.handles.get(message.sender)?.take(message);
    }

    private interrupt(why: string): void {
        if (this.ended || !this.socket) return;
        const error = new BatonError('connection_lost', why, { uncertain: true });
        this.stop(error);
        this.emit('interrupted', error);
    }

    private lose(why: string): void {
        if (this.ended) return;
        const error = new BatonError('connection_lost', why, { uncertain: true });
        this.end(error);
        this.emit('over', error);
    }

    /** Closes the WebSocket. Requests that wait for a reply fail, because the reply cannot come any more. */
    private stop(error: BatonError): void {
        this.ready = false;
        clearInterval(this.keepalive);
        this.endProbe();
        this.socket?.close();
        this.socket = undefined;
        this.transactions.failAll(error);
    }

    private end(error: BatonError): void {
        if (this.ended) return;
        this.ended = error;
        this.stop(error);
        for (const handle of [...this.handles.values()]) handle.drop(error);
    }
}

function nameOf(body: object): string {
    return 'request' in body ? `"${String(body.request)}"` : 'a message';
}
