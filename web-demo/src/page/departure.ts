// SPDX-License-Identifier: GPL-3.0-or-later
// The parts that the device in the call shows between the scan and the move: the question, or who else has to respond.

import type { OutgoingTransfer } from 'baton-client';
import type { ConfirmEvent, ConfirmHow } from 'baton-client';
import { responseButtons, type ResponseOptions } from './response';
import { h, type Cleanup } from './dom';
import { named } from './format';
import type { MoveWords } from './movesubject';
import { waitingFor } from './outcomes';
import { countdown } from './parts';
import { asksRemote, full } from './policy';

export function confirmTitle({ form }: ConfirmEvent, { question }: MoveWords): string {
    return form === 'number' ? 'Which number does it show?' : question;
}

export function confirmation(
    event: ConfirmEvent,
    { wants, yes }: MoveWords,
    responses: Pick<ResponseOptions, 'agree' | 'decline'>,
    step: Cleanup,
): HTMLElement[] {
    const device = h('strong', { 'data-testid': 'device-name' }, named(event.device_name) || 'A device');
    const pick = event.form === 'number' ? ' Pick the number that you see on it.' : '';
    return [
        h('p', {}, device, ` ${wants}${pick}`),
        responseButtons(
            {
                form: event.form,
                choices: event.choices ?? [],
                expires: Date.now() + event.expires_in,
                yes,
                ...responses,
            },
            step,
        ),
    ];
}

/**
 * Says who still has to respond outside of this dialog. `here`: how the person in the call is asked; null if this
 * person is not asked or has responded.
 */
export function awaiting(
    transfer: OutgoingTransfer,
    here: ConfirmHow | null,
    actions: (HTMLElement | null)[],
    step: Cleanup,
): HTMLElement[] {
    const { who } = full(transfer.confirmPolicy);
    const others = who.endsWith('any')
        ? 'One of the others in the call has to agree.'
        : 'All of the others in the call have to agree.';
    return [
        ...(here ? [h('p', {}, waitingFor(here))] : []),
        ...(asksRemote(who) ? [h('p', { 'data-testid': 'waiting-for-others' }, others)] : []),
        h(
            'p',
            { class: 'muted-text waiting' },
            'Time left ',
            countdown(() => transfer.expires, step),
        ),
        h('div', { class: 'row' }, ...actions),
    ];
}
