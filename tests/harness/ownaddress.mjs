// SPDX-License-Identifier: GPL-3.0-or-later
// Addresses of this machine that one device of a test has for itself. A test can lose an address: all packets from it
// and to it, signalling and media, or the address itself. No other device notices.
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';

const execute = promisify(execFile);
export const ip = (...words) => execute('ip', words);

/** The interface of Janus's address; see scripts/network.sh. What Janus sends to other interfaces does not arrive. */
const LINK = 'baton0';
/** Rules with lower numbers count first. */
export const RULE = ['pref', '10'];
const LOCAL = ['pref', '100', 'lookup', 'local'];

let numbers = 0;
let prepared = null;

/**
 * Linux looks for local addresses before all other rules. Moves this step, so that other rules can be before it.
 * `run`: a function that runs `ip` in some network.
 */
export async function makeRoomForRules(run) {
    await run('rule', 'add', ...LOCAL);
    await run('rule', 'del', 'pref', '0');
}

/** Does the same in the network of the tests, once. */
export const prepare = () => (prepared ??= makeRoomForRules(ip));

/** Returns the routing rules that drop what matches. The sender of a dropped packet may see an error. */
function rules(matches) {
    const change = (verb) => Promise.all(matches.map((match) => ip('rule', verb, ...RULE, ...match, 'unreachable')));
    return { add: () => change('add'), remove: () => change('del') };
}

export class OwnAddress {
    /** Adds an address to this machine. It ends with the test. */
    static async add(context) {
        await prepare();
        const own = new OwnAddress(`10.79.${++numbers}.1`);
        await ip('addr', 'add', `${own.address}/32`, 'dev', LINK);
        context.defer(() => own.end());
        return own;
    }

    constructor(address) {
        this.address = address;
        this.lost = rules([['from', address], ['to', address]]);
        this.isLost = false;
        this.isThere = true;
    }

    /** From now on, all packets from and to this address are dropped. */
    async lose() {
        this.isLost = true;
        await this.lost.add();
    }

    /** Ends the effect of lose(). */
    async find() {
        this.isLost = false;
        await this.lost.remove();
    }

    /** Removes the address from this machine, as when a phone leaves a wireless network. */
    async remove() {
        this.isThere = false;
        await ip('addr', 'del', `${this.address}/32`, 'dev', LINK);
    }

    async end() {
        if (this.isLost)
            await this.find();
        if (this.isThere)
            await this.remove();
    }
}
