// SPDX-License-Identifier: GPL-3.0-or-later
// The browser suite: a real Janus, Chromium, the page, and people who use it.
// Usage: scripts/namespace node tests/browser/run.mjs [part of a test's name...]
import path from 'node:path';
import { environment } from '../harness/janus.mjs';
import { Phones } from '../harness/phones.mjs';
import { BrowserSuite, output, pageAddress } from './suite.mjs';
import accessibility from './accessibility.mjs';
import comeback from './comeback.mjs';
import continuity from './continuity.mjs';
import devices from './devices.mjs';
import encodings from './encodings.mjs';
import lostPath from './lost-path.mjs';
import outcomes from './outcomes.mjs';
import packaged from './package.mjs';
import paths from './paths.mjs';
import questions from './questions.mjs';
import reconnecting from './reconnecting.mjs';
import relay from './relay.mjs';
import repeatedMoves from './repeated-moves.mjs';
import replacing from './replacing.mjs';
import tokens from './tokens.mjs';
import ways from './ways.mjs';
import weak from './weak.mjs';

/**
 * These time-outs are so long that they do not expire on a busy machine. They can be long, because no test of this
 * suite waits until one of them expires.
 */
const general = { confirm_seconds: 30, connect_seconds: 20, commit_seconds: 20, decoder: environment().decoder };
const phones = await Phones.open();
const settings = { general, sms: phones.settings({ confirm_link: pageAddress(), fallback: 'popup' }) };

/** More than two tests at a time would overload two processors. */
const suite = new BrowserSuite({ settings, phones, parallel: 2, logFile: path.join(output, 'browser-janus.log') });
/** The longest first: one of `relay` waits until a credential expires. */
for (const tests of [relay, ways, questions, tokens, outcomes, replacing, accessibility, devices, packaged, comeback,
    reconnecting])
    suite.add(tests);
for (const tests of [continuity, encodings, paths, repeatedMoves, lostPath])
    suite.add(tests, { alone: true });
/** Not all limits of a weak line hold yet, so these tests run only if somebody wants to see the figures. */
if (process.env.BATON_WEAK)
    suite.add(weak, { alone: true });
suite.declare('browser');
