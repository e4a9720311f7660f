// SPDX-License-Identifier: GPL-3.0-or-later
// Checks the packets around the swap of a transfer. No other test runs at the same time.
import assert from 'node:assert/strict';
import { AUDIO_INTERVAL, VIDEO_INTERVAL } from '../harness/peer.mjs';
import { scaled } from '../harness/timeouts.mjs';
import { callIn, connectsKeyless, carriedOn, nobody, scannedCall, scansCode } from './calls.mjs';
import { assertSwapped, flows, midOf, streamOf } from './check.mjs';

// Milliseconds that a busy machine may add to the intervals of the senders and of this process.
const SLACK = process.env.BATON_SANITIZER ? 500 : 60;

/** Lets `from` send video to `to` for a while, so that there is a steady state to compare with. */
async function settle(from, to, frames = 25) {
    for (let i = 0; i < frames; i++)
        await to.down.hears(from.number, { kind: 'video' });
}

/**
 * The number of moves that are measured. The test checks the median of their gaps: a busy machine makes the gaps of a
 * few swaps longer, but not the gaps of most swaps.
 */
const SEAMS = 3;

const KINDS = [['microphone', AUDIO_INTERVAL, 48], ['camera', VIDEO_INTERVAL, 90]];

function assertUsually(values, most, what) {
    const median = [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)];
    assert.ok(median < most, `${what}: ${values.map((value) => value.toFixed(1)).join(', ')} ms, more than ${most}`);
}

/**
 * Moves a call to a device that connects before the person agrees (warm) or after (cold). For each kind of source,
 * takes the last packet of the old device and the first of the new one. Resolves with the milliseconds between their
 * sending, between their arrivals, and between their timestamps.
 */
async function seam(context, temperature) {
    const { anna, ben, carl } = await callIn(context);
    await settle(anna, ben);
    const { code, scanned: { number } } = await scansCode(anna, carl);
    if (temperature === 'warm') {
        await carl.connect();
        await settle(anna, ben, 10);
    }
    await anna.next('confirm');
    assert.ok(ben.down.packets.every(({ tag }) => tag.device === anna.number));
    await anna.confirm(code.transfer, { number });
    if (temperature === 'cold') {
        await carl.next('admitted');
        await carl.connect();
    }
    await Promise.all([carl.next('moved'), anna.next('moved')]);
    await settle(carl, ben);
    const seams = {};
    for (const [kind, interval, clockRate] of KINDS)
        seams[kind] = seamOf(streamOf(ben.down, midOf(ben, anna.id, kind)), [anna, carl], kind, interval, clockRate);
    await Promise.all([anna, ben, carl].map((device) => device.close()));
    return seams;
}

function seamOf(stream, devices, kind, interval, clockRate) {
    const [at] = assertSwapped(stream, devices, kind);
    const [last, first] = [stream[at - 1], stream[at]];
    const found = {
        sent: first.tag.time - last.tag.time,
        silent: first.at - last.at,
        step: ((first.ts - last.ts) >>> 0) / clockRate,
    };
    assert.ok(found.sent > -interval - SLACK,
        `${kind}: the new device began ${-found.sent} ms before the old one ended`);
    assert.ok(found.step > 0, `${kind}: time goes back by ${-found.step} ms`);
    if (kind === 'microphone')
        assert.ok(stream.every((packet, i) => i === 0 || ((packet.ts - stream[i - 1].ts) >>> 0) % 960 === 0),
            'the timestamps of two successive audio packets do not differ by a multiple of 960');
    return found;
}

export default function continuity(test) {
    for (const temperature of ['cold', 'warm']) {
        test(`C6: the gap at the swap of a ${temperature} move is one frame long`, async (context) => {
            const seams = [];
            for (let i = 0; i < SEAMS; i++)
                seams.push(await seam(context, temperature));
            for (const [kind, interval] of KINDS) {
                for (const what of ['sent', 'silent', 'step'])
                    assertUsually(seams.map((each) => each[kind][what]), 2 * interval + SLACK, `${kind}: ${what}`);
            }
        }, { alone: true });
    }

    test('the gate: Baton forwards the old device until the new device sends a keyframe', async (context) => {
        const { anna, ben, carl } = await scannedCall(context);
        await carl.next('admitted');
        await connectsKeyless(carl);
        const camera = carl.up.source('camera');
        await settle(anna, ben, 15);
        assert.ok(ben.down.packets.every(({ tag }) => tag.device === anna.number),
            'something of the new device came through a closed gate');
        assert.ok(camera.plis > 0, 'nobody asked the new device for a keyframe');
        assert.equal(carl.uplink.unread('moved').length, 0);
        await camera.set({ keyless: false });
        await carl.next('moved');
        await flows(carl, ben);
        carriedOn(ben, anna.id, [anna, carl]);
    }, { alone: true });

    test('no drift: after a dozen moves sound and picture are still synchronous', async (context) => {
        const { anna, ben } = await callIn(context, { ...nobody, grace: 0 });
        await settle(anna, ben, 10);
        let from = anna;
        for (let i = 0; i < 12; i++) {
            const to = await context.device();
            await scansCode(from, to);
            await to.connect({ sources: to.wantedSources() });
            await to.next('moved');
            await settle(to, ben, 5);
            await from.close();
            from = to;
        }
        for (const [kind, clockRate] of [['microphone', 48], ['camera', 90]]) {
            const stream = streamOf(ben.down, midOf(ben, anna.id, kind));
            const [first, last] = [stream[0], stream.at(-1)];
            const media = ((last.ts - first.ts) >>> 0) / clockRate;
            const real = last.tag.time - first.tag.time;
            assert.ok(Math.abs(media - real) < 40 + SLACK,
                `${kind}: RTP time is ${(media - real).toFixed(1)} ms ahead of real time after ${real.toFixed(0)} ms`);
        }
    }, { alone: true, timeout: scaled(90000) });
}
