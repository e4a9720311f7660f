// SPDX-License-Identifier: GPL-3.0-or-later
// Tests the page without a mouse, with a screen reader and on a small screen. Takes a picture of each state of the
// page.
import assert from 'node:assert/strict';
import path from 'node:path';
import { weakLine } from './encodings.mjs';
import { pictures } from './suite.mjs';
import { cut, mend, seesPicture, SOON, wireCutter } from './wire.mjs';

const SIZES = [{ width: 1440, height: 900 }, { width: 360, height: 640 }];

/**
 * Without a GPU, drawing the pictures keeps the processors busy. At the same time as other tests, these tests would
 * take four times as long.
 */
const PICTURES = { alone: true, timeout: 180000 };

export default function accessibility(test) {
    test('with the keyboard alone: join, move the call, pick the number', keyboard);
    test('every state of the page can be read by a screen reader and fits a phone', states, PICTURES);
    test('every way to a code and every question can be read by a screen reader and fits a phone', moreStates,
        PICTURES);
    test('the second scan of a mutual transfer and a warning can be read by a screen reader and fit a phone', careful,
        PICTURES);
    test('a weak connection can be read by a screen reader and fits a phone', weak, PICTURES);
    test('each step of a device that replaces another can be read by a screen reader and fits a phone', replaced,
        PICTURES);
    test('with the keyboard alone: show a code for somebody who is away, agree, and take the call back', replaceByKeys);
}

/** Presses Tab until the element is focused, as somebody without a mouse does. */
async function tabTo(person, testid, { most = 40, where = '' } = {}) {
    const focused = () => person.page.evaluate(([id, rest]) =>
        document.activeElement?.matches(`[data-testid="${id}"]${rest}`), [testid, where]);
    for (let i = 0; i < most; i++) {
        if (await focused()) {
            await seesFocus(person, testid);
            return;
        }
        await person.page.keyboard.press('Tab');
    }
    assert.fail(`"${testid}" can't be reached with Tab`);
}

/** Somebody without a mouse has to see which element is focused. */
async function seesFocus(person, testid) {
    const shown = await person.page.evaluate(() => {
        const { outlineStyle, outlineWidth, boxShadow } = getComputedStyle(document.activeElement);
        return (outlineStyle !== 'none' && parseFloat(outlineWidth) > 0) || boxShadow !== 'none';
    });
    assert.ok(shown, `nothing shows that "${testid}" is focused`);
}

async function pressEnter(person, testid, options) {
    await tabTo(person, testid, options);
    await person.page.keyboard.press('Enter');
}

async function keyboard(context) {
    const { suite } = context;
    const room = await context.room();
    const anna = await suite.person(context, 'anna');
    const phone = await suite.person(context, 'phone');
    await anna.page.goto(`${anna.origin}?room=${room}`);
    await anna.sees('lobby');
    await tabTo(anna, 'name');
    await anna.page.keyboard.type('Anna');
    await anna.page.keyboard.press('Enter');
    await anna.inCall();

    await pressEnter(anna, 'control-move');
    await anna.sees('code');
    assert.ok(await anna.page.evaluate(() => document.activeElement.closest('dialog') !== null),
        'the focus must be in the dialog');
    await anna.page.keyboard.press('Escape');
    await anna.see('move-dialog').waitFor({ state: 'detached' });
    await anna.page.keyboard.press('t');
    await anna.sees('code');
    await pressEnter(anna, 'copy-link');
    await phone.openLink(await anna.page.evaluate(() => navigator.clipboard.readText()));
    await pressEnter(phone, 'accept');
    const number = await phone.readNumber();
    await anna.see('number-choice').first().waitFor();
    await pressEnter(anna, 'number-choice', { where: `[data-number="${number}"]` });
    await phone.arrives();
    await anna.sees('standby');
    await pressEnter(anna, 'bring-back');
    await anna.sees('controls');
}

