// SPDX-License-Identifier: GPL-3.0-or-later
// A person's network is lost, in a real browser with the real page: the path of the media in each role of a device, and
// all packets for a while. The others are native devices, which record every packet. Prints what it has measured.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { environment } from '../harness/janus.mjs';
import { OwnNetwork } from '../harness/ownnetwork.mjs';
import { assertOneStream, midOf, sees, streamOf, until } from '../system/check.mjs';
import { Person } from './person.mjs';

const TIMEOUT = { timeout: 150000 };
const SOON = 30000;
const HOLD = 120;
const ms = (time) => `${Math.round(time)} ms`;
/** Long enough for two lost paths. */
const general = { confirm_seconds: 120, connect_seconds: 60, commit_seconds: 60 };

/**
 * The most milliseconds from the loss of a path to media over another one, without SLACK. The client waits until no
 * packet has come for 1.25 to 1.5 seconds; then it restarts ICE. If the address itself changes, Chromium on Linux
 * gathers the new address 2.02 seconds after the change, and media follows 0 to 0.4 seconds later.
 */
const PATH_BACK = 2000;
/** The most milliseconds from the end of an outage to media, if the browser notices the end. */
const BACK = 1000;
/**
 * The same if the browser does not notice it. An attempt of the client to connect ends after 10 seconds, and the next
 * one begins at most 5 seconds later.
 */
const BACK_UNNOTICED = 16000;
/** Milliseconds before a path is lost. The client takes it for dead only if packets came before, for some seconds. */
const STEADY = 5000;
/** Milliseconds that two busy processors with a browser may add; with a new address, Chromium uses half of them. */
const SLACK = 1000;

export default function lostPath(test) {
    for (const [role, begin] of Object.entries(roles))
        test(`a lost path, ${role}: media again within 2 seconds and what the machine adds`,
            (context) => losesPaths(context, begin), TIMEOUT);
    for (const seconds of process.env.BATON_LONG ? [5, 25, 84] : [5])
        for (const noticed of [true, false])
            test(`network gone for ${seconds} s, and the browser ${noticed ? 'notices' : 'does not notice'}: back soon`,
                (context) => outage(context, seconds, noticed), { timeout: TIMEOUT.timeout + seconds * 1000 });
}

/** Starts a Janus that a browser in a network of its own can reach, and this browser. */
async function begin(context) {
    const { suite } = context;
    const { address } = environment();
    const network = await OwnNetwork.make(context, address);
    await network.addSecond();
    await context.ownJanus({ settings: { general: { ...suite.settings.general, ...general } },
        janus: { nat: { ice_enforce_list: [address, ...network.gateways].join() } } });
    const origin = await suite.originFor(context);
    const browser = await suite.start('anna', { network: (program) => network.launcher(program) });
    context.defer(() => browser.close());
    const person = await Person.sit(browser, { origin, device: 'anna', script: noteSound });
    context.defer(() => person.leave());
    const room = await context.room({ hold: HOLD, grace: 120 });
    return { context, network, origin, person, room };
}

/** Runs in every page before its own scripts: notes when sound and Janus's reports about the uplink (RTCP) arrive. */
function noteSound() {
    window.soundTimes = [];
    window.reportTimes = [];
    const now = () => performance.timeOrigin + performance.now();
    /** All packets but STUN that came over the uplinks. */
    const received = async () => {
        let packets = 0;
        for (const peer of window.batonStatistics.peers)
            if (peer.connectionState !== 'closed' && peer.getSenders().some(({ track }) => track))
                for (const { type, packetsReceived = 0 } of (await peer.getStats()).values())
                    packets += type === 'transport' ? packetsReceived : 0;
        return packets;
    };
    let [before, reported] = [0, 0];
    setInterval(async () => {
        const sum = (await window.batonStatistics.inbound()).filter(({ kind }) => kind === 'audio')
            .reduce((packets, { packetsReceived }) => packets + packetsReceived, 0);
        if (sum !== before)
            window.soundTimes.push(now());
        before = sum;
        const reports = await received();
        if (reports !== reported)
            window.reportTimes.push(now());
        reported = reports;
    }, 50);
}

