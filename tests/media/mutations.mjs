// SPDX-License-Identifier: GPL-3.0-or-later
// Breaks the plugin on purpose, in a copy of its source, to find out whether the media suite notices that.
import { spawn } from 'node:child_process';
import { cpSync, mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';

const root = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..');

/** Each mutation replaces a text in a file. The text must occur exactly once. `codec`: the one that shows the fault. */
export const mutations = [
    {
        name: 'sequence numbers that are off by one at the swap',
        file: 'plugin/rtp/rewrite.c',
        find: '    rewrite->first = taken->point.seq + rewrite->shift.seq;\n    rewrite->left_at',
        put: '    rewrite->shift.seq += 1;\n    rewrite->first = taken->point.seq + rewrite->shift.seq;\n' +
            '    rewrite->left_at',
    },
    {
        name: 'picture ids that are not rewritten',
        file: 'plugin/media/fan_out.c',
        find: '    baton_payload_patch(payload_data, payload, shift);',
        put: '    (void)payload_data;',
    },
    {
        name: 'frame numbers of AV1 that are not rewritten',
        codec: 'av1',
        file: 'plugin/media/fan_out.c',
        find: '    if (payload->framed)',
        put: '    if (false)',
    },
    {
        name: 'a commit before the keyframe',
        file: 'plugin/media/upstream.c',
        find: '    if (needs->video && arrival->primary && deaf)',
        put: '    if (!deaf)\n        fire(upstream, arrival->packet->arrival);\n' +
            '    else if (needs->video && arrival->primary && deaf)',
        also: [{
            file: 'plugin/media/arrival.h',
            find: '(!video || arrival->payload.keyframe) &&',
            put: '(video || true) &&',
        }],
    },
];

const PARTS = ['plugin', 'tests', 'm4', 'build-aux', 'configure', 'configure.ac', 'Makefile.am',
    'Makefile.in', 'aclocal.m4', 'autoconfig.h.in'];

/** Builds run beside tests that depend on timing, so they get the lowest priority. */
const NICE = ['nice', '-n', '19'];

function command(folder, line) {
    const [program, ...options] = NICE;
    const child = spawn(program, [...options, 'sh', '-c', line], { cwd: folder, stdio: ['ignore', 'pipe', 'pipe'] });
    let printed = '';
    for (const stream of [child.stdout, child.stderr])
        stream.setEncoding('utf8').on('data', (part) => (printed += part));
    return new Promise((resolve, reject) => child.on('error', reject).on('close', (status) =>
        (status === 0 ? resolve() : reject(new Error(`${line}: ${printed.slice(-2000)}`)))));
}

/** Makes a copy of the source, in which one mutation after the other is made and undone. */
async function makeCopy() {
    const folder = path.join(process.env.BATON_BUILD, 'mutant');
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true });
    for (const part of PARTS) {
        cpSync(path.join(root, part), path.join(folder, part), { recursive: true,
            preserveTimestamps: true, filter: (name) => !/node_modules|tests\/output/.test(name) });
    }
    await command(folder, './configure --with-janus="$BATON_JANUS"');
    return folder;
}

function change(folder, { file, find, put }) {
    const name = path.join(folder, file);
    const text = readFileSync(name, 'utf8');
    const count = text.split(find).length - 1;
    if (count !== 1)
        throw new Error(`${file}: the text to change occurs ${count} times: ${find}`);
    writeFileSync(name, text.split(find).join(put));
}

async function make(copy, mutation, index) {
    const steps = [mutation, ...(mutation.also ?? [])];
    const sound = steps.map(({ file }) => [path.join(copy, file), readFileSync(path.join(root, file), 'utf8')]);
    const plugin = path.join(copy, `mutant-${index}`, 'libjanus_baton.so');
    try {
        for (const step of steps)
            change(copy, step);
        await command(copy, 'make -r -j"$(nproc)" libjanus_baton.la');
        cpSync(path.join(copy, '.libs', 'libjanus_baton.so'), plugin, { dereference: true });
    } finally {
        for (const [name, text] of sound)
            writeFileSync(name, text);
    }
    return plugin;
}

/** For each mutation: a promise that resolves when the broken plugin is built. */
const builds = new Map();

/** Begins to build the broken plugins, in BATON_BUILD/mutant. */
export function prepare(wanted) {
    let before = wanted.length > 0 ? makeCopy() : Promise.resolve();
    wanted.forEach((mutation, index) => {
        const copy = before;
        const built = copy.then((folder) => make(folder, mutation, index));
        builds.set(mutation, built);
        before = built.then(() => copy, () => copy);
        built.catch(() => {}); /* the test of this mutation awaits it and fails */
    });
}

/** Resolves with the path of a broken plugin, once it is built. */
export const build = (mutation) => builds.get(mutation);
