// SPDX-License-Identifier: GPL-3.0-or-later
// Owns the address people open: the built page, and Janus's WebSocket at /janus beside it.
import { preview } from 'vite';

const HEADERS = {
    'Referrer-Policy': 'no-referrer',
    'X-Content-Type-Options': 'nosniff',
    'Cache-Control': 'no-cache',
};

/**
 * root      the folder with dist/
 * host      the address to listen on
 * port      the port; fails if it is taken and `strict` is set, else takes the next free one
 * https     { cert, key } as text, or undefined
 * wsPort    where Janus listens
 *
 * Resolves with { port, stop }.
 */
export async function startPage({ root, host, port, strict, https, wsPort }) {
    const server = await preview({
        root,
        configFile: false,
        logLevel: 'silent',
        preview: {
            host,
            port,
            strictPort: strict,
            https,
            headers: HEADERS,
            proxy: {
                '^/janus$': { target: `ws://127.0.0.1:${wsPort}`, ws: true, rewrite: () => '/' },
            },
        },
    });
    return { port: server.httpServer.address().port, stop: () => server.close() };
}
