// SPDX-License-Identifier: GPL-3.0-or-later
// Measures for how long a receiver hears and sees nothing when a call moves. Compares Baton with the three ways to move
// a call in VideoRoom. The four ways take turns.
import { randomOf } from '../media/cases.mjs';
import { underLoad } from './load.mjs';
import { joinCall } from './people.mjs';
import { strips } from './plot.mjs';
import { summary } from './statistics.mjs';

const MOVES_IN_A_RUN = 10;

/** Anna publishes in VideoRoom, and Ben receives her. */
function beginInVideoRoom(devices, room) {
    devices.publish('anna');
    devices.watch('ben', room, 'anna');
}

/**
 * How a call begins in each system, and how it moves from one device to the next. `wait`: milliseconds before the call
 * moves.
 */
const systems = {
    baton: {
        begin: (devices) => devices.connect('anna', 'ben'),
        move(devices, room, from, to, wait) {
            devices.transfer(from);
            devices.scan(to, from);
            devices.connect(to);
            devices.wait(wait);
            devices.confirm(from, to);
            devices.await(to, 'moved');
        },
    },
    'videoroom leave, rejoin': {
        begin: beginInVideoRoom,
        move(devices, room, from, to, wait) {
            devices.wait(wait);
            devices.leave(from);
            devices.join(to, room);
            devices.publish(to);
            devices.update('ben', from, to);
        },
    },
    'videoroom join, leave': {
        begin: beginInVideoRoom,
        move(devices, room, from, to, wait) {
            devices.join(to, room);
            devices.wait(wait);
            devices.publish(to);
            devices.update('ben', from, to);
        },
    },
    'videoroom switch': {
        begin: beginInVideoRoom,
        move(devices, room, from, to, wait) {
            devices.join(to, room);
            devices.publish(to);
            devices.wait(wait);
            devices.switch('ben', to);
        },
    },
};

function moveOn(devices, system, room, random) {
    const carls = joinCall(devices, room, { moves: MOVES_IN_A_RUN, confirm: 'yesno' });
    system.begin(devices, room);
    devices.sees('ben', 'anna');
    devices.wait(300);
    let from = 'anna';
    for (const to of carls) {
        system.move(devices, room, from, to, 200 + Math.floor(random() * 100));
        devices.sees('ben', to);
        // A keyframe may take the time of some frames to arrive.
        devices.wait(150);
        devices.gap('ben', from, to);
        devices.leave(from); // if it has not left yet
        from = to;
    }
}

const spread = ({ p50, p99, min, max }) => `${p50} ms (${min}-${max}, p99 ${p99})`;

/** Returns how much a counter of the receiver grew from the first of these gaps to the last. */
const growth = (gaps, name) => gaps.at(-1)[name] - gaps[0][name];

/** Returns the row of one system, over all its swaps. `after`: the number of swaps that came after another swap. */
function row({ gaps, after, negotiations, requests }) {
    return {
        audio: summary(gaps.map(({ audio }) => audio)),
        video: summary(gaps.map(({ video }) => video)),
        negotiations: negotiations / after,
        requests: requests / after,
        plis: Math.max(...gaps.map(({ plis }) => plis)),
        values: { sound: gaps.map(({ audio }) => audio), picture: gaps.map(({ video }) => video) },
    };
}

/**
 * Measures the systems in turn, until each has had `enough(name)` undisturbed swaps. Resolves with the rows by name.
 */
async function compare(setup, random, enough) {
    const names = Object.keys(systems).filter((name) => enough(name) > 0);
    const found = Object.fromEntries(names.map((name) =>
        [name, { gaps: [], moves: 0, after: 0, negotiations: 0, requests: 0 }]));
    const wanting = () => names.filter((name) => found[name].gaps.length < enough(name));
    for (let left = wanting(); left.length > 0; left = wanting()) {
        for (const name of left) {
            const { gaps } = await setup.perform((devices, run) =>
                moveOn(devices, systems[name], `swap-${run}`, random), { videoroom: name !== 'baton', inParts: true });
            const sum = found[name];
            sum.moves += gaps.length;
            sum.after += gaps.length - 1;
            sum.gaps.push(...setup.undisturbed(gaps));
            setup.checkEnough(sum.gaps.length, sum.moves, enough(name));
            sum.negotiations += growth(gaps, 'negotiations');
            sum.requests += growth(gaps, 'requests');
        }
    }
    return Object.fromEntries(names.map((name) => [name, row(found[name])]));
}

const HALF = 0.5; // half of one processor
const LOADED = ', half load';

const none = { most: 0, unit: '', digits: 2 };
const limits = Object.fromEntries(['', LOADED].flatMap((load) => [
    [`audio p99${load}`, 40], [`video p99${load}`, 67],
    [`renegotiations per swap${load}`, none], [`requests of others per swap${load}`, none],
    [`most PLIs per swap${load}`, { most: 1, unit: '', digits: 0 }]]));

const reached = ({ audio, video, negotiations, requests, plis }, load) => ({
    [`audio p99${load}`]: audio.p99, [`video p99${load}`]: video.p99,
    [`renegotiations per swap${load}`]: negotiations, [`requests of others per swap${load}`]: requests,
    [`most PLIs per swap${load}`]: plis });

export default {
    name: 'swap',
    limits,
    describe: ({ audio, video, negotiations, requests, share }) =>
        `sound ${spread(audio)}   picture ${spread(video)}   ` +
        `${negotiations.toFixed(1)} renegotiations, ${requests.toFixed(1)} requests of others per swap` +
        (share ? `   (Janus at ${Math.round(share * 100)} % of a processor)` : ''),
    draw: ({ rows }) => strips({
        title: 'How long the others hear and see nothing when a call moves',
        description: Object.entries(rows).map(([name, { audio, video }]) =>
            `${name}: sound ${spread(audio)}, picture ${spread(video)}`).join('; '),
        unit: 'milliseconds; each dot is a swap, each bar a median',
        rows: Object.entries(rows).map(([name, { values }]) => ({ name, groups: values })),
    }),
    async measure(setup, { quick }) {
        const random = randomOf(setup.seed);
        const idle = await compare(setup, random, () => (quick ? 10 : 100));
        const { share, result: loaded } = await underLoad(setup.janus, HALF, () =>
            compare(setup, random, (name) => (name !== 'baton' ? (quick ? 0 : 20) : quick ? 10 : 100)));
        const rows = { ...idle, ...Object.fromEntries(Object.entries(loaded).map(([name, found]) =>
            [name + LOADED, { ...found, share }])) };
        return { rows, reached: { ...reached(idle.baton, ''), ...reached(loaded.baton, LOADED) } };
    },
};
