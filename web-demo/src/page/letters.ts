// SPDX-License-Identifier: GPL-3.0-or-later
// The field for typed letters. Case, spaces and dashes do not matter, and a link may be pasted into it.

import { groupLetters, isCode, judgeLetters } from './code';
import { h, setAttribute } from './dom';
import { button } from './parts';

const HINT = 'Eight letters. Capitals, spaces and dashes do not matter.';
const WRONG = 'Codes have no vowels, no Y and no digits. Please look again.';

/** Calls `found` when the person submits a whole code with the button `label`, or pastes a link. */
export function lettersForm(
    label: string,
    found: (code: string) => void,
    actions: HTMLElement[],
): HTMLElement {
    const hint = h('small', { id: 'letters-hint', role: 'status' }, HINT);
    const input = h('input', {
        id: 'letters',
        class: 'letters-input',
        'data-testid': 'letters',
        autocomplete: 'off',
        autocapitalize: 'characters',
        autocorrect: 'off',
        spellcheck: 'false',
        enterkeyhint: 'go',
        placeholder: 'XXXX-XXXX',
        'aria-describedby': 'letters-hint',
        oninput: () => take(),
        onpaste: (event: ClipboardEvent) => {
            const text = event.clipboardData?.getData('text') ?? '';
            if (!isCode(text)) return;
            event.preventDefault();
            found(text.trim());
        },
    });
    const go = button(label, {
        type: 'submit',
        class: 'button primary large',
        'data-testid': 'letters-go',
        disabled: true,
    });
    const take = () => {
        // Formatting would move the cursor to the end while somebody corrects a letter in the middle.
        const atEnd = input.selectionStart === input.value.length;
        if (atEnd) input.value = groupLetters(input.value);
        const state = judgeLetters(input.value);
        setAttribute(input, 'aria-invalid', state === 'wrong' && 'true');
        hint.textContent = state === 'wrong' ? WRONG : HINT;
        go.disabled = state !== 'code';
    };
    return h(
        'form',
        {
            class: 'stack letters-form',
            novalidate: true,
            'data-testid': 'letters-form',
            onsubmit: (event: SubmitEvent) => {
                event.preventDefault();
                if (judgeLetters(input.value) === 'code') found(input.value.trim());
            },
        },
        h('label', { for: 'letters', class: 'unseen' }, 'The letters of the code'),
        input,
        hint,
        go,
        h('div', { class: 'row centre' }, ...actions),
    );
}
