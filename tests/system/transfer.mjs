// SPDX-License-Identifier: GPL-3.0-or-later
// Moving a call: the whole way from the code to the end of the standby, in all variants.
import assert from 'node:assert/strict';
import { move, tokenOf } from '../harness/device.mjs';
import { WAIT, scaled } from '../harness/timeouts.mjs';
import { callIn, carriedOn, connectsWith, ended, movedCall, nobody, scannedCall, scansCode, takesCall }
    from './calls.mjs';
import { agentsGone, assertSwapped, assertNothingOf, assertRefused, flows, midOf, sees, streamOf, until }
    from './check.mjs';
import { readPicture } from './moves.mjs';
import { LOCK } from './settings.mjs';

/** How often a call moves to a device that has sent nothing before. */
const COLD_MOVES = Number(process.env.BATON_MOVES ?? 3);

/** What is on a slot. How it is sent (`encoding`, `height` …) may change at any time. */
const onSlot = ({ mid, source, participant, pinned }) => ({ mid, source, participant, pinned });

export default function transfer(test) {
    test('C2 C3 C12 C16: a code is shown, a stranger scans it, the person picks its number, the call moves',
        async (context) => {
            const { room, anna, ben, carl } = await callIn(context);
            await flows(ben, anna);

            const code = await anna.transfer({ link: 'https://call.example/x?room=1' });
            assert.equal(code.baton, 'code');
            assert.equal(code.kind, 'qr');
            assert.deepEqual(code.confirm, { who: 'old', how: 'popup', form: 'number' });
            assert.ok(code.expires_in > 55000 && code.expires_in <= 60000);
            assert.equal(code.text, `https://call.example/x?room=1#baton=${tokenOf(code.text)}`);
            assert.match(code.svg, /^data:image\/svg\+xml;base64,/);
            assert.match(code.png, /^data:image\/png;base64,/);
            assert.ok(code.alt.length > 0);
            const picture = readPicture(code.png);
            assert.ok(picture === null || picture === code.text, 'the picture must contain the text');

            const scanned = await carl.scan(code.text, { room, device_name: 'Carl\'s <phone>' });
            assert.equal(scanned.state, 'confirming');
            assert.equal(scanned.form, 'number');
            assert.equal(scanned.transfer, code.transfer);
            assert.ok(scanned.number >= 10 && scanned.number <= 99);
            assert.deepEqual(scanned.slots, { audio: 2, video: 2 });
            assert.deepEqual(scanned.sources.map(({ kind, muted }) => [kind, muted]).sort(),
                [['camera', false], ['microphone', false]]);
            assert.equal(scanned.id, undefined, 'a stranger must not learn who is moving');
            const asked = await anna.next('confirm');
            assert.equal(asked.role, 'old');
            assert.equal(asked.form, 'number');
            assert.equal(asked.device_name, 'Carl\'s <phone>');
            assert.equal(new Set(asked.choices).size, 3);
            assert.ok(asked.choices.includes(scanned.number));

            const confirmed = await anna.confirm(code.transfer, { number: scanned.number });
            assert.deepEqual(confirmed, { baton: 'confirmed', transfer: code.transfer });
            const admitted = await carl.next('admitted');
            assert.equal(admitted.id, anna.id);
            assert.deepEqual(admitted.participants.map(({ id }) => id), [ben.id]);
            await carl.connect({ sources: carl.wantedSources(), slots: carl.wantedSlots() });
            const [moved, movedOld] = await Promise.all([carl.next('moved'), anna.next('moved')]);
            assert.deepEqual([moved.role, movedOld.role], ['new', 'old']);
            assert.deepEqual([moved.transfer, movedOld.transfer], [code.transfer, code.transfer]);
            assert.ok(moved.grace > 0 && moved.grace <= 10000 && movedOld.grace > 0);
            assert.equal(moved.id, anna.id);
            assert.equal(moved.display, 'Anna');
            assert.deepEqual(moved.chat, []);

            await Promise.all([flows(carl, ben), flows(ben, carl)]);
            carriedOn(ben, anna.id, [anna, carl]);
            assert.equal(ben.down.negotiations, 1);
            assert.ok(!ben.uplink.unread('participant_left').some(({ id }) => id === anna.id));
        });

    test('C7: people respond with yes or no, if the room does not demand a number', async (context) => {
        const { anna, ben, carl } = await callIn(context, { confirm: { who: 'old', form: 'yesno' } });
        const { code, scanned } = await scansCode(anna, carl, { device_name: 'Tablet' });
        assert.equal(scanned.form, 'yesno');
        assert.equal(scanned.number, undefined);
        const asked = await anna.next('confirm');
        assert.equal(asked.choices, undefined);
        await anna.confirm(code.transfer);
        await Promise.all([takesCall(carl), anna.next('moved')]);
        await sees(ben, anna.id);
        await flows(carl, ben);
    });

    test('nobody has to agree: the code alone moves the call', async (context) => {
        const { anna, ben, carl, scanned } = await scannedCall(context);
        assert.equal(scanned.state, 'connecting');
        await takesCall(carl);
        await sees(ben, anna.id);
        await flows(carl, ben);
        assert.equal(anna.uplink.unread('confirm').length, 0);
    });

    test('a transfer may have a stricter policy than the room, but not a weaker one', async (context) => {
        const room = await context.room({ confirm: { who: 'old', form: 'yesno' } });
        const anna = await context.caller(room, { sources: [], slots: null });
        assertRefused(await anna.refused({ request: 'transfer', confirm: { who: 'nobody' } }), 402,
            'confirm');
        const code = await anna.transfer({ confirm: { who: 'old', form: 'number' } });
        assert.deepEqual(code.confirm, { who: 'old', how: 'popup', form: 'number' });
        const carl = await context.device();
        assert.equal((await carl.scan(code.text)).form, 'number');
    });

    test('the new device receives on a downlink whose offer comes after its scan', async (context) => {
        const room = await context.room();
        const [anna, ben] = await context.call(room);
        const [carl, other] = [await context.device(), await context.device()];
        const code = await anna.transfer();
        assertRefused(await carl.refused({ request: 'scan', text: code.text, downlink: other.downlink.id }), 402,
            'downlink');
        const { number, downlink } = await carl.scan(code.text, { downlink: carl.downlink.id });
        assert.equal(downlink, true);
        const offered = await carl.downlink.next('subscribed');
        assert.deepEqual(offered.slots.map(({ source }) => source), [null, null, null, null]);
        await carl.receive(offered);
        await carl.down.up;
        await anna.confirm(code.transfer, { number });
        await takesCall(carl, { slots: null });
        await Promise.all([sees(ben, anna.id), sees(carl, ben.id)]);
        await Promise.all([flows(carl, ben), flows(ben, carl)]);
    });

    test('warm: the new device is connected before people agree, and the call moves at once', async (context) => {
        const { anna, ben, carl, code, scanned: { number } } = await scannedCall(context, {});
        await carl.connect({ slots: carl.wantedSlots() });
        await flows(anna, ben);
        assert.ok(carl.slots.every((slot) => slot.source === null), 'a stranger must not see the room');
        assertNothingOf(carl, ben.down);
        assert.equal(await carl.down.count(), 0);
        await anna.next('confirm');
        await anna.confirm(code.transfer, { number });
        await Promise.all([carl.next('moved'), anna.next('moved')]);
        await Promise.all([sees(carl, ben.id), flows(carl, ben)]);
        await flows(ben, carl);
        carriedOn(ben, anna.id, [anna, carl], ['camera']);
    });

    for (const [what, sources] of [['audio', ['microphone']], ['video', ['camera']], ['chat', []],
        ['a screen and all other sources', ['microphone', 'camera', 'screen', 'screen_sound']]]) {
        test(`C6 C17: a call that has ${what.includes('all') ? '' : 'only '}${what} moves`, async (context) => {
            const room = await context.room(nobody);
            const slots = { audio: 2, video: 2 };
            const media = (kind) => (kind === 'microphone' || kind === 'screen_sound' ? 'audio' : 'video');
            const [anna, ben] = await context.call(room, { first: { sources, slots }, second: { slots } });
            if (sources.length > 0) {
                await sees(ben, anna.id, sources);
                await Promise.all(sources.map((kind) => ben.down.hears(anna.number,
                    { kind: media(kind), mid: midOf(ben, anna.id, kind) })));
            }
            const carl = await context.device();
            await move(anna, carl);
            await Promise.all(sources.map((kind) => ben.down.hears(carl.number,
                { kind: media(kind), mid: midOf(ben, anna.id, kind) })));
            for (const kind of sources)
                assertSwapped(streamOf(ben.down, midOf(ben, anna.id, kind)), [anna, carl], kind);
            await ben.request({ request: 'chat', text: 'still you?' });
            assert.equal((await carl.next('chat')).message.text, 'still you?');
            await carl.request({ request: 'chat', text: 'yes' });
            assert.equal((await ben.next('chat', { where: ({ message }) => message.from === anna.id }))
                .message.display, 'Anna');
        });
    }

    test('C17: the chat moves without any PeerConnection', async (context) => {
        const room = await context.room(nobody);
        const [anna, ben] = await context.call(room, { first: { sources: [], slots: null },
            second: { sources: [], slots: null } });
        await anna.request({ request: 'chat', text: 'before' });
        const carl = await context.device();
        await scansCode(anna, carl);
        await carl.publish([]);
        const moved = await carl.next('moved');
        assert.deepEqual(moved.chat.map(({ text }) => text), ['before']);
        await carl.request({ request: 'chat', text: 'after' });
        await ben.next('chat', { where: ({ message }) => message.text === 'after' });
    });

    for (const videocodec of ['h264', 'vp9', 'av1']) {
        test(`${videocodec}: a call moves in a room with this codec`, async (context) => {
            const { anna, ben, carl } = await movedCall(context, { ...nobody, videocodec });
            await flows(carl, ben);
            carriedOn(ben, anna.id, [anna, carl], ['camera']);
        });
    }

    for (const sets of ['together', 'apart', 'once']) {
        test(`H.264: every move opens at parameter sets that the new device sends ${sets}`, async (context) => {
            const { anna, ben, carl } = await callIn(context, { ...nobody, videocodec: 'h264', grace: 0 });
            const devices = [anna];
            for (let next = carl; devices.length <= COLD_MOVES; next = await context.device()) {
                await scansCode(devices.at(-1), next);
                await next.next('admitted');
                await connectsWith(next, { sets });
                next.me = { ...next.me, ...await next.next('moved') };
                await ended(devices.at(-1), 'moved', 'none');
                await flows(next, ben, ['video']);
                devices.push(next);
            }
            carriedOn(ben, anna.id, devices, ['camera']);
            // A person who joins later gets the sets, too, although the encoder has sent them before.
            const dora = await context.caller(devices.at(-1).me.room, { display: 'Dora' });
            await flows(devices.at(-1), dora, ['video']);
            const [first] = streamOf(dora.down, midOf(dora, anna.id, 'camera'));
            assert.ok(first.frame.start && first.frame.key, 'the first packet must be one of parameter sets');
        });
    }

    test('standby: at its end the old device leaves the room, and can then scan again', async (context) => {
        const { room, anna, ben, carl, code } = await movedCall(context, { ...nobody, grace: 1 });
        const { devices } = await context.admin({ request: 'devices', room, id: carl.me.id });
        assert.deepEqual(devices.map(({ role }) => role).sort(), ['active', 'standby']);
        const ends = await Promise.all([anna, carl].map((device) => device.next('transfer_ended')));
        for (const [end, role] of [[ends[0], 'old'], [ends[1], 'new']])
            assert.deepEqual([end.transfer, end.outcome, end.reason, end.role],
                [code.transfer, 'moved', 'none', role]);
        await Promise.all([anna.next('hangup'), anna.downlink.next('hangup')]);
        assertRefused(await anna.refused({ request: 'return', transfer: code.transfer }), 450);
        await flows(carl, ben);
        const after = await context.admin({ request: 'devices', room, id: carl.me.id });
        assert.deepEqual(after.devices.map(({ device, role }) => [device, role]),
            [[carl.me.device, 'active']]);
        // The old device can use its handles again, and takes the call over.
        const again = await carl.transfer();
        await anna.scan(again.text);
        [anna.up, anna.down] = [null, null];
        await agentsGone(context, anna);
        await takesCall(anna);
        await flows(anna, ben);
    });

    test('grace 0: the old device leaves the room at once', async (context) => {
        const { anna, ben, carl } = await movedCall(context, { ...nobody, grace: 0 });
        const end = await anna.next('transfer_ended', { timeout: scaled(3000) });
        assert.equal(end.outcome, 'moved');
        await flows(carl, ben);
    });

    for (const side of ['old', 'new']) {
        test(`return: the ${side} device brings the call back`, async (context) => {
            const { anna, ben, carl, code } = await movedCall(context, nobody);
            await flows(carl, ben);
            const by = side === 'old' ? anna : carl;
            const returning = await by.request({ request: 'return', transfer: code.transfer });
            assert.deepEqual(returning, { baton: 'returning', transfer: code.transfer });
            const returned = await anna.next('returned');
            assert.equal(returned.id, carl.me.id);
            assert.equal(returned.display, 'Anna');
            await carl.next('returned');
            for (const device of [anna, carl]) {
                const end = await device.next('transfer_ended');
                assert.deepEqual([end.outcome, end.reason], ['returned', `by_${side}`]);
            }
            await flows(anna, ben);
            carriedOn(ben, anna.id, [anna, carl, anna]);
            await Promise.all([carl.next('hangup'), carl.downlink.next('hangup')]);
            await sees(anna, ben.id);
            await flows(ben, anna);
            assertRefused(await anna.refused({ request: 'return', transfer: code.transfer }), 440);
            assert.equal(ben.down.negotiations, 1);
        });
    }

    test('after the standby the new device can move the call on', async (context) => {
        const { anna, ben } = await callIn(context, { ...nobody, grace: 1 });
        const [carl, dora] = [await context.device(), await context.device()];
        const { code } = await move(anna, carl);
        assertRefused(await anna.refused({ request: 'transfer' }), 405);
        for (const device of [anna, carl]) {
            const end = await device.next('transfer_ended');
            assert.deepEqual([end.transfer, end.outcome], [code.transfer, 'moved']);
        }
        const next = await carl.transfer();
        await dora.scan(next.text);
        await takesCall(dora);
        await flows(dora, ben);
        const order = [...new Set(streamOf(ben.down, midOf(ben, anna.id, 'camera'))
            .map(({ tag }) => tag.device))];
        assert.deepEqual(order.slice(-2), [carl.number, dora.number]);
    });

    test('a fresh code makes the earlier code invalid', async (context) => {
        const room = await context.room(nobody);
        const anna = await context.caller(room, { sources: [], slots: null });
        const [first, second] = [await anna.transfer(), await anna.transfer()];
        assert.notEqual(tokenOf(first.text), tokenOf(second.text));
        const end = await anna.next('transfer_ended');
        assert.deepEqual([end.transfer, end.outcome, end.reason],
            [first.transfer, 'superseded', 'renewed']);
        const carl = await context.device();
        assertRefused(await carl.refused({ request: 'scan', text: first.text }), 445);
        assert.equal((await carl.scan(second.text)).transfer, second.transfer);
    });

    test('cancel: either device can cancel before the move, and the call stays', async (context) => {
        const { anna, ben, carl } = await callIn(context);
        const shown = await anna.transfer();
        const done = await anna.request({ request: 'cancel', transfer: shown.transfer });
        assert.deepEqual(done, { baton: 'cancelled', transfer: shown.transfer });
        const end = await anna.next('transfer_ended');
        assert.deepEqual([end.outcome, end.reason], ['cancelled', 'by_old']);
        assert.ok(end.text.length > 0);
        const dead = await carl.refused({ request: 'scan', text: shown.text });
        assert.ok([442, 443, 444, 445].includes(dead.code), dead.message);
        for (const [by, reason] of [['old', 'by_old'], ['new', 'by_new']]) {
            const { text, transfer: id } = await anna.transfer();
            await carl.scan(text);
            await carl.connect({ slots: carl.wantedSlots() });
            await anna.next('confirm');
            await (by === 'old' ? anna : carl).request({ request: 'cancel', transfer: id });
            for (const device of [anna, carl]) {
                const over = await device.next('transfer_ended');
                assert.deepEqual([over.transfer, over.outcome, over.reason], [id, 'cancelled', reason]);
            }
            await Promise.all([carl.next('hangup'), carl.downlink.next('hangup')]);
            [carl.up, carl.down] = [null, null];
            await agentsGone(context, carl);
            assertRefused(await anna.refused({ request: 'cancel', transfer: id }), 440);
        }
        await flows(anna, ben);
        assertNothingOf(carl, ben.down);
    });

    test('states: both devices are told of each state', async (context) => {
        const room = await context.room({ grace: 1 });
        const [anna] = await context.call(room);
        const carl = await context.device();
        await move(anna, carl);
        for (const device of [anna, carl]) {
            await device.next('transfer_ended');
            const states = device.uplink.seen.map((message) => message.plugindata?.data)
                .filter((data) => data?.baton === 'transfer').map(({ state }) => state);
            const order = ['confirming', 'connecting', 'committing', 'standby'];
            assert.deepEqual(states, order.slice(order.length - states.length));
            assert.ok(states.includes('standby') && states.includes('committing'));
        }
    });

    test('twenty moves back and forth: nothing is left over', async (context) => {
        const room = await context.room({ ...nobody, grace: 0 });
        const [anna, ben] = await context.call(room);
        await Promise.all([sees(ben, anna.id), flows(anna, ben)]);
        const before = await until(() => context.admin({ request: 'status' }), (seen) => seen.locked_places === 0,
            { timeout: LOCK * 1000 + WAIT, what: 'the end of the locks of earlier tests' });
        const carl = await context.device();
        const withCarl = await context.admin({ request: 'status' });
        const slots = ben.slots.map((slot) => ({ ...slot }));
        let [from, to] = [anna, carl];
        for (let i = 0; i < 20; i++) {
            [to.up, to.down] = [null, null];
            const { moved } = await move(from, to);
            assert.equal(moved.id, slots.find((slot) => slot.source).participant);
            await from.next('transfer_ended');
            await to.next('transfer_ended');
            await Promise.all([from.next('hangup'), from.downlink.next('hangup')]);
            await agentsGone(context, from);
            await flows(to, ben);
            [from, to] = [to, from];
        }
        const order = [anna, ...Array.from({ length: 20 }, (_, i) => (i % 2 ? anna : carl))];
        carriedOn(ben, slots.find((slot) => slot.source).participant, order);
        assert.deepEqual(ben.slots, slots);
        assert.deepEqual(ben.downlink.unread('slots').map((event) => event.slots.map(onSlot)),
            ben.downlink.unread('slots').map(() => slots.map(onSlot)));
        const status = await until(() => context.admin({ request: 'status' }),
            (seen) => seen.devices === before.devices, { what: 'as many devices as before' });
        assert.deepEqual(status, { ...withCarl, codes: status.codes });
        assert.equal(status.codes, withCarl.codes, 'live codes');
        await carl.session.close();
        const after = await until(() => context.admin({ request: 'status' }),
            (seen) => seen.handles === before.handles, { what: 'as many handles as before' });
        assert.deepEqual(after, before);
    }, { alone: true, timeout: scaled(180000) });
}
