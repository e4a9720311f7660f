// SPDX-License-Identifier: GPL-3.0-or-later
// Runs a real Kannel as the SMS gateway, with the sample settings of conf/kannel. Kannel's own fakesmsc plays the
// telephones.
import { spawn } from 'node:child_process';
import { mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { freePorts } from '../../scripts/ports.mjs';
import { Mailbox } from './mailbox.mjs';
import { WAIT, scaled } from './timeouts.mjs';

const STOP_PATIENCE = scaled(5000);
const SAMPLES = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', '..', 'conf', 'kannel');
const PASSWORD = 'the-tests-sms-password';
/** The number that people see and reply to. */
export const SENDER = '12345';

/**
 * Starts Kannel and resolves once it accepts messages. BATON_KANNEL is the folder to which scripts/private.sh unpacked
 * it.
 */
export async function startKannel() {
    const kannel = new Kannel();
    try {
        await kannel.start();
    } catch (error) {
        await kannel.stop();
        throw error;
    }
    return kannel;
}

class Kannel {
    constructor() {
        this.root = process.env.BATON_KANNEL;
        if (!this.root)
            throw new Error('BATON_KANNEL (a folder with usr/sbin/bearerbox) is needed');
        this.children = [];
        /** Every message that reached the telephones and that no test has taken yet: { from, to, text }. */
        this.mail = new Mailbox();
        this.typing = Promise.resolve();
        this.log = '';
    }

    async start() {
        this.folder = await mkdtemp(path.join(os.tmpdir(), 'baton-kannel-'));
        const [admin, box, sendsms, network, typed] = await freePorts(5);
        Object.assign(this, { admin, box, sendsms, network, typed });
        await this.writeSettings();
        this.run('usr/sbin/bearerbox', [this.settingsFile]);
        await this.listens(box);
        this.run('usr/sbin/smsbox', [this.settingsFile]);
        await this.listens(sendsms);
        this.telephones = this.telephone(network, 0, 'nobody nobody text nothing');
    }

    get settingsFile() {
        return path.join(this.folder, 'kannel.conf');
    }

    get replySettingsFile() {
        return path.join(this.folder, 'baton-reply.conf');
    }

    /**
     * Writes the sample settings with ports and paths of the tests, and a second fakesmsc, which sends the typed
     * replies.
     */
    async writeSettings() {
        let text = await readFile(path.join(SAMPLES, 'kannel.conf'), 'utf8');
        const replace = (from, to) => {
            if (!text.includes(from))
                throw new Error(`conf/kannel/kannel.conf has no ${from} any more`);
            text = text.replaceAll(from, to);
        };
        replace('port = 13000', `port = ${this.admin}`);
        replace('port = 13001', `port = ${this.box}`);
        replace('port = 13013', `port = ${this.sendsms}`);
        replace('port = 10000', `port = ${this.network}`);
        replace('/var/log/kannel/', `${this.folder}/`);
        replace('CHANGE-ME-admin', 'unused');
        replace('CHANGE-ME-sms', PASSWORD);
        replace('/usr/local/lib/baton/sms-reply', path.join(SAMPLES, 'sms-reply'));
        replace('/etc/kannel/baton-reply.conf', this.replySettingsFile);
        await writeFile(this.settingsFile, `${text}
group = smsc
smsc = fake
smsc-id = typed
port = ${this.typed}
connect-allow-ip = 127.0.0.1
`);
    }

    /** Makes Kannel pass replies to the Admin API of a Janus. Before that, replies cannot be passed on. */
    async repliesTo(adminUrl, secret) {
        let text = await readFile(path.join(SAMPLES, 'baton-reply.conf'), 'utf8');
        text = text.replace(/^admin_url = .*$/m, `admin_url = ${adminUrl}`)
            .replace(/^admin_secret = .*$/m, `admin_secret = ${secret}`);
        await writeFile(this.replySettingsFile, text);
    }

    /** Returns the section `sms` of the plugin's settings, as conf/kannel/kannel.conf explains it. */
    settings(more = {}, password = PASSWORD) {
        return {
            url: `http://127.0.0.1:${this.sendsms}/cgi-bin/sendsms`,
            fields: { username: 'baton', password, to: '{to}', from: '{from}', text: '{text}',
                charset: 'UTF-8' },
            from: SENDER,
            ...more,
        };
    }

    run(program, args) {
        const child = spawn(path.join(this.root, program), args, { cwd: this.folder });
        child.ended = new Promise((resolve) => child.on('close', resolve));
        this.children.push(child);
        for (const stream of [child.stdout, child.stderr])
            stream.on('data', (data) => { this.log += data; });
        return child;
    }

    /** Starts a fakesmsc, which sends the text `typed` `count` times and prints what arrives. */
    telephone(port, count, typed) {
        const child = this.run('usr/lib/kannel/test/fakesmsc',
            ['-H', '127.0.0.1', '-r', String(port), '-i', '0.1', '-m', String(count), typed]);
        let text = '';
        child.stderr.on('data', (data) => {
            text += data;
            const lines = text.split('\n');
            text = lines.pop();
            lines.forEach((line) => this.arrived(line));
        });
        return child;
    }

    arrived(line) {
        const match = /Got message \d+: <(\S+) (\S+) text (.*)>$/.exec(line);
        if (match)
            this.mail.put({ from: match[1], to: match[2], text: match[3] });
    }

    /** Takes the next message to this number; resolves with its text. */
    async received(to, { timeout } = {}) {
        const { text } = await this.mail.next((message) => message.to === to,
            (waited) => `no SMS to ${to} within ${waited} ms; Kannel said:\n${this.tail()}`, timeout);
        return text;
    }

    /** Returns the messages to this number that no test has taken yet. */
    unread(to) {
        return this.mail.unread.filter((message) => message.to === to).map(({ text }) => text);
    }

    /**
     * Types a message on the telephone with the number `from`. Resolves with the text that comes back. Messages are
     * typed one after the other, because this fakesmsc has one connection.
     */
    reply(from, text) {
        const turn = this.typing.then(async () => {
            const child = this.telephone(this.typed, 1, `${from} ${SENDER} ${typedAs(text)}`);
            try {
                return await this.received(from);
            } finally {
                await end(child);
            }
        });
        this.typing = turn.catch(() => {});
        return turn;
    }

    /** Returns the names in the folder in which Kannel runs. */
    files() {
        return readdir(this.folder);
    }

    /** Stops the gateway: from now on messages reach nobody. */
    async stopTaking() {
        for (const child of this.children.splice(0))
            await end(child);
    }

    async stop() {
        await this.stopTaking();
        if (this.folder)
            await rm(this.folder, { recursive: true, force: true });
    }

    async listens(port) {
        const deadline = Date.now() + WAIT;
        while (!(await accepts(port))) {
            if (Date.now() > deadline)
                throw new Error(`Kannel does not listen on ${port}:\n${this.tail()}`);
            await new Promise((resolve) => setTimeout(resolve, 50));
        }
    }

    tail() {
        return this.log.trimEnd().split('\n').slice(-30).join('\n');
    }
}

/** fakesmsc sends a line of plain ASCII as it is. Any other text has to be percent-encoded. */
function typedAs(text) {
    return /^[\x20-\x7e]+$/.test(text) && text.trim() === text
        ? `text ${text}` : `data ${encodeURIComponent(text)}`;
}

async function end(child) {
    if (child.exitCode === null && child.signalCode === null) {
        child.kill('SIGTERM');
        const timer = setTimeout(() => child.kill('SIGKILL'), STOP_PATIENCE);
        await child.ended;
        clearTimeout(timer);
    }
}

function accepts(port) {
    return new Promise((resolve) => {
        const socket = net.connect(port, '127.0.0.1');
        socket.on('connect', () => {
            socket.destroy();
            resolve(true);
        });
        socket.on('error', () => resolve(false));
    });
}