async function states(context) {
    const { suite } = context;
    const room = await context.room({ grace: 60 }); // long enough for the pictures of the standby
    const size = SIZES[0];
    const anna = await suite.person(context, 'anna', { size });
    const ben = await suite.person(context, 'ben');
    const phone = await suite.person(context, 'phone', { size });
    const faults = [];
    const look = async (person, name) => faults.push(...(await inspect(person, name)));

    await anna.page.goto(`${anna.origin}?room=${room}`);
    await anna.sees('lobby');
    await anna.page.waitForFunction(() => document.querySelector('video')?.videoWidth > 0);
    await look(anna, 'lobby');
    faults.push(...(await firstScreen(anna)));
    await anna.join(room, { name: 'Anna' });
    await look(anna, 'call-alone');
    await ben.join(room, { name: 'Ben' });
    const ofBen = `[data-testid="tile"][data-participant="${ben.id}"] video`;
    await anna.page.waitForFunction((video) => document.querySelector(video)?.videoWidth > 0, ofBen);
    await look(anna, 'call');
    await anna.press('open-settings');
    await anna.sees('settings');
    await look(anna, 'settings');
    await anna.press('settings-done');
    await anna.press('control-chat');
    await anna.see('chat-input').fill('Hello Ben');
    await anna.press('chat-send');
    await anna.sees('message');
    await look(anna, 'chat');
    await anna.press('control-chat');
    await anna.showCode();
    await look(anna, 'move-code');
    const link = await anna.copyCode();

    await phone.page.goto(anna.origin);
    await phone.press('take-over');
    await phone.sees('scanner');
    await look(phone, 'incoming-scanner');
    await phone.openLink(link);
    await look(phone, 'incoming-link');
    await phone.press('accept');
    const number = await phone.readNumber();
    await look(phone, 'incoming-number');
    await anna.see('number-choice').first().waitFor();
    await look(anna, 'move-number');
    await anna.pick(number);
    await phone.arrives();
    await look(phone, 'arrived');
    await anna.sees('standby');
    await look(anna, 'standby');
    await anna.press('bring-back');
    await anna.sees('controls');
    await phone.sees('farewell');
    await look(phone, 'farewell');
    await anna.showCode();
    await phone.openLink(link);
    await phone.press('accept');
    await phone.sees('notice');
    await look(phone, 'incoming-refused');
    assert.deepEqual(faults, []);
}

async function moreStates(context) {
    const { suite } = context;
    const number = suite.phones.number();
    const room = await context.room({ confirm: { who: 'both_all', how: 'sms' }, description: 'Daily stand-up' });
    const size = SIZES[0];
    const anna = await suite.person(context, 'anna', { size });
    const ben = await suite.person(context, 'ben', { size });
    const phone = await suite.person(context, 'phone', { size });
    const faults = [];
    const look = async (person, name) => faults.push(...(await inspect(person, name)));

    await anna.page.goto(`${anna.origin}?room=${room}`);
    await anna.see('lobby-more').locator('summary').click();
    await look(anna, 'lobby-more');
    await anna.join(room, { name: 'Anna', phone: '' });
    await ben.join(room, { name: 'Ben', phone: number });
    for (const kind of ['code128', 'short', 'qr']) {
        if (kind === 'code128')
            await anna.press('control-move');
        await anna.press(`kind-${kind}`);
        await anna.see('code', { where: `[data-kind="${kind}"]` }).waitFor();
        await look(anna, `move-${kind}`);
    }
    await anna.see('safety').locator('summary').click();
    await look(anna, 'move-safety');
    for (const way of ['scan', 'type']) {
        await anna.press(`way-${way}`);
        await look(anna, `move-${way}`);
    }
    await phone.takeOver('type');
    await phone.see('letters').pressSequentially('wdja');
    await look(phone, 'incoming-type');
    await phone.press('way-show');
    await phone.sees('code');
    await look(phone, 'incoming-show');

    await anna.press('way-show');
    await anna.sees('code');
    await phone.openLink(await anna.copyCode());
    await phone.press('accept');
    await phone.readNumber();
    await anna.readsSoon(/You could not be reached by text message/);
    await anna.sees('number-choice');
    await look(anna, 'move-undelivered');
    const { text } = await suite.phones.next(number);
    const reader = await suite.person(context, 'bare', { size });
    await reader.page.goto(text.match(/https:\S+/)[0]);
    await reader.sees('number-choice');
    await look(reader, 'asked');
    await reader.press('decline');
    await reader.sees('asked-result');
    await look(reader, 'asked-declined');

    for (const how of ['popup', 'chat']) {
        const other = await context.room({ confirm: { who: 'remote_any', how, form: 'yesno' } });
        await anna.join(other, { name: 'Anna' });
        await ben.join(other, { name: 'Ben' });
        await anna.showCode();
        await phone.openLink(await anna.copyCode());
        await phone.press('accept');
        await ben.sees('decline');
        await look(ben, `question-${how}`);
        await look(anna, `move-waiting-${how}`);
        await ben.press('decline');
        await phone.sees('notice');
    }
    assert.deepEqual(faults, []);
}

