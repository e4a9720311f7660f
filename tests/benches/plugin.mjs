// SPDX-License-Identifier: GPL-3.0-or-later
// Measures how many instructions a plugin itself needs for one more receiver of a packet, for Baton and VideoRoom.
// Callgrind counts the instructions, in rooms that differ by four receivers.
import { begin, command, end, instructions } from './callgrind.mjs';
import { loud, openRoom, quiet, SYSTEMS, TITLES } from './people.mjs';
import { summary } from './statistics.mjs';

const OBJECTS = { baton: 'libjanus_baton.so', videoroom: 'libjanus_videoroom.so' };
/** The core's function that a plugin calls to send. Its instructions do not count for the plugin. */
const RELAY = 'janus_plugin_relay_rtp';
const FEW = 4;
const MANY = 8;
const SENDING = { whole: 2500, quick: 1200 }; // milliseconds; callgrind makes Janus about fifty times slower
const DRAIN = 1500;
const ROUNDS = 3;
const LONGEST = 400000;
const SENDS = { fps: 15, bitrate: 250000 };

/** Sends to one room after the other. Resolves with callgrind's output for each turn. */
async function countTurns(devices, janus, run, quick) {
    const rooms = SYSTEMS.flatMap((system) => [FEW, MANY].map((listeners) => ({ system, listeners,
        send: openRoom(devices, system, `${system}-${run}-${listeners}`, { senders: 1, listeners, sends: SENDS }) })));
    devices.wait(1000);
    await devices.measure();
    const dumps = [];
    for (let round = 0; round < (quick ? 1 : ROUNDS); round++) {
        for (const { system, listeners, send } of rooms) {
            begin(janus);
            devices.mark(`${system}-${listeners}`);
            loud(devices, send);
            devices.wait(quick ? SENDING.quick : SENDING.whole);
            quiet(devices, send);
            devices.wait(DRAIN);
            await devices.mark('end');
            dumps.push(await end(janus));
        }
    }
    return dumps;
}

/** Returns the counts of each turn, divided by the number of packets that the plugin received. */
function turnsOf(marks, dumps) {
    return marks.filter(({ label }) => label !== 'end').map((mark, i) => {
        const over = marks[2 * i + 1];
        const [system, listeners] = mark.label.split('-');
        const [sent, received] = ['sent', 'received'].map((what) => over[system][what] - mark[system][what]);
        if (sent === 0 || received !== sent * Number(listeners))
            throw new Error(`not valid: ${TITLES[system]} got ${sent} packets to forward ${listeners} times, ` +
                `and ${received} arrived`);
        const { self, whole } = instructions(dumps[i], OBJECTS[system], RELAY);
        return { system, listeners: Number(listeners), self: self / sent, whole: whole / sent };
    });
}

function rowOf(turns) {
    const of = (count, name) => turns.filter(({ listeners }) => listeners === count)
        .map((turn) => turn[name]);
    const steps = (name) => of(MANY, name).map((many, i) => (many - of(FEW, name)[i]) / (MANY - FEW));
    const [self, whole] = ['self', 'whole'].map((name) => summary(steps(name)));
    return { self, whole, arrival: summary(of(FEW, 'whole').map((few, i) => few - FEW * steps('whole')[i])) };
}

const describe = ({ self, whole, arrival }) => `${self.p50} instructions for each receiver of a packet ` +
    `(${self.min}-${self.max}), ${whole.p50} with the code that the plugin calls, except to send; ` +
    `${arrival.p50} once for each packet`;

export default {
    name: 'plugin',
    setup: { eventLoops: 1, wrapper: command },
    limits: { 'Baton, for each receiver': { most: 100, unit: '', digits: 1 } },
    describe,
    async measure(setup, { quick }) {
        let dumps;
        const found = await setup.perform(async (devices, run) => {
            dumps = await countTurns(devices, setup.janus, run, quick);
        }, { inParts: true, longest: LONGEST });
        const turns = turnsOf(found.marks, dumps);
        const rows = Object.fromEntries(SYSTEMS.map((system) =>
            [TITLES[system], rowOf(turns.filter((turn) => turn.system === system))]));
        return { rows, reached: { 'Baton, for each receiver': rows.Baton.self.p50 } };
    },
};
