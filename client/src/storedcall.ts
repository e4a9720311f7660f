// SPDX-License-Identifier: MIT
// Leaves a call to which this tab could come back, without coming back.

import { ConnectionKeeper, type KeeperOptions } from './connectionkeeper.js';
import { BatonError } from './errors.js';
import { FAREWELL_TIME, sayFarewell } from './leaving.js';
import type { RecordName, ResumeRecord, ResumeRecords } from './resumerecords.js';
import { resumeOnce } from './resumption.js';
import { BackOff } from './retrypolicy.js';

/** Forgets the call at once, and tells the server for a limited time. Does not fail. */
export async function leaveStored(
    records: ResumeRecords,
    call: RecordName,
    options: Omit<KeeperOptions, 'server'>,
): Promise<void> {
    const record = records.get(call);
    if (!record) return;
    records.remove(record);
    const { token = record.token, retry = new BackOff(), ...others } = options;
    const farewell = new StoredFarewell(record, {
        ...others,
        retry,
        server: record.server,
        ...(token !== undefined && { token }),
    });
    await farewell.say().catch(() => undefined);
}

class StoredFarewell {
    private keeper: ConnectionKeeper | undefined;
    private over = false;

    constructor(
        private readonly record: ResumeRecord,
        private readonly options: KeeperOptions & Required<Pick<KeeperOptions, 'retry'>>,
    ) {}

    async say(): Promise<void> {
        const timer = setTimeout(() => this.end(), FAREWELL_TIME);
        try {
            await sayFarewell({
                policy: this.options.retry,
                ready: async () => this.check(),
                send: () => this.attempt(),
                repairing: () => false,
                delayed: () => undefined,
            });
        } finally {
            clearTimeout(timer);
            this.end();
        }
    }

    private check(): void {
        if (this.over) throw new BatonError('ended', 'The time is over');
    }

    /** The attempts before may have used up the secret. Baton takes it until the next one was used. */
    private async attempt(): Promise<void> {
        const keeper = (this.keeper ??= await this.connect());
        this.check();
        const { handle } = await resumeOnce(keeper, this.record.room, this.record.secrets);
        await handle.request({ request: 'leave' });
    }

    private async connect(): Promise<ConnectionKeeper> {
        try {
            return await ConnectionKeeper.connect(this.options);
        } catch (error) {
            const { name, message } = error as BatonError;
            // The server may be starting, or the network may not be there yet.
            throw name === 'unreachable' ? new BatonError('connection_lost', message) : error;
        }
    }

    private end(): void {
        this.over = true;
        this.keeper?.close();
    }
}
