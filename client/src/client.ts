// SPDX-License-Identifier: MIT
// A connection to a server with Baton: joins calls, takes calls over, and manages rooms.

import { Call } from './call.js';
import { ConnectionKeeper, type KeeperOptions, type SignallingState } from './connectionkeeper.js';
import { Device } from './device.js';
import { Emitter } from './emitter.js';
import { BatonError } from './errors.js';
import type { Handle } from './handle.js';
import { IncomingTransfer } from './incoming.js';
import { LooseHandle } from './loosehandle.js';
import { Presentation, type PresentOptions } from './presentation.js';
import { Question } from './question.js';
import { ResumeRecords, type Resumable, type ResumeRecord } from './resumerecords.js';
import { defaultStore, type ResumeStore } from './resumestore.js';
import { resumeLater } from './resumption.js';
import { leaveStored } from './storedcall.js';
import { scanFields, type Scannable } from './scannable.js';
import { SecretKeeper } from './secretkeeper.js';
import { tokenOfCode } from './token.js';
import type {
    CreateRequest,
    DestroyRequest,
    EditRequest,
    JoinRequest,
    Participant,
    Replies,
    RoomInfo,
    RoomRequest,
} from './wire.js';

/** The fields of a request that an app gives; the client adds the others. */
type Fields<R extends { request: string; token?: string }> = Omit<R, 'request' | 'token'>;

export interface ConnectOptions extends KeeperOptions {
    /** A scanned code. It may contain the token that Janus demands. */
    code?: string;
    /** Where the resume secrets are kept. By default `sessionStorage`, so that a reload of the page can resume. */
    store?: ResumeStore;
}

export interface ScanOptions {
    /** The name of this device, shown to the people who are asked. */
    deviceName?: string;
    /** If given, the server refuses a code of any other room. */
    room?: string;
}

export interface RecallOptions {
    room: string;
    /** `remembered` of the call that has moved away. */
    remember: string;
    /** The name of this device, shown to the people who are asked. */
    deviceName?: string;
}

export interface CreatedRoom {
    room: string;
    /**
     * The secret that the server has made, if the settings had none. Anybody who has the secret can edit and destroy
     * the room, and joins as a moderator. The server does not send the secret again.
     */
    secret?: string;
}

