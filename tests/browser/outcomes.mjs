// SPDX-License-Identifier: GPL-3.0-or-later
// When a transfer fails, both pages tell the people, and the people can go on.
import assert from 'node:assert/strict';
import { until } from '../system/check.mjs';
import { ALLOWED } from './chromium.mjs';
import { moveByLink } from './person.mjs';

export default function outcomes(test) {
    test('without permission to use the camera the scanner says so, and the call is taken over with sound only',
        cameraDenied);
    test('a device without camera and microphone takes a call over after a warning', nothingToSend);
    test('a code works once: the second device is told, and the person in the call is warned', usedCode);
    test('the page distinguishes a code that was renewed from a code that has expired', staleCodes);
    test('a wrong number ends the move, and both pages say so', wrongNumber);
    test('a person who declines keeps the call, and both pages say so', declined);
    test('either side can cancel, and the other side is told', cancelled);
    test('the old device brings the call back', broughtBack);
    test('when the standby is over, each page says where the call is', settled);
    test('a token is in no address, referrer, history or storage of either page', secret);
}

async function alone(context, fields = {}) {
    const room = await context.room(fields);
    const anna = await context.suite.person(context, 'anna');
    await anna.join(room, { name: 'Anna' });
    return { room, anna };
}

/** Starts a move, and resolves when the phone shows a number. */
async function asked(context, anna, phone) {
    await anna.showCode();
    const link = await anna.copyCode();
    await phone.openLink(link);
    await phone.press('accept');
    return { link, number: await phone.readNumber() };
}

async function sourcesOf(context, room) {
    const { sources } = await context.admin({ request: 'sources', room });
    return Object.fromEntries(sources.map(({ kind, state }) => [kind, state]));
}

async function cameraDenied(context) {
    const { room, anna } = await alone(context);
    const phone = await context.suite.person(context, 'phone',
        { allowed: ALLOWED.filter((permission) => permission !== 'camera') });
    await phone.page.goto(await context.suite.origin());
    await phone.press('take-over');
    await phone.sees('scan-problem');
    await phone.readsSoon(
        /camera is not allowed.*allow it, then try again.*scan the code with the phone’s own camera/i);

    const { number } = await asked(context, anna, phone);
    await phone.readsSoon(/camera is not allowed/i);
    await anna.pick(number);
    await phone.arrives();
    assert.deepEqual(await sourcesOf(context, room), { microphone: 'live', camera: 'paused' });
}

async function nothingToSend(context) {
    const { room, anna } = await alone(context);
    const bare = await context.suite.person(context, 'bare');
    await anna.showCode();
    await bare.openLink(await anna.copyCode());
    await bare.press('accept');
    await bare.readsSoon(/No camera and no microphone were found.*You can go on without/);
    await bare.press('go-without');
    await anna.pick(await bare.readNumber());
    await bare.arrives();
    assert.deepEqual(await sourcesOf(context, room), { microphone: 'paused', camera: 'paused' });
}

async function usedCode(context) {
    const { anna } = await alone(context);
    const phone = await context.suite.person(context, 'phone');
    const other = await context.suite.person(context, 'ben');
    const { link, number } = await asked(context, anna, phone);
    await other.openLink(link);
    await other.press('accept');
    await other.readsSoon(/code has been used already.*If that was not you, decline/);
    await anna.readsSoon(/Somebody else tried your code too/);
    await anna.pick(number);
    await phone.arrives();
}

async function staleCodes(context) {
    const { anna } = await alone(context, { code_lifetime: 7 });
    const phone = await context.suite.person(context, 'phone');
    const code = await anna.showCode();
    const first = await code.getAttribute('data-transfer');
    const link = await anna.copyCode();
    await anna.page.waitForFunction((old) => {
        const image = document.querySelector('[data-testid="code"]');
        return image && image.dataset.transfer !== old;
    }, first);
    await phone.openLink(link);
    await phone.press('accept');
    await phone.readsSoon(/There is a newer code.*on the screen of the other device now/);

    const device = await context.caller(await context.room({ code_lifetime: 5 }), { sources: [], slots: null });
    const { text } = await device.transfer({ link: await context.suite.origin() });
    await device.next('transfer_ended', { timeout: 7000 });
    await phone.openLink(text);
    await phone.press('accept');
    await phone.readsSoon(/The code has expired.*Show a fresh code/);
    await phone.sees('scan-again');
}

async function wrongNumber(context) {
    const { anna } = await alone(context);
    const phone = await context.suite.person(context, 'phone');
    const { number } = await asked(context, anna, phone);
    await anna.pick(number, { not: true });
    await anna.readsSoon(/That was not the number.*the call stays here/);
    await phone.readsSoon(/The wrong number was picked.*The call stays on the other device/);
    await anna.press('move-close');
    await moveByLink(anna, phone);
}

async function declined(context) {
    const { anna } = await alone(context);
    const phone = await context.suite.person(context, 'phone');
    await asked(context, anna, phone);
    await anna.press('decline');
    await anna.readsSoon(/Declined.*The call stays here/);
    await phone.readsSoon(/The other device declined.*The call stays on the other device/);
    await anna.press('move-again');
    await anna.sees('code');
}

async function cancelled(context) {
    const { anna } = await alone(context);
    const phone = await context.suite.person(context, 'phone');
    await asked(context, anna, phone);
    await anna.page.keyboard.press('Escape');
    await phone.readsSoon(/Cancelled on the other side.*The call stays on the other device/);
    await asked(context, anna, phone);
    await phone.press('incoming-back');
    await anna.readsSoon(/Cancelled on the other side.*The call stays here/);
}

async function broughtBack(context) {
    const { room, anna } = await alone(context);
    const phone = await context.suite.person(context, 'phone');
    await moveByLink(anna, phone);
    await phone.readsSoon(/Live here now/);
    await anna.readsSoon(/Your call is on the other device now/);
    await anna.press('bring-back');
    await anna.sees('controls');
    await phone.readsSoon(/The call is back on the other device/);
    const { devices } = await context.admin({ request: 'devices', room });
    assert.deepEqual(devices.map(({ role }) => role), ['active']);

    await moveByLink(anna, phone);
    await phone.press('send-back');
    await anna.sees('controls');
    await phone.readsSoon(/The call is back on the other device/);
}

async function settled(context) {
    const { room, anna } = await alone(context, { grace: 2 });
    const phone = await context.suite.person(context, 'phone');
    await moveByLink(anna, phone);
    await anna.readsSoon(/This device has left the call.*continues on the other device/);
    await phone.see('arrived').waitFor({ state: 'hidden' });
    await until(() => context.admin({ request: 'devices', room }), ({ devices }) =>
        devices.length === 1 && devices[0].role === 'active');
}

/* Person.leave checks this in every test. This test makes sure that there is a token to look for. */
async function secret(context) {
    const { anna } = await alone(context);
    const phone = await context.suite.person(context, 'phone');
    const link = await moveByLink(anna, phone);
    await phone.page.reload();
    const [, token] = link.split('#baton=');
    for (const person of [anna, phone]) {
        assert.ok(person.tokens().includes(token), `${person.name} never had the token`);
        assert.ok(person.told.some((address) => address.startsWith('wss:')), `${person.name} recorded no WebSocket`);
        const texts = [...person.told, ...(await person.trail())];
        assert.deepEqual(texts.filter((text) => text.includes(token)), []);
    }
    // The button to go back brings neither the token nor the question back.
    await phone.page.goBack().catch(() => null);
    assert.ok(!(await phone.page.evaluate(() => location.href)).includes(token));
}
