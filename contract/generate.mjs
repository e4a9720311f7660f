#!/usr/bin/env node
// SPDX-License-Identifier: GPL-3.0-or-later
// Generates every file that describes the API from the output of baton-contract:
//
//     baton-contract | node contract/generate.mjs            writes the files
//     baton-contract | node contract/generate.mjs --check    checks the files: one TAP line for each
//
// `make contract` writes the files. Their content depends only on the tables of plugin/api.
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

/** From each of two lines, the text around the place where they begin to differ. */
function excerpts(old, fresh) {
    let at = 0;
    while (at < old.length && old[at] === fresh[at])
        at++;
    return [old, fresh].map((line) => line.slice(Math.max(0, at - 60), at + 40));
}

/** Describes the first line in which two texts differ. */
function difference(there, wanted) {
    const [old, fresh] = [there.split('\n'), wanted.split('\n')];
    const at = fresh.findIndex((line, i) => line !== old[i]);
    const line = at < 0 ? fresh.length : at;
    const [before, after] = excerpts(old[line] ?? '(end)', fresh[line] ?? '(end)');
    return `# line ${line + 1}\n# in the file:     ${before}\n# from the tables: ${after}`;
}

/** Whether the file agrees with the tables. Prints a line of TAP. */
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
