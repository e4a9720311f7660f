// SPDX-License-Identifier: GPL-3.0-or-later
// The small parts that several views are made of: buttons, notices, toasts, countdowns.

import { h, type Attributes, type Cleanup } from './dom';
import { secondsLeft } from './format';
import { FrameQueue } from './framequeue';
import { icon, type IconName } from './icons';
import type { Words } from './words';

export function button(
    label: string,
    attributes: Attributes & { kind?: 'primary' | 'danger' | 'quiet'; icon?: IconName },
): HTMLButtonElement {
    const { kind, icon: name, ...rest } = attributes;
    return h(
        'button',
        { type: 'button', class: `button ${kind ?? ''}`, ...rest },
        name ? icon(name) : null,
        h('span', {}, label),
    );
}

/** Makes an error message. It stays on the page until the person goes on. */
export function notice(words: Words, ...actions: HTMLElement[]): HTMLElement {
    return h(
        'div',
        { class: 'notice', role: 'alert', 'data-testid': 'notice' },
        icon('warning'),
        h('div', {}, h('strong', {}, words.title), h('p', {}, words.text)),
        actions.length > 0 && h('div', { class: 'row' }, ...actions),
    );
}

interface Toast {
    text: string;
    kind: 'info' | 'good' | 'bad';
    action?: ToastAction | undefined;
}

/** A button in a toast. What it does must also be possible somewhere else, because a toast disappears. */
export interface ToastAction {
    label: string;
    testid: string;
    run(): void;
}

const TOAST_TIME = 6_000;
const TIME_TO_ACT = 20_000;
const MOST_TOASTS = 4;
const toasts = new FrameQueue<Toast>(MOST_TOASTS, showToasts);
const region = document.getElementById('toasts') ?? h('div');

/** An open dialog hides everything outside of it, so toasts are then placed inside of the dialog. */
export function placeToasts(): void {
    const home = [...document.querySelectorAll('dialog[open]')].at(-1) ?? document.body;
    if (region.parentElement !== home) home.append(region);
}

/** Shows a short message for a few seconds, in a polite live region. */
export function toast(text: string, kind: Toast['kind'] = 'info', action?: ToastAction): void {
    toasts.add({ text, kind, action });
}

function showToasts(added: Toast[]): void {
    for (const { text, kind, action } of added) {
        const element = h('div', { class: `toast ${kind}`, 'data-testid': 'toast' }, h('span', {}, text));
        if (action) element.append(actionButton(action, () => element.remove()));
        region.append(element);
        setTimeout(() => element.remove(), action ? TIME_TO_ACT : TOAST_TIME);
    }
    while (region.childElementCount > MOST_TOASTS) region.firstElementChild?.remove();
}

function actionButton({ label, testid, run }: ToastAction, done: () => void): HTMLElement {
    return button(label, {
        kind: 'quiet',
        'data-testid': testid,
        onclick: () => {
            done();
            run();
        },
    });
}

/** Makes a choice between a few values, side by side. `name` is part of the test ids, and unique on the page. */
export function segments<T extends string>(
    label: string,
    name: string,
    choices: [T, string][],
    chosen: T,
    choose: (value: T) => void,
): HTMLFieldSetElement {
    const segment = ([value, text]: [T, string]) =>
        h(
            'label',
            {},
            h('input', {
                type: 'radio',
                name,
                value,
                checked: value === chosen,
                'data-testid': `${name}-${value}`,
                onchange: () => choose(value),
            }),
            h('span', {}, text),
        );
    return h(
        'fieldset',
        { class: 'segments' },
        h('legend', { class: 'unseen' }, label),
        ...choices.map(segment),
    );
}

/** Makes a switch, with a line that says what it means. */
export function toggle(
    label: string,
    hint: string,
    testid: string,
    on: boolean,
    change: (on: boolean) => void,
): HTMLElement {
    const input = h('input', {
        type: 'checkbox',
        role: 'switch',
        checked: on,
        'data-testid': testid,
        onchange: () => change(input.checked),
    });
    return h(
        'label',
        { class: 'toggle' },
        input,
        h('span', {}, h('strong', {}, label), h('small', {}, hint)),
    );
}

/** Makes a field with its label and, if given, a line that explains it. */
export function field(id: string, label: string, control: HTMLElement, hint?: string): HTMLElement {
    if (hint) control.setAttribute('aria-describedby', `${id}-hint`);
    return h(
        'div',
        { class: 'field' },
        h('label', { for: id }, label),
        control,
        hint ? h('small', { id: `${id}-hint` }, hint) : null,
    );
}

/** Makes a countdown in seconds. Screen readers do not read each second. `onEnd` is called once, at 0. */
export function countdown(
    until: () => number,
    cleanup: Cleanup,
    onEnd: () => void = () => undefined,
): HTMLElement {
    const element = h('span', { class: 'countdown', 'data-testid': 'countdown', role: 'timer' });
    let ended = false;
    const show = () => {
        const left = secondsLeft(until(), Date.now());
        element.textContent = `${left} s`;
        if (left === 0 && !ended) onEnd();
        ended = left === 0;
    };
    show();
    cleanup.every(250, show);
    return element;
}

/** Disables a button for `wait` milliseconds, and shows in it how long that is. Without `wait` it does nothing. */
export function disableFor(held: HTMLButtonElement, wait: number | undefined, cleanup: Cleanup): HTMLButtonElement {
    if (wait === undefined) return held;
    const until = Date.now() + wait;
    const release = () => {
        held.disabled = false;
        held.querySelector('.countdown')?.remove();
    };
    held.disabled = true;
    held.append(countdown(() => until, cleanup, release));
    return held;
}

/** Removes all toasts, when their messages no longer matter. */
export function clearToasts(): void {
    toasts.clear();
    region.replaceChildren();
}

/** Makes a list of steps, each of which is done, current, or still to come. */
export function steps(labels: string[]): { element: HTMLElement; at(index: number): void } {
    const items = labels.map((label) => h('li', {}, h('span', { class: 'dot' }), label));
    const element = h('ol', { class: 'steps' }, ...items);
    const at = (index: number) =>
        items.forEach((item, i) => {
            item.className = i < index ? 'done' : i === index ? 'now' : '';
            if (i === index) item.setAttribute('aria-current', 'step');
            else item.removeAttribute('aria-current');
        });
    at(0);
    return { element, at };
}
