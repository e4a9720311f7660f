// SPDX-License-Identifier: MIT
// The bridge to the official janus.js: a session and its handles, with promises in place of
// callbacks.

import Janus, { type JanusJS } from 'janus-gateway';
import adapter from 'webrtc-adapter';
import { Emitter } from './emitter';
import { BatonError } from './errors';
import { CurrentToken } from './token';
import type { ErrorReply, Event, Replies, Request } from './types';

const PLUGIN = 'janus.plugin.baton';
const CONNECT_TIMEOUT = 10_000;
const REPLY_TIMEOUT = 15_000;

/** What a reply to each request is called; anything else that arrives is an event. */
const REPLY_NAMES: { [V in Request['request']]: Replies[V]['baton'] } = {
    create: 'created',
    edit: 'edited',
    destroy: 'destroyed',
    exists: 'exists',
    list: 'list',
    participants: 'participants',
    join: 'joined',
    publish: 'published',
    unpublish: 'unpublished',
    configure: 'configured',
    chat: 'chat_sent',
    hand: 'hand_set',
    mute: 'muted',
    kick: 'kicked',
    leave: 'left',
    subscribe: 'subscribed',
    start: 'started',
    layout: 'layout',
    transfer: 'code',
    present: 'presented',
    scan: 'scanned',
    confirm: 'confirmed',
    question: 'question',
    cancel: 'cancelled',
    return: 'returning',
};

/** Where Janus demands tokens, Baton asks these for one as well: it cannot see what Janus was given. */
const WITH_TOKEN = new Set<Request['request']>([
    'create',
    'edit',
    'destroy',
    'exists',
    'list',
    'participants',
    'join',
    'present',
    'scan',
    'question',
]);

export interface SessionOptions {
    /** `ws(s)://` address of Janus. */
    server: string;
    /** For a Janus that demands tokens. */
    token?: string;
    iceServers?: RTCIceServer[];
    iceTransportPolicy?: RTCIceTransportPolicy;
}

export interface Answer<V extends Request['request']> {
    reply: Replies[V];
    jsep?: JanusJS.JSEP;
}

interface Pending {
    expects: string;
    settle(reply: Event | ErrorReply | { baton: string }, jsep?: JanusJS.JSEP): void;
    fail(error: BatonError): void;
}

let initialised: Promise<void> | undefined;

function initialise(): Promise<void> {
    initialised ??= new Promise((resolve) =>
        Janus.init({
            debug: false,
            dependencies: Janus.useDefaultDependencies({ adapter }),
            callback: resolve,
        }),
    );
    return initialised;
}

/** A Janus session on one WebSocket. It does not survive its WebSocket: Janus ends what hung on it. */
export class Session extends Emitter<{ lost: BatonError }> {
    private readonly handles = new Set<Handle>();
    private over = false;

    private constructor(
        private readonly janus: Janus,
        private readonly token: CurrentToken,
    ) {
        super();
    }

    /** Fails with `unreachable` or `janus`. */
    static async connect(options: SessionOptions): Promise<Session> {
        await initialise();
        const token = new CurrentToken(options.token);
        return new Promise((resolve, reject) => {
            let session: Session | undefined;
            const timer = setTimeout(() => fail('no answer'), CONNECT_TIMEOUT);
            const fail = (why: string) => {
                clearTimeout(timer);
                // The one refusal at this point; janus.js leaves its number out.
                const refused = why.startsWith('Unauthorized');
                reject(
                    refused
                        ? new BatonError('janus', why, { code: 403 })
                        : new BatonError('unreachable', `No connection to the server: ${why}`),
                );
            };
            const janus: Janus = new Janus({
                server: options.server,
                token: token as unknown as string,
                // janus.js asks a public STUN server unless it is given a list.
                iceServers: options.iceServers ?? [],
                iceTransportPolicy: options.iceTransportPolicy,
                success: () => {
                    clearTimeout(timer);
                    resolve((session = new Session(janus, token)));
                },
                error: (why: unknown) => (session ? session.lose(String(why)) : fail(String(why))),
            });
        });
    }

