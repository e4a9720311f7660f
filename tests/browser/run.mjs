// SPDX-License-Identifier: GPL-3.0-or-later
// The browser suite: a real Janus, Chromium, the page, and people who use it.
// Usage: node tests/browser/run.mjs [part of a test's name...], inside scripts/namespace.
import path from 'node:path';
import { BrowserSuite, output } from './stage.mjs';
import access from './access.mjs';
import marathon from './marathon.mjs';
import seam from './seam.mjs';
import words from './words.mjs';

/** Longer than any busy machine needs; nothing here waits for one of them. */
const settings = { general: { confirm_seconds: 30, connect_seconds: 20, commit_seconds: 20 } };

const suite = new BrowserSuite({ settings, logFile: path.join(output, 'browser-janus.log') });
for (const add of [seam, marathon, words, access])
    add((name, body, options) => suite.test(name, body, { alone: true, ...options }));

process.exit((await suite.run(process.argv.slice(2))) ? 0 : 1);
