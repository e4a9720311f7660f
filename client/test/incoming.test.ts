// SPDX-License-Identifier: MIT
// The new device's side of a transfer: incoming transfers, presentations, and codes that have to match.

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Device, type DeviceConnection } from '../src/device.js';
import { IncomingTransfer } from '../src/incoming.js';
import { Presentation } from '../src/presentation.js';
import type { Event, PresentedReply, ScannedByNew, ScannedByNewReply, SyncedReply } from '../src/wire.js';
import { fakeBrowser } from './fakebrowser.js';
import { fakeConnection, FakeHandle, noSecrets } from './fakes.js';

const scanned = (more: Partial<ScannedByNewReply> = {}): ScannedByNewReply => ({
    baton: 'scanned',
    role: 'new',
    transfer: 'T',
    state: 'confirming',
    form: 'number',
    number: 57,
    expires_in: 30_000,
    device: 'd',
    private_id: 'p',
    audiocodec: 'opus',
    videocodec: 'vp8',
    slots: { audio: 0, video: 0 },
    sources: [],
    ice_servers: [],
    ...more,
});
const code = { kind: 'qr' as const, text: 'baton:1:B', svg: '', png: '', alt: '' };
const presented: PresentedReply = {
    baton: 'presented',
    seq: 0,
    presentation: 'P',
    ...code,
    expires_in: 60_000,
    device: 'd',
    private_id: 'p',
    audiocodec: 'opus',
    videocodec: 'vp8',
    slots: { audio: 3, video: 6 },
    ice_servers: [],
};

const { baton: _, ...matching } = scanned({ state: 'matching', form: undefined, number: undefined });
const synced = (found: ScannedByNew): SyncedReply => ({
    baton: 'synced',
    device: 'd',
    private_id: 'p',
    seq: 0,
    complete: true,
    missed: [],
    role: 'candidate',
    transfer: { transfer: 'T', role: 'new', state: 'matching', expires_in: 1 },
    scanned: found,
});
/** A device that a test can tell about `synced` without a lost connection. */
class SyncedDevice extends Device {
    takes(reply: SyncedReply): void {
        this.emit('synced', reply);
    }
}

let handle: FakeHandle;
let connection: DeviceConnection;
beforeEach(() => {
    handle = new FakeHandle();
    connection = fakeConnection(handle);
    fakeBrowser();
});
const say = (event: Event) => handle.say(event);

describe('an incoming transfer', () => {
    const make = (first: ScannedByNewReply) =>
        new IncomingTransfer(new Device(connection, handle.asHandle(), noSecrets()), first);

    it('answers the offer that came because of its scan, and does not subscribe', async () => {
        const downlink = new FakeHandle();
        const device = new Device(connection, handle.asHandle(), noSecrets(), downlink.asHandle());
        downlink.offer({ baton: 'subscribed', slots: [] });
        const transfer = new IncomingTransfer(
            device,
            scanned({ slots: { audio: 3, video: 6 }, downlink: true }),
        );
        await transfer.connect({});
        expect(downlink.said).toEqual([{ request: 'start' }]);
        expect(device.downlink.subscribed).toEqual({ audioSlots: 3, videoSlots: 6 });
    });

    it('subscribes on the attached downlink handle if the server sends no offer', async () => {
        const downlink = new FakeHandle();
        downlink.reply({ baton: 'subscribed', slots: [] });
        const device = new Device(connection, handle.asHandle(), noSecrets(), downlink.asHandle());
        const transfer = new IncomingTransfer(
            device,
            scanned({ slots: { audio: 3, video: 6 } }),
        );
        await transfer.connect({});
        expect(downlink.said).toMatchObject([{ request: 'subscribe', audio_slots: 3 }]);
    });

    it('has no number before the codes have matched', () => {
        const transfer = make(
            scanned({ state: 'matching', form: undefined, number: undefined, code }),
        );
        const matched = vi.fn();
        transfer.on('matched', matched);
        expect(transfer.number).toBeNull();
        expect(transfer.code).toEqual(code);
        say({ baton: 'transfer', transfer: 'T', role: 'new', state: 'confirming', expires_in: 1 });
        expect(transfer.state).toBe('matching');
        say(scanned());
        say(scanned());
        expect(matched).toHaveBeenCalledOnce();
        expect(transfer.number).toBe(57);
        expect(transfer.state).toBe('confirming');
    });

    it('shows another code if the server has made one because the connection was lost', async () => {
        const device = new SyncedDevice(connection, handle.asHandle(), noSecrets());
        const transfer = new IncomingTransfer(device, scanned({ state: 'matching', code }));
        const shown = vi.fn();
        transfer.on('code', shown);
        const other = { ...code, text: 'baton:1:C' };
        const syncs = (more: Partial<ScannedByNew>) => device.takes(synced({ ...matching, ...more }));
        syncs({});
        expect(shown).not.toHaveBeenCalled();
        syncs({ code: other });
        expect(shown).toHaveBeenCalledExactlyOnceWith(other);
        expect(transfer.code).toEqual(other);
        say(scanned());
        syncs({ code });
        expect(transfer.code).toEqual(other);
    });

    it('ends if the codes do not belong to the same two devices', () => {
        const transfer = make(scanned({ state: 'matching' }));
        const ended = vi.fn();
        transfer.on('ended', ended);
        const end = { outcome: 'failed', reason: 'mismatch', text: '' } as const;
        say({ baton: 'transfer_ended', transfer: 'T', role: 'new', ...end });
        expect(ended).toHaveBeenCalledWith(expect.objectContaining({ reason: 'mismatch' }));
        expect(handle.detached).toBe(true);
    });
});

describe('a presentation', () => {
    const make = () =>
        new Presentation(new Device(connection, handle.asHandle(), noSecrets()), {}, presented);

    it('becomes an incoming transfer when it is scanned, and does not end after that', () => {
        const presentation = make();
        const found = vi.fn();
        const ended = vi.fn();
        presentation.on('scanned', found);
        presentation.on('ended', ended);
        say(scanned({ presentation: 'P' }));
        expect(found.mock.calls[0]?.[0]).toBeInstanceOf(IncomingTransfer);
        say({ baton: 'presentation_ended', presentation: 'P', reason: 'code_expired', text: '' });
        expect(ended).not.toHaveBeenCalled();
        expect(handle.detached).toBe(false);
    });

    it('is renewed on the same handle, and the end of the earlier code does not end it', async () => {
        const presentation = make();
        const ended = vi.fn();
        presentation.on('ended', ended);
        handle.reply({ ...presented, presentation: 'P2', kind: 'short', text: 'WDJB-MJHT' });
        await presentation.renew('short');
        expect(presentation.code.text).toBe('WDJB-MJHT');
        say({ baton: 'presentation_ended', presentation: 'P', reason: 'renewed', text: '' });
        expect(ended).not.toHaveBeenCalled();
        say({ baton: 'presentation_ended', presentation: 'P2', reason: 'code_expired', text: '' });
        expect(ended).toHaveBeenCalledOnce();
    });

    it('withdraws its code when it is cancelled', async () => {
        handle.reply({ baton: 'cancelled', presentation: 'P' });
        await make().cancel();
        expect(handle.said).toContainEqual({ request: 'cancel', presentation: 'P' });
    });
});
