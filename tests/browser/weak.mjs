// SPDX-License-Identifier: GPL-3.0-or-later
// A person on a weak line, in real browsers behind a real bottleneck: Anna and Ben send 720p, and Carla receives over a
// line that carries less and less, and then is free again. Prints what each of them has seen and heard.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { environment } from '../harness/janus.mjs';
import { OwnNetwork } from '../harness/ownnetwork.mjs';
import { Load } from './load.mjs';
import { Person } from './person.mjs';

const TIMEOUT = { timeout: 240000 };
const SOON = 30000;
/** The line must be steady after so many seconds. The seconds after that are measured. */
const STEADY = 4;
const MEASURED = 5;
/** The most seconds from the moment at which the line is free again to the best encodings. */
const BEST_AFTER = 10;
/** Seconds on a free line, at first, before which the senders may need some time to reach their full size. */
const USUAL = 5;
const FULL_AFTER = 25;
const FULL = 720;
/** Large enough to show two pictures of 720p. The others have the usual small window, in which less is enough. */
const LARGE = { width: 1300, height: 1540 };

/**
 * What must hold on a line, in kbit/s. `made`: the most sound that is made up, in percent; `buffer`: the most
 * milliseconds in the jitter buffer; `videos`: at least so many have `fps`; `still`: pictures that stand still say why.
 */
const LINES = [
    { kbits: 1000, made: 0.5, buffer: 120, videos: 2, fps: 15 },
    { kbits: 500, made: 0.5, videos: 1, fps: 10 },
    { kbits: 100, made: 0.5, still: true },
    { kbits: 60, made: 2, still: true },
];

/** The line of a weak sender, in kbit/s, and what the others must still get. */
const SENDER_KBITS = 500;
const SENDER_FPS = 10;
const SENDER_MADE = 0.5;

export default function weak(test) {
    test('a weak line: sound goes on, pictures get smaller, and the others notice nothing', throughAllLines, TIMEOUT);
    for (const line of LINES)
        test(`whoever joins over a line of ${line.kbits} kbit/s gets what it carries`,
            (context) => joinsOverLine(context, line), TIMEOUT);
    test('a weak line of a sender: the picture gets smaller, and stands still for nobody', weakSender, TIMEOUT);
}

/**
 * Makes a network for one person and a room. Resolves with { network, enter }: enter(name) opens a browser whose person
 * joins; `apart`: in that network; `size`: of the window; other options: see Person.join.
 */
async function begin(context) {
    const { suite } = context;
    const { address } = environment();
    const network = await OwnNetwork.make(context, address);
    await context.ownJanus({ janus: { nat: { ice_enforce_list: [address, ...network.gateways].join() } } });
    const origin = await suite.originFor(context);
    const room = await context.room({ bitrate: 0 });
    const enter = async (name, { apart, size, ...joining } = {}) => {
        const browser = await suite.start(name, apart ? { network: (program) => network.launcher(program) } : {});
        context.defer(() => browser.close());
        const person = await Person.sit(browser, { origin, device: name, size });
        context.defer(() => person.leave());
        await person.join(room, { name, ...joining });
        return person;
    };
    return { network, enter };
}

const RECEIVES = { size: LARGE, camera: false, microphone: false };

/** Anna and Ben send. Carla receives only, in a network of her own. */
async function callWithWeakReceiver(context) {
    const { network, enter } = await begin(context);
    const others = [await enter('wide-anna'), await enter('wide-ben')];
    const carla = await enter('bare', { apart: true, ...RECEIVES });
    for (const other of others)
        await carla.seesPicture(other, { timeout: SOON });
    return { network, carla, others };
}

const inbound = ({ page }) => page.evaluate(() => window.batonStatistics.inbound());

/** Returns the growth of a counter of one stream. */
const growth = (before, after) => (field) => (after[field] ?? 0) - (before?.[field] ?? 0);

/** Measures what a person receives in a second: { videos, made, samples, buffer, lost }. */
class Watch {
    constructor(person) {
        this.person = person;
    }

    async begin() {
        this.before = await inbound(this.person);
        this.silent = silentLines(this.person);
        return this;
    }

