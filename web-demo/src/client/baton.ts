// SPDX-License-Identifier: MIT
// Baton's client: everything an app needs to hold a call and to move it between devices. Start at
// BatonClient.connect.

import { Call } from './call';
import { Device } from './device';
import { Emitter } from './emitter';
import { BatonError } from './errors';
import { Session, type SessionOptions } from './session';
import { Takeover } from './takeover';
import type {
    CreateRequest,
    DestroyRequest,
    EditRequest,
    JoinRequest,
    Participant,
    Replies,
    RoomInfo,
    SyncRequest,
} from './types';

export { Call, type CallEvents, type CallPhase, type EndReason } from './call';
export type { Connection, LinkState, LocalTracks, RemoteSlot, Slots } from './device';
export { BatonError, type ErrorName } from './errors';
export type { SessionOptions } from './session';
export { Takeover, type TakeoverEvents } from './takeover';
export { Transfer, type TransferEvents } from './transfer';
export type * from './types';

type Fields<R extends { request: string }> = Omit<R, 'request'>;

export class BatonClient extends Emitter<{
    /** The connection to the server is gone: calls have ended. Connect anew. */
    lost: BatonError;
}> {
    private constructor(private readonly session: Session) {
        super();
        session.on('lost', (error) => this.emit('lost', error));
    }

    static async connect(options: SessionOptions): Promise<BatonClient> {
        return new BatonClient(await Session.connect(options));
    }

    /** Becomes a participant of a room. Then `publish` and `subscribe`. */
    async join(options: Fields<JoinRequest>): Promise<Call> {
        const uplink = await this.session.attach();
        try {
            const { reply } = await uplink.request({ request: 'join', ...options });
            return new Call(new Device(this.session, uplink, reply.private_id), reply, 'active');
        } catch (error) {
            uplink.detach();
            throw error;
        }
    }

    /**
     * Asks for the call whose code says `text`. Then `connect` the takeover at once.
     * @param options.deviceName what the person in the call is asked about
     * @param options.room refuses a code of any other room
     */
    async scan(
        text: string,
        options: { deviceName?: string; room?: string } = {},
    ): Promise<Takeover> {
        const uplink = await this.session.attach();
        try {
            const { reply } = await uplink.request({
                request: 'scan',
                text,
                ...(options.deviceName === undefined ? {} : { device_name: options.deviceName }),
                ...(options.room === undefined ? {} : { room: options.room }),
            });
            return new Takeover(this.session, uplink, reply);
        } catch (error) {
            uplink.detach();
            throw error;
        }
    }

    /** The id of the room made. */
    async createRoom(settings: Fields<CreateRequest> = {}): Promise<string> {
        return (await this.ask({ request: 'create', ...settings })).room;
    }

    async editRoom(settings: Fields<EditRequest>): Promise<void> {
        await this.ask({ request: 'edit', ...settings });
    }

    async destroyRoom(settings: Fields<DestroyRequest>): Promise<void> {
        await this.ask({ request: 'destroy', ...settings });
    }

    async roomExists(room: string): Promise<boolean> {
        return (await this.ask({ request: 'exists', room })).exists;
    }

    async listRooms(adminKey?: string): Promise<RoomInfo[]> {
        const key = adminKey === undefined ? {} : { admin_key: adminKey };
        return (await this.ask({ request: 'list', ...key })).rooms;
    }

    async listParticipants(room: string, pin?: string): Promise<Participant[]> {
        const key = pin === undefined ? {} : { pin };
        return (await this.ask({ request: 'participants', room, ...key })).participants;
    }

    /** Leaves every call of this client. */
    close(): void {
        this.session.close();
    }

    /** Requests about rooms need a handle, but none in particular: one is made for each and let go. */
    private async ask<R extends SyncRequest>(body: R): Promise<Replies[R['request']]> {
        const handle = await this.session.attach();
        try {
            return (await handle.request(body)).reply;
        } finally {
            handle.detach();
        }
    }
}
