// SPDX-License-Identifier: GPL-3.0-or-later
// The second code of a mutual transfer. One device shows its code; the other device scans or types it.

import type { CodeKind, ShownCode } from 'baton-client';
import { codeFrame, codeView, howToRead } from './codeview';
import { Cleanup, h } from './dom';
import { lettersForm } from './letters';
import { button, countdown } from './parts';
import { Scanner, type ScannerOptions } from './scanner';

export const ownTitle = (kind: CodeKind): string =>
    kind === 'short' ? 'Now type this on the other device' : 'Now scan this with the other device';

export const otherTitle = (kind: CodeKind): string =>
    kind === 'short' ? 'Now type the other device’s letters' : 'Now scan the other device’s code';

/** Shows the code of this device. `there`: how the text names the other device; `move`: the waiting transfer. */
export function showSecondCode(
    code: ShownCode,
    move: { id: string; expires: number },
    there: string,
    cancel: HTMLElement,
    step: Cleanup,
): HTMLElement[] {
    return [
        h('p', {}, howToRead(code.kind, there)),
        codeFrame(codeView(code, move.id)),
        h(
            'p',
            { class: 'muted-text' },
            'Waiting for the other device ',
            countdown(() => move.expires, step),
        ),
        h('div', { class: 'row centre' }, cancel),
    ];
}

/**
 * Reads the code of the other device.
 * `kind`: the kind of the first code; the second code is usually of the same kind. `intro`: says where to find the code
 * that this device has to read.
 */
export function readSecondCode(
    kind: CodeKind,
    intro: string,
    options: ScannerOptions,
    step: Cleanup,
): HTMLElement {
    const place = h('div', { class: 'stack' });
    let inner = new Cleanup();
    step.add(() => inner.run());
    const change = (label: string, testid: string, run: () => void) =>
        button(label, { kind: 'quiet', 'data-testid': testid, onclick: run });
    const fill = (what: string, reader: HTMLElement) =>
        place.replaceChildren(h('p', {}, `${intro} ${what}`), reader);
    const scan = () => {
        inner.run();
        inner = new Cleanup();
        const actions = [change('Type letters instead', 'half-type', type), ...options.actions];
        const scanner = new Scanner({ ...options, actions });
        inner.add(() => scanner.dispose());
        fill('Point this camera at it.', scanner.element);
    };
    const type = () => {
        inner.run();
        const actions = [change('Scan instead', 'half-scan', scan), ...options.actions];
        const form = lettersForm('Go on', (code) => options.found(code), actions);
        fill('Type its letters here.', form);
        place.querySelector('input')?.focus();
    };
    if (kind === 'short') type();
    else scan();
    return place;
}
