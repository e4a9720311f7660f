// SPDX-License-Identifier: GPL-3.0-or-later
// Measures what a person on a weak line sees and hears, and what the others notice, in Baton and in VideoRoom with its
// simulcast. Six people send three encodings each; one of them receives over a line that carries less and less.
import { SYSTEMS, TITLES } from './people.mjs';
import { mean, quantile } from './statistics.mjs';

const PEOPLE = 6;
const LINES = [2000, 1000, 500, 300, 100]; // kbit/s, one after the other; then the line is free again
const FREE = 0;
const SECONDS = { whole: 15, quick: 6 }; // of each line
const SETTLE = 8; // seconds before the first line; a browser's estimate needs 5
const QUEUE = 300; // milliseconds
const PTIME = 20; // milliseconds of sound in a packet
const LONGEST = 300000;
/** One person speaks. */
const SENDS = { encodings: 3, fps: 30, bitrate: 1700000, browser: true, feedback: false, audio_slots: 1,
    video_slots: PEOPLE - 1 };
/** The line is steady if it drops nothing, sound comes, and no sound waits longer than this many milliseconds. */
const STEADY_DELAY = 120;
const REFUSED = /simulcast/;

const people = Array.from({ length: PEOPLE }, (_, i) => `p${i}`);
const [WEAK, SPEAKER] = people;

function openRoom(devices, system, room) {
    people.forEach((name) => devices.device(name, { ...SENDS, audio: name === SPEAKER, line: name === WEAK }));
    devices.create(people[0], room);
    people.forEach((name) => devices.join(name, room));
    if (system === 'baton') {
        people.forEach((name) => devices.connect(name));
    } else {
        people.forEach((name) => devices.publish(name));
        people.forEach((name) => devices.watch(name, room, ...people.filter((other) => other !== name)));
    }
    return devices.sees(WEAK, SPEAKER);
}

/** Looks at all people once a second. Resolves with a list of { name: look } for each second. */
async function watch(devices, seconds) {
    const found = [];
    for (let i = 0; i < seconds; i++) {
        await devices.wait(1000);
        const looks = await Promise.all(people.map((name) => devices.look(name)));
        found.push(Object.fromEntries(people.map((name, k) => [name, looks[k]])));
    }
    return found;
}

async function measureRoom(devices, system, room, seconds) {
    await openRoom(devices, system, room);
    const phases = [{ kbits: FREE, looks: await watch(devices, SETTLE) }];
    for (const kbits of [...LINES, FREE]) {
        devices.rate(WEAK, { down: kbits, queue: QUEUE });
        phases.push({ kbits, looks: await watch(devices, seconds) });
    }
    return phases;
}

const sum = (values) => values.reduce((all, value) => all + value, 0);
const of = (look, kind) => look.lines.filter((line) => line.kind === kind && line.from !== 0);
const top = (counts) => counts.lastIndexOf(Math.max(...counts));

/** Returns in which second the line became steady, counted from 1; Infinity: it did not. */
function steadyAfter(looks, before) {
    const busy = looks.map((look, i) => look.dropped > (looks[i - 1] ?? before).dropped ||
        of(look, 'audio').every(({ packets }) => packets === 0) ||
        of(look, 'audio').some(({ latency_p95: delay }) => delay > STEADY_DELAY));
    const last = busy.lastIndexOf(true);
    return last === busy.length - 1 ? Infinity : last + 2;
}

/** Returns what one person received in some seconds: each video's frames per second, height and encoding; sound. */
function seen(looks) {
    const videos = of(looks.at(-1), 'video').map(({ mid, height }) => {
        const lines = looks.map((look) => look.lines.find((line) => line.mid === mid));
        const encodings = [0, 1, 2].map((i) => sum(lines.map((line) => line.encodings[i])));
        return { fps: sum(lines.map(({ frames }) => frames)) / looks.length, height, encodings,
            longest: Math.max(...lines.map(({ longest }) => longest)) };
    });
    const sounds = looks.flatMap((look) => of(look, 'audio'));
    const expected = sum(looks.map(({ span }) => span)) / PTIME;
    return { videos, missing: Math.max(0, 100 * (1 - sum(sounds.map(({ packets }) => packets)) / expected)),
        delay: quantile(sounds.map(({ latency_p95: p95 }) => p95), 0.95) ?? NaN,
        received: mean(looks.map(({ received }) => received)) / 1000, estimate: looks.at(-1).estimate / 1000,
        plis: looks.at(-1).plis - looks[0].plis,
        gone: sum(looks.flatMap(({ lines }) => lines.map((line) => line.lost))) };
}

