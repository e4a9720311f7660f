// SPDX-License-Identifier: GPL-3.0-or-later
// Measures how soon a call goes on after a lost connection, from the moment when the new WebSocket is open. With
// Janus's default settings the session is gone then: Baton resumes on new handles. In VideoRoom, the app joins and
// publishes again, and the others subscribe again. The two take turns. With a `reclaim_session_timeout` the session is
// kept: the client claims it, and its media never stops.
import { randomOf } from '../media/cases.mjs';
import { summary } from './statistics.mjs';

const ROUND_TRIPS = [0, 50, 200];
/** The number of returns in a run of the peer, and of returns that count. */
const RETURNS = { whole: 8, quick: 3 };
const ENOUGH = { whole: { 0: 104, 50: 40, 200: 16 }, quick: { 0: 3, 50: 3, 200: 3 } };
/** Seconds for which Janus keeps a session without a WebSocket, and a room a participant without a device. */
const KEPT = 60;
/** Milliseconds without a network: Janus and Baton notice the loss. */
const OUTAGE = 500;
/** A request that the client sends right after the claim; null: none. For example { request: 'sync', since: 0 }. */
const AFTER_CLAIM = null;

/** Opens the device on which a person comes back: all of its requests have the network's delay. */
const comeBack = (devices, name, rtt) => devices.device(name, { far: true, ...(rtt ? { rtt } : {}) });

/** How a call begins in each system, and how a person comes back to it whose session is gone. */
const systems = {
    baton: {
        begin(devices) {
            devices.connect('anna', 'ben');
            devices.sees('anna', 'ben');
        },
        back(devices, room, from, to) {
            devices.resume(to, from);
            devices.connect(to);
        },
    },
    videoroom: {
        begin(devices, room) {
            devices.publish('anna', 'ben');
            devices.watch('ben', room, 'anna');
        },
        back(devices, room, from, to) {
            devices.join(to, room);
            devices.publish(to);
            devices.update('ben', from, to);
        },
    },
};

function open(devices, room, rtt) {
    devices.device('anna', rtt ? { rtt } : {});
    devices.device('ben');
    devices.create('anna', room, { hold: KEPT });
    devices.measure();
    devices.join('anna', room);
    devices.join('ben', room);
}

/** Anna loses her session again and again. Each time she comes back as another device of the peer. */
function loseSessions(devices, { begin, back }, room, rtt, count, random) {
    open(devices, room, rtt);
    begin(devices, room);
    devices.sees('ben', 'anna');
    let from = 'anna';
    for (let i = 0; i < count; i++) {
        const to = `anna-${i}`;
        devices.wait(200 + Math.floor(random() * 100));
        devices.die(from);
        devices.wait(OUTAGE);
        comeBack(devices, to, rtt);
        back(devices, room, from, to);
        devices.back(to, 'ben');
        from = to;
    }
}

/** Anna loses only her WebSocket, again and again, and claims her session. */
function loseSockets(devices, room, rtt, count, random) {
    open(devices, room, rtt);
    devices.connect('anna', 'ben');
    devices.sees('ben', 'anna');
    for (let i = 0; i < count; i++) {
        devices.wait(200 + Math.floor(random() * 100));
        devices.cut('anna');
        devices.wait(OUTAGE);
        devices.claim('anna', 'ben', AFTER_CLAIM ? { request: JSON.stringify(AFTER_CLAIM) } : {});
    }
    devices.expect('ben', 'anna');
}

/** Repeats runs of the peer until `enough` returns count. */
async function collect(setup, enough, scenario, options = {}) {
    const found = [];
    for (let all = 0; found.length < enough;) {
        const { returns } = await setup.perform(scenario, { inParts: true, ...options });
        found.push(...setup.undisturbed(returns));
        all += returns.length;
        setup.checkEnough(found.length, all, enough);
    }
    return found;
}

const sessionGone = (system, rtt) => `${system}, session gone, R = ${rtt} ms`;
const sessionKept = (rtt) => `baton, session kept, R = ${rtt} ms`;
const all = (returns, names) => summary(returns.map((each) => Math.max(...names.map((name) => each[name]))));

/** The others have the person's sound and picture again; and in Baton, the person has theirs again. */
async function measureGone(setup, rtt, count, enough, random) {
    const found = { baton: [], videoroom: [] };
    const lacking = () => Object.keys(systems).filter((name) => found[name].length < enough);
    for (let left = lacking(); left.length > 0; left = lacking()) {
        for (const name of left)
            found[name].push(...await collect(setup, 1, (devices, run) => loseSessions(devices, systems[name],
                `resume-${run}`, rtt, count, random), { videoroom: name === 'videoroom' }));
    }
    return { baton: { others: all(found.baton, ['audio', 'video']),
        person: all(found.baton, ['audio_back', 'video_back']) },
    videoroom: { others: all(found.videoroom, ['audio', 'video']) } };
}

const spread = ({ p50, p99, min, max, count }) => `${p50} ms (${min}-${max}, p99 ${p99}, ${count} returns)`;

function describe({ others, person, claimed, audio, video, ratio }) {
    if (claimed)
        return `claimed after ${spread(claimed)}; longest pauses: sound ${spread(audio)}, picture ${spread(video)}`;
    return `the others have the person again after ${spread(others)}` +
        (person ? `; the person has the others after ${spread(person)}` : '') +
        (ratio ? `; ${ratio.toFixed(2)} times as long as with VideoRoom` : '');
}

export default {
    name: 'resume',
    limits: Object.fromEntries(ROUND_TRIPS.flatMap((rtt) => [
        [`gone, R = ${rtt} ms: others, p99`, 5.5 * rtt + 500],
        [`gone, R = ${rtt} ms: person, p99`, 5.5 * rtt + 500],
        [`kept, R = ${rtt} ms: claimed, p99`, 5.5 * rtt + 500],
    ])),
    describe,
    setup: {},
    async measure(setup, { quick }) {
        const random = randomOf(setup.seed);
        const kind = quick ? 'quick' : 'whole';
        const result = { rows: {}, reached: {} };
        for (const rtt of ROUND_TRIPS) {
            const { baton, videoroom } = await measureGone(setup, rtt, RETURNS[kind], ENOUGH[kind][rtt], random);
            result.rows[sessionGone('baton', rtt)] = { ...baton, ratio: baton.others.p50 / videoroom.others.p50 };
            result.rows[sessionGone('videoroom', rtt)] = videoroom;
            result.reached[`gone, R = ${rtt} ms: others, p99`] = baton.others.p99;
            result.reached[`gone, R = ${rtt} ms: person, p99`] = baton.person.p99;
        }
        await setup.anew({ reclaim_session_timeout: KEPT });
        for (const rtt of ROUND_TRIPS) {
            const returns = await collect(setup, ENOUGH[kind][rtt], (devices, run) =>
                loseSockets(devices, `claim-${run}`, rtt, RETURNS[kind], random));
            result.rows[sessionKept(rtt)] = { claimed: all(returns, ['done']), audio: all(returns, ['audio']),
                video: all(returns, ['video']) };
            result.reached[`kept, R = ${rtt} ms: claimed, p99`] = all(returns, ['done']).p99;
        }
        return result;
    },
};
