// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the folder of a private Janus: its settings, from the templates in conf/gateway, and the modules to load.
import { copyFile, mkdir, readdir, readFile, rm, stat, symlink, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { changeSettings, fillTemplate } from './settings.mjs';

const TRANSPORTS = ['libjanus_websockets.so', 'libjanus_http.so'];

/** The folder `conf` of the project. */
export const conf = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..', 'conf');

/** The path of Baton's settings in the folder of a Janus. */
export const settingsFile = (folder) => path.join(folder, 'etc', 'janus.plugin.baton.jcfg');

/** The path of Baton's store in the folder of a Janus. */
export const storeFile = (folder) => path.join(folder, 'store', 'baton.db');

/** Each Janus needs a store of its own, so settings that name none get one in the folder. */
function withStore(folder, settings) {
    return /^\s*store\s*[:=]/m.test(settings) ? settings
        : changeSettings(settings, { general: { store: storeFile(folder) } });
}

/** Takes the options of JanusProcess (start.mjs), its `ports` and its `adminSecret`. */
export async function writeFolder({ folder, ports, adminSecret, prefix, plugins, eventHandlers = [], janus = {},
    settings }) {
    const etc = path.join(folder, 'etc');
    // Keeps Baton's settings and its store, but removes the modules of an earlier run.
    await Promise.all(['plugins', 'transports', 'events'].map((name) =>
        rm(path.join(folder, name), { recursive: true, force: true })));
    for (const name of ['etc', 'plugins', 'transports', 'events', 'none'])
        await mkdir(path.join(folder, name), { recursive: true, mode: 0o700 });
    // Copies the modules: if a build replaced the file of a module, the running Janus would be affected.
    await copyInto(path.join(folder, 'plugins'), plugins);
    await copyInto(path.join(folder, 'events'), eventHandlers);
    const transports = await findModules(prefix, 'transports');
    for (const name of TRANSPORTS)
        await symlink(path.join(transports, name), path.join(folder, 'transports', name));
    const values = { FOLDER: folder, ADMIN_SECRET: adminSecret, CORES: os.cpus().length, DEBUG_LEVEL: 4,
        WS_PORT: ports.ws, ADMIN_PORT: ports.admin };
    for (const name of await readdir(path.join(conf, 'gateway'))) {
        const text = fillTemplate(await readFile(path.join(conf, 'gateway', name), 'utf8'), values);
        await writeFile(path.join(etc, name.replace(/\.in$/, '')),
            name === 'janus.jcfg.in' ? changeSettings(text, janus) : text);
    }
    if (settings !== null)
        await writeFile(settingsFile(folder), withStore(folder, settings), { mode: 0o600 });
}

async function copyInto(folder, files) {
    for (const file of files)
        await copyFile(file, path.join(folder, path.basename(file)));
}

/** Returns the folder of Janus's own modules of a kind. Debian's path has a folder with the processor's name. */
export async function findModules(prefix, kind) {
    const lib = path.join(prefix, 'lib');
    for (const name of ['.', ...(await readdir(lib))]) {
        const folder = path.join(lib, name, 'janus', kind);
        if (await stat(folder).catch(() => null))
            return path.resolve(folder);
    }
    throw new Error(`no janus/${kind} below ${lib}`);
}
