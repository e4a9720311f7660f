// SPDX-License-Identifier: GPL-3.0-or-later
// The page while a connection is lost and after a reload: what it shows, and that nothing is lost.
import assert from 'node:assert/strict';
import path from 'node:path';
import { assertRefused, until } from '../system/check.mjs';
import { pictures } from './suite.mjs';
import { cut, hides, mend, seesPicture, SOON, tileOf, wireCutter } from './wire.mjs';

const SIZES = { phone: { width: 360, height: 640 }, desktop: { width: 1440, height: 900 } };
const TIMEOUT = { timeout: 120000 };
const HOLD = 60;
/** The page should be back within 2.5 seconds. A busy machine needs longer, so the test reports the time. */
const RELOAD_MAX = 10000;

export default function reconnecting(test) {
    test('signalling is lost for 3 seconds: the page says so, and no text and no mute state is lost', blink, TIMEOUT);
    test('the session is lost: the page covers the call, and the others see a still picture', away, TIMEOUT);
    test('a code waits for the connection, and a fresh one comes with it', codeWaits, TIMEOUT);
    test('after a reload, the page is in the same call with the same devices, mute states and draft', reload,
        TIMEOUT);
    test('a copied tab asks before it takes the call, and the first tab says that the call goes on there', copy,
        TIMEOUT);
    test('whoever is away for too long is told so, and finds what was being written', gone, TIMEOUT);
}

/** Two people who see each other. Anna's connection can be cut. */
async function meet(context, { room: fields = { hold: HOLD }, device = 'anna', ...options } = {}) {
    const { suite } = context;
    const room = await context.room(fields);
    const anna = await suite.person(context, device, { script: wireCutter, size: { width: 1024, height: 700 },
        ...options });
    const ben = await suite.person(context, 'ben', options);
    await anna.join(room, { name: 'Anna' });
    await ben.join(room, { name: 'Ben' });
    await seesPicture(ben, anna);
    await seesPicture(anna, ben);
    return { room, anna, ben };
}

/** Resolves when the last picture of the other person stands still under a label, and is no black one. */
const seesStill = (person, other) => person.page.waitForFunction((tile) => {
    const still = document.querySelector(`${tile}.away.picture canvas:not([hidden])`);
    if (!still || document.querySelector(`${tile} .tile-away`)?.hidden !== false)
        return false;
    const { data } = still.getContext('2d').getImageData(0, 0, still.width, still.height);
    return data.some((value, i) => i % 4 < 3 && value > 64);
}, tileOf(other), { timeout: SOON });

const pressed = (person, control) => person.see(`control-${control}`).getAttribute('aria-pressed');

/** Takes a picture of the page in each size. */
async function look(person, name) {
    const before = person.page.viewportSize();
    for (const [device, size] of Object.entries(SIZES)) {
        await person.page.setViewportSize(size);
        await person.page.screenshot({ path: path.join(pictures, `reconnecting-${name}-${device}.png`) });
    }
    await person.page.setViewportSize(before);
}

async function says(person, text) {
    await person.see('chat-input').fill(text);
    await person.press('chat-send');
}

const messages = async (person) => (await person.see('message').locator('p').allInnerTexts());

async function blink(context) {
    await context.ownJanus({ janus: { general: { reclaim_session_timeout: 30 } } });
    const origin = await context.suite.originFor(context);
    const { anna, ben } = await meet(context, { origin });
    await anna.press('control-microphone');
    await anna.press('control-chat');
    await says(anna, 'before');
    await anna.see('message').first().waitFor();
    await anna.see('chat-input').fill('being typed');
    await cut(anna);
    await anna.sees('reconnecting', { timeout: SOON });
    await anna.readsSoon(/Reconnecting … Sound and picture still seem to pass/);
    assert.ok(await anna.see('away').isHidden());
    assert.equal(await anna.see('connection-spoken').innerText(), 'Reconnecting.');
    await look(anna, 'note-chat');
    await anna.press('control-chat');
    await look(anna, 'note');
    await anna.press('control-chat');
    assert.equal(await anna.see('chat-input').inputValue(), 'being typed');
    for (const off of ['false', 'true']) {
        await anna.press('control-microphone');
        assert.equal(await pressed(anna, 'microphone'), off, 'the microphone has to obey without a connection');
    }
    await says(anna, 'meanwhile');
    await anna.see('unsent').filter({ hasText: /meanwhile.*Waits for the connection/s }).waitFor();
    await anna.see('chat-input').fill('being typed again');
    await seesPicture(ben, anna);
    await mend(anna);
    await hides(anna, 'reconnecting');
    await hides(anna, 'unsent');
    // The reply to the message comes before the message itself.
    await anna.see('message').filter({ hasText: 'meanwhile' }).waitFor();
    assert.deepEqual(await messages(anna), ['before', 'meanwhile']);
    assert.equal(await anna.see('chat-input').inputValue(), 'being typed again');
    assert.equal(await pressed(anna, 'microphone'), 'true', 'the microphone has to stay off');
    assert.equal(await pressed(anna, 'camera'), 'false');
    assert.equal(await anna.inCall(), anna.id);
    await ben.press('control-chat');
    await ben.see('message').filter({ hasText: 'meanwhile' }).waitFor();
    assert.deepEqual(await messages(ben), ['before', 'meanwhile']);
    await seesPicture(anna, ben);
}

