// SPDX-License-Identifier: GPL-3.0-or-later
// Random people who join, talk, move their calls and vanish, with floods beside them, for many minutes. Checks all the
// time: the order of the messages to each client, that each request gets its reply, and that the packets of one person
// come from one device at a time. Once a minute everybody pauses; then the participants and the handles in Janus must
// be exactly those of the people, and memory and threads must be as they were after the first minute.
// Usage: scripts/namespace node tests/adversary/soak.mjs MINUTES [SEED]; see tests/soak.
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { mkdir, readFile } from 'node:fs/promises';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { setTimeout as sleep } from 'node:timers/promises';
import { BatonError, JanusError } from '../harness/api.mjs';
import { Device } from '../harness/device.mjs';
import { startJanus } from '../harness/janus.mjs';
import { ConnectionError } from '../harness/peer.mjs';
import { scaled } from '../harness/timeouts.mjs';
import { Order } from './order.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const ATTACKS = ['codes', 'subscribe', 'list', 'sessions', 'reserved', 'unread', 'joins'];
const ROOMS = ['one', 'two', 'three'];
const LANES = 4;
const PEOPLE = 4; // of a lane
/** Megabytes and threads above the first minute. A sanitizer keeps freed memory for a while. */
const MORE = { memory: process.env.BATON_SANITIZER ? 1024 : 64, threads: 8 };
const PATIENCE = scaled(20000);
/** On a busy machine, ICE between two processes fails now and then. More often than this, something is wrong. */
const FAILED_CONNECTIONS = 1 / 200;

const minutes = Number(process.argv[2]);
const seed = Number(process.argv[3] ?? Date.now() % 1e9);
const failures = [];
const counts = {};

const fail = (text) => failures.push(text);
const count = (what) => (counts[what] = (counts[what] ?? 0) + 1);

/** Random numbers that are the same in each run with a seed (mulberry32). */
class Random {
    constructor(state) {
        this.state = state;
    }

    below(bound) {
        this.state = (this.state + 0x6d2b79f5) | 0;
        let x = Math.imul(this.state ^ (this.state >>> 15), 1 | this.state);
        x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
        return Math.floor(((x ^ (x >>> 14)) >>> 0) / 4294967296 * bound);
    }

    pick(list) {
        return list[this.below(list.length)];
    }
}

// --- packets ---------------------------------------------------------------------------------------

/** The person of each device, by the device's number. */
const persons = new Map();

/** How far a sequence number is ahead of another one; negative for a packet that was sent again. */
const ahead = (from, to) => ((to - from + 0x8000) & 0xffff) - 0x8000;

/** A person's media may change from one device to another only as often as their call has moved this way. */
function watchPackets(device) {
    const last = new Map();
    const changes = new Map();
    const newest = new Map();
    device.down.watchers.add(({ mid, kind, seq, tag }) => {
        const person = persons.get(tag?.device);
        if (!person || ahead(newest.get(mid) ?? seq, seq) < 0)
            return;
        newest.set(mid, seq);
        const line = `${mid} ${kind} ${person.name}`;
        const before = last.get(line);
        last.set(line, tag.device);
        device.down.packets.length = 0;
        if (before === undefined || before === tag.device)
            return;
        const change = `${before}>${tag.device}`;
        const times = (changes.get(`${line} ${change}`) ?? 0) + 1;
        changes.set(`${line} ${change}`, times);
        if (times > (person.moves.get(change) ?? 0))
            fail(`${person.name}: packets of device ${tag.device} after device ${before}, without a move`);
    });
}

// --- people ----------------------------------------------------------------------------------------

class Person {
    static numbers = 0;

    constructor(lane, room) {
        this.lane = lane;
        this.room = room;
        this.name = `person ${++Person.numbers}`;
        /** How often the call may have moved from one device to another: "3>5" -> 1. */
        this.moves = new Map();
    }

