// SPDX-License-Identifier: GPL-3.0-or-later
// A person who uses the page in a browser: sees, presses and types. Also records every address that the browser got.
import assert from 'node:assert/strict';
import { until } from '../system/check.mjs';
import { ALLOWED } from './chromium.mjs';
import { recordStatistics } from './page-statistics.mjs';

const WAIT = 10000;

export class Person {
    /**
     * Opens the page in a browser, in a new profile.
     *
     * origin    the address of the page
     * device    the browser's name, for messages
     * allowed   what the person allows every page
     * size      the size of the window
     * measured  whether frames are measured here. The measurement needs a worker, which the page's security policy
     *           forbids, so the policy is turned off.
     * touch     whether the device has a touch screen and no mouse, as a phone has
     * script    a function that runs in each page before the page's own scripts
     */
    static async sit(browser, { origin, device, allowed = ALLOWED, size = { width: 640, height: 640 },
        measured = false, touch = false, script = null }) {
        const person = new Person();
        person.origin = origin;
        person.device = device;
        person.name = device;
        person.context = await browser.newContext({ ignoreHTTPSErrors: true, viewport: size,
            permissions: allowed, reducedMotion: 'reduce', bypassCSP: measured, hasTouch: touch, isMobile: touch });
        await person.context.addInitScript(recordStatistics);
        if (script)
            await person.context.addInitScript(script);
        person.context.setDefaultTimeout(WAIT);
        person.page = await person.context.newPage();
        person.listen();
        return person;
    }

    listen() {
        /** Addresses and referrers of all requests, and addresses of WebSockets. */
        this.told = [];
        /** All messages from the page to Janus and back, parsed; `at`: the time on this process's clock. */
        this.said = [];
        this.heard = [];
        this.problems = [];
        const { page } = this;
        page.on('request', (request) => {
            // A browser does not send the fragment to the server.
            this.told.push(request.url().split('#')[0], request.headers().referer ?? '');
        });
        page.on('websocket', (socket) => {
            this.told.push(socket.url());
            socket.on('framesent', ({ payload }) => this.said.push(JSON.parse(payload)));
            socket.on('framereceived', ({ payload }) => this.heard.push({ at: Date.now(), ...JSON.parse(payload) }));
        });
        page.on('pageerror', (error) => this.problems.push(String(error)));
        page.on('console', (message) => {
            if (message.type() === 'error')
                this.problems.push(message.text());
        });
    }

    see(testid, options = {}) {
        return this.page.locator(`[data-testid="${testid}"]${options.where ?? ''}`);
    }

    async press(testid) {
        await this.see(testid).click();
    }

    /** Resolves once the element is visible. */
    async sees(testid, { timeout = WAIT } = {}) {
        const element = this.see(testid).first();
        await element.waitFor({ state: 'visible', timeout }).catch(async (error) => {
            throw new Error(`${this.name} does not see "${testid}" but: ${await this.reads()}\n${error.message}`);
        });
        return element;
    }

    /**
     * Resolves when new pictures of the other person come, and no still one covers them. (Playwright's waitForFunction
     * takes any promise for success, so it cannot wait for a function that waits.)
     */
    async seesPicture(other, { kind = 'camera', timeout = WAIT } = {}) {
        const tile = `[data-testid="tile"][data-participant="${other.id}"][data-kind="${kind}"]`;
        const look = () => this.page.evaluate(async (found) => {
            const video = document.querySelector(`${found}.picture:not(.away) video`);
            if (!video?.videoWidth || !document.querySelector(`${found} canvas[hidden]`))
                return false;
            const before = video.getVideoPlaybackQuality().totalVideoFrames;
            await new Promise((resolve) => setTimeout(resolve, 300));
            return video.getVideoPlaybackQuality().totalVideoFrames > before;
        }, tile);
        await until(look, (moves) => moves, { timeout, what: `${this.name}: a moving picture of ${other.name}` });
    }

    /** Resolves with all the text on the page. */
    async reads() {
        return (await this.page.locator('body').innerText()).replace(/\s+/g, ' ').trim();
    }

    /** Resolves once the page contains this text. */
    async readsSoon(pattern, { timeout = WAIT } = {}) {
        await this.page.locator('body').filter({ hasText: pattern }).waitFor({ timeout }).catch(async () => {
            assert.fail(`${this.name} does not read ${pattern} but: ${await this.reads()}`);
        });
    }

    /**
     * Fills in the lobby and joins. Resolves in the call, with the participant's id. `phone`: the number to enter when
     * the room wants one.
     */
    async join(room, { name = this.device, camera = true, microphone = true, phone } = {}) {
        this.name = name;
        await this.page.goto(`${this.origin}?room=${room}`);
        await this.see('name').fill(name);
        if (!camera)
            await this.press('lobby-camera');
        if (!microphone)
            await this.press('lobby-microphone');
        await this.press('join');
        if (phone !== undefined) {
            await (await this.sees('phone')).fill(phone);
            await this.press('join');
        }
        return this.inCall();
    }