async function careful(context) {
    const { suite } = context;
    const room = await context.room();
    const size = SIZES[0];
    const anna = await suite.person(context, 'anna', { size });
    const phone = await suite.person(context, 'phone', { size });
    const other = await suite.person(context, 'bare');
    const faults = [];
    const look = async (person, name) => faults.push(...(await inspect(person, name)));

    await anna.join(room, { name: 'Anna' });
    const first = await anna.readLetters({ mutual: true });
    await phone.takeOver('type');
    await phone.type(first);
    await phone.readsLetters({ not: first });
    await look(phone, 'incoming-half');
    await anna.readsSoon(/Now type the other device’s letters/);
    await look(anna, 'move-half');
    await anna.press('move-cancel');
    await phone.sees('notice');

    const link = await anna.showCode().then(() => anna.copyCode());
    await phone.openLink(link);
    await phone.press('accept');
    await phone.readNumber();
    await other.openLink(link);
    await other.press('accept');
    await other.press('go-without');
    await anna.see('warnings').locator('[data-testid="notice"]').waitFor();
    await look(anna, 'move-warning');
    await anna.press('decline');
    await phone.sees('notice');
    assert.deepEqual(faults, []);
}

/** Anna's connection can be cut. Ben may show a code for her. */
async function standIn(context) {
    const { suite } = context;
    const size = SIZES[0];
    const room = await context.room({ grace: 1, hold: 120, stand_in: 'anybody', description: 'Daily stand-up' });
    const anna = await suite.person(context, 'anna', { size, script: wireCutter });
    const ben = await suite.person(context, 'ben', { size });
    const phone = await suite.person(context, 'phone', { size });
    await anna.join(room, { name: 'Anna' });
    await ben.join(room, { name: 'Ben' });
    return { room, anna, ben, phone };
}

async function replaced(context) {
    const { room, anna, ben, phone } = await standIn(context);
    const faults = [];
    const look = async (person, name) => faults.push(...(await inspect(person, `replaced-${name}`)));

    await cut(anna);
    await ben.sees('tile-code', { timeout: SOON });
    await look(ben, 'tile');
    await ben.press('tile-code');
    await ben.sees('code');
    await look(ben, 'code');
    await phone.openLink(await ben.copyCode());
    await look(phone, 'link');
    await phone.press('accept');
    const number = await phone.readNumber();
    await ben.see('number-choice').first().waitFor();
    await look(ben, 'number');
    await ben.pick(number);
    await phone.inCall();
    await ben.readsSoon(/Anna is on another device now/);
    await look(ben, 'changed');
    await mend(anna);
    await anna.sees('recall', { timeout: SOON });
    await look(anna, 'farewell');
    await anna.page.goto(`${anna.origin}?room=${room}`);
    await anna.sees('recall-offer');
    await look(anna, 'lobby');
    await anna.press('recall');
    await anna.readNumber();
    await look(anna, 'recall-number');
    await phone.sees('question-dialog');
    await look(phone, 'recall-question');
    await phone.press('decline');
    await anna.sees('notice');
    await look(anna, 'recall-refused');
    await phone.press('open-settings');
    await phone.press('forget-devices');
    await phone.see('forget-result').filter({ hasText: 'Done.' }).waitFor();
    await phone.see('forget-result').scrollIntoViewIfNeeded();
    await look(phone, 'forgotten');
    await phone.press('settings-done');
    assert.deepEqual(faults, []);
}

async function replaceByKeys(context) {
    const { anna, ben, phone } = await standIn(context);
    await cut(anna);
    await ben.sees('tile-code', { timeout: SOON });
    await pressEnter(ben, 'tile-code');
    await ben.sees('code');
    await pressEnter(ben, 'copy-link');
    await phone.openLink(await ben.page.evaluate(() => navigator.clipboard.readText()));
    await pressEnter(phone, 'accept');
    const number = await phone.readNumber();
    await ben.see('number-choice').first().waitFor();
    await pressEnter(ben, 'number-choice', { where: `[data-number="${number}"]` });
    await phone.inCall();
    await mend(anna);
    await anna.sees('recall', { timeout: SOON });
    await pressEnter(anna, 'recall');
    const next = await anna.readNumber();
    await phone.see('number-choice').first().waitFor();
    await pressEnter(phone, 'number-choice', { where: `[data-number="${next}"]` });
    await anna.inCall();
}

