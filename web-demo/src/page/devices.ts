// SPDX-License-Identifier: GPL-3.0-or-later
// The microphone, camera and loudspeaker of this device during a call. Follows what is plugged in and out, what the
// system and other apps do with them, and what the person chooses.

import type { Call } from 'baton-client';
import { rememberChoice } from './choices';
import {
    byCause,
    decide,
    deviceOf,
    DEVICE_KINDS,
    findChosen,
    listOf,
    NO_DEVICES,
    otherCamera,
    type Change,
    type Choice,
    type Choices,
    type Device,
    type DeviceKind,
    type DeviceList,
    type Interruption,
} from './deviceplan';
import { describeChanges } from './devicewords';
import { Cleanup } from './dom';
import { isHandheld } from './handheld';
import { complain, Interruptions, type Sent } from './interruptions';
import { capture } from './media';
import { toast } from './parts';
import { Tasks } from './tasks';
import { explain } from './words';

const SENT: readonly Sent[] = ['microphone', 'camera'];

/** An interruption that is shorter than this is not reported: browsers report short ones while a device starts. */
const SETTLE_TIME = 1_200;
const RETRY_TIME = 3_000;
/** Several devices of a headset come one after the other. */
const COLLECT_TIME = 250;

export class LocalDevices {
    private readonly cleanup = new Cleanup();
    private readonly watchers = new Set<() => void>();
    private readonly lists = new Map<DeviceKind, DeviceList>();
    /** The device that each kind uses now. */
    private readonly used = new Map<DeviceKind, Device>();
    /** The device that each track came from: the system can change its default later. */
    private readonly origins = new WeakMap<MediaStreamTrack, Device>();
    private readonly interruptions: Interruptions;
    private readonly watched = new WeakSet<MediaStreamTrack>();
    /** Changes of devices must not overlap. */
    private readonly tasks = new Tasks();

    /** @param choices what the person has chosen, for the beginning of this call */
    constructor(
        private readonly call: Call,
        private readonly choices: Choices,
    ) {
        const media = navigator.mediaDevices as MediaDevices | undefined;
        const changed = () => this.tasks.later('list', COLLECT_TIME, () => this.review());
        const visible = () => this.retryAll();
        media?.addEventListener('devicechange', changed);
        document.addEventListener('visibilitychange', visible);
        this.cleanup.add(() => media?.removeEventListener('devicechange', changed));
        this.cleanup.add(() => document.removeEventListener('visibilitychange', visible));
        this.cleanup.add(call.on('local', () => this.follow()));
        this.interruptions = new Interruptions(call);
        this.cleanup.add(() => this.interruptions.dispose());
        this.tasks.start(() => this.review({ silent: true }));
    }

    dispose(): void {
        this.cleanup.run();
        this.tasks.dispose();
        this.watchers.clear();
    }

    /** Calls `run` after each change of what the other functions return. */
    onChange(run: () => void): () => void {
        this.watchers.add(run);
        return () => this.watchers.delete(run);
    }

    list(kind: DeviceKind): DeviceList {
        return this.lists.get(kind) ?? NO_DEVICES;
    }

    /** Returns the device in use; null if this kind is not in use, or if the browser does not say. */
    current(kind: DeviceKind): Device | null {
        return this.used.get(kind) ?? null;
    }

    choice(kind: DeviceKind): Choice | undefined {
        return this.choices[kind];
    }

    interruption(kind: Sent): Interruption | undefined {
        return this.interruptions.get(kind);
    }

    /** The id of the loudspeaker for `setSinkId`; empty: that of the system. */
    get sink(): string {
        return findChosen(this.choices.speaker, this.list('speaker').devices)?.id ?? '';
    }

    /** Uses this device from now on, and in the next calls. null: follows the system. */
    choose(kind: DeviceKind, device: Device | null): Promise<void> {
        const before = this.choices[kind];
        this.note(kind, device ?? undefined);
        rememberChoice(kind, this.choices[kind]);
        return this.tasks.run(async () => {
            const used = kind === 'speaker' || this.call.localTrack(kind) !== null;
            if ((await this.switchTo(kind, device ?? this.list(kind).standard)) || !used) return;
            this.note(kind, before);
            rememberChoice(kind, before);
            this.report();
        });
    }

    /** Whether this device has a second camera, as telephones have. */
    get canFlip(): boolean {
        return isHandheld() && this.list('camera').devices.length > 1;
    }

    /** Changes to the camera on the other side. The next call begins with the usual camera all the same. */
    flip(): Promise<void> {
        return this.tasks.run(async () => {
            const other = otherCamera(this.list('camera').devices, this.current('camera'), this.facing);
            if (!other) return;
            await this.switchTo('camera', other);
            if (this.current('camera')?.id === other.id) this.note('camera', other);
        });
    }

    /** The side of the telephone that the camera looks to, if the browser says it. */
    get facing(): string | undefined {
        return this.call.localTrack('camera')?.getSettings().facingMode;
    }