    async look() {
        const [was, is] = [this.before, this.before = await inbound(this.person)];
        const streams = is.filter(({ packetsReceived }) => packetsReceived > 0).map((after) => ({ after,
            grown: growth(was.find(({ peer, ssrc }) => peer === after.peer && ssrc === after.ssrc), after) }));
        const silent = [this.silent, this.silent = silentLines(this.person)];
        const of = (kind) => streams.filter(({ after }) => after.kind === kind &&
            !silent.some((lines) => lines.has(after.mid)));
        const sum = (kind, field) => of(kind).reduce((all, { grown }) => all + grown(field), 0);
        return { made: sum('audio', 'concealedSamples'), samples: sum('audio', 'totalSamplesReceived'),
            waited: 1000 * sum('audio', 'jitterBufferDelay'), emitted: sum('audio', 'jitterBufferEmittedCount'),
            lost: sum('audio', 'packetsLost') + sum('video', 'packetsLost'),
            videos: of('video').map(({ after, grown }) => ({ mid: after.mid, height: after.frameHeight ?? 0,
                fps: grown('framesDecoded'), freezes: grown('freezeCount') })) };
    }
}

/** Looks at all people once a second. Resolves with the looks of each: [[...], [...]]. */
async function watch(watches, seconds, stop = () => false) {
    const found = watches.map(() => []);
    for (let i = 0; i < seconds && !stop(found); i++) {
        await sleep(1000);
        (await Promise.all(watches.map((one) => one.look()))).forEach((look, k) => found[k].push(look));
    }
    return found;
}

const mean = (values) => values.reduce((all, value) => all + value, 0) / values.length;
const total = (looks, field) => looks.reduce((all, look) => all + look[field], 0);

/** Returns what a person received in some seconds. */
function summary(looks) {
    const videos = looks.at(-1).videos.map(({ mid, height }) => {
        const each = looks.map((look) => look.videos.find((video) => video.mid === mid)).filter(Boolean);
        return { height, fps: mean(each.map(({ fps }) => fps)), freezes: total(each, 'freezes'),
            lowest: Math.min(...each.map((video) => video.height)) };
    });
    return { videos, made: 100 * total(looks, 'made') / Math.max(1, total(looks, 'samples')),
        buffer: total(looks, 'waited') / Math.max(1, total(looks, 'emitted')), lost: total(looks, 'lost') };
}

function words({ videos, made, buffer, lost }) {
    const shown = videos.map(({ fps, height, freezes }) => `${fps.toFixed(0)} fps ${height}` +
        (freezes ? ` (${freezes} freezes)` : '')).join(', ');
    return `${shown || 'no picture'}; ${made.toFixed(1)} % of the sound made up, ${buffer.toFixed(0)} ms in the ` +
        `jitter buffer; ${lost} packets lost`;
}

/** Returns the last state of each slot that this person's page has heard of. */
function slotsOf({ heard }) {
    const slots = new Map();
    for (const slot of heard.flatMap(({ plugindata }) => plugindata?.data?.slots ?? []))
        slots.set(slot.mid, slot);
    return [...slots.values()].filter(({ source_kind: kind }) => kind === 'camera');
}

/** Returns the m-lines on which the server sends no voice now, because the line does not carry all of them. */
function silentLines({ heard }) {
    const slots = new Map(heard.flatMap(({ plugindata }) => plugindata?.data?.slots ?? [])
        .map((slot) => [slot.mid, slot]));
    return new Set([...slots.values()].filter(({ source_kind: kind, encoding }) =>
        kind === 'microphone' && encoding === null).map(({ mid }) => mid));
}

/** Returns what is wrong with what Carla received. */
function faults(carla, line, { videos, made, buffer }) {
    const found = [];
    const expect = (fine, text) => (fine ? null : found.push(`${line.kbits} kbit/s: ${text}`));
    expect(made <= line.made, `${made.toFixed(1)} % of the sound was made up, expected at most ${line.made} %`);
    if (line.buffer)
        expect(buffer <= line.buffer, `${buffer.toFixed(0)} ms in the jitter buffer, expected at most ${line.buffer}`);
    if (line.videos) {
        const good = videos.filter(({ fps }) => fps >= line.fps).length;
        expect(good >= line.videos, `${good} videos had ${line.fps} fps, expected ${line.videos}`);
    }
    if (line.still) {
        const reasons = slotsOf(carla).map(({ limited_by: reason }) => reason);
        expect(reasons.length > 0 && reasons.every((reason) => reason === 'line'),
            `pictures are limited by ${reasons.join(', ')}, expected line`);
    }
    return found;
}

/** Returns what is wrong with what another person received. `usual`: the same on a free line. */
function faultsOfOther({ name }, what, usual, { videos, lost }) {
    const found = [];
    if (lost > 0)
        found.push(`${what}: ${name} lost ${lost} packets`);
    videos.forEach(({ freezes, lowest }, i) => {
        if (freezes > 0)
            found.push(`${what}: ${name} saw ${freezes} freezes`);
        if (lowest < usual.videos[i]?.lowest)
            found.push(`${what}: ${name} got a picture of ${lowest} lines, expected ${usual.videos[i].lowest}`);
    });
    return found;
}

