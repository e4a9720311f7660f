// SPDX-License-Identifier: GPL-3.0-or-later
// Starts the demo's Janus and page, prints their addresses, and stops both at the end. web-demo/run calls it.
import { execFileSync } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { conf } from '../../scripts/janus/folder.mjs';
import { changeSettings } from '../../scripts/janus/settings.mjs';
import { JanusProcess } from '../../scripts/janus/start.mjs';
import { needPort, startPage } from './page.mjs';

const DEFAULT_PORT = 8080;
/** web-demo/run reads this file to say where the demo runs. */
const ADDRESS_FILE = 'page-address';
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

const { values: options } = parseArgs({
    options: {
        prefix: { type: 'string' },
        plugin: { type: 'string' },
        'event-handler': { type: 'string' },
        decoder: { type: 'string' },
        folder: { type: 'string' },
        port: { type: 'string' },
        // With these two options, the server serves the page to the whole local network, over HTTPS.
        address: { type: 'string' },
        certificate: { type: 'string' },
    },
});

function certificate(name) {
    return { cert: readFileSync(`${name}.crt`, 'utf8'), key: readFileSync(`${name}.key`, 'utf8') };
}

/** Empties the folder and starts a Janus in it. The log stays there after the end. */
function startJanus() {
    const { folder, prefix, plugin, decoder, 'event-handler': eventHandler } = options;
    rmSync(folder, { recursive: true, force: true });
    mkdirSync(folder, { recursive: true, mode: 0o700 });
    const settings = readFileSync(path.join(conf, 'janus.plugin.baton.jcfg'), 'utf8');
    return new JanusProcess({
        folder,
        prefix,
        plugins: [plugin],
        eventHandlers: [eventHandler],
        // The decoder is not installed, so Baton does not find it at the usual path.
        settings: changeSettings(settings, { general: { decoder } }),
        logFile: path.join(folder, 'janus.log'),
        // A Ctrl-C must reach only this process, which then stops Janus itself.
        ownSession: true,
    }).start();
}

function announce(url, janus) {
    console.log(`\n    Baton is at  ${url}\n`);
    if (options.address) {
        console.log(execFileSync('qrencode', ['-t', 'ANSIUTF8', '-m', '2', url], { encoding: 'utf8' }));
        console.log('    The certificate is self-signed: the browser warns once. Tell it to go on.');
    }
    console.log(`    Admin API    ${janus.adminUrl}  (secret ${janus.adminSecret})`);
    console.log(`    Janus's log  ${janus.logFile}`);
    console.log('    Press Ctrl-C to stop.');
}

async function main() {
    const stopRequested = new Promise((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
            process.on(signal, () => resolve(null));
    });
    const host = options.address ? '0.0.0.0' : '127.0.0.1';
    // If the page cannot have its port, the log of the last Janus stays.
    if (options.port !== undefined)
        await needPort(host, Number(options.port));
    const janus = await startJanus();
    let page;
    try {
        page = await startPage({
            folder: path.join(root, 'dist'),
            host,
            names: ['localhost', '127.0.0.1', ...options.address ? [options.address] : []],
            port: Number(options.port ?? DEFAULT_PORT),
            strict: options.port !== undefined,
            certificate: options.address ? certificate(options.certificate) : undefined,
            wsPort: janus.ports.ws,
        });
        const origin = options.address ? `https://${options.address}` : 'http://localhost';
        const url = `${origin}:${page.port}/`;
        writeFileSync(path.join(options.folder, ADDRESS_FILE), url);
        announce(url, janus);
        await Promise.race([stopRequested, janus.ended]);
    } finally {
        console.log('\nStopping');
        page?.stop();
        await janus.stop();
    }
    if (!janus.stopping)
        throw new Error(`Janus ended by itself (${janus.howItEnded()}); its log: ${janus.logFile}`);
}

main().then(
    () => process.exit(0),
    (error) => {
        console.error(`web-demo/run: ${error.message}`);
        process.exit(1);
    },
);