    /** From here on Janus is given this one. */
    useToken(token: string): void {
        this.token.value = token;
    }

    attach(): Promise<Handle> {
        return new Promise((resolve, reject) => {
            let handle: Handle | undefined;
            this.janus.attach({
                plugin: PLUGIN,
                success: (raw) => {
                    handle = new Handle(raw, this.token);
                    this.handles.add(handle);
                    handle.on('gone', () => handle && this.handles.delete(handle));
                    resolve(handle);
                },
                error: (why) => reject(janusError(why)),
                onmessage: (message, jsep) => handle?.take(message as Event, jsep),
                iceState: (state) => handle?.connection(state),
                onremotetrack: (track, mid, on, about) => {
                    if (on && about?.reason === 'created') handle?.track(track, mid);
                },
                ondetached: () =>
                    handle?.drop(new BatonError('ended', 'The server closed the handle')),
            });
        });
    }

    /** Ends the session: every call on it is left. */
    close(): void {
        if (this.over) return;
        this.over = true;
        for (const handle of [...this.handles]) handle.drop(new BatonError('ended', 'Closed'));
        this.janus.destroy({ cleanupHandles: true, notifyDestroyed: false });
    }

    private lose(why: string): void {
        if (this.over) return;
        this.over = true;
        const error = new BatonError('connection_lost', why);
        for (const handle of [...this.handles]) handle.drop(error);
        this.emit('lost', error);
    }
}

export interface HandleEvents {
    event: Event;
    connection: RTCIceConnectionState;
    track: { track: MediaStreamTrack; mid: string };
    gone: BatonError;
}

/** One handle of the plugin, with its PeerConnection if it has one. */
export class Handle extends Emitter<HandleEvents> {
    private pending: Pending | undefined;
    private queue: Promise<unknown> = Promise.resolve();
    private dropped: BatonError | undefined;
    private offer: { message: { baton: string }; jsep?: JanusJS.JSEP } | undefined;
    private wanting: Pick<Pending, 'settle'> | undefined;

    constructor(
        private readonly raw: JanusJS.PluginHandle,
        private readonly token: CurrentToken,
    ) {
        super();
    }

    /** By which Janus knows it. */
    get id(): number {
        return Number(this.raw.getId());
    }

    get peer(): RTCPeerConnection | null {
        return this.raw.webrtcStuff.pc ?? null;
    }

    /**
     * Sends a request and waits for its reply. Requests of one handle go one at a time: janus.js
     * does not say which request an asynchronous reply belongs to, but Baton answers in order.
     */
    request<R extends Request>(body: R, jsep?: JanusJS.JSEP): Promise<Answer<R['request']>> {
        const turn = this.queue.then(() => this.exchange(body, jsep));
        this.queue = turn.catch(() => undefined);
        return turn;
    }

    /** The offer that comes here because another handle's scan asked for it. */
    offered(): Promise<Answer<'subscribe'>> {
        return new Promise((resolve, reject) => {
            if (this.dropped) return reject(this.dropped);
            this.on('gone', reject);
            this.wanting = {
                settle: (reply, jsep) =>
                    reply.baton === 'error'
                        ? reject(BatonError.fromReply(reply as ErrorReply))
                        : resolve({ reply: reply as Replies['subscribe'], jsep }),
            };
            if (this.offer) this.takeOffer(this.offer.message, this.offer.jsep);
            this.offer = undefined;
        });
    }

    createOffer(tracks: JanusJS.TrackOption[], iceRestart = false): Promise<JanusJS.JSEP> {
        return this.webrtc((success, error) =>
            this.raw.createOffer({ tracks, iceRestart, success, error }),
        );
    }

    createAnswer(jsep: JanusJS.JSEP): Promise<JanusJS.JSEP> {
        return this.webrtc((success, error) =>
            this.raw.createAnswer({ jsep, tracks: [], success, error }),
        );
    }

