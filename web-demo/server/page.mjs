// SPDX-License-Identifier: GPL-3.0-or-later
// Serves the built page, and Janus's WebSocket at /janus.
import http from 'node:http';
import https from 'node:https';
import net from 'node:net';
import { once } from 'node:events';
import sirv from 'sirv';

const PORTS_TO_TRY = 20;
const HEADERS = {
    'Cache-Control': 'no-cache',
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
};

/**
 * folder        the built page
 * host          the address to listen on
 * port          the port; if it is in use and `strict` isn't set, the next free one
 * certificate   { cert, key } as text, for HTTPS
 * wsPort        the port of Janus's WebSocket
 *
 * Resolves with { port, stop }.
 */
export async function startPage({ folder, host, port, strict, certificate, wsPort }) {
    const files = sirv(folder, { dev: true, setHeaders });
    const server = certificate ? https.createServer(certificate, files) : http.createServer(files);
    server.on('upgrade', (request, socket, head) => carry(request, socket, head, wsPort));
    const taken = await listen(server, host, port, strict ? 1 : PORTS_TO_TRY);
    return { port: taken, stop: () => server.close() };
}

function setHeaders(response) {
    for (const [name, value] of Object.entries(HEADERS))
        response.setHeader(name, value);
}

async function listen(server, host, first, tries) {
    for (let port = first; ; port++) {
        try {
            server.listen(port, host);
            await once(server, 'listening');
            return port;
        } catch (error) {
            if (error.code !== 'EADDRINUSE')
                throw error;
            if (port + 1 === first + tries)
                throw new Error(`port ${first} is in use; --port N chooses another one`);
        }
    }
}

/** Passes a WebSocket on to Janus unchanged, so that the browser needs the port of the page only. */
function carry(request, socket, head, wsPort) {
    socket.on('error', () => socket.destroy());
    const refusal = refuse(request);
    if (refusal) {
        socket.end(`HTTP/1.1 ${refusal}\r\nConnection: close\r\n\r\n`);
        return;
    }
    const janus = net.connect(wsPort, '127.0.0.1');
    janus.on('error', () => socket.destroy());
    socket.on('close', () => janus.destroy());
    janus.on('close', () => socket.destroy());
    janus.write(`GET / HTTP/1.1\r\n${headerLines(request)}\r\n`);
    janus.write(head);
    janus.pipe(socket).pipe(janus);
}

/**
 * Pages of other origins must not use this Janus through a visitor's browser. Returns the refusal, or an empty text.
 */
function refuse({ url, headers }) {
    if (new URL(url, 'http://localhost').pathname !== '/janus')
        return '404 Not Found';
    if (headers.origin && !headers.origin.endsWith(`//${headers.host}`))
        return '403 Forbidden';
    return '';
}

function headerLines({ rawHeaders }) {
    let lines = '';
    for (let i = 0; i < rawHeaders.length; i += 2)
        lines += `${rawHeaders[i]}: ${rawHeaders[i + 1]}\r\n`;
    return lines;
}
