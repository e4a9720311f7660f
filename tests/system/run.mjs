// SPDX-License-Identifier: GPL-3.0-or-later
// The system suite: a real Janus with the plugin, which devices without a browser use through its API.
// Usage: scripts/namespace node tests/system/run.mjs [part of a test's name...]
import path from 'node:path';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Suite } from '../harness/suite.mjs';
import { settings } from './settings.mjs';
import rooms from './rooms.mjs';
import authority from './authority.mjs';
import call from './call.mjs';
import slots from './slots.mjs';
import encodings from './encodings.mjs';
import transfer from './transfer.mjs';
import carried from './carried.mjs';
import faults from './faults.mjs';
import requests from './requests.mjs';
import admin from './admin.mjs';
import secrecy from './secrecy.mjs';
import continuity from './continuity.mjs';
import network from './network.mjs';
import ways from './ways.mjs';
import images from './images.mjs';
import questions from './questions.mjs';
import tokens from './tokens.mjs';
import guessing from './guessing.mjs';
import matrix from './matrix.mjs';
import sms from './sms.mjs';
import replace from './replace.mjs';
import resume from './resume.mjs';
import restart from './restart.mjs';
import lostNetwork from './lostnetwork.mjs';
import store from './store.mjs';
import sync from './sync.mjs';
import crash from './crash.mjs';
import cuts from './cuts.mjs';
import theft from './theft.mjs';
import limits from './limits.mjs';
import ice from './ice.mjs';

const output = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'output');
await mkdir(output, { recursive: true });

const suite = new Suite({ settings: settings(), logFile: path.join(output, 'system-janus.log') });
for (const tests of [faults, rooms, authority, call, slots, encodings, transfer, carried, requests, admin, secrecy,
    continuity, network, ways, images, questions, tokens, guessing, matrix, sms, store, crash, cuts, theft, resume,
    replace, restart, sync, limits, ice, lostNetwork])
    suite.add(tests);
suite.declare('system');
