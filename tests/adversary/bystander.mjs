// SPDX-License-Identifier: GPL-3.0-or-later
// Two people in a call of their own, and Janus's process, watched while somebody else attacks.
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';

/** Milliseconds between two requests of the bystander. */
const PAUSE = 10;
const CLOCKS = { audio: 48, video: 90 };

const percentile = (values, share) => values.sort((a, b) => a - b)[Math.ceil(values.length * share) - 1] ?? 0;

export class Bystander {
    static async of(context) {
        const bystander = new Bystander();
        bystander.room = await context.room();
        [bystander.anna, bystander.ben] = await context.call(bystander.room);
        bystander.pid = context.janus.child.pid;
        return bystander;
    }

    /** Watches for some milliseconds. Resolves with what was seen; see the fields below. */
    async watch(milliseconds) {
        const waits = [];
        const before = await this.ben.down.count();
        const end = Date.now() + milliseconds;
        let peak = await this.process();
        for (let i = 0; Date.now() < end; i++) {
            const asked = performance.now();
            await this.anna.request({ request: 'hand', raised: i % 2 === 0 });
            waits.push(performance.now() - asked);
            if (i % 10 === 0)
                peak = most(peak, await this.process());
            await sleep(PAUSE);
        }
        await this.ben.down.count();
        return {
            /** Milliseconds from a request to its reply. */
            p99: percentile(waits, 0.99),
            longest: Math.max(...waits),
            /** Milliseconds that the latest packet of the call came after its time. */
            late: lateness(this.ben.down.packets.slice(before)),
            /** The most of Janus's memory, megabytes, and threads. */
            ...peak,
        };
    }

    /** What Janus's process uses now. */
    async process() {
        const status = await readFile(`/proc/${this.pid}/status`, 'utf8');
        const number = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)[1]);
        return { memory: number('VmRSS') / 1024, threads: number('Threads') };
    }
}

const most = (a, b) => ({ memory: Math.max(a.memory, b.memory), threads: Math.max(a.threads, b.threads) });

/** How far the packets of a stream lie apart from an even spacing: the latest against the earliest of each stream. */
function lateness(packets) {
    const streams = new Map();
    for (const { ssrc, kind, ts, at } of packets) {
        if (!CLOCKS[kind])
            continue;
        const offset = at - ts / CLOCKS[kind];
        const { least = Infinity, most: latest = -Infinity } = streams.get(ssrc) ?? {};
        streams.set(ssrc, { least: Math.min(least, offset), most: Math.max(latest, offset) });
    }
    return Math.max(0, ...[...streams.values()].map(({ least, most: latest }) => latest - least));
}
