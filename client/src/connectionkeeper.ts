// SPDX-License-Identifier: MIT
// Keeps the connection to the server: makes a lost WebSocket anew, and claims the session or creates another one.

import type { HandleSource } from './downlink.js';
import { Emitter } from './emitter.js';
import { BatonError } from './errors.js';
import type { Handle } from './handle.js';
import { JanusToken } from './janustoken.js';
import { FAREWELL_TIME } from './leaving.js';
import { PageEvents } from './pageevents.js';
import { Pause } from './pause.js';
import { BackOff, type RetryPolicy } from './retrypolicy.js';
import { Session } from './session.js';
import { Socket } from './socket.js';

const CONNECT_TIMEOUT = 10_000;
/**
 * After a change of the network, the WebSocket has this long to show that it still works. TCP itself could wait much
 * longer before it sends anything again.
 */
const QUICK_PROBE = 700;
/** A WebSocket that is lost this soon after a change of the network was lost because of it. */
const RECENT = 1_000;
const UNAUTHORIZED = 403;
const UNAUTHORIZED_PLUGIN = 405;

export interface KeeperOptions {
    /** The `ws(s)://` address of Janus. */
    server: string;
    /** Needed if Janus demands tokens. */
    token?: string;
    /**
     * Settings for all PeerConnections. Without `iceServers` here, the client uses the servers that Baton names.
     * `iceTransportPolicy: 'relay'` sends all media through a TURN server.
     */
    rtc?: RTCConfiguration;
    /**
     * Whether cameras and screens are sent in several sizes, of which each receiver gets the one that fits. Needs more
     * processor time of the sender. By default true.
     */
    simulcast?: boolean;
    /** When to try again after the connection was lost. By default a `BackOff`. */
    retry?: RetryPolicy;
}

/** Whether requests can reach the server. */
export type SignallingState = 'connected' | 'reconnecting' | 'closed';

export interface KeeperEvents {
    state: SignallingState;
    /** The session goes on over another WebSocket, with all its handles. */
    claimed: undefined;
    /** There is another session. All handles before it are gone. */
    renewed: undefined;
    /** There will be no connection any more. `close` does not emit this event. */
    lost: BatonError;
    /** The app closes the connection. This is the last moment to send something. */
    closing: undefined;
}

export class ConnectionKeeper extends Emitter<KeeperEvents> implements HandleSource {
    readonly rtc: RTCConfiguration;
    readonly simulcast: boolean;
    readonly policy: RetryPolicy;
    readonly page = new PageEvents();
    readonly token: JanusToken;
    private readonly server: string;
    private session: Session;
    private readonly pause = new Pause();
    /** Ends the attempt to connect that is under way. */
    private abandon: (() => void) | undefined;
    private signalling: SignallingState = 'reconnecting';
    /** Whether a lost connection is being made anew. */
    private trying = false;
    /** When the network changed, until the next attempt begins. */
    private changedAt = -Infinity;
    /** How many attempts have failed since the connection was lost or the network changed. */
    private failures = 0;
    private waiting: { resolve(): void; reject(error: BatonError): void }[] = [];
    private readonly unfinished = new Set<Promise<void>>();
    private closing = false;
    private over: BatonError | undefined;

    private constructor({ server, token, rtc = {}, simulcast = true, retry = new BackOff() }: KeeperOptions) {
        super();
        this.server = server;
        this.rtc = rtc;
        this.simulcast = simulcast;
        this.policy = retry;
        this.token = new JanusToken(token);
        this.session = this.newSession();
        this.page.on('wake', () => this.retry());
        this.page.on('network', () => this.changeNetwork());
        this.page.on('show', () => this.retry());
    }

    /** Fails with `unreachable`, or with `janus` if Janus refused. After a failure nothing is left open. */
    static async connect(options: KeeperOptions): Promise<ConnectionKeeper> {
        const keeper = new ConnectionKeeper(options);
        try {
            await keeper.open((socket) => keeper.session.create(socket));
        } catch (cause) {
            const error = cause as BatonError;
            keeper.end(error);
            if (error.name === 'janus') throw error;
            throw new BatonError('unreachable', `No connection to the server: ${error.message}`, { cause });
        }
        keeper.setState('connected');
        return keeper;
    }

    get state(): SignallingState {
        return this.signalling;
    }

    /** Resolves as soon as requests can be sent. Fails when the connection is given up or closed. */
    whenConnected(): Promise<void> {
        if (this.over) return Promise.reject(this.over);
        if (this.signalling === 'connected') return Promise.resolve();
        return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
    }

    /** Attaches a handle. Waits for the connection; if it is lost meanwhile, attaches another handle. */
    async attach(): Promise<Handle> {
        for (;;) {
            await this.whenConnected();
            try {
                return await this.session.attach();
            } catch (error) {
                if ((error as BatonError).name !== 'connection_lost') throw error;
            }
        }
    }

