// SPDX-License-Identifier: GPL-3.0-or-later
// Browsers that reach Janus directly, but not over IPv4 and UDP: over TCP (RFC 6544), or over IPv6.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { until } from '../system/check.mjs';
import { moveByLink } from './person.mjs';

const run = promisify(execFile);

/** An address that the test adds to the interface of scripts/network.sh. */
const IPV6 = 'fd77::1';
const TIMEOUT = 90000;

export default function paths(test) {
    test('a call works and moves over ICE-TCP', (context) => worksAndMoves(context,
        { nat: { ice_tcp: true } }, ' tcp ', { protocol: 'tcp', tcpType: 'passive' }), { timeout: TIMEOUT });
    test('a call works and moves over IPv6', async (context) => {
        const address = [`${IPV6}/64`, 'dev', 'baton0'];
        await run('ip', ['-6', 'addr', 'add', ...address, 'nodad']);
        context.defer(() => run('ip', ['-6', 'addr', 'del', ...address]));
        await worksAndMoves(context, { media: { ipv6: true }, nat: { ice_enforce_list: `${IPV6},10.77.0.1` } },
            ` ${IPV6} `, { protocol: 'udp', address: IPV6 });
    }, { timeout: TIMEOUT });
}

/**
 * Runs in every page before its own scripts: the page uses only those ICE candidates of Janus that contain this text.
 * If they are of TCP, Janus does not get the UDP candidates of the page either. Otherwise it would use them.
 */
function useOnly(text) {
    const { setRemoteDescription, addIceCandidate } = RTCPeerConnection.prototype;
    RTCPeerConnection.prototype.setRemoteDescription = function set({ type, sdp }) {
        const lines = sdp.split('\r\n').filter((line) => !line.startsWith('a=candidate:') || line.includes(text));
        return setRemoteDescription.call(this, { type, sdp: lines.join('\r\n') });
    };
    RTCPeerConnection.prototype.addIceCandidate = function add(candidate) {
        const unwanted = candidate?.candidate && !candidate.candidate.includes(text);
        return unwanted ? Promise.resolve() : addIceCandidate.call(this, candidate);
    };
    const { send } = WebSocket.prototype;
    WebSocket.prototype.send = function pass(data) {
        if (!text.includes('tcp') || !/"candidate:\S+ \d+ udp /.test(data))
            send.call(this, data);
    };
}

/** The candidates of Janus that the connected PeerConnections of a page use. */
const candidates = (person) => person.page.evaluate(async () => {
    const found = [];
    for (const peer of window.batonStatistics.peers.filter(({ connectionState }) => connectionState === 'connected')) {
        const entries = await peer.getStats();
        for (const { type, selectedCandidatePairId } of entries.values()) {
            if (type === 'transport')
                found.push(entries.get(entries.get(selectedCandidatePairId).remoteCandidateId));
        }
    }
    return found;
});

/** Resolves once two PeerConnections are connected to candidates with these properties. */
async function isConnected(person, wanted) {
    const found = await until(() => candidates(person), (now) => now.length === 2,
        { timeout: 20000, what: `two connections of ${person.name}` });
    for (const candidate of found)
        assert.deepEqual({ ...candidate, ...wanted }, candidate);
}

async function worksAndMoves(context, janus, text, wanted) {
    const { suite } = context;
    const { general } = suite.settings;
    await context.ownJanus({ settings: { general }, janus });
    const origin = await suite.originFor(context);
    const people = [];
    for (const name of ['anna', 'ben', 'phone']) {
        const person = await suite.person(context, name, { origin });
        await person.context.addInitScript(useOnly, text);
        people.push(person);
    }
    const [anna, ben, phone] = people;
    const room = await context.room();
    await anna.join(room);
    await ben.join(room);
    await Promise.all([anna, ben].map((person) => isConnected(person, wanted)));
    await moveByLink(anna, phone);
    assert.equal(phone.id, anna.id);
    await isConnected(phone, wanted);
}
