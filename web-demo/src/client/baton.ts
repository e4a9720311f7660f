// SPDX-License-Identifier: MIT
// Baton's client: everything an app needs to hold a call and to move it between devices. Start at
// BatonClient.connect.

import { Call } from './call';
import { Device } from './device';
import { Emitter } from './emitter';
import { BatonError } from './errors';
import { Presentation, type PresentOptions } from './presentation';
import { Question } from './question';
import { scanFields, type Scannable } from './scan';
import { Session, type Handle, type SessionOptions } from './session';
import { Takeover } from './takeover';
import { tokenOfCode } from './token';
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
export { Presentation, type PresentationEvents, type PresentOptions } from './presentation';
export { Question, type QuestionEvents } from './question';
export type { Scannable } from './scan';
export type { SessionOptions } from './session';
export { Takeover, type TakeoverEvents } from './takeover';
export { tokenOfCode } from './token';
export { Transfer, type TransferEvents } from './transfer';
export type * from './types';

type Fields<R extends { request: string }> = Omit<R, 'request'>;

export class BatonClient extends Emitter<{
    /** The connection to the server is gone: calls have ended. Connect anew. */
    lost: BatonError;
}> {
    /** What looked in vain looks again: misses are counted anyway, and frames come fast. */
    private scanning: [uplink: Handle, downlink: Handle] | undefined;

    private constructor(private readonly session: Session) {
        super();
        session.on('lost', (error) => this.emit('lost', error));
    }

    /** @param options.code what was scanned: where Janus demands a token, this may hold one. */
    static async connect(options: SessionOptions & { code?: string }): Promise<BatonClient> {
        const { code, ...rest } = options;
        const token = options.token ?? (code === undefined ? null : tokenOfCode(code));
        return new BatonClient(await Session.connect({ ...rest, token: token ?? undefined }));
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
     * Asks for the call whose code was scanned. Then `connect` the takeover at once.
     * @param what what the code says; or pictures, for the server to read it
     * @param options.deviceName what people are asked about
     * @param options.room refuses a code of any other room
     */
    async scan(
        what: Scannable,
        options: { deviceName?: string; room?: string } = {},
    ): Promise<Takeover> {
        this.scanning ??= await Promise.all([this.session.attach(), this.session.attach()]);
        const [uplink, downlink] = this.scanning;
        const { reply } = await uplink.request({
            request: 'scan',
            ...scanFields(what),
            downlink: downlink.id,
            ...(options.deviceName === undefined ? {} : { device_name: options.deviceName }),
            ...(options.room === undefined ? {} : { room: options.room }),
        });
        this.scanning = undefined;
        if (reply.role === 'old') throw new BatonError('wrong_state', 'This device is in a call');
        return new Takeover(
            this.session,
            new Device(this.session, uplink, reply.private_id, downlink),
            reply,
        );
    }

    /** Shows a code for the device in the call to scan: this device asks to get it. */
    async present(options: PresentOptions = {}): Promise<Presentation> {
        const uplink = await this.session.attach();
        try {
            const { reply } = await uplink.request({ request: 'present', ...options });
            return new Presentation(this.session, uplink, options, reply);
        } catch (error) {
            uplink.detach();
            throw error;
        }
    }

    /** The question that somebody was sent a link to: whoever has the ticket may answer, once. */
    async asked(ticket: string): Promise<Question> {
        const handle = await this.session.attach();
        try {
            const { reply } = await handle.request({ request: 'question', ticket });
            return new Question(handle, reply, 'sms', reply.role === 'old', ticket);
        } catch (error) {
            handle.detach();
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
