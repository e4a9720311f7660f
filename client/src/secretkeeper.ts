// SPDX-License-Identifier: MIT
// The resume secrets of one device, in memory and in the store of the app.

import { withSecret, type ResumeRecord, type ResumeRecords } from './resumerecords.js';

export class SecretKeeper {
    private record: ResumeRecord | undefined;
    private stored = true;

    constructor(
        private readonly records: ResumeRecords,
        private readonly server: string,
    ) {}

    /** The room and the secrets, the newest first; undefined if this device cannot come back on other handles. */
    get current(): Pick<ResumeRecord, 'room' | 'id' | 'secrets'> | undefined {
        return this.record && this.record.secrets.length > 0 ? this.record : undefined;
    }

    /** The device came back from the store. */
    take(record: ResumeRecord): void {
        this.record = { ...record, closed: false };
    }

    noteCall(call: { room: string; id: string; display: string }): void {
        const fresh = { secrets: [], closed: false, since: Date.now() };
        this.record = { ...fresh, ...this.record, ...call, server: this.server };
    }

    note(secret: string): void {
        if (this.record) this.update({ secrets: withSecret(this.record.secrets, secret) });
    }

    noteToken(token: string): void {
        if (this.record) this.update({ token });
    }

    /** The page of the call is being closed or reloaded, or is back. */
    markClosed(closed: boolean): void {
        if (this.record) this.update({ closed });
    }

    /** The person leaves: no page may come back to the call. This device may still need the secrets, to say so. */
    withdraw(): void {
        if (this.current) this.records.remove({ ...this.current, server: this.server });
        this.stored = false;
    }

    /** The call is over on this device. */
    forget(): void {
        if (this.stored) this.withdraw();
        this.record = undefined;
    }

    private update(fields: Partial<ResumeRecord>): void {
        if (!this.record) return;
        this.record = { ...this.record, ...fields };
        if (this.current && this.stored) this.records.set(this.record);
    }
}
