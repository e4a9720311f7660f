// SPDX-License-Identifier: GPL-3.0-or-later
// Plays an SMS gateway and all its phones: an HTTP server that accepts messages like Kannel's sendsms and keeps them
// for each phone.
import http from 'node:http';
import { once } from 'node:events';
import { Mailbox } from './mailbox.mjs';

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
        this.mail = new Mailbox();
        /** Numbers whose messages the gateway refuses. */
        this.dead = new Set();
    }

    /** Returns the section `sms` of the plugin's settings. */
    settings(more = {}) {
        return { url: `http://127.0.0.1:${this.server.address().port}/cgi-bin/sendsms`, method: 'GET',
            fields: { to: '{to}', text: '{text}', from: '{from}' }, from: 'Baton',
            confirm_link: 'https://call.example/ask', timeout_seconds: 5, max_per_hour: 1000, ...more };
    }

    /** Returns a new number, which no other test has. */
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
        if (!refused)
            this.mail.put(message);
    }

    /** Resolves with the oldest message to this number that was not taken yet, or with the next one that comes. */
    next(to, { timeout } = {}) {
        return this.mail.next((message) => message.to === to,
            (waited) => `no message to ${to} in ${waited} ms`, timeout);
    }

    /** Returns the secret of the link in a message. */
    static ticketOf({ text }) {
        const match = /#ask=([A-Za-z0-9_-]+)/.exec(text);
        if (!match)
            throw new Error(`no link in "${text}"`);
        return match[1];
    }
}
