// SPDX-License-Identifier: GPL-3.0-or-later
// A network namespace for one person's browser, with three links to the network of the tests: one for the signalling
// and two for media, of which both or only one has an address. A test can lose ports, an address or everything, and can
// make the line to the browser narrow.
// Packets are dropped where they arrive, so that the sender sees no error, as in a network that is lost on the way.
import { execFile, spawn } from 'node:child_process';
import { chmod, mkdtemp, readlink, rm, writeFile } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { promisify } from 'node:util';
import { ENDS_WITH_PARENT } from '../../scripts/janus/start.mjs';
import { ip, makeRoomForRules, prepare, RULE } from './ownaddress.mjs';
import { WAIT } from './timeouts.mjs';

const run = promisify(execFile);
const BLOCK = 'blackhole';
/** The rules that stay have a number of their own. To remove a rule removes the first one that has all given fields. */
const LASTING = ['pref', '9'];

/** The number of networks so far. Each has subnets of its own. */
let numbers = 0;

/** A link: the names and addresses of its two ends. */
class Link {
    constructor(name, subnet) {
        this.outside = { device: `${name}o`, address: `${subnet}.1` };
        this.inside = { device: `${name}i`, address: `${subnet}.2` };
    }
}

export class OwnNetwork {
    /** `server`: the address of the page and of the signalling. The network ends with the test. */
    static async make(context, server) {
        const network = new OwnNetwork(server);
        context.defer(() => network.end());
        await network.begin();
        return network;
    }

    constructor(server) {
        const number = ++numbers;
        this.server = server;
        this.signalling = new Link(`s${number}`, `10.80.${number}`);
        this.media = [new Link(`m${number}`, `10.81.${number}`), new Link(`n${number}`, `10.82.${number}`)];
        /** The rules that drop packets now: { inside, words }. */
        this.dropped = [];
    }

    get links() {
        return [this.signalling, ...this.media];
    }

    /** The addresses of the tests' network at which the person's browser can reach Janus's media. */
    get gateways() {
        return this.media.map(({ outside }) => outside.address);
    }

    async begin() {
        const [command, ...words] = [...ENDS_WITH_PARENT, 'unshare', '--net', 'sleep', '1d'];
        this.holder = spawn(command, words, { stdio: 'ignore' });
        this.holder.unref();
        await this.isApart();
        await prepare();
        await this.ip('link', 'set', 'lo', 'up');
        await makeRoomForRules((...given) => this.ip(...given));
        for (const link of this.links)
            await this.connect(link);
        await this.address('add', this.signalling);
        await this.address('add', this.media[0]);
        await this.route();
        for (const match of this.notForMedia())
            await ip('rule', 'add', ...LASTING, ...match, BLOCK);
    }

    /** Media must not go over the link for the signalling, and must not use its address. */
    notForMedia() {
        const { outside, inside } = this.signalling;
        return [['iif', outside.device, 'ipproto', 'udp'], ['from', inside.address, 'ipproto', 'udp']];
    }

    /** Waits until the holder has left the network of the tests. */
    async isApart() {
        const networkOf = (pid) => readlink(`/proc/${pid}/ns/net`).catch(() => null);
        const deadline = performance.now() + WAIT;
        const here = await networkOf('self');
        for (;;) {
            const there = await networkOf(this.holder.pid);
            if (there && there !== here)
                return;
            if (performance.now() > deadline)
                throw new Error('there is no network namespace');
            await sleep(10);
        }
    }

    async connect({ outside, inside }) {
        await ip('link', 'add', outside.device, 'type', 'veth', 'peer', 'name', inside.device, 'netns',
            String(this.holder.pid));
        await ip('addr', 'add', `${outside.address}/24`, 'dev', outside.device);
        await ip('link', 'set', outside.device, 'up');
        // An IPv6 address becomes usable after a second or two, which would be a change of the network for the browser.
        await this.ip('link', 'set', inside.device, 'addrgenmode', 'none', 'up');
    }

    /** `verb`: add or del. */
    address(verb, { inside }) {
        return this.ip('addr', verb, `${inside.address}/24`, 'dev', inside.device);
    }

