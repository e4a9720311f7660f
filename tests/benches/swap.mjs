// SPDX-License-Identifier: GPL-3.0-or-later
// How long a receiver hears and sees nothing where a call moves: Baton, and the three ways there are
// with VideoRoom, in turns.
import { chance } from '../media/cases.mjs';
import { devicesFirst } from './stage.mjs';
import { summary } from './statistics.mjs';

const MOVES_IN_A_RUN = 10;

const begin = (room) => [`device anna`, 'device ben sound=0 picture=0', `create anna ${room} confirm=yesno`,
    `join anna ${room}`, `join ben ${room}`];

/** A move for each system, from one device to the next, at a moment that chance chooses. */
const systems = {
    baton: {
        begin: (room) => [...begin(room), 'connect anna ben', 'sees ben anna'],
        move: (room, from, to, wait) => [`device ${to} audio=2 video=2`, `transfer ${from}`,
            `scan ${to} ${from}`, `connect ${to}`, `wait ${wait}`, `confirm ${from} ${to}`,
            `await ${to} moved`, `sees ben ${to}`],
        after: (from) => [`leave ${from}`],
    },
    'videoroom leave, rejoin': {
        begin: (room) => [...begin(room), 'publish anna', `watch ben ${room} anna`, 'sees ben anna'],
        move: (room, from, to, wait) => [`device ${to}`, `wait ${wait}`, `leave ${from}`,
            `join ${to} ${room}`, `publish ${to}`, `update ben ${from} ${to}`, `sees ben ${to}`],
        after: () => [],
    },
    'videoroom join, leave': {
        begin: (room) => [...begin(room), 'publish anna', `watch ben ${room} anna`, 'sees ben anna'],
        move: (room, from, to, wait) => [`device ${to}`, `join ${to} ${room}`, `wait ${wait}`,
            `publish ${to}`, `update ben ${from} ${to}`, `sees ben ${to}`],
        after: (from) => [`leave ${from}`],
    },
    'videoroom switch': {
        begin: (room) => [...begin(room), 'publish anna', `watch ben ${room} anna`, 'sees ben anna'],
        move: (room, from, to, wait) => [`device ${to}`, `join ${to} ${room}`, `publish ${to}`,
            `wait ${wait}`, `switch ben ${from} ${to}`, `sees ben ${to}`],
        after: (from) => [`leave ${from}`],
    },
};

function scenario(system, room, random) {
    const lines = [...system.begin(room), 'wait 300'];
    let from = 'anna';
    for (let i = 0; i < MOVES_IN_A_RUN; i++) {
        const to = `carl${i}`;
        const wait = 200 + Math.floor(random() * 100);
        // A whole keyframe may take some frames to be there.
        lines.push(...system.move(room, from, to, wait), 'wait 150', `gap ben ${from} ${to}`,
            ...system.after(from));
        from = to;
    }
    return devicesFirst(lines);
}

const spread = ({ p50, p99, min, max }) => `${p50} ms (${min}-${max}, p99 ${p99})`;

const limits = { 'audio p99': 40, 'video p99': 67 };

export default {
    name: 'swap',
    limits,
    words: ({ audio, video, negotiations }) => `sound ${spread(audio)}   picture ${spread(video)}   ` +
        `${negotiations} renegotiations a move`,
    async measure(stage, { quick }) {
        const random = chance(stage.seed);
        const found = Object.fromEntries(Object.keys(systems).map((name) =>
            [name, { gaps: [], moves: 0, negotiations: 0 }]));
        const enough = quick ? 10 : 100;
        while (Object.values(found).some(({ gaps }) => gaps.length < enough)) {
            for (const [name, system] of Object.entries(systems)) {
                const report = await stage.perform((run) => scenario(system, `swap-${run}`, random),
                    { videoroom: name !== 'baton' });
                found[name].moves += report.gaps.length;
                found[name].gaps.push(...stage.undisturbed(report.gaps));
                found[name].negotiations += report.receivers.find((each) => each.name === 'ben')
                    .negotiations - 1;
            }
        }
        const rows = Object.fromEntries(Object.entries(found).map(([name, { gaps, moves, negotiations }]) => [name, {
            audio: summary(gaps.map(({ audio }) => audio)),
            video: summary(gaps.map(({ video }) => video)),
            negotiations: negotiations / moves,
        }]));
        return { rows,
            reached: { 'audio p99': rows.baton.audio.p99, 'video p99': rows.baton.video.p99 } };
    },
};
