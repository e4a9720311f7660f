// SPDX-License-Identifier: GPL-3.0-or-later
// The first step of a move, on the device in the call: who shows the code, the kind of code, and the safety options.

import type { Call, OutgoingTransfer } from 'baton-client';
import type { CodeKind, ConfirmPolicy, Ways } from 'baton-client';
import { pageLink } from './code';
import { codeFrame, codeView, howToRead } from './codeview';
import { h, type Cleanup } from './dom';
import type { MoveWords } from './movesubject';
import { button, countdown, segments, toast, toggle } from './parts';
import { full, type FullPolicy } from './policy';
import { policyFields } from './policyfields';

/** `show`: this device shows the code. `scan` and `type`: the new device shows the code, and this device reads it. */
export type Way = 'show' | 'scan' | 'type';

export interface Wishes {
    way: Way;
    kind: CodeKind;
    mutual: boolean;
    policy: FullPolicy;
}

export function usualWishes(call: Call): Wishes {
    return { way: 'show', kind: 'qr', mutual: call.mutual, policy: full(call.confirmPolicy) };
}

/** Returns the fields of the request. The room's own policy is left out. */
export function transferOptions({ kind, mutual, policy }: Wishes, room: ConfirmPolicy) {
    const usual = JSON.stringify(full(room)) === JSON.stringify(policy);
    return {
        kind,
        ...(kind === 'qr' ? { link: pageLink(location) } : {}),
        ...(mutual ? { mutual } : {}),
        ...(usual ? {} : { confirm: policy }),
    };
}

const WAYS: [Way, string][] = [
    ['show', 'Show a code'],
    ['scan', 'Scan a code'],
    ['type', 'Type letters'],
];

/** Offers the ways that the room allows. If there is only one, there is nothing to choose. */
export function wayChoice(way: Way, allowed: Ways, choose: (way: Way) => void): HTMLElement[] {
    const ways = WAYS.filter(
        ([each]) => each === 'show' || (allowed.present && (each === 'scan' || allowed.short)),
    );
    if (ways.length === 1) return [];
    return [segments<Way>('How to move the call', 'way', ways, way, choose)];
}

/** Returns the code, or `placeholder` until the code is there. */
export function shownCode(
    transfer: OutgoingTransfer | null,
    kind: CodeKind,
    there: string,
    placeholder = 'Making a code …',
): HTMLElement[] {
    const picture = transfer?.code
        ? codeView(transfer.code, transfer.id)
        : h('p', { class: 'waiting' }, placeholder);
    return [h('p', {}, ...whereToRead(kind, there)), codeFrame(picture)];
}

/** A camera app opens the link in a QR code. For the other kinds, the person has to open this page first. */
function whereToRead(kind: CodeKind, there: string): (Node | string)[] {
    if (kind === 'qr') return [howToRead(kind, there)];
    const what = kind === 'short' ? 'type these letters.' : 'scan this bar code. A camera app cannot read it.';
    return [
        `On ${there} open `,
        h('b', { class: 'address' }, address()),
        ', tap ',
        h('b', {}, 'Take over a call'),
        ` and ${what}`,
    ];
}

/** Returns the address of this page without `https://` and the last slash, so that it is short enough to be typed. */
function address(): string {
    return pageLink(location)
        .replace(/^https:\/\//, '')
        .replace(/\/$/, '');
}

/** Makes a line with the time until the next code. It keeps its height while a code is fetched. */
export function renewal(until: number | null, cleanup: Cleanup): HTMLElement {
    return h(
        'p',
        { class: 'muted-text' },
        ...(until === null
            ? ['\u00a0']
            : ['A new code comes in ', countdown(() => until, cleanup)]),
    );
}

/** Says that the call has just come here. It can move to a further device only after the standby, at `until`. */
export function held(until: number, cleanup: Cleanup): HTMLElement {
    return h(
        'p',
        { 'data-testid': 'move-held' },
        'The call has just come to this device, and the other device can still take it back. A code comes in ',
        countdown(() => until, cleanup),
        '.',
    );
}

/** Says how this device reads the code of the new device: by its camera, or `typed`. */
export function readHint(typed: boolean): HTMLElement {
    return h(
        'p',
        {},
        'On your other device tap ',
        h('strong', {}, 'Take over a call'),
        ' and ',
        h('strong', {}, 'Show a code'),
        typed ? '. Type here the letters that it shows.' : '. Point this camera at it.',
    );
}

export function copyButton(transfer: OutgoingTransfer | null, { copied }: MoveWords): HTMLButtonElement {
    return button('Copy the link', {
        icon: 'copy',
        kind: 'quiet',
        'data-testid': 'copy-link',
        disabled: !transfer,
        onclick: async () => {
            await navigator.clipboard.writeText(transfer?.code?.text ?? '');
            toast(copied, 'good');
        },
    });
}

/** Makes the fields for the safety options, folded away. Calls `change` with the new wishes. */
export function safety(
    call: Call,
    wishes: Wishes,
    open: boolean,
    change: (wishes: Wishes, open: boolean) => void,
): HTMLDetailsElement {
    const details = h(
        'details',
        { class: 'more', open, 'data-testid': 'safety' },
        h('summary', {}, 'More safety'),
        h(
            'div',
            { class: 'stack' },
            call.mutual
                ? h('p', { 'data-testid': 'mutual-room' }, 'In this room both devices scan each other.')
                : toggle(
                      'Both scan each other',
                      'This device scans a code of the new device as well.',
                      'mutual',
                      wishes.mutual,
                      (mutual) => change({ ...wishes, mutual }, true),
                  ),
            policyFields(
                'move',
                wishes.policy,
                (policy) => change({ ...wishes, policy }, details.open),
                full(call.confirmPolicy),
                call.ways,
            ),
        ),
    );
    // On a phone, the options are below the edge of the screen when they unfold.
    details.addEventListener('toggle', () => {
        if (details.open && !open) details.scrollIntoView({ block: 'nearest' });
    });
    return details;
}
