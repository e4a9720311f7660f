// SPDX-License-Identifier: GPL-3.0-or-later
// The ICE servers that devices get, and a real coturn with the settings of conf/turnserver.conf, which accepts their
// credentials.
import assert from 'node:assert/strict';
import { createHmac } from 'node:crypto';
import dgram from 'node:dgram';
import { once } from 'node:events';
import { startCoturn } from '../harness/coturn.mjs';
import { environment } from '../harness/janus.mjs';
import { assertRefused } from './check.mjs';
import { meet, right } from './moves.mjs';
import { settings } from './settings.mjs';

/** coturn's address in the tests' network; see scripts/network.sh. Janus has another one. */
const TURN = '10.78.0.1';

const SECRET = 'a secret, shared';
const LIFETIME = 600;
const ICE = {
    servers: ['stun:stun.example', 'turn:turn.example:3478?transport=udp', 'turns:[2001:db8::1]:443?transport=tcp'],
    turn_secret: SECRET,
    credential_seconds: LIFETIME,
};

const hmac = (secret, text) => createHmac('sha1', secret).update(text).digest('base64');
const seconds = () => Math.floor(Date.now() / 1000);

const ownJanus = (context, ice, options = {}) => context.ownJanus({ settings: { ...settings(), ice }, ...options });

/** Asserts that a message has the servers of ICE, and a credential for this device that begins to be valid now. */
function assertServers(message, device) {
    const [stun, turn, ...others] = message.ice_servers;
    const { username, credential, ...rest } = turn;
    assert.deepEqual([stun, rest, others, message.ice_expires],
        [{ urls: [ICE.servers[0]] }, { urls: ICE.servers.slice(1) }, [], LIFETIME]);
    const [, expiry, id] = /^(\d+):(.*)$/.exec(username);
    assert.equal(id, device);
    assert.ok(Math.abs(expiry - seconds() - LIFETIME) <= 30, `${expiry} is not in ${LIFETIME} s`);
    assert.equal(credential, hmac(SECRET, username));
    return turn;
}

/** Starts an echo server at Janus's address, as the place to which coturn may relay. Resolves with { port, echoed }. */
async function startEcho(context) {
    const socket = dgram.createSocket('udp4').bind(0, environment().address);
    await once(socket, 'listening');
    const echo = { port: socket.address().port, echoed: 0 };
    socket.on('message', (message, from) => {
        echo.echoed++;
        socket.send(message, from.port, from.address);
    });
    context.defer(() => socket.close());
    return echo;
}

export default function ice(test) {
    test('join, scan and present give the ICE servers and a credential for TURN servers', async (context) => {
        await ownJanus(context, ICE);
        const room = await context.room();
        const anna = await context.device();
        const joined = await anna.join(room);
        assertServers(joined, joined.device);
        const carl = await context.device();
        const met = await meet.old(anna, carl);
        assertServers(met.scanned, met.scanned.device);
        await anna.next('confirm');
        await anna.confirm(met.transfer, { number: right(met) });
        assertServers(await carl.next('admitted'), met.scanned.device);
        const other = await context.device();
        const presented = await other.present();
        assertServers(presented, presented.device);
    });

    test('a device renews its credential, and a handle of no device gets none', async (context) => {
        await ownJanus(context, ICE);
        const anna = await context.device();
        const { device } = await anna.join(await context.room());
        const renewed = await anna.request({ request: 'ice' });
        assert.equal(renewed.baton, 'ice');
        assertServers(renewed, device);
        assertRefused(await context.device().then((other) => other.refused({ request: 'ice' })), 450);
    });

    test('a mistake in the section ice: Baton does not start, and its log names the mistake', async (context) => {
        for (const [wrong, sentence] of [
            [{ servers: ['turn://turn.example'], turn_secret: 'x' },
                /ice: servers\[0\]: expected the host right after/],
            [{ servers: 'stun:stun.example' }, /ice: servers: expected a list of texts, such as \["a", "b"\]/],
            [{ servers: ['stun:stun.example', 7] }, /ice: servers\[1\]: expected a URL that begins/],
            [{ servers: ['turn:turn.example'] }, /ice: turn_secret: missing/],
            [{ servers: ['stun:stun.example'], seconds: 60 }, /ice: seconds: expected the name of a setting/],
        ]) {
            const janus = await ownJanus(context, wrong);
            assert.match(janus.log, sentence);
            assert.match(janus.log, /Baton has not started/);
            await janus.stop();
        }
    });

    test('TURN credentials are in no log, no event for others and no reply of the Admin API', async (context) => {
        const janus = await ownJanus(context, ICE, { debug: 7 });
        const room = await context.room();
        const [anna, ben] = [await context.device(), await context.device()];
        const joined = [await anna.join(room), await ben.join(room)];
        await anna.request({ request: 'ice' });
        const secrets = [...joined.map(({ ice_servers: [, turn] }) => turn.credential), SECRET];
        const seen = [await context.admin({ request: 'devices', room }), await context.admin({ request: 'audit' }),
            await context.admin({ request: 'participants', room })];
        for (const session of (await janus.core('list_sessions')).sessions) {
            const { handles = [] } = await janus.core('list_handles', {}, `/${session}`);
            for (const handle of handles)
                seen.push(await janus.core('handle_info', {}, `/${session}/${handle}`));
        }
        for (const secret of secrets)
            assert.ok(!JSON.stringify(seen).includes(secret), 'a reply of the Admin API has a secret');
        assert.ok(!JSON.stringify(anna.uplink.seen).includes(secrets[1]), 'Anna got the credential of Ben');
        await janus.stop({ keep: true });
        const lines = janus.log.split('\n').filter((line) => secrets.some((secret) => line.includes(secret)));
        assert.deepEqual(lines.map((line) => line.slice(0, 160)), [], 'lines with a secret in the log');
    });

    test('coturn accepts the credential, relays to Janus only, and refuses others', async (context) => {
        const coturn = await startCoturn({ address: TURN, peer: environment().address });
        context.defer(() => coturn.stop());
        await ownJanus(context, coturn.settings([coturn.udp]));
        const anna = await context.device();
        const { ice_servers: [turn] } = await anna.join(await context.room());
        assert.deepEqual(turn.urls, [coturn.udp]);
        const echo = await startEcho(context);
        const sends = (credential, peer = environment().address) =>
            coturn.uclient({ ...credential, peer, port: echo.port });

        assert.match(await sends(turn), /Total lost packets 0 /);
        assert.equal(echo.echoed, 3);
        assert.match(await sends(turn, TURN), /error 403 \(/); // newer versions leave the reason out
        const late = `${Number(turn.username.split(':')[0]) + 1}:${turn.username.split(':')[1]}`;
        assert.doesNotMatch(await sends({ ...turn, username: late }), /Total lost packets/);
        const username = `${seconds() - 1}:anna`;
        const expired = { username, credential: hmac(coturn.secret, username) };
        assert.doesNotMatch(await sends(expired), /Total lost packets/);
        assert.equal(echo.echoed, 3);
    });
}
