// SPDX-License-Identifier: GPL-3.0-or-later
// Makes the server forget the other devices of this person, which could take the call back without a code.

import { BatonError, type Call } from 'baton-client';
import { h } from './dom';
import { duration } from './format';
import { button } from './parts';
import { explain } from './words';

const DONE = 'Done. Your other devices can take this call only with a code now.';

/** Resolves with what has happened, in words. */
export async function forgetOtherDevices(call: Call): Promise<string> {
    try {
        await call.forgetDevices();
        return DONE;
    } catch (error) {
        const wait = error instanceof BatonError ? error.retryAfter : null;
        if (error instanceof BatonError && error.name === 'wrong_state' && wait !== null)
            return `The call has just come here and can still go back. Try again in ${duration(wait)}.`;
        const { title, text } = explain(error);
        return `${title}. ${text}`;
    }
}

/** Makes the part of the settings about other devices. The room may not remember any: then it has nothing to forget. */
export function otherDevices(call: Call): HTMLElement {
    const result = h('p', { class: 'muted-text device-note', role: 'status', 'data-testid': 'forget-result' });
    const forget = button('Forget my other devices', {
        'data-testid': 'forget-devices',
        onclick: async () => {
            forget.disabled = true;
            result.textContent = await forgetOtherDevices(call);
            forget.disabled = false;
        },
    });
    return h(
        'div',
        { class: 'device other-devices', 'data-testid': 'other-devices', hidden: !call.remembers || call.mutual },
        h('h3', {}, 'Your other devices'),
        h('p', { class: 'muted-text' }, 'A device that has had this call can ask for it again without a code.'),
        forget,
        result,
    );
}
