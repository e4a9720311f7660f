// SPDX-License-Identifier: GPL-3.0-or-later
// Devices that change in the middle of a call: what the person chooses, what is plugged in and out, and what the
// system and other apps do.
import assert from 'node:assert/strict';
import path from 'node:path';
import { pictures } from './suite.mjs';

const CAMERAS = 'videoinput', MICROPHONES = 'audioinput', SPEAKERS = 'audiooutput';

/** Each test captures several devices one after the other. */
const SLOW = { timeout: 120000 };

export default function devices(test) {
    test('a person chooses other devices during the call, and the others notice nothing', choose, SLOW);
    test('the next call begins with the devices that were chosen in the last one', remember, SLOW);
    test('a headset is plugged out and in again: the call goes on with another one, and comes back to it', headset,
        SLOW);
    test('who has not chosen follows the system, and is offered what is new', follow, SLOW);
    test('a camera that another app takes comes back by itself', taken, SLOW);
    test('a microphone that the system mutes is silent for the others, too, until the system unmutes it', muted, SLOW);
    test('a telephone changes to its other camera with one tap', flip, SLOW);
    test('the sound of a shared screen is heard, shown and ends with the screen', screenSound);
}

/**
 * Runs in the page. Lets a test plug devices of the browser out and in, and take a camera away, through `plugs`. The
 * devices themselves are those that Chromium fakes.
 */
function fakePlugs() {
    const media = navigator.mediaDevices;
    if (!media)
        return;
    const list = media.enumerateDevices.bind(media);
    const capture = media.getUserMedia.bind(media);
    const hidden = new Set();
    const tracks = [];
    let standard = null;
    let taken = null;
    window.plugs = {
        /** The number of times that the page has read the list. */
        listed: 0,
        /** The devices that the system has, without the aliases. */
        real: async (kind) => (await list()).filter((one) => one.kind === kind && one.deviceId !== 'default'),
        change: (change) => {
            change.out?.forEach((id) => hidden.add(id));
            change.in?.forEach((id) => hidden.delete(id));
            standard = change.standard ?? standard;
            for (const track of tracks)
                if (change.out?.includes(track.getSettings().deviceId))
                    window.plugs.end(track);
            media.dispatchEvent(new Event('devicechange'));
        },
        end: (track) => {
            track.stop();
            track.dispatchEvent(new Event('ended'));
        },
        /** Another app takes or gives back the devices of a kind: 'video' or 'audio'. */
        take: (kind) => {
            taken = kind;
            for (const track of tracks)
                if (track.kind === kind && track.readyState === 'live')
                    window.plugs.end(track);
        },
        give: () => (taken = null),
        mute: (kind, on) => {
            const track = tracks.findLast((one) => one.kind === kind && one.readyState === 'live');
            Object.defineProperty(track, 'muted', { value: on, configurable: true });
            track.dispatchEvent(new Event(on ? 'mute' : 'unmute'));
        },
    };
    media.enumerateDevices = async () => {
        const all = (await list()).filter(({ deviceId }) => !hidden.has(deviceId));
        window.plugs.listed++;
        const real = (kind) => all.find((one) => one.kind === kind && one.deviceId === standard?.[kind]);
        return all.map((one) => {
            const behind = one.deviceId === 'default' && real(one.kind);
            if (!behind)
                return one;
            return { kind: one.kind, deviceId: 'default', groupId: behind.groupId, label: `Default - ${behind.label}` };
        });
    };
    media.getUserMedia = async (wish) => {
        if ((taken === 'video' && wish.video) || (taken === 'audio' && wish.audio))
            throw new DOMException('taken', 'NotReadableError');
        const stream = await capture(wish);
        tracks.push(...stream.getTracks());
        return stream;
    };
}

/** Anna has several devices. Ben watches her. */
async function callOf(context, options = {}) {
    const { suite } = context;
    const room = await context.room();
    const anna = await suite.person(context, 'several', { script: fakePlugs, ...options });
    const ben = await suite.person(context, 'ben');
    await anna.join(room, { name: 'Anna' });
    await ben.join(room, { name: 'Ben' });
    await seesPicture(ben, anna);
    return { room, anna, ben };
}

const tileOf = (person, kind = 'camera') =>
    `[data-testid="tile"][data-participant="${person.id}"][data-kind="${kind}"]`;

const seesPicture = (person, other, kind = 'camera') => person.seesPicture(other, { kind });

const seesNoPicture = (person, other) =>
    person.page.waitForFunction((tile) => document.querySelector(`${tile}:not(.picture)`), tileOf(other));

const realDevices = (person, kind) => person.page.evaluate((one) => window.plugs.real(one), kind);

/** Plugs devices in or out. Resolves when the page has read the new list. */
async function change(person, what) {
    const before = await person.page.evaluate((one) => {
        window.plugs.change(one);
        return window.plugs.listed;
    }, what);
    await person.page.waitForFunction((listed) => window.plugs.listed > listed, before);
}

