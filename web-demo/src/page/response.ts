// SPDX-License-Identifier: GPL-3.0-or-later
// The buttons with which somebody agrees to a move or declines it, wherever they are asked.

import type { ConfirmForm } from 'baton-client';
import { Cleanup, h } from './dom';
import { button, countdown } from './parts';

export interface ResponseOptions {
    form: ConfirmForm;
    choices: number[];
    /** The time at which the question expires, on the clock of `Date.now()`. */
    expires: number;
    /** The label of the button that agrees; not used if people pick a number. */
    yes: string;
    agree(number?: number): void;
    decline(): void;
}

/** The button to decline is as large and as near as the buttons to agree. One press disables all of them. */
export function responseButtons(options: ResponseOptions, cleanup: Cleanup): HTMLElement {
    const once = (run: () => void) => () => {
        for (const one of element.querySelectorAll('button')) one.disabled = true;
        run();
    };
    const choice = (number: number) =>
        h(
            'button',
            {
                type: 'button',
                class: 'number',
                'data-testid': 'number-choice',
                'data-number': number,
                onclick: once(() => options.agree(number)),
            },
            String(number),
        );
    const decline = button('Decline', {
        class: 'button danger large',
        'data-testid': 'decline',
        onclick: once(() => options.decline()),
    });
    const left = h(
        'p',
        { class: 'muted-text' },
        'Respond within ',
        countdown(() => options.expires, cleanup),
    );
    const element = h('div', { class: 'stack response' });
    if (options.form === 'number')
        element.append(
            h(
                'div',
                { class: 'numbers', role: 'group', 'aria-label': 'Which number does it show?' },
                ...options.choices.map(choice),
            ),
            decline,
            left,
        );
    else
        element.append(
            h(
                'div',
                { class: 'yes-no' },
                button(options.yes, {
                    class: 'button primary large',
                    'data-testid': 'confirm-yes',
                    onclick: once(() => options.agree()),
                }),
                decline,
            ),
            left,
        );
    return element;
}
