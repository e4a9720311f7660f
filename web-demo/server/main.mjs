// SPDX-License-Identifier: GPL-3.0-or-later
// Starts the demo's Janus and page, says where they are, and ends both. Called by web-demo/run.
import { execFileSync } from 'node:child_process';
import { readFileSync } from 'node:fs';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { startGateway } from './gateway.mjs';
import { startPage } from './page.mjs';

const DEFAULT_PORT = 8080;
const root = path.resolve(path.dirname(fileURLToPath(import.meta.url)), '..');

const { values: options } = parseArgs({
    options: {
        prefix: { type: 'string' },
        plugin: { type: 'string' },
        'event-handler': { type: 'string' },
        decoder: { type: 'string' },
        folder: { type: 'string' },
        port: { type: 'string' },
        // With these two the page is for the whole network, over HTTPS.
        address: { type: 'string' },
        certificate: { type: 'string' },
    },
});

function certificate(name) {
    return { cert: readFileSync(`${name}.crt`, 'utf8'), key: readFileSync(`${name}.key`, 'utf8') };
}

function announce(url, gateway) {
    console.log(`\n    Baton is at  ${url}\n`);
    if (options.address) {
        console.log(execFileSync('qrencode', ['-t', 'ANSIUTF8', '-m', '2', url], { encoding: 'utf8' }));
        console.log('    The certificate is self-made: the browser warns once, and goes on if told so.');
    }
    console.log(`    Admin API    http://127.0.0.1:${gateway.adminPort}/admin  (secret ${gateway.adminSecret})`);
    console.log(`    Janus's log  ${gateway.logFile}`);
    console.log('    Ctrl-C ends it.');
}

async function main() {
    const stopRequested = new Promise((resolve) => {
        for (const signal of ['SIGINT', 'SIGTERM', 'SIGHUP'])
            process.on(signal, () => resolve(null));
    });
    const gateway = await startGateway({
        prefix: options.prefix,
        plugin: options.plugin,
        eventHandler: options['event-handler'],
        decoder: options.decoder,
        conf: path.join(root, '..', 'conf'),
        folder: options.folder,
    });
    let page;
    let death = null;
    try {
        page = await startPage({
            folder: path.join(root, 'dist'),
            host: options.address ? '0.0.0.0' : '127.0.0.1',
            port: Number(options.port ?? DEFAULT_PORT),
            strict: options.port !== undefined,
            certificate: options.address ? certificate(options.certificate) : undefined,
            wsPort: gateway.wsPort,
        });
        const origin = options.address ? `https://${options.address}` : 'http://localhost';
        announce(`${origin}:${page.port}/`, gateway);
        death = await Promise.race([stopRequested, gateway.ended]);
    } finally {
        console.log('\nStopping');
        page?.stop();
        await gateway.stop();
    }
    if (death !== null)
        throw new Error(`Janus ended by itself (${death}); its log: ${gateway.logFile}`);
}

main().then(
    () => process.exit(0),
    (error) => {
        console.error(`web-demo/run: ${error.message}`);
        process.exit(1);
    },
);
