// SPDX-License-Identifier: MIT
// One device of a participant: its uplink, its downlink, and the events of the call.

import { Downlink, type HandleSource, type RemoteSlot, type Slots } from './downlink.js';
import { Emitter } from './emitter.js';
import type { BatonError } from './errors.js';
import type { Handle } from './handle.js';
import { IceServers } from './iceservers.js';
import type { LinkState } from './peerconnection.js';
import { Uplink } from './uplink.js';
import type { IceAccess, UplinkEvent } from './wire.js';

/** The state of one of the two PeerConnections of a device. */
export interface Connection {
    part: 'uplink' | 'downlink';
    state: LinkState;
}

export interface DeviceEvents {
    event: UplinkEvent;
    slots: RemoteSlot[];
    connection: Connection;
    gone: BatonError;
}

export class Device extends Emitter<DeviceEvents> {
    readonly ice: IceServers;
    readonly uplink: Uplink;
    readonly downlink: Downlink;
    /** Tells the server which device a downlink belongs to. */
    private privateId = '';
    private closed = false;

    /**
     * @param handle the handle of the uplink; the device sends its requests on it
     * @param downlink the downlink's handle, if it is attached already
     */
    constructor(
        session: HandleSource,
        readonly handle: Handle,
        downlink?: Handle,
    ) {
        super();
        this.ice = new IceServers(handle, session.rtc);
        this.uplink = new Uplink(handle, this.ice);
        this.downlink = new Downlink(session, this.ice, downlink);
        handle.on('event', ({ event }) => this.emit('event', event as UplinkEvent));
        handle.on('gone', (error) => !this.closed && this.emit('gone', error));
        this.uplink.peer.on('state', (state) => this.report({ part: 'uplink', state }));
        this.downlink.on('state', (state) => this.report({ part: 'downlink', state }));
        this.downlink.on('slots', (slots) => this.emit('slots', slots));
    }

    /** Takes the reply that made this device a part of a call, or of a transfer. Call it before `subscribe`. */
    enter(reply: IceAccess & { private_id: string }): void {
        this.privateId = reply.private_id;
        this.ice.take(reply);
    }

    subscribe(slots: Slots): Promise<void> {
        return this.downlink.subscribe(this.privateId, slots);
    }

    /** Restarts ICE on both PeerConnections, for example after the network has changed. */
    async restart(): Promise<void> {
        const slots = this.downlink.subscribed;
        await this.ice.refresh();
        await Promise.all([
            this.uplink.restart(),
            slots && this.downlink.subscribe(this.privateId, slots, true),
        ]);
    }

    /** Stops the tracks that are sent, and closes both PeerConnections. */
    close(): void {
        if (this.closed) return;
        this.closed = true;
        this.uplink.close();
        this.downlink.close();
        this.handle.leaveCall();
    }

    private report(connection: Connection): void {
        if (!this.closed) this.emit('connection', connection);
    }
}
