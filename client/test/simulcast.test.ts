// SPDX-License-Identifier: MIT
// An uplink that sends several encodings: what it offers, and which of them it sends.

import { beforeEach, describe, expect, it } from 'vitest';
import { BatonError } from '../src/errors.js';
import { Uplink } from '../src/uplink.js';
import type { Encoding } from '../src/wire.js';
import { fakeBrowser, FakePeerConnection, FakeTrack } from './fakebrowser.js';
import { FakeHandle, noServers } from './fakes.js';

let handle: FakeHandle;
let uplink: Uplink;
let camera: FakeTrack;
beforeEach(() => {
    fakeBrowser();
    handle = new FakeHandle();
    uplink = new Uplink(handle.asDevice(), handle.asHandle(), noServers(), true);
    camera = new FakeTrack('video');
});
const connection = () => FakePeerConnection.made.at(-1)!;
const line = (index = 0) => connection().transceivers[index]!;
const sent = (index = 0) => line(index).encodings.filter(({ active }) => active).map(({ rid }) => rid);
const settle = () => new Promise((resolve) => setTimeout(resolve));
const watched = (...active: string[]): Encoding[] =>
    ['l', 'm', 'h'].map((rid) => ({ rid, active: active.includes(rid), bitrate: 0 }));
const accept = (encodings: Encoding[] = [], sdp = 'theirs') =>
    handle.reply({ baton: 'published', sources: [{ mid: '0', encodings }] }, { type: 'answer', sdp });

async function publishCamera(...active: string[]): Promise<void> {
    accept(watched(...active));
    await uplink.publish({ camera: camera.asTrack() });
    await settle();
}

describe('an uplink with simulcast', () => {
    it('names the encodings of a camera, the smallest first', async () => {
        await publishCamera('l', 'm', 'h');
        expect(handle.said).toMatchObject([{ sources: [{ kind: 'camera', encodings: ['l', 'm', 'h'] }] }]);
        expect(line().encodings).toHaveLength(3);
    });

    it('sends what somebody watches, from the first answer on', async () => {
        await publishCamera('l');
        expect(sent()).toEqual(['l']);
        uplink.takeWatched([{ mid: '0', encodings: watched('l', 'h') }]);
        await settle();
        expect(sent()).toEqual(['l', 'h']);
    });

    it('sends nothing if nobody watches', async () => {
        await publishCamera('l', 'm', 'h');
        uplink.takeWatched([{ mid: '0', encodings: watched() }]);
        await settle();
        expect(sent()).toEqual([]);
    });

    it('sends the latest of several quick changes, and sets parameters one after the other', async () => {
        await publishCamera('l', 'm', 'h');
        const before = line().parameters;
        for (const active of ['l', 'm', 'h']) uplink.takeWatched([{ mid: '0', encodings: watched(active) }]);
        await settle();
        expect(sent()).toEqual(['h']);
        expect(line().parameters - before).toBe(2);
    });

    it('keeps the choice when the camera is replaced, and fits the encodings to the new one', async () => {
        await publishCamera('m', 'h');
        const small = new FakeTrack('video');
        small.size = { width: 640, height: 480 };
        await uplink.replace('camera', small.asTrack());
        await settle();
        expect(line().encodings.map(({ active, scaleResolutionDownBy: scale }) => active && scale)).toEqual(
            [false, 1, false]);
    });

    it('keeps the choice in a later negotiation, whatever the answer pauses', async () => {
        await publishCamera('l');
        accept(watched('l'), 'm=video\r\na=mid:0\r\na=simulcast:recv ~l;m;h\r\n');
        await uplink.restart();
        expect(connection().remoteDescription).toMatchObject({
            sdp: 'm=video\r\na=mid:0\r\na=simulcast:recv l;~m;~h\r\n',
        });
        expect(sent()).toEqual(['l']);
    });

    it('begins with all encodings on another handle', async () => {
        await publishCamera('l');
        handle = new FakeHandle();
        uplink.move(handle.asHandle());
        handle.reply({ baton: 'published', sources: [{ mid: '0', encodings: watched('l', 'm', 'h') }] });
        await uplink.restart();
        await settle();
        expect(sent()).toEqual(['l', 'm', 'h']);
    });

    it('does not divide a small camera', async () => {
        camera.size = { width: 320, height: 240 };
        await publishCamera();
        expect(line().encodings).toEqual([{ active: true }]);
        expect(handle.said).toEqual([
            { request: 'publish', sources: [{ mid: '0', kind: 'camera', muted: false }] },
        ]);
    });

    it('leaves the m-line of an ended source unused if the line lost its encodings', async () => {
        await publishCamera('l', 'm', 'h');
        accept();
        await uplink.unpublish(['camera']);
        line().encodings = [{ rid: 'l', active: true }];
        accept();
        await uplink.publish({ camera: new FakeTrack('video').asTrack() });
        expect(connection().transceivers).toHaveLength(2);
        expect(line(1).encodings).toHaveLength(3);
    });

    it('uses an m-line with one encoding again when there are many', async () => {
        await publishCamera('l', 'm', 'h');
        for (let i = 0; i < 20; i++) {
            accept();
            await uplink.unpublish(['camera']);
            line(connection().transceivers.length - 1).encodings = [{ active: true }];
            accept();
            await uplink.publish({ camera: new FakeTrack('video').asTrack() });
        }
        expect(connection().transceivers).toHaveLength(8);
    });
});

describe('a server that refuses simulcast', () => {
    const refusal = new BatonError('invalid_sdp', 'one encoding expected', { errorCode: 430 });

    it('gets the first offer again without it', async () => {
        handle.reply(refusal);
        accept();
        await uplink.publish({ camera: camera.asTrack() });
        expect(handle.said).toMatchObject([
            { sources: [{ encodings: ['l', 'm', 'h'] }] },
            { sources: [{ kind: 'camera' }] },
        ]);
        expect(handle.said[1]).not.toHaveProperty('sources.0.encodings');
        expect(line().encodings).toHaveLength(1);
        expect(camera.stopped).toBe(false);
    });

    it('gets a later offer again on the same PeerConnection, with the other sources', async () => {
        accept();
        await uplink.publish({ microphone: new FakeTrack('audio').asTrack() });
        line().currentDirection = 'sendonly';
        const before = connection();
        handle.reply(refusal);
        accept();
        await uplink.publish({ camera: camera.asTrack() });
        expect(connection()).toBe(before);
        expect(before.rolledBack).toBe(true);
        expect(before.getTransceivers()).toHaveLength(2);
        expect(before.getTransceivers()[1]).toMatchObject({ encodings: [{ active: true }] });
    });

    it('ends the tracks if the offer without simulcast is refused, too', async () => {
        handle.reply(refusal);
        handle.reply(refusal);
        await expect(uplink.publish({ camera: camera.asTrack() })).rejects.toMatchObject({ name: 'invalid_sdp' });
        expect(camera.stopped).toBe(true);
    });
});

describe('an app that wants no simulcast', () => {
    it('sends each source once', async () => {
        uplink = new Uplink(handle.asDevice(), handle.asHandle(), noServers(), false);
        await publishCamera();
        expect(line().encodings).toEqual([{ active: true }]);
    });
});
