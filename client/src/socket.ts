// SPDX-License-Identifier: MIT
// One WebSocket to Janus. It sends and receives messages, and reports when the connection is gone.

import { SUBPROTOCOL, type JanusMessage } from './janus.js';

export interface SocketListener {
    opened(): void;
    received(message: JanusMessage): void;
    /** The connection failed or was lost. `Socket.close` does not call `closed`. */
    closed(): void;
}

export class Socket {
    private readonly webSocket: WebSocket;
    private closed = false;

    constructor(server: string, listener: SocketListener) {
        this.webSocket = new WebSocket(server, SUBPROTOCOL);
        this.webSocket.onopen = () => {
            if (!this.closed) listener.opened();
        };
        this.webSocket.onmessage = ({ data }) => {
            if (!this.closed) listener.received(JSON.parse(data as string) as JanusMessage);
        };
        // A WebSocket that fails emits `error` and then `close`, so `close` is enough.
        this.webSocket.onclose = () => {
            if (this.closed) return;
            this.closed = true;
            listener.closed();
        };
    }

    /** Does nothing once the connection is gone. */
    send(message: object): void {
        if (this.webSocket.readyState === WebSocket.OPEN)
            this.webSocket.send(JSON.stringify(message));
    }

    /** Sends what is queued, then closes. If the connection is still being made, it is given up. */
    close(): void {
        this.closed = true;
        this.webSocket.close();
    }
}
