// SPDX-License-Identifier: MIT
// The events of the browser's page that a connection needs. Without a page (in Node), there are none.

import { Emitter } from './emitter.js';

export class PageEvents extends Emitter<{
    /** The network may be back, or the person looks at the page again: try to connect now. */
    wake: undefined;
    /** The browser uses another network now, or has one again. */
    network: undefined;
    /** The page is being closed, reloaded or put aside. Only what is sent at once still arrives. */
    hide: undefined;
    /** The page is back from the browser's cache of pages, and goes on. */
    show: undefined;
}> {
    private readonly undo: (() => void)[] = [];

    constructor() {
        super();
        this.listen(globalThis.window, 'online', () => {
            this.emit('wake', undefined);
            this.emit('network', undefined);
        });
        this.listen(globalThis.window, 'pagehide', () => this.emit('hide', undefined));
        this.listen(globalThis.window, 'pageshow', (event) => {
            if ((event as PageTransitionEvent).persisted) this.emit('show', undefined);
        });
        this.listen(globalThis.document, 'visibilitychange', () => {
            if (document.visibilityState === 'visible') this.emit('wake', undefined);
        });
        this.listenToNetwork();
    }

    /** Firefox and Safari do not have `navigator.connection`. Only browsers of phones know the type. */
    private listenToNetwork(): void {
        const { connection } = (globalThis.navigator ?? {}) as { connection?: EventTarget & { type?: string } };
        let type = connection?.type;
        this.listen(connection, 'change', () => {
            // The event also comes when the browser has estimated another speed.
            if (connection?.type === type) return;
            type = connection?.type;
            this.emit('network', undefined);
        });
    }

    close(): void {
        for (const undo of this.undo.splice(0)) undo();
    }

    private listen(target: EventTarget | undefined, name: string, listener: (event: Event) => void): void {
        if (typeof target?.addEventListener !== 'function') return;
        target.addEventListener(name, listener);
        this.undo.push(() => target.removeEventListener(name, listener));
    }
}
