// SPDX-License-Identifier: GPL-3.0-or-later
// Finds free TCP ports on loopback for servers that start a little later.
import { once } from 'node:events';
import { readFile } from 'node:fs/promises';
import net from 'node:net';

const RANGE = 8192;
const LOWEST = 1024;

/** The ports that this process has given away: no port is given twice. */
const given = new Set();

/**
 * Resolves with `count` ports. They lie below the range from which the kernel takes a port for each outgoing
 * connection. A port from that range could be taken before the server listens on it.
 */
export async function freePorts(count) {
    const end = await lowestOutgoing();
    const ports = [];
    while (ports.length < count) {
        const port = end - 1 - Math.floor(Math.random() * Math.min(RANGE, end - LOWEST));
        if (!given.has(port) && await isFree(port)) {
            given.add(port);
            ports.push(port);
        }
    }
    return ports;
}

/** The kernel's documentation has it in networking/ip-sysctl: ip_local_port_range. */
async function lowestOutgoing() {
    const range = await readFile('/proc/sys/net/ipv4/ip_local_port_range', 'utf8');
    return Math.max(LOWEST + RANGE, Number(range.split(/\s+/)[0]));
}

async function isFree(port) {
    const server = net.createServer().listen(port, '127.0.0.1');
    try {
        await once(server, 'listening');
    } catch {
        return false;
    }
    await once(server.close(), 'close');
    return true;
}
