// SPDX-License-Identifier: MIT
// One WebSocket to Janus. It sends and receives messages, and reports when the connection is gone.

import { BatonError } from './errors.js';
import { SUBPROTOCOL, type JanusMessage } from './janus.js';

export interface SocketListener {
    received(message: JanusMessage): void;
    /** The connection was lost. `Socket.close` does not call `closed`. */
    closed(): void;
}

export class Socket {
    /** Resolves when messages can be sent. Fails with `unreachable` if the connection cannot be made. */
    readonly opened: Promise<void>;
    private readonly webSocket: WebSocket;
    private listener: SocketListener | undefined;
    private refuse: (error: BatonError) => void = () => {};
    private closed = false;

    constructor(server: string) {
        this.webSocket = new WebSocket(server, SUBPROTOCOL);
        this.opened = new Promise((resolve, reject) => {
            this.webSocket.onopen = () => resolve();
            this.refuse = reject;
        });
        // Without this line, a connection that nobody waits for any more would be an unhandled rejection.
        this.opened.catch(() => undefined);
        this.webSocket.onmessage = ({ data }) => {
            if (!this.closed) this.listener?.received(JSON.parse(data as string) as JanusMessage);
        };
        // A WebSocket that fails emits `error` and then `close`, so `close` is enough.
        this.webSocket.onclose = () => this.end();
    }

    /** From now on this listener gets what happens. */
    listen(listener: SocketListener): void {
        this.listener = listener;
    }

    /** Does nothing once the connection is gone. */
    send(message: object): void {
        if (this.webSocket.readyState === WebSocket.OPEN)
            this.webSocket.send(JSON.stringify(message));
    }

    /** Sends what is queued, then closes. If the connection is still being made, it is given up. */
    close(): void {
        if (this.closed) return;
        this.listener = undefined;
        this.end();
        this.webSocket.close();
    }

    private end(): void {
        if (this.closed) return;
        this.closed = true;
        this.refuse(new BatonError('unreachable', 'No connection to the server: it was refused or closed'));
        this.listener?.closed();
    }
}
