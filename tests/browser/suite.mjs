// SPDX-License-Identifier: GPL-3.0-or-later
// The browser suite serves the page and Janus over HTTPS, as for a phone in the same network. A browser starts when a
// test first needs it. It then serves one test after the other, in one lane.
import { execFile } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import { startPage } from '../../web-demo/server/page.mjs';
import { environment } from '../harness/janus.mjs';
import { Suite } from '../harness/suite.mjs';
import { startChromium } from './chromium.mjs';
import { startFirefox } from './firefox.mjs';
import { filmPerson, recordVoice } from './film.mjs';
import { Person } from './person.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const run = promisify(execFile);

export const output = path.join(here, '..', 'output');
export const pictures = path.join(output, 'browser');

/** The port of the page. It is free, because nothing else is in the tests' network namespace. */
const PORT = 8443;

/*
 * All devices. Pages of one device share its camera, so each person who sends has a device of their own: Anna moves her
 * call to `phone`, and Ben and the others watch. Each further lane has devices of its own: anna-1.
 */
const DEVICES = {
    anna: { film: { colour: 90 }, voice: { pitch: 170 } },
    ben: { film: { colour: 150 }, voice: { pitch: 120 } },
    phone: { film: { colour: 200 }, voice: { pitch: 260 } },
    sharing: { film: { colour: 110 }, voice: { pitch: 200 }, sharing: true },
    several: { count: 3 },
    wide: { count: 1, fps: 20 },
    bare: null,
};

/** Returns the entry of a device in DEVICES, without the number of the lane. */
const likeness = (name) => DEVICES[name.replace(/-.*/, '')];

/** Returns the address at which BrowserSuite.origin serves the page. */
export const pageAddress = () => `https://${environment().address}:${PORT}/`;

export class BrowserSuite extends Suite {
    browsers = new Map();

    /** `phones`: the gateway that text messages go to. */
    constructor({ phones, ...options }) {
        super(options);
        this.phones = phones;
    }

    async begin() {
        await mkdir(pictures, { recursive: true });
        this.folder = await mkdtemp(path.join(os.tmpdir(), 'baton-browser-'));
        await super.begin();
    }

    /** Serves the page over HTTPS with a self-signed certificate, and resolves with its address. */
    async origin() {
        this.page ??= this.serve(this.janus, PORT);
        await this.page;
        return pageAddress();
    }

    /** Serves the page a second time, for a test with a Janus of its own. */
    async originFor(context) {
        const page = await this.serve(context.janus, PORT + 1 + context.lane);
        context.defer(() => page.stop());
        return `https://${environment().address}:${page.port}/`;
    }

    async serve(janus, port) {
        const { address } = environment();
        const name = path.join(this.folder, `page-${port}`);
        await run('openssl', ['req', '-x509', '-newkey', 'ec', '-pkeyopt', 'ec_paramgen_curve:P-256', '-nodes',
            '-days', '2', '-subj', '/CN=Baton tests', '-addext', `subjectAltName=IP:${address}`,
            '-keyout', `${name}.key`, '-out', `${name}.crt`]);
        const certificate = { cert: await readFile(`${name}.crt`, 'utf8'), key: await readFile(`${name}.key`, 'utf8') };
        return startPage({
            folder: path.join(here, '..', '..', 'web-demo', 'dist'),
            host: address,
            port,
            strict: true,
            certificate,
            wsPort: janus.ports.ws,
        });
    }

    /** Returns the browser of one of DEVICES, in a lane. `kind`: chromium or firefox. */
    browser(name, kind = 'chromium') {
        const key = `${kind} of ${name}`;
        if (!this.browsers.has(key))
            this.browsers.set(key, kind === 'firefox' ? startFirefox() : this.start(name));
        return this.browsers.get(key);
    }

    /** `network`: see startChromium. */
    async start(name, { network } = {}) {
        const device = likeness(name);
        if (!device)
            return startChromium({ network });
        if (device.count)
            return startChromium({ ...device, network });
        const voice = path.join(this.folder, `${name}.wav`);
        await filmPerson(this.film(name), device.film);
        await recordVoice(voice, device.voice);
        return startChromium({ camera: this.film(name), voice, sharing: device.sharing, network });
    }

    /** Returns the path of the film that a device's camera sees. The film may be replaced while the camera is off. */
    film(name) {
        return path.join(this.folder, `${name}.y4m`);
    }

    /** Makes a device's camera see its person again. */
    refilm(name) {
        return filmPerson(this.film(name), likeness(name).film);
    }

    /** Opens a browser of DEVICES for a person in one test. `kind`: see `browser`. Other options: see Person.sit. */
    async person(context, name, { kind, ...options } = {}) {
        const device = context.lane > 0 ? `${name}-${context.lane}` : name;
        const person = await Person.sit(await this.browser(device, kind), { origin: await this.origin(), device,
            ...options });
        context.defer(() => person.leave());
        return person;
    }

    async leftovers() {
        await this.closeBrowsers();
        return super.leftovers();
    }

    async closeBrowsers() {
        for (const browser of this.browsers.values())
            await (await browser).close();
    }

    async end() {
        await this.closeBrowsers();
        await super.end();
        (await this.page)?.stop();
        await rm(this.folder, { recursive: true, force: true });
    }
}
