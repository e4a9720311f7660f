// SPDX-License-Identifier: GPL-3.0-or-later
// Runs benches. Prints a JSON object and a table for each, and writes drawings to tests/output/bench.
// Usage: node tests/benches/main.mjs [--quick] [name...], inside scripts/namespace.
import { mkdir, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { Setup } from './setup.mjs';
import churn from './churn.mjs';
import control from './control.mjs';
import forward from './forward.mjs';
import plugin from './plugin.mjs';
import resume from './resume.mjs';
import room from './room.mjs';
import swap from './swap.mjs';
import timeToCommit from './time-to-commit.mjs';
import weak from './weak.mjs';

const benches = [swap, timeToCommit, resume, forward, plugin, control, room, weak, churn];
const output = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'output', 'bench');
const quick = process.argv.includes('--quick');
const names = process.argv.slice(2).filter((argument) => !argument.startsWith('--'));

/*
 * A bench has:
 *
 * name                       its name
 * measure(setup, { quick })  resolves with { rows, reached }. `rows`: the rows by name. `reached`: for each limit, the
 *                            number that was measured; missing if the run was too short to tell
 * describe(row)              returns a row as text
 * limits                     by name: the most milliseconds that are allowed, or { most or least, unit, digits }
 * setup                      options for the setup; null: it needs no Janus
 * draw(result)               returns an SVG (optional)
 */

const limitOf = (limit) => ({ unit: 'ms', digits: 1, ...(typeof limit === 'number' ? { most: limit } : limit) });

function holds(limit, value) {
    const { most = Infinity, least = -Infinity } = limitOf(limit);
    return value >= least && value <= most;
}

function table({ name, limits, describe }, result) {
    console.error(`\n${name}`);
    for (const [row, found] of Object.entries(result.rows ?? {}))
        console.error(`  ${row.padEnd(34)} ${describe(found)}`);
    for (const [what, limit] of Object.entries(limits).filter(([what]) => what in result.reached)) {
        const { unit, digits, most, least } = limitOf(limit);
        const [bound, which] = least === undefined ? ['at most ', most] : ['at least', least];
        const value = result.reached[what];
        const column = (number) => `${number.toFixed(digits).padStart(8)} ${unit.padEnd(4)}`;
        console.error(`  ${what.padEnd(30)} ${column(value)} ${bound} ${column(which)} ` +
            (holds(limit, value) ? 'reached' : 'MISSED'));
    }
}

async function keep({ name, draw }, record) {
    await mkdir(output, { recursive: true });
    await writeFile(path.join(output, `${name}.json`), `${JSON.stringify(record)}\n`);
    if (draw)
        await writeFile(path.join(output, `${name}.svg`), draw(record));
}

/** The setup in use, so that it can be closed when somebody stops a bench before its end. */
let setup = null;

async function stopped() {
    await setup?.close();
    process.exit(130);
}

const aboutSetup = () => (setup ? { event_loops: setup.eventLoops, srtp: setup.profile, disturbed: setup.disturbed,
    set_aside: setup.setAside } : {});

async function run(bench) {
    console.error(`${bench.name}: measuring`);
    setup = bench.setup && await Setup.open(bench.setup);
    const about = { bench: bench.name, cpu: os.cpus()[0].model, cpus: os.cpus().length,
        load: os.loadavg()[0] };
    try {
        const result = await bench.measure(setup, { quick });
        const record = { ...about, ...aboutSetup(), ...result };
        console.log(JSON.stringify(record));
        table(bench, result);
        await keep(bench, record);
        return Object.entries(bench.limits).every(([what, limit]) =>
            !(what in result.reached) || holds(limit, result.reached[what]));
    } catch (error) {
        console.log(JSON.stringify({ ...about, error: error.message }));
        console.error(`\n${bench.name}: ${error.message}`);
        return false;
    } finally {
        await setup?.close();
    }
}

process.once('SIGINT', stopped);
process.once('SIGTERM', stopped);

const unknown = names.filter((name) => !benches.some((bench) => bench.name === name));
if (unknown.length > 0) {
    console.error(`unknown: ${unknown.join(', ')}; there are: ${benches.map(({ name }) => name).join(', ')}`);
    process.exit(2);
}
let fine = true;
for (const bench of benches)
    if (names.length === 0 || names.includes(bench.name))
        fine = (await run(bench)) && fine;
process.exit(fine ? 0 : 1);
