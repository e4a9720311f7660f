// SPDX-License-Identifier: MIT
// The records with which a client comes back to its calls. The store has one for each participant.

import type { ResumeStore } from './resumestore.js';

/** A call that this tab can come back to. */
export interface Resumable {
    server: string;
    room: string;
    /** The participant. */
    id: string;
    display: string;
    /**
     * Whether the page that had the call was closed or reloaded. If not, the call may be running in another tab, of
     * which this tab is a copy: resuming would take the call away from there.
     */
    closed: boolean;
}

export interface ResumeRecord extends Resumable {
    /** The newest secret and the one before: the reply or event with the newest can get lost. */
    secrets: string[];
    /** The Janus token of the device. */
    token?: string;
    /** When this tab got the call, on the clock of `Date.now()`. */
    since?: number;
}

/** These fields identify a record. One tab can have several: a page was lost, and the person has joined again. */
export type RecordName = Pick<Resumable, 'server' | 'room' | 'id'>;

const PREFIX = 'baton.resume:';
const SECRETS = 2;

export class ResumeRecords {
    constructor(private readonly store: ResumeStore) {}

    /** The records of this server, or of all servers, the latest call first. */
    all(server?: string): ResumeRecord[] {
        return this.store
            .keys()
            .filter((key) => key.startsWith(PREFIX))
            .map((key) => read(this.store.get(key)))
            .filter((record) => record !== undefined)
            .filter((record) => server === undefined || record.server === server)
            .sort((one, other) => (other.since ?? 0) - (one.since ?? 0));
    }

    get(name: RecordName): ResumeRecord | undefined {
        return read(this.store.get(keyOf(name)));
    }

    set(record: ResumeRecord): void {
        this.store.set(keyOf(record), JSON.stringify(record));
    }

    remove(name: RecordName): void {
        this.store.remove(keyOf(name));
    }
}

/** Returns the secrets with a new one before them. */
export function withSecret(secrets: string[], secret: string): string[] {
    return [secret, ...secrets.filter((one) => one !== secret)].slice(0, SECRETS);
}

function keyOf({ server, room, id }: RecordName): string {
    return `${PREFIX}${server} ${room} ${id}`;
}

/** A store may contain anything: what is not a record is ignored. */
function read(text: string | null): ResumeRecord | undefined {
    try {
        const record = JSON.parse(text ?? 'null') as ResumeRecord | null;
        const texts = [record?.server, record?.room, record?.id, record?.display, ...(record?.secrets ?? [])];
        const valid = Array.isArray(record?.secrets) && record.secrets.length > 0;
        return valid && texts.every((one) => typeof one === 'string') ? record : undefined;
    } catch {
        return undefined;
    }
}
