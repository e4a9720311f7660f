// SPDX-License-Identifier: GPL-3.0-or-later
// Starts a private Janus with Baton for the tests and the demo, sends requests to its Admin API, and stops it.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import http from 'node:http';
import net from 'node:net';
import { once } from 'node:events';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { freePorts } from '../ports.mjs';
import { writeFolder } from './folder.mjs';

/** Put before a command: the kernel kills the command as soon as the process that started it has ended. */
export const ENDS_WITH_PARENT = ['setpriv', '--pdeathsig', 'KILL'];

const LAST_OUTPUT = 5000; // characters

export class JanusProcess {
    /** Null while Janus runs, then { code, signal } or { error }. */
    exit = null;
    /** The end of Janus's output. */
    lastOutput = '';
    stopping = false;

    /**
     * folder           all files of this Janus are written there
     * prefix           the folder that has bin/janus
     * plugins          paths of the plugins to load
     * eventHandlers    paths of the event handlers to load; none by default
     * settings         the text of Baton's settings; null: keeps the settings in the folder
     * janus            changes to conf/gateway/janus.jcfg.in, by section: { general: { event_loops: 2 } }
     * wrapper          a command, with arguments, that runs Janus: ['valgrind']
     * env              additional environment variables for Janus
     * logFile          the file to which Janus's output is written
     * ownSession       true: Janus runs in its own session, so a Ctrl-C does not reach it. Benches must not use this:
     *                  Linux shares the processors between sessions, not processes (sched_autogroup_enabled). Janus
     *                  alone would then get as much time as all peers together, would wake up for fewer packets at a
     *                  time, and would use up to twice the CPU for the same work.
     * ports            { ws, admin }; free ones by default
     * startTimeout     milliseconds after which a start has failed
     * stopTimeout      milliseconds after which stop() kills Janus
     */
    constructor({ wrapper = [], env = {}, ownSession = false, startTimeout = 15000, stopTimeout = 5000, ...options }) {
        Object.assign(this, { wrapper, env, ownSession, startTimeout, stopTimeout, ...options });
        this.adminSecret = randomBytes(16).toString('hex');
    }

    get ws() {
        return `ws://127.0.0.1:${this.ports.ws}/`;
    }

    get adminUrl() {
        return `http://127.0.0.1:${this.ports.admin}/admin`;
    }

    /** Resolves when Janus replies to requests. */
    async start() {
        if (!this.ports) {
            const [ws, admin] = await freePorts(2);
            this.ports = { ws, admin };
        }
        try {
            await writeFolder(this);
            this.spawn();
            await this.ready();
        } catch (error) {
            await this.stop();
            throw error;
        }
        return this;
    }

    spawn() {
        const [program, ...words] = [...ENDS_WITH_PARENT, ...this.wrapper, path.join(this.prefix, 'bin', 'janus'),
            '-F', path.join(this.folder, 'etc')];
        this.child = spawn(program, words, {
            cwd: this.folder,
            env: { ...process.env, ...this.env },
            detached: this.ownSession,
            stdio: ['ignore', 'pipe', 'pipe'],
        });
        this.logStream = this.logFile ? createWriteStream(this.logFile) : null;
        for (const stream of [this.child.stdout, this.child.stderr])
            stream.setEncoding('utf8').on('data', (text) => this.printed(text));
        this.ended = new Promise((resolve) => {
            this.child.on('error', (error) => resolve({ error }));
            this.child.on('close', (code, signal) => resolve({ code, signal }));
        }).then((exit) => {
            this.exit = exit;
            return this.logStream && new Promise((resolve) => this.logStream.end(resolve));
        });
    }

    printed(text) {
        this.lastOutput = (this.lastOutput + text).slice(-LAST_OUTPUT);
        this.logStream?.write(text);
    }

    /** Waits until the Admin API replies. It does so only when all of Janus has started; an open port is not enough. */
    async ready() {
        const deadline = Date.now() + this.startTimeout;
        while (!(await this.replies() && await accepts(this.ports.ws))) {
            if (this.exit)
                throw new Error(`Janus ended while starting (${this.howItEnded()}):\n${this.lastOutput}`);
            if (Date.now() > deadline)
                throw new Error(`Janus does not reply after ${this.startTimeout / 1000} s:\n${this.lastOutput}`);
            await sleep(30);
        }
    }

    async replies() {
        const reply = await this.core('ping').catch(() => null);
        return reply?.janus === 'pong';
    }

    /** Sends a request to Janus's Admin API. Resolves with the whole reply. */
    async core(request, fields = {}, below = '') {
        return JSON.parse(await post(this.adminUrl + below, JSON.stringify({ janus: request, transaction: 'core',
            admin_secret: this.adminSecret, ...fields })));
    }

    howItEnded() {
        const { code, signal, error } = this.exit;
        return error?.message ?? signal ?? `status ${code}`;
    }

    /** Asks Janus to end, and kills it after a while. */
    async stop() {
        if (!this.child || this.exit)
            return;
        this.stopping = true;
        this.child.kill('SIGINT');
        const timer = setTimeout(() => this.child.kill('SIGKILL'), this.stopTimeout);
        await this.ended;
        clearTimeout(timer);
    }
}

function accepts(port) {
    return new Promise((resolve) => {
        const socket = net.connect(port, '127.0.0.1', () => resolve(true));
        socket.on('connect', () => socket.destroy());
        socket.on('error', () => resolve(false));
    });
}

async function post(url, body) {
    const request = http.request(url, { method: 'POST', agent: false,
        headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } });
    request.end(body);
    const [response] = await once(request, 'response');
    let text = '';
    for await (const part of response.setEncoding('utf8'))
        text += part;
    return text;
}
