// SPDX-License-Identifier: GPL-3.0-or-later
// The section `limits` of the operator's file: it changes what clients may ask for, and a mistake in it is named.
import assert from 'node:assert/strict';
import { setTimeout as delay } from 'node:timers/promises';
import { agentGone, assertRefused, until } from './check.mjs';

/** The text that the log must have about a section `limits` with which Baton does not start. */
const MISTAKES = [
    [{ handle_ms: 0 }, /limits: handle_ms: expected a whole number from 1 to 1000, got 0/],
    [{ window_kb: 8 }, /limits: window_kb: expected a whole number from 16 to 65536, got 8/],
    [{ server_ms: 'all' }, /limits: server_ms: expected a whole number, got "all"/],
    [{ handel_ms: 50 }, /limits: handel_ms: expected the name of a setting/],
];

/** Sends `exists` until a request is refused, at most a thousand times. Returns the error, or undefined. */
async function firstRefusal(handle) {
    for (let i = 0; i < 1000; i++)
        try {
            await handle.request({ request: 'exists', room: 'x' });
        } catch (error) {
            return error;
        }
    return undefined;
}

/** The longest message: 2000 characters of three bytes. */
const LONG = '\u20ac'.repeat(2000);
const READERS_PAUSE = 500;

/** Writes long messages at full speed for `span` milliseconds. Returns the errors. */
async function chatsAtFullSpeed(device, span) {
    const errors = [];
    for (const end = Date.now() + span; Date.now() < end;)
        await Promise.all(Array.from({ length: 20 }, () => device.request({ request: 'chat', text: LONG })
            .catch((error) => errors.push(error))));
    return errors;
}

/** The device acknowledges what it has read only after a pause, as on a slow line. */
function readsSlowly({ uplink }) {
    const acknowledge = uplink.acknowledge.bind(uplink);
    uplink.acknowledge = (number) => setTimeout(acknowledge, READERS_PAUSE, number);
}

export default function limits(test) {
    test('a flood of long chat messages is refused, and throws nobody who reads slowly out of the call',
        async (context) => {
            const room = await context.room();
            const quiet = { sources: [], slots: null };
            const [anna, ben, carl] = [await context.caller(room, quiet), await context.caller(room, quiet),
                await context.caller(room, quiet)];
            readsSlowly(ben);
            const errors = await chatsAtFullSpeed(anna, 5000);
            assert.ok(errors.length > 0, 'nothing was refused');
            assertRefused(errors[0], 461);
            assert.ok(errors[0].retryAfter > 0);
            await carl.request({ request: 'chat', text: 'still there?' });
            await ben.next('chat', { where: ({ message }) => message.text === 'still there?' });
            await ben.request({ request: 'chat', text: 'yes' });
            await carl.next('chat', { where: ({ message }) => message.text === 'yes' });
            assert.deepEqual(carl.uplink.unread('participant_left'), []);
        });

    test('publish: after an offer that was refused as busy, the next offer is accepted', async (context) => {
        await context.ownJanus({ settings: { general: context.suite.settings.general,
            limits: { session_ms: 2, session_burst_ms: 4 } } });
        const anna = await context.device();
        await anna.join(await context.room());
        const up = await anna.makeUplink(['microphone', 'camera']);
        const jsep = await up.offer();
        const publish = { request: 'publish', sources: up.names() };
        assertRefused(await firstRefusal(await anna.session.attach()), 461);
        const busy = await anna.refused(publish, { jsep });
        assertRefused(busy, 461);
        await anna.next('hangup');
        await agentGone(context, anna.uplink);
        await delay(busy.retryAfter);
        const reply = await anna.request(publish, { jsep });
        await up.answered(reply.jsep);
        await up.up;
    });

    test('publish: an ICE restart is answered although the session has used up its budget', async (context) => {
        await context.ownJanus({ settings: { general: context.suite.settings.general,
            limits: { session_ms: 2, session_burst_ms: 4 } } });
        const anna = await context.device();
        await anna.join(await context.room());
        await anna.publish();
        await anna.up.up;
        assertRefused(await firstRefusal(await anna.session.attach()), 461);
        const jsep = await anna.up.offer({ iceRestart: true });
        const reply = await anna.request({ request: 'publish' }, { jsep });
        await anna.up.answered(reply.jsep);
        await until(() => anna.up.restarts, (restarts) => restarts === 1, { what: 'the end of the ICE restart' });
    });

    test('the operator limits what one handle may ask for', async (context) => {
        await context.ownJanus({ settings: { general: context.suite.settings.general,
            limits: { handle_ms: 1, handle_burst_ms: 1 } } });
        assertRefused(await firstRefusal((await context.device()).uplink), 461);
    });

    test('a mistake in the limits: Baton does not start, and its log names the mistake', async (context) => {
        for (const [wrong, sentence] of MISTAKES) {
            const { general } = context.suite.settings;
            const janus = await context.ownJanus({ settings: { general, limits: wrong } });
            await janus.logged(/Baton has not started/, sentence);
        }
    });
}
