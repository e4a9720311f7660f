// SPDX-License-Identifier: GPL-3.0-or-later
// Browsers that reach nothing but a TURN server: a real coturn, which accepts only the credentials that Baton makes.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { startCoturn } from '../harness/coturn.mjs';
import { environment } from '../harness/janus.mjs';
import { until } from '../system/check.mjs';
import { moveByLink } from './person.mjs';

/**
 * coturn's address in the tests' network; see scripts/network.sh. It is on the interface of Janus's address: what Janus
 * sends to an address of this machine on another interface does not arrive.
 */
const TURN = '10.78.0.1';

/** The shortest time that the settings allow. The client renews a credential after half of it. */
const LIFETIME = 60; // seconds
const TIMEOUT = 150000;

export default function relay(test) {
    for (const transport of ['udp', 'tcp', 'tls'])
        test(`with only a TURN server over ${transport.toUpperCase()}, a call works and moves`,
            (context) => worksAndMoves(context, transport), { timeout: TIMEOUT });
    test('with only a TURN server that loses all paths, ICE restarts, and the call goes on and moves', losesPaths,
        { timeout: 2 * TIMEOUT });
    test('with only a TURN server, a credential is renewed, and the next offer uses it; when the first has expired, ' +
        'the call goes on, and a lost path is repaired', renews, { timeout: 2 * TIMEOUT });
}

/** Runs in every page before its own scripts: all PeerConnections use relayed ICE candidates only. */
function relayOnly() {
    const relayed = (configuration) => ({ ...configuration, iceTransportPolicy: 'relay' });
    const { setConfiguration } = RTCPeerConnection.prototype;
    RTCPeerConnection.prototype.setConfiguration = function set(configuration) {
        return setConfiguration.call(this, relayed(configuration));
    };
    window.RTCPeerConnection = new Proxy(RTCPeerConnection, {
        construct: (target, [configuration], newTarget) =>
            Reflect.construct(target, [relayed(configuration)], newTarget),
    });
}

async function begin(context, transport, names) {
    const { suite } = context;
    const coturn = await startCoturn({ address: TURN, peer: environment().address });
    context.defer(() => coturn.stop());
    const { general } = suite.settings;
    await context.ownJanus({ settings: { general,
        ice: coturn.settings([coturn[transport]], { credential_seconds: LIFETIME }) } });
    const origin = await suite.originFor(context);
    const people = [];
    for (const name of names) {
        const person = await suite.person(context, name, { origin });
        await person.context.addInitScript(relayOnly);
        people.push(person);
    }
    return { coturn, people };
}

/** The local ICE candidates that the connected PeerConnections of a page use: the type of each, and its ufrag. */
const candidates = (person) => person.page.evaluate(async () => {
    const used = [];
    for (const peer of window.batonStatistics.peers.filter(({ connectionState }) => connectionState === 'connected')) {
        const entries = await peer.getStats();
        for (const { type, selectedCandidatePairId } of entries.values()) {
            if (type === 'transport') {
                const { candidateType, usernameFragment } =
                    entries.get(entries.get(selectedCandidatePairId).localCandidateId);
                used.push({ type: candidateType, ufrag: usernameFragment });
            }
        }
    }
    return used;
});

/** Resolves once two PeerConnections are connected, both through coturn. */
async function isRelayed(person) {
    const used = await until(() => candidates(person), (now) => now.length === 2,
        { timeout: 20000, what: `two connections of ${person.name}` });
    assert.deepEqual(used.map(({ type }) => type), ['relay', 'relay']);
}

/** Resolves once a page has decoded more frames of the others. */
async function seesMore(person) {
    const frames = () => person.page.evaluate(async () => (await window.batonStatistics.inbound())
        .reduce((sum, { framesDecoded = 0 }) => sum + framesDecoded, 0));
    const before = await frames();
    await until(frames, (now) => now > before + 5, { timeout: 20000, what: `a picture at ${person.name}` });
}

async function worksAndMoves(context, transport) {
    const { people: [anna, ben, phone] } = await begin(context, transport, ['anna', 'ben', 'phone']);
    const room = await context.room();
    await anna.join(room);
    await ben.join(room);
    await Promise.all([anna, ben].map(isRelayed));
    await Promise.all([anna, ben].map(seesMore));
    await moveByLink(anna, phone);
    assert.equal(phone.id, anna.id);
    await isRelayed(phone);
    await Promise.all([ben, phone].map(seesMore));
}

/**
 * All paths are lost. Resolves when both PeerConnections of each page are connected on new paths, with new ufrags.
 * The browser's connectionState is no sign: the client often restarts ICE before the browser reports the loss.
 */
async function recover(coturn, people) {
    const lost = new Set((await Promise.all(people.map(candidates))).flat().map(({ ufrag }) => ufrag));
    assert.equal(lost.size, 2 * people.length);
    await coturn.renew();
    await Promise.all(people.map((person) => until(() => candidates(person),
        (now) => now.length === 2 && now.every(({ ufrag }) => !lost.has(ufrag)),
        { timeout: 90000, what: `two new paths of ${person.name}` })));
}

async function losesPaths(context) {
    const { coturn, people: [anna, ben, phone] } = await begin(context, 'udp', ['anna', 'ben', 'phone']);
    const room = await context.room();
    await anna.join(room);
    await ben.join(room);
    await Promise.all([anna, ben].map(isRelayed));
    await Promise.all([anna, ben].map(seesMore));
    await recover(coturn, [anna, ben]);
    await Promise.all([anna, ben].map(seesMore));
    await moveByLink(anna, phone);
    await isRelayed(phone);
    await Promise.all([ben, phone].map(seesMore));
    await recover(coturn, [phone, ben]);
    await Promise.all([ben, phone].map(seesMore));
}

/** The credential that the page got when it joined. */
const firstCredential = ({ heard }) => heard.map(({ plugindata }) => plugindata?.data)
    .find((data) => data?.baton === 'joined').ice_servers[0];

/** Waits until this credential has expired, and asserts that coturn refuses it. */
async function expires(coturn, { username, credential }) {
    const end = Number(username.split(':')[0]) * 1000;
    await sleep(Math.max(0, end - Date.now()) + 1500);
    const said = await coturn.uclient({ username, credential, peer: environment().address, port: 9 });
    assert.doesNotMatch(said, /Total lost packets/);
}

async function renews(context) {
    const { coturn, people: [anna, ben] } = await begin(context, 'udp', ['sharing', 'ben']);
    const room = await context.room();
    await anna.join(room);
    await ben.join(room);
    await Promise.all([anna, ben].map(isRelayed));
    const told = () => anna.heard.map(({ plugindata }) => plugindata?.data)
        .filter((data) => data?.baton === 'ice');
    const [{ ice_servers: [{ username }] }] = await until(told, ({ length }) => length > 0,
        { timeout: LIFETIME * 1000, what: 'a new credential' });
    assert.ok(!coturn.log.includes(username), 'the new credential was used too early');
    await anna.press('control-screen');
    await until(() => coturn.log, (log) => log.includes(username), { what: 'an allocation with the new credential' });
    await ben.sees('tile', { timeout: 20000 });
    await Promise.all([anna, ben].map(isRelayed));
    await seesMore(ben);

    await expires(coturn, firstCredential(anna));
    await Promise.all([anna, ben].map(isRelayed));
    await Promise.all([anna, ben].map(seesMore));
    await recover(coturn, [anna, ben]);
    await Promise.all([anna, ben].map(isRelayed));
    await Promise.all([anna, ben].map(seesMore));
}
