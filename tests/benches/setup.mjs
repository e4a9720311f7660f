// SPDX-License-Identifier: GPL-3.0-or-later
// The setup of a bench: starts a Janus with Baton and VideoRoom, and repeats runs that another program has disturbed.
import path from 'node:path';
import { findModules } from '../../scripts/janus/folder.mjs';
import { onTimePrefix, perform } from '../harness/scenario.mjs';
import { environment, startJanus } from '../harness/janus.mjs';

/** The most milliseconds that the peer itself may be late in a measurement that counts. */
export const LATENESS = 5;
const TRIES = 6;
const COMPLAINTS_MAX = 8; // complaints that are printed

export class Setup {
    /**
     * options: settings of Baton, eventLoops of Janus, wrapper (a command that runs Janus), onTime (Janus runs before
     * all other programs).
     */
    static async open({ settings, eventLoops = 2, onTime = false, wrapper = onTime ? onTimePrefix() : [] } = {}) {
        const setup = new Setup({ settings, wrapper, janus: { general: { event_loops: eventLoops } } });
        setup.eventLoops = eventLoops;
        await setup.start();
        return setup;
    }

    constructor(options) {
        this.options = options;
        this.seed = Number(process.env.BATON_SEED ?? 1);
        this.runs = 0;
        this.disturbed = 0;
        this.setAside = 0;
    }

    async start() {
        const { prefix, plugin } = environment();
        const videoroom = path.join(await findModules(prefix, 'plugins'), 'libjanus_videoroom.so');
        this.janus = await startJanus({ ...this.options, plugins: [plugin, videoroom] });
    }

    close() {
        return this.janus.stop();
    }

    /** Stops this Janus and starts another one. `general`: more settings of the section `general` of Janus. */
    async anew(general = {}) {
        await this.close();
        const { janus } = this.options;
        this.options = { ...this.options, janus: { ...janus, general: { ...janus.general, ...general } } };
        await this.start();
    }

    /**
     * Performs `scenario(devices, run)` until the peer was on time; `run` is a number that was not used before. If the
     * peer was on time, an error or a complaint ends the bench; complaints about VideoRoom's streams do not count. With
     * `inParts`, the bench itself drops the disturbed parts of a run without errors.
     */
    async perform(scenario, options = {}) {
        for (let i = 0; i < TRIES; i++) {
            const run = ++this.runs;
            const found = await this.told(() => this.once((devices) => scenario(devices, run),
                { onTime: true, ...options }));
            const wrong = [...(found.error ? [found.error] : []),
                ...(options.videoroom ? [] : found.complaints)];
            const late = (options.inParts ? found.lateness : found.lateness_p99) > LATENESS;
            if (wrong.length > 0 && (!late || i === TRIES - 1))
                throw new Error(wrong.slice(0, COMPLAINTS_MAX).join('\n'));
            if (wrong.length === 0 && (options.inParts || !late))
                return found;
            this.disturbed++;
        }
        throw new Error(`not valid: in each of ${TRIES} runs the peer was more than ${LATENESS} ms late in 1 % of ` +
            'the checks; is something else running?');
    }

    /** Performs a run, and reports on stderr how long it took. */
    async told(performing) {
        const began = performance.now();
        const found = await performing();
        console.error(`    run ${this.runs}: ${((performance.now() - began) / 1000).toFixed(1)} s, the peer at ` +
            `most ${found.lateness.toFixed(1)} ms late`);
        return found;
    }

    /** Performs `scenario(devices)` once, without checking the result. */
    async once(scenario, options = {}) {
        const found = await perform(this.janus, scenario, { seed: this.seed, ...options });
        this.profile = found.senders[0]?.profile;
        return found;
    }

    /** Fails if so many transfers or gaps were set aside that it makes no sense to go on until there are `enough`. */
    checkEnough(good, all, enough) {
        if (good < enough && all >= TRIES * enough)
            throw new Error(`not valid: in ${all - good} of ${all} transfers the peer was more than ${LATENESS} ms ` +
                'late; is something else running?');
    }

    /** Returns the transfers or gaps in which the peer was on time. Counts the others, which are set aside. */
    undisturbed(found) {
        const good = found.filter(({ lateness }) => lateness <= LATENESS);
        this.setAside += found.length - good.length;
        return good;
    }
}
