// SPDX-License-Identifier: MIT
// The repair of a device whose connection was lost: `sync` on the same handle, or a resume on another one.

import type { BatonError } from './errors.js';
import { Pause } from './pause.js';
import { delayAfter, nextDelay, type RetryPolicy } from './retrypolicy.js';

export interface RecoverySteps {
    /** Gets the missed events and the state, on the handle that is still there. */
    sync(): Promise<void>;
    /** Brings the participant back on new handles. */
    resume(): Promise<void>;
}

type Need = 'nothing' | 'sync' | 'resume';

export class Recovery {
    private need: Need = 'nothing';
    /** Counts the calls of `want`: a step that was wanted again while it ran has to run again. */
    private wanted = 0;
    private connected = true;
    private running = false;
    private failure: BatonError | undefined;
    private readonly pause = new Pause();
    private waiting: { resolve(): void; reject(error: BatonError): void }[] = [];

    /**
     * @param changed called when `pending` may have changed
     * @param failed called once if the device cannot come back
     */
    constructor(
        private readonly steps: RecoverySteps,
        private readonly policy: RetryPolicy,
        private readonly changed: () => void,
        private readonly failed: (error: BatonError) => void,
    ) {}

    /** Whether the device has to come back first, before its requests make sense. */
    get pending(): boolean {
        return !this.connected || this.need !== 'nothing';
    }

    /** Resolves when nothing is pending. Fails when the device cannot come back. */
    whenDone(): Promise<void> {
        if (this.failure) return Promise.reject(this.failure);
        if (!this.pending) return Promise.resolve();
        return new Promise((resolve, reject) => this.waiting.push({ resolve, reject }));
    }

    /** Nothing can be sent now. */
    interrupted(): void {
        this.connected = false;
        this.changed();
    }

    /** The session goes on, but events and candidates were missed. */
    claimed(): void {
        this.connected = true;
        this.want('sync');
    }

    /** There is another session. The handle is gone, so `want('resume')` was called already. */
    renewed(): void {
        this.connected = true;
        this.want('resume');
    }

    want(need: 'sync' | 'resume'): void {
        if (this.failure) return;
        this.wanted++;
        if (this.need !== 'resume') this.need = need;
        this.changed();
        this.pause.wake();
        void this.run();
    }

    /** The device does not need its connection any more. */
    end(error: BatonError): void {
        if (this.failure) return;
        this.failure = error;
        this.pause.wake();
        this.dismiss(error);
    }

    /** Fails what waits now. The repair goes on. */
    dismiss(error: BatonError): void {
        for (const { reject } of this.waiting.splice(0)) reject(error);
    }

    private async run(): Promise<void> {
        if (this.running) return;
        this.running = true;
        for (let attempt = 0; this.isDue(); attempt++) {
            const { wanted, need } = this;
            try {
                await (need === 'sync' ? this.steps.sync() : this.steps.resume());
                if (wanted === this.wanted) this.need = 'nothing';
            } catch (error) {
                // Otherwise the connection or the handle was lost meanwhile, and another step is needed.
                if (need === this.need && this.connected) await this.afterFailure(error as BatonError, attempt);
            }
        }
        this.running = false;
        if (!this.pending && !this.failure) this.finish();
    }

    private isDue(): boolean {
        return this.connected && this.need !== 'nothing' && !this.failure;
    }

    private async afterFailure(error: BatonError, attempt: number): Promise<void> {
        // The end came during the attempt.
        if (this.failure) return;
        try {
            const { policy } = this;
            const detached = error.name === 'ended';
            await this.pause.wait(detached ? nextDelay(policy, attempt, error) : delayAfter(error, attempt, policy));
        } catch (final) {
            this.end(final as BatonError);
            this.failed(final as BatonError);
        }
    }

    private finish(): void {
        this.changed();
        for (const { resolve } of this.waiting.splice(0)) resolve();
    }
}
