// SPDX-License-Identifier: GPL-3.0-or-later
// Runs the native peer (tests/peer): sends commands as lines of JSON, and passes on its replies and events.
// tests/peer/link_table.h and scenario.h describe the commands, tests/peer/command.h the replies.
import { spawn } from 'node:child_process';
import path from 'node:path';
import { createInterface } from 'node:readline';
import { ENDS_WITH_PARENT } from '../../scripts/janus/start.mjs';
import { WAIT } from './timeouts.mjs';

/** Returns the path of the program that `make peer` has built. */
const program = () => path.join(process.env.BATON_BUILD, 'tests', 'peer', 'peer');

// Sanitizer reports about libraries of the peer do not concern Baton.
const quiet = { ASAN_OPTIONS: 'detect_leaks=0:exitcode=0', TSAN_OPTIONS: 'report_bugs=0:exitcode=0' };

export class NativePeer {
    /** onEvent: called with each event; options: arguments of the program; prefix: a command that runs the program. */
    constructor({ onEvent = () => {}, options = [], prefix = [] } = {}) {
        this.onEvent = onEvent;
        this.pending = new Map();
        this.ids = 0;
        const [command, ...rest] = [...ENDS_WITH_PARENT, ...prefix, program(), ...options];
        this.child = spawn(command, rest, { stdio: ['pipe', 'pipe', 'inherit'], env: { ...process.env,
            ...(process.env.BATON_SANITIZER ? quiet : {}) } });
        createInterface({ input: this.child.stdout }).on('line', (line) => this.receive(JSON.parse(line)));
        this.child.on('error', (error) => this.lost(error.message));
        this.ended = new Promise((resolve) => this.child.on('close', (code, signal) => {
            this.lost(signal ?? code);
            resolve();
        }));
        this.child.stdin.on('error', () => {});
        // These handles do not keep the test program alive. When the program ends, the peer ends, too.
        for (const handle of [this.child, this.child.stdin, this.child.stdout])
            handle.unref();
    }

    /** Resolves with the reply. Commands are performed in the order in which they are sent. */
    request(command, fields = {}, { timeout = WAIT } = {}) {
        if (this.gone)
            return Promise.reject(new Error(this.gone));
        const id = ++this.ids;
        this.child.stdin.write(`${JSON.stringify({ id, command, ...fields })}\n`);
        return new Promise((resolve, reject) => {
            const timer = setTimeout(() => this.settle({ id, error: `no reply within ${timeout} ms` }), timeout);
            this.pending.set(id, { resolve, reject, timer, command });
        });
    }

    /** Resolves when the peer has performed everything and has ended. */
    end() {
        this.child.ref();
        this.child.stdin.end();
        return this.ended;
    }

    kill() {
        this.child.kill('SIGKILL');
    }

    receive(message) {
        if (message.event)
            this.onEvent(message);
        else
            this.settle(message);
    }

    settle({ id, error, ...answer }) {
        const { resolve, reject, timer, command } = this.pending.get(id) ?? {};
        if (!this.pending.delete(id))
            return;
        clearTimeout(timer);
        if (error)
            reject(new Error(`the peer failed at ${command}: ${error}`));
        else
            resolve(answer);
    }

    lost(why) {
        this.gone ??= `the peer has ended: ${why}`;
        for (const id of [...this.pending.keys()])
            this.settle({ id, error: this.gone });
    }
}
