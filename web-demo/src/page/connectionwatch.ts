// SPDX-License-Identifier: GPL-3.0-or-later
// Watches how well a call is connected, for all parts of the page that show it.

import type { BatonClient, Call, Connection } from 'baton-client';
import { lossAfter, nextStageIn, stageOf, type Loss, type Stage, type Working } from './connectionstage';
import { Cleanup } from './dom';

export class ConnectionWatch {
    private readonly cleanup = new Cleanup();
    private readonly watchers = new Set<() => void>();
    private readonly paths = new Map<Connection['part'], Connection['state']>();
    private loss: Loss | null;
    private timer: ReturnType<typeof setTimeout> | undefined;

    constructor(
        call: Call,
        private readonly client: BatonClient,
    ) {
        this.loss = lossAfter(null, call.state, Date.now());
        this.cleanup.add(call.on('state', (health) => this.take(lossAfter(this.loss, health, Date.now()))));
        this.cleanup.add(client.on('state', () => this.report()));
        this.cleanup.add(
            call.on('connection', ({ part, state }) => {
                this.paths.set(part, state);
                this.report();
            }),
        );
        this.cleanup.add(() => clearTimeout(this.timer));
        this.plan();
    }

    dispose(): void {
        this.cleanup.run();
        this.watchers.clear();
    }

    /** Calls `run` after each change of what the other functions return. */
    onChange(run: () => void): () => void {
        this.watchers.add(run);
        return () => this.watchers.delete(run);
    }

    get stage(): Stage {
        return stageOf(this.loss, Date.now());
    }

    /** The time at which the loss began; null if there is none. */
    get since(): number | null {
        return this.loss?.since ?? null;
    }

    /** Whether requests reach the server. Otherwise the client sends them later. */
    get reachable(): boolean {
        return this.client.state === 'connected';
    }

    /** Whether nothing is being repaired, also nothing that the page does not show yet. */
    get whole(): boolean {
        return this.loss === null;
    }

    get working(): Working {
        const states = [...this.paths.values()];
        return { requests: this.reachable, media: states.every((state) => state === 'connected') };
    }

    /** The worst state of the two PeerConnections. */
    get path(): Connection['state'] {
        const states = [...this.paths.values()];
        return (['failed', 'disconnected', 'connecting'] as const).find((one) => states.includes(one)) ?? 'connected';
    }

    /** Tries to connect now, because the person has asked for it. */
    retry(): void {
        this.client.retry();
    }

    private take(loss: Loss | null): void {
        this.loss = loss;
        this.plan();
        this.report();
    }

    /** Looks again when the stage can change without an event. */
    private plan(): void {
        clearTimeout(this.timer);
        const wait = nextStageIn(this.loss, Date.now());
        if (wait !== null)
            this.timer = setTimeout(() => {
                this.plan();
                this.report();
            }, wait);
    }

    private report(): void {
        for (const run of [...this.watchers]) run();
    }
}