    /** Tries to connect now; with a connection, finds out whether it still works. An attempt under way goes on. */
    retry(): void {
        this.pause.wake();
        this.session.probe();
    }

    /** Finds out whether the connection still works. */
    probe(): void {
        this.session.probe();
    }

    /** `close` waits for this task, because it tells the server something that others need to know. */
    finishFirst(task: Promise<void>): void {
        this.unfinished.add(task);
        void task.finally(() => this.unfinished.delete(task));
    }

    /** Ends the session with all its handles. */
    close(): void {
        if (this.over || this.closing) return;
        this.closing = true;
        this.emit('closing', undefined);
        if (this.unfinished.size === 0) return this.finish();
        const timer = setTimeout(() => this.finish(), FAREWELL_TIME);
        void Promise.allSettled([...this.unfinished]).then(() => {
            clearTimeout(timer);
            this.finish();
        });
    }

    private finish(): void {
        if (this.over) return;
        const error = new BatonError('ended', 'This client was closed');
        this.session.close(error, true);
        this.end(error);
    }

    private newSession(): Session {
        const session = new Session(this.token);
        const lost = () => this.session === session && this.signalling === 'connected' && this.reconnect();
        session.on('interrupted', lost);
        session.on('over', lost);
        return session;
    }

    /** Makes a WebSocket and uses it. If anything fails or takes too long, closes it. */
    private async open<T>(use: (socket: Socket) => Promise<T>): Promise<T> {
        const socket = new Socket(this.server);
        let timer: ReturnType<typeof setTimeout> | undefined;
        const cut = new Promise<never>((_resolve, reject) => {
            const fail = (why: string) => reject(new BatonError('unreachable', why));
            timer = setTimeout(() => fail('It did not reply in time'), CONNECT_TIMEOUT);
            this.abandon = () => fail('The network has changed, or the client was closed');
        });
        try {
            return await Promise.race([socket.opened.then(() => use(socket)), cut]);
        } catch (error) {
            socket.close();
            throw error;
        } finally {
            clearTimeout(timer);
            this.abandon = undefined;
        }
    }

    /**
     * An attempt that is under way waits for the network that is gone, and the waits have grown over it. So the next
     * attempt begins at once, and those after it, should the new network not be ready yet, wait as after a new loss.
     */
    private changeNetwork(): void {
        this.changedAt = Date.now();
        this.failures = 0;
        this.session.probe(QUICK_PROBE);
        if (!this.trying) return;
        this.abandon?.();
        this.pause.wake();
    }

    private reconnect(): void {
        this.setState('reconnecting');
        this.trying = true;
        void this.keepTrying().finally(() => (this.trying = false));
    }

    private async keepTrying(): Promise<void> {
        this.failures = 0;
        while (!this.over) {
            const delay = this.policy.delay(this.failures);
            if (delay === null) return this.giveUp(BatonError.givenUp());
            if (Date.now() - this.changedAt > RECENT) await this.pause.wait(delay);
            if (this.over) return;
            this.failures++;
            this.changedAt = -Infinity;
            try {
                const claimed = await this.restore();
                if (this.over) return;
                this.setState('connected');
                return this.emit(claimed ? 'claimed' : 'renewed', undefined);
            } catch (error) {
                if (isRefusal(error as BatonError)) return this.giveUp(error as BatonError);
            }
        }
    }

    /** Claims the session and returns true, or creates another one and returns false. */
    private async restore(): Promise<boolean> {
        if (!this.session.isOver && (await this.open((socket) => this.session.claim(socket)))) return true;
        const fresh = this.newSession();
        try {
            await this.open((socket) => fresh.create(socket));
        } catch (error) {
            fresh.close(error as BatonError, false);
            throw error;
        }
        this.session = fresh;
        return false;
    }

    private giveUp(error: BatonError): void {
        if (this.over) return;
        this.session.close(error, false);
        this.end(error);
        this.emit('lost', error);
    }

    private end(error: BatonError): void {
        this.over = error;
        this.session.close(error, false);
        this.abandon?.();
        this.page.close();
        this.pause.wake();
        this.setState('closed');
    }

    private setState(state: SignallingState): void {
        if (this.signalling === state) return;
        this.signalling = state;
        this.emit('state', state);
        if (state === 'reconnecting') return;
        for (const { resolve, reject } of this.waiting.splice(0)) {
            if (this.over) reject(this.over);
            else resolve();
        }
    }
}

/** Whether Janus refuses the token of this client. Another attempt with the same token cannot succeed. */
function isRefusal({ janusCode }: BatonError): boolean {
    return janusCode === UNAUTHORIZED || janusCode === UNAUTHORIZED_PLUGIN;
}
