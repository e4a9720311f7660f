// SPDX-License-Identifier: GPL-3.0-or-later
// What the people at the other end of a move see and hear of it: nothing. Measured in their browsers.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { Scene } from '../harness/suite.mjs';
import { until } from '../system/check.mjs';
import { filmScreen } from './film.mjs';
import { disturbance, Load } from './machine.mjs';
import { Observer } from './observer.mjs';
import { pictures } from './stage.mjs';

const run = promisify(execFile);

/** How long is measured before a move, to know what is usual; and after it, milliseconds. */
const BEFORE = 3500;
const AFTER = 2000;
/** Codes that outlive any measurement. */
const PATIENT = { code_lifetime: 600 };

/** What was measured on a disturbed machine is measured again, so many times in all. */
const TAKES = 4;

export default function seam(test) {
    const measured = (name, body) => test(name, (scene) => takes(scene, body), { most: TAKES * 40000 });
    measured('a call that stays where it is, for comparison', undisturbed);
    measured('the code is really scanned: a camera that films Anna\'s screen moves her call, and Ben notices nothing',
        scanned);
    measured('three others in the room notice nothing of a move', (scene) =>
        moved(scene, { others: ['Dora', 'Emil'] }));
    measured('a move in a room of H.264 goes unnoticed', (scene) =>
        moved(scene, { fields: { videocodec: 'h264' }, check: carriesH264 }));
    measured('a move of sound alone goes unnoticed', (scene) =>
        moved(scene, { join: { camera: false }, video: false }));
    measured('who was muted stays muted: nothing of the new device\'s microphone is forwarded until it is unmuted',
        muted);
    measured('a move while a screen is shared goes unnoticed, and the screen is there again when the call returns',
        shared);
}

/** A delay was measured while the machine was busy with something else. */
class Disturbed extends Error {}

/** Runs the body, in a scene of its own, until it was not disturbed. */
async function takes(scene, body) {
    for (let take = 1; ; take++) {
        const own = new Scene(scene.suite);
        try {
            return await body(own);
        } catch (error) {
            if (!(error instanceof Disturbed) || take === TAKES)
                throw error;
            console.log(`# once more: ${error.message}`);
        } finally {
            await own.end();
        }
    }
}

/** Anna and Ben in a call, others who only watch, and a device for Anna to move to. */
async function call(scene, { fields = {}, device = 'anna', join = {}, others = [] } = {}) {
    const { suite } = scene;
    const room = await scene.room({ ...PATIENT, ...fields });
    const anna = await suite.person(scene, device);
    const ben = await suite.person(scene, 'ben', { observer: true });
    const phone = await suite.person(scene, 'phone');
    await anna.join(room, { name: 'Anna', ...join });
    await ben.join(room, { name: 'Ben', ...join });
    const watchers = [ben];
    for (const name of others) {
        const other = await suite.person(scene, 'ben', { observer: true });
        await other.join(room, { name, camera: false, microphone: false });
        watchers.push(other);
    }
    return { room, anna, ben, phone, watchers };
}

async function undisturbed(scene) {
    const { anna, watchers } = await call(scene);
    const measurement = await watch(watchers, anna);
    await watchers[0].page.waitForTimeout(BEFORE + AFTER);
    await judged(measurement);
}

async function scanned(scene) {
    const { suite } = scene;
    const { anna, phone, watchers } = await call(scene);
    const code = await anna.showCode();
    const screenshot = path.join(pictures, 'filmed.png');
    const picture = await anna.page.screenshot({ path: screenshot });
    await filmScreen(phone.page, suite.film('phone'), picture, await code.boundingBox());
    scene.defer(() => suite.refilm('phone'));
    await phone.page.goto(await suite.origin());
    await phone.sees('lobby');

    const measurement = await watch(watchers, anna);
    await phone.press('take-over');
    await confirm(anna, phone);
    await judged(measurement);

    const { text } = phone.said.find(({ body }) => body?.request === 'scan').body;
    const { stdout } = await run('zbarimg', ['-q', '--raw', screenshot]);
    assert.equal(stdout.trim(), text, 'zbarimg reads another code');
    assert.equal(phone.id, anna.id, 'the participant has another id');
}

async function moved(scene, { video = true, check = () => {}, ...options }) {
    const people = await call(scene, options);
    const { anna, phone, watchers } = people;
    await ready(anna, phone);
    const measurement = await watch(watchers, anna, { video });
    await phone.press('accept');
    await confirm(anna, phone, { video });
    await judged(measurement);
    assert.equal(phone.id, anna.id, 'the participant has another id');
    await check(people);
}

async function carriesH264({ ben }) {
    const codecs = await ben.page.evaluate(() => window.batonWitness.codecs());
    const used = codecs.map(({ mimeType }) => mimeType).filter((name) => name.startsWith('video/'));
    assert.deepEqual([...new Set(used)].filter((name) => name !== 'video/rtx'), ['video/H264']);
}

