// SPDX-License-Identifier: GPL-3.0-or-later
// Playwright's objects Browser, BrowserContext, Page and Locator over puppeteer: only the methods that the tests use,
// with the same meaning. So a person (person.mjs) can use a browser that only puppeteer can drive.
import { EventEmitter } from 'node:events';
import { setTimeout as sleep } from 'node:timers/promises';

const TIMEOUT = 30000;
/** Milliseconds between two looks at a page. */
const LOOK = 50;

/** `scripts`: pairs of a function and its argument, which run in every page before its own scripts. */
export class BidiBrowser {
    constructor(browser, scripts) {
        this.browser = browser;
        this.scripts = scripts;
    }

    version() {
        return this.browser.version();
    }

    async newContext({ viewport }) {
        return new BidiContext(await this.browser.createBrowserContext(), [...this.scripts], viewport);
    }

    close() {
        return this.browser.close();
    }
}

class BidiContext {
    pages = [];
    timeout = TIMEOUT;

    constructor(context, scripts, viewport) {
        Object.assign(this, { context, scripts, viewport });
    }

    async addInitScript(script, argument) {
        this.scripts.push([script, argument]);
        await Promise.all(this.pages.map(({ page }) => page.evaluateOnNewDocument(script, argument)));
    }

    setDefaultTimeout(timeout) {
        this.timeout = timeout;
    }

    async newPage() {
        const page = new BidiPage(this, await this.context.newPage());
        await page.begin();
        this.pages.push(page);
        return page;
    }

    close() {
        return this.context.close();
    }
}

/**
 * Runs in every page before its own scripts: tells the test what each WebSocket sends and receives. WebDriver BiDi has
 * no events for that.
 */
function watchSockets() {
    let sockets = 0;
    window.WebSocket = class extends WebSocket {
        constructor(...args) {
            super(...args);
            this.batonNumber = ++sockets;
            window.batonSocket(this.batonNumber, 'opened', this.url);
            this.addEventListener('message', ({ data }) => window.batonSocket(this.batonNumber, 'framereceived', data));
        }

        send(data) {
            window.batonSocket(this.batonNumber, 'framesent', data);
            super.send(data);
        }
    };
}

class BidiPage extends EventEmitter {
    constructor(context, page) {
        super();
        Object.assign(this, { context, page });
    }

    async begin() {
        for (const event of ['request', 'pageerror', 'console'])
            this.page.on(event, (value) => this.emit(event, value));
        const sockets = new Map();
        await this.page.exposeFunction('batonSocket', (number, event, text) => {
            if (event === 'opened') {
                const socket = Object.assign(new EventEmitter(), { url: () => text });
                sockets.set(number, socket);
                this.emit('websocket', socket);
            } else {
                sockets.get(number).emit(event, { payload: text });
            }
        });
        for (const [script, argument] of [[watchSockets], ...this.context.scripts])
            await this.page.evaluateOnNewDocument(script, argument);
        if (this.context.viewport)
            await this.page.setViewport(this.context.viewport);
    }

    async goto(url) {
        await this.page.goto(url, { timeout: this.context.timeout });
    }

    async reload() {
        await this.page.reload({ timeout: this.context.timeout });
    }

    url() {
        return this.page.url();
    }

    evaluate(script, argument) {
        return this.page.evaluate(script, argument);
    }

    screenshot(options) {
        return this.page.screenshot(options);
    }

    waitForTimeout(milliseconds) {
        return sleep(milliseconds);
    }

    locator(selector) {
        return new BidiLocator(this, selector);
    }

    /** Puppeteer's own function needs `eval` in the page, which the page's security policy forbids. */
    async waitForFunction(script, argument, { timeout } = {}) {
        const value = await this.poll(() => this.evaluate(script, argument), { timeout, what: String(script) });
        return { jsonValue: () => value };
    }

    /** Calls `look` until it resolves with a value that is true, and resolves with this value. */
    async poll(look, { timeout = this.context.timeout, what }) {
        const deadline = performance.now() + timeout;
        for (;;) {
            const found = await look();
            if (found)
                return found;
            if (performance.now() > deadline)
                throw new Error(`Timeout: within ${timeout} ms there was no ${what}`);
            await sleep(LOOK);
        }
    }
}

/** The elements that match a selector of CSS. Unlike Playwright's, each method takes the first visible one. */
class BidiLocator {
    constructor(page, selector, hasText) {
        Object.assign(this, { page, selector, hasText });
    }

    locator(selector) {
        return new BidiLocator(this.page, `${this.selector} ${selector}`);
    }

    filter({ hasText }) {
        return new BidiLocator(this.page, this.selector, hasText);
    }

    first() {
        return this;
    }

    /** Resolves with a handle of the element once it is visible and has the text. */
    element({ timeout } = {}) {
        const what = `visible ${this.selector}${this.hasText ? ` with ${this.hasText}` : ''}`;
        return this.page.poll(async () => {
            for (const handle of await this.page.page.$$(this.selector)) {
                if (await handle.evaluate((element) => element.checkVisibility({ visibilityProperty: true }) &&
                    element.getClientRects().length > 0) && (await this.hasItsText(handle)))
                    return handle;
            }
            return null;
        }, { timeout, what });
    }

    async hasItsText(handle) {
        if (this.hasText === undefined)
            return true;
        const text = (await handle.evaluate((element) => element.textContent)).replace(/\s+/g, ' ');
        return this.hasText instanceof RegExp ? this.hasText.test(text)
            : text.toLowerCase().includes(this.hasText.toLowerCase());
    }

    async waitFor(options) {
        await this.element(options);
    }

    async click() {
        // Like Playwright, waits until the element can be used.
        await this.page.poll(async () => this.evaluate((element) => !element.disabled),
            { what: `enabled ${this.selector}` });
        await (await this.element()).click();
    }

    async fill(text) {
        await this.evaluate((element) => {
            element.focus();
            element.select();
        });
        const { keyboard } = this.page.page;
        await (text ? keyboard.type(text) : keyboard.press('Delete'));
    }

    async pressSequentially(text) {
        await (await this.element()).type(text);
    }

    async evaluate(script, argument) {
        return (await this.element()).evaluate(script, argument);
    }

    innerText() {
        return this.evaluate((element) => element.innerText);
    }

    getAttribute(name) {
        return this.evaluate((element, attribute) => element.getAttribute(attribute), name);
    }

    allInnerTexts() {
        return this.page.page.$$eval(this.selector, (elements) => elements.map(({ innerText }) => innerText));
    }
}
