// SPDX-License-Identifier: GPL-3.0-or-later
// Owns one Janus process: its folder of settings, its ports, its log, its end.
import { spawn } from 'node:child_process';
import { createWriteStream } from 'node:fs';
import { cp, mkdir, mkdtemp, readdir, readFile, rm, stat, writeFile } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import { once } from 'node:events';
import os from 'node:os';
import path from 'node:path';
import { checkMessage, checkRequest } from './contract.mjs';
import { patience } from './patience.mjs';

const STOP_PATIENCE = patience(15000);
const PLUGIN = 'janus.plugin.baton';

/** What every program around the tests knows from its environment; see tests/run. */
export function environment() {
    const { BATON_JANUS, BATON_BUILD, BATON_ADDRESS = '10.77.0.1' } = process.env;
    if (!BATON_JANUS || !BATON_BUILD)
        throw new Error('BATON_JANUS (a prefix with bin/janus) and BATON_BUILD are needed');
    return {
        prefix: BATON_JANUS,
        plugin: path.join(BATON_BUILD, '.libs', 'libjanus_baton.so'),
        eventHandler: path.join(BATON_BUILD, '.libs', 'libjanus_batonnet.so'),
        decoder: path.join(BATON_BUILD, 'baton-decoder'),
        address: BATON_ADDRESS,
        sanitizer: process.env.BATON_SANITIZER ?? '',
        preload: process.env.BATON_PRELOAD ?? '',
    };
}

/**
 * Starts Janus and resolves once it answers.
 *
 * options.plugin       path of the plugin to load; the built one by default
 * options.settings     the plugin's settings, an object as libconfig has them: { general: {...} }
 * options.janus        more of janus.jcfg's sections, merged: { general: { event_loops: 2 } }
 * options.events       whether Baton's event handler is loaded and told of events; false by default
 * options.wrapper      a command, with arguments, that runs Janus: ['valgrind']
 * options.debug        Janus's debug level, 0 to 7; 4 by default
 * options.folder       a folder of an earlier run (janus.folder), to start again with what it saved
 * options.logFile      a copy of everything Janus prints goes there
 */
export async function startJanus(options = {}) {
    const janus = new Janus(options);
    await janus.start();
    return janus;
}

/** Runs a command that the system ends when the process that started it is gone, however that came about. */
export const ENDS_WITH_US = ['setpriv', '--pdeathsig', 'KILL'];

export class Janus {
    constructor(options) {
        this.options = options;
        this.environment = environment();
        this.options.debug ??= process.env.BATON_DEBUG && Number(process.env.BATON_DEBUG);
        this.secret = 'the-tests-admin-secret';
        this.log = '';
        this.watchers = new Set();
        this.exit = null;
        this.stopping = false;
    }

    get ws() {
        return `ws://127.0.0.1:${this.wsPort}/`;
    }

    get adminUrl() {
        return `http://127.0.0.1:${this.adminPort}/admin`;
    }

    get crashed() {
        return this.exit !== null && (!this.stopping || this.exit.signal !== null || this.exit.code !== 0);
    }

    async start() {
        this.folder = this.options.folder ?? (await mkdtemp(path.join(os.tmpdir(), 'baton-janus-')));
        [this.wsPort, this.adminPort] = await freePorts(2);
        try {
            await this.writeFolder();
            this.spawn();
            await this.listening();
        } catch (error) {
            await this.stop();
            throw error;
        }
    }

    async writeFolder() {
        const settings = path.join(this.folder, 'etc');
        const plugins = path.join(this.folder, 'plugins');
        await mkdir(settings, { recursive: true });
        await rm(plugins, { recursive: true, force: true });
        await mkdir(plugins, { recursive: true });
        await mkdir(path.join(this.folder, 'none'), { recursive: true });
        const plugin = this.options.plugin ?? this.environment.plugin;
        await cp(plugin, path.join(plugins, path.basename(plugin)), { dereference: true });
        if (this.options.events) {
            await mkdir(path.join(this.folder, 'events'), { recursive: true });
            await cp(this.environment.eventHandler, path.join(this.folder, 'events', 'libjanus_batonnet.so'),
                { dereference: true });
        }
        const core = await this.coreSettings(plugins);
        await writeFile(path.join(settings, 'janus.jcfg'), libconfig(core));
        await writeFile(path.join(settings, 'janus.transport.websockets.jcfg'), libconfig({
            general: { json: 'plain', ws: true, ws_ip: '127.0.0.1', ws_port: this.wsPort },
        }));
        await writeFile(path.join(settings, 'janus.transport.http.jcfg'), libconfig({
            general: { json: 'plain', http: false, https: false },
            admin: { admin_base_path: '/admin', admin_http: true, admin_ip: '127.0.0.1',
                admin_port: this.adminPort },
        }));
        if (this.options.settings)
            await writeFile(this.settingsFile, libconfig(this.options.settings));
    }

    get settingsFile() {
        return path.join(this.folder, 'etc', `${PLUGIN}.jcfg`);
    }

