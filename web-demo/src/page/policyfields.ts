// SPDX-License-Identifier: GPL-3.0-or-later
// The fields in which a person chooses who has to agree to a move.

import type { Ways } from 'baton-client';
import { h } from './dom';
import { field } from './parts';
import { ALL_WAYS, FORM, HOW, stricter, WHO, type FullPolicy } from './policy';

/**
 * Makes three fields for a policy, with the choices that `room` and `ways` allow; by default all choices. If nobody is
 * asked, the other two fields are hidden.
 */
export function policyFields(
    prefix: string,
    policy: FullPolicy,
    change: (policy: FullPolicy) => void,
    room: FullPolicy = { who: 'nobody', how: 'popup', form: 'yesno' },
    ways: Ways = ALL_WAYS,
): HTMLElement {
    const allowed = stricter(room, ways);
    const now = { ...policy };
    const choose = <K extends keyof FullPolicy>(key: K, words: Record<string, string>) => {
        const select = h(
            'select',
            {
                id: `${prefix}-${key}`,
                'data-testid': `${prefix}-${key}`,
                onchange: () => {
                    now[key] = select.value as FullPolicy[K];
                    show();
                    change({ ...now });
                },
            },
            ...(allowed[key] as string[]).map((value) =>
                h('option', { value, selected: value === now[key] }, words[value] ?? value),
            ),
        );
        return field(`${prefix}-${key}`, LABELS[key], select);
    };
    const how = choose('how', HOW);
    const form = choose('form', FORM);
    const show = () => {
        how.hidden = form.hidden = now.who === 'nobody';
    };
    show();
    return h('div', { class: 'stack' }, choose('who', WHO), how, form);
}

const LABELS: Record<keyof FullPolicy, string> = {
    who: 'Who has to agree to a move',
    how: 'How they are asked',
    form: 'How they agree',
};