    acceptAnswer(jsep: JanusJS.JSEP): Promise<unknown> {
        return this.webrtc<unknown>((success, error) =>
            this.raw.handleRemoteJsep({ jsep, success, error }),
        );
    }

    replaceTracks(tracks: JanusJS.TrackOption[]): Promise<unknown> {
        return this.webrtc<unknown>((success, error) =>
            this.raw.replaceTracks({ tracks, success, error }),
        );
    }

    /** Closes the PeerConnection; the handle stays. */
    hangup(): void {
        this.raw.hangup(true);
    }

    detach(): void {
        if (this.dropped) return;
        this.raw.detach();
        this.drop(new BatonError('ended', 'Closed'));
    }

    take(message: Event | ErrorReply | { baton: string }, jsep?: JanusJS.JSEP): void {
        const pending = this.pending;
        if (pending && (message.baton === pending.expects || message.baton === 'error'))
            pending.settle(message, jsep);
        else if (message.baton === 'subscribed' || message.baton === 'error')
            this.takeOffer(message, jsep);
        else this.emit('event', message as Event);
    }

    connection(state: RTCIceConnectionState): void {
        this.emit('connection', state);
    }

    track(track: MediaStreamTrack, mid: string): void {
        this.emit('track', { track, mid });
    }

    drop(error: BatonError): void {
        if (this.dropped) return;
        this.dropped = error;
        this.pending?.fail(error);
        this.emit('gone', error);
    }

    private takeOffer(message: { baton: string }, jsep?: JanusJS.JSEP): void {
        if (this.wanting) this.wanting.settle(message, jsep);
        else this.offer = { message, jsep };
        this.wanting = undefined;
    }

    private exchange<R extends Request>(
        body: R,
        jsep?: JanusJS.JSEP,
    ): Promise<Answer<R['request']>> {
        return new Promise((resolve, reject) => {
            if (this.dropped) return reject(this.dropped);
            const done = () => {
                clearTimeout(timer);
                this.pending = undefined;
            };
            const fail = (error: BatonError) => (done(), reject(error));
            const timer = setTimeout(
                () => fail(new BatonError('timed_out', `No answer to "${body.request}"`)),
                REPLY_TIMEOUT,
            );
            this.pending = {
                expects: REPLY_NAMES[body.request],
                settle: (reply, answer) => {
                    done();
                    if (reply.baton === 'error') reject(BatonError.fromReply(reply as ErrorReply));
                    else resolve({ reply: reply as Replies[R['request']], jsep: answer });
                },
                fail,
            };
            this.raw.send({
                message: this.signed(body) as unknown as JanusJS.PluginMessage['message'],
                jsep,
                // Synchronous requests are answered here, the others are only acknowledged.
                success: (data?: { baton: string }) => data && this.take(data),
                error: (why) => this.pending?.fail(janusError(why)),
            });
        });
    }

    private signed<R extends Request>(body: R): R & { token?: string } {
        const { value } = this.token;
        return value !== undefined && WITH_TOKEN.has(body.request)
            ? { ...body, token: value }
            : body;
    }

    private webrtc<T>(
        run: (success: (value: T) => void, error: (cause: unknown) => void) => void,
    ): Promise<T> {
        return new Promise((resolve, reject) =>
            run(resolve, (cause) =>
                reject(
                    new BatonError('webrtc', `The browser refused: ${String(cause)}`, { cause }),
                ),
            ),
        );
    }
}

/**
 * janus.js reports Janus's own refusals as text: "Ooops: 403 Unauthorized" or "458 No such
 * session".
 */
function janusError(why: unknown): BatonError {
    const text = String(why);
    const code = Number(/\b(\d{3})\b/.exec(text)?.[1] ?? 0);
    return new BatonError('janus', text.replace(/^Ooops: /, ''), { code });
}