    async open() {
        const { janus } = this.lane;
        const device = await Device.open({ url: janus.ws, address: janus.address });
        persons.set(device.number, this);
        this.lane.devices.add(device);
        Order.watch(device.uplink, fail);
        device.uplink.onHangup = (reason) => device.up?.giveUp(reason);
        device.downlink.onHangup = (reason) => device.down?.giveUp(reason);
        return device;
    }

    allow(from, to) {
        const change = `${from.number}>${to.number}`;
        this.moves.set(change, (this.moves.get(change) ?? 0) + 1);
    }

    async join() {
        this.device = await this.open();
        await this.device.join(this.room, { display: this.name });
        await this.device.connect({ slots: { audio: 3, video: 3 } });
        watchPackets(this.device);
    }

    /** Moves the call. `until`: the step after which one of the two devices vanishes; 4: none of them. */
    async move(until, victim, returns) {
        const from = this.device;
        const to = await this.open();
        const steps = [
            async () => (this.code = await from.transfer()),
            async () => (this.scanned = await to.scan(this.code.text)),
            async () => {
                await from.confirm(this.code.transfer, { number: this.scanned.number });
                to.me = { ...to.me, ...await to.next('admitted') };
            },
            async () => {
                this.allow(from, to);
                await to.connect({ sources: to.wantedSources(), slots: { audio: 3, video: 3 } });
                watchPackets(to);
                await to.next('moved');
            },
        ];
        for (const step of steps.slice(0, until))
            await step();
        if (until < steps.length)
            return this.vanish(victim ? to : from, victim ? from : to, until);
        if (returns)
            return this.bringBack(from, to);
        this.device = to;
        return this.lane.drop(from);
    }

    /** The one who is left: the old device before the agreement, and after it the new one if it has connected. */
    async vanish(lost, left, until) {
        await this.lane.drop(lost, true);
        if (until >= 3 || left !== this.device)
            return this.end(left);
        return undefined;
    }

    async bringBack(from, to) {
        this.allow(to, from);
        await from.request({ request: 'return', transfer: this.code.transfer });
        await from.next('returned');
        await this.lane.drop(to);
    }

    /** `vanished`: without a message, as when a battery is empty. */
    async end(device = this.device, vanished = false) {
        this.lane.people.delete(this);
        await this.lane.drop(device, vanished);
        if (device !== this.device)
            await this.lane.drop(this.device, vanished);
    }
}

// --- lanes -----------------------------------------------------------------------------------------

/** A part of the people, who do one thing after the other. */
class Lane {
    constructor(janus, number) {
        this.janus = janus;
        this.random = new Random(seed * LANES + number);
        this.people = new Set();
        this.devices = new Set();
    }

    async drop(device, vanished = false) {
        this.devices.delete(device);
        if (vanished)
            await device.vanish();
        else
            await device.close();
    }

    someone() {
        return this.random.pick([...this.people]);
    }

    actions = {
        join: [6, async () => {
            if (this.people.size >= PEOPLE)
                return;
            const person = new Person(this, this.random.pick(ROOMS));
            this.people.add(person);
            await person.join();
        }],
        move: [6, (person) => person.move(4, false, false)],
        return: [2, (person) => person.move(4, false, true)],
        brokenMove: [3, (person) => person.move(this.random.below(4), this.random.below(2) === 1, false)],
        chat: [3, (person) => person.device.request({ request: 'chat', text: 'hello' })],
        hand: [3, (person) => person.device.request({ request: 'hand', raised: this.random.below(2) === 1 })],
        republish: [2, (person) => person.device.request({ request: 'configure',
            sources: [{ mid: '0', muted: this.random.below(2) === 1 }] })],
        leave: [1, async (person) => {
            await person.device.request({ request: 'leave' });
            await person.end();
        }],
        close: [1, (person) => person.end()],
        vanish: [1, (person) => person.end(person.device, true)],
        lostSocket: [1, async (person) => {
            person.device.dropSignalling();
            await sleep(this.random.below(500));
            await person.end(person.device, true);
        }],
        lostIce: [1, async (person) => {
            await (this.random.below(2) ? person.device.up : person.device.down).vanish();
            await sleep(this.random.below(2000));
            await person.end();
        }],
        closedMedia: [1, async (person) => {
            await (this.random.below(2) ? person.device.up : person.device.down).close();
            await sleep(this.random.below(1000));
            await person.end();
        }],
        flood: [1, () => flood(this.janus, this.random)],
    };

