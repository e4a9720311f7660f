// SPDX-License-Identifier: GPL-3.0-or-later
// Measures how watchers receive several swaps of one call, one after the other. Faults that must never happen are
// judged at each swap. A delay is a fault only if most swaps of all watchers had it, because a busy machine delays a
// swap now and then. (The media suite shows that each receiver gets everything in time.)
import assert from 'node:assert/strict';
import { disturbance, Load, Stall } from './load.mjs';
import { Reception } from './reception.mjs';

/** Milliseconds that are measured before the swaps, to know the usual values, and after each swap. */
const BEFORE = 3500;
const AFTER = 2000;

export class Measurement {
    swaps = [];

    /**
     * Begins by measuring the usual values.
     *
     * watchers   the people who see and hear the call
     * devices    the devices between which the call moves; at first it is on the first of them
     * options    the media to judge, see Reception.of
     */
    static async of(watchers, devices, options) {
        const measurement = new Measurement();
        measurement.stalls = devices.map((person) => new Stall(person));
        measurement.receptions = await Promise.all(watchers.map((person) =>
            Reception.of(person, devices[0].id, options)));
        await Promise.all(measurement.receptions.map((reception) => reception.usual(BEFORE)));
        return measurement;
    }

    /** Measures while `swap` runs, and a while longer. */
    async during(swap) {
        const load = await Load.begin();
        await Promise.all([...this.receptions, ...this.stalls].map((each) => each.begin()));
        await swap();
        await new Promise((resolve) => setTimeout(resolve, AFTER));
        const seen = await Promise.all(this.receptions.map((reception) => reception.end()));
        const stood = await Promise.all(this.stalls.map((stall) => stall.end()));
        const { ours, others } = await load.used();
        const disturbed = disturbance(others, Math.max(...stood, ...seen.map((each) => each.stood)));
        this.swaps.push({ seen, disturbed });
        for (const { name, words } of seen)
            console.log(`# ${name}: ${words}`);
        console.log(`# the tests used ${ours.toFixed(1)} processors, others ${others.toFixed(1)}` +
            (disturbed && `: ${disturbed}`));
        for (const { name, faults } of seen)
            assert.deepEqual(faults, [], name);
    }

    /** The number of valid swaps: nothing disturbed them, or they went well in spite of a disturbance. */
    get count() {
        return this.sound().length;
    }

    sound() {
        return this.swaps.filter(({ seen, disturbed }) => !disturbed ||
            seen.every(({ delays }) => delays.every(({ value, most }) => value <= most)));
    }

    judge() {
        const swaps = this.sound();
        assert.ok(swaps.length > 0, `no swap is valid: ${this.swaps.map(({ disturbed }) => disturbed).join('; ')}`);
        const found = [];
        swaps[0].seen[0].delays.forEach(({ what }, i) => {
            const seen = swaps.flatMap((swap) => swap.seen.map(({ name, delays }) => ({ name, ...delays[i] })));
            const over = seen.filter(({ value, most }) => value > most);
            if (2 * over.length > seen.length)
                found.push(...over.map(({ name, value, most }) =>
                    `${name}: ${what}: ${Math.round(value)}, more than ${Math.round(most)}`));
        });
        assert.deepEqual(found, []);
    }
}