    /** Turns a microphone or camera on or off. Captures it first if it is not captured. */
    async toggle(kind: Sent): Promise<void> {
        const { call } = this;
        this.interruptions.keepMuted(kind);
        if (call.localTrack(kind)?.readyState === 'live')
            return call.setMuted(kind, !call.isMuted(kind));
        return this.tasks.run(async () => {
            const old = call.localTrack(kind);
            const { track, error } = await captureOne(kind, this.idToCapture(kind));
            if (!track) return complain(kind, error);
            if (!(await this.put(kind, track, old))) return;
            this.tasks.forget(`retry ${kind}`);
            this.interruptions.end(kind);
            await call.setMuted(kind, false);
            await this.review({ silent: true });
        });
    }

    // ---- What is plugged in and out ----

    /** Compares the devices with those before, and changes what is in use. `silent`: says nothing about it. */
    private async review({ silent = false } = {}): Promise<void> {
        const all = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
        if (this.tasks.over) return;
        const changes: Change[] = [];
        for (const kind of DEVICE_KINDS) {
            const before = this.list(kind);
            const now = listOf(kind, all);
            this.lists.set(kind, now);
            this.learn(kind, now);
            const change = this.judge(kind, before, now);
            if (change && (await this.apply(change).catch(() => false))) changes.push(change);
        }
        for (const kind of SENT) this.checkTrack(kind);
        if (!silent) for (const group of byCause(changes)) this.say(group);
        this.report();
    }

    /** Notes which device is in use, as long as the browser says so. */
    private learn(kind: DeviceKind, now: DeviceList): void {
        if (kind === 'speaker') {
            const speaker = findChosen(this.choices.speaker, now.devices) ?? now.standard;
            if (!this.used.has(kind) && speaker) this.used.set(kind, speaker);
            return;
        }
        const track = this.call.localTrack(kind);
        if (!track) return void this.used.delete(kind);
        const device = this.origins.get(track) ?? deviceOf(track.getSettings(), now);
        if (device && track.readyState === 'live') this.noteUsed(kind, track, device);
    }

    private noteUsed(kind: Sent, track: MediaStreamTrack, device: Device): void {
        this.origins.set(track, device);
        this.used.set(kind, device);
    }

    private judge(kind: DeviceKind, before: DeviceList, now: DeviceList): Change | null {
        const used = this.used.get(kind) ?? null;
        const decision = decide({ before, now, choice: this.choices[kind], used });
        if (decision.do === 'keep') return null;
        const gone = used && !now.devices.some(({ id }) => id === used.id);
        // A person on a telephone changes the camera with the button on the tile.
        if (decision.do === 'offer' && kind === 'camera' && this.canFlip) return null;
        return { kind, decision, lost: gone ? used : null };
    }

    /** Returns whether the change has been made, so that it can be reported. */
    private async apply({ kind, decision }: Change): Promise<boolean> {
        if (decision.do === 'offer') return true;
        if (decision.do === 'switch') return this.switchTo(kind, decision.to);
        if (kind === 'speaker') this.used.delete(kind);
        else if (this.interruptions.get(kind) !== 'missing') this.interrupt(kind, 'missing');
        else return false;
        return true;
    }

    private say(group: Change[]): void {
        const offers = group.flatMap(({ kind, decision }) =>
            decision.do === 'offer' ? [{ kind, device: decision.device }] : [],
        );
        const text = describeChanges(group);
        if (offers.length === 0) return toast(text, group[0]?.decision.do === 'lose' ? 'bad' : 'info');
        toast(text, 'info', {
            label: 'Use it',
            testid: 'use-device',
            run: () => {
                for (const { kind, device } of offers)
                    this.choose(kind, device).catch((error: unknown) => toast(explain(error).title, 'bad'));
            },
        });
    }

    // ---- Changing a device ----

    private note(kind: DeviceKind, choice: Choice | undefined): void {
        if (choice) this.choices[kind] = { id: choice.id, label: choice.label };
        else delete this.choices[kind];
    }

    /** The id of the chosen device; true: any device. */
    private idToCapture(kind: Sent): string | true {
        return findChosen(this.choices[kind], this.list(kind).devices)?.id ?? true;
    }

    /** `device` null: any. Returns whether this kind uses the device now. */
    private async switchTo(kind: DeviceKind, device: Device | null): Promise<boolean> {
        if (kind === 'speaker') {
            if (device) this.used.set(kind, device);
            this.report();
            return true;
        }
        const old = this.call.localTrack(kind);
        if (!old) return false;
        const { track, error } = await this.captureInstead(kind, device?.id ?? true, old);
        if (!track) {
            complain(kind, error);
            this.checkTrack(kind);
            return false;
        }
        if (!(await this.put(kind, track, old))) return false;
        const now = device ?? deviceOf(track.getSettings(), this.list(kind));
        if (now) this.noteUsed(kind, track, now);
        this.resume(kind, { silent: true });
        this.report();
        return true;
    }