async function weak(context) {
    const { suite } = context;
    const room = await context.room();
    const anna = await suite.person(context, 'anna', { size: SIZES[0], script: weakLine });
    const people = await Promise.all(['ben', 'phone'].map((name) => suite.person(context, name)));
    for (const person of people)
        await person.join(room);
    await anna.join(room, { name: 'Anna' });
    for (const person of people)
        await seesPicture(anna, person);
    await anna.page.evaluate((id) => (window.weak = [id]), people[0].id);
    await anna.page.setViewportSize(SIZES[1]);
    await anna.readsSoon(/Your connection carries sound and one picture/);
    const faults = await inspect(anna, 'call-weak');
    await anna.press('open-settings');
    await anna.sees('settings');
    faults.push(...(await inspect(anna, 'settings-save-data')));
    assert.deepEqual(faults, []);
}

/** Takes a picture of the page in each size. Resolves with the faults of the page. */
async function inspect(person, name) {
    const faults = [];
    for (const size of SIZES) {
        await person.page.setViewportSize(size);
        const where = `${name} ${size.width}x${size.height}`;
        await person.page.screenshot({ path: path.join(pictures, `${where.replace(' ', '-')}.png`) });
        faults.push(...(await person.page.evaluate(misfits)).map((fault) => `${where}: ${fault}`));
    }
    await person.page.setViewportSize(SIZES[0]);
    faults.push(...(await nameless(person)).map((fault) => `${name}: ${fault}`));
    return faults;
}

/** On a small phone, both ways into a call have to be on the first screen. */
async function firstScreen(person) {
    const size = SIZES[1];
    await person.page.setViewportSize(size);
    const faults = [];
    for (const testid of ['join', 'take-over']) {
        const { y, height } = await person.see(testid).boundingBox();
        if (y < 0 || y + height > size.height)
            faults.push(`lobby: ${testid} is not on the first screen of a phone`);
    }
    await person.page.setViewportSize(SIZES[0]);
    return faults;
}

/* Runs in the page. */
function misfits() {
    const found = [];
    const { documentElement: root } = document;
    if (root.scrollWidth > root.clientWidth)
        found.push(`${root.scrollWidth - root.clientWidth} pixels wider than the window`);
    if (!root.lang || !document.title)
        found.push('no language or no title');
    const ids = [...document.querySelectorAll('[id]')].map(({ id }) => id);
    const twice = ids.filter((id, i) => ids.indexOf(id) !== i);
    if (twice.length > 0)
        found.push(`ids that are used twice: ${twice}`);
    const shown = (element) => element.checkVisibility({ visibilityProperty: true }) && !element.closest('[inert]');
    if ([...document.querySelectorAll('main')].filter(shown).length !== 1)
        found.push('not exactly one main element');
    const dialog = document.querySelector('dialog[open]') ?? document;
    for (const button of dialog.querySelectorAll('button, a[href], input, select')) {
        if (!shown(button))
            continue;
        const { width, height, left, right } = button.getBoundingClientRect();
        const who = button.dataset.testid ?? button.textContent;
        if (width < 24 || height < 24)
            found.push(`${who} is ${Math.round(width)}x${Math.round(height)}, which is too small`);
        if (left < -1 || right > root.clientWidth + 1)
            found.push(`${who} sticks out of the window`);
        if (button.tabIndex > 0)
            found.push(`${who} changes the order of Tab`);
    }
    for (const image of document.querySelectorAll('img:not([alt])'))
        found.push(`a picture without a text: ${image.className}`);
    return found;
}

const NAMED = ['button', 'link', 'textbox', 'combobox', 'image', 'img', 'dialog', 'checkbox', 'navigation',
    'region', 'complementary', 'log'];

/** Elements that have no name in Chromium's own accessibility tree. */
async function nameless(person) {
    const session = await person.context.newCDPSession(person.page);
    const { nodes } = await session.send('Accessibility.getFullAXTree');
    await session.detach();
    return nodes.filter(({ ignored, role, name }) => !ignored && NAMED.includes(role?.value) && !name?.value)
        .map(({ role }) => `a ${role.value} without a name`);
}
