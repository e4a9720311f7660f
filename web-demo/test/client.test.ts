// SPDX-License-Identifier: MIT
// The new device's side of a move: codes with tokens, presentations, and halves that have to match.

import { beforeEach, describe, expect, it, vi } from 'vitest';
import { Device } from '../src/client/device';
import { Presentation } from '../src/client/presentation';
import { Takeover } from '../src/client/takeover';
import { CurrentToken, tokenOfCode } from '../src/client/token';
import type { Event, Presented, Scanned } from '../src/client/types';
import { FakeHandle, fakeSession } from './fakes';

const scanned = (more: Partial<Scanned> = {}): Scanned => ({
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
    ...more,
});
const code = { kind: 'qr' as const, text: 'baton:1:B', svg: '', png: '', alt: '' };
const presented: Presented = {
    baton: 'presented',
    presentation: 'P',
    ...code,
    expires_in: 60_000,
    device: 'd',
    private_id: 'p',
    audiocodec: 'opus',
    videocodec: 'vp8',
    slots: { audio: 3, video: 6 },
};

let handle: FakeHandle;
let session: ReturnType<typeof fakeSession>;
beforeEach(() => {
    handle = new FakeHandle();
    session = fakeSession(handle);
});
const say = (event: Event) => handle.say(event);

describe('the token in a code', () => {
    const token = 'A'.repeat(43);

    it('is rebuilt as Janus wants it, of a link and of the bare form', () => {
        const expected = '1767225600,janus,janus.plugin.baton,transfer=T-_8:ab+/cd==';
        expect(tokenOfCode(`https://x/#baton=${token}&auth=1767225600.T-_8.ab-_cd`)).toBe(
            expected.replace('ab+/cd==', 'ab+/cd=='),
        );
        expect(tokenOfCode(`baton:1:${token}:1767225600.T-_8.ab-_cd`)).toBe(expected);
    });

    it('is not there in other codes', () => {
        for (const text of [`https://x/#baton=${token}`, `baton:1:${token}`, 'WDJB-MJHT'])
            expect(tokenOfCode(text)).toBeNull();
    });

    it('can be replaced in what janus.js was given, and be none', () => {
        const current = new CurrentToken(undefined);
        expect(JSON.stringify({ token: current })).toBe('{}');
        current.value = 'new';
        expect(JSON.stringify({ token: current })).toBe('{"token":"new"}');
    });
});

describe('a takeover', () => {
    const make = (first: Scanned) =>
        new Takeover(session, new Device(session, handle.asHandle(), 'p'), first);

    it('answers the offer that its scan has brought, and subscribes to nothing', async () => {
        const downlink = new FakeHandle();
        downlink.offer({ baton: 'subscribed', slots: [] });
        const device = new Device(session, handle.asHandle(), 'p', downlink.asHandle());
        const takeover = new Takeover(
            session,
            device,
            scanned({ slots: { audio: 3, video: 6 }, downlink: true }),
        );
        await takeover.connect({});
        expect(downlink.said).toEqual([{ request: 'start' }]);
        expect(device.subscribed).toEqual({ audioSlots: 3, videoSlots: 6 });
    });

    it('subscribes on the handle it has where no offer was promised', async () => {
        const downlink = new FakeHandle();
        downlink.answer({ baton: 'subscribed', slots: [] });
        const device = new Device(session, handle.asHandle(), 'p', downlink.asHandle());
        await new Takeover(session, device, scanned({ slots: { audio: 3, video: 6 } })).connect({});
        expect(downlink.said).toMatchObject([{ request: 'subscribe', audio_slots: 3 }]);
    });

    it('knows no number before the codes have matched', () => {
        const takeover = make(
            scanned({ state: 'matching', form: undefined, number: undefined, code }),
        );
        const matched = vi.fn();
        takeover.on('matched', matched);
        expect(takeover.number).toBeNull();
        expect(takeover.code).toEqual(code);
        say({ baton: 'transfer', transfer: 'T', role: 'new', state: 'confirming', expires_in: 1 });
        expect(takeover.state).toBe('matching');
        say(scanned());
        say(scanned());
        expect(matched).toHaveBeenCalledOnce();
        expect(takeover.number).toBe(57);
        expect(takeover.state).toBe('confirming');
    });

    it('goes on with the token that it was given', () => {
        make(scanned({ token: 'longer' }));
        expect(session.useToken).toHaveBeenCalledWith('longer');
    });

    it('is over when the codes are not of the same devices', () => {
        const takeover = make(scanned({ state: 'matching' }));
        const ended = vi.fn();
        takeover.on('ended', ended);
        const end = { outcome: 'failed', reason: 'mismatch', text: '' } as const;
        say({ baton: 'transfer_ended', transfer: 'T', role: 'new', ...end });
        expect(ended).toHaveBeenCalledWith(expect.objectContaining({ reason: 'mismatch' }));
        expect(handle.detached).toBe(true);
    });
});

describe('a presentation', () => {
    const make = () => new Presentation(session, handle.asHandle(), {}, presented);

    it('becomes a takeover when it is scanned, and ends no more', () => {
        const presentation = make();
        const found = vi.fn();
        const ended = vi.fn();
        presentation.on('scanned', found);
        presentation.on('ended', ended);
        say(scanned({ presentation: 'P' }));
        expect(found.mock.calls[0]?.[0]).toBeInstanceOf(Takeover);
        say({ baton: 'presentation_ended', presentation: 'P', reason: 'code_expired', text: '' });
        expect(ended).not.toHaveBeenCalled();
        expect(handle.detached).toBe(false);
    });

    it('is renewed on the same handle, and the end of the code before is none of its own', async () => {
        const presentation = make();
        const ended = vi.fn();
        presentation.on('ended', ended);
        handle.answer({ ...presented, presentation: 'P2', kind: 'short', text: 'WDJB-MJHT' });
        await presentation.renew('short');
        expect(presentation.code.text).toBe('WDJB-MJHT');
        say({ baton: 'presentation_ended', presentation: 'P', reason: 'renewed', text: '' });
        expect(ended).not.toHaveBeenCalled();
        say({ baton: 'presentation_ended', presentation: 'P2', reason: 'code_expired', text: '' });
        expect(ended).toHaveBeenCalledOnce();
    });

    it('withdraws', async () => {
        handle.answer({ baton: 'cancelled', presentation: 'P' });
        await make().cancel();
        expect(handle.said).toContainEqual({ request: 'cancel', presentation: 'P' });
    });
});
