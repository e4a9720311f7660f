// SPDX-License-Identifier: GPL-3.0-or-later
// Makes elements. Strings become text nodes, so that a name with HTML in it is shown as text.

type Child = Node | string | null | false;

export interface Attributes {
    [name: string]: string | number | boolean | null | undefined | ((event: never) => void);
}

/**
 * A function is a listener for the event that its name gives (`onclick`). `true` sets an empty attribute; `false`, null
 * and undefined set none.
 */
export function h<K extends keyof HTMLElementTagNameMap>(
    tag: K,
    attributes: Attributes = {},
    ...children: Child[]
): HTMLElementTagNameMap[K] {
    const element = document.createElement(tag);
    for (const [name, value] of Object.entries(attributes)) {
        if (typeof value === 'function')
            element.addEventListener(name.slice(2), value as (event: Event) => void);
        else setAttribute(element, name, value);
    }
    element.append(...children.filter((child): child is Node | string => !!child));
    return element;
}

export function setAttribute(
    element: Element,
    name: string,
    value: string | number | boolean | null | undefined,
): void {
    if (value === false || value === null || value === undefined) element.removeAttribute(name);
    else element.setAttribute(name, value === true ? '' : String(value));
}

/** A part of the page that can be removed again. */
export interface View {
    element: HTMLElement;
    dispose(): void;
}

/** Collects what has to be undone when a view is removed. */
export class Cleanup {
    private readonly undo: (() => void)[] = [];

    add(undo: () => void): void {
        this.undo.push(undo);
    }

    every(milliseconds: number, run: () => void): void {
        const timer = setInterval(run, milliseconds);
        this.add(() => clearInterval(timer));
    }

    listen<K extends keyof DocumentEventMap>(name: K, run: (event: DocumentEventMap[K]) => void) {
        document.addEventListener(name, run);
        this.add(() => document.removeEventListener(name, run));
    }

    run(): void {
        for (const undo of this.undo.splice(0).reverse()) undo();
    }
}