/** Returns the number of times that a person negotiated with the server. */
const negotiations = (person) => person.said.filter(({ body }) => body?.request === 'publish').length;

const selected = (person, kind) => person.see(`settings-${kind}`).locator('option:checked').innerText();

/** Returns the id of the camera whose picture the person's own tile shows. */
const ownCamera = (person) => person.page.evaluate(() =>
    document.querySelector('[data-kind="self"] video').srcObject?.getVideoTracks()[0].getSettings().deviceId);

async function readsToast(person, pattern) {
    await person.see('toast').filter({ hasText: pattern }).first().waitFor().catch(async () => {
        assert.fail(`${person.name} reads no toast ${pattern} but: ${await person.see('toast').allInnerTexts()}`);
    });
}

const picture = (person, name) => person.page.screenshot({ path: path.join(pictures, `${name}.png`) });

/** Chooses the first microphone, the last camera and the first loudspeaker. Resolves with them when they are in use. */
async function chooseOthers(anna) {
    const want = { microphone: (await realDevices(anna, MICROPHONES))[0], camera: (await realDevices(anna, CAMERAS))[2],
        speaker: (await realDevices(anna, SPEAKERS))[0] };
    await anna.press('open-settings');
    assert.match(await selected(anna, 'microphone'), /^As in the system/);
    for (const [kind, { deviceId }] of Object.entries(want))
        await anna.see(`settings-${kind}`).selectOption(deviceId);
    await anna.page.waitForFunction((id) => {
        const track = document.querySelector('[data-kind="self"] video').srcObject?.getVideoTracks()[0];
        return track?.getSettings().deviceId === id && track.readyState === 'live';
    }, want.camera.deviceId);
    await showsChosen(anna, want);
    await anna.press('settings-done');
    return want;
}

async function showsChosen(anna, want) {
    for (const [kind, { label }] of Object.entries(want))
        assert.equal(await selected(anna, kind), label);
}

async function choose(context) {
    const { anna, ben } = await callOf(context);
    const offers = negotiations(anna);
    const { speaker } = await chooseOthers(anna);
    await anna.page.waitForFunction((id) => {
        const sounds = [...document.querySelectorAll('audio[data-mid]')];
        return sounds.length > 0 && sounds.every((sound) => sound.sinkId === id);
    }, speaker.deviceId);
    await seesPicture(ben, anna);
    assert.equal(negotiations(anna), offers, 'a change of devices must not renegotiate');
}

async function remember(context) {
    const room = await context.room();
    const anna = await context.suite.person(context, 'several', { script: fakePlugs });
    await anna.join(room, { name: 'Anna' });
    const want = await chooseOthers(anna);
    await anna.press('control-leave');
    await anna.press('rejoin');
    await anna.page.waitForFunction((id) => document.querySelector('#camera')?.value === id, want.camera.deviceId);
    await anna.join(room, { name: 'Anna' });
    await anna.press('open-settings');
    await anna.page.waitForFunction(() => document.querySelector('#settings-speaker').options.length > 1);
    await showsChosen(anna, want);
    assert.equal(await ownCamera(anna), want.camera.deviceId);
}

async function headset(context) {
    const { anna, ben } = await callOf(context);
    const [microphone, other] = await realDevices(anna, MICROPHONES);
    await anna.press('open-settings');
    await anna.see('settings-microphone').selectOption(microphone.deviceId);
    await anna.page.waitForFunction(() => !document.querySelector('#settings-microphone').selectedOptions[0].text
        .startsWith('As in the system'));
    await anna.press('settings-done');
    const offers = negotiations(anna);
    await change(anna, { out: [microphone.deviceId] });
    const gone = `“${microphone.label}” is no longer connected\\. Microphone now: ${other.label}`;
    await readsToast(anna, new RegExp(gone));
    await picture(anna, 'headset-gone');
    await anna.page.waitForFunction(() => document.querySelector('[data-testid="control-microphone"]').ariaPressed
        === 'false');
    await change(anna, { in: [microphone.deviceId] });
    await readsToast(anna, new RegExp(`“${microphone.label}” is back`));
    await anna.press('open-settings');
    assert.equal(await selected(anna, 'microphone'), microphone.label);
    assert.equal(negotiations(anna), offers);
    await seesPicture(ben, anna);
}

async function follow(context) {
    const { anna } = await callOf(context);
    const [first, second] = await realDevices(anna, MICROPHONES);
    await change(anna, { standard: { [MICROPHONES]: second.deviceId } });
    await change(anna, { standard: { [MICROPHONES]: first.deviceId } });
    await readsToast(anna, new RegExp(`Your system has changed\\. Microphone now: ${first.label}`));
    await change(anna, { out: [second.deviceId] });
    await change(anna, { in: [second.deviceId] });
    await readsToast(anna, new RegExp(`“${second.label}” is connected`));
    await picture(anna, 'headset-offered');
    await anna.press('use-device');
    await anna.press('open-settings');
    await anna.page.waitForFunction((label) =>
        document.querySelector('#settings-microphone').selectedOptions[0].text === label, second.label);
}