async function muted(scene) {
    const { room, anna, ben, phone, watchers } = await call(scene);
    const microphone = async () => (await scene.admin({ request: 'sources', room })).sources
        .find(({ participant, kind }) => participant === anna.id && kind === 'microphone');
    const energy = async () => (await ben.page.evaluate(() => window.batonWitness.heard()))
        .reduce((sum, { totalAudioEnergy }) => sum + totalAudioEnergy, 0);
    await until(energy, (sum) => sum > 0, { what: 'Anna\'s voice at Ben' });
    await anna.press('control-microphone');
    const silent = await until(microphone, (source) => source.muted, { what: 'a muted microphone' });
    await ready(anna, phone);
    const measurement = await watch(watchers, anna, { audio: false });
    const before = { packets: (await microphone()).packets, energy: await energy() };
    await phone.press('accept');
    await confirm(anna, phone);
    await judged(measurement);
    const after = await microphone();
    assert.equal(after.source, silent.source);
    assert.equal(after.muted, true, 'the move unmuted the microphone');
    assert.equal(after.packets, before.packets, 'packets of a muted microphone were forwarded');
    const heard = (await energy()) - before.energy;
    assert.ok(heard < 1e-9, `Ben heard something: ${heard}`);

    // The new device does send sound, and Ben hears it as soon as he may.
    const sent = await phone.page.evaluate(() => window.batonWitness.sent());
    assert.ok(sent.some(({ kind, packetsSent }) => kind === 'audio' && packetsSent > 50), 'the phone sends no sound');
    await phone.press('control-microphone');
    await until(energy, (sum) => sum - before.energy > 1e-3, { what: 'the phone\'s voice at Ben' });
}

async function shared(scene) {
    const { anna, ben, phone, watchers } = await call(scene, { device: 'sharing' });
    await anna.press('control-screen');
    const screen = `[data-testid="tile"][data-participant="${anna.id}"][data-kind="screen"]`;
    await ben.page.waitForFunction((tile) => document.querySelector(`${tile} video`)?.videoWidth > 0, screen);
    await ready(anna, phone);
    const measurement = await watch(watchers, anna);
    await phone.press('accept');
    await confirm(anna, phone);
    await judged(measurement);
    assert.match(await ben.page.locator(screen).innerText(), /Paused/);

    await anna.press('bring-back');
    await anna.inCall();
    await ben.page.waitForFunction((tile) => {
        const video = document.querySelector(`${tile} video`);
        return video?.srcObject && !video.paused && video.readyState >= 2;
    }, screen);
    await phone.sees('farewell');
}

/** Brings Anna to showing a code, and her phone to being asked whether to take the call. */
async function ready(anna, phone) {
    await anna.showCode();
    await phone.openLink(await anna.copyCode());
}

/** Anna reads the number and picks it. That takes a person long enough for the phone's encoder to find its rate. */
async function confirm(anna, phone, { video = true } = {}) {
    const number = await phone.readNumber();
    await until(() => phone.page.evaluate(() => window.batonWitness.sent()), (sent) => video
        ? sent.some(({ kind, framesEncoded }) =>
            kind === 'video' && framesEncoded >= 20)
        : sent.some(({ packetsSent }) => packetsSent >= 50), { timeout: 10000, what: 'media on the phone\'s way up' });
    await anna.pick(number);
    await phone.arrives();
    await anna.sees('standby');
    await phone.page.waitForTimeout(AFTER);
}

/** Measures what is usual, then begins to measure what is to be judged. */
async function watch(watchers, whom, options) {
    const observers = await Promise.all(watchers.map((person) => Observer.of(person, whom.id, options)));
    await Promise.all(observers.map((observer) => observer.usual(BEFORE)));
    const load = await Load.begin();
    await Promise.all(observers.map((observer) => observer.begin()));
    return { observers, load };
}

async function judged({ observers, load }) {
    const verdicts = await Promise.all(observers.map((observer) => observer.end()));
    const { ours, others } = await load.used();
    assert.deepEqual(verdicts.flatMap(({ faults }) => faults), []);
    const delays = verdicts.flatMap((verdict) => verdict.delays);
    const disturbed = disturbance(others, Math.max(...verdicts.map(({ stood }) => stood)));
    if (delays.length > 0 && disturbed)
        throw new Disturbed(`${disturbed} (the tests ${ours.toFixed(1)}), and then ${delays.join('; ')}`);
    for (const { words } of verdicts)
        console.log(`# ${words}`);
    console.log(`# the tests used ${ours.toFixed(1)} processors, others ${others.toFixed(1)}`);
    assert.deepEqual(delays, []);
}