/** The person is in the call with Ben. */
async function inCall(context) {
    const scene = await begin(context);
    const { person, room } = scene;
    const id = await person.join(room, { name: 'Anna' });
    const ben = await context.caller(room, { display: 'Ben' });
    await sees(ben, id);
    await isConnected(person);
    await flowsBothWays({ ...scene, ben, id });
    return { ...scene, ben, id, done: async () => {} };
}

/** The three roles. `done` brings the call to the person if it is not there yet. */
const roles = {
    'in the call': inCall,

    async 'a new device before the commit'(context) {
        const scene = await begin(context);
        const { person, room, origin } = scene;
        const [anna, ben] = await context.call(room);
        await Promise.all([sees(ben, anna.id), sees(anna, ben.id)]);
        const code = await anna.transfer({ link: origin });
        await person.openLink(code.text);
        await person.press('accept');
        const number = await person.readNumber();
        await anna.next('confirm');
        await isConnected(person);
        return { ...scene, ben, id: anna.id, sign: 'reportTimes', done: async () => {
            await anna.confirm(code.transfer, { number });
            await person.arrives();
        } };
    },

    async 'the old device on standby'(context) {
        const scene = await inCall(context);
        const { person } = scene;
        const carl = await context.device();
        await person.showCode();
        const { number } = await carl.scan(await person.copyCode());
        await person.pick(number);
        carl.me = { ...carl.me, ...await carl.next('admitted') };
        await carl.connect({ sources: carl.wantedSources(), slots: carl.wantedSlots() });
        await carl.next('moved');
        await person.sees('bring-back');
        return { ...scene, sign: 'reportTimes', done: async () => {
            await person.press('bring-back');
            await person.sees('controls');
        } };
    },
};

/** The local candidates that the two connected PeerConnections of a page use; fewer if one is not connected. */
const chosen = ({ page }) => page.evaluate(async () => {
    const found = [];
    for (const peer of window.batonStatistics.peers.filter(({ connectionState }) => connectionState === 'connected')) {
        const entries = await peer.getStats();
        for (const { type, selectedCandidatePairId } of entries.values()) {
            const pair = type === 'transport' && entries.get(selectedCandidatePairId);
            const { address, port } = (pair && entries.get(pair.localCandidateId)) || {};
            if (address)
                found.push({ address, port });
        }
    }
    return found;
});

/** All local UDP ports of a page. */
const ports = ({ page }) => page.evaluate(async () => {
    const found = new Set();
    for (const peer of window.batonStatistics.peers.filter(({ connectionState }) => connectionState !== 'closed'))
        for (const { type, protocol, port } of (await peer.getStats()).values())
            if (type === 'local-candidate' && protocol === 'udp')
                found.add(port);
    return [...found];
});

const isConnected = (person, where = () => true) => until(() => chosen(person),
    (found) => found.length === 2 && found.every(where), { timeout: SOON, what: 'two connections' });

/** The longest time without sound (or reports) since a moment, at the page and at Ben; both in milliseconds. */
async function pauses({ person, ben, id, sign = 'soundTimes' }, since) {
    const longest = (times) => Math.max(...times.slice(1).map((time, i) => time - times[i]));
    const page = await person.page.evaluate((name) => window[name], sign);
    const clock = Date.now() - Number(process.hrtime.bigint()) / 1e6;
    const packets = streamOf(ben.down, midOf(ben, id, 'microphone')).map(({ at }) => at + clock);
    return [page, packets].map((times) => longest([since, ...times.filter((at) => at > since)]));
}

/**
 * Two ways to lose the path of the media, so that only an ICE restart brings it back. Each resolves with a function
 * that says whether a local candidate is over another path.
 */
const losses = {
    async 'the packets of all pairs are dropped'({ network, person }) {
        const used = await ports(person);
        await network.losePorts(used);
        return ({ port }) => !used.includes(port);
    },

    async 'the address is removed, and there is one of another network'({ network, person }) {
        const [{ address }] = await chosen(person);
        await network.change();
        return (candidate) => candidate.address !== address;
    },
};

