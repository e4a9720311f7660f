// SPDX-License-Identifier: GPL-3.0-or-later
// Measures the CPU time that one large room needs on the control thread: for a survey of the levels, for somebody who
// enters, and for the longest turn, in which the requests of other rooms wait. Without Janus: see control.c.
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { environment } from '../harness/janus.mjs';
import { lines } from './plot.mjs';

const ALL_SEND = 'all send';
const SOME_SEND = '50 send';
const ROOMS = [
    ...[10, 50, 100, 300].map((people) => ({ people, senders: people, who: ALL_SEND })),
    ...[100, 300, 1000].map((people) => ({ people, senders: 50, who: SOME_SEND })),
];
const SURVEYS = { whole: 300, quick: 60 };

const rowName = ({ people, who }) => `${people} people, ${who}`;
const milliseconds = (microseconds) => microseconds / 1000;

async function measureRoom({ people, senders }, surveys) {
    const program = path.join(environment().build, 'tests', 'benches', 'control');
    const { stdout } = await promisify(execFile)(program, [people, senders, surveys].map(String));
    return JSON.parse(stdout);
}

function describe({ survey, join, enter, turn, filling }) {
    const both = ({ p50, p99 }) => `${Math.round(p50)} (${Math.round(p99)})`;
    return `survey ${both(survey)} us, join ${both(join)} us, all requests of entering ${both(enter)} us, ` +
        `longest turn ${Math.round(turn.max)} us; to fill the room ${Math.round(milliseconds(filling))} ms`;
}

/** The points of one curve. */
const curve = (rows, who, of) => ROOMS.filter((room) => room.who === who)
    .map((room) => [room.people, milliseconds(rows[rowName(room)][of].p50)]);

const LARGEST = ROOMS.filter(({ people, who }) => people === (who === ALL_SEND ? 300 : 1000));
const MEASURES = { survey: 'survey', join: 'join' };

export default {
    name: 'control',
    setup: null,
    limits: Object.fromEntries(LARGEST.flatMap((room) =>
        Object.values(MEASURES).map((measure) => [`${measure}, ${rowName(room)}`, { most: 1, digits: 3 }]))),
    describe,
    draw: ({ rows }) => lines({
        title: 'What a large room costs the control thread',
        description: Object.entries(rows).map(([name, found]) => `${name}: ${describe(found)}`).join('; '),
        unit: 'ms of CPU time, median',
        across: 'people in the room',
        series: Object.fromEntries(Object.keys(MEASURES).flatMap((measure) => [ALL_SEND, SOME_SEND]
            .map((who) => [`${measure}, ${who}`, curve(rows, who, measure)]))),
    }),
    async measure(setup, { quick }) {
        const rows = {};
        for (const room of ROOMS)
            rows[rowName(room)] = await measureRoom(room, quick ? SURVEYS.quick : SURVEYS.whole);
        return { rows, reached: Object.fromEntries(LARGEST.flatMap((room) => Object.entries(MEASURES)
            .map(([key, measure]) =>
                [`${measure}, ${rowName(room)}`, milliseconds(rows[rowName(room)][key].p50)]))) };
    },
};
