// SPDX-License-Identifier: GPL-3.0-or-later
// Another device takes the place of one that is away: by a code that somebody else shows, and because the call was on
// that device before.
import assert from 'node:assert/strict';
import { assertRefused, until } from '../system/check.mjs';
import { moveByLink } from './person.mjs';
import { cut, hides, mend, seesPicture, SOON, wireCutter } from './wire.mjs';

const TIMEOUT = { timeout: 120000 };
const LATER = { timeout: SOON };

export default function replacing(test) {
    test('a moderator shows a code for somebody who is away, and the device that scans it is this person', byCode,
        TIMEOUT);
    test('the device that was replaced is told so, and can object', objects, TIMEOUT);
    test('a code for somebody who comes back is not needed any more, and the page says so', comesBack, TIMEOUT);
    test('a code that an operator wants for somebody who is away is shown as theirs, and not as the own one', issued,
        TIMEOUT);
    test('a device that had the call takes it back with one tap, also after a reload', byMemory, TIMEOUT);
    test('the device in the call is asked whether a device that had it before gets it, and can refuse', asked, TIMEOUT);
    test('devices that were forgotten cannot take the call back, and a copied secret is reported', forgets, TIMEOUT);
}

/** Returns the events since `from` that told the others about a participant. */
const toldOf = ({ heard }, { id }, from) => heard.slice(from).map(({ plugindata }) => plugindata?.data)
    .filter((event) => event?.participant?.id === id || event?.id === id);

/** Ben has made the room, so he is its moderator. Anna's connection can be cut. */
async function meet(context) {
    const { suite } = context;
    const room = context.roomName();
    const ben = await suite.person(context, 'ben');
    const anna = await suite.person(context, 'anna', { script: wireCutter });
    const phone = await suite.person(context, 'phone');
    await ben.join(room, { name: 'Ben' });
    context.defer(() => context.admin({ request: 'destroy', room }));
    await anna.join(room, { name: 'Anna' });
    await seesPicture(ben, anna);
    return { room, anna, ben, phone };
}

/** Anna's connection is lost, and Ben opens the dialog with a code for her. Resolves with its link. */
async function showsCode({ anna, ben }) {
    await cut(anna);
    await ben.sees('tile-code', LATER);
    assert.equal(await ben.see('tile-code').innerText(), 'Show a code for Anna');
    await ben.press('tile-code');
    await ben.sees('code', LATER);
    await ben.readsSoon(/Whoever scans this becomes Anna in this call/);
    return ben.copyCode();
}

/** The phone takes Anna's place with Ben's code. `meanwhile` runs while Anna is away. */
async function standsIn({ anna, ben, phone }, meanwhile = async () => {}) {
    await phone.openLink(await showsCode({ anna, ben }));
    await meanwhile();
    await phone.press('accept');
    const number = await phone.readNumber();
    await ben.readsSoon(/wants to go on as Anna\. Agree only if Anna has this device in hand/);
    await ben.pick(number);
    assert.equal(await phone.arrives(), anna.id, 'the participant has another id');
}

async function byCode(context) {
    const call = await meet(context);
    const { room, anna, ben, phone } = call;
    const carl = await context.suite.person(context, 'bare');
    await carl.join(room, { name: 'Carl', camera: false, microphone: false });
    const from = { ben: ben.heard.length, carl: carl.heard.length };
    await standsIn(call, () => Promise.all([carl.readsSoon(/Anna is away/), hides(carl, 'tile-code')]));
    await ben.readsSoon(/Anna is on another device now\. You showed the code\./);
    await carl.readsSoon(/Anna is on another device now\. Ben showed the code\./);
    await hides(ben, 'move-dialog');
    for (const other of [ben, carl]) {
        await seesPicture(other, phone);
        await other.see('tile-replaced', { where: ':not([hidden])' }).waitFor();
        assert.equal(await other.see('people').innerText(), '3 people');
    }
    for (const [other, since] of [[ben, from.ben], [carl, from.carl]]) {
        const told = toldOf(other, anna, since);
        const names = new Set(told.map(({ baton }) => baton));
        assert.deepEqual([...names], ['participant_changed'], 'nobody came or went');
        const away = told.map(({ participant }) => participant.connection === 'away');
        assert.equal(away.filter((now, i) => now && !away[i - 1]).length, 1, 'one pause');
    }
    assert.equal(await phone.see('send-back').count(), 0, 'there is nothing to send the call back to');
}

async function objects(context) {
    const call = await meet(context);
    const { anna, ben, phone } = call;
    await standsIn(call);
    await mend(anna);
    await anna.sees('farewell', LATER);
    await anna.readsSoon(/Your call is on another device now.*If that was not you, say so/);
    await anna.sees('recall');
    await anna.press('disown');
    await anna.readsSoon(/The other device was removed/);
    await phone.readsSoon(/You were removed from the call/);
    await ben.readsSoon(/Anna was removed: somebody else had taken this call over/);
    await anna.press('rejoin');
    await anna.sees('lobby');
    assert.equal(await anna.see('recall-offer').count(), 0);
}

