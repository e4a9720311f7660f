// SPDX-License-Identifier: GPL-3.0-or-later
// Starts a private Janus with Baton in it, for the tests and for the demo, asks its Admin API, and stops it.
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

/** Runs a command that the kernel kills when the process that started it is gone, for whatever reason. */
export const ENDS_WITH_PARENT = ['setpriv', '--pdeathsig', 'KILL'];

const LAST_OUTPUT = 5000; // characters

export class JanusProcess {
    /** Null while Janus runs, then { code, signal } or { error }. */
    exit = null;
    /** The end of what Janus printed. */
    lastOutput = '';
    stopping = false;

    /**
     * folder           everything of this Janus goes there
     * prefix           where bin/janus is
     * plugins          paths of the plugins to load
     * eventHandlers    paths of the event handlers to load; none by default
     * settings         the text of Baton's settings; null: those that the folder has
     * janus            changes to conf/gateway/janus.jcfg.in, by section: { general: { event_loops: 2 } }
     * wrapper          a command, with arguments, that runs Janus: ['valgrind']
     * env              more environment variables for Janus
     * logFile          everything that Janus prints goes there
     * startTimeout, stopTimeout    milliseconds until a start has failed, and until Janus is killed
     */
    constructor({ wrapper = [], env = {}, startTimeout = 15000, stopTimeout = 5000, ...options }) {
        Object.assign(this, { wrapper, env, startTimeout, stopTimeout, ...options });
        this.adminSecret = randomBytes(16).toString('hex');
    }

    get ws() {
        return `ws://127.0.0.1:${this.ports.ws}/`;
    }

    get adminUrl() {
        return `http://127.0.0.1:${this.ports.admin}/admin`;
    }

    /** Resolves once Janus answers. */
    async start() {
        const [ws, admin] = await freePorts(2);
        this.ports = { ws, admin };
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
            // A Ctrl-C is for this process, which then stops Janus in its own time.
            detached: true,
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

    /** An open port is not enough: the Admin API answers only once all of Janus is up. */
    async ready() {
        const deadline = Date.now() + this.startTimeout;
        while (!(await this.answers() && await accepts(this.ports.ws))) {
            if (this.exit)
                throw new Error(`Janus ended while starting (${this.howItEnded()}):\n${this.lastOutput}`);
            if (Date.now() > deadline)
                throw new Error(`Janus does not answer after ${this.startTimeout / 1000} s:\n${this.lastOutput}`);
            await sleep(30);
        }
    }

    async answers() {
        const reply = await this.core('ping').catch(() => null);
        return reply?.janus === 'pong';
    }

    /** One request to Janus's Admin API; resolves with its whole reply. */
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