async function away(context) {
    const { anna, ben } = await meet(context);
    await cut(anna);
    await anna.sees('away', { timeout: SOON });
    await anna.readsSoon(/Sound and picture have stopped.*You can go on writing/);
    await until(() => anna.see('away-time').innerText(), (time) => /^[1-9]\d* s$/.test(time), { timeout: SOON });
    await seesStill(ben, anna);
    assert.match(await ben.see('people').innerText(), /2 people, 1 away/);
    assert.equal(await ben.see('away-people').innerText(), 'Anna is away');
    const kept = await anna.page.evaluate((tile) =>
        document.querySelector(`${tile}.picture canvas:not([hidden])`) !== null ||
        document.querySelector(`${tile}.picture video`) !== null, tileOf(ben));
    assert.ok(kept, 'the last picture of the others has to stay');
    await look(anna, 'away');
    await look(ben, 'tile-away');
    await mend(anna);
    await anna.press('retry');
    await hides(anna, 'away');
    await hides(ben, 'tile-away');
    assert.equal(await ben.see('people').innerText(), '2 people');
    assert.equal(await anna.inCall(), anna.id);
    await until(() => anna.see('connection-spoken').innerText(), (text) => text === 'Connected again.',
        { timeout: SOON });
    await Promise.all([seesPicture(ben, anna), seesPicture(anna, ben)]);
    assert.deepEqual([await pressed(anna, 'microphone'), await pressed(anna, 'camera')], ['false', 'false']);

    await anna.page.evaluate(() => window.wire.breakNext());
    await anna.page.reload();
    await anna.sees('comeback');
    await anna.readsSoon(/Coming back to the call.*The server cannot be reached. Trying again/);
    await look(anna, 'comeback');
    const { id } = anna;
    await mend(anna);
    assert.equal(await anna.inCall(), id);
    await seesPicture(ben, anna);

    await anna.page.evaluate(() => window.wire.breakNext());
    await anna.page.reload();
    await anna.press('comeback-leave');
    await anna.sees('farewell');
    await anna.readsSoon(/You have left the call/);
    await mend(anna);
    await until(() => ben.see('people').innerText(), (text) => text === 'Only you', { timeout: SOON });
}

async function codeWaits(context) {
    const { anna } = await meet(context);
    const code = await anna.showCode();
    const before = await code.getAttribute('data-transfer');
    await cut(anna);
    await anna.sees('move-waiting', { timeout: SOON });
    await anna.readsSoon(/No new code can be had now/);
    await hides(anna, 'code');
    await look(anna, 'code');
    await mend(anna);
    await hides(anna, 'move-waiting');
    await anna.page.waitForFunction((old) => {
        const shown = document.querySelector('[data-testid="code"]');
        return shown && shown.dataset.transfer !== old;
    }, before, { timeout: SOON });
    assert.ok(await anna.see('move-dialog').isVisible());
}

/** Runs in the page of somebody who watches. Notes the times of the pictures of a tile. */
function noteFrames(tile) {
    const times = (window.frameTimes = []);
    let before = 0;
    setInterval(() => {
        const frames = document.querySelector(`${tile} video`)?.getVideoPlaybackQuality().totalVideoFrames ?? 0;
        if (frames !== before)
            times.push(performance.now());
        before = frames;
    }, 20);
}

const frameTimes = ({ page }) => page.evaluate(() => window.frameTimes);

/** Resolves with the longest time between two pictures, when a picture has come after now. */
async function longestPause(person) {
    const now = await person.page.evaluate(() => performance.now());
    const times = await until(() => frameTimes(person), (all) => all.at(-1) > now, { timeout: SOON });
    return Math.max(...times.slice(1).map((time, i) => time - times[i]));
}

