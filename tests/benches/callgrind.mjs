// SPDX-License-Identifier: GPL-3.0-or-later
// Counts the instructions of a Janus that runs under valgrind's callgrind, and says which code they belong to.
import { execFileSync } from 'node:child_process';
import { readdir, readFile, rm } from 'node:fs/promises';
import path from 'node:path';

export const command = ['valgrind', '--quiet', '--tool=callgrind', '--instr-atstart=no', '--separate-threads=yes'];

const tell = (janus, ...command) =>
    execFileSync('vgdb', [`--pid=${janus.child.pid}`, ...command], { stdio: 'ignore' });

/** Starts to count, from 0. */
export const begin = (janus) => tell(janus, 'instrumentation', 'on');

/** Stops counting. Resolves with callgrind's output, a text for each thread. */
export async function end(janus) {
    tell(janus, 'instrumentation', 'off');
    tell(janus, 'dump');
    const names = (await readdir(janus.folder)).filter((name) => /^callgrind\.out\.\d+\.\d+-\d+$/.test(name));
    const texts = await Promise.all(names.map((name) => readFile(path.join(janus.folder, name), 'utf8')));
    await Promise.all(names.map((name) => rm(path.join(janus.folder, name))));
    return texts;
}

/** Reads names in callgrind's output. A name is written once with a number, "(12) libc.so.6", and then as "(12)". */
function reader() {
    const names = new Map();
    return (text) => {
        const [, number, name] = /^\((\d+)\)(?: (.*))?$/.exec(text);
        if (name)
            names.set(number, name);
        return names.get(number);
    };
}

/**
 * Counts instructions in the output of `end`. `self`: in the code of a shared object itself. `whole`: in all calls from
 * Janus into the object, except in the core's function `without`. Threads that the object has started do not count.
 */
export function instructions(texts, object, without) {
    const found = texts.map((text) => ofThread(text, object, without)).filter(({ whole }) => whole > 0);
    const sum = (name) => found.reduce((all, each) => all + each[name], 0);
    return { self: sum('self'), whole: sum('whole') };
}

function ofThread(text, object, without) {
    const [objectName, functionName] = [reader(), reader()];
    const found = { self: 0, whole: 0 };
    let [caller, callee, called, isCall] = ['', null, '', false];
    const cost = (count) => {
        const [from, to] = [caller, callee ?? caller];
        if (!isCall && from === object)
            found.self += count;
        else if (isCall && from === 'janus' && to === object)
            found.whole += count;
        else if (isCall && from === object && called === without)
            found.whole -= count;
        if (isCall)
            [isCall, callee] = [false, null];
    };
    const readers = {
        ob: (value) => (caller = path.basename(objectName(value))),
        cob: (value) => (callee = path.basename(objectName(value))),
        fn: (value) => functionName(value),
        cfn: (value) => (called = functionName(value)),
        calls: () => (isCall = true),
    };
    for (const line of text.split('\n')) {
        const [, kind, value, count] = /^(?:(\w+)=(.*)|[+\-*\d]\S* (\d+))$/.exec(line) ?? [];
        readers[kind]?.(value);
        if (count)
            cost(Number(count));
    }
    return found;
}
