// SPDX-License-Identifier: GPL-3.0-or-later
// The other people in a call must not notice a transfer. This is measured in their browsers.
import assert from 'node:assert/strict';
import { execFile } from 'node:child_process';
import path from 'node:path';
import { promisify } from 'node:util';
import { until } from '../system/check.mjs';
import { filmScreen } from './film.mjs';
import { Measurement } from './measurement.mjs';
import { pictures } from './suite.mjs';

const run = promisify(execFile);

/** Codes and standbys that last longer than any measurement. */
const PATIENT = { code_lifetime: 600, grace: 120 };

/**
 * The number of swaps that are judged (there, back, and there again), and of swaps that may be void on a busy machine.
 */
const SWAPS = 3;
const SPARE = 9;

/** Milliseconds for a test that measures swaps. */
export const TIMEOUT = (SWAPS + SPARE) * 20000;

/** The video codecs of rooms beside VP8, which all other tests use: in a request, in a title, and in statistics. */
export const CODECS = [['h264', 'H.264', 'video/H264'], ['vp9', 'VP9', 'video/VP9'], ['av1', 'AV1', 'video/AV1']];

export default function continuity(test) {
    const measured = (name, body) => test(name, body, { timeout: TIMEOUT });
    measured('a call that stays where it is, for comparison', undisturbed);
    measured('the code is really scanned: a camera that films Anna\'s screen moves her call, and Ben notices nothing',
        scanned);
    measured('three others in the room notice nothing of a move', (context) =>
        moved(context, { watch: { camera: false, microphone: false }, others: [{ name: 'Dora' }, { name: 'Emil' }] }));
    for (const [videocodec, name, type] of CODECS)
        measured(`a move in a room of ${name} goes unnoticed`, (context) =>
            moved(context, { fields: { videocodec }, check: ({ ben }) => carries(ben, type) }));
    for (const [videocodec, name] of CODECS.slice(1))
        measured(`a move goes unnoticed while the cameras send ${name} in three temporal layers`, (context) =>
            moved(context, { fields: { videocodec }, script: layered, watch: { camera: false, microphone: false },
                check: (people) => usesLayers(videocodec, people) }));
    measured('a move of a call without pictures goes unnoticed', (context) =>
        moved(context, { join: { camera: false }, video: false }));
    measured('a muted microphone stays muted: no sound of the new device is forwarded until it is unmuted',
        muted);
    measured('a move while a screen is shared goes unnoticed, and the screen is there again when the call returns',
        shared);
}

/**
 * Puts Anna, Ben and others into a call, and opens a device for Anna to move to. `watch`: how Ben and the others join,
 * if not as Anna does. Two processors can run several browsers only if most of them do not send. `kinds`: the kinds of
 * their browsers. `script`: runs in the pages of Anna's devices before the page itself. `others`: { name, device,
 * kind } of each of the others, who have Ben's browser by default.
 */
async function call(context, { fields = {}, device = 'anna', join = {}, watch = join, others = [], kinds = {},
    script } = {}) {
    const { suite } = context;
    const room = await context.room({ ...PATIENT, ...fields });
    const anna = await suite.person(context, device, { measured: true, kind: kinds.anna, script });
    const ben = await suite.person(context, 'ben', { measured: true, kind: kinds.ben });
    const phone = await suite.person(context, 'phone', { measured: true, kind: kinds.phone, script });
    await anna.join(room, { name: 'Anna', ...join });
    await ben.join(room, { name: 'Ben', ...watch });
    const watchers = [ben];
    for (const { name, device: place = 'ben', kind = kinds.ben } of others) {
        const other = await suite.person(context, place, { measured: true, kind });
        await other.join(room, { name, ...watch });
        watchers.push(other);
    }
    return { room, anna, ben, phone, watchers };
}

async function undisturbed(context) {
    const { anna, watchers } = await call(context);
    const measurement = await Measurement.of(watchers, [anna]);
    for (let i = 0; i < SWAPS; i++)
        await measurement.during(() => {});
    measurement.judge();
}

async function scanned(context) {
    const { suite } = context;
    const people = await call(context);
    const { anna, phone, watchers } = people;
    const code = await anna.showCode();
    const screenshot = path.join(pictures, 'filmed.png');
    const picture = await anna.page.screenshot({ path: screenshot });
    await filmScreen(phone.page, suite.film(phone.device), picture, await code.boundingBox());
    context.defer(() => suite.refilm(phone.device));
    await phone.page.goto(await suite.origin());
    await phone.sees('lobby');

    const measurement = await Measurement.of(watchers, [anna, phone]);
    await measurement.during(async () => {
        await phone.press('take-over');
        await sending(phone);
        await confirm(anna, phone);
    });
    const { text } = phone.said.find(({ body }) => body?.request === 'scan').body;
    const { stdout } = await run('zbarimg', ['-q', '--raw', screenshot]);
    assert.equal(stdout.trim(), text, 'zbarimg must read the same code');
    assert.equal(phone.id, anna.id, 'the participant has another id');
    await swapOn(measurement, people);
    measurement.judge();
}

/** Moves a call, and judges what the others received. Options: those of `call`, `video` and `check`. */
export async function moved(context, { video = true, check = () => {}, ...options }) {
    const people = await call(context, options);
    const { anna, phone, watchers } = people;
    const measurement = await Measurement.of(watchers, [anna, phone], { video });
    await swapOn(measurement, people, { video });
    measurement.judge();
    assert.equal(phone.id, anna.id, 'the participant has another id');
    await check(people);
}