/** Returns in which second all videos were first shown in their largest encoding, and stayed so; Infinity: never. */
function bestAfter(looks) {
    const best = looks.map((look) => of(look, 'video').every(({ frames, encodings }) => frames > 0 &&
        encodings[2] === frames));
    const last = best.lastIndexOf(false);
    return last === best.length - 1 ? Infinity : last + 2;
}

function rowOf({ kbits, looks }, before) {
    const half = looks.slice(Math.floor(looks.length / 2));
    const others = people.filter((name) => name !== WEAK).map((name) => seen(looks.map((look) => look[name])));
    const videos = others.flatMap((other) => other.videos);
    return { kbits, ...seen(half.map((look) => look[WEAK])),
        steady: steadyAfter(looks.map((look) => look[WEAK]), before), best: bestAfter(looks.map((look) => look[WEAK])),
        others: { fps: Math.min(...videos.map(({ fps }) => fps)), longest: Math.max(...videos.map(({ longest }) =>
            longest)), lost: sum(others.map(({ gone }) => gone)), lower: videos.filter(({ encodings }) =>
            encodings[0] + encodings[1] > 0).length } };
}

const seconds = (number) => (Number.isFinite(number) ? `${number} s` : 'never');

function describe(row) {
    if (row.refused)
        return `not measured, because the offer was refused: ${row.refused}`;
    if (row.complaints !== undefined)
        return `${row.complaints} complaints about the packets${row.first ? `; the first: ${row.first}` : ''}`;
    const { videos, missing, delay, received, estimate, steady, best, kbits, plis, others } = row;
    const shown = videos.map(({ fps, height, encodings }) =>
        (fps >= 1 ? `${fps.toFixed(0)} fps ${height || `encoding ${top(encodings)}`}` : 'stands')).join(', ');
    return `sound ${missing.toFixed(1)} % missing, waits ${delay.toFixed(0)} ms; pictures: ${shown || 'none'}; ` +
        `steady after ${seconds(steady)}; ${received.toFixed(0)} kbit/s of estimated ${estimate.toFixed(0)}, ${plis} PLI` +
        `${kbits === FREE ? `; best encodings after ${seconds(best)}` : ''}; others: at least ` +
        `${others.fps.toFixed(0)} fps, longest wait ${others.longest.toFixed(0)} ms, ${others.lost} packets lost, ` +
        `${others.lower} videos in a lower encoding`;
}

/** Returns the rows of one system. */
async function measureSystem(setup, system, quick) {
    let phases = [];
    const found = await setup.once(async (devices) => {
        phases = await measureRoom(devices, system, `weak-${system}`, quick ? SECONDS.quick : SECONDS.whole);
    }, { videoroom: system === 'videoroom', onTime: true, longest: LONGEST });
    if (REFUSED.test(found.error))
        return { [TITLES[system]]: { refused: found.error } };
    if (found.error)
        throw new Error(found.error);
    const rows = phases.map((phase, i) => {
        const name = phase.kbits === FREE ? (i ? 'free again' : 'free') : `${phase.kbits} kbit/s`;
        return [`${TITLES[system]}, ${name}`, rowOf(phase, phases[i - 1]?.looks.at(-1)[WEAK] ?? { dropped: 0 })];
    });
    return { ...Object.fromEntries(rows),
        [`${TITLES[system]}, all the time`]: { complaints: found.complaints.length, first: found.complaints[0] } };
}

const share = { most: 0.5, unit: '%' };
const limits = { 'sound missing, 1000 kbit/s': share, 'sound missing, 500 kbit/s': share,
    'sound missing, 100 kbit/s': share,
    'steady, 1000 kbit/s': { most: 4, unit: 's', digits: 0 }, 'best encodings': { most: 10, unit: 's', digits: 0 },
    'packets that others lost': { most: 0, unit: '', digits: 0 } };

/** `quick`: the line is not free for long enough at the end to tell when the best encodings come. */
function reached(rows, quick) {
    const row = (name) => rows[`Baton, ${name}`];
    if (!row('free'))
        return {};
    const all = Object.entries(rows).filter(([name, { others }]) => others && name !== 'Baton, free');
    return { ...Object.fromEntries([1000, 500, 100].map((kbits) =>
        [`sound missing, ${kbits} kbit/s`, row(`${kbits} kbit/s`).missing])),
    'steady, 1000 kbit/s': row('1000 kbit/s').steady,
    ...(quick ? {} : { 'best encodings': row('free again').best }),
    'packets that others lost': sum(all.map(([, { others }]) => others.lost)) };
}

export default {
    name: 'weak',
    setup: { eventLoops: 2, onTime: true },
    limits,
    describe,
    async measure(setup, { quick }) {
        const found = {};
        for (const system of SYSTEMS)
            found[system] = await measureSystem(setup, system, quick);
        return { sends: SENDS, rows: Object.assign({}, ...Object.values(found)), reached: reached(found.baton, quick) };
    },
};
