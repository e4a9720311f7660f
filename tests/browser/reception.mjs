// SPDX-License-Identifier: GPL-3.0-or-later
// Measures and judges how one person receives a participant whose call moves. Measures in the receiver's browser.

/** The most milliseconds of concealed sound that a transfer may cost, and the samples in a millisecond. */
const CONCEALED = 60;
const SAMPLES = 48;

export class Reception {
    /** Resolves once the person sees the participant. `video` and `audio`: whether they are judged. */
    static async of(person, participant, { video = true, audio = true } = {}) {
        const reception = new Reception();
        Object.assign(reception, { person, video, audio });
        const tile = `[data-testid="tile"][data-participant="${participant}"][data-kind="camera"] video`;
        reception.tile = video ? tile : null;
        if (video)
            await person.page.waitForFunction((video) => document.querySelector(video)?.videoWidth > 0, tile);
        return reception;
    }

    /** Measures the usual values: the same browsers, without a transfer. */
    async usual(milliseconds) {
        await this.mark('usual');
        await this.person.page.waitForTimeout(milliseconds);
        this.before = await this.measured('usual');
    }

    begin() {
        return this.mark('move');
    }

    /**
     * Resolves with { faults, delays, words, stood }. `faults`: faults that must never happen; `delays`: the name, the
     * milliseconds and the limit of each delay; `words`: the measurements as text; `stood`: the longest time, in
     * milliseconds, for which this browser did not run.
     */
    async end() {
        const during = await this.measured('move');
        const verdict = { faults: [...during.changes], delays: [], words: [], stood: during.frames.stood };
        judgeStreams(this.start.inbound, during.inbound, verdict);
        if (this.video)
            judgeVideo(this.before, during, verdict);
        if (this.audio)
            judgeAudio(this.before, during, this.hears.bind(this), verdict);
        return { ...verdict, name: this.person.name, words: verdict.words.join('; ') };
    }

    async mark(name) {
        this.start = await this.person.page.evaluate(([what, tile]) => {
            const { batonStatistics } = window;
            batonStatistics.startFrames(what, tile && document.querySelector(tile));
            return batonStatistics.mark(what);
        }, [name, this.tile]);
    }

    /**
     * Says whether a stream carries a microphone. A shared screen's sound may be silent while the call is elsewhere,
     * and a browser counts silence of a stream as concealed.
     */
    hears({ mid }) {
        const slots = this.person.heard.flatMap(({ plugindata }) => plugindata?.data?.slots ?? []);
        return slots.filter((slot) => slot.mid === mid).at(-1)?.source_kind === 'microphone';
    }

    async measured(name) {
        const end = await this.person.page.evaluate(async (what) => {
            const { batonStatistics } = window;
            const frames = await batonStatistics.stopFrames(what);
            return { frames, changes: batonStatistics.changes(what), inbound: await batonStatistics.inbound() };
        }, name);
        return { ...end, grown: growth(this.start.inbound, end.inbound) };
    }
}

const keyOf = ({ peer, mid, ssrc }) => `PeerConnection ${peer}, mid ${mid}: SSRC ${ssrc}`;

/**
 * Says how much a counter grew over all streams of a kind: growth(before, after)('audio', 'concealedSamples'). `where`
 * chooses among these streams.
 */
function growth(before, after) {
    return (kind, field, where = () => true) => {
        const chosen = after.filter((entry) => entry.kind === kind && where(entry));
        return chosen.reduce((sum, entry) => {
            const then = before.find((other) => keyOf(other) === keyOf(entry));
            return sum + (entry[field] ?? 0) - (then?.[field] ?? 0);
        }, 0);
    };
}

function judgeStreams(before, after, { faults }) {
    const [was, is] = [before, after].map((list) => list.map(keyOf).sort().join('; '));
    if (was !== is)
        faults.push(`the streams were ${was}, and are ${is}`);
    for (const kind of ['audio', 'video']) {
        const lost = growth(before, after)(kind, 'packetsLost');
        if (lost !== 0)
            faults.push(`${lost} packets of ${kind} lost`);
    }
}

function judgeVideo(before, { frames, grown }, { faults, delays, words }) {
    const usual = waits(before.frames);
    const seen = waits(frames);
    const ordinary = median(usual);
    const longest = Math.max(...seen);
    const worst = Math.max(...usual);
    const freezes = grown('video', 'freezeCount');
    words.push(`a frame every ${ms(ordinary)} (longest wait ${ms(worst)}); then ${frames.times.length} frames, ` +
        `longest wait ${ms(longest)}, ${freezes} freezes`);
    if (!frames.same)
        faults.push('the video shows another track');
    // The longest wait may be one frame interval longer than the longest wait without a transfer. On a busy machine,
    // frames are late even without a transfer, so that wait can be longer than one interval.
    delays.push({ what: 'longest wait for a frame', value: longest, most: Math.max(2 * ordinary, worst + ordinary) },
        { what: 'freezes', value: freezes, most: 0 });
}

function judgeAudio(before, { grown }, hears, { faults, delays, words }) {
    const concealed = grown('audio', 'concealedSamples', hears) / SAMPLES;
    const usual = before.grown('audio', 'concealedSamples', hears) / SAMPLES;
    words.push(`${ms(concealed)} of concealed sound (${ms(usual)} before)`);
    delays.push({ what: 'concealed sound', value: concealed, most: CONCEALED });
    if (!(grown('audio', 'packetsReceived', hears) > 0))
        faults.push('no audio packet arrived');
}

function waits({ times }) {
    return times.slice(1).map((at, i) => at - times[i]);
}

const median = (list) => [...list].sort((a, b) => a - b)[Math.floor(list.length / 2)];
const ms = (time) => `${Math.round(time)} ms`;
