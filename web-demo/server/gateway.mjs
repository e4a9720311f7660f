// SPDX-License-Identifier: GPL-3.0-or-later
// Owns the demo's Janus: a folder of settings made from conf/gateway, the process, its log.
import { spawn } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import { createWriteStream } from 'node:fs';
import { copyFile, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';

const TRANSPORTS = ['libjanus_websockets.so', 'libjanus_http.so'];
const START_PATIENCE = 15000;
const STOP_PATIENCE = 5000;

/**
 * Starts Janus and resolves once it takes WebSockets.
 *
 * prefix        where bin/janus is
 * plugin        the built libjanus_baton.so
 * eventHandler  the built libjanus_batonnet.so, which tells the plugin where devices are
 * decoder       the built baton-decoder, which is installed nowhere here
 * conf          the checkout's conf folder
 * folder        everything of this Janus goes there; emptied first
 */
export async function startGateway({ prefix, plugin, eventHandler, decoder, conf, folder }) {
    const wsPort = await freePort();
    const adminPort = await freePort();
    const adminSecret = randomBytes(16).toString('hex');
    await makeFolder({ prefix, plugin, eventHandler, decoder, conf, folder }, {
        FOLDER: folder,
        ADMIN_SECRET: adminSecret,
        CORES: os.cpus().length,
        DEBUG_LEVEL: 4,
        WS_PORT: wsPort,
        ADMIN_PORT: adminPort,
    });
    const gateway = run(path.join(prefix, 'bin', 'janus'), folder);
    try {
        await listening(wsPort, gateway);
    } catch (error) {
        await gateway.stop();
        throw error;
    }
    return { ...gateway, wsPort, adminPort, adminSecret };
}

async function makeFolder({ prefix, plugin, eventHandler, decoder, conf, folder }, values) {
    const etc = path.join(folder, 'etc');
    await rm(folder, { recursive: true, force: true });
    for (const name of ['etc', 'plugins', 'transports', 'events', 'none'])
        await mkdir(path.join(folder, name), { recursive: true, mode: 0o700 });
    await copyFile(plugin, path.join(folder, 'plugins', path.basename(plugin)));
    await copyFile(eventHandler, path.join(folder, 'events', path.basename(eventHandler)));
    const transports = await transportsFolder(prefix);
    for (const name of TRANSPORTS)
        await symlink(path.join(transports, name), path.join(folder, 'transports', name));
    for (const name of await readdir(path.join(conf, 'gateway'))) {
        const text = await readFile(path.join(conf, 'gateway', name), 'utf8');
        await writeFile(path.join(etc, name.replace(/\.in$/, '')), fill(text, values));
    }
    const settings = 'janus.plugin.baton.jcfg';
    const text = await readFile(path.join(conf, settings), 'utf8');
    await writeFile(path.join(etc, settings), withDecoder(text, decoder));
}

function withDecoder(settings, decoder) {
    return settings.replace(/^general: *\{$/m, (start) => `${start}\n\tdecoder = ${JSON.stringify(decoder)}`);
}

function fill(text, values) {
    return text.replace(/@([A-Z_]+)@/g, (name, key) => values[key] ?? name);
}

/** Debian keeps libraries in a folder named after the processor, an own build doesn't. */
async function transportsFolder(prefix) {
    const lib = path.join(prefix, 'lib');
    for (const name of ['.', ...(await readdir(lib))]) {
        const folder = path.join(lib, name, 'janus', 'transports');
        if (await stat(folder).catch(() => null))
            return path.resolve(folder);
    }
    throw new Error(`no janus/transports below ${lib}`);
}

function run(binary, folder) {
    const logFile = path.join(folder, 'janus.log');
    const child = spawn(binary, ['-F', path.join(folder, 'etc')], {
        cwd: folder,
        // A Ctrl-C is for the demo, which then ends Janus in its own time.
        detached: true,
        stdio: ['ignore', 'pipe', 'pipe'],
    });
    const log = createWriteStream(logFile);
    child.stdout.pipe(log, { end: false });
    child.stderr.pipe(log, { end: false });
    const ended = new Promise((resolve) => {
        child.on('error', (error) => resolve(error.message));
        child.on('exit', (code, signal) => resolve(signal ?? `status ${code}`));
    });
    const stop = async () => {
        child.kill('SIGINT');
        const timer = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE);
        await ended;
        clearTimeout(timer);
    };
    return { ended, stop, logFile };
}

async function listening(port, { ended, logFile }) {
    const deadline = Date.now() + START_PATIENCE;
    let end = null;
    void ended.then((how) => (end = how));
    while (!(await accepts(port))) {
        if (end !== null)
            throw new Error(`Janus ended while starting (${end}); its log: ${logFile}`);
        if (Date.now() > deadline)
            throw new Error(`Janus doesn't listen after ${START_PATIENCE / 1000} s; its log: ${logFile}`);
        await new Promise((resolve) => setTimeout(resolve, 50));
    }
}

function accepts(port) {
    return new Promise((resolve) => {
        const socket = net.connect(port, '127.0.0.1', () => {
            socket.destroy();
            resolve(true);
        });
        socket.on('error', () => resolve(false));
    });
}

function freePort() {
    return new Promise((resolve, reject) => {
        const server = net.createServer().on('error', reject);
        server.listen(0, '127.0.0.1', () => {
            const { port } = server.address();
            server.close(() => resolve(port));
        });
    });
}
