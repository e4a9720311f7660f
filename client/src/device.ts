// SPDX-License-Identifier: MIT
// One device of a participant: its uplink, its downlink, and the events of the call. It outlives its handles.

import type { ConnectionKeeper } from './connectionkeeper.js';
import { Downlink, type RemoteSlot, type Slots } from './downlink.js';
import { Emitter } from './emitter.js';
import { BatonError } from './errors.js';
import { EventOrder } from './eventorder.js';
import type { Handle, Replied } from './handle.js';
import { IceServers } from './iceservers.js';
import { FAREWELL_TIME, sayFarewell } from './leaving.js';
import { PathWatch } from './pathwatch.js';
import { Pause } from './pause.js';
import type { LinkState } from './peerconnection.js';
import { Pulse } from './pulse.js';
import { Recovery } from './recovery.js';
import { sendUntilReplied } from './repeatable.js';
import { resumeOnce } from './resumption.js';
import type { SecretKeeper } from './secretkeeper.js';
import { SilenceWatch } from './silence.js';
import { Uplink } from './uplink.js';
import type { CallState, IceAccess, JoinedReply, Request, SyncedReply, UplinkEvent } from './wire.js';

/** The state of one of the two PeerConnections of a device. */
export interface Connection {
    part: 'uplink' | 'downlink';
    state: LinkState;
}

/**
 * - `connected`: all is well, or nothing is known to be wrong.
 * - `reconnecting`: something is being repaired. The others may notice nothing.
 * - `away`: the others see this person as away, or neither requests nor media can pass.
 */
export type DeviceState = 'connected' | 'reconnecting' | 'away';

export interface DeviceEvents {
    event: UplinkEvent;
    /** The server has described the state after a loss. The events before it were emitted. */
    synced: SyncedReply;
    /** The same participant is back on other handles, and no event was missed. Otherwise `synced` comes instead. */
    resumed: CallState;
    slots: RemoteSlot[];
    /** The server has taken the changes of sources that it had postponed. */
    caughtUp: undefined;
    connection: Connection;
    state: DeviceState;
    /** The device cannot come back. */
    gone: BatonError;
}

/** The secrets in a reply or an event, which a device keeps. */
interface Secrets {
    resume: string;
    token: string;
}

/** The parts of `ConnectionKeeper` that a device needs. */
export type DeviceConnection = Pick<
    ConnectionKeeper,
    'rtc' | 'simulcast' | 'policy' | 'page' | 'state' | 'attach' | 'whenConnected' | 'on' | 'probe' | 'finishFirst'
>;

/** Janus's error for a handle that it does not have (any more). */
const NO_SUCH_HANDLE = 459;
/** Janus does not say when it has closed a PeerConnection. This time is long enough on a busy machine. */
const CLOSING_TIME = 1_000;

export class Device extends Emitter<DeviceEvents> {
    readonly ice: IceServers;
    readonly uplink: Uplink;
    readonly downlink: Downlink;
    /** Whether a transfer of this device is under way, which a resume would end. `Call` sets it. */
    inTransfer: () => boolean = () => false;
    /** How many seconds without any packet mean that the downlink is lost; null: none has to come. `Call` sets it. */
    patience: () => number | null = () => null;
    /** Tells the server which device a downlink belongs to. */
    private privateId = '';
    private readonly order = new EventOrder(
        (event) => this.deliver(event),
        () => this.recovery.want('sync'),
    );
    private readonly recovery: Recovery;
    private readonly paths: { up: PathWatch; down: PathWatch };
    private readonly silence = new SilenceWatch({
        patience: () => (this.recovery.pending ? null : this.patience()),
        packets: () => this.downlink.received(),
        silent: () => this.paths.down.doubt(),
    });
    private readonly pulses = {
        up: this.pulseOf(() => this.uplink.arrivals()),
        down: this.pulseOf(() => this.downlink.arrivals()),
    };
    private readonly off: (() => void)[];
    private handleOff: () => void = () => {};
    /** Whether the server says that the others see this person as away. */
    private seenAway = false;
    private lastState: DeviceState = 'connected';
    /** The person has left, but the server does not know it yet: no media any more. */
    private leaving = false;
    /** The result of the first call of `leave`; later calls return it too. */
    private left: Promise<void> | undefined;
    private farewell: ReturnType<typeof setTimeout> | undefined;
    private closed = false;

