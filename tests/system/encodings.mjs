// SPDX-License-Identifier: GPL-3.0-or-later
// Simulcast: which encoding a receiver gets, what its client is told about it, and what the sender is told.
import assert from 'node:assert/strict';
import { move } from '../harness/device.mjs';
import { scaled } from '../harness/timeouts.mjs';
import { assertContinuous, streamOf } from './check.mjs';

const RIDS = ['l', 'm', 'h'];

/** Ben sends a camera with three encodings, and Anna watches it on slot 0. */
async function show(context) {
    const room = await context.room({ grace: 1 });
    const ben = await context.caller(room, { sources: ['camera'], rids: RIDS, slots: null });
    const anna = await context.caller(room, { sources: [], slots: { audio: 0, video: 1 } });
    return { room, ben, anna };
}

const size = (anna, height) => anna.downlink.request({ request: 'layout', slots: [{ mid: '0', height }] });

/** Waits until the receiver gets this encoding, and until no other one came for half a second. */
async function gets(anna, ben, encoding) {
    const until = Date.now() + scaled(20000);
    let since = null;
    while (!since || Date.now() - since < 500) {
        assert.ok(Date.now() < until, `encoding ${encoding} did not come`);
        const { tag } = await anna.down.next((packet) => packet.tag?.device === ben.number);
        since = tag.encoding === encoding ? since ?? Date.now() : null;
    }
}

/** The state of the sender's encodings, by rid, in the latest event. */
async function told(ben, active) {
    for (;;) {
        const { sources } = await ben.uplink.next('encodings', { timeout: scaled(10000) });
        assert.equal(sources[0].mid, '0');
        const now = sources[0].encodings.filter((encoding) => encoding.active).map(({ rid }) => rid);
        await Promise.all(sources[0].encodings.map((encoding) =>
            ben.up.source('camera').setEncoding(encoding.rid, { active: encoding.active })));
        if (now.join() === active.join())
            return;
    }
}


export default function encodings(test) {
    test('simulcast: the height of the slot decides the encoding, and the sender stops the others', async (context) => {
        const { ben, anna } = await show(context);
        await size(anna, 180);
        await gets(anna, ben, 0);
        await told(ben, ['l']);
        const reply = await size(anna, 720);
        assert.equal(reply.slots[0].encodings, 3);
        await Promise.all([gets(anna, ben, 2), told(ben, ['h'])]);
        await size(anna, 0);
        await told(ben, []);
        assertContinuous(streamOf(anna.down, '0'), 'the slot');
    });

    test('simulcast: the Admin API shows the encodings and what a downlink gets', async (context) => {
        const { room, ben, anna } = await show(context);
        await gets(anna, ben, 2);
        const { sources } = await context.admin({ request: 'sources', room });
        assert.deepEqual(sources[0].encodings.map(({ rid }) => rid), RIDS);
        assert.equal(sources[0].encodings[2].watchers, 1);
        const { devices } = await context.admin({ request: 'devices', room });
        const { downlink } = devices.find(({ participant }) => participant === anna.id);
        assert.equal(downlink.slots[0].encoding, 2);
        assert.equal(downlink.slots[0].limited_by, null);
        assert.ok(downlink.sent > 10000, `sent ${downlink.sent}`);
    });

    test('simulcast: a call moves to a device without simulcast and on to one with it', async (context) => {
        const { room, ben, anna } = await show(context);
        await gets(anna, ben, 2);
        const before = anna.slots[0].source;
        const carl = await context.device();
        await move(ben, carl, { sources: ['camera'], slots: { audio: 1, video: 0 } });
        await gets(anna, carl, 0);
        const { sources } = await context.admin({ request: 'sources', room });
        assert.equal(sources[0].encodings.length, 1);
        assert.equal(sources[0].source, before);
        const dora = await context.device();
        await carl.next('transfer_ended');
        await move(carl, dora, { sources: ['camera'], rids: RIDS, slots: { audio: 1, video: 0 } });
        await gets(anna, dora, 2);
        assertContinuous(streamOf(anna.down, '0'), 'the slot');
    });
}
