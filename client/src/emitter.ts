// SPDX-License-Identifier: MIT
// A typed event emitter: `E` maps the name of each event to what its listeners get.

type Listener<T> = (value: T) => void;

export class Emitter<E> {
    private readonly listeners = new Map<keyof E, Set<Listener<never>>>();

    /** Calls `listener` at each event, until the returned function is called. */
    on<K extends keyof E>(name: K, listener: Listener<E[K]>): () => void {
        let set = this.listeners.get(name);
        if (!set) this.listeners.set(name, (set = new Set()));
        set.add(listener as Listener<never>);
        return () => void this.listeners.get(name)?.delete(listener as Listener<never>);
    }

    /** If a listener throws, the error is logged and the other listeners are still called. */
    protected emit<K extends keyof E>(name: K, value: E[K]): void {
        for (const listener of [...(this.listeners.get(name) ?? [])]) {
            try {
                (listener as Listener<E[K]>)(value);
            } catch (error) {
                console.error(`Baton: a listener of "${String(name)}" failed`, error);
            }
        }
    }
}
