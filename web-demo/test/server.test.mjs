// SPDX-License-Identifier: GPL-3.0-or-later
// The server of the page: no request stops it, and it serves only requests for the names that it has.

import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import http from 'node:http';
import net from 'node:net';
import os from 'node:os';
import path from 'node:path';
import { once } from 'node:events';
import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { needPort, startPage } from '../server/page.mjs';

let folder;
let page;
let janus;
const reached = [];

beforeAll(async () => {
    folder = await mkdtemp(path.join(os.tmpdir(), 'baton-page-'));
    await writeFile(path.join(folder, 'index.html'), '<p>the page</p>');
    janus = net.createServer((socket) => {
        socket.on('error', () => socket.destroy());
        socket.on('data', (bytes) => {
            reached.push(String(bytes));
            socket.write('HTTP/1.1 101 Switching Protocols\r\n\r\n');
        });
    });
    janus.listen(0, '127.0.0.1');
    await once(janus, 'listening');
    const { port } = janus.address();
    page = await startPage({ folder, host: '127.0.0.1', port: 0, strict: true, wsPort: port });
});

afterAll(async () => {
    page.stop();
    janus.close();
    await rm(folder, { recursive: true });
});

/** Sends bytes as they are; resolves with all that comes back until the server closes or 2 s have passed. */
async function send(bytes) {
    const socket = net.connect(page.port, '127.0.0.1');
    let text = '';
    socket.on('data', (chunk) => (text += String(chunk)));
    socket.on('error', () => undefined);
    socket.end(bytes);
    const timer = setTimeout(() => socket.destroy(), 2000);
    await once(socket, 'close');
    clearTimeout(timer);
    return text;
}

const host = () => `127.0.0.1:${page.port}`;

function get(headers = {}, target = '/') {
    return new Promise((resolve, reject) => {
        http.get({ host: '127.0.0.1', port: page.port, path: target, headers, agent: false }, (response) => {
            response.resume();
            resolve(response);
        }).on('error', reject);
    });
}

const upgrade = (target, more = '') =>
    `GET ${target} HTTP/1.1\r\nHost: ${host()}\r\nConnection: Upgrade\r\nUpgrade: websocket\r\n${more}\r\n`;

/** Random numbers that are the same in each run (mulberry32). */
function seeded(seed) {
    return () => {
        seed = (seed + 0x6d2b79f5) | 0;
        let x = Math.imul(seed ^ (seed >>> 15), 1 | seed);
        x = (x + Math.imul(x ^ (x >>> 7), 61 | x)) ^ x;
        return ((x ^ (x >>> 14)) >>> 0) / 4294967296;
    };
}

