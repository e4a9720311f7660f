// SPDX-License-Identifier: MIT
// One handle of the plugin: its requests and its events.

import { Emitter } from './emitter.js';
import { BatonError } from './errors.js';
import type { Candidate, HandleRequest, JanusMessage, Jsep } from './janus.js';
import { TOKEN_REQUESTS, type ErrorReply, type Event, type HandleEvent, type Replies, type Request } from './wire.js';

/** The functions by which a handle reaches Janus. */
export interface HandleChannel {
    /** Fails with `janus`, `timed_out` or `connection_lost`. Without a connection nothing is sent. */
    ask(request: HandleRequest): Promise<JanusMessage>;
    /** Sends a request without waiting for its reply. */
    tell(request: HandleRequest): void;
    /** The token that is in use now. */
    token(): string | undefined;
    /** From now on all requests of the session carry this token. */
    useToken(token: string): void;
    /** From now on all requests carry the token that the client brought along, if that token can still be valid. */
    useOwnToken(): void;
}

export interface Replied<V extends Request['request']> {
    reply: Replies[V];
    jsep?: Jsep;
}

export interface HandleEvents {
    event: { event: Event; jsep?: Jsep };
    candidate: Candidate;
    /** Janus closed the PeerConnection. The handle stays. */
    hangup: undefined;
    /** The handle cannot be used any more. */
    gone: BatonError;
}

export class Handle extends Emitter<HandleEvents> {
    private dropped: BatonError | undefined;
    /** The server has sent a token to the device of this handle. */
    private hasToken = false;

    /** `Session.attach` creates it. `id` is the handle id of Janus. */
    constructor(
        readonly id: number,
        private readonly channel: HandleChannel,
    ) {
        super();
    }

    /** Sends a request and waits for its reply. Several requests may be in flight. */
    async request<R extends Request>(body: R, jsep?: Jsep): Promise<Replied<R['request']>> {
        if (this.dropped) throw new BatonError(this.dropped.name, this.dropped.message);
        const gone = this.failure();
        try {
            const message = await Promise.race([
                this.channel.ask({ janus: 'message', body: this.withToken(body), ...(jsep && { jsep }) }),
                gone.promise,
            ]);
            return replied<R['request']>(message);
        } finally {
            gone.off();
        }
    }

    trickle(candidate: Candidate): void {
        if (!this.dropped) this.channel.tell({ janus: 'trickle', candidate });
    }

    /** Closes the PeerConnection at Janus; the handle stays. */
    hangup(): void {
        if (!this.dropped) this.channel.tell({ janus: 'hangup' });
    }

    detach(): void {
        if (this.dropped) return;
        this.channel.tell({ janus: 'detach' });
        this.drop(new BatonError('ended', 'The handle was detached'));
    }

    /** The device of this handle is in no call any more: its token is revoked. */
    leaveCall(): void {
        if (this.hasToken) this.channel.useOwnToken();
        this.hasToken = false;
    }

    /** `Session` calls this with each message from Janus that is not a reply. */
    take({ janus, plugindata, jsep, candidate }: JanusMessage): void {
        if (janus === 'event' && plugindata) this.takeEvent(plugindata.data as Event | HandleEvent, jsep);
        else if (janus === 'trickle' && candidate) this.emit('candidate', candidate);
        else if (janus === 'hangup') this.emit('hangup', undefined);
        else if (janus === 'detached')
            this.drop(new BatonError('ended', 'The server detached the handle', { uncertain: true }));
    }

    /** Replies to the event `acknowledge`; otherwise the server detaches the handle. Emits all other events. */
    private takeEvent(event: Event | HandleEvent, jsep?: Jsep): void {
        this.takeToken(event);
        if (event.baton === 'acknowledge')
            this.channel.tell({
                janus: 'message',
                body: { request: 'acknowledge', number: event.number },
            });
        else this.emit('event', { event, ...(jsep && { jsep }) });
    }

    /** Janus wants a token with every message. It comes when people have agreed to the device, and is renewed. */
    private takeToken(event: Event | HandleEvent): void {
        if ((event.baton === 'admitted' || event.baton === 'token') && event.token !== undefined)
            this.useToken(event.token);
    }

    /** From now on requests carry this token, until the device of this handle leaves the call. */
    useToken(token: string): void {
        this.hasToken = true;
        this.channel.useToken(token);
    }

    /** `Session` calls this when the handle no longer exists in Janus. */
    drop(error: BatonError): void {
        if (this.dropped) return;
        this.dropped = error;
        this.emit('gone', error);
    }

    /** Returns a promise that fails when the handle is gone. */
    private failure(): { promise: Promise<never>; off: () => void } {
        let off = () => {};
        const promise = new Promise<never>((_resolve, reject) => {
            off = this.on('gone', reject);
        });
        return { promise, off };
    }

    private withToken<R extends Request>(body: R): R & { token?: string } {
        const token = this.channel.token();
        return token !== undefined && TOKEN_REQUESTS.has(body.request) ? { ...body, token } : body;
    }
}

function replied<V extends Request['request']>({ plugindata, jsep }: JanusMessage): Replied<V> {
    const data = plugindata?.data as Replies[V] | ErrorReply | undefined;
    if (!data) throw new BatonError('janus', 'Janus sent no reply from the plugin');
    if (data.baton === 'error') throw BatonError.ofPlugin(data as ErrorReply);
    return { reply: data as Replies[V], ...(jsep && { jsep }) };
}
