// SPDX-License-Identifier: GPL-3.0-or-later
// Plays an SMS gateway and all its phones: an HTTP server that accepts messages like Kannel's sendsms and keeps them
// for each phone.
import http from 'node:http';
import { once } from 'node:events';
import { WAIT } from './timeouts.mjs';

let numbers = 0;

export class Phones {
    static async open() {
        const phones = new Phones();
        phones.server = http.createServer((request, response) => phones.take(request, response));
        phones.server.listen(0, '127.0.0.1');
        await once(phones.server, 'listening');
        phones.server.unref();
        return phones;
    }

    constructor() {
        this.messages = [];
        this.waiting = [];
        /** Numbers whose messages the gateway refuses. */
        this.dead = new Set();
    }

    /** The section `sms` of the plugin's settings. */
    settings(more = {}) {
        return { url: `http://127.0.0.1:${this.server.address().port}/cgi-bin/sendsms`, method: 'GET',
            fields: { to: '{to}', text: '{text}', from: '{from}' }, from: 'Baton',
            confirm_link: 'https://call.example/ask', timeout_seconds: 5, max_per_hour: 1000, ...more };
    }

    /** A new number, which no other test has. */
    number({ dead = false } = {}) {
        const number = `+4930${String(1000000 + ++numbers)}`;
        if (dead)
            this.dead.add(number);
        return number;
    }

    take(request, response) {
        const fields = new URL(request.url, 'http://gateway').searchParams;
        const message = { to: fields.get('to'), text: fields.get('text'), from: fields.get('from') };
        const refused = this.dead.has(message.to);
        response.writeHead(refused ? 500 : 202).end(refused ? 'No.' : 'Sent.');
        if (refused)
            return;
        const taker = this.waiting.findIndex(({ to }) => to === message.to);
        if (taker < 0)
            this.messages.push(message);
        else
            this.waiting.splice(taker, 1)[0].resolve(message);
    }

    /** Resolves with the oldest message to this number that was not taken yet, or with the next one that comes. */
    next(to, { timeout = WAIT } = {}) {
        const found = this.messages.findIndex((message) => message.to === to);
        if (found >= 0)
            return Promise.resolve(this.messages.splice(found, 1)[0]);
        return new Promise((resolve, reject) => {
            const timer = setTimeout(() => reject(new Error(`no message to ${to} in ${timeout} ms`)), timeout);
            this.waiting.push({ to, resolve: (message) => { clearTimeout(timer); resolve(message); } });
        });
    }

    /** The secret of the link in a message. */
    static ticketOf({ text }) {
        const match = /#ask=([A-Za-z0-9_-]+)/.exec(text);
        if (!match)
            throw new Error(`no link in "${text}"`);
        return match[1];
    }
}
