// SPDX-License-Identifier: GPL-3.0-or-later
// The browser suite: a real Janus, Chromium, the page, and people who use it.
// Usage: node tests/browser/run.mjs [part of a test's name...], inside scripts/namespace.
import path from 'node:path';
import { environment } from '../harness/janus.mjs';
import { Phones } from '../harness/phones.mjs';
import { BrowserSuite, output, pageAddress } from './stage.mjs';
import access from './access.mjs';
import agree from './agree.mjs';
import marathon from './marathon.mjs';
import packaged from './package.mjs';
import seam from './seam.mjs';
import tokens from './tokens.mjs';
import ways from './ways.mjs';
import words from './words.mjs';

/** Longer than any busy machine needs; nothing here waits for one of them. */
const general = { confirm_seconds: 30, connect_seconds: 20, commit_seconds: 20, decoder: environment().decoder };
const phones = await Phones.open();
const settings = { general, sms: phones.settings({ confirm_link: pageAddress(), fallback: 'popup' }) };

/** Two tests at a time is what two processors bear. */
const suite = new BrowserSuite({ settings, phones, parallel: 2, logFile: path.join(output, 'browser-janus.log') });
for (const add of [ways, agree, tokens, words, access, packaged])
    add((name, body, options) => suite.test(name, body, options));
for (const add of [seam, marathon])
    add((name, body, options) => suite.test(name, body, { alone: true, ...options }));

process.exit((await suite.run(process.argv.slice(2))) ? 0 : 1);
