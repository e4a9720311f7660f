// SPDX-License-Identifier: MIT
// Where a client keeps the resume secrets of its calls. An app can replace the store.

/** Texts by key. The keys and texts are those of this client; a store does not have to understand them. */
export interface ResumeStore {
    get(key: string): string | null;
    set(key: string, text: string): void;
    remove(key: string): void;
    /** All keys of the store. Keys that the client has not set are allowed. */
    keys(): string[];
}

/** Forgets everything when the page is closed or reloaded. */
export class MemoryStore implements ResumeStore {
    private readonly texts = new Map<string, string>();

    get(key: string): string | null {
        return this.texts.get(key) ?? null;
    }

    set(key: string, text: string): void {
        this.texts.set(key, text);
    }

    remove(key: string): void {
        this.texts.delete(key);
    }

    keys(): string[] {
        return [...this.texts.keys()];
    }
}

/** Keeps the secrets for one tab, also when its page is reloaded. */
class TabStore implements ResumeStore {
    constructor(private readonly storage: Storage) {}

    get(key: string): string | null {
        return this.storage.getItem(key);
    }

    set(key: string, text: string): void {
        try {
            this.storage.setItem(key, text);
        } catch {
            // The storage is full. Only a reload needs it.
            return;
        }
    }

    remove(key: string): void {
        this.storage.removeItem(key);
    }

    keys(): string[] {
        return Object.keys(this.storage);
    }
}

/** `sessionStorage`, or memory if there is none: in Node, or if the browser forbids it. */
export function defaultStore(): ResumeStore {
    try {
        // Reading the property fails if the browser forbids the storage.
        const storage = globalThis.window?.sessionStorage;
        return storage ? new TabStore(storage) : memory;
    } catch {
        return memory;
    }
}

const memory = new MemoryStore();