    /**
     * @param handle the handle of the uplink; the device sends its requests on it
     * @param secrets how the device can come back on other handles
     * @param downlink the downlink's handle, if it is attached already
     */
    constructor(
        private readonly connection: DeviceConnection,
        private handle: Handle,
        private readonly secrets: SecretKeeper,
        downlink?: Handle,
    ) {
        super();
        this.ice = new IceServers(this, connection.rtc);
        this.uplink = new Uplink(this, handle, this.ice, connection.simulcast);
        this.downlink = new Downlink(connection, this.ice, downlink);
        this.recovery = new Recovery(
            { sync: () => this.sync(), resume: () => this.resume() },
            connection.policy,
            () => this.reportState(),
            (error) => this.fail(error),
        );
        this.paths = {
            up: this.watch(this.uplink, () => this.uplink.restart()),
            down: this.watch(this.downlink, () => this.downlink.restart(this.privateId)),
        };
        this.follow(handle);
        this.followMedia();
        this.off = this.followConnection();
        if (connection.state === 'reconnecting') this.recovery.interrupted();
    }

    /** Takes the reply that made this device a part of a call, or of a transfer. Call it before `subscribe`. */
    enter(reply: IceAccess & { private_id: string; seq?: number }): void {
        this.privateId = reply.private_id;
        this.order.begin(reply);
        this.ice.take(reply);
        this.learn(reply);
    }

    /** The latest resume secret; null if there is none. */
    get resumeSecret(): string | null {
        return this.secrets.current?.secrets[0] ?? null;
    }

    get state(): DeviceState {
        const { up, down } = this.paths;
        if (this.seenAway || (this.recovery.pending && !up.up && !down.up)) return 'away';
        return this.recovery.pending || up.broken || down.broken ? 'reconnecting' : 'connected';
    }

    /**
     * Sends a request on the uplink. While the connection is lost, it waits. A request whose reply was lost is sent
     * again if that is harmless; otherwise it fails with `connection_lost`, and the error is `uncertain`.
     */
    request<R extends Request>(body: R): Promise<Replied<R['request']>> {
        return sendUntilReplied(body, {
            ready: () => this.whenRecovered(),
            send: () => this.handle.request(body),
            repairing: () => !this.closed && this.recovery.pending,
        });
    }

    /** Resolves when the device is connected and its state is known; fails when it cannot come back. */
    async whenRecovered(): Promise<void> {
        if (this.leaving) throw new BatonError('ended', 'The call has ended');
        await this.recovery.whenDone();
    }

    subscribe(slots: Slots): Promise<void> {
        return this.downlink.subscribe(this.privateId, slots);
    }

    /** Restarts ICE on both PeerConnections. */
    async restart(): Promise<void> {
        await this.ice.refresh();
        await Promise.all([
            this.uplink.inUse && this.uplink.restart(),
            this.downlink.subscribed && this.downlink.restart(this.privateId),
        ]);
    }

    /**
     * Leaves the room. Media end and the secrets are forgotten at once. Resolves when the server knows it. Without a
     * connection, resolves at once, and the device tells the server for half a minute. Later calls return the promise
     * of the first.
     */
    leave(): Promise<void> {
        this.left ??= this.closed ? Promise.resolve() : this.beginLeaving();
        return this.left;
    }

    private beginLeaving(): Promise<void> {
        this.leaving = true;
        this.secrets.withdraw();
        this.stopMedia();
        this.recovery.dismiss(new BatonError('ended', 'The call has ended'));
        this.farewell = setTimeout(() => this.shut(), FAREWELL_TIME);
        return new Promise((resolve) => {
            this.off.push(this.connection.on('state', (state) => state === 'reconnecting' && resolve()));
            if (this.recovery.pending) resolve();
            const said = sayFarewell({
                policy: this.connection.policy,
                ready: () => this.recovery.whenDone(),
                send: () => this.handle.request({ request: 'leave' }),
                repairing: () => this.recovery.pending,
                delayed: resolve,
            });
            // Without a reply, the server notices later that the device is gone.
            const over = said.catch(() => undefined).then(() => this.shut());
            this.connection.finishFirst(over);
            void over.then(resolve);
        });
    }

    /**
     * Stops the tracks that are sent, closes both PeerConnections, and forgets the resume secrets. A device that is
     * leaving does this by itself.
     */
    close(): void {
        if (!this.leaving) this.shut();
    }

    private shut(): void {
        if (this.closed) return;
        this.closed = true;
        clearTimeout(this.farewell);
        for (const off of this.off) off();
        this.handleOff();
        this.recovery.end(new BatonError('ended', 'The call has ended'));
        this.stopMedia();
        this.ice.end();
        this.secrets.forget();
        this.handle.leaveCall();
        this.handle.detach();
    }

    private stopMedia(): void {
        this.paths.up.stop();
        this.paths.down.stop();
        this.silence.stop();
        this.pulses.up.stop();
        this.pulses.down.stop();
        this.uplink.close();
        this.downlink.close();
    }

    // ---- The handle and its events ----