async function taken(context) {
    const { anna, ben } = await callOf(context);
    await anna.page.evaluate(() => window.plugs.take('video'));
    await readsToast(anna, /Another app uses the camera/);
    await anna.see('tile-note').filter({ hasText: 'used by another app' }).waitFor();
    await picture(anna, 'camera-taken');
    await seesNoPicture(ben, anna);
    await anna.page.evaluate(() => window.plugs.give());
    await readsToast(anna, /Your camera is back\. It is on again/);
    await seesPicture(ben, anna);
    assert.equal(await anna.see('tile-note').filter({ hasText: 'used by another app' }).count(), 0);

    // Somebody who has turned the camera off stays off.
    await anna.press('control-camera');
    await seesNoPicture(ben, anna);
    await anna.page.evaluate(() => window.plugs.take('video'));
    await anna.see('tile-note').filter({ hasText: 'used by another app' }).waitFor();
    await anna.page.evaluate(() => window.plugs.give());
    await readsToast(anna, /Your camera is back\. It is turned off/);
    await seesNoPicture(ben, anna);
}

async function muted(context) {
    const { anna, ben } = await callOf(context);
    const off = () => ben.page.locator(`${tileOf(anna)} .tile-muted`);
    await off().waitFor({ state: 'hidden' });
    await anna.page.evaluate(() => window.plugs.mute('audio', true));
    await readsToast(anna, /The system has muted the microphone\. Nobody hears you/);
    await anna.see('tile-note').filter({ hasText: 'muted by the system' }).waitFor();
    await off().waitFor();
    await anna.page.evaluate(() => window.plugs.mute('audio', false));
    await readsToast(anna, /Your microphone is back/);
    await off().waitFor({ state: 'hidden' });
}

async function flip(context) {
    const { anna, ben } = await callOf(context, { touch: true, size: { width: 360, height: 640 } });
    // The second camera that Chromium fakes measures depths. A browser can show its picture, but cannot send it.
    const [, depths] = await realDevices(anna, CAMERAS);
    await change(anna, { out: [depths.deviceId] });
    const before = await ownCamera(anna);
    await anna.sees('flip');
    await picture(anna, 'phone-call');
    await anna.press('flip');
    await anna.page.waitForFunction((id) => {
        const track = document.querySelector('[data-kind="self"] video').srcObject?.getVideoTracks()[0];
        return track && track.getSettings().deviceId !== id;
    }, before);
    await seesPicture(ben, anna);
    assert.equal(await anna.page.evaluate(() => localStorage.getItem('baton.devices')), null,
        'the next call has to begin with the usual camera');
    assert.ok(await ben.see('flip').isHidden(), 'a computer with one camera has no button for it');
}

/** Runs in the page. Chromium's fake screen has no sound, so this adds one to the captured stream. */
function addScreenSound() {
    const media = navigator.mediaDevices;
    const capture = media?.getDisplayMedia.bind(media);
    if (capture)
        media.getDisplayMedia = async (wish) => {
            const stream = await capture({ ...wish, audio: false });
            const context = new AudioContext();
            const tone = context.createOscillator();
            const target = context.createMediaStreamDestination();
            tone.connect(target);
            tone.start();
            window.sharingWish = wish;
            if (wish.audio)
                stream.addTrack(target.stream.getAudioTracks()[0]);
            return stream;
        };
}

async function screenSound(context) {
    const { suite } = context;
    const room = await context.room();
    const anna = await suite.person(context, 'sharing', { script: addScreenSound });
    const ben = await suite.person(context, 'ben');
    await anna.join(room, { name: 'Anna' });
    await ben.join(room, { name: 'Ben' });
    await seesPicture(ben, anna);
    await anna.press('control-screen');
    await readsToast(anna, /sees your screen and hears its sound/);
    await anna.see('tile-note').filter({ hasText: 'Sharing the screen with sound' }).waitFor();
    await seesPicture(ben, anna, 'screen');
    const mark = ben.page.locator(`${tileOf(anna, 'screen')} .tile-sound`);
    await mark.waitFor();
    await picture(ben, 'screen-with-sound');
    const kinds = () => ben.heard.flatMap(({ plugindata }) => plugindata?.data?.slots ?? [])
        .filter(({ kind, participant }) => kind === 'audio' && participant === anna.id)
        .map(({ source_kind: one }) => one);
    assert.ok(kinds().includes('screen_sound') && kinds().includes('microphone'), String(kinds()));
    await anna.press('control-screen');
    await ben.page.locator(tileOf(anna, 'screen')).waitFor({ state: 'detached' });
    await anna.see('tile-note').filter({ hasText: 'Sharing' }).waitFor({ state: 'hidden' });
}