    async inCall() {
        const call = await this.sees('call');
        this.id = await call.getAttribute('data-participant');
        return this.id;
    }

    /** Opens "Move this call"; resolves with the code's <img>. */
    async showCode(kind = 'qr') {
        await this.press('control-move');
        if (kind !== 'qr')
            await this.press(`kind-${kind}`);
        const code = this.see('code', { where: `[data-kind="${kind}"]` });
        await code.waitFor();
        await code.evaluate((image) => image.decode());
        return code;
    }

    /** Opens "Move this call", chooses letters, and resolves with them. */
    async readLetters({ mutual = false } = {}) {
        await this.press('control-move');
        await this.press('kind-short');
        const first = await this.readsLetters();
        if (!mutual)
            return first;
        await this.see('safety').locator('summary').click();
        await this.press('mutual');
        return this.readsLetters({ not: first });
    }

    /** Resolves with the letters as soon as the page shows letters other than `not`. */
    async readsLetters({ not = '' } = {}) {
        const shown = await this.page.waitForFunction((old) => {
            const code = document.querySelector('[data-testid="code"][data-kind="short"]');
            const text = code && [...code.children].map((group) => group.textContent).join('-');
            return text && text !== old && text;
        }, not);
        return shown.jsonValue();
    }

    /** Types letters into the field and submits them. */
    async type(text) {
        await (await this.sees('letters')).pressSequentially(text);
        await this.press('letters-go');
    }

    /** Opens the page to take a call over, in one of its ways: scan, type, show. */
    async takeOver(way) {
        await this.page.goto(this.origin);
        await this.press('take-over');
        await this.press(`way-${way}`);
    }

    /** Returns the scan requests that this page has sent. */
    scans() {
        return this.said.map(({ body }) => body).filter((body) => body?.request === 'scan');
    }

    /** Resolves with the code's text, which the copy button puts on the clipboard. */
    async copyCode() {
        await this.press('copy-link');
        return this.page.evaluate(() => navigator.clipboard.readText());
    }

    /**
     * Opens the code's link, as a phone's camera app does. Resolves when the page asks whether to take the call over.
     */
    async openLink(link) {
        await this.page.goto(link);
        await this.sees('accept');
    }

    /** Resolves with the number that the page of the new device shows. */
    async readNumber() {
        return Number(await (await this.sees('number')).innerText());
    }

    /** Picks this number when the page asks; with `not`, picks another number. */
    async pick(number, { not = false } = {}) {
        const choices = this.see('number-choice');
        await choices.first().waitFor();
        const numbers = (await choices.allInnerTexts()).map(Number);
        assert.equal(numbers.length, 3);
        assert.ok(numbers.includes(number), `${number} is not among ${numbers}`);
        const picked = not ? numbers.find((each) => each !== number) : number;
        await this.see('number-choice', { where: `[data-number="${picked}"]` }).click();
    }

    /** Waits until the call is here, on the device that took it over. */
    async arrives() {
        await this.sees('arrived');
        return this.inCall();
    }

    /**
     * Everything in this tab's history, address and storage now. Text typed into the address bar stays in
     * the browser's own memory as `userTypedURL`, which no page can reach or change.
     */
    async trail() {
        const entries = this.context.newCDPSession ? await this.history() : [];
        const here = await this.page.evaluate(() => [location.href, document.referrer, document.title,
            JSON.stringify(history.state), JSON.stringify({ ...localStorage }), JSON.stringify({ ...sessionStorage })]);
        return [...entries.flatMap(({ url, title }) => [url, title]), ...here];
    }

    /** All addresses and titles in this tab's history. Only Chromium tells them. */
    async history() {
        const session = await this.context.newCDPSession(this.page);
        const { entries } = await session.send('Page.getNavigationHistory');
        await session.detach();
        return entries;
    }

    /** Returns every token that this person's page had: of codes that it showed and of codes that it scanned. */
    tokens() {
        const shown = this.heard.filter(({ plugindata }) => ['code', 'presented'].includes(plugindata?.data?.baton))
            .map(({ plugindata }) => plugindata.data.text);
        const scanned = this.scans().map(({ text }) => text).filter(Boolean);
        return [...shown, ...scanned].map((text) => text.trim().split(/#baton=|baton:\d+:/).at(-1));
    }

    /** Closes the profile. Checks that the page had no errors and that no token was left where others can read it. */
    async leave() {
        const trail = this.page.url() === 'about:blank' ? [] : await this.trail();
        await this.context.close();
        assert.deepEqual(this.problems, [], `the page of ${this.name} had errors`);
        for (const token of this.tokens()) {
            const seen = [...this.told, ...trail].filter((text) => text.includes(token));
            assert.deepEqual(seen, [], `a token where others can read it, at ${this.name}`);
        }
    }
}

/** Moves the call from one device to the other: shows a code, opens it as a link, and picks the right number. */
export async function moveByLink(from, to) {
    await from.showCode();
    const link = await from.copyCode();
    await to.openLink(link);
    await to.press('accept');
    await from.pick(await to.readNumber());
    await to.arrives();
    return link;
}
