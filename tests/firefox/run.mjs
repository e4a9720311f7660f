// SPDX-License-Identifier: GPL-3.0-or-later
// The firefox suite: the page in Firefox ESR, alone and together with Chromium, on a real Janus.
// Usage: scripts/namespace node tests/firefox/run.mjs [part of a test's name...]
import path from 'node:path';
import { BrowserSuite, output } from '../browser/suite.mjs';
import { environment } from '../harness/janus.mjs';
import calls from './calls.mjs';
import moves from './moves.mjs';
import { addDefaultRoute } from './route.mjs';

/** Time-outs that do not expire on a busy machine, as in tests/browser/run.mjs. */
const general = { confirm_seconds: 30, connect_seconds: 20, commit_seconds: 20, decoder: environment().decoder };

addDefaultRoute();
/** Each test uses three browsers or more, so no two run at the same time. */
const suite = new BrowserSuite({ settings: { general }, parallel: 1,
    logFile: path.join(output, 'firefox-janus.log') });
for (const tests of [calls, moves])
    suite.add(tests, { alone: true });
suite.declare('firefox');
