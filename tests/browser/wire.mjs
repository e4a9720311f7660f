// SPDX-License-Identifier: GPL-3.0-or-later
// A person whose connection to the server can be cut, and what the others see of this person.

/** Long enough for two processors that run three browsers. */
export const SOON = 30000;

/** Runs in the page. `wire.cut()` closes all WebSockets; until `wire.mend()`, new ones fail. */
export function wireCutter() {
    const open = new Set();
    if (!location.host)
        return;
    // A reload can begin without a connection.
    let broken = sessionStorage.getItem('wire') === 'broken';
    class Dead extends EventTarget {
        readyState = 3;
        constructor() {
            super();
            setTimeout(() => this.onclose?.(new Event('close')));
        }
        send() {}
        close() {}
    }
    const Real = window.WebSocket;
    window.WebSocket = class extends Real {
        constructor(...given) {
            if (broken)
                return new Dead();
            super(...given);
            open.add(this);
            this.addEventListener('close', () => open.delete(this));
        }
    };
    window.wire = {
        breakNext: () => sessionStorage.setItem('wire', 'broken'),
        cut: () => {
            broken = true;
            for (const socket of open)
                socket.close();
        },
        mend: () => {
            broken = false;
            sessionStorage.removeItem('wire');
        },
    };
}

export const cut = ({ page }) => page.evaluate(() => window.wire.cut());
export const mend = ({ page }) => page.evaluate(() => window.wire.mend());

export const tileOf = ({ id }) => `[data-testid="tile"][data-participant="${id}"][data-kind="camera"]`;

/** Resolves when new pictures of the other person come, and no still one covers them. */
export const seesPicture = (person, other) => person.seesPicture(other, { timeout: SOON });

/** Resolves when no such element can be seen. */
export const hides = (person, testid) => person.page.waitForFunction((id) =>
    [...document.querySelectorAll(`[data-testid="${id}"]`)].every((one) => !one.checkVisibility()), testid,
{ timeout: SOON });