    /**
     * Captures a device that takes the place of `old`. Many telephones open only one camera at a time. Then `old` has
     * to stop first, and is captured again if the other one does not start.
     */
    private async captureInstead(kind: Sent, id: string | true, old: MediaStreamTrack): Promise<OneCaptured> {
        const first = await captureOne(kind, id);
        const busy = first.error instanceof Error && ['NotReadableError', 'AbortError'].includes(first.error.name);
        if (first.track || !busy || old.readyState !== 'live') return first;
        const { deviceId } = old.getSettings();
        old.stop();
        const second = await captureOne(kind, id);
        if (second.track) return second;
        const { track } = await captureOne(kind, deviceId ?? true);
        if (track) await this.put(kind, track, old);
        return second;
    }

    /** Sends `track` in place of `old`. Returns false if the call does not want it any more. */
    private async put(kind: Sent, track: MediaStreamTrack, old: MediaStreamTrack | null): Promise<boolean> {
        const { call } = this;
        if (this.tasks.over || call.phase === 'ended' || call.localTrack(kind) !== old) {
            track.stop();
            return false;
        }
        try {
            if (old) await call.replaceTrack(kind, track);
            else await call.publish({ [kind]: track });
        } catch (error) {
            track.stop();
            throw error;
        }
        old?.stop();
        return true;
    }

    // ---- What the system and other apps do ----

    private follow(): void {
        for (const kind of SENT) {
            const track = this.call.localTrack(kind);
            if (track && !this.watched.has(track)) this.watch(kind, track);
        }
        this.tasks.start(async () => {
            // Before the person has allowed a device, the browser lists none.
            if (SENT.some((kind) => this.call.localTrack(kind) && this.list(kind).devices.length === 0))
                return this.review({ silent: true });
            for (const kind of SENT) {
                this.learn(kind, this.list(kind));
                this.checkTrack(kind);
            }
            this.report();
        });
    }

    private watch(kind: Sent, track: MediaStreamTrack): void {
        this.watched.add(track);
        const check = () => {
            if (this.call.localTrack(kind) !== track) return;
            this.tasks.later(`track ${kind}`, SETTLE_TIME, () => this.review());
        };
        for (const event of ['ended', 'mute', 'unmute']) track.addEventListener(event, check);
    }

    /** Compares what a track gives with what the page says about it. */
    private checkTrack(kind: Sent): void {
        const track = this.call.localTrack(kind);
        const now = this.interruptions.get(kind);
        if (!track || this.call.phase === 'ended') return;
        if (track.readyState === 'ended') {
            if (now === undefined || now === 'paused') this.interrupt(kind, 'taken');
            if (this.interruptions.get(kind) === 'taken') this.retryLater(kind);
            if (now === 'missing' && this.isListed(kind)) this.retryAll();
        } else if (track.muted && now !== 'paused') this.interrupt(kind, 'paused');
        else if (!track.muted && now !== undefined) this.resume(kind);
    }

    private resume(kind: Sent, { silent = false } = {}): void {
        if (!this.interruptions.has(kind)) return;
        this.tasks.forget(`retry ${kind}`);
        this.interruptions.resume(kind, silent);
        this.report();
    }

    private interrupt(kind: Sent, why: Interruption): void {
        this.interruptions.begin(kind, why);
        this.report();
    }

    /** Whether the device that was in use last is plugged in. */
    private isListed(kind: Sent): boolean {
        const used = this.used.get(kind);
        return this.list(kind).devices.some(({ id }) => id === used?.id);
    }

    private retryLater(kind: Sent): void {
        if (!this.tasks.waits(`retry ${kind}`))
            this.tasks.later(`retry ${kind}`, RETRY_TIME, () => this.retry(kind));
    }

    private retryAll(): void {
        for (const kind of SENT) if (this.interruptions.has(kind)) this.tasks.start(() => this.retry(kind));
    }

    /** Tries to get a device back that another app has taken, or that was plugged out. */
    private async retry(kind: Sent): Promise<void> {
        const old = this.call.localTrack(kind);
        if (!this.interruptions.has(kind) || old?.readyState !== 'ended') return;
        // A browser may ask, or wait, while nobody sees the page.
        if (document.visibilityState !== 'visible') return;
        const last = this.isListed(kind) ? this.used.get(kind)?.id : undefined;
        const { track, error } = await captureOne(kind, last ?? this.idToCapture(kind));
        if (track) {
            if (await this.put(kind, track, old)) this.resume(kind);
        } else if (error instanceof Error && error.name === 'NotAllowedError') {
            if (this.interruptions.get(kind) !== 'forbidden') this.interrupt(kind, 'forbidden');
        } else if (this.interruptions.get(kind) === 'taken') this.retryLater(kind);
    }

    private report(): void {
        for (const run of [...this.watchers]) run();
    }
}

interface OneCaptured {
    track: MediaStreamTrack | undefined;
    error: unknown;
}

async function captureOne(kind: Sent, id: string | true): Promise<OneCaptured> {
    const wish = { camera: false as string | boolean, microphone: false as string | boolean };
    wish[kind] = id;
    const { tracks, problems } = await capture(wish);
    return { track: tracks[kind], error: problems[0]?.error };
}
