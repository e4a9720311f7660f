// SPDX-License-Identifier: GPL-3.0-or-later
// The browser suite: the page beside Janus over HTTPS, as a phone in the same network gets it, and browsers that start
// when a test first needs them and serve one test after the other, in each lane.
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
import { filmPerson, recordVoice } from './film.mjs';
import { Person } from './person.mjs';

const here = path.dirname(fileURLToPath(import.meta.url));
const run = promisify(execFile);

export const output = path.join(here, '..', 'output');
export const pictures = path.join(output, 'browser');

/** Free, because nothing else is in the tests' network namespace. */
const PORT = 8443;

/*
 * All devices. Pages of one device share its camera, so each person who sends has a device of their own: Anna moves her
 * call to `phone`, and Ben and the others watch. The second lane and those after it have devices of their own: anna-1.
 */
const DEVICES = {
    anna: { film: { colour: 90 }, voice: { pitch: 170 } },
    ben: { film: { colour: 150 }, voice: { pitch: 120 } },
    phone: { film: { colour: 200 }, voice: { pitch: 260 } },
    sharing: { film: { colour: 110 }, voice: { pitch: 200 }, sharing: true },
    bare: null,
};

/** The entry of a device, whichever lane it is in. */
const likeness = (name) => DEVICES[name.replace(/-.*/, '')];

/** Where the page is, once somebody asked for it. */
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

    /** The address of the page: https, with a certificate that nobody knows. */
    async origin() {
        this.page ??= this.serve(this.janus, PORT);
        await this.page;
        return pageAddress();
    }

    /** The address of another page, for a test with a Janus of its own. */
    async originFor(context) {
        const page = await this.serve(context.janus, PORT + 1);
        context.defer(() => page.stop());
        return `https://${environment().address}:${page.port}/`;
    }

    async serve(janus, port) {
        const { address } = environment();
        const name = path.join(this.folder, 'page');
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

    /** The browser of one of DEVICES, in a lane. */
    browser(name) {
        if (!this.browsers.has(name))
            this.browsers.set(name, this.start(name));
        return this.browsers.get(name);
    }

    async start(name) {
        const device = likeness(name);
        if (!device)
            return startChromium();
        const voice = path.join(this.folder, `${name}.wav`);
        await filmPerson(this.film(name), device.film);
        await recordVoice(voice, device.voice);
        return startChromium({ camera: this.film(name), voice, sharing: device.sharing });
    }

    /** The film that the camera of a device sees; it may be written anew while the camera is off. */
    film(name) {
        return path.join(this.folder, `${name}.y4m`);
    }

    /** A device's camera sees its person again. */
    refilm(name) {
        return filmPerson(this.film(name), likeness(name).film);
    }

    /** Somebody at one of DEVICES, for one test; options are Person's. */
    async person(context, name, options = {}) {
        const device = context.lane > 0 ? `${name}-${context.lane}` : name;
        const person = await Person.sit(await this.browser(device), { origin: await this.origin(), device,
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
