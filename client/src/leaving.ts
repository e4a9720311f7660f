// SPDX-License-Identifier: MIT
// Tells the server that a person has left. The person does not wait for it.

import { isLost, type BatonError } from './errors.js';
import { Pause } from './pause.js';
import { delayAfter, type RetryPolicy } from './retrypolicy.js';

/** For so long the client tries to tell the server. After that the server removes whoever is away by itself. */
export const FAREWELL_TIME = 30_000;

export interface Farewell {
    policy: RetryPolicy;
    /** Resolves when the request can be sent; fails when that will not happen any more. */
    ready(): Promise<void>;
    send(): Promise<unknown>;
    /** Whether the connection is being repaired, so that `ready` waits. */
    repairing(): boolean;
    /** An attempt has failed, and another one follows. */
    delayed(): void;
}

/** Sends `leave` until the server has it. Fails when there is nothing more to try. */
export async function sayFarewell({ policy, ready, send, repairing, delayed }: Farewell): Promise<void> {
    for (let attempt = 0; ; attempt++) {
        await ready();
        try {
            return void (await send());
        } catch (error) {
            const wait = isLost(error) && repairing() ? 0 : delayAfter(error as BatonError, attempt, policy);
            delayed();
            await new Pause().wait(wait);
        }
    }
}
