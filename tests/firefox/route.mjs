// SPDX-License-Identifier: GPL-3.0-or-later
// Gives the tests' network namespace a default route. Without one, Firefox gathers no ICE candidates at all.
import { execFileSync } from 'node:child_process';

/** The other end of the pair of interfaces of scripts/network.sh. Nobody forwards packets there. */
const ROUTE = ['default', 'via', '10.77.0.2', 'dev', 'baton0'];

export function addDefaultRoute() {
    execFileSync('ip', ['route', 'add', ...ROUTE]);
}
