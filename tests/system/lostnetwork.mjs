// SPDX-License-Identifier: GPL-3.0-or-later
// The network of one person is lost: only the path of the media, or all packets for 5, 25 and 84 seconds. Measures the
// time until media flows again. The native peer does not notice anything by itself. These tests do at once what the
// client does when its browser reports something; the suite `browser` tests when the client does it.
import assert from 'node:assert/strict';
import { setTimeout as sleep } from 'node:timers/promises';
import { JanusError } from '../harness/api.mjs';
import { OwnAddress } from '../harness/ownaddress.mjs';
import { scaled } from '../harness/timeouts.mjs';
import { callIn, connectsKeyless, listed, movedCall, nobody, scannedCall, toldOf } from './calls.mjs';
import { assertOneStream, flows, midOf, streamOf, until } from './check.mjs';

const HELD = { hold: 120, grace: 60 };
const ROOM = { ...nobody, ...HELD };
/** The client restarts ICE after its browser has reported `disconnected` for this long. In milliseconds. */
const PATIENCE = 1000;
/** The most milliseconds from the loss of a path to media over another one, the client's patience included. */
const PATH_BACK = scaled(2000);
/** The most milliseconds from the end of an outage to media in both directions. */
const BACK = scaled(1000);
const UNKNOWN_SESSION = 458;

const stateOf = async (context, room) => (await context.admin({ request: 'transfers', room })).transfers[0]?.state;

/** Resolves with the address to which Janus sends on a handle. */
async function chosen({ janus }, { session }, handle) {
    const info = await janus.core('handle_info', {}, `/${session.id}/${handle.id}`);
    const [, address] = /"selected-pair":"[^"]*<-> ([\d.]+):/.exec(JSON.stringify(info)) ?? [];
    assert.ok(address, `no chosen pair in ${JSON.stringify(info)}`);
    return address;
}

/** Restarts ICE on both PeerConnections, as the client does. */
async function restartsIce(device) {
    const uplink = async () => {
        const jsep = await device.up.offer({ iceRestart: true });
        await device.up.answered((await device.request({ request: 'publish' }, { jsep })).jsep);
    };
    const downlink = async () => device.receive(await device.downlink.request({ request: 'subscribe',
        private_id: device.me.private_id, restart: true }));
    await Promise.all([uplink(), downlink()]);
}

/**
 * The three roles of a device whose path is lost. `begin` resolves with the call and the `device`, which is opened with
 * `options`. `back` resolves when media of the device and to it shows that the path is there again.
 */
const roles = {
    'in the call': {
        async begin(context, options) {
            const call = await callIn(context, ROOM, { first: { device: options } });
            return { ...call, device: call.anna };
        },
        back: ({ anna, ben }) => Promise.all([flows(anna, ben), flows(ben, anna)]),
    },

    'a new device before the commit': {
        async begin(context, options) {
            const call = await scannedCall(context, ROOM, { third: options });
            await call.carl.next('admitted');
            await connectsKeyless(call.carl);
            await until(() => stateOf(context, call.room), (state) => state === 'committing');
            return { ...call, device: call.carl };
        },
        async back({ ben, carl }) {
            await carl.up.source('camera').set({ keyless: false, keyframe: true });
            await carl.next('moved');
            await Promise.all([flows(carl, ben), flows(ben, carl)]);
        },
    },

    'the old device on standby': {
        async begin(context, options) {
            const call = await movedCall(context, ROOM, { first: { device: options } });
            return { ...call, device: call.anna };
        },
        async back({ anna, ben, code }) {
            await anna.request({ request: 'return', transfer: code.transfer });
            await anna.next('returned');
            await Promise.all([flows(anna, ben), flows(ben, anna)]);
        },
    },
};

/** Two ways to lose the path over one address. */
const losses = {
    'the packets of the chosen pair are dropped': (own) => own.lose(),
    'the address is removed': (own) => own.remove(),
};

/** The device has two addresses, and loses the one over which its media goes. */
async function losesPath(context, { begin, back }, lose, name) {
    const owned = [await OwnAddress.add(context), await OwnAddress.add(context)];
    const call = await begin(context, { address: owned.map(({ address }) => address).join() });
    const { anna, ben, device } = call;
    const used = await chosen(context, device, device.uplink);
    assert.equal(await chosen(context, device, device.downlink), used);
    const lost = owned.find(({ address }) => address === used);
    const since = performance.now();
    await lose(lost);
    await sleep(PATIENCE);
    await restartsIce(device);
    await back(call);
    const took = performance.now() - since;
    console.log(`# ${name}: media again ${Math.round(took)} ms after the loss, ${PATIENCE} ms of them patience`);
    assert.ok(took < PATH_BACK, `media again after ${took} ms`);
    for (const handle of [device.uplink, device.downlink])
        assert.notEqual(await chosen(context, device, handle), used);
    sameForOthers(ben, anna.id);
}

/** Ben has received the participant on the same streams all the time. Packets of the outage are missing or late. */
function sameForOthers(ben, id) {
    for (const kind of ['microphone', 'camera'])
        assertOneStream(streamOf(ben.down, midOf(ben, id, kind)), kind);
    assert.equal(ben.down.negotiations, 1);
    assert.deepEqual(ben.uplink.unread('participant_left'), []);
}

/**
 * Claims the session over another WebSocket. If Janus has ended the session, the device resumes in another one. The
 * WebSocket of before was given up during the outage.
 */
async function comesBack(device) {
    try {
        await device.session.reclaim();
        await device.request({ request: 'sync', since: device.uplink.seq });
        return 'claimed';
    } catch (error) {
        if (!(error instanceof JanusError && error.code === UNKNOWN_SESSION))
            throw error;
    }
    await device.resume();
    await device.connect();
    return 'resumed';
}

/** All packets of Anna's device, signalling and media, are dropped for a while. */
async function outage(context, seconds) {
    const own = await OwnAddress.add(context);
    const { address } = own;
    const { anna, ben } = await callIn(context, HELD,
        { first: { device: { address, socket: { localAddress: address } } } });
    const { id } = anna;
    await own.lose();
    await sleep(seconds * 1000);
    anna.session.drop();
    await own.find();
    const since = performance.now();
    const how = await comesBack(anna);
    await Promise.all([flows(anna, ben), flows(ben, anna)]);
    const took = performance.now() - since;
    console.log(`# network gone for ${seconds} s: ${how}, media in both directions ${Math.round(took)} ms after it`);
    assert.ok(took < BACK, `media again after ${took} ms`);
    assert.equal(anna.id, id);
    if (seconds > 5)
        await toldOf(ben, (participant) => participant.id === id && participant.connection === 'away');
    await until(() => listed(context, anna.me.room, anna), ({ connection }) => connection === 'connected');
    sameForOthers(ben, id);
}

/** Janus ends a session after 60 seconds without a message, so only the longest outage needs a resume. */
const OUTAGES = process.env.BATON_LONG ? [5, 25, 84] : [5];

export default function lostNetwork(test) {
    for (const [role, steps] of Object.entries(roles)) {
        for (const [how, lose] of Object.entries(losses)) {
            const name = `lost path, ${role}: ${how}`;
            test(`${name}: after an ICE restart there is media again within 2 seconds`,
                (context) => losesPath(context, steps, lose, name), { alone: true });
        }
    }

    for (const seconds of OUTAGES)
        test(`network gone for ${seconds} seconds: media again within a second after it is back`,
            (context) => outage(context, seconds), { alone: true, timeout: scaled(60000) + seconds * 1000 });
}
