// SPDX-License-Identifier: GPL-3.0-or-later
// The ways to begin a transfer: which device shows a code, which scans it, and what can go wrong.
import assert from 'node:assert/strict';
import { after, allEnded, callIn, carriedOn, nobody, unmoved } from './calls.mjs';
import { assertNothingOf, assertRefused, flows } from './check.mjs';
import { arrive, joined, meet, question, readPicture, right } from './moves.mjs';
import { MATCH, PRESENT } from './settings.mjs';

/** Puts Anna and Ben into a call without media, and opens another device for Anna. */
async function setUp(context, fields = nobody) {
    const room = await context.room(fields);
    const [anna, ben, carl] = await Promise.all([joined(context, room, 'Anna'), joined(context, room, 'Ben'),
        context.device()]);
    return { room, anna, ben, carl };
}

export default function ways(test) {
    test('C1 C6 C15 C16: the new device shows a code and connects before the scan; the call moves',
        async (context) => {
            const { anna, ben, carl } = await callIn(context);
            const shown = await carl.present({ link: 'https://call.example/', device_name: 'Tablet' });
            assert.equal(shown.baton, 'presented');
            assert.deepEqual([shown.kind, shown.audiocodec, shown.videocodec], ['qr', 'opus', 'vp8']);
            assert.ok(shown.expires_in > 0 && shown.expires_in <= PRESENT * 1000);
            for (const secret of ['room', 'participants', 'number', 'transfer', 'confirm'])
                assert.equal(shown[secret], undefined, `a stranger must not learn ${secret}`);
            await carl.connect();
            const { rooms } = await context.admin({ request: 'list' });
            assert.ok(rooms.every(({ room: id }) => typeof id === 'string'));
            assert.equal((await context.admin({ request: 'status' })).presentations >= 1, true);

            const said = await anna.look(shown.text);
            assert.deepEqual([said.baton, said.role, said.state], ['scanned', 'old', 'confirming']);
            assert.equal(said.device_name, 'Tablet');
            assert.deepEqual(said.confirm, { who: 'old', how: 'popup', form: 'number' });
            const scanned = await carl.scanned();
            assert.deepEqual([scanned.role, scanned.presentation], ['new', shown.presentation]);
            assert.deepEqual(scanned.sources.map(({ kind }) => kind).sort(), ['camera', 'microphone']);
            assertNothingOf(carl, ben.down);
            assert.equal(await carl.down.count(), 0, 'a stranger must not get media');
            await anna.next('confirm');
            await anna.confirm(said.transfer, { number: scanned.number });
            const moved = await carl.next('moved');
            assert.equal(moved.id, anna.id);
            await flows(carl, ben);
            carriedOn(ben, anna.id, [anna, carl]);
            assert.equal(ben.uplink.unread('participant_joined').filter(({ participant }) =>
                participant.id !== anna.id && participant.id !== ben.id).length, 0);
        });

    for (const [kind, number, form] of [['qr', 'C12', /^baton:1:/], ['code128', 'C13', /^BT[B-Z]{12}$/],
        ['short', 'typed', /^[B-Z]{4}-[B-Z]{4}$/]]) {
        test(`${number}: a code of kind ${kind}, as text and as pictures`, async (context) => {
            const { anna, carl } = await setUp(context);
            const code = await anna.transfer({ kind });
            assert.match(code.text, form);
            assert.match(code.svg, /^data:image\/svg\+xml;base64,/);
            assert.match(code.png, /^data:image\/png;base64,/);
            assert.ok(code.alt.length > 0 && !code.alt.includes(code.text));
            const picture = kind === 'short' ? null : readPicture(code.png);
            assert.ok(picture === null || picture === code.text, 'the picture must contain the text');
            await carl.scan(code.text);
            await arrive(anna, carl);
        });
    }

    test('only a QR code may contain a link', async (context) => {
        const { anna, carl } = await setUp(context);
        for (const kind of ['code128', 'short']) {
            assertRefused(await anna.refused({ request: 'transfer', kind, link: 'https://a.example/' }), 402,
                'link');
            assertRefused(await carl.refused({ request: 'present', kind, link: 'https://a.example/' }), 402,
                'link');
        }
    });

    test('letters are read in any case, with any dashes and spaces', async (context) => {
        const { anna, carl } = await setUp(context);
        const short = await anna.transfer({ kind: 'short' });
        const typed = ` ${short.text.toLowerCase().replace('-', ' ')} `;
        assert.equal((await carl.scan(typed)).transfer, short.transfer);
        await carl.request({ request: 'cancel', transfer: short.transfer });
        const bars = await anna.transfer({ kind: 'code128' });
        assert.equal((await carl.scan(bars.text.toLowerCase())).transfer, bars.transfer);
    });

    test('C3 C5: both devices show a code and scan, in either order; the new device gets in only after both scans',
        async (context) => {
            const { anna, ben, carl } = await setUp(context, {});
            // The new device scans the old device's code first.
            const code = await anna.transfer({ mutual: true });
            const half = await carl.scan(code.text, { device_name: 'Tablet' });
            assert.equal(half.state, 'matching');
            for (const secret of ['form', 'number', 'id', 'participants', 'token'])
                assert.equal(half[secret], undefined, `must not be told before the match: ${secret}`);
            assert.ok(half.expires_in > 0 && half.expires_in <= MATCH * 1000);
            assert.equal(anna.uplink.unread('confirm').length, 0, 'nobody must be asked before the match');
            await anna.next('transfer', { where: ({ state }) => state === 'matching' });
            const said = await anna.look(half.code.text);
            assert.deepEqual([said.role, said.state, said.transfer], ['old', 'confirming', code.transfer]);
            const scanned = await carl.scanned();
            assert.equal(scanned.state, 'confirming');
            await (await question.popup(anna)).respond(true, scanned.number);
            await arrive(anna, carl);
            assert.equal(ben.uplink.unread('participant_left').length, 0);
        });

    test('C3 C5: mutual, the new device begins, and the old one scans first', async (context) => {
        const { anna, carl } = await setUp(context, {});
        const shown = await carl.present({ mutual: true });
        const half = await anna.look(shown.text);
        assert.deepEqual([half.role, half.state], ['old', 'matching']);
        assert.equal(half.code.kind, 'qr');
        assert.equal((await carl.scanned()).state, 'matching');
        const scanned = await carl.scan(half.code.text);
        assert.equal(scanned.state, 'confirming');
        assert.equal(scanned.transfer, half.transfer);
        await (await question.popup(anna)).respond(true, scanned.number);
        await arrive(anna, carl);
    });

    test('C3 C5: mutual, both show a code at once: the new device scans first, then the old one', async (context) => {
        const { anna, carl } = await setUp(context, {});
        const [code, shown] = [await anna.transfer({ mutual: true }), await carl.present({ mutual: true })];
        const half = await carl.scan(code.text);
        assert.deepEqual([half.state, half.code], ['matching', undefined]);
        const said = await anna.look(shown.text);
        assert.deepEqual([said.role, said.state, said.transfer], ['old', 'confirming', code.transfer]);
        const scanned = await carl.scanned();
        await (await question.popup(anna)).respond(true, scanned.number);
        await arrive(anna, carl);
    });

    test('C5: mutual, and the second code belongs to a third device: nobody gets in', async (context) => {
        const all = await setUp(context);
        const { anna, carl } = all;
        const eve = await context.device();
        const [code, shown] = [await anna.transfer({ mutual: true }), await eve.present({ mutual: true })];
        await carl.scan(code.text);
        assertRefused(await anna.refused({ request: 'scan', text: shown.text }), 453);
        await allEnded([anna, carl], 'failed', 'mismatch');
        await unmoved(context, all);
        await carl.join(all.room, { display: 'Carl' });
    });

    test('C5: mutual, and there is no second scan: nobody gets in', async (context) => {
        const all = await setUp(context);
        const { anna, carl } = all;
        const code = await anna.transfer({ mutual: true });
        await carl.scan(code.text);
        const late = await context.device();
        assertRefused(await late.refused({ request: 'scan', text: code.text }), 444);
        assert.equal((await anna.next('warning')).kind, 'second_claim');
        await allEnded([anna, carl], 'expired', 'not_matched', after(MATCH));
        await unmoved(context, all);
    });

    test('a transfer is mutual if either device asks for that', async (context) => {
        const { anna, carl } = await setUp(context);
        const code = await anna.transfer();
        await carl.present({ mutual: true });
        assert.equal((await carl.scan(code.text)).state, 'matching');
    });

    test('a code that nobody scans expires, and the device can then join', async (context) => {
        const { room, carl } = await setUp(context);
        const shown = await carl.present();
        const end = await carl.next('presentation_ended', after(PRESENT));
        assert.deepEqual([end.presentation, end.reason], [shown.presentation, 'code_expired']);
        assert.ok(end.text.length > 0);
        await carl.join(room, { display: 'Carl' });
    });

    test('a code can be renewed while the PeerConnections stay up, and can be withdrawn', async (context) => {
        const { anna, carl } = await setUp(context);
        const first = await carl.present();
        await carl.publish(['microphone']);
        await carl.up.up;
        const second = await carl.present({ kind: 'short' });
        assert.notEqual(second.text, first.text);
        assertRefused(await anna.refused({ request: 'scan', text: first.text }), 445);
        assert.ok(carl.up.isUp, 'the uplink must be up');
        const done = await carl.request({ request: 'cancel', presentation: second.presentation });
        assert.deepEqual(done, { baton: 'cancelled', presentation: second.presentation });
        const gone = await anna.refused({ request: 'scan', text: second.text });
        assert.ok([442, 443, 444, 445].includes(gone.code), gone.message);
        await carl.next('hangup');
        const third = await carl.present();
        await carl.request({ request: 'leave' });
        const left = await anna.refused({ request: 'scan', text: third.text });
        assert.ok([442, 443, 444, 445].includes(left.code), left.message);
    });

    test('a device that presents is in no room, and gets only into the room that it names',
        async (context) => {
            const { room, anna, carl } = await setUp(context);
            const elsewhere = await context.room(nobody);
            const dora = await joined(context, elsewhere, 'Dora');
            const shown = await carl.present({ room });
            for (const body of [{ request: 'chat', text: 'hello?' }, { request: 'transfer' }])
                assert.ok([405, 450].includes((await carl.refused(body)).code));
            assertRefused(await dora.refused({ request: 'scan', text: shown.text }), 446);
            assert.equal((await anna.look(shown.text)).role, 'old');
            await carl.scanned();
            await arrive(anna, carl);
        });

    test('a presenting device with another codec is refused, and nothing changes', async (context) => {
        const all = await setUp(context, { ...nobody, videocodec: 'h264' });
        const shown = await all.carl.present();
        await all.carl.publish(['microphone', 'camera']);
        await all.carl.up.up;
        assertRefused(await all.anna.refused({ request: 'scan', text: shown.text }), 431);
        await unmoved(context, all);
        const other = await context.device();
        const again = await other.present({ videocodec: 'h264' });
        assert.equal((await all.anna.look(again.text)).role, 'old');
        await other.scanned();
        await arrive(all.anna, other);
    });

    test('the person\'s own code, another person\'s code, and a scan without a call are refused', async (context) => {
        const { anna, ben, carl } = await setUp(context, {});
        const code = await anna.transfer();
        const own = await anna.refused({ request: 'scan', text: code.text });
        assert.ok([405, 452].includes(own.code), own.message);
        const strange = await ben.refused({ request: 'scan', text: code.text });
        assert.ok([405, 452].includes(strange.code), strange.message);
        const shown = await carl.present();
        const second = await context.device();
        const neither = await second.refused({ request: 'scan', text: shown.text });
        assert.ok(neither.code >= 400 && neither.code < 499, neither.message);
        await carl.scan(code.text);
    });

    for (const direction of ['old', 'new', 'mutual']) {
        test(`C17: a call that has only chat moves (the code is shown by: ${direction})`, async (context) => {
            const { anna, ben, carl } = await setUp(context, {});
            const met = await meet[direction](anna, carl);
            await (await question.popup(anna)).respond(true, right(met));
            await arrive(anna, carl);
            await ben.request({ request: 'chat', text: 'hello' });
            assert.equal((await carl.next('chat')).message.text, 'hello');
        });
    }
}
