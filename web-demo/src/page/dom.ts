// SPDX-License-Identifier: GPL-3.0-or-later
// Making elements. Strings become text nodes, so a name that looks like markup stays a name.

type Child = Node | string | null | false;

export interface Attributes {
    [name: string]: string | number | boolean | null | undefined | ((event: never) => void);
}

/**
 * `on…` attributes are listeners; `true` is an empty attribute; `false`, null and undefined are
 * none.
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

/** A part of the page that can be taken away again. */
export interface View {
    element: HTMLElement;
    dispose(): void;
}

/** Collects what has to be undone when a view goes. */
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
