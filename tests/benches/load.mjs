// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps Janus busy with a room that is not measured: one person sends, and many people watch.
import { readFile } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { perform, SILENT } from '../harness/scenario.mjs';

const FIRST = 12; // number of watchers at first, to find out how many are needed
const MOST = 120; // the largest number of watchers
const LOOK = 2000; // milliseconds for which Janus's share of a processor is measured
/** How far the share may be from the wanted share, and how often another number of watchers is tried. */
const NEAR = 0.15;
const ATTEMPTS = 3;
const LONGEST = 600000;
const TICKS = 100; // ticks of processor time in a second (USER_HZ)

/** Resolves with the seconds of processor time that a process has used. */
async function cpuTime(pid) {
    const stat = await readFile(`/proc/${pid}/stat`, 'utf8');
    const [user, system] = stat.slice(stat.lastIndexOf(')') + 2).split(' ').slice(11, 13).map(Number);
    return (user + system) / TICKS;
}

/**
 * Measures the share of one processor that Janus uses while `body` runs. Resolves with [share, the result of `body`].
 */
async function shareDuring(janus, body) {
    const [began, had] = [performance.now(), await cpuTime(janus.child.pid)];
    const result = await body();
    const share = (await cpuTime(janus.child.pid) - had) / ((performance.now() - began) / 1000);
    return [share, result];
}

/** Resolves once the room is busy. The room stays busy until the peer ends. */
function openBusyRoom(devices, room, watchers) {
    const names = Array.from({ length: watchers }, (_, i) => `fan${i}`);
    devices.device('star', { bitrate: 3000000, ptime: 60 });
    names.forEach((name) => devices.device(name, { ...SILENT, audio_slots: 1, video_slots: 1, reports: 1000 }));
    devices.create('star', room);
    ['star', ...names].forEach((name) => devices.join(name, room));
    return devices.connect('star', ...names);
}

/** Runs `body` while a room with `watchers` watchers is busy. Resolves with the result of `body`. */
async function withWatchers(janus, watchers, body) {
    let begun, release;
    const busy = new Promise((resolve) => { begun = resolve; });
    const held = new Promise((resolve) => { release = resolve; });
    const performed = perform(janus, async (devices) => {
        await openBusyRoom(devices, `load-${watchers}-${Math.round(performance.now())}`, watchers);
        begun();
        await held;
    }, { longest: LONGEST });
    // The peer ends before the room is busy only if something went wrong.
    await Promise.race([busy, performed.then(({ error }) => {
        throw new Error(`the load could not be made: ${error}`);
    })]);
    try {
        return await body();
    } finally {
        release();
        await performed;
    }
}

/**
 * Makes Janus use about `share` of one processor while `body` runs. Resolves with { share, result }: the share that was
 * reached, and the result of `body`.
 */
export async function underLoad(janus, share, body) {
    let watchers = FIRST;
    for (let attempt = 1; ; attempt++) {
        const found = await withWatchers(janus, watchers, async () => {
            const [reached] = await shareDuring(janus, () => sleep(LOOK));
            const near = Math.abs(reached - share) <= NEAR * share || attempt > ATTEMPTS;
            return near ? { share: reached, result: await body() } : { reached };
        });
        if (!found.reached)
            return found;
        watchers = Math.min(MOST, Math.max(1, Math.round(watchers * share / found.reached)));
    }
}