async function reload(context) {
    const { anna, ben, room } = await meet(context, { device: 'several' });
    const old = await secretOf(anna);
    await anna.press('open-settings');
    const cameras = anna.see('settings-camera').locator('option');
    await until(() => cameras.count(), (count) => count >= 3);
    const camera = await cameras.last().getAttribute('value');
    await anna.see('settings-camera').selectOption(camera);
    await usesCamera(anna, camera);
    await anna.press('settings-done');
    await anna.press('control-microphone');
    await anna.press('control-chat');
    await says(anna, 'Hello');
    await anna.see('message').first().waitFor();
    await anna.see('chat-input').fill('half a sen');
    await seesPicture(ben, anna);
    await ben.page.evaluate(noteFrames, tileOf(anna));
    await until(() => frameTimes(ben), (times) => times.length > 1, { timeout: SOON });
    const { id } = anna;
    await anna.page.reload();
    assert.equal(await anna.inCall(), id);
    await usesCamera(anna, camera);
    await hides(ben, 'tile-away');
    await Promise.all([seesPicture(ben, anna), seesPicture(anna, ben)]);
    const pause = await longestPause(ben);
    console.log(`    after a reload, pictures came again after ${Math.round(pause)} ms`);
    assert.ok(pause < RELOAD_MAX, `no pictures for ${pause} ms`);
    assert.deepEqual([await pressed(anna, 'microphone'), await pressed(anna, 'camera')], ['true', 'false']);
    assert.equal(await anna.see('chat-input').inputValue(), 'half a sen');
    assert.deepEqual(await messages(anna), ['Hello']);
    assert.equal(await ben.see('people').innerText(), '2 people');

    // Somebody has copied a secret of the page before.
    const thief = await context.device();
    assertRefused(await thief.refused({ request: 'join', room, resume: old }), 415);
    await anna.sees('call-warnings');
    await anna.readsSoon(/Somebody may have copied your access to this call/);
    await look(anna, 'copied');
    await anna.press('warning-understood');
    await hides(anna, 'call-warnings');
}

const usesCamera = (person, camera) => person.page.waitForFunction((id) => {
    const track = document.querySelector('[data-kind="self"].picture video')?.srcObject?.getVideoTracks()[0];
    return track?.readyState === 'live' && track.getSettings().deviceId === id;
}, camera, { timeout: SOON });

const secretOf = ({ page }) => page.evaluate(() => {
    const key = Object.keys(sessionStorage).find((one) => one.startsWith('baton.resume:'));
    return JSON.parse(sessionStorage.getItem(key)).secrets[0];
});

async function copy(context) {
    const { anna, ben, room } = await meet(context);
    const stored = await anna.page.evaluate(() => ({ ...sessionStorage }));
    const other = await context.suite.person(context, 'phone');
    await other.context.addInitScript((entries) => {
        if (location.host && !sessionStorage.length)
            Object.assign(sessionStorage, entries);
    }, stored);
    await other.page.goto(`${other.origin}?room=${room}`);
    await other.sees('lobby');
    await other.readsSoon(/You may still be in the call/);
    await other.press('come-back');
    await anna.sees('farewell', { timeout: SOON });
    await anna.readsSoon(/This call goes on in another window or tab/);
    await look(anna, 'replaced');
    assert.equal(await other.inCall(), anna.id);
    await seesPicture(other, ben);
    await until(() => ben.see('people').innerText(), (text) => text === '2 people', { timeout: SOON });
    await seesPicture(ben, anna);
}

async function gone(context) {
    const { anna, ben, room } = await meet(context, { room: { hold: 2 } });
    await anna.press('control-chat');
    await anna.see('chat-input').fill('half a sen');
    await cut(anna);
    await until(() => ben.see('people').innerText(), (text) => text === 'Only you', { timeout: SOON });
    await mend(anna);
    await anna.sees('farewell', { timeout: SOON });
    await anna.readsSoon(/You were away for too long.*Join again/);
    await look(anna, 'gone');
    await anna.press('rejoin');
    await anna.sees('lobby');
    await anna.press('join');
    await anna.inCall();
    await anna.press('control-chat');
    assert.equal(await anna.see('chat-input').inputValue(), 'half a sen');

    await anna.page.goto('about:blank');
    await until(() => ben.see('people').innerText(), (text) => text === 'Only you', { timeout: SOON });
    await anna.page.goto(`${anna.origin}?room=${room}`);
    await anna.sees('lobby');
    await anna.readsSoon(/You are not in the call any more/);
    await look(anna, 'no-return');
}
