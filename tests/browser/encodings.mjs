// SPDX-License-Identifier: GPL-3.0-or-later
// Cameras in several sizes: each person gets the size that their page shows, and nobody sends what nobody watches.
import assert from 'node:assert/strict';
import { until } from '../system/check.mjs';
import { moveByLink } from './person.mjs';
import { seesPicture, tileOf } from './wire.mjs';

const LARGE = { width: 1440, height: 900 }, SMALL = { width: 390, height: 500 };
/** Two processors encode three sizes, and decode them for other tests. */
const SLOW = { timeout: 120000 };
const SOON = 20000;

export default function encodings(test) {
    test('a page gets a picture of the size that it shows, and the sender pauses the other sizes', sizes, SLOW);
    test('a page in the background gets no picture, the sender sends none, and both go on at once', background, SLOW);
    test('a person saves data in the settings, also in the next call', saving, SLOW);
    test('a call moves from a device with three sizes to one with one size and back', moves, SLOW);
    test('a person whose connection carries no picture reads why, and sees the last one', explained, SLOW);
}

/** The encodings of the camera that a page sends: rid, active, and the pictures so far. */
const sent = (person) => person.page.evaluate(async () => (await window.batonStatistics.sent())
    .filter(({ kind, rid }) => kind === 'video' && rid !== undefined)
    .map(({ rid, active, framesEncoded: frames }) => ({ rid, active, frames })));

/** Resolves once the page sends exactly these encodings. Chromium says so itself. */
const sends = (person, rids) => until(() => sent(person),
    (all) => all.filter(({ active }) => active).map(({ rid }) => rid).sort().join() === [...rids].sort().join(),
    { timeout: SOON, what: `${person.name} sends ${rids.join() || 'nothing'}` });

/** Resolves once the picture of the other person has this height. */
const seesLines = (person, other, lines) => until(
    () => person.page.evaluate((tile) => document.querySelector(`${tile} video`)?.videoHeight, tileOf(other)),
    (height) => height === lines, { timeout: SOON, what: `${person.name}: ${lines} lines of ${other.name}` });

/** The slot of the other person's camera, as the server has described it last. */
function slotOf(person, other) {
    const lists = person.heard.map(({ plugindata }) => plugindata?.data?.slots).filter(Boolean);
    return lists.at(-1)?.find((slot) => slot.participant === other.id && slot.source_kind === 'camera');
}

/** Ben has a camera of 1280 by 720. Resolves when Anna sees him. */
async function pair(context, size = SMALL) {
    const { suite } = context;
    const room = await context.room({ bitrate: 3000000 });
    const ben = await suite.person(context, 'several');
    const anna = await suite.person(context, 'anna', { size });
    await ben.join(room, { name: 'Ben' });
    await anna.join(room, { name: 'Anna' });
    await seesPicture(anna, ben);
    return { anna, ben, room };
}

async function sizes(context) {
    const { anna, ben } = await pair(context);
    const rids = (await sent(ben)).map(({ rid }) => rid);
    assert.deepEqual(rids.sort(), ['h', 'l', 'm']);
    await seesLines(anna, ben, 180);
    await sends(ben, ['l']);
    await anna.page.setViewportSize(LARGE);
    await seesLines(anna, ben, 720);
    await sends(ben, ['h']);
    assert.equal(slotOf(anna, ben).encoding, 2);
    await anna.page.setViewportSize(SMALL);
    await seesLines(anna, ben, 180);
    await sends(ben, ['l']);
    await seesPicture(anna, ben);
}

/** The page believes that the person looks at another tab. Playwright shows every page. */
const turn = (person, state) => person.page.evaluate((now) => {
    Object.defineProperty(document, 'visibilityState', { configurable: true, get: () => now });
    document.dispatchEvent(new Event('visibilitychange'));
}, state);

