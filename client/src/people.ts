// SPDX-License-Identifier: MIT
// The other participants of a call, in order of arrival.

import type { Requester } from './requester.js';
import type { Participant } from './wire.js';

export class People {
    readonly others = new Map<string, Participant>();

    /** @param own the id of the participant of this device */
    constructor(
        private readonly device: Requester,
        private readonly own: string,
    ) {}

    /** Adds somebody, or takes the news about somebody. */
    put(participant: Participant): void {
        if (participant.id !== this.own) this.others.set(participant.id, participant);
    }

    /** Takes the first page of the people, which replaces everybody. */
    replace(participants: Participant[]): void {
        this.others.clear();
        for (const participant of participants) this.put(participant);
    }

    /** Whether this participant sends this source now, as far as the server knows. */
    sends(id: string, source: string | null): boolean {
        const { connection, sources } = this.others.get(id) ?? {};
        if (connection !== 'connected') return false;
        return sources?.some((one) => one.source === source && one.state === 'live' && !one.muted) ?? false;
    }

    /** Returns who was removed; undefined if nobody has this id. */
    remove(id: string): Participant | undefined {
        const participant = this.others.get(id);
        this.others.delete(id);
        return participant;
    }

    /** Requests the other pages of the people of the room. Calls `changed` after each page. */
    async readMore(room: string, after: number | null, changed: () => void): Promise<void> {
        for (let next = after; next !== null; ) {
            const { reply } = await this.device.request({ request: 'participants', room, after: next });
            // If an event about this person came before the page, the event is newer.
            for (const each of reply.participants) if (!this.others.has(each.id)) this.put(each);
            changed();
            next = reply.next;
        }
    }
}