    route() {
        const { outside, inside } = this.signalling;
        return this.ip('route', 'replace', `${this.server}/32`, 'via', outside.address, 'dev', inside.device);
    }

    /** Runs `ip` in this network. */
    ip(...words) {
        return this.inside('ip', words);
    }

    /** Runs a program in this network. */
    inside(program, words) {
        return run('nsenter', ['--target', String(this.holder.pid), '--net', program, ...words]);
    }

    /** For startChromium: resolves with the path of a script that runs a program in this network. */
    async launcher(program) {
        this.folder ??= await mkdtemp(path.join(os.tmpdir(), 'baton-network-'));
        const script = path.join(this.folder, path.basename(program));
        await writeFile(script, `#!/bin/sh\nexec nsenter --target ${this.holder.pid} --net ${program} "$@"\n`);
        await chmod(script, 0o755);
        return script;
    }

    drop(inside, ...words) {
        this.dropped.push({ inside, words });
        return (inside ? this.ip.bind(this) : ip)('rule', 'add', ...RULE, ...words, BLOCK);
    }

    /** From now on, all media from and to these UDP ports of the person is dropped. */
    async losePorts(ports) {
        for (const port of ports) {
            await this.drop(false, 'ipproto', 'udp', 'sport', String(port));
            await this.drop(true, 'ipproto', 'udp', 'dport', String(port));
        }
    }

    /** The person gets a second address for media, in another network. */
    addSecond() {
        return this.address('add', this.media[1]);
    }

    /** From now on, all media from and to this address of the person is dropped. The address stays. */
    async loseAddress(address) {
        await this.drop(false, 'ipproto', 'udp', 'from', address);
        await this.drop(true, 'ipproto', 'udp', 'to', address);
        if (this.media[0].inside.address === address)
            this.media.reverse();
    }

    /** Removes the second address, which is lost. */
    async removeSecond() {
        await this.address('del', this.media[1]);
        await this.find();
    }

    /** The person's address for media is removed, and there is another one, as when a phone changes its network. */
    async change() {
        const [before, after] = this.media;
        await this.address('del', before);
        await this.address('add', after);
        this.media.reverse();
    }

    /** From now on, all packets from and to the person are dropped. The person's computer does not notice. */
    async lose() {
        for (const { outside, inside } of this.links) {
            await this.drop(false, 'iif', outside.device);
            await this.drop(true, 'iif', inside.device);
        }
    }

    /** Ends the effect of losePorts and lose. */
    async find() {
        for (const { inside, words } of this.dropped.splice(0))
            await (inside ? this.ip.bind(this) : ip)('rule', 'del', ...RULE, ...words, BLOCK);
    }

    /**
     * From now on, the line to the person (or with `up`, from the person) carries this many kbit/s of media; 0: no
     * limit. What it cannot carry at once waits in a queue, for at most 300 ms. Signalling has a link of its own.
     */
    async narrow(kbits, { up = false } = {}) {
        const tc = (verb, { outside, inside }, ...words) => (up ? this.inside.bind(this) : run)('tc', ['qdisc', verb,
            'dev', (up ? inside : outside).device, 'root', ...words]);
        for (const link of this.media) {
            if (kbits)
                await tc('replace', link, 'tbf', 'rate', `${kbits}kbit`, 'burst', '8kb', 'latency', '300ms');
            else
                await tc('del', link).catch(() => {}); // there was no limit
        }
    }

    /** The person's computer has no network. It notices. */
    async unplug() {
        for (const { inside } of this.links)
            await this.ip('link', 'set', inside.device, 'down');
    }

    async plugIn() {
        for (const { inside } of this.links)
            await this.ip('link', 'set', inside.device, 'up');
        await this.route();
    }

    async end() {
        await this.find();
        this.holder.kill('SIGKILL');
        for (const { outside } of this.links)
            await ip('link', 'del', outside.device).catch(() => {});
        for (const match of this.notForMedia())
            await ip('rule', 'del', ...LASTING, ...match, BLOCK).catch(() => {});
        if (this.folder)
            await rm(this.folder, { recursive: true, force: true });
    }
}
