// SPDX-License-Identifier: GPL-3.0-or-later
// The adversary suite: hostile clients at full speed against a real Janus, while a call goes on in another room.
// Usage: scripts/namespace node tests/adversary/run.mjs [part of a test's name...]
import path from 'node:path';
import { mkdir } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Suite } from '../harness/suite.mjs';
import floods from './floods.mjs';

const output = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'output');
await mkdir(output, { recursive: true });

const general = { max_rooms: 1000, admin_key: 'known' };
/** As in conf/gateway. Otherwise Janus starts a thread for each handle, and the test would count these threads. */
const janus = { general: { event_loops: 2 } };
const suite = new Suite({ settings: { general }, janus, logFile: path.join(output, 'adversary-janus.log') });
suite.add(floods, { alone: true });
suite.declare('adversary');
