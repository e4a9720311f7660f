#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// Makes every file that states the API out of what baton-contract prints:
//
//     baton-contract | node contract/generate.mjs            writes the files
//     baton-contract | node contract/generate.mjs --check    prints TAP; a file that is not up to date fails
//
// `make contract` does the first one. The output depends on the tables alone.
import { mkdir, readFile, writeFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { readContract } from './contract.mjs';
import { reference } from './reference.mjs';
import { schema } from './schema.mjs';
import { typescript } from './typescript.mjs';

const ROOT = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

const FILES = {
    'client/src/wire.ts': typescript,
    'docs/api-reference.md': reference,
    'tests/data/contract.json': schema,
};

async function write(name, text) {
    const file = path.join(ROOT, name);
    await mkdir(path.dirname(file), { recursive: true });
    await writeFile(file, text);
}

/** The place where two lines begin to differ, with a little of what is around it. */
function excerpts(old, fresh) {
    let at = 0;
    while (at < old.length && old[at] === fresh[at])
        at++;
    return [old, fresh].map((line) => line.slice(Math.max(0, at - 60), at + 40));
}

/** The first line in which two texts differ. */
function difference(there, wanted) {
    const [old, fresh] = [there.split('\n'), wanted.split('\n')];
    const at = fresh.findIndex((line, i) => line !== old[i]);
    const line = at < 0 ? fresh.length : at;
    const [before, after] = excerpts(old[line] ?? '(end)', fresh[line] ?? '(end)');
    return `# line ${line + 1}\n# there:  ${before}\n# wanted: ${after}`;
}

/** Whether the file is what the tables say; prints a line of TAP. */
async function check(name, text) {
    const there = await readFile(path.join(ROOT, name), 'utf8').catch(() => '');
    console.log(`${there === text ? 'ok' : 'not ok'} - ${name} is up to date with the tables of plugin/api`);
    if (there !== text)
        console.log(`${difference(there, text)}\n# run: make contract`);
    return there === text;
}

const contract = await readContract(process.stdin);
for (const [name, generate] of Object.entries(FILES)) {
    const text = generate(contract);
    if (!process.argv.includes('--check'))
        await write(name, text);
    else if (!await check(name, text))
        process.exitCode = 1;
}