/** New sound arrives at the person, or other news of which the page notes the times. */
async function hears({ page }, sign = 'soundTimes') {
    const count = () => page.evaluate((name) => window[name].length, sign);
    const before = await count();
    await until(count, (now) => now > before, { timeout: SOON, what: `${sign} of the person` });
}

/** New sound of the person's browser arrives at Ben, and of Ben at the person. Only native devices send tags. */
async function flowsBothWays({ person, ben, id }) {
    const mid = midOf(ben, id, 'microphone');
    await Promise.all([ben.down.next((packet) => packet.mid === mid && packet.kind === 'audio' && !packet.tag,
        { timeout: SOON }), hears(person)]);
}

/**
 * Prints the pauses since a loss, and compares them with the limit. Ben hears only the device in the call. Of another
 * device, the page's uplink is measured: Janus reports what it receives.
 */
async function judge(scene, how, since) {
    const inTheCall = !scene.sign;
    const [toPage, fromPage] = await pauses(scene, since);
    const words = `${how}: nothing at the page for ${ms(toPage)}` +
        (inTheCall ? `, and from it for ${ms(fromPage)}` : '');
    console.log(`    ${words}`);
    assert.ok(Math.max(toPage, inTheCall ? fromPage : 0) < PATH_BACK + SLACK, words);
}

/** Media flows again over another path: in the call to and from Ben, on another device to Janus. */
async function recovers(scene, isOther) {
    await isConnected(scene.person, isOther);
    await (scene.sign ? hears(scene.person, scene.sign) : flowsBothWays(scene));
}

/**
 * The browser has two networks and loses the one that it uses. It would move to the other one and stay connected, but
 * Janus does not follow before ICE is restarted.
 */
async function losesPairInUse(scene) {
    const { person, network } = scene;
    await sleep(STEADY);
    const [{ address }] = await chosen(person);
    const since = Date.now();
    await network.loseAddress(address);
    await recovers(scene, (candidate) => candidate.address !== address);
    await judge(scene, 'the pair in use is lost', since);
    await network.removeSecond();
}

async function losesPaths(context, start) {
    const scene = await start(context);
    await losesPairInUse(scene);
    for (const [how, lose] of Object.entries(losses)) {
        await sleep(STEADY);
        const since = Date.now();
        const isOther = await lose(scene);
        await recovers(scene, isOther);
        await judge(scene, how, since);
    }
    await scene.done();
    await flowsBothWays(scene);
    sameForOthers(scene);
}

/** Ben has received the participant on the same streams all the time. */
function sameForOthers({ ben, id }) {
    for (const kind of ['microphone', 'camera'])
        assertOneStream(streamOf(ben.down, midOf(ben, id, kind)), kind);
    assert.equal(ben.down.negotiations, 1);
    assert.deepEqual(ben.uplink.unread('participant_left'), []);
}

async function outage(context, seconds, noticed) {
    const scene = await inCall(context);
    const { network, person, ben, id } = scene;
    await (noticed ? network.unplug() : network.lose());
    await sleep(seconds * 1000);
    const since = Date.now();
    await (noticed ? network.plugIn() : network.find());
    await flowsBothWays(scene);
    const took = Date.now() - since;
    console.log(`    network gone for ${seconds} s, ${noticed ? 'noticed' : 'unnoticed'}: sound in both directions ` +
        `${ms(took)} after it`);
    const most = (noticed ? BACK : BACK_UNNOTICED) + SLACK;
    assert.ok(took < most, `back after ${took} ms, expected at most ${most} ms`);
    await until(() => context.admin({ request: 'participants', room: scene.room }), ({ participants }) =>
        participants.find((one) => one.id === id)?.connection === 'connected', { timeout: SOON });
    sameForOthers(scene);
    // The browser reports the requests that it could not send.
    person.problems = person.problems.filter((text) => !/ERR_|WebSocket/.test(text));
}
