// SPDX-License-Identifier: MIT
// Brings a participant back on a new handle: the request `join` with the field `resume`.

import type { HandleSource } from './downlink.js';
import { BatonError } from './errors.js';
import type { Handle } from './handle.js';
import { Pause } from './pause.js';
import { delayAfter, type RetryPolicy } from './retrypolicy.js';
import type { JoinedReply } from './wire.js';

export interface Resumed {
    /** The uplink of the device. */
    handle: Handle;
    reply: JoinedReply;
}

/**
 * Tries the secrets, the newest first. Each attempt uses a new handle, because nobody knows what a lost reply has done
 * to the handle before. Fails with the error of the server.
 */
export async function resumeOnce(source: HandleSource, room: string, secrets: string[]): Promise<Resumed> {
    let failure = new BatonError('invalid_resume', 'There is no resume secret of this call');
    for (const resume of secrets) {
        const handle = await source.attach();
        try {
            const { reply } = await handle.request({ request: 'join', room, resume });
            if (reply.token !== undefined) handle.useToken(reply.token);
            return { handle, reply };
        } catch (error) {
            handle.detach();
            failure = error as BatonError;
            if (failure.name !== 'invalid_resume') break;
        }
    }
    throw failure;
}

/** Like `resumeOnce`, but waits and tries again if the call can come back later. */
export async function resumeLater(
    source: HandleSource,
    { room, secrets, policy }: { room: string; secrets: string[]; policy: RetryPolicy },
): Promise<Resumed> {
    for (let attempt = 0; ; attempt++) {
        try {
            return await resumeOnce(source, room, secrets);
        } catch (error) {
            await new Pause().wait(delayAfter(error as BatonError, attempt, policy));
        }
    }
}
