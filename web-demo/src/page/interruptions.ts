// SPDX-License-Identifier: GPL-3.0-or-later
// The interruptions of microphone and camera: their device is missing, or another app or the system has it. Mutes the
// source meanwhile, and says so to the person.

import type { Call } from 'baton-client';
import type { Interruption } from './deviceplan';
import { describeInterruption, describeReturn } from './devicewords';
import { toast } from './parts';
import { explainDevice } from './words';

/** The kinds that are captured. The page plays to the loudspeaker. */
export type Sent = 'microphone' | 'camera';

export class Interruptions {
    private readonly reasons = new Map<Sent, Interruption>();
    /** The kinds that are muted only because of an interruption. They are unmuted when it is over. */
    private readonly paused = new Set<Sent>();
    private readonly off: () => void;

    constructor(private readonly call: Call) {
        this.off = call.on('muted', ({ kind, by }) => {
            // Whoever a moderator has muted stays muted.
            if (by !== null && isSent(kind)) this.keepMuted(kind);
        });
    }

    dispose(): void {
        this.off();
    }

    get(kind: Sent): Interruption | undefined {
        return this.reasons.get(kind);
    }

    has(kind: Sent): boolean {
        return this.reasons.has(kind);
    }

    /** Begins an interruption, or changes its reason. */
    begin(kind: Sent, why: Interruption): void {
        const { call } = this;
        const on = !call.isMuted(kind) || this.paused.has(kind);
        this.reasons.set(kind, why);
        if (!call.isMuted(kind)) {
            this.paused.add(kind);
            // The others see at once that nothing comes, instead of a still picture.
            void call.setMuted(kind, true).catch(() => undefined);
        }
        // What is missing is part of the text about the device that was plugged out.
        if (on && why !== 'missing') toast(describeInterruption(kind, why), 'bad');
    }

    /** The device works again. Unmutes the source if it was muted only because of the interruption. */
    resume(kind: Sent, silent: boolean): void {
        const on = this.paused.has(kind);
        this.end(kind);
        if (on) void this.call.setMuted(kind, false).catch((error: unknown) => complain(kind, error));
        if (!silent) toast(describeReturn(kind, on), 'good');
    }

    /** Ends an interruption, and leaves the source as it is. */
    end(kind: Sent): void {
        this.reasons.delete(kind);
        this.paused.delete(kind);
    }

    /** The person or a moderator has decided about the source: the end of the interruption does not unmute it. */
    keepMuted(kind: Sent): void {
        this.paused.delete(kind);
    }
}

/** Says why a device does not work. */
export function complain(kind: Sent, error: unknown): void {
    const { title, text } = explainDevice(kind, error);
    toast(`${title}. ${text}`, 'bad');
}

function isSent(kind: string): kind is Sent {
    return kind === 'microphone' || kind === 'camera';
}