export class BatonClient extends Emitter<{
    /** Whether requests can reach the server. `reconnecting`: the client repairs it by itself. */
    state: SignallingState;
    /** The connection to the server is lost and will not come back, so all calls have ended. Connect again. */
    lost: BatonError;
}> {
    /** The device for the next scan or recall. If one fails, the next one uses the same device. */
    private scanning: Promise<Device> | undefined;

    private constructor(
        private readonly connection: ConnectionKeeper,
        private readonly server: string,
        private readonly records: ResumeRecords,
    ) {
        super();
        connection.on('state', (state) => this.emit('state', state));
        connection.on('lost', (error) => this.emit('lost', error));
    }

    /** Without a token of its own, the client uses the token of a call that this tab can come back to. */
    static async connect({ code, store = defaultStore(), ...options }: ConnectOptions): Promise<BatonClient> {
        const records = new ResumeRecords(store);
        const carried = code === undefined ? null : tokenOfCode(code);
        const kept = records.all(options.server).find((record) => record.token !== undefined)?.token;
        const token = options.token ?? carried ?? kept;
        const connection = await ConnectionKeeper.connect({ ...options, ...(token && { token }) });
        return new BatonClient(connection, options.server, records);
    }

    /** The calls that this tab can come back to, on all servers. It needs no connection. */
    static resumable(store: ResumeStore = defaultStore()): Resumable[] {
        return new ResumeRecords(store).all().map(asResumable);
    }

    /** The calls on this server that this tab can come back to. */
    resumable(): Resumable[] {
        return this.records.all(this.server).map(asResumable);
    }

    /**
     * Leaves a call that this tab could come back to, instead of coming back. The tab forgets the call at once.
     * Resolves when the server knows it, or after half a minute: later the server removes whoever is away by itself.
     * @param options as for `connect`; the token of the call is used by default
     */
    static leave(call: Resumable, options: Omit<ConnectOptions, 'server' | 'code'> = {}): Promise<void> {
        const { store = defaultStore(), ...others } = options;
        return leaveStored(new ResumeRecords(store), call, others);
    }

    /**
     * The latest resume secret of a call that this tab can come back to. If `resume` fails with `not_in_call`, the call
     * may have moved while this device was away: then this is the secret for `recall` and for `disown`. null: there is
     * no such call.
     */
    resumeSecret({ room, id }: Pick<Resumable, 'room' | 'id'>): string | null {
        return this.records.get({ server: this.server, room, id })?.secrets[0] ?? null;
    }

    /** Whether requests can reach the server now. */
    get state(): SignallingState {
        return this.connection.state;
    }

    /** Tries to connect now instead of later, for example because the person has asked for it. */
    retry(): void {
        this.connection.retry();
    }

    /**
     * Comes back to a call after the page was reloaded, as the same participant. Call `publish` and `subscribe` on the
     * result. If the call cannot come back yet, waits. Fails with `not_in_call` if the participant is no longer in the
     * room, and with `invalid_resume` if another window or device has the call.
     * @param room the room of one of `resumable()`; by default of the first one
     * @param id the participant, if this tab can come back as more than one to this room; by default the latest
     */
    async resume(room?: string, id?: string): Promise<Call> {
        const record = this.records
            .all(this.server)
            .find((one) => (room === undefined || one.room === room) && (id === undefined || one.id === id));
        if (!record) throw new BatonError('invalid_resume', 'There is no call to come back to');
        try {
            const { policy } = this.connection;
            const { handle, reply } = await resumeLater(this.connection, { ...record, policy });
            const device = this.deviceOn(handle, record);
            device.enter(reply);
            return new Call(device, reply, 'active');
        } catch (error) {
            if (isOver(error as BatonError)) this.records.remove(record);
            throw error;
        }
    }

    /** Joins a room as a participant. Call `publish` and `subscribe` on the result. */
    async join(options: Fields<JoinRequest>): Promise<Call> {
        const handle = await this.connection.attach();
        try {
            const { reply } = await handle.request({ request: 'join', ...options });
            const device = this.deviceOn(handle);
            device.enter(reply);
            return new Call(device, reply, 'active');
        } catch (error) {
            handle.detach();
            throw error;
        }
    }

    /**
     * Asks to take over the call whose code was scanned. Call `connect` on the result at once.
     * @param what the text of the code, or pictures in which the server looks for the code
     */
    async scan(what: Scannable, options: ScanOptions = {}): Promise<IncomingTransfer> {
        const attaching = this.deviceForScan();
        const device = await attaching;
        const { deviceName, room } = options;
        const { reply } = await device.request({
            request: 'scan',
            ...scanFields(what),
            ...(device.downlink.id !== undefined && { downlink: device.downlink.id }),
            ...(deviceName !== undefined && { device_name: deviceName }),
            ...(room !== undefined && { room }),
        });
        this.forgetScanning(attaching);
        if (reply.role !== 'new') throw new BatonError('wrong_state', 'This device is in a call');
        device.enter(reply);
        return new IncomingTransfer(device, reply);
    }

    /**
     * Asks for a call that this device has had before, without a code. Call `connect` on the result at once. The
     * device in the call is asked, unless it is away.
     */
    async recall({ room, remember, deviceName }: RecallOptions): Promise<IncomingTransfer> {
        const attaching = this.deviceForScan();
        const device = await attaching;
        const { reply } = await device.request({
            request: 'recall',
            room,
            remember,
            ...(device.downlink.id !== undefined && { downlink: device.downlink.id }),
            ...(deviceName !== undefined && { device_name: deviceName }),
        });
        this.forgetScanning(attaching);
        device.enter(reply);
        return new IncomingTransfer(device, reply);
    }

    /** Asks for a code to show on this device. The device in the call scans it, and this device gets the call. */
    async present(options: PresentOptions = {}): Promise<Presentation> {
        const handle = await this.connection.attach();
        try {
            const { reply } = await handle.request({ request: 'present', ...options });
            const device = this.deviceOn(handle);
            device.enter(reply);
            return new Presentation(device, options, reply);
        } catch (error) {
            handle.detach();
            throw error;
        }
    }

    /** Resolves with the question to which this ticket belongs. Anybody who has the ticket can respond, once. */
    async question(ticket: string): Promise<Question> {
        const handle = new LooseHandle(this.connection);
        try {
            const { reply } = await handle.request({ request: 'question', ticket });
            return new Question(handle, reply, {
                how: 'sms',
                own: reply.role === 'old',
                ticket: { secret: ticket, close: () => handle.close() },
            });
        } catch (error) {
            handle.close();
            throw error;
        }
    }

    /**
     * Says that the person did not want their call to move. `secret` is `disowning.secret` of the call that has moved.
     * The server removes the participant, with the device that has the call, and tells the others why.
     */
    async disown(secret: string): Promise<void> {
        const handle = await this.connection.attach();
        try {
            await handle.request({ request: 'disown', disown: secret });
        } finally {
            handle.detach();
        }
    }

    async createRoom(settings: Fields<CreateRequest> = {}): Promise<CreatedRoom> {
        const { room, secret } = await this.ask({ request: 'create', ...settings });
        return { room, ...(secret !== undefined && { secret }) };
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
        const key = adminKey !== undefined && { admin_key: adminKey };
        const all: RoomInfo[] = [];
        for (let after: string | null | undefined; after !== null; ) {
            const from = after !== undefined && { after };
            const page = await this.ask({ request: 'list', ...key, ...from });
            all.push(...page.rooms);
            after = page.next;
        }
        return all;
    }

    async listParticipants(room: string, pin?: string): Promise<Participant[]> {
        const key = pin !== undefined && { pin };
        const all: Participant[] = [];
        for (let after: number | null = 0; after !== null; ) {
            const page: Replies['participants'] = await this.ask({
                request: 'participants',
                room,
                after,
                ...key,
            });
            all.push(...page.participants);
            after = page.next;
        }
        return all;
    }

    /** Leaves every call of this client. */
    close(): void {
        this.connection.close();
    }

    /** Scans that run at the same time share one device, so that this client gets one call at most. */
    private deviceForScan(): Promise<Device> {
        if (this.scanning) return this.scanning;
        const attaching = this.attachDevice();
        this.scanning = attaching;
        const forget = () => this.forgetScanning(attaching);
        attaching.then((device) => {
            device.on('gone', () => {
                forget();
                device.close();
            });
        }, forget);
        return attaching;
    }

    private forgetScanning(device: Promise<Device>): void {
        if (this.scanning === device) this.scanning = undefined;
    }

    /** Makes a device with both handles. If one handle cannot be attached, the other handle is detached. */
    private async attachDevice(): Promise<Device> {
        const attempts = await Promise.allSettled([this.connection.attach(), this.connection.attach()]);
        const handles = attempts.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
        const [uplink, downlink] = handles;
        if (uplink && downlink) return new Device(this.connection, uplink, this.secrets(), downlink);
        for (const handle of handles) handle.detach();
        throw attempts.find((one) => one.status === 'rejected')?.reason;
    }

    private deviceOn(handle: Handle, record?: ResumeRecord): Device {
        return new Device(this.connection, handle, this.secrets(record));
    }

    private secrets(record?: ResumeRecord): SecretKeeper {
        const secrets = new SecretKeeper(this.records, this.server);
        if (record) secrets.take(record);
        return secrets;
    }

    /** Sends a request about rooms, which works on any handle. Uses a new handle, and detaches it afterwards. */
    private async ask<R extends RoomRequest>(body: R): Promise<Replies[R['request']]> {
        const handle = new LooseHandle(this.connection);
        try {
            return (await handle.request(body)).reply;
        } finally {
            handle.close();
        }
    }
}

function asResumable({ server, room, id, display, closed }: ResumeRecord): Resumable {
    return { server, room, id, display, closed };
}

/** Whether a call cannot come back to this tab any more. */
function isOver({ name }: BatonError): boolean {
    return name === 'not_in_call' || name === 'invalid_resume' || name === 'no_such_room';
}
