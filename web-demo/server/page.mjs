// SPDX-License-Identifier: GPL-3.0-or-later
// Serves the built page, and Janus's WebSocket at /janus.
import { readFileSync } from 'node:fs';
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { once } from 'node:events';
import { filesOf } from './files.mjs';

const PORTS_TO_TRY = 20;
/** Further WebSockets get the error 503, and further connections are closed. */
const MOST_WEBSOCKETS = 200;
const MOST_CONNECTIONS = 500;
/** A client whose WebSocket was refused must close the connection within this time, in milliseconds. */
const TIME_TO_CLOSE = 1000;

const POLICY = JSON.parse(readFileSync(new URL('../policy.json', import.meta.url), 'utf8'));
const HEADERS = {
    'Cache-Control': 'no-cache',
    // Browsers ignore frame-ancestors in the policy of the page itself, so it is only in the header.
    'Content-Security-Policy': [...POLICY, "frame-ancestors 'none'"].join('; '),
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'X-Frame-Options': 'DENY',
};

/**
 * folder        the built page
 * host          the address to listen on
 * names         the names and addresses of this server; by default, `host` only. A request for another name gets the
 *               error 421. Otherwise a foreign page could give its name this server's address (DNS rebinding)
 * port          the port; if it is in use and `strict` isn't set, the next free one
 * certificate   { cert, key } as text, for HTTPS
 * wsPort        the port of Janus's WebSocket
 *
 * Resolves with { port, stop }.
 */
export async function startPage({ folder, host, names = [host], port, strict, certificate, wsPort }) {
    const files = filesOf(folder);
    const scheme = certificate ? 'https' : 'http';
    const webSockets = new Set();
    const connections = new Set();
    const server = certificate ? https.createServer(certificate) : http.createServer();
    server.maxConnections = MOST_CONNECTIONS;
    server.on('connection', (socket) => {
        connections.add(socket);
        socket.on('close', () => connections.delete(socket));
    });
    server.on('request', (request, response) => {
        for (const [name, value] of Object.entries(HEADERS))
            response.setHeader(name, value);
        if (isServed(request, names))
            files(request, response);
        else
            response.writeHead(421).end();
    });
    server.on('upgrade', (request, socket, head) => {
        // Without a listener, an error of a connection ends the process.
        socket.on('error', () => socket.destroy());
        const refusal = refuse(request, { names, scheme, webSockets });
        if (refusal) {
            refuseWith(refusal, socket);
            return;
        }
        webSockets.add(socket);
        socket.on('close', () => webSockets.delete(socket));
        carry(request, socket, head, wsPort);
    });
    const taken = await listen(server, host, port, strict ? 1 : PORTS_TO_TRY);
    server.on('error', (error) => console.error(`web-demo: ${error.message}`));
    return { port: taken, stop: () => stop(server, connections) };
}

/**
 * Closes all connections as well. Otherwise this process would wait for a client without a network, which cannot close
 * its connection, as long as the connection has not had a request: after `close`, Node has no time-out for it.
 */
function stop(server, connections) {
    server.close();
    for (const socket of connections)
        socket.destroy();
}

/** Fails if the port is in use. */
export async function needPort(host, port) {
    const server = net.createServer();
    await listen(server, host, port, 1);
    await new Promise((resolve) => server.close(resolve));
}

async function listen(server, host, first, tries) {
    for (let port = first; ; port++) {
        try {
            server.listen(port, host);
            await once(server, 'listening');
            return server.address().port;
        } catch (error) {
            if (error.code !== 'EADDRINUSE')
                throw error;
            if (port + 1 === first + tries)
                throw new Error(`port ${first} is in use; --port N chooses another one`);
        }
    }
}

/** Returns true if a request is for one of the server's names. Ignores the port, because a proxy can change it. */
function isServed({ headers }, names) {
    const name = /^(\[[\da-f:.]+\]|[^:]+)(:\d+)?$/i.exec(headers.host ?? '')?.[1];
    return name !== undefined && names.includes(name.toLowerCase());
}

/**
 * Pages of other origins must not use this Janus through a visitor's browser. Returns the refusal, or an empty text.
 */
function refuse(request, { names, scheme, webSockets }) {
    const { url, headers } = request;
    if (!isServed(request, names))
        return '421 Misdirected Request';
    if (url.split('?')[0] !== '/janus')
        return '404 Not Found';
    if (headers.origin !== undefined && headers.origin !== `${scheme}://${headers.host}`)
        return '403 Forbidden';
    if (webSockets.size >= MOST_WEBSOCKETS)
        return '503 Service Unavailable';
    return '';
}

function refuseWith(refusal, socket) {
    setTimeout(() => socket.destroy(), TIME_TO_CLOSE).unref();
    socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\nContent-Length: 0\r\n\r\n`);
    socket.resume();
}

/** Passes a WebSocket on to Janus unchanged, so that the browser needs the port of the page only. */
function carry(request, socket, head, wsPort) {
    const janus = net.connect(wsPort, '127.0.0.1');
    janus.on('error', () => socket.destroy());
    socket.on('close', () => janus.destroy());
    janus.on('close', () => socket.destroy());
    janus.write(`GET / HTTP/1.1\r\n${headerLines(request)}\r\n`, 'latin1');
    janus.write(head);
    janus.pipe(socket).pipe(janus);
}

function headerLines({ rawHeaders }) {
    let lines = '';
    for (let i = 0; i < rawHeaders.length; i += 2)
        lines += `${rawHeaders[i]}: ${rawHeaders[i + 1]}\r\n`;
    return lines;
}
