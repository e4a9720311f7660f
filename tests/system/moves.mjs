// SPDX-License-Identifier: GPL-3.0-or-later
// The ways in which two devices scan each other's codes, and in which people are asked and respond.
import assert from 'node:assert/strict';
import { spawnSync } from 'node:child_process';
import { phones } from './phones.mjs';
import { Phones } from '../harness/phones.mjs';
import { WAIT } from '../harness/timeouts.mjs';

/**
 * Performs a scan. Repeats it after `busy` or `decoder_failed`, because decoding fails while the other tests keep the
 * machine busy.
 */
export async function insist(scan) {
    const end = performance.now() + WAIT;
    for (;;) {
        try {
            return await scan();
        } catch (error) {
            if (![461, 462].includes(error.code) || performance.now() > end)
                throw error;
            await new Promise((resolve) => setTimeout(resolve, error.retryAfter ?? 200));
        }
    }
}

/** Returns the text that a camera reads in the picture of a code; null without zbarimg. */
export function readPicture(uri) {
    const image = Buffer.from(uri.slice(uri.indexOf(',') + 1), 'base64');
    const read = spawnSync('zbarimg', ['--quiet', '--raw', '-'], { input: image });
    return read.error ? null : read.stdout.toString().trim();
}

/** A code as a scanning device sees it: its text, or its picture. */
export const seen = {
    text: ({ text }) => text,
    image: ({ png }) => ({ image: png }),
};

/**
 * Three functions that let the two devices scan. Each function resolves with { transfer, scanned }: the id of the
 * transfer, and the new device's `scanned` message after the last scan. `look` turns a code into what the scanning
 * device sends: its text or its image.
 */
export const meet = {
    /** The old device shows a code, the new device scans it. */
    async old(anna, carl, { kind, look = seen.text, fields = {}, scan = {} } = {}) {
        const code = await anna.transfer({ kind, ...fields });
        assert.equal(code.kind, kind ?? 'qr');
        const scanned = await insist(() => carl.scan(look(code), { device_name: 'Carl', ...scan }));
        assert.equal(scanned.role, 'new');
        assert.equal(scanned.transfer, code.transfer);
        return { transfer: code.transfer, scanned };
    },

    /** The new device shows a code, the old device scans it. */
    async new(anna, carl, { kind, look = seen.text, fields = {}, scan = {} } = {}) {
        const shown = await carl.present({ kind, device_name: 'Carl', ...fields });
        assert.equal(shown.kind, kind ?? 'qr');
        const said = await insist(() => anna.look(look(shown), scan));
        assert.equal(said.role, 'old');
        assert.equal(said.device_name, 'Carl');
        const scanned = await carl.scanned();
        assert.equal(scanned.role, 'new');
        assert.equal(scanned.presentation, shown.presentation);
        assert.equal(scanned.transfer, said.transfer);
        return { transfer: said.transfer, scanned };
    },

    /** Each device shows a code and scans the other's. */
    async mutual(anna, carl, { kind, look = seen.text, fields = {}, scan = {} } = {}) {
        const code = await anna.transfer({ kind, mutual: true, ...fields });
        const half = await insist(() => carl.scan(look(code), { device_name: 'Carl', ...scan }));
        assert.equal(half.state, 'matching');
        assert.equal(half.number, undefined);
        assert.equal(half.code.kind, kind ?? 'qr');
        const said = await insist(() => anna.look(look(half.code)));
        assert.equal(said.role, 'old');
        assert.equal(said.transfer, code.transfer);
        const scanned = await carl.scanned();
        assert.notEqual(scanned.state, 'matching');
        return { transfer: code.transfer, scanned };
    },
};

/**
 * Waits for the question to one person, and resolves with { question, respond(yes, number) }. `respond` sends the
 * response.
 */
export const question = {
    async popup(device) {
        const asked = await device.next('confirm');
        assert.equal(asked.how, 'popup');
        return { question: asked, respond: (yes, number) => device.confirm(asked.transfer,
            { agree: yes, ...(yes ? { number } : {}) }) };
    },

    async chat(device) {
        const { message } = await device.next('chat', { where: (event) => event.message.question });
        assert.equal(message.from, null);
        return { message, question: message.question, async respond(yes, number) {
            const named = number ?? /"yes (\d\d)"/.exec(message.text)?.[1];
            const said = await device.request({ request: 'chat', text: words(yes, named) });
            assert.equal(said.id, null);
            assert.equal(said.response, yes ? 'agreed' : 'declined');
        } };
    },

    /** The person replies to the SMS. The reply goes to the Admin API, in the way a gateway sends it. */
    async sms(device, context) {
        const message = await phones.next(device.phone);
        const numbers = /YES (\d\d), (\d\d) or (\d\d)/.exec(message.text);
        return { message, question: { choices: numbers?.slice(1).map(Number) },
            async respond(yes, number) {
                const reply = await context.admin({ request: 'sms_reply', from: device.phone,
                    text: words(yes, number) });
                assert.deepEqual([reply.baton, reply.response], ['sms_reply', yes ? 'agreed' : 'declined']);
            } };
    },

    /** The person opens the link in the SMS, on a device that knows nothing else. */
    async link(device, context, { token } = {}) {
        const message = await phones.next(device.phone);
        const ticket = Phones.ticketOf(message);
        const page = await context.device({ token });
        const asked = await page.request({ request: 'question', ticket });
        assert.equal(asked.baton, 'question');
        return { message, page, ticket, question: asked, respond: (yes, number) => page.request({
            request: 'confirm', ticket, agree: yes,
            ...(yes && number !== undefined ? { number } : {}) }) };
    },
};

const words = (yes, number) => (yes ? `Yes${number === undefined ? '' : ` ${number}`}.` : 'no');

/** Returns the right number of a question; undefined if the response is yes or no. */
export const right = ({ scanned }) => scanned.number;

/** Returns a wrong number of the question. */
export const wrong = ({ scanned }, { choices }) => choices.find((choice) => choice !== scanned.number);

/** Joins without a PeerConnection. `phone`: with a phone number of its own; `token`: a Janus token. */
export async function joined(context, room, display, { phone = false, token } = {}) {
    const device = await context.device({ token });
    device.phone = phone ? phones.number() : undefined;
    await device.join(room, { display, ...(phone ? { phone: device.phone } : {}),
        ...(token ? { token } : {}) });
    return device;
}

/** Resolves with Anna, Ben and Dora, who have joined, and another device of Anna's, which is not in a call. */
export async function people(context, room, options) {
    const [anna, ben, dora, carl] = await Promise.all([...['Anna', 'Ben', 'Dora'].map((display) =>
        joined(context, room, display, options)), context.device()]);
    return { anna, ben, dora, carl };
}

/** After people have agreed, the new device takes the call over without media. Both devices are told. */
export async function arrive(anna, carl) {
    const admitted = await carl.next('admitted');
    assert.equal(admitted.id, anna.id);
    carl.session.token = admitted.token ?? carl.session.token;
    await carl.publish([]);
    const [moved] = await Promise.all([carl.next('moved'), anna.next('moved')]);
    carl.me = { ...carl.me, ...moved };
    return moved;
}