    choose() {
        const all = Object.entries(this.actions);
        let at = this.random.below(all.reduce((sum, [, [weight]]) => sum + weight, 0));
        return all.find(([, [weight]]) => (at -= weight) < 0);
    }

    /**
     * A refusal is an answer. Whoever was refused, or has got no connection, ends, so that the lane goes on from a
     * known state.
     */
    async act() {
        const [name, [, action]] = this.people.size > 0 ? this.choose() : ['join', this.actions.join];
        const person = this.someone();
        count(name);
        try {
            await action(person);
        } catch (error) {
            const refused = error instanceof BatonError || error instanceof JanusError;
            const unconnected = error instanceof ConnectionError;
            if (!(refused || unconnected) || error.code === 499)
                fail(`${name} of ${person?.name}: ${error.stack}`);
            count(unconnected ? 'unconnected' : 'refused');
            await this.clear(name === 'join' ? [...this.people].at(-1) : person);
        }
    }

    /** Ends a person and all devices that nobody has. */
    async clear(person) {
        if (person)
            this.people.delete(person);
        const kept = new Set([...this.people].map(({ device }) => device));
        for (const device of [...this.devices].filter((each) => !kept.has(each)))
            await this.drop(device, true);
    }

    async run(until) {
        while (failures.length === 0 && !until())
            await this.act();
    }

    async end() {
        this.people.clear();
        await this.clear();
    }
}

// --- floods ----------------------------------------------------------------------------------------

let flooding = false;

/** One at a time, in a room of its own, for two seconds. Then the client is killed. */
async function flood(janus, random) {
    if (flooding)
        return;
    flooding = true;
    const child = spawn('nice', ['-n', '15', process.execPath, path.join(here, 'attacker.mjs'), janus.ws,
        random.pick(ATTACKS), 'flooded'], { stdio: 'ignore' });
    const ended = once(child, 'close');
    await sleep(2000);
    child.kill('SIGKILL');
    await ended;
    flooding = false;
}

// --- what must be true when everybody pauses -------------------------------------------------------

async function usage(janus) {
    const status = await readFile(`/proc/${janus.child.pid}/status`, 'utf8');
    const number = (name) => Number(new RegExp(`^${name}:\\s+(\\d+)`, 'm').exec(status)[1]);
    return { memory: number('VmRSS') / 1024, threads: number('Threads') };
}

async function names(janus, room) {
    const { participants } = await janus.admin({ request: 'participants', room, limit: 100 });
    return participants.map(({ display }) => display);
}

function duplicates(list) {
    return list.filter((each, index) => list.indexOf(each) !== index);
}

/** Each source once, and one device that has the call for each participant. */
async function checkRoom(janus, room) {
    const { sources } = await janus.admin({ request: 'sources', room });
    const { devices } = await janus.admin({ request: 'devices', room });
    const twice = [...duplicates(sources.map(({ participant, kind }) => `${participant} ${kind}`)),
        ...duplicates(devices.filter(({ role }) => role === 'active').map(({ participant }) => participant))];
    if (twice.length > 0)
        fail(`in room ${room} twice: ${twice.join(', ')}`);
}

async function differences(janus, lanes) {
    const found = [];
    for (const room of ROOMS) {
        const wanted = lanes.flatMap(({ people }) => [...people]).filter((each) => each.room === room);
        const there = (await names(janus, room)).sort().join(', ');
        const expected = wanted.map(({ name }) => name).sort().join(', ');
        if (there !== expected)
            found.push(`in room ${room} are ${there || 'nobody'}; expected: ${expected || 'nobody'}`);
    }
    const { handles } = await janus.admin({ request: 'status' });
    const expected = 2 * lanes.reduce((sum, { devices }) => sum + devices.size, 0);
    if (handles !== expected)
        found.push(`${handles} handles, expected ${expected}`);
    return found;
}