    private follow(handle: Handle): void {
        const off = [
            handle.on('event', ({ event }) => this.order.take(event as UplinkEvent)),
            handle.on('gone', () => this.loseHandle()),
        ];
        this.handleOff = () => off.forEach((one) => one());
    }

    private loseHandle(): void {
        if (this.closed) return;
        this.paths.up.reset();
        this.recovery.want('resume');
    }

    private deliver(event: UplinkEvent): void {
        if (this.closed) return;
        if ('ice_servers' in event) this.ice.take(event);
        this.learn(event);
        if (event.baton === 'encodings') return this.uplink.takeWatched(event.sources);
        this.emit('event', event);
        if (freesSources(event)) this.changeSources();
    }

    private changeSources(): void {
        if (this.closed || this.leaving) return;
        this.uplink.tellMutes();
        // If the server refuses the change, the tracks stay as they are, and the next negotiation tries again.
        this.uplink.changeNow().catch(() => undefined);
    }

    /** Finds the secrets, the names and the state of the participant in what the server sends. */
    private learn(news: object): void {
        const { room, id, display, connection, resume, token } = news as Partial<CallState & Secrets>;
        if (room !== undefined && id !== undefined) this.secrets.noteCall({ room, id, display: display ?? '' });
        if (token !== undefined) this.secrets.noteToken(token);
        if (resume !== undefined) this.secrets.note(resume);
        if (connection !== undefined) this.seenAway = connection === 'away';
    }

    // ---- Coming back ----

    private followConnection(): (() => void)[] {
        const { connection, recovery } = this;
        return [
            connection.on('state', (state) => {
                if (state === 'reconnecting') recovery.interrupted();
                // Nobody can be told any more that the person has left.
                if (state === 'closed' && this.leaving)
                    recovery.end(new BatonError('ended', 'This client was closed'));
            }),
            connection.on('claimed', () => {
                this.downlink.missed();
                recovery.claimed();
            }),
            connection.on('renewed', () => recovery.renewed()),
            connection.on('lost', (error) => this.fail(error)),
            connection.on('closing', () => this.end()),
            connection.page.on('network', () => this.repairAll()),
            connection.page.on('hide', () => this.hide()),
            connection.page.on('show', () => this.show()),
        ];
    }

    /** The same handles, over another WebSocket; or an event was missed. */
    private async sync(): Promise<void> {
        const { handle } = this;
        const since = this.order.seq;
        this.order.hold();
        try {
            if (since !== undefined) await this.syncOn(handle, since);
        } catch (error) {
            if ((error as BatonError).janusCode !== NO_SUCH_HANDLE) throw error;
            return handle.drop(new BatonError('ended', 'The handle is gone', { uncertain: true }));
        }
        this.order.resume(undefined);
        this.repairPaths();
    }

    private async syncOn(handle: Handle, since: number): Promise<void> {
        this.takeSynced((await handle.request({ request: 'sync', since })).reply);
    }

    private async resume(): Promise<void> {
        const known = this.secrets.current;
        if (!known) return this.fail(new BatonError('connection_lost', 'The connection was lost for too long'));
        const { handle, reply } = await resumeOnce(this.connection, known.room, known.secrets);
        if (this.closed) return handle.detach();
        this.moveTo(handle);
        this.privateId = reply.private_id;
        this.ice.take(reply);
        this.learn(reply);
        await this.catchUp(reply);
        if (!this.leaving) this.repairAll();
    }

    /** Gets the events between the loss and the resume. */
    private async catchUp(reply: JoinedReply): Promise<void> {
        const since = this.order.seq;
        if (since !== undefined && reply.seq > since) return this.syncOn(this.handle, since);
        this.order.begin(reply);
        this.emit('resumed', reply);
        this.order.resume(undefined);
    }

    private moveTo(handle: Handle): void {
        this.handleOff();
        // Without this line, a handle whose PeerConnection Janus has closed would stay attached.
        this.handle.detach();
        this.handle = handle;
        this.order.hold();
        this.follow(handle);
        this.uplink.move(handle);
        this.downlink.dismiss();
        this.paths.up.reset();
        this.paths.down.reset();
    }

    /**
     * `Uplink` calls this to get another handle. The old one still exists, and the server tells it `replaced`: that is
     * not the end of this call. A resume would end a transfer, and before this device has the call there is no secret.
     * Then the uplink uses the same handle again, a little later.
     */
    async renewUplink(): Promise<void> {
        if (this.secrets.current && !this.inTransfer()) {
            this.handleOff();
            this.recovery.want('resume');
            return this.recovery.whenDone();
        }
        this.handle.hangup();
        await new Pause().wait(CLOSING_TIME);
    }

