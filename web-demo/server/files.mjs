// SPDX-License-Identifier: GPL-3.0-or-later
// Serves the files of a folder from memory. No request makes the server open a file. Therefore no path leads out of the
// folder, and a client that breaks a request off leaves no open file.
import { readdirSync, readFileSync } from 'node:fs';
import path from 'node:path';

const TYPES = {
    '.css': 'text/css; charset=utf-8',
    '.html': 'text/html; charset=utf-8',
    '.js': 'text/javascript; charset=utf-8',
    '.json': 'application/json',
    '.png': 'image/png',
    '.svg': 'image/svg+xml',
    '.wasm': 'application/wasm',
};

/** Reads all files of a folder. Returns a function that replies to an HTTP request. */
export function filesOf(folder) {
    const files = new Map();
    for (const entry of readdirSync(folder, { recursive: true, withFileTypes: true })) {
        if (!entry.isFile())
            continue;
        const name = path.join(entry.parentPath ?? entry.path, entry.name);
        const file = {
            type: TYPES[path.extname(name)] ?? 'application/octet-stream',
            content: readFileSync(name),
        };
        const url = `/${path.relative(folder, name).split(path.sep).join('/')}`;
        files.set(url, file);
        if (entry.name === 'index.html')
            files.set(url.slice(0, -entry.name.length), file);
    }
    return (request, response) => reply(files, request, response);
}

function reply(files, { method, url }, response) {
    if (method !== 'GET' && method !== 'HEAD') {
        response.writeHead(405, { Allow: 'GET, HEAD' }).end();
        return;
    }
    const file = files.get(url.split('?')[0]);
    if (!file) {
        response.writeHead(404).end();
        return;
    }
    response.writeHead(200, { 'Content-Type': file.type, 'Content-Length': file.content.length });
    response.end(method === 'HEAD' ? undefined : file.content);
}
