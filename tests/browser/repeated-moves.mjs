// SPDX-License-Identifier: GPL-3.0-or-later
// One call moves again and again. At the end, the participant and the numbers of objects must be as at the beginning.
import assert from 'node:assert/strict';
import { until } from '../system/check.mjs';
import { moveByLink } from './person.mjs';

const MOVES = 20;
/** Each time after this number of moves, the call is brought back instead of moved on. */
const RETURNS = 5;

export default function repeatedMoves(test) {
    test(`${MOVES} moves back and forth leave everything as it was`, backAndForth, { timeout: 200000 });
}

async function backAndForth(context) {
    const { suite } = context;
    const room = await context.room({ grace: 3 });
    const anna = await suite.person(context, 'anna');
    const ben = await suite.person(context, 'ben');
    const phone = await suite.person(context, 'phone');
    const id = await anna.join(room, { name: 'Anna' });
    await ben.join(room, { name: 'Ben' });
    const tile = `[data-testid="tile"][data-participant="${id}"][data-kind="camera"] video`;
    await ben.page.waitForFunction((video) => document.querySelector(video)?.videoWidth > 0, tile);

    const inbound = () => ben.page.evaluate(() => window.batonStatistics.inbound());
    const streamsOf = (list) => list.map(({ peer, mid, ssrc }) => `${peer} ${mid} ${ssrc}`).sort();
    const slots = async () => (await context.admin({ request: 'devices', room, id: ben.id })).devices[0].downlink.slots;
    const before = { streams: streamsOf(await inbound()), slots: await slots(), ...(await left(context)) };
    await ben.page.evaluate(() => window.batonStatistics.mark('moves'));

    let [here, there] = [anna, phone];
    for (let i = 1; i <= MOVES; i++) {
        if (i % RETURNS === 0) {
            await there.press('bring-back');
            await there.sees('controls');
            await here.sees('farewell');
        } else {
            await moveByLink(here, there);
            assert.equal(there.id, id, `after move ${i} the participant has another id`);
        }
        [here, there] = [there, here];
    }

    const frames = async () => (await inbound()).reduce((sum, { framesDecoded = 0 }) => sum + framesDecoded, 0);
    const decoded = await frames();
    await until(frames, (now) => now > decoded + 10, { what: 'Anna\'s picture at Ben' });
    assert.deepEqual(await ben.page.evaluate(() => window.batonStatistics.changes('moves')), []);
    const after = await inbound();
    assert.deepEqual(streamsOf(after), before.streams);
    assert.equal(after.reduce((sum, { packetsLost = 0 }) => sum + packetsLost, 0), 0, 'packets lost');
    assert.deepEqual(await slots(), before.slots);
    // Wait, because the device that does not have the call is still on standby.
    const counts = JSON.stringify({ status: before.status, sessions: before.sessions });
    await until(() => left(context), (now) => JSON.stringify(now) === counts,
        { timeout: 15000, what: 'the same objects as before' });
}

/** Counts the objects that the plugin and Janus have now. */
async function left(context) {
    const { version, codes, locked_places: locked, ...status } = await context.admin({ request: 'status' });
    const { sessions } = await context.janus.core('list_sessions');
    const handles = await Promise.all(sessions.map(async (session) =>
        (await context.janus.core('list_handles', {}, `/${session}`)).handles.length));
    return { status, sessions: handles.sort() };
}