async function background(context) {
    const { anna, ben } = await pair(context);
    await turn(anna, 'hidden');
    await until(() => slotOf(anna, ben)?.limited_by, (limit) => limit === 'hidden',
        { timeout: SOON, what: 'a hidden slot' });
    await sends(ben, []);
    const before = await sent(ben);
    await anna.page.waitForTimeout(1000);
    assert.deepEqual(await sent(ben), before);
    await turn(anna, 'visible');
    await seesPicture(anna, ben);
}

async function saving(context) {
    const { anna, ben, room } = await pair(context, LARGE);
    await seesLines(anna, ben, 720);
    await anna.press('open-settings');
    await anna.press('save-data');
    await anna.press('settings-done');
    await seesLines(anna, ben, 180);
    await anna.page.goto(`${anna.origin}?room=${room}`);
    await anna.press('join');
    await anna.inCall();
    await seesPicture(anna, ben);
    const layouts = anna.said.map(({ body }) => body).filter((body) => body?.request === 'layout');
    assert.equal(layouts.at(-1).slots?.some(({ height }) => height > 180) ?? false, false);
    assert.ok(layouts.some(({ bitrate }) => bitrate === 300000), 'the limit was sent');
}

async function moves(context) {
    const { anna, ben } = await pair(context);
    const phone = await context.suite.person(context, 'phone');
    await moveByLink(ben, phone);
    phone.name = 'Ben';
    await seesLines(anna, ben, 240);
    await seesPicture(anna, ben);
    await phone.press('send-back');
    await seesLines(anna, ben, 180);
    await seesPicture(anna, ben);
}

/**
 * Runs in each page: while `weak` lists participants, the server's word about the slots of their pictures is changed
 * on its way.
 */
export function weakLine() {
    window.weak = [];
    const original = Object.getOwnPropertyDescriptor(MessageEvent.prototype, 'data').get;
    const paused = (slot) => (slot.kind === 'video' && window.weak.includes(slot.participant)
        ? { ...slot, encoding: null, height: null, limited_by: 'line' } : slot);
    Object.defineProperty(MessageEvent.prototype, 'data', {
        get() {
            const data = original.call(this);
            if (window.weak.length === 0 || typeof data !== 'string' || !data.includes('"slots"'))
                return data;
            return JSON.stringify(JSON.parse(data), (name, value) =>
                (name === 'slots' && Array.isArray(value) ? value.map(paused) : value));
        },
    });
}

/** A weak line itself is measured by the bench `weak`. This test only says what the page makes of it. */
async function explained(context) {
    const { suite } = context;
    const room = await context.room();
    const ben = await suite.person(context, 'ben');
    const anna = await suite.person(context, 'anna', { size: SMALL, script: weakLine });
    await ben.join(room, { name: 'Ben' });
    await anna.join(room, { name: 'Anna' });
    await seesPicture(anna, ben);
    const bars = anna.page.locator(`${tileOf(ben)} [data-testid="tile-quality"]`);
    await bars.waitFor();
    assert.match(await bars.getAttribute('aria-label'), /^Picture quality: (good|fair|weak)\./);
    await anna.page.evaluate((id) => (window.weak = [id]), ben.id);
    // The reply to any change of the layout has all slots.
    await anna.page.setViewportSize({ ...SMALL, width: 500 });
    await anna.readsSoon(/Picture paused: your connection/);
    await anna.readsSoon(/Your connection carries only sound/);
    assert.match(await bars.getAttribute('aria-label'), /^Picture quality: paused\. Your connection/);
    assert.equal(await anna.page.locator(`${tileOf(ben)} canvas`).isVisible(), true, 'the last picture stays');
    await anna.page.evaluate(() => (window.weak = []));
    await anna.page.setViewportSize(SMALL);
    await seesPicture(anna, ben);
    await until(() => anna.reads(), (text) => !/Your connection carries/.test(text),
        { timeout: SOON, what: 'no words about the connection' });
}