/** Moves the call there and back until enough swaps were measured. At the end the call is on the phone. */
async function swapOn(measurement, { anna, phone }, { there = () => {}, back = () => {}, ...options } = {}) {
    for (;;) {
        const enough = measurement.count >= SWAPS || measurement.swaps.length >= SWAPS + SPARE;
        if (measurement.swaps.length % 2 === 0) {
            await ready(anna, phone, options);
            await measurement.during(() => confirm(anna, phone));
            await there();
        } else if (enough) {
            return;
        } else {
            await measurement.during(() => bringBack(anna, phone));
            await back();
        }
    }
}

/** Asserts that all videos that a person gets have this codec. */
export async function carries(person, type) {
    const codecs = await person.page.evaluate(() => window.batonStatistics.codecs());
    const used = codecs.map(({ mimeType }) => mimeType).filter((name) => name.startsWith('video/'));
    assert.deepEqual([...new Set(used)].filter((name) => name !== 'video/rtx'), [type]);
}

/** Makes a page send its videos in layers. Pages of Baton do not do that yet. */
function layered() {
    const add = RTCPeerConnection.prototype.addTransceiver;
    RTCPeerConnection.prototype.addTransceiver = function addLayered(track, options) {
        return add.call(this, track, track.kind === 'video' && options.direction === 'sendonly' ?
            { ...options, sendEncodings: [{ scalabilityMode: 'L1T3' }] } : options);
    };
}

/** The new device sends layers, and Ben gets AV1's dependency descriptors. With wrong numbers he would see nothing. */
async function usesLayers(videocodec, { phone, ben }) {
    const modes = (await phone.page.evaluate(() => window.batonStatistics.sent()))
        .filter(({ kind }) => kind === 'video').map(({ scalabilityMode }) => scalabilityMode);
    assert.deepEqual([...new Set(modes)], ['L1T3']);
    const answers = ben.said.filter(({ jsep }) => jsep?.type === 'answer').map(({ jsep }) => jsep.sdp);
    assert.ok(answers.length > 0);
    assert.equal(answers.some((sdp) => sdp.includes('#dependency-descriptor-')), videocodec === 'av1');
}

async function muted(context) {
    const people = await call(context);
    const { room, anna, ben, phone, watchers } = people;
    const microphone = async () => (await context.admin({ request: 'sources', room })).sources
        .find(({ participant, kind }) => participant === anna.id && kind === 'microphone');
    const energy = async () => (await ben.page.evaluate(() => window.batonStatistics.sound()))
        .reduce((sum, { totalAudioEnergy }) => sum + totalAudioEnergy, 0);
    await until(energy, (sum) => sum > 0, { what: 'Anna\'s voice at Ben' });
    await anna.press('control-microphone');
    const silent = await until(microphone, (source) => source.muted, { what: 'a muted microphone' });
    const measurement = await Measurement.of(watchers, [anna, phone], { audio: false });
    const before = { packets: (await microphone()).packets, energy: await energy() };
    await swapOn(measurement, people);
    measurement.judge();
    const after = await microphone();
    assert.equal(after.source, silent.source);
    assert.equal(after.muted, true, 'the move unmuted the microphone');
    assert.equal(after.packets, before.packets, 'packets of a muted microphone were forwarded');
    const heard = (await energy()) - before.energy;
    assert.ok(heard < 1e-9, `Ben heard something: ${heard}`);

    // The new device does send sound: Ben hears it as soon as it is unmuted.
    const sent = await phone.page.evaluate(() => window.batonStatistics.sent());
    assert.ok(sent.some(({ kind, packetsSent }) => kind === 'audio' && packetsSent > 50), 'the phone sends no sound');
    await phone.press('control-microphone');
    await until(energy, (sum) => sum - before.energy > 1e-3, { what: 'the phone\'s voice at Ben' });
}

async function shared(context) {
    const people = await call(context, { device: 'sharing' });
    const { anna, ben, phone, watchers } = people;
    await anna.press('control-screen');
    const screen = `[data-testid="tile"][data-participant="${anna.id}"][data-kind="screen"]`;
    await ben.page.waitForFunction((tile) => document.querySelector(`${tile} video`)?.videoWidth > 0, screen);
    const measurement = await Measurement.of(watchers, [anna, phone]);
    await swapOn(measurement, people, {
        there: async () => assert.match(await ben.page.locator(screen).innerText(), /Paused/),
        back: () => ben.page.waitForFunction((tile) => {
            const video = document.querySelector(`${tile} video`);
            return video?.srcObject && !video.paused && video.readyState >= 2;
        }, screen),
    });
    measurement.judge();
}

/**
 * Starts a transfer, and resolves when Anna is asked for the number and her phone sends. A person takes long enough for
 * the phone's encoder to reach its bitrate, so the test waits for that, too.
 */
async function ready(anna, phone, options) {
    await anna.showCode();
    await phone.openLink(await anna.copyCode());
    await phone.press('accept');
    await sending(phone, options);
}

async function sending(phone, { video = true } = {}) {
    await phone.sees('number');
    await until(() => phone.page.evaluate(() => window.batonStatistics.sent()), (sent) => video
        ? sent.some(({ kind, framesEncoded }) => kind === 'video' && framesEncoded >= 20)
        : sent.some(({ packetsSent }) => packetsSent >= 50), { timeout: 10000, what: 'media on the phone\'s uplink' });
}

async function confirm(anna, phone) {
    await anna.pick(await phone.readNumber());
    await phone.arrives();
    await anna.sees('standby');
}

async function bringBack(anna, phone) {
    await anna.press('bring-back');
    await anna.inCall();
    await phone.sees('farewell');
}
