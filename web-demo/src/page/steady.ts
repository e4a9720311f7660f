// SPDX-License-Identifier: GPL-3.0-or-later
// Shows a value only when it has lasted for a while, so that the page does not flicker. Pure.

export class Steady<T> {
    private next: { value: T; since: number } | undefined;

    /** @param wait how many milliseconds `to` has to last before it is shown in place of `from` */
    constructor(
        private shown: T,
        private readonly wait: (from: T, to: T) => number,
    ) {}

    get value(): T {
        return this.shown;
    }

    /** Takes the value of now, and returns the value to show. */
    take(value: T, now: number): T {
        if (value === this.shown) this.next = undefined;
        else if (this.next?.value !== value) this.next = { value, since: now };
        if (this.next && now - this.next.since >= this.wait(this.shown, this.next.value)) {
            this.shown = this.next.value;
            this.next = undefined;
        }
        return this.shown;
    }
}
