// SPDX-License-Identifier: MIT
// A fake handle and a fake connection, without a server.

import { vi } from 'vitest';
import type { KeeperEvents, SignallingState } from '../src/connectionkeeper.js';
import type { Device, DeviceConnection } from '../src/device.js';
import { Emitter } from '../src/emitter.js';
import type { BatonError } from '../src/errors.js';
import type { Handle, HandleEvents } from '../src/handle.js';
import { IceServers } from '../src/iceservers.js';
import { PageEvents } from '../src/pageevents.js';
import { ResumeRecords } from '../src/resumerecords.js';
import { MemoryStore } from '../src/resumestore.js';
import { BackOff } from '../src/retrypolicy.js';
import { SecretKeeper } from '../src/secretkeeper.js';
import type { Event, UplinkEvent } from '../src/wire.js';

export class FakeHandle extends Emitter<HandleEvents> {
    readonly id = 1;
    readonly said: unknown[] = [];
    detached = false;
    hungUp = false;
    /** Called with each request before the reply to it. */
    onRequest: (body: { request: string }) => void = () => {};
    private readonly replies: unknown[] = [];

    /** The next request gets this reply. An error makes it fail. */
    reply(reply: unknown, jsep?: unknown): void {
        this.replies.push(reply instanceof Error ? reply : { reply, ...(jsep ? { jsep } : {}) });
    }

    async request(body: { request: string }): Promise<unknown> {
        this.said.push(body);
        this.onRequest(body);
        const next = this.replies.shift() ?? { reply: {} };
        if (next instanceof Error) throw next;
        return next;
    }

    /** Emits the offer that the server sends because a scan named this handle. */
    offer(reply: Event): void {
        this.emit('event', { event: reply, jsep: { type: 'offer', sdp: 'theirs' } });
    }

    say(event: Event): void {
        this.emit('event', { event });
    }

    drop(error: BatonError): void {
        this.emit('gone', error);
    }

    trickle(): void {}

    async whenRecovered(): Promise<void> {}

    async renewUplink(): Promise<void> {}

    useToken(): void {}

    leaveCall(): void {}

    hangup(): void {
        this.hungUp = true;
    }

    detach(): void {
        this.detached = true;
    }

    asDevice(): Handle & Pick<Device, 'whenRecovered' | 'renewUplink'> {
        return this as unknown as Handle & Pick<Device, 'whenRecovered' | 'renewUplink'>;
    }

    asHandle(): Handle {
        return this as unknown as Handle;
    }
}

/** The ICE servers of a device that was told of none. */
export function noServers(handle = new FakeHandle()): IceServers {
    return new IceServers(handle.asHandle(), {});
}

/** A device without media, whose requests a test answers. */
export class FakeDevice extends Emitter<{ event: UplinkEvent }> {
    readonly request = vi.fn().mockResolvedValue({ reply: {} });
    readonly state = 'connected';
    readonly muted = new Map<string, boolean>();
    audible = false;
    closed = false;
    inTransfer = () => false;
    readonly uplink = {
        noteMuted: (kind: string, muted: boolean) => void this.muted.set(kind, muted),
        isMuted: (kind: string) => this.muted.get(kind) ?? false,
    };
    readonly downlink = {
        slots: [],
        setAudible: (audible: boolean) => void (this.audible = audible),
    };
    close = () => void (this.closed = true);

    say(event: UplinkEvent): void {
        this.emit('event', event);
    }

    asDevice(): Device {
        return this as unknown as Device;
    }
}

class FakeConnection extends Emitter<KeeperEvents> {
    readonly rtc = {};
    readonly simulcast = true;
    readonly policy = new BackOff(() => 0);
    readonly page = new PageEvents();
    readonly state: SignallingState = 'connected';

    constructor(private readonly handle: FakeHandle) {
        super();
    }

    attach = () => Promise.resolve(this.handle.asHandle());
    whenConnected = () => Promise.resolve();
    probe(): void {}
    finishFirst(): void {}
}

/** A connection that always works. */
export function fakeConnection(handle: FakeHandle): DeviceConnection {
    return new FakeConnection(handle);
}

/** The secrets of a device that has none yet. */
export function noSecrets(): SecretKeeper {
    return new SecretKeeper(new ResumeRecords(new MemoryStore()), 'ws://server/janus');
}
