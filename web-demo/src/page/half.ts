// SPDX-License-Identifier: GPL-3.0-or-later
// The second step of a mutual scan, on either device: the half that is shown, and the other one's half,
// which is read by the camera or typed.

import type { CodeKind, ShownCode } from 'baton-client';
import { codeFrame, codeView, howToRead } from './codeview';
import { Cleanup, h } from './dom';
import { lettersForm } from './letters';
import { button, countdown } from './parts';
import { Scanner, type ScannerOptions } from './scanner';

export const ownTitle = (kind: CodeKind): string =>
    kind === 'short' ? 'Now type this there' : 'Now let it scan this';

export const otherTitle = (kind: CodeKind): string =>
    kind === 'short' ? 'Now type its letters' : 'Now scan its code';

/** `there`: what the other device is called here; `move`: what waits for it. */
export function ownHalf(
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
            'Waiting for it ',
            countdown(() => move.expires, step),
        ),
        h('div', { class: 'row centre' }, cancel),
    ];
}

/**
 * `kind`: of the first half; the second is usually of the same. `intro`: where the code is that this
 * device is to read.
 */
export function otherHalf(
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