describe('the server of the page', () => {
    it('says beforehand that a port is in use', async () => {
        await expect(needPort('127.0.0.1', page.port)).rejects.toThrow(/port \d+ is in use/);
        await needPort('127.0.0.1', 0);
    });

    it('serves the page with a policy that lets no other page frame it', async () => {
        const { statusCode, headers } = await get();
        expect(statusCode).toBe(200);
        expect(headers['content-security-policy']).toContain("frame-ancestors 'none'");
        expect(headers['content-security-policy']).toContain("default-src 'none'");
        expect(headers['x-frame-options']).toBe('DENY');
    });

    it.each(['//', '///', '//janus', '/%', '/%00', 'http://', 'http://[', '*', '/janus/..', '/\\'])(
        'refuses a WebSocket at %s, and goes on serving',
        async (target) => {
            const reply = await send(upgrade(target));
            expect(reply).toMatch(/^HTTP\/1\.1 4/);
            expect((await get()).statusCode).toBe(200);
        },
    );

    it.each(['//', '/%', '/%E0%A4%A', '/..%2f..%2fetc/passwd', 'http://['])(
        'goes on serving after a request for %s',
        async (target) => {
            await send(`GET ${target} HTTP/1.1\r\nHost: ${host()}\r\nConnection: close\r\n\r\n`);
            expect((await get()).statusCode).toBe(200);
        },
    );

    it('refuses a name that it does not serve, as a page and as a WebSocket', async () => {
        expect((await get({ Host: 'evil.example' })).statusCode).toBe(421);
        expect((await get({ Host: `evil.example:${page.port}` })).statusCode).toBe(421);
        const request = upgrade('/janus').replace(`Host: ${host()}`, 'Host: evil.example');
        expect(await send(request)).toMatch(/^HTTP\/1\.1 421/);
    });

    it.each(['http://evil.example', 'null', 'http://evil.example//127.0.0.1', 'https://x//'])(
        'refuses a WebSocket of a page of %s',
        async (origin) => {
            const ending = origin.endsWith('//') || origin.includes('//127') ? host() : '';
            const reply = await send(upgrade('/janus', `Origin: ${origin}${ending}\r\n`));
            expect(reply).toMatch(/^HTTP\/1\.1 403/);
        },
    );

    it('passes a WebSocket of its own page on to Janus', async () => {
        reached.length = 0;
        const reply = await send(upgrade('/janus?x', `Origin: http://${host()}\r\n`));
        expect(reply).toMatch(/^HTTP\/1\.1 101/);
        expect(reached.join('')).toMatch(/^GET \/ HTTP\/1\.1\r\n/);
    });

    it('refuses further WebSockets when 200 are open, and lets new ones in when they are closed', async () => {
        const open = [];
        for (let i = 0; i < 200; i++) {
            const socket = net.connect(page.port, '127.0.0.1');
            socket.on('error', () => undefined);
            socket.write(upgrade('/janus'));
            await once(socket, 'data');
            open.push(socket);
        }
        expect(await send(upgrade('/janus'))).toMatch(/^HTTP\/1\.1 503/);
        open.forEach((socket) => socket.destroy());
        await expect.poll(() => send(upgrade('/janus'))).toMatch(/^HTTP\/1\.1 101/);
    });

    it.each(['bytes=5-3', 'bytes=0-9007199254740993', 'bytes=-1', 'bytes=-', 'lines=1'])(
        'sends the whole page if a request asks for the range %s',
        async (Range) => {
            expect((await get({ Range })).statusCode).toBe(200);
        },
    );

    it('serves files with their type, and nothing outside of the folder', async () => {
        expect((await get({}, '/index.html?x')).headers['content-type']).toContain('text/html');
        for (const target of ['/../package.json', '/..%2fpackage.json', '/nothing'])
            expect((await get({}, target)).statusCode).toBe(404);
    });

    it('survives two thousand mutilated requests', async () => {
        const random = seeded(1);
        const whole = Buffer.from(upgrade('/janus?x', `Origin: http://${host()}\r\n`));
        const mutilated = () => {
            const bytes = Buffer.from(whole);
            for (let i = Math.floor(random() * 8); i >= 0; i--)
                bytes[Math.floor(random() * bytes.length)] = Math.floor(random() * 256);
            return bytes.subarray(0, Math.ceil(random() * bytes.length * 1.5));
        };
        for (let round = 0; round < 100; round++)
            await Promise.all(Array.from({ length: 20 }, () => send(mutilated())));
        expect((await get()).statusCode).toBe(200);
    }, 60_000);
});

describe('when the server of the page stops', () => {
    it('closes connections that have had no request: a client without a network cannot close them', async () => {
        const { port: wsPort } = janus.address();
        const other = await startPage({ folder, host: '127.0.0.1', port: 0, strict: true, wsPort });
        const quiet = net.connect(other.port, '127.0.0.1');
        const open = net.connect(other.port, '127.0.0.1');
        const closed = Promise.all([once(quiet, 'close'), once(open, 'close')]);
        for (const socket of [quiet, open]) socket.on('error', () => undefined).resume();
        open.write(`GET /janus HTTP/1.1\r\nHost: 127.0.0.1:${other.port}\r\nUpgrade: websocket\r\n` +
            'Connection: upgrade\r\n\r\n');
        await once(open, 'data');
        other.stop();
        await closed;
    });
});
