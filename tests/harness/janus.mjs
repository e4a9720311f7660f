// SPDX-License-Identifier: GPL-3.0-or-later
// Starts a Janus for tests, with the plugin that tests/run has built. Records its output, and says whether it had
// errors.
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import os from 'node:os';
import path from 'node:path';
import { setTimeout as sleep } from 'node:timers/promises';
import { fileURLToPath } from 'node:url';
import { settingsFile, storeFile } from '../../scripts/janus/folder.mjs';
import { libconfig } from '../../scripts/janus/settings.mjs';
import { JanusProcess } from '../../scripts/janus/start.mjs';
import { checkMessage, checkRequest } from './contract.mjs';
import { scaled, WAIT } from './timeouts.mjs';

const STOP_TIMEOUT = scaled(15000);

/** Returns the environment variables by which tests/run passes settings to the test programs. */
export function environment() {
    const { BATON_JANUS, BATON_BUILD, BATON_ADDRESS = '10.77.0.1' } = process.env;
    if (!BATON_JANUS || !BATON_BUILD)
        throw new Error('BATON_JANUS (a prefix with bin/janus) and BATON_BUILD are needed');
    return {
        prefix: BATON_JANUS,
        build: BATON_BUILD,
        plugin: path.join(BATON_BUILD, '.libs', 'libjanus_baton.so'),
        eventHandler: path.join(BATON_BUILD, '.libs', 'libjanus_batonnet.so'),
        decoder: process.env.BATON_DECODER ?? path.join(BATON_BUILD, 'baton-decoder'),
        address: BATON_ADDRESS,
        sanitizer: process.env.BATON_SANITIZER ?? '',
        preload: process.env.BATON_PRELOAD ?? '',
    };
}

/**
 * Starts Janus and resolves with it once it replies.
 *
 * plugins    paths of the plugins to load; the built one by default
 * settings   Baton's settings, an object as libconfig has them: { general: {...} }; null: keep the folder's settings
 * janus      more of janus.jcfg's sections: { general: { event_loops: 2 } }
 * events     whether Baton's event handler is loaded and gets events; false by default
 * wrapper    a command, with arguments, that runs Janus: ['valgrind']
 * debug      Janus's debug level, 0 to 7; BATON_DEBUG or 4 by default
 * folder     a folder of an earlier run, to start again with the rooms that it saved
 * ports      those of an earlier run ({ ws, admin }), so that its clients find it again
 * logFile    a file for everything that Janus prints
 */
export async function startJanus(options = {}) {
    const folder = options.folder ?? await mkdtemp(path.join(os.tmpdir(), 'baton-janus-'));
    return new TestJanus({ ...options, folder, keepFolder: Boolean(options.folder) }).start();
}

class TestJanus extends JanusProcess {
    /** Everything that Janus printed. */
    log = '';

    constructor({ events = false, debug = Number(process.env.BATON_DEBUG ?? 4), settings = {}, janus = {}, wrapper = [],
        ...options }) {
        const { prefix, plugin, eventHandler, address, sanitizer, preload } = environment();
        super({
            prefix,
            plugins: [plugin],
            eventHandlers: events ? [eventHandler] : [],
            settings: settings && libconfig(settings),
            janus: coreSettings(janus, { events, debug, address }),
            // TSan needs the same address space at each start.
            wrapper: [...(sanitizer === 'thread' ? ['setarch', '-R'] : []), ...wrapper],
            env: sanitizer ? sanitizerEnvironment(preload) : {},
            startTimeout: scaled(wrapper.length > 0 ? 60000 : 15000),
            stopTimeout: STOP_TIMEOUT,
            ...options,
        });
        this.address = address;
        this.sanitizer = sanitizer;
    }

    printed(text) {
        super.printed(text);
        this.log += text;
    }

    /** Waits until the log matches all patterns. Janus replies before this process has read what Janus has printed. */
    async logged(...patterns) {
        const deadline = performance.now() + WAIT;
        while (!patterns.every((pattern) => pattern.test(this.log)) && performance.now() < deadline)
            await sleep(20);
        for (const pattern of patterns)
            assert.match(this.log, pattern);
    }

