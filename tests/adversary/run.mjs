// SPDX-License-Identifier: GPL-3.0-or-later
// The adversary suite: hostile clients at full speed against a real Janus, while a call goes on in another room.
// Usage: scripts/namespace node tests/adversary/run.mjs [part of a test's name...]
import { spawnSync } from 'node:child_process';
import path from 'node:path';
import { mkdir, rm } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { Suite } from '../harness/suite.mjs';
import floods from './floods.mjs';

const output = path.join(path.dirname(fileURLToPath(import.meta.url)), '..', 'output');
const log = path.join(output, 'adversary-janus.log');
await mkdir(output, { recursive: true });
await rm(log, { force: true });

/* The floods test other limits. Their attackers have to join and to fill the chat in a short time. */
const limits = { session_events_burst_kb: 65536, room_events_burst_kb: 65536 };
const general = { max_rooms: 1000, session_participants: 100, admin_key: 'known' };
/*
 * As in conf/gateway. Otherwise Janus starts a thread for each handle, and the test would count these threads. Janus
 * writes its log itself, because this process must not spend its time on the log.
 */
const janus = { general: { event_loops: 2, task_pool_size: 6, log_to_stdout: false, log_to_file: log } };

/*
 * In reality, the people of another call have machines of their own. Here, this process and the native peer act for
 * them, and therefore get a real-time priority. Otherwise they would wait for the processors that Janus uses, and the
 * numbers would measure this wait. Janus has the usual priority, and the attacker a lower one (see floods.mjs).
 */
const priority = spawnSync('chrt', ['--all-tasks', '--rr', '--pid', '10', `${process.pid}`]);
if (priority.status !== 0)
    console.log(`# no real-time priority, so the numbers are larger: ${priority.error ?? priority.stderr}`.trim());
const wrapper = ['chrt', '--other', '0'];

const suite = new Suite({ settings: { general, limits }, janus, wrapper });
// With the strict limits, each flood is measured twice.
suite.add(floods, { alone: true, timeout: 120000 });
suite.declare('adversary');