/** Waits a while, because Janus needs some time to notice a lost client. */
async function checkPause(janus, lanes) {
    let found = [];
    for (const end = Date.now() + PATIENCE; Date.now() < end; await sleep(200)) {
        found = await differences(janus, lanes);
        if (found.length === 0)
            break;
    }
    found.forEach(fail);
    for (const room of ROOMS)
        await checkRoom(janus, room);
}

let first;

/** `join` and `move` open two PeerConnections each. */
function checkConnections() {
    const { unconnected = 0, join = 0, move = 0 } = counts;
    if (unconnected > 2 + 2 * (join + move) * FAILED_CONNECTIONS)
        fail(`${unconnected} PeerConnections failed, of ${2 * (join + move)}`);
}

async function checkUsage(janus) {
    const now = await usage(janus);
    first ??= now;
    for (const [what, more] of Object.entries(MORE))
        if (now[what] > first[what] + more)
            fail(`${what}: ${now[what].toFixed(0)}, ${first[what].toFixed(0)} after the first minute`);
    return now;
}

// --- the run ---------------------------------------------------------------------------------------

async function minute(janus, lanes, seconds, number) {
    const end = Date.now() + seconds * 1000;
    await Promise.all(lanes.map((lane) => lane.run(() => Date.now() > end || janus.exit)));
    if (janus.exit || failures.length > 0)
        return;
    await checkPause(janus, lanes);
    checkConnections();
    const { memory, threads } = await checkUsage(janus);
    const people = lanes.reduce((sum, each) => sum + each.people.size, 0);
    const done = Object.entries(counts).map(([what, times]) => `${times} ${what}`).join(', ');
    console.log(`minute ${number}: ${people} people, ${memory.toFixed(0)} MB, ${threads} threads; so far ${done}`);
}

async function finish(janus, lanes) {
    await Promise.all(lanes.map((lane) => lane.end()));
    for (const end = Date.now() + PATIENCE; !janus.exit; await sleep(200)) {
        const { participants, devices, handles, sources, transfers } = await janus.admin({ request: 'status' });
        const left = JSON.stringify({ participants, devices, handles, sources, transfers });
        if (participants + devices + handles + sources + transfers === 0)
            break;
        if (Date.now() > end) {
            fail(`after everybody has left: ${left}`);
            break;
        }
    }
    await janus.stop();
    janus.complaints().forEach(fail);
}

console.log(`seed ${seed}`);
const output = path.join(here, '..', 'output');
await mkdir(output, { recursive: true });
const general = { max_rooms: 1000, max_codes: 1000, session_participants: 100, admin_key: 'known', confirm_seconds: 10,
    connect_seconds: 10 };
const janus = await startJanus({ settings: { general }, janus: { general: { event_loops: 2 } }, events: true,
    logFile: path.join(output, 'soak-janus.log') });
for (const room of [...ROOMS, 'flooded'])
    await janus.admin({ request: 'create', room, hold: 0, max_participants: 100, permanent: false });
const lanes = Array.from({ length: LANES }, (_, number) => new Lane(janus, number));
const seconds = minutes * 60;
for (let number = 1; (number - 1) * 60 < seconds && failures.length === 0 && !janus.exit; number++)
    await minute(janus, lanes, Math.min(60, seconds - (number - 1) * 60), number);
await finish(janus, lanes);
for (const failure of failures.slice(0, 10))
    console.log(`failed: ${failure}`);
console.log(failures.length > 0 ? `FAILED; again with: tests/soak ${minutes} ${seed}` : 'nothing found');
process.exit(failures.length > 0 ? 1 : 0);
