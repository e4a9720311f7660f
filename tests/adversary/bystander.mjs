// SPDX-License-Identifier: GPL-3.0-or-later
// Measures what an attack costs others: the delays in the call of two people in another room, and the memory and the
// threads of Janus.
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

    /** Measures for some milliseconds. The comments below explain the fields of the result. */
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
            /** How many milliseconds too late the latest packet of the call was. */
            late: lateness(this.ben.down.packets.slice(before)),
            /** The largest memory of Janus, in megabytes, and its largest number of threads. */
            ...peak,
        };
    }

    /** Returns the memory and the threads of Janus's process now. */
    async process() {
        const status = await readFile(`/proc/${this.pid}/status`, 'utf8');
        const number = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)[1]);
        return { memory: number('VmRSS') / 1024, threads: number('Threads') };
    }
}

const most = (a, b) => ({ memory: Math.max(a.memory, b.memory), threads: Math.max(a.threads, b.threads) });

/**
 * Returns the largest delay in milliseconds: for each stream, the delay of its latest packet compared with that of its
 * earliest packet.
 */
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
