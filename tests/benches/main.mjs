// SPDX-License-Identifier: GPL-3.0-or-later
// Runs benches: one JSON object for each, and a table that people can read.
// Usage: node tests/benches/main.mjs [--quick] [name...], inside scripts/namespace.
import os from 'node:os';
import { Stage } from './stage.mjs';
import swap from './swap.mjs';
import takeover from './takeover.mjs';

const benches = [swap, takeover];
const quick = process.argv.includes('--quick');
const names = process.argv.slice(2).filter((word) => !word.startsWith('--'));

const words = ({ p50, p99, min, max }) => `${p50} ms (${min}-${max}, p99 ${p99})`;

function table({ name, limits }, result) {
    console.error(`\n${name}`);
    for (const [row, { audio, video, negotiations }] of Object.entries(result.rows ?? {}))
        console.error(`  ${row.padEnd(24)} sound ${words(audio)}   picture ${words(video)}   ` +
            `${negotiations} renegotiations a move`);
    for (const [what, limit] of Object.entries(limits)) {
        const value = result.reached[what];
        console.error(`  ${what.padEnd(22)} ${value.toFixed(1).padStart(8)} ms   at most ` +
            `${limit.toFixed(0).padStart(5)} ms   ${value <= limit ? 'reached' : 'MISSED'}`);
    }
}

async function run(bench) {
    const stage = await Stage.open();
    const about = { bench: bench.name, cpu: os.cpus()[0].model, cpus: os.cpus().length,
        load: os.loadavg()[0] };
    try {
        const result = await bench.measure(stage, { quick });
        console.log(JSON.stringify({ ...about, srtp: stage.profile, disturbed: stage.disturbed, set_aside: stage.setAside, ...result }));
        table(bench, result);
        return Object.entries(bench.limits).every(([what, limit]) => result.reached[what] <= limit);
    } catch (error) {
        console.log(JSON.stringify({ ...about, error: error.message }));
        console.error(`\n${bench.name}: ${error.message}`);
        return false;
    } finally {
        await stage.close();
    }
}

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
