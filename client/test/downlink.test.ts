// SPDX-License-Identifier: MIT
// The downlink: its slots, their tracks, and the ways in which its offer comes.

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Downlink } from '../src/downlink.js';
import { fakeBrowser, FakePeerConnection, FakeTrack } from './fakebrowser.js';
import { FakeHandle, fakeConnection, noServers } from './fakes.js';
import type { Slot } from '../src/wire.js';

const slot: Slot = {
    mid: '0',
    kind: 'audio',
    source: null,
    participant: null,
    source_kind: null,
    pinned: false,
    encoding: null,
    encodings: 0,
    height: null,
    limited_by: null,
};
const offer = { type: 'offer', sdp: 'theirs' };
const one = { audioSlots: 1, videoSlots: 0 };

let handle: FakeHandle;
beforeEach(() => {
    fakeBrowser();
    handle = new FakeHandle();
});
const connection = () => FakePeerConnection.made.at(-1)!;

describe('a downlink', () => {
    it('reports its slots with their tracks', async () => {
        const downlink = new Downlink(fakeConnection(handle), noServers());
        const track = new FakeTrack('audio');
        handle.reply({ baton: 'subscribed', slots: [slot] }, offer);
        await downlink.subscribe('p', one);
        connection().ontrack({ track, transceiver: { mid: '0' } });
        expect(downlink.slots).toEqual([{ ...slot, track }]);
        expect(handle.said).toMatchObject([
            { request: 'subscribe', private_id: 'p', audio_slots: 1, video_slots: 0 },
            { request: 'start' },
        ]);
    });

    it('plays no audio before it is made audible', async () => {
        const downlink = new Downlink(fakeConnection(handle), noServers(), handle.asHandle());
        handle.reply({ baton: 'subscribed', slots: [slot] }, offer);
        await downlink.subscribe('p', one);
        const track = new FakeTrack('audio');
        connection().ontrack({ track, transceiver: { mid: '0' } });
        expect(track.enabled).toBe(false);
        downlink.setAudible(true);
        expect(track.enabled).toBe(true);
    });

    it('says how loud each person speaks, without the sound of their screens', async () => {
        const downlink = new Downlink(fakeConnection(handle), noServers());
        const slots: Slot[] = [
            { ...slot, participant: 'ben', source_kind: 'microphone' },
            { ...slot, mid: '1', participant: 'ben', source_kind: 'screen_sound' },
        ];
        handle.reply({ baton: 'subscribed', slots }, offer);
        await downlink.subscribe('p', { audioSlots: 2, videoSlots: 0 });
        for (const [mid, audioLevel] of [['0', 0.25], ['1', 0.75]] as const)
            connection().transceivers.push({
                mid,
                receiver: { getSynchronizationSources: () => [{ audioLevel }] },
            } as never);
        expect([...downlink.levels()]).toEqual([['ben', 0.25]]);
    });

    it('reports when the server puts somebody else on a slot', () => {
        const downlink = new Downlink(fakeConnection(handle), noServers(), handle.asHandle());
        const slots = vi.fn();
        downlink.on('slots', slots);
        handle.say({ baton: 'slots', slots: [{ ...slot, participant: 'ben' }] });
        expect(slots).toHaveBeenCalledWith([{ ...slot, participant: 'ben', track: null }]);
    });

    it('does not report slots before they have tracks', async () => {
        const downlink = new Downlink(fakeConnection(handle), noServers(), handle.asHandle());
        const slots = vi.fn();
        downlink.on('slots', slots);
        handle.reply({ baton: 'subscribed', slots: [slot] }, offer);
        handle.onRequest = ({ request }) => {
            if (request === 'start')
                handle.say({ baton: 'slots', slots: [{ ...slot, participant: 'ben' }] });
        };
        await downlink.subscribe('p', one);
        handle.say({ baton: 'slots', slots: [slot] });
        expect(slots.mock.calls.map(([[told]]) => told.participant)).toEqual(['ben', null]);
    });

    it('waits for the offer that the scan asked for', async () => {
        const downlink = new Downlink(fakeConnection(handle), noServers(), handle.asHandle());
        const accepted = downlink.accept(one);
        handle.offer({ baton: 'subscribed', slots: [slot] });
        await accepted;
        expect(handle.said).toEqual([{ request: 'start' }]);
    });

    it('fails with the reason if that offer cannot be made', async () => {
        const downlink = new Downlink(fakeConnection(handle), noServers(), handle.asHandle());
        handle.say({ baton: 'error', error_code: 430, error: 'no offer' });
        await expect(downlink.accept(one)).rejects.toMatchObject({ name: 'invalid_sdp' });
    });

    it('detaches a handle that comes after the downlink was closed', async () => {
        const downlink = new Downlink(fakeConnection(handle), noServers());
        const subscribed = downlink.subscribe('p', one);
        downlink.close();
        await subscribed.catch(() => undefined);
        expect(handle.detached).toBe(true);
    });
});