    private takeSynced(synced: SyncedReply): void {
        if (this.closed) return;
        this.order.deliverMissed(synced.missed);
        if (this.closed) return;
        this.learn(synced);
        if ('room' in synced) {
            this.ice.take(synced);
            if (synced.token !== undefined) this.handle.useToken(synced.token);
        }
        this.emit('synced', synced);
        if (synced.role === 'active') this.changeSources();
        if ('room' in synced && synced.slots) this.downlink.takeSlots(synced.slots);
        this.order.resume(synced.seq);
    }

    /**
     * The app closes the client. The device goes on until the server knows it: Janus may end a session before it passes
     * on a request that came earlier.
     */
    private end(): void {
        if (this.leaving) return;
        const error = new BatonError('ended', 'This client was closed');
        if (!this.secrets.current) return this.fail(error);
        void this.leave();
        this.emit('gone', error);
    }

    private fail(error: BatonError): void {
        if (this.closed) return;
        this.recovery.end(error);
        this.uplink.giveUp(error);
        this.downlink.giveUp(error);
        this.emit('gone', error);
    }

    // ---- The PeerConnections ----

    private watch(
        link: { inUse: boolean; giveUp(error: BatonError): void },
        repair: () => Promise<void>,
    ): PathWatch {
        return new PathWatch({
            inUse: () => link.inUse,
            policy: this.connection.policy,
            ready: () => this.recovery.whenDone(),
            repair: () => this.ice.refresh().then(repair),
            changed: () => this.reportState(),
            gaveUp: () => link.giveUp(BatonError.givenUp()),
        });
    }

    private followMedia(): void {
        const { up, down } = this.paths;
        this.uplink.on('state', (state) => this.takePath('uplink', state));
        this.uplink.on('moved', () => up.doubt());
        this.uplink.on('cutOff', () => up.repair());
        this.uplink.on('caughtUp', () => this.emit('caughtUp', undefined));
        this.uplink.on('published', () => {
            this.seenAway = false;
            this.reportState();
        });
        this.downlink.on('state', (state) => this.takePath('downlink', state));
        this.downlink.on('moved', () => down.doubt());
        this.downlink.on('cutOff', () => down.repair());
        this.downlink.on('slots', (slots) => !this.closed && this.emit('slots', slots));
    }

    private takePath(part: Connection['part'], state: LinkState | 'closed'): void {
        if (this.closed) return;
        (part === 'uplink' ? this.paths.up : this.paths.down).note(state);
        this.followSilence(part, state === 'connected');
        // A dead network cuts the WebSocket as well, but only the probe finds it out.
        if (state === 'disconnected' || state === 'failed') this.connection.probe();
        if (state !== 'closed') this.emit('connection', { part, state });
    }

    private followSilence(part: Connection['part'], connected: boolean): void {
        const watches = part === 'uplink' ? [this.pulses.up] : [this.pulses.down, this.silence];
        for (const watch of watches) {
            if (connected) watch.start();
            else watch.stop();
        }
    }

    private pulseOf(arrivals: () => Promise<string | undefined>): Pulse {
        return new Pulse({ arrivals, dead: () => this.takeDeath() });
    }

    /** A path is dead. Usually the network is lost, and the other path was only used too little to show it. */
    private takeDeath(): void {
        this.connection.probe();
        if (this.pulses.up.silent) this.paths.up.lose();
        if (this.pulses.down.silent) this.paths.down.lose();
    }

    /** After a loss: ICE candidates, answers and `hangup` may have been lost with the events. */
    private repairPaths(): void {
        const { up, down } = this.paths;
        if (this.uplink.inUse && (!up.up || this.seenAway)) up.repair();
        if (this.downlink.subscribed && !down.up) down.repair();
    }

    private repairAll(): void {
        if (this.uplink.inUse) this.paths.up.repair();
        if (this.downlink.subscribed) this.paths.down.repair();
    }

    private reportState(): void {
        if (this.closed || !this.paths) return;
        const { state } = this;
        if (state === this.lastState) return;
        this.lastState = state;
        this.emit('state', state);
    }

    // ---- The page ----

    /** Sends a request that must leave at once, because the page is about to end. */
    private say(body: Request): void {
        if (this.secrets.current) void this.handle.request(body).catch(() => undefined);
    }

    private hide(): void {
        this.say({ request: 'closing' });
        this.secrets.markClosed(true);
    }

    /** Any request takes `closing` back. */
    private show(): void {
        this.secrets.markClosed(false);
        if (!this.recovery.pending) this.say({ request: 'ice' });
    }
}

/** Whether the server takes changes of sources again after this event. */
function freesSources(event: UplinkEvent): boolean {
    if (event.baton === 'moved') return event.role === 'new';
    if (event.baton === 'returned') return event.role === 'old';
    return event.baton === 'transfer_ended';
}
