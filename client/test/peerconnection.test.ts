// SPDX-License-Identifier: MIT
// The PeerConnection of a handle: candidates both ways, its states, and its end.

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { PeerConnection } from '../src/peerconnection.js';
import { fakeBrowser, FakePeerConnection } from './fakebrowser.js';
import { FakeHandle, noServers } from './fakes.js';

const early = { candidate: 'candidate:1', sdpMid: '0', sdpMLineIndex: 0 };
const late = { candidate: 'candidate:2', sdpMid: '0', sdpMLineIndex: 0 };
const offer = { type: 'offer', sdp: 'theirs' } as const;

class TrickledHandle extends FakeHandle {
    readonly trickled: unknown[] = [];
    override trickle(candidate?: unknown): void {
        this.trickled.push(candidate);
    }
    receive(candidate: typeof early | { completed: true }): void {
        this.emit('candidate', candidate);
    }
    close(): void {
        this.emit('hangup', undefined);
    }
}

let handle: TrickledHandle;
let peer: PeerConnection;
beforeEach(() => {
    fakeBrowser();
    handle = new TrickledHandle();
    peer = new PeerConnection(handle.asHandle(), noServers());
});
const connection = () => FakePeerConnection.made.at(-1)!;

describe('candidates', () => {
    it('that come before the remote description are kept for it', async () => {
        handle.receive(early);
        peer.open();
        expect(connection().candidates).toEqual([]);
        await peer.answer(offer);
        handle.receive(late);
        handle.receive({ completed: true });
        expect(connection().candidates).toEqual([early, late, null]);
    });

    it('of this browser go to Janus, and so does the end of the candidates', () => {
        peer.open();
        for (const candidate of [{ ...early, other: 1 }, { ...early, candidate: '' }, null])
            connection().onicecandidate({ candidate });
        expect(handle.trickled).toEqual([early, { completed: true }]);
    });
});

describe('the priority of Janus\'s candidates', () => {
    const candidate = (priority: number) => `candidate:1 1 udp ${priority} 10.0.0.1 4000 typ host`;
    const sdp = (fragment: string, priority: number) => `a=ice-ufrag:${fragment}\r\na=${candidate(priority)}\r\n`;
    const priorities = () => [connection().remoteDescription, ...connection().candidates]
        .map((one) => JSON.stringify(one)).map((text) => / udp (\d+) /.exec(text)?.[1]).map(Number);
    const answers = async (fragment: string, priority: number) => {
        connection().candidates.length = 0;
        await peer.answer({ type: 'offer', sdp: sdp(fragment, priority) });
        handle.receive({ ...early, candidate: candidate(priority) });
        return priorities();
    };

    it('rises with each restart of ICE, so that the browser does not keep a dead pair', async () => {
        peer.open();
        expect(await answers('one', 100)).toEqual([100, 100]);
        expect(await answers('one', 100)).toEqual([100, 100]);
        expect(await answers('two', 100)).toEqual([65_636, 65_636]);
        expect(await answers('three', 100)).toEqual([131_172, 131_172]);
    });

    it('is never above the highest', async () => {
        peer.open();
        await answers('one', 2 ** 31 - 1);
        expect(await answers('two', 2 ** 31 - 1)).toEqual([2 ** 31 - 1, 2 ** 31 - 1]);
    });

    it('begins again with another PeerConnection', async () => {
        peer.open();
        await answers('one', 100);
        await answers('two', 100);
        peer.close(false);
        peer.open();
        expect(await answers('three', 100)).toEqual([100, 100]);
    });
});

describe('a PeerConnection', () => {
    it('that is closed while it answers fails, although the browser does not say so', async () => {
        const answered = peer.answer(offer);
        peer.dispose();
        await expect(answered).rejects.toMatchObject({ name: 'connection_lost' });
    });

    it('reports one of four states', () => {
        const state = vi.fn();
        peer.on('state', state);
        peer.open();
        for (const now of ['new', 'checking', 'connected', 'completed', 'failed', 'closed']) {
            connection().iceConnectionState = now;
            connection().oniceconnectionstatechange();
        }
        expect(state.mock.calls.flat()).toEqual(['connecting', 'connected', 'connected', 'failed']);
    });

    it('is closed when Janus hangs up, and can be opened again', () => {
        const first = peer.open();
        handle.close();
        expect(connection().closed).toBe(true);
        expect(peer.current).toBeNull();
        expect(peer.open()).not.toBe(first);
    });

    it('reports what the browser refuses', async () => {
        peer.open();
        connection().createOffer = () => Promise.reject(new Error('no'));
        await expect(peer.offer()).rejects.toMatchObject({ name: 'webrtc' });
    });
});
