// SPDX-License-Identifier: MIT
// A handle that belongs to no device. If it is lost with its session, another one takes its place.

import type { ConnectionKeeper } from './connectionkeeper.js';
import { BatonError } from './errors.js';
import type { Handle, Replied } from './handle.js';
import { sendUntilReplied } from './repeatable.js';
import type { Requester } from './requester.js';
import type { Request } from './wire.js';

export class LooseHandle implements Requester {
    private handle: Handle | undefined;
    private closed = false;

    constructor(private readonly connection: Pick<ConnectionKeeper, 'attach' | 'state' | 'whenConnected'>) {}

    /** Waits for the connection. If it is lost, sends the request again if that is harmless. */
    request<R extends Request>(body: R): Promise<Replied<R['request']>> {
        let current: Handle;
        return sendUntilReplied(body, {
            ready: async () => void (current = await this.attached()),
            send: () => current.request(body),
            repairing: () => !this.closed && this.connection.state === 'reconnecting',
        });
    }

    close(): void {
        this.closed = true;
        this.handle?.detach();
        this.handle = undefined;
    }

    private async attached(): Promise<Handle> {
        await this.connection.whenConnected();
        const handle = this.handle ?? (await this.connection.attach());
        if (this.closed) {
            handle.detach();
            throw new BatonError('ended', 'The handle was detached');
        }
        if (this.handle !== handle) handle.on('gone', () => this.forget(handle));
        this.handle = handle;
        return handle;
    }

    private forget(handle: Handle): void {
        if (this.handle === handle) this.handle = undefined;
    }
}
