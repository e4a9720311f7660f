// SPDX-License-Identifier: GPL-3.0-or-later
// Devices of the native peer that do their own signalling with Janus, for tests in which timing counts: the suite
// `media` and the benches. tests/peer/scenario.h says what each command does.
//
//     const found = await perform(janus, async (devices) => {
//         devices.device('anna', { loss: 2 });
//         devices.device('ben', { audio: false, video: false });
//         devices.create('anna', 'room', { grace: 5 });
//         devices.join('anna', 'room');
//         devices.join('ben', 'room');
//         devices.connect('anna', 'ben');
//         await devices.sees('ben', 'anna');
//         ...
//         devices.expect('ben', 'anna');
//     }, { seed: 7 });
//
// A scenario need not wait for replies: the peer performs the commands one after the other and stops at the first that
// fails. Each command resolves when it is done, so a scenario waits only before it does something itself.
import { spawnSync } from 'node:child_process';
import { NativePeer } from './native.mjs';
import { scaled } from './timeouts.mjs';

/** Fields of a device that only receives. */
export const SILENT = { audio: false, video: false };

const LONGEST = scaled(120000);
const ON_TIME = ['chrt', '--fifo', '1'];

/** Returns the arguments that run a command in real time; empty if that is not allowed. */
export function onTimePrefix() {
    const [command, ...rest] = ON_TIME;
    return spawnSync(command, [...rest, 'true']).status === 0 ? ON_TIME : [];
}

/** The positional arguments of each command. An object after them contains further fields. */
const COMMANDS = {
    device: ['name'], create: ['device', 'room'], join: ['device', 'room'],
    sees: ['device', 'other'], wait: ['milliseconds'], transfer: ['device'], scan: ['device', 'from'],
    confirm: ['device', 'to'], await: ['device', 'event'], return: ['device', 'of'], move: ['from', 'to'],
    fresh: ['device'], fault: ['device', 'fault', 'on'],
    die: ['device'], leave: ['device'], measure: [], mark: ['label'], gap: ['device', 'from', 'to'],
    cut: ['device'], claim: ['device', 'by'], resume: ['device', 'of'], back: ['device', 'at'],
    ask: ['device', 'request'], look: ['device'], rate: ['device'],
    switch: ['device', 'to'], update: ['device', 'from', 'to'],
};
/** The positional arguments of commands whose last argument is a list. The items of the list come one by one. */
const LISTS = { connect: ['devices'], publish: ['devices'], expect: ['device', 'order'],
    watch: ['device', 'room', 'others'] };

export class Devices {
    constructor(peer, longest) {
        this.peer = peer;
        this.longest = longest;
        /** All commands so far, to find out what went wrong. */
        this.sent = [];
        /** The error of the first command that failed. */
        this.error = '';
    }

    send(command, fields) {
        this.sent.push(JSON.stringify({ command, ...fields }));
        const answer = this.peer.request(command, fields, { timeout: this.longest });
        // If the scenario does not wait for the command, perform() reports the error.
        answer.catch(({ message }) => (this.error ||= message));
        return answer;
    }
}

for (const [command, names] of Object.entries(COMMANDS)) {
    Devices.prototype[command] = function send(...values) {
        const fields = Object.fromEntries(names.map((name, i) => [name, values[i]]));
        return this.send(command, { ...fields, ...values[names.length] });
    };
}
for (const [command, names] of Object.entries(LISTS)) {
    Devices.prototype[command] = function send(...values) {
        const fields = Object.fromEntries(names.map((name, i) => [name, values[i]]));
        return this.send(command, { ...fields, [names.at(-1)]: values.slice(names.length - 1) });
    };
}

/**
 * Makes a new peer perform `scenario(devices)` with a Janus. Resolves with the report (tests/peer/report.h), `error`
 * (of the first command that failed, or '') and `commands` (all of them, as text).
 * Options: seed; codec (vp8, h264, vp9, av1); videoroom (the devices use VideoRoom, not Baton); onTime (for
 * measurements: the peer runs before other programs, because in reality devices have processors of their own); longest
 * (time limit in milliseconds).
 */
export async function perform(janus, scenario, { seed = 1, codec = 'vp8', videoroom, onTime,
    longest = LONGEST } = {}) {
    const peer = new NativePeer({ prefix: onTime ? onTimePrefix() : [], options: ['--janus', janus.ws, '--address',
        janus.address, '--janus-pid', String(janus.child.pid), '--seed', String(seed), '--codec', codec,
        ...(videoroom ? ['--videoroom'] : [])] });
    const devices = new Devices(peer, longest);
    const timer = setTimeout(() => peer.kill(), longest);
    try {
        await Promise.resolve(scenario(devices)).catch((error) => (devices.error ||= error.message));
        const report = await peer.request('report', {}, { timeout: longest });
        return { ...report, error: devices.error, commands: devices.sent };
    } finally {
        await peer.end();
        clearTimeout(timer);
    }
}