/** Returns the states of a person's PeerConnections since a moment. A weak line must not look like a lost one. */
const states = ({ page }, since) => page.evaluate((from) => window.batonStatistics.events
    .filter(({ at, event }) => event === 'connectionstatechange' && performance.timeOrigin + at > from)
    .map(({ peer, connection }) => `PeerConnection ${peer}: ${connection}`), since);

async function throughAllLines(context) {
    const { network, carla, others } = await callWithWeakReceiver(context);
    const people = [carla, ...others];
    const watches = await Promise.all(people.map((person) => new Watch(person).begin()));
    const load = await Load.begin();
    const since = Date.now();
    const found = [];
    const tell = (what, summaries) => people.forEach(({ name }, i) =>
        console.log(`    ${what}, ${name}: ${words(summaries[i])}`));
    const phase = async (what, seconds, stop) => {
        const looks = await watch(watches, seconds, stop);
        tell(what, looks.map(summary));
        return looks;
    };
    const isFull = ([looks]) => looks.length > 0 && looks.at(-1).videos.every(({ height }) => height === FULL);
    await phase('at first', FULL_AFTER, isFull);
    const usual = (await phase('free', USUAL)).map(summary);
    const judgeOthers = (what, looks) => others.forEach((other, i) =>
        found.push(...faultsOfOther(other, what, usual[i + 1], summary(looks[i + 1]))));
    for (const line of LINES) {
        const what = `${line.kbits} kbit/s`;
        await network.narrow(line.kbits);
        const before = await phase(`${what}, the first ${STEADY} s`, STEADY);
        const steady = await phase(`${what}, steady`, MEASURED);
        found.push(...faults(carla, line, summary(steady[0])));
        judgeOthers(what, before.map((looks, i) => [...looks, ...steady[i]]));
    }
    await network.narrow(0);
    const best = usual[0].videos.map(({ height }) => height).sort().join();
    const isBest = ([looks]) => looks.length > 0 &&
        looks.at(-1).videos.map(({ height, fps }) => (fps > 0 ? height : 0)).sort().join() === best;
    const back = await phase('free again', BEST_AFTER, isBest);
    console.log(`    the best encodings came back after ${back[0].length} s`);
    if (!isBest(back))
        found.push(`free again: no best encodings after ${BEST_AFTER} s`);
    judgeOthers('free again', back);
    found.push(...await states(carla, since));
    const { ours, others: strangers } = await load.used();
    console.log(`    the tests used ${ours.toFixed(1)} processors, others ${strangers.toFixed(1)}`);
    assert.deepEqual(found, []);
}

/** Carla joins a call over a line that is narrow already. */
async function joinsOverLine(context, line) {
    const { network, enter } = await begin(context);
    const others = [await enter('wide-anna'), await enter('wide-ben')];
    await network.narrow(line.kbits);
    const carla = await enter('bare', { apart: true, ...RECEIVES });
    const watches = await Promise.all([carla, ...others].map((person) => new Watch(person).begin()));
    const before = (await watch(watches, STEADY)).map(summary);
    const steady = (await watch(watches, MEASURED)).map(summary);
    console.log(`    the first ${STEADY} s: ${words(before[0])}`);
    console.log(`    steady: ${words(steady[0])}`);
    assert.deepEqual(faults(carla, line, steady[0]), []);
}

/** Anna sends over a line that becomes narrow, and Carla watches. */
async function weakSender(context) {
    const { network, enter } = await begin(context);
    const anna = await enter('wide-anna', { apart: true });
    const carla = await enter('bare', RECEIVES);
    await carla.seesPicture(anna, { timeout: SOON });
    const watches = [await new Watch(carla).begin()];
    const isFull = ([looks]) => looks.length > 0 && looks.at(-1).videos.every(({ height }) => height === FULL);
    await watch(watches, FULL_AFTER, isFull);
    await network.narrow(SENDER_KBITS, { up: true });
    const [before] = await watch(watches, STEADY);
    const [steady] = await watch(watches, MEASURED);
    await network.narrow(0, { up: true });
    console.log(`    the first ${STEADY} s: ${words(summary(before))}`);
    console.log(`    steady: ${words(summary(steady))}`);
    const { videos, made } = summary(steady);
    assert.ok(videos.length === 1 && videos[0].fps >= SENDER_FPS, words(summary(steady)));
    assert.ok(videos[0].height < FULL, 'the picture has got smaller');
    assert.ok(made <= SENDER_MADE, `${made.toFixed(1)} % of the sound was made up`);
    assert.equal(summary([...before, ...steady]).videos[0].freezes, 0, 'freezes');
}
