// SPDX-License-Identifier: GPL-3.0-or-later
// Measures how busy other programs keep this machine. A measurement on a busy machine says nothing about Baton.
import { readdir, readFile, readlink } from 'node:fs/promises';

/** The share of one processor above which the use by other programs counts as a disturbance. */
const MUCH = 0.3;
/** The most milliseconds for which a measuring browser may be kept from running. */
const LONG = 50;
/** The processor times in /proc count ticks. This is their number in a second. */
const HERTZ = 100;

export class Load {
    static async begin() {
        const load = new Load();
        load.before = await reading();
        return load;
    }

    /**
     * Resolves with { ours, others }: how many processors the tests have used since `begin`, and how many all other
     * programs have used. 0.5 is half a processor.
     */
    async used() {
        const { at, busy, own } = await reading();
        const ours = [...own].reduce((sum, [id, time]) => sum + time - (this.before.own.get(id) ?? 0), 0);
        const ticks = HERTZ * ((at - this.before.at) / 1000);
        return { ours: ours / ticks, others: Math.max(0, (busy - this.before.busy - ours) / ticks) };
    }
}

/** Measures for how long one browser did not run. The packets that it sends are then late with any server. */
export class Stall {
    constructor({ page }) {
        this.page = page;
    }

    begin() {
        return this.page.evaluate(() => window.batonStatistics.startFrames('stall', null));
    }

    /** Resolves with the longest time for which the browser did not run since `begin`, in milliseconds. */
    async end() {
        return (await this.page.evaluate(() => window.batonStatistics.stopFrames('stall'))).stood;
    }
}

/**
 * Says why a measurement is void; empty if it is valid. `stood`: for how long a browser did not run, see Reception and
 * Stall.
 */
export function disturbance(others, stood) {
    const found = [];
    if (others > MUCH)
        found.push(`others used ${others.toFixed(1)} processors`);
    if (stood > LONG)
        found.push(`a browser stood still for ${Math.round(stood)} ms`);
    return found.join(', ');
}

async function reading() {
    const times = (await readFile('/proc/stat', 'utf8')).split(/\s+/).map(Number);
    const [, user, nice, system, , , irq, softirq, steal] = times;
    return { at: performance.now(), busy: user + nice + system + irq + softirq + steal, own: await ownTimes() };
}

/** Resolves with the processor times of the processes in this network namespace, in which only the tests run. */
async function ownTimes() {
    const here = await readlink('/proc/self/ns/net');
    const times = new Map();
    for (const id of (await readdir('/proc')).filter((name) => /^\d+$/.test(name))) {
        try {
            if ((await readlink(`/proc/${id}/ns/net`)) !== here)
                continue;
            const fields = (await readFile(`/proc/${id}/stat`, 'utf8')).split(') ')[1].split(' ');
            times.set(id, Number(fields[11]) + Number(fields[12]));
        } catch {
            // The process has ended in the meantime.
        }
    }
    return times;
}