    async coreSettings(plugins) {
        const none = path.join(this.folder, 'none');
        const core = {
            general: {
                configs_folder: path.join(this.folder, 'etc'),
                plugins_folder: plugins,
                transports_folder: await findFolder(this.environment.prefix, 'transports'),
                events_folder: this.options.events ? path.join(this.folder, 'events') : none,
                loggers_folder: none,
                debug_level: this.options.debug ?? 4,
                debug_timestamps: true,
                debug_colors: false,
                admin_secret: this.secret,
                session_timeout: 60,
                hide_dependencies: false,
            },
            events: { broadcast: Boolean(this.options.events) },
            media: { ipv6: false, no_media_timer: 0 },
            nat: { nice_debug: false, ice_enforce_list: this.environment.address },
            transports: { disable: others(await readdir(await findFolder(this.environment.prefix,
                'transports')), ['libjanus_websockets.so', 'libjanus_http.so']) },
        };
        for (const [section, values] of Object.entries(this.options.janus ?? {}))
            core[section] = { ...core[section], ...values };
        return core;
    }

    spawn() {
        const binary = path.join(this.environment.prefix, 'bin', 'janus');
        let command = [...ENDS_WITH_US, ...(this.options.wrapper ?? []), binary, '-F', path.join(this.folder, 'etc')];
        // TSan needs an address space without surprises.
        if (this.environment.sanitizer === 'thread')
            command = ['setarch', '-R', ...command];
        this.child = spawn(command[0], command.slice(1), {
            cwd: this.folder,
            env: { ...process.env, ...sanitizerEnvironment(this.environment) },
            stdio: ['ignore', 'pipe', 'pipe'],
        });
        const copy = this.options.logFile ? createWriteStream(this.options.logFile) : null;
        for (const stream of [this.child.stdout, this.child.stderr]) {
            stream.setEncoding('utf8');
            stream.on('data', (text) => {
                this.log += text;
                copy?.write(text);
                for (const watcher of this.watchers)
                    watcher();
            });
        }
        this.ended = new Promise((resolve) => {
            this.child.on('error', (error) => resolve({ code: -1, signal: null, error }));
            this.child.on('close', (code, signal) => resolve({ code, signal }));
        }).then((exit) => {
            this.exit = exit;
            copy?.end();
            for (const watcher of this.watchers)
                watcher();
        });
    }

    /** An open port is not enough: the Admin API answers only once all of Janus is up. */
    async listening() {
        const deadline = Date.now() + patience(this.options.wrapper?.length ? 60000 : 15000);
        while (!(await this.answers() && await accepts(this.wsPort))) {
            if (this.exit)
                throw new Error(`Janus ended while starting (${endWords(this.exit)}):\n${tail(this.log)}`);
            if (Date.now() > deadline)
                throw new Error(`Janus does not answer:\n${tail(this.log)}`);
            await new Promise((resolve) => setTimeout(resolve, 30));
        }
    }

    async answers() {
        const answer = await this.core('ping').catch(() => null);
        return answer?.janus === 'pong';
    }

    /** Resolves with the match once the log has it; only what was printed from `from` on counts. */
    logHas(pattern, { from = 0, timeout = patience(5000) } = {}) {
        return new Promise((resolve, reject) => {
            const look = () => {
                const match = pattern.exec(this.log.slice(from));
                if (!match && !this.exit)
                    return;
                this.watchers.delete(look);
                clearTimeout(timer);
                if (match)
                    resolve(match);
                else
                    reject(new Error(`Janus ended before it printed ${pattern}`));
            };
            const timer = setTimeout(() => {
                this.watchers.delete(look);
                reject(new Error(`Janus did not print ${pattern} within ${timeout} ms`));
            }, timeout);
            this.watchers.add(look);
            look();
        });
    }

    /** One request to Janus's Admin API; resolves with its whole answer. */
    async core(janus, fields = {}, where = '') {
        const body = JSON.stringify({ janus, transaction: 'tests', admin_secret: this.secret, ...fields });
        return JSON.parse(await post(this.adminUrl + where, body));
    }

    /** One request to the plugin over the Admin API; resolves with the plugin's answer. */
    async admin(request) {
        const answer = await this.core('message_plugin', { plugin: PLUGIN, request });
        if (answer.janus !== 'success')
            throw new Error(`Admin API: ${JSON.stringify(answer)}`);
        checkMessage('replies', answer.response);
        if (answer.response.baton !== 'error')
            checkRequest('admin_requests', request);
        return answer.response;
    }

    /** Asks Janus to end, and insists after a while. The folder stays if `keep` is set. */
    async stop({ keep = Boolean(this.options.folder) } = {}) {
        if (this.child && !this.exit) {
            this.stopping = true;
            this.child.kill('SIGINT');
            const timers = [setTimeout(() => this.child.kill('SIGKILL'), STOP_PATIENCE)];
            // A signal that comes right before poll() is kept back by ThreadSanitizer until poll() is over.
            if (this.environment.sanitizer === 'thread')
                timers.push(setTimeout(() => this.child.kill('SIGINT'), STOP_PATIENCE / 10));
            await this.ended;
            timers.forEach(clearTimeout);
        }
        if (!keep && this.folder)
            await rm(this.folder, { recursive: true, force: true });
    }