    /** One request to the plugin over the Admin API; resolves with the plugin's reply. */
    async admin(request) {
        const reply = await this.core('message_plugin', { plugin: 'janus.plugin.baton', request });
        if (reply.janus !== 'success')
            throw new Error(`Admin API: ${JSON.stringify(reply)}`);
        checkMessage('replies', reply.response);
        if (reply.response.baton !== 'error')
            checkRequest('admin_requests', request);
        return reply.response;
    }

    /** The path of Baton's store. */
    get store() {
        return storeFile(this.folder);
    }

    /** Baton's settings as they are on disk now. */
    readSettings() {
        return readFile(settingsFile(this.folder), 'utf8');
    }

    async stop() {
        // ThreadSanitizer delays a signal that comes right before poll() until poll() ends.
        const again = this.sanitizer === 'thread' && setTimeout(() => this.child?.kill('SIGINT'), STOP_TIMEOUT / 10);
        await super.stop();
        clearTimeout(again);
        if (!this.keepFolder)
            await rm(this.folder, { recursive: true, force: true });
    }

    /** Returns the errors of this run of Janus; empty if there were none. */
    complaints() {
        const found = [];
        if (this.exit && (!this.stopping || this.exit.code !== 0))
            found.push(`Janus ended badly: ${this.howItEnded()}`, ...this.lastOutput.trimEnd().split('\n').slice(-40));
        return [...found, ...sanitizerReports(this.log)];
    }
}

/**
 * Returns Janus's settings. They differ from the demo's: a thread for each handle, no media time-out, one address, and
 * a session ends with its WebSocket.
 */
function coreSettings(more, { events, debug, address }) {
    const core = {
        general: { debug_level: debug, event_loops: 0, hide_dependencies: false, reclaim_session_timeout: 0 },
        events: { broadcast: events },
        media: { no_media_timer: 0 },
        nat: { full_trickle: false, ice_enforce_list: address },
    };
    for (const [section, values] of Object.entries(more))
        core[section] = { ...core[section], ...values };
    return core;
}

/*
 * A report of LeakSanitizer counts only if the stack contains the plugin, because leaks of Janus and its libraries are
 * not ours. All other reports of sanitizers count.
 */
function sanitizerReports(log) {
    const reports = [];
    for (const match of log.matchAll(/^.*(runtime error: .*)$/gm))
        reports.push(match[0]);
    for (const block of log.split(/(?=^(?:=+\d*=*|WARNING: ).*Sanitizer)/m)) {
        if (!/^(?:=+\d*=*|WARNING: )?.*(Address|Thread|Memory)Sanitizer: /m.test(block))
            continue;
        if (!/LeakSanitizer/.test(block))
            reports.push(...block.split('\n').slice(0, 60));
    }
    for (const leak of log.split(/(?=^(?:Direct|Indirect) leak of )/m).slice(1)) {
        const stack = leak.split('\n\n')[0];
        if (/libjanus_baton/.test(stack))
            reports.push(...stack.split('\n').slice(0, 20));
    }
    return reports;
}

function sanitizerEnvironment(preload) {
    const here = path.dirname(fileURLToPath(import.meta.url));
    const common = 'print_stacktrace=1:exitcode=0:handle_segv=1';
    return {
        ...(preload ? { LD_PRELOAD: preload } : {}),
        ASAN_OPTIONS: `${common}:detect_leaks=1:detect_odr_violation=0:fast_unwind_on_malloc=0`,
        UBSAN_OPTIONS: 'print_stacktrace=1',
        LSAN_OPTIONS: 'print_suppressions=0:exitcode=0',
        TSAN_OPTIONS: `${common}:ignore_noninstrumented_modules=1:report_thread_leaks=0:` +
            `suppressions=${path.join(here, 'tsan.supp')}`,
    };
}
