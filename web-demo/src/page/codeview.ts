// SPDX-License-Identifier: GPL-3.0-or-later
// Shows a code: a picture for a camera, or letters for a person. Offers the choice between them.

import type { CodeKind, ShownCode } from 'baton-client';
import { spellLetters } from './code';
import { h } from './dom';
import { segments } from './parts';

/** Tells the person what to do with the code on the device that does not show it. */
export function howToRead(kind: CodeKind, there: string): string {
    switch (kind) {
        case 'qr':
            return `Point the camera of ${there} at this code.`;
        case 'code128':
            return `Scan this bar code on the page of ${there}. A camera app cannot read it.`;
        case 'short':
            return `Type these letters on ${there}.`;
    }
}

export function codeView(code: ShownCode, id: string): HTMLElement {
    const shared = { 'data-testid': 'code', 'data-transfer': id, 'data-kind': code.kind };
    if (code.kind === 'short')
        return h(
            'output',
            { class: 'letters', ...shared, 'aria-label': spellLetters(code.text) },
            ...code.text.split('-').map((group) => h('span', { 'aria-hidden': 'true' }, group)),
        );
    const bar = code.kind === 'code128' ? 'bar' : '';
    return h('img', { class: `code ${bar}`, ...shared, src: code.svg, alt: code.alt });
}

/** Makes a frame with the same height for each kind, so that the page does not jump when another kind is chosen. */
export function codeFrame(...content: Node[]): HTMLElement {
    return h('div', { class: 'code-frame' }, ...content);
}

const KINDS: [CodeKind, string][] = [
    ['qr', 'QR code'],
    ['code128', 'Bar code'],
    ['short', 'Letters'],
];

/** Offers the kinds that are allowed. If there is only one, there is nothing to choose. */
export function kindChoice(
    kind: CodeKind,
    choose: (kind: CodeKind) => void,
    allowed: (kind: CodeKind) => boolean = () => true,
): HTMLElement[] {
    const kinds = KINDS.filter(([each]) => allowed(each));
    if (kinds.length === 1) return [];
    return [segments<CodeKind>('What the code looks like', 'kind', kinds, kind, choose)];
}
