// SPDX-License-Identifier: GPL-3.0-or-later
// Calls without a move: each browser sees and hears each other one, and the page works in Firefox.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import { writeFile } from 'node:fs/promises';
import path from 'node:path';
import { promisify } from 'node:util';
import { carries, CODECS } from '../browser/continuity.mjs';
import { pictures } from '../browser/suite.mjs';
import { until } from '../system/check.mjs';

const run = promisify(execFile);
const TIMEOUT = 120000;

export default function calls(test) {
    test('two people with Firefox see and hear each other', (context) => talk(context, 'firefox', 'firefox'),
        { timeout: TIMEOUT });
    test('a person with Firefox and a person with Chromium see and hear each other',
        (context) => talk(context, 'firefox', 'chromium'), { timeout: TIMEOUT });
    for (const [videocodec, name, type] of CODECS.filter(([codec]) => codec !== 'h264')) // Firefox would download it
        test(`in a room of ${name}, a person with Firefox and a person with Chromium see each other`,
            (context) => talk(context, 'firefox', 'chromium', { videocodec, type }), { timeout: TIMEOUT });
    test('in Firefox, people mute themselves and write to each other', mutesAndWrites, { timeout: TIMEOUT });
    test('Firefox shows a code that a reader can read, and takes the call over from a link', showsAndTakesOver,
        { timeout: TIMEOUT });
    test('in Firefox, a person takes a call over by typing letters', byLetters, { timeout: TIMEOUT });
    test('in Firefox, a person reloads the page and joins again', reloads, { timeout: TIMEOUT });
}

/** Puts Anna and Ben into a new room, each with a kind of browser. */
async function call(context, first, second, fields = {}) {
    const { suite } = context;
    const room = await context.room({ confirm: { who: 'old', form: 'number' }, ...fields });
    const anna = await suite.person(context, 'anna', { kind: first });
    const ben = await suite.person(context, 'ben', { kind: second });
    await anna.join(room, { name: 'Anna' });
    await ben.join(room, { name: 'Ben' });
    return { room, anna, ben };
}

const tile = (other, kind) =>
    `[data-testid="tile"][data-participant="${other.id}"][data-kind="${kind}"] video`;

/** The sound that a person has heard so far: the sum of the energy of all streams, and the packets. */
const heard = async (person) => (await person.page.evaluate(() => window.batonStatistics.sound()))
    .reduce((sum, { totalAudioEnergy, packetsReceived }) =>
        ({ energy: sum.energy + totalAudioEnergy, packets: sum.packets + packetsReceived }), { energy: 0, packets: 0 });

/** Resolves once the picture of the other person plays, and their voice. */
async function seesAndHears(person, other) {
    await person.page.waitForFunction((selector) => {
        const video = document.querySelector(selector);
        return video?.videoWidth > 0 && video.currentTime > 0;
    }, tile(other, 'camera'));
    await until(() => heard(person), ({ energy }) => energy > 0, { what: `sound at ${person.name}` });
}

/** `videocodec`: of the room, if not VP8; `type`: its name in statistics. */
async function talk(context, first, second, { videocodec = 'vp8', type = 'video/VP8' } = {}) {
    const { anna, ben } = await call(context, first, second, { videocodec });
    await Promise.all([seesAndHears(anna, ben), seesAndHears(ben, anna)]);
    for (const person of [anna, ben]) {
        await carries(person, type);
        const inbound = await person.page.evaluate(() => window.batonStatistics.inbound());
        assert.equal(inbound.reduce((sum, { packetsLost }) => sum + packetsLost, 0), 0, `lost at ${person.name}`);
    }
}

async function mutesAndWrites(context) {
    const { room, anna, ben } = await call(context, 'firefox', 'firefox');
    await seesAndHears(ben, anna);
    const microphone = async () => (await context.admin({ request: 'sources', room })).sources
        .find(({ participant, kind }) => participant === anna.id && kind === 'microphone');
    await anna.press('control-microphone');
    await until(microphone, ({ muted }) => muted, { what: 'a muted microphone' });
    await anna.press('control-microphone');
    await until(microphone, ({ muted }) => !muted, { what: 'a microphone that is not muted' });
    const { energy } = await heard(ben);
    await until(() => heard(ben), (now) => now.energy > energy, { what: 'Anna\'s voice after she was muted' });

    await anna.press('control-camera');
    await ben.page.waitForFunction((selector) => !document.querySelector(selector)?.srcObject, tile(anna, 'camera'));
    await anna.press('control-camera');
    await seesAndHears(ben, anna);

    await anna.press('control-chat');
    await anna.see('chat-input').fill('Can you hear me?');
    await anna.press('chat-send');
    await ben.press('control-chat');
    await ben.readsSoon(/Can you hear me\?/);
}

async function showsAndTakesOver(context) {
    const { anna, ben } = await call(context, 'firefox', 'firefox');
    const code = await anna.showCode();
    const screenshot = path.join(pictures, 'firefox-code.png');
    await writeFile(screenshot, await anna.page.screenshot());
    await run('zbarimg', ['-q', '--raw', screenshot]).then(({ stdout }) => assert.match(stdout, /#baton=|baton:/));
    assert.equal(await code.getAttribute('data-kind'), 'qr');

    const phone = await context.suite.person(context, 'phone', { kind: 'firefox' });
    await phone.openLink(await anna.copyCode());
    await phone.press('accept');
    await anna.pick(await phone.readNumber());
    await phone.arrives();
    assert.equal(phone.id, anna.id, 'the participant has another id');
    await Promise.all([seesAndHears(ben, phone), seesAndHears(phone, ben)]);
}

async function byLetters(context) {
    const { anna, ben } = await call(context, 'chromium', 'chromium');
    const letters = await anna.readLetters();
    const phone = await context.suite.person(context, 'phone', { kind: 'firefox' });
    await phone.takeOver('type');
    await phone.type(letters);
    await anna.pick(await phone.readNumber());
    await phone.arrives();
    assert.equal(phone.id, anna.id, 'the participant has another id');
    await seesAndHears(ben, phone);
}

async function reloads(context) {
    const { room, anna, ben } = await call(context, 'firefox', 'firefox');
    await seesAndHears(ben, anna);
    await anna.page.reload();
    await anna.join(room, { name: 'Anna' });
    await Promise.all([seesAndHears(anna, ben), seesAndHears(ben, anna)]);
}