async function comesBack(context) {
    const call = await meet(context);
    const { anna, ben, phone } = call;
    await phone.openLink(await showsCode(call));
    await phone.press('accept');
    await phone.readNumber();
    await mend(anna);
    await ben.readsSoon(/Anna is back.*so no code is needed/, LATER);
    assert.equal(await ben.see('move-again').count(), 0);
    await phone.readsSoon(/The other device is back.*It is in the call again, and keeps it/, LATER);
    await ben.press('move-close');
    await seesPicture(ben, anna);
    await hides(ben, 'tile-replaced');
}

async function issued(context) {
    const { room, anna, ben } = await meet(context);
    await cut(anna);
    await ben.sees('tile-code', LATER);
    const issue = await context.admin({ request: 'issue', room, id: anna.id, stand_in: ben.id });
    assert.equal(issue.baton, 'issued');
    await ben.sees('code');
    await ben.readsSoon(/A code for Anna.*Whoever scans this becomes Anna in this call/);
    await ben.press('move-cancel');
    await hides(ben, 'move-dialog');
}

/** Anna's call has moved to the phone for good, and Ben sees it. */
async function moved(context, fields = {}) {
    const { suite } = context;
    const room = await context.room({ grace: 1, hold: 60, ...fields });
    const anna = await suite.person(context, 'anna');
    const ben = await suite.person(context, 'ben');
    const phone = await suite.person(context, 'phone', { script: wireCutter });
    await anna.join(room, { name: 'Anna' });
    await ben.join(room, { name: 'Ben' });
    await moveByLink(anna, phone);
    await anna.sees('farewell', LATER);
    await anna.sees('recall');
    await seesPicture(ben, phone);
    return { room, anna, ben, phone };
}

const remembered = ({ page }) => page.evaluate(() => JSON.parse(localStorage.getItem('baton.moved') ?? '[]'));

async function byMemory(context) {
    const { room, anna, ben, phone } = await moved(context);
    const { id } = anna;
    await cut(phone);
    await ben.readsSoon(/Anna is away/, LATER);
    await anna.page.goto(`${anna.origin}?room=${room}`);
    await anna.sees('recall-offer');
    await anna.press('recall');
    assert.equal(await anna.inCall(), id);
    await ben.readsSoon(/Anna is on another device now, which has had this call before/);
    await seesPicture(ben, anna);
    assert.equal(await ben.see('people').innerText(), '2 people');
    assert.deepEqual(await remembered(anna), [], 'the secret is used up');
    assert.equal(anna.scans().length, 0);
}

async function asked(context) {
    const { anna, ben, phone } = await moved(context);
    await anna.press('recall');
    const number = await anna.readNumber();
    await phone.sees('question-dialog');
    await phone.readsSoon(/Your other device Chrome on Linux wants the call back\. Pick the number/);
    await phone.pick(number);
    await anna.inCall();
    await phone.sees('farewell', LATER);
    await seesPicture(ben, anna);
    // This was a move as any other: no device was away.
    await hides(ben, 'tile-replaced');

    await phone.press('recall');
    await phone.readNumber();
    await anna.sees('question-dialog');
    await anna.press('decline');
    await anna.readsSoon(/You declined\. Your call stays where it is/);
    await phone.readsSoon(/The other device declined.*this device cannot ask again.*You can still scan a code/);
    assert.deepEqual(await remembered(phone), []);
    await phone.press('scan-again');
    await phone.sees('scanner');
}

async function forgets(context) {
    const { room, anna, phone } = await moved(context);
    const [{ secret: first }] = await remembered(anna);
    await anna.press('recall');
    await phone.pick(await anna.readNumber());
    await anna.inCall();
    await phone.sees('farewell', LATER);
    const thief = await context.device();
    assertRefused(await thief.refused({ request: 'recall', room, remember: first }), 415);
    await anna.sees('call-warnings');
    await anna.readsSoon(/Somebody may have copied the access of another device of yours/);
    await anna.press('warning-understood');
    await hides(anna, 'call-warnings');

    await anna.press('open-settings');
    await anna.press('forget-devices');
    await until(() => anna.see('forget-result').innerText(), (text) => /^Done\./.test(text), LATER);
    await anna.press('settings-done');
    await phone.press('recall');
    await phone.readsSoon(/The call cannot come back to this device.*Scan a code of the device in the call/);
    await phone.press('incoming-back');
    await phone.sees('lobby');
    assert.equal(await phone.see('recall-offer').count(), 0);
    assert.equal(await anna.inCall(), anna.id);
}
