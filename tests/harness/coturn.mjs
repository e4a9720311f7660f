// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a real coturn as the TURN server, with the sample settings of conf/turnserver.conf.
import { execFile, spawn } from 'node:child_process';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { ENDS_WITH_PARENT } from '../../scripts/janus/start.mjs';
import { freePorts } from '../../scripts/ports.mjs';
import { WAIT } from './timeouts.mjs';

const run = promisify(execFile);
const SAMPLE = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..', 'conf', 'turnserver.conf');
const SECRET = 'the-secret-that-baton-and-coturn-share';

/**
 * Starts coturn at an address of the tests' network, and resolves once it accepts connections. `peer`: the only address
 * to which it relays. BATON_COTURN is the folder to which scripts/private.sh unpacked it.
 */
export async function startCoturn({ address, peer }) {
    const coturn = new Coturn(address, peer);
    try {
        await coturn.start();
    } catch (error) {
        await coturn.stop();
        throw error;
    }
    return coturn;
}

class Coturn {
    log = '';
    secret = SECRET;

    constructor(address, peer) {
        this.root = process.env.BATON_COTURN;
        if (!this.root)
            throw new Error('BATON_COTURN (a folder with usr/bin/turnserver) is needed');
        Object.assign(this, { address, peer });
    }

    async start() {
        this.folder = await mkdtemp(path.join(os.tmpdir(), 'baton-coturn-'));
        [this.port, this.tlsPort] = await freePorts(2);
        await this.makeCertificate();
        await writeFile(path.join(this.folder, 'turnserver.conf'), await this.settingsOfServer());
        await this.launch();
    }

    async launch() {
        const [program, ...words] = [...ENDS_WITH_PARENT, path.join(this.root, 'usr', 'bin', 'turnserver'),
            '-c', path.join(this.folder, 'turnserver.conf')];
        this.child = spawn(program, words, { cwd: this.folder });
        this.ended = new Promise((resolve) => this.child.on('close', resolve));
        for (const stream of [this.child.stdout, this.child.stderr])
            stream.on('data', (data) => { this.log += data; });
        await this.listens();
    }

    makeCertificate() {
        return run('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
            '-days', '2', '-subj', '/CN=Baton tests', '-addext', `subjectAltName=IP:${this.address}`,
            '-keyout', path.join(this.folder, 'key.pem'), '-out', path.join(this.folder, 'cert.pem')]);
    }

    /** Returns the sample with the ports, paths and addresses of the tests. The log then names the user names. */
    async settingsOfServer() {
        let text = await readFile(SAMPLE, 'utf8');
        const replace = (from, to) => {
            if (!text.includes(from))
                throw new Error(`conf/turnserver.conf has no ${from} any more`);
            text = text.replaceAll(from, to);
        };
        replace('\nlistening-port=3478', `\nlistening-port=${this.port}`);
        replace('\ntls-listening-port=5349', `\ntls-listening-port=${this.tlsPort}`);
        replace('/etc/letsencrypt/live/turn.example.org/fullchain.pem', path.join(this.folder, 'cert.pem'));
        replace('/etc/letsencrypt/live/turn.example.org/privkey.pem', path.join(this.folder, 'key.pem'));
        replace('static-auth-secret=CHANGE-ME-secret', `static-auth-secret=${SECRET}`);
        replace('CHANGE-ME-address-of-janus', this.peer);
        replace('\nsyslog\n', '\nlog-file=stdout\n');
        return `${text}
listening-ip=${this.address}
relay-ip=${this.address}
verbose
userdb=${path.join(this.folder, 'users.db')}
pidfile=${path.join(this.folder, 'pid')}
`;
    }

    get udp() {
        return `turn:${this.address}:${this.port}?transport=udp`;
    }

    get tcp() {
        return `turn:${this.address}:${this.port}?transport=tcp`;
    }

    get tls() {
        return `turns:${this.address}:${this.tlsPort}?transport=tcp`;
    }

    /** Returns the section `ice` of the plugin's settings, as the sample explains it. */
    settings(servers, more = {}) {
        return { servers, turn_secret: SECRET, ...more };
    }

    async listens() {
        const deadline = Date.now() + WAIT;
        while (!(await accepts(this.port, this.address))) {
            if (this.child.exitCode !== null || Date.now() > deadline)
                throw new Error(`coturn does not listen on ${this.address}:${this.port}:\n${this.tail()}`);
            await sleep(50);
        }
    }

    /**
     * Sends three packets to an echo server through coturn, with coturn's own test client. Resolves with what the
     * client prints.
     */
    async uclient({ username, credential, peer, port }) {
        const { stdout, stderr } = await run(path.join(this.root, 'usr', 'bin', 'turnutils_uclient'),
            ['-c', '-n', '3', '-u', username, '-w', credential, '-p', String(this.port), '-e', peer, '-r', String(port),
                this.address], { timeout: WAIT }).catch((error) => error);
        return `${stdout}${stderr}`;
    }

    /** Kills coturn and starts it again on the same ports. All allocations are gone, so all paths through it are. */
    async renew() {
        await this.kill();
        await this.launch();
    }

    async kill() {
        if (this.child && this.child.exitCode === null && this.child.signalCode === null) {
            this.child.kill('SIGKILL');
            await this.ended;
        }
    }

    async stop() {
        await this.kill();
        if (this.folder)
            await rm(this.folder, { recursive: true, force: true });
    }

    tail() {
        return this.log.trimEnd().split('\n').slice(-30).join('\n');
    }
}

function accepts(port, address) {
    return new Promise((resolve) => {
        const socket = net.connect(port, address);
        socket.on('connect', () => {
            socket.destroy();
            resolve(true);
        });
        socket.on('error', () => resolve(false));
    });
}
