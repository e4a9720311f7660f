// SPDX-License-Identifier: GPL-3.0-or-later
// The calls of the media suite in which a source has several encodings or temporal layers: moves between devices that
// send with and without simulcast, and slots that change their encoding and leave out layers.
import { call, expectMoved, impairmentOf } from './cases.mjs';

/** The encodings have 53, 176 and 600 kbit/s. */
const SIMULCAST = { encodings: 3, bitrate: 600000 };
const KINDS = { plain: {}, layered: { layers: 3 }, simulcast: SIMULCAST, muted: { video: false } };
const PAIRS = [['plain', 'simulcast'], ['simulcast', 'plain'], ['simulcast', 'simulcast'], ['layered', 'simulcast'],
    ['simulcast', 'layered'], ['plain', 'layered'], ['simulcast', 'muted'], ['muted', 'simulcast']];
/** The m-lines of Ben's slots for video. */
const SLOTS = ['2', '3'];

const layout = (devices, fields) => devices.ask('ben', JSON.stringify({ request: 'layout', ...fields }));

/** Ben shows his slots at this height from now on. */
const show = (devices, height) => layout(devices, { slots: SLOTS.map((mid) => ({ mid, height })) });

/** Shows each height for a while. */
function showAll(devices, heights, each = 700) {
    for (const height of heights) {
        show(devices, height);
        devices.wait(each);
    }
}

const videos = ({ streams }) => streams.filter(({ frames, packets }) => frames.some((count) => count !== packets) ||
    frames[1] + frames[2] > 0);

/** Returns a problem if the slots changed their encoding less often than this. */
const changed = (least) => (report) => {
    const changes = report.streams.reduce((sum, stream) => sum + stream.changes, 0);
    return changes >= least ? [] : [`the encoding has changed ${changes} times, expected at least ${least}`];
};

/** Returns a problem if no frames of higher temporal layers were left out. */
const leftOut = (report) => (videos(report).some(({ left_out: count }) => count > 0) ? []
    : ['no frames of higher temporal layers were left out']);

/** The call moves between two kinds of device, once the question is answered. */
const moveBetween = ([from, to]) => ({
    name: `a call moves from a device that is ${from} to one that is ${to}`,
    telling: from === 'simulcast' && to === 'plain',
    scenario(devices, room) {
        call(devices, room, { anna: KINDS[from], carl: KINDS[to], settle: 1500 });
        devices.move('anna', 'carl');
        if (from === 'muted' || to === 'muted')
            devices.sees('ben', 'carl');
        else
            expectMoved(devices, 'anna', 'carl');
        devices.wait(700);
    },
});

/** Ben's slot goes through the sizes, on an ideal and on an impaired path. Baton tries a new line slowly. */
const sizes = (conditions, words) => ({
    name: `a slot goes up and down through the encodings${words}`,
    telling: !words,
    ...conditions,
    check: changed(words ? 1 : 2),
    scenario(devices, room) {
        const impairment = impairmentOf(conditions);
        call(devices, room, { all: { ...SIMULCAST, ...impairment }, ben: { ...impairment, browser: !words },
            settle: conditions.loss ? 2500 : 4000 });
        showAll(devices, [180, 720, 360, 0, 360, 1080, 180], 1500);
        expectMoved(devices, 'anna');
        devices.wait(600);
    },
});

export const encodings = [
    ...PAIRS.map(moveBetween),
    sizes({}, ''),
    sizes({ loss: 2, rtt: 50 }, ', with 2 % loss and RTT 50 ms'),
    { name: 'a slot with a ceiling leaves out temporal layers', telling: true,
        check: (report) => [...changed(2)(report), ...leftOut(report)],
        scenario(devices, room) {
            // Baton tries a new line slowly, and the slot must have more than the smallest encoding first.
            call(devices, room, { all: SIMULCAST, settle: 6000 });
            for (const bitrate of [500000, 200000, 150000, 120000, 100000, 0]) {
                layout(devices, { bitrate });
                devices.wait(1500);
            }
            expectMoved(devices, 'anna');
        } },
    { name: 'a call moves while a slot shows the smallest encoding', scenario(devices, room) {
        call(devices, room, { all: SIMULCAST, settle: 700 });
        show(devices, 180);
        devices.wait(500);
        devices.move('anna', 'carl');
        expectMoved(devices, 'anna', 'carl');
        showAll(devices, [720], 1500);
    } },
    { name: 'a call moves to a receiver on a weak line', check: changed(1), scenario(devices, room) {
        call(devices, room, { all: SIMULCAST, ben: { browser: true, line: true }, settle: 6000 });
        devices.rate('ben', { down: 300 });
        devices.wait(4000);
        devices.move('anna', 'carl');
        devices.sees('ben', 'carl');
        devices.wait(2000);
        devices.rate('ben');
        devices.wait(4000);
        devices.expect('ben', 'anna', 'carl');
    } },
];

/** Mutations of the rules for encodings and layers: see mutations.mjs. */
export const encodingMutations = [
    {
        name: 'numbers of packets that were left out',
        file: 'plugin/media/fan_out.c',
        find: 'sent->point.seq - out->packets + piece->shift.seq',
        put: 'sent->point.seq + piece->shift.seq',
    },
    {
        name: 'picture ids of pictures that were left out',
        file: 'plugin/media/fan_out.c',
        find: '    picture.id = (uint16_t)(picture.id - out->pictures);\n',
        put: '',
    },
];
