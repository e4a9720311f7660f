// SPDX-License-Identifier: GPL-3.0-or-later
// Scenarios that are still written as lines of text, until they are functions for harness/devices.mjs.
import { spawnSync } from 'node:child_process';
import * as native from '../harness/devices.mjs';

const POSITIONAL = { device: 1, create: 2 };

function value(text) {
    return text !== '' && Number.isFinite(Number(text)) ? Number(text) : text;
}

const RENAMED = { sound: 'audio', picture: 'video', audio: 'audio_slots', video: 'video_slots' };
const FLAGS = ['audio', 'video', 'videoroom', 'feedback'];

/** NAME=VALUE... as fields. */
function settings(verb, words) {
    return Object.fromEntries(words.map((word) => word.split('=')).map(([name, text]) => {
        const field = (verb === 'device' && RENAMED[name]) || name;
        return [field, FLAGS.includes(field) ? text !== '0' : value(text)];
    }));
}

function send(devices, line, onPause) {
    const [verb, ...words] = line.trim().split(/\s+/);
    const count = POSITIONAL[verb];
    if (verb === 'pause')
        return devices.wait(0).then(() => onPause?.());
    if (verb === 'expect')
        return devices.expect(words[0], ...words[1].split(','));
    if (verb === 'fault')
        return devices.fault(words[0], words[1], words[2] === 'on');
    if (verb === 'wait')
        return devices.wait(Number(words[0]));
    if (count)
        return devices[verb](...words.slice(0, count), settings(verb, words.slice(count)));
    return devices[verb](...words);
}

export async function perform(janus, scenario, { onPause, ...options } = {}) {
    const lines = (Array.isArray(scenario) ? scenario : scenario.split('\n'))
        .filter((line) => line.trim() && !line.startsWith('#'));
    const found = await native.perform(janus, async (devices) => {
        for (const line of lines) {
            const done = send(devices, line, onPause);
            if (line.startsWith('pause'))
                await done;
        }
    }, options);
    return { ...found, ok: !found.error && found.complaints.length === 0 };
}

/** What runs a command in real time, or nothing where that is not allowed. */
export const onTimeWords = () => (spawnSync('chrt', ['--fifo', '1', 'true']).status === 0 ? ['chrt', '--fifo', '1'] : []);
