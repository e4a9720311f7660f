// SPDX-License-Identifier: GPL-3.0-or-later
// Measures the cost of a person in a room, by the number of people. In Baton each person sees six people and hears
// three. In VideoRoom each person gets all streams of everybody, as is usual there.
import { loud, quiet, SYSTEMS, TITLES } from './people.mjs';
import { lines } from './plot.mjs';
import { mean } from './statistics.mjs';

/**
 * 5 video packets and 16.7 audio packets per second. With 30 people, VideoRoom has 30 times 29 streams of each kind,
 * and two cores must be enough for them.
 */
const SENDS = { fps: 5, bitrate: 30000, ptime: 60 };
/**
 * A report about each stream every 1.7 s. For a video stream and an audio stream together, Chromium sends as many
 * reports: one every 1 s about the video, and one every 5 s about the audio.
 */
const REPORTS = { reports: 1700 };
const SLOTS = { audio: 3, video: 6 };
/** The most load of one CPU by the peer. The peer is one thread, and Janus must not wait for it. */
const BUSIEST = 0.85;
const SETTLE = 2000; // milliseconds between the moment when all people send and the start of the measurement
const DRAIN = 400; // milliseconds until all packets have arrived

/**
 * The most that a person may cost in the largest room, relative to the room of eight. In both rooms each person gets
 * the same number of streams.
 */
const FLAT = 1.25;

const peopleOf = (count) => Array.from({ length: count }, (_, i) => `p${i}`);

/** How each person gets the streams of the others, and how many streams these are. */
const systems = {
    baton: {
        enter: (devices, name) => devices.connect(name),
        begin() {},
        device: { audio_slots: SLOTS.audio, video_slots: SLOTS.video },
        streams: (count) => Math.min(SLOTS.audio, count - 1) + Math.min(SLOTS.video, count - 1),
    },
    videoroom: {
        enter: (devices, name) => devices.publish(name),
        begin: (devices, room, people) => people.forEach((name) =>
            devices.watch(name, room, ...people.filter((other) => other !== name))),
        device: { videoroom: true },
        streams: (count) => 2 * (count - 1),
    },
};

/**
 * People do not send while others join, because each join needs keyframes, and they would be measured too. They do not
 * send before and after the measurement either, so that all sent packets have arrived when they are counted.
 */
function measureRoom(devices, system, room, count, seconds) {
    const people = peopleOf(count);
    people.forEach((name) => devices.device(name, { ...system.device, ...SENDS, ...REPORTS }));
    devices.create('p0', room);
    people.forEach((name) => devices.join(name, room));
    for (const name of people) {
        system.enter(devices, name);
        devices.wait(60);
        quiet(devices, [name]);
    }
    system.begin(devices, room, people);
    loud(devices, people);
    devices.wait(SETTLE);
    quiet(devices, people);
    devices.wait(DRAIN);
    devices.mark('silence');
    loud(devices, people);
    devices.wait(SETTLE);
    devices.measure();
    devices.mark('begin');
    devices.wait(seconds * 1000);
    devices.mark('end');
    quiet(devices, people);
    devices.wait(DRAIN);
    devices.mark('over');
}

/** Returns the results of a window, after checking that no packet was lost. */
function read(name, count, { marks, streams, receivers }) {
    const [silence, begin, end, over] = marks;
    const [sent, received] = ['sent', 'received'].map((what) => over[name][what] - silence[name][what]);
    const holes = streams.reduce((sum, each) => sum + each.holes, 0);
    const where = `with ${count} people in ${name}`;
    if (name === 'videoroom' ? received !== sent * (count - 1) : holes > 0)
        throw new Error(`not valid: ${sent} packets were sent ${where}, ${received} arrived, ${holes} were missing`);
    if (streams.length !== count * systems[name].streams(count))
        throw new Error(`not valid: got ${streams.length} streams ${where}, expected ` +
            `${count * systems[name].streams(count)}`);
    if (receivers.some(({ nacks }) => nacks > 0))
        console.error(`  ${where}, receivers requested some packets again`);
    const span = end.at - begin.at;
    const own = (end.own - begin.own) / span;
    if (own > BUSIEST)
        throw new Error(`not valid: the peer used ${Math.round(own * 100)} % of a CPU ${where}`);
    return { cpu: (end.janus - begin.janus) / span, peer: own,
        in: 1000 * (end[name].sent - begin[name].sent) / span,
        out: 1000 * (end[name].received - begin[name].received) / span, p99: end[name].latency_p99 };
}

const percent = (values) => mean(values) * 100;

/** Returns the row of one system with `count` people: CPU in percent of one CPU, packets per second. */
function row(count, runs) {
    const each = runs.map(({ cpu }) => 100 * cpu / count);
    return { person: mean(each), min: Math.min(...each), max: Math.max(...each),
        janus: percent(runs.map(({ cpu }) => cpu)), peer: percent(runs.map(({ peer }) => peer)),
        in: mean(runs.map((run) => run.in)), out: mean(runs.map((run) => run.out)),
        p99: mean(runs.map(({ p99 }) => p99)) };
}

function describe(found) {
    if (found.ratio)
        return `Baton takes ${found.ratio.toFixed(2)} times the CPU, and sends ` +
            `${found.packets.toFixed(2)} times the packets`;
    return `${found.person.toFixed(2)} % of a CPU per person (${found.min.toFixed(2)}-${found.max.toFixed(2)}), ` +
        `${found.janus.toFixed(1)} % in all; packets/s ${Math.round(found.in)} in, ` +
        `${Math.round(found.out)} out; delay p99 ${found.p99.toFixed(1)} ms; peer ${found.peer.toFixed(0)} %`;
}

const rowName = (count, name) => `${count} people, ${TITLES[name]}`;
const LIMIT = 'Baton, cost per person, 30 / 8';

export default {
    name: 'room',
    setup: { eventLoops: 2, onTime: true },
    limits: { [LIMIT]: { most: FLAT, unit: '', digits: 2 } },
    describe,
    draw: ({ rows }) => lines({
        title: 'What a person in a room costs the server',
        description: Object.entries(rows).map(([name, found]) => `${name}: ${describe(found)}`).join('; '),
        unit: '% of a CPU, each person',
        across: 'people in the room',
        series: Object.fromEntries(SYSTEMS.map((name) => [TITLES[name], Object.entries(rows)
            .filter(([row]) => row.endsWith(TITLES[name])).map(([row, { person }]) => [parseInt(row, 10), person])])),
    }),
    async measure(setup, { quick }) {
        const sizes = quick ? [4, 8] : [4, 8, 16, 30];
        const turns = quick ? SYSTEMS : [...SYSTEMS, ...[...SYSTEMS].reverse()];
        const result = { sends: SENDS, rows: {}, reached: {} };
        for (const count of sizes) {
            const runs = Object.fromEntries(SYSTEMS.map((name) => [name, []]));
            for (const name of turns) {
                const report = await setup.perform((devices, run) =>
                    measureRoom(devices, systems[name], `room-${run}`, count, quick ? 2 : 6),
                { videoroom: name === 'videoroom' });
                runs[name].push(read(name, count, report));
            }
            const [baton, videoroom] = ['baton', 'videoroom'].map((name) =>
                (result.rows[rowName(count, name)] = row(count, runs[name])));
            result.rows[`${count} people, ratio`] = { ratio: baton.janus / videoroom.janus,
                packets: baton.out / videoroom.out };
        }
        if (!quick)
            result.reached[LIMIT] = result.rows[rowName(30, 'baton')].person /
                result.rows[rowName(8, 'baton')].person;
        return result;
    },
};
