// SPDX-License-Identifier: GPL-3.0-or-later
// Every way from one device to the other: bar codes, letters, codes on the new device, codes on both devices, and
// pictures that the server reads.
import assert from 'node:assert/strict';
import { filmScreen } from './film.mjs';

export default function ways(test) {
    test('a camera films a bar code on the screen, and the call moves (C13)', barCode);
    test('letters are typed as people type them, and the call moves', letters);
    test('the new device shows a code, the device in the call films it, and the call moves (C15)', presented);
    test('both devices show letters and both type them, no matter which begins (C3, C5)', mutual);
    test('the page hides the ways that the room forbids, and changes with the room', hidden);
    test('the server reads what the camera sees, because the person wants that (C4)', readByServer);
    test('the server reads what the camera sees, because the browser cannot', readWithoutReader);
}

async function alone(context, { fields = {}, join = {} } = {}) {
    const room = await context.room({ code_lifetime: 600, ...fields });
    const anna = await context.suite.person(context, 'anna');
    const phone = await context.suite.person(context, 'phone');
    await anna.join(room, { name: 'Anna', ...join });
    return { anna, phone };
}

/** Makes the camera of device `by` see the code that device `from` shows. */
async function film(context, { from, code, by, size }) {
    const { suite } = context;
    const picture = await from.page.screenshot();
    // The policy of the page forbids data: URIs, so an empty page makes the film.
    const blank = await by.context.newPage();
    await filmScreen(blank, suite.film(by.device), picture, await code.boundingBox(), size);
    await blank.close();
    context.defer(() => suite.refilm(by.device));
}

async function confirm(anna, phone) {
    await anna.pick(await phone.readNumber());
    await phone.arrives();
    await anna.sees('standby');
    assert.equal(phone.id, anna.id, 'the participant has another id');
}

async function barCode(context) {
    const { anna, phone } = await alone(context);
    const code = await anna.showCode('code128');
    await film(context, { from: anna, code, by: phone, size: { width: 960, height: 540 } });
    await phone.takeOver('scan');
    await confirm(anna, phone);
    assert.match(phone.scans()[0].text, /^BT[BCDFGHJKLMNPQRSTVWXZ]{12}$/);
}

async function letters(context) {
    const { anna, phone } = await alone(context);
    const text = await anna.readLetters();
    assert.match(text, /^[BCDFGHJKLMNPQRSTVWXZ]{4}-[BCDFGHJKLMNPQRSTVWXZ]{4}$/);
    await phone.takeOver('type');
    await phone.type(` ${text.replace('-', ' ').toLowerCase()}`);
    await confirm(anna, phone);
}

async function presented(context) {
    // Anna's camera is off: it is free for scanning, and its film can be replaced.
    const { anna, phone } = await alone(context, { join: { camera: false } });
    await phone.takeOver('show');
    const code = await phone.sees('code');
    await film(context, { from: phone, code, by: anna });
    await anna.press('control-move');
    await anna.press('way-scan');
    await confirm(anna, phone);
    assert.equal(phone.scans().length, 0, 'the phone must not scan');
}

async function mutual(context) {
    const { anna, phone } = await alone(context);
    const first = await anna.readLetters({ mutual: true });
    await phone.takeOver('type');
    await phone.type(first);
    await anna.readsSoon(/Now type the other device’s letters/);
    await anna.type(await phone.readsLetters({ not: first }));
    await confirm(anna, phone);
    await anna.press('bring-back');
    await anna.sees('controls');

    await phone.sees('farewell');
    await phone.press('farewell-take-over');
    await phone.press('way-show');
    await phone.press('kind-short');
    const second = await phone.readsLetters();
    await phone.press('mutual');
    const third = await phone.readsLetters({ not: second });
    await anna.press('control-move');
    await anna.press('way-type');
    await anna.type(third);
    await phone.readsSoon(/Now type the other device’s letters/);
    await phone.type(await anna.readsLetters());
    await confirm(anna, phone);
}

async function readByServer(context) {
    const { anna, phone } = await alone(context);
    await film(context, { from: anna, code: await anna.showCode(), by: phone });
    // Without this line, the browser would read the code first.
    await phone.page.route('**/*.wasm', () => {});
    await phone.takeOver('scan');
    await phone.press('scan-by-server');
    await confirm(anna, phone);
    for (const { text, images } of phone.scans())
        assert.ok(text === undefined && images.every((image) => image.startsWith('data:image/jpeg;base64,')));
}

async function readWithoutReader(context) {
    const { anna, phone } = await alone(context);
    await film(context, { from: anna, code: await anna.showCode(), by: phone });
    await phone.page.route('**/*.wasm', (route) => route.abort());
    await phone.page.addInitScript(noteThatServerReads);
    await phone.takeOver('scan');
    await confirm(anna, phone);
    assert.ok(await phone.page.evaluate(() => window.serverReads), 'the page must say that the server reads the code');
    phone.problems.length = 0;
}

/**
 * Runs in the page. Notes that the page has shown the sentence, because the sentence may be gone before the test looks
 * for it.
 */
function noteThatServerReads() {
    new MutationObserver(() => {
        window.serverReads ||= document.body?.innerText.includes('This browser cannot read codes, so the server does');
    }).observe(document, { childList: true, subtree: true });
}

async function hidden(context) {
    const room = await context.room({ ways: { short: false, present: false }, mutual: true });
    const anna = await context.suite.person(context, 'anna');
    await anna.join(room, { name: 'Anna' });
    await anna.press('control-move');
    await anna.sees('kind-code128');
    for (const testid of ['kind-short', 'way-show', 'way-scan', 'way-type'])
        assert.equal(await anna.see(testid).count(), 0, `the page shows ${testid}`);
    await anna.see('safety').locator('summary').click();
    await anna.sees('mutual-room');
    assert.equal(await anna.see('mutual').count(), 0);
    await context.admin({ request: 'edit', room, ways: { present: true, code128: false } });
    await anna.sees('way-scan');
    for (const testid of ['kind-qr', 'kind-code128', 'way-type'])
        assert.equal(await anna.see(testid).count(), 0, `the page shows ${testid}`);
}