    /** Why this run of Janus can't be called clean; empty if it can. */
    complaints() {
        const found = [];
        if (this.crashed)
            found.push(`Janus ended badly: ${endWords(this.exit)}`, ...tail(this.log).split('\n'));
        found.push(...sanitizerReports(this.log));
        return found;
    }
}

function endWords({ code, signal, error }) {
    if (error)
        return error.message;
    return signal ? `signal ${signal}` : `status ${code}`;
}

function tail(text, lines = 40) {
    return text.trimEnd().split('\n').slice(-lines).join('\n');
}

/*
 * Leaks of Janus and its libraries are not ours: of LeakSanitizer's, those count whose stack passes
 * through the plugin. Whatever else a sanitizer reports counts in any case.
 */
function sanitizerReports(log) {
    const reports = [];
    for (const match of log.matchAll(/^.*(runtime error: .*)$/gm))
        reports.push(match[0]);
    for (const block of log.split(/(?=^(?:=+\d*=*|WARNING: ).*Sanitizer)/m)) {
        if (!/^(?:=+\d*=*|WARNING: )?.*(Address|Thread|Memory)Sanitizer: /m.test(block))
            continue;
        if (!/LeakSanitizer/.test(block))
            reports.push(...block.split('\n').slice(0, 60));
    }
    for (const leak of log.split(/(?=^(?:Direct|Indirect) leak of )/m).slice(1)) {
        const stack = leak.split('\n\n')[0];
        if (/libjanus_baton/.test(stack))
            reports.push(...stack.split('\n').slice(0, 20));
    }
    return reports;
}

function sanitizerEnvironment({ sanitizer, preload }) {
    if (!sanitizer)
        return {};
    const here = path.dirname(new URL(import.meta.url).pathname);
    const common = 'print_stacktrace=1:exitcode=0:handle_segv=1';
    return {
        ...(preload ? { LD_PRELOAD: preload } : {}),
        ASAN_OPTIONS: `${common}:detect_leaks=1:detect_odr_violation=0:fast_unwind_on_malloc=0`,
        UBSAN_OPTIONS: 'print_stacktrace=1',
        LSAN_OPTIONS: 'print_suppressions=0:exitcode=0',
        TSAN_OPTIONS: `${common}:ignore_noninstrumented_modules=1:report_thread_leaks=0:` +
            `suppressions=${path.join(here, 'tsan.supp')}`,
    };
}

async function findFolder(prefix, name) {
    for (const folder of await readdir(path.join(prefix, 'lib'))) {
        for (const candidate of [path.join(prefix, 'lib', folder, 'janus', name),
            path.join(prefix, 'lib', folder, name)]) {
            if (await stat(candidate).catch(() => null))
                return candidate;
        }
    }
    throw new Error(`no janus/${name} below ${prefix}/lib`);
}

function others(names, wanted) {
    return names.filter((name) => name.endsWith('.so') && !wanted.includes(name)).join(',');
}

/** Writes an object as libconfig text: objects are groups, arrays are lists. */
export function libconfig(object, indent = '') {
    return Object.entries(object)
        .map(([key, value]) => `${indent}${key}: ${libconfigValue(value, indent)}\n`)
        .join('');
}

function libconfigValue(value, indent) {
    if (Array.isArray(value))
        return `(${value.map((item) => libconfigValue(item, indent)).join(', ')})`;
    if (typeof value === 'object')
        return `{\n${libconfig(value, `${indent}  `)}${indent}}`;
    return JSON.stringify(value);
}

async function freePorts(count) {
    const servers = [];
    for (let i = 0; i < count; i++) {
        const server = net.createServer();
        server.listen(0, '127.0.0.1');
        await once(server, 'listening');
        servers.push(server);
    }
    const ports = servers.map((server) => server.address().port);
    for (const server of servers) {
        server.close();
        await once(server, 'close');
    }
    return ports;
}

function accepts(port) {
    return new Promise((resolve) => {
        const socket = net.connect(port, '127.0.0.1');
        socket.on('connect', () => resolve(true));
        socket.on('error', () => resolve(false));
        socket.on('connect', () => socket.destroy());
    });
}

function post(url, body) {
    return new Promise((resolve, reject) => {
        const request = http.request(url, { method: 'POST', agent: false,
            headers: { 'content-type': 'application/json', 'content-length': Buffer.byteLength(body) } },
        (response) => {
            let text = '';
            response.setEncoding('utf8');
            response.on('data', (part) => (text += part));
            response.on('end', () => resolve(text));
        });
        request.on('error', reject);
        request.end(body);
    });
}

/** The plugin's settings as they are on disk now. */
export function readSettings(janus) {
    return readFile(janus.settingsFile, 'utf8');
}
