// SPDX-License-Identifier: GPL-3.0-or-later
// A code on the screen: a picture for a camera, or letters for a person; and the choice between them.

import type { CodeKind, ShownCode } from '../client/types';
import { spellLetters } from './code';
import { h } from './dom';
import { segments } from './parts';

/** What to do with a code, on the device that does not show it. */
export const HOW_TO_READ: Record<CodeKind, string> = {
    qr: 'Point the camera of your other device at this code.',
    code128: 'Point the camera of your other device at this bar code.',
    short: 'Type these letters on your other device.',
};

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

/** A frame that is as high for each kind, so that nothing jumps when another is chosen. */
export function codeFrame(...content: Node[]): HTMLElement {
    return h('div', { class: 'code-frame' }, ...content);
}

export function kindChoice(kind: CodeKind, choose: (kind: CodeKind) => void): HTMLElement {
    return segments<CodeKind>(
        'What the code looks like',
        'kind',
        [
            ['qr', 'QR code'],
            ['code128', 'Bar code'],
            ['short', 'Letters'],
        ],
        kind,
        choose,
    );
}
