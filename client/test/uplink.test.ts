// SPDX-License-Identifier: MIT
// The uplink: its m-lines, its tracks, and offers that the server refuses.

import { beforeEach, describe, expect, it } from 'vitest';
import { BatonError } from '../src/errors.js';
import { Uplink } from '../src/uplink.js';
import { fakeBrowser, FakePeerConnection, FakeTrack } from './fakebrowser.js';
import { FakeHandle, noServers } from './fakes.js';

const published = { baton: 'published', sources: [] };
const answer = { type: 'answer', sdp: 'theirs' };
const refusal = new BatonError('codec_refused', 'no');

let handle: FakeHandle;
let uplink: Uplink;
let microphone: FakeTrack, camera: FakeTrack;
beforeEach(() => {
    fakeBrowser();
    handle = new FakeHandle();
    uplink = new Uplink(handle.asDevice(), handle.asHandle(), noServers(), true);
    microphone = new FakeTrack('audio');
    camera = new FakeTrack('video');
});
const connection = () => FakePeerConnection.made.at(-1)!;
const accept = () => handle.reply(published, answer);

describe('an uplink', () => {
    it('sends each kind on an m-line of its own, and names them', async () => {
        accept();
        await uplink.publish({ microphone: microphone.asTrack(), camera: camera.asTrack() });
        expect(handle.said).toEqual([
            {
                request: 'publish',
                sources: [
                    { mid: '0', kind: 'microphone', muted: false },
                    { mid: '1', kind: 'camera', muted: false, encodings: ['l', 'm', 'h'] },
                ],
            },
        ]);
        expect(connection().transceivers.map(({ direction }) => direction)).toEqual([
            'sendonly',
            'sendonly',
        ]);
        expect(connection().remoteDescription).toEqual(answer);
    });

    it('disables the track of a muted source from the start', async () => {
        uplink.noteMuted('microphone', true);
        accept();
        await uplink.publish({ microphone: microphone.asTrack() });
        expect(microphone.enabled).toBe(false);
        expect(handle.said).toMatchObject([{ sources: [{ muted: true }] }]);
    });

    it('reuses an m-line that is no longer used', async () => {
        accept();
        await uplink.publish({ camera: camera.asTrack() });
        accept();
        await uplink.unpublish(['camera']);
        expect(camera.stopped).toBe(true);
        accept();
        const screen = new FakeTrack('video');
        await uplink.publish({ screen: screen.asTrack() });
        expect(connection().transceivers).toHaveLength(1);
        expect(handle.said.at(-1)).toMatchObject({ sources: [{ mid: '0', kind: 'screen' }] });
        expect(screen.contentHint).toBe('detail');
    });

    it('sends the sound of a screen beside the microphone, as music, and reuses its m-line', async () => {
        accept();
        const sound = new FakeTrack('audio');
        await uplink.publish({ microphone: microphone.asTrack(), screen_sound: sound.asTrack() });
        expect(handle.said).toMatchObject([
            { sources: [{ mid: '0', kind: 'microphone' }, { mid: '1', kind: 'screen_sound' }] },
        ]);
        expect(sound.contentHint).toBe('music');
        expect(microphone.contentHint).toBe('');
        accept();
        await uplink.unpublish(['screen_sound']);
        expect(sound.stopped).toBe(true);
        accept();
        await uplink.publish({ screen_sound: new FakeTrack('audio').asTrack() });
        expect(connection().transceivers).toHaveLength(2);
        expect(handle.said.at(-1)).toMatchObject({ sources: [{ mid: '0' }, { mid: '1' }] });
    });

    it('replaces a track without a request to the server', async () => {
        accept();
        await uplink.publish({ camera: camera.asTrack() });
        const other = new FakeTrack('video');
        await uplink.replace('camera', other.asTrack());
        expect(connection().transceivers[0]?.sender.track).toBe(other);
        expect(handle.said).toHaveLength(1);
        expect(camera.stopped).toBe(false);
    });

    it('closes the PeerConnection if the first offer is refused', async () => {
        handle.reply(refusal);
        await expect(uplink.publish({ camera: camera.asTrack() })).rejects.toBe(refusal);
        expect(connection().closed).toBe(true);
        expect(handle.hungUp).toBe(true);
        expect(camera.stopped).toBe(true);
        expect(uplink.localTracks).toEqual({});
    });

    it('takes back a later offer that is refused, and goes on sending the other sources', async () => {
        accept();
        await uplink.publish({ microphone: microphone.asTrack() });
        handle.reply(refusal);
        await expect(uplink.publish({ camera: camera.asTrack() })).rejects.toBe(refusal);
        expect(connection().rolledBack).toBe(true);
        expect(connection().closed).toBe(false);
        expect(connection().transceivers[1]).toMatchObject({ direction: 'inactive' });
        expect(uplink.localTracks).toEqual({ microphone });
        accept();
        await uplink.publish({ camera: new FakeTrack('video').asTrack() });
        expect(connection().transceivers).toHaveLength(2);
    });

    it('shows a source as muted again if the server refused to unmute it', async () => {
        uplink.noteMuted('camera', true);
        accept();
        await uplink.publish({ camera: camera.asTrack() });
        handle.reply(refusal);
        await expect(uplink.setMuted('camera', false)).rejects.toBe(refusal);
        expect(uplink.isMuted('camera')).toBe(true);
        expect(camera.enabled).toBe(false);
    });

    it('keeps a mute that the server may not know, and tells the server again', async () => {
        accept();
        await uplink.publish({ microphone: microphone.asTrack() });
        handle.reply(new BatonError('timed_out', 'no reply'));
        await expect(uplink.setMuted('microphone', true)).rejects.toThrow('no reply');
        uplink.noteMuted('microphone', false);
        expect([uplink.isMuted('microphone'), microphone.enabled]).toEqual([true, false]);
        handle.reply(new BatonError('busy', 'later'));
        uplink.tellMutes();
        await Promise.resolve();
        expect(handle.said.at(-1)).toEqual({ request: 'configure', sources: [{ mid: '0', muted: true }] });
        await new Promise((resolve) => setTimeout(resolve));
        uplink.noteMuted('microphone', false);
        expect(uplink.isMuted('microphone')).toBe(true);
        uplink.tellMutes();
        await new Promise((resolve) => setTimeout(resolve));
        uplink.tellMutes();
        expect(handle.said).toHaveLength(4);
        // Now the server knows it, so its state counts: the person has unmuted the source on another device.
        uplink.noteMuted('microphone', false);
        expect(uplink.isMuted('microphone')).toBe(false);
    });

    it('keeps a mute that another handle does not know yet, until the next offer says it', async () => {
        accept();
        await uplink.publish({ microphone: microphone.asTrack() });
        const other = new FakeHandle();
        uplink.move(other.asHandle());
        await uplink.setMuted('microphone', true);
        uplink.noteMuted('microphone', false);
        expect(uplink.isMuted('microphone')).toBe(true);
        other.reply(published, answer);
        await uplink.restart();
        uplink.tellMutes();
        expect(other.said).toMatchObject([{ sources: [{ mid: '0', muted: true }] }]);
    });

    it('sends again after the move what the server has not taken while the call moved', async () => {
        accept();
        await uplink.publish({ microphone: microphone.asTrack() });
        handle.reply({ ...published, unchanged: true }, answer);
        await uplink.publish({ camera: camera.asTrack() });
        connection().transceivers[1]!.currentDirection = 'inactive';
        expect(camera.stopped).toBe(false);
        // The server does not know the source yet: the next offer says that it is muted.
        await uplink.setMuted('camera', true);
        expect(handle.said).toHaveLength(2);
        accept();
        await uplink.changeNow();
        expect(handle.said.at(-1)).toMatchObject({
            request: 'publish', sources: [{ mid: '0' }, { mid: '1', kind: 'camera', muted: true }],
        });
        await uplink.changeNow();
        expect(handle.said).toHaveLength(3);
    });

    it('keeps the tracks if the server refuses them again after the move', async () => {
        handle.reply({ ...published, unchanged: true }, answer);
        await uplink.publish({ camera: camera.asTrack() });
        handle.reply(refusal);
        await expect(uplink.changeNow()).rejects.toBe(refusal);
        accept();
        await uplink.changeNow();
        expect(uplink.localTracks).toEqual({ camera });
        expect(handle.said).toHaveLength(3);
    });

    it('makes one offer at a time', async () => {
        accept();
        accept();
        await Promise.all([
            uplink.publish({ microphone: microphone.asTrack() }),
            uplink.publish({ camera: camera.asTrack() }),
        ]);
        expect(FakePeerConnection.made).toHaveLength(1);
        expect(handle.said).toMatchObject([
            { sources: [{ kind: 'microphone' }] },
            { sources: [{ kind: 'microphone' }, { kind: 'camera' }] },
        ]);
    });
});
