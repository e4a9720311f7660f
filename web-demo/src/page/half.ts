// SPDX-License-Identifier: GPL-3.0-or-later
// The other half of a mutual scan: read by the camera, or typed.

import type { CodeKind } from '../client/types';
import { Cleanup, h } from './dom';
import { lettersForm } from './letters';
import { button } from './parts';
import { Scanner, type ScannerOptions } from './scanner';

/** `kind`: of the first half; the second is usually of the same. */
export function otherHalf(kind: CodeKind, options: ScannerOptions, step: Cleanup): HTMLElement {
    const place = h('div', { class: 'stack' });
    let inner = new Cleanup();
    step.add(() => inner.run());
    const change = (label: string, testid: string, run: () => void) =>
        button(label, { kind: 'quiet', 'data-testid': testid, onclick: run });
    const scan = () => {
        inner.run();
        inner = new Cleanup();
        const actions = [change('Type letters instead', 'half-type', type), ...options.actions];
        const scanner = new Scanner({ ...options, actions });
        inner.add(() => scanner.dispose());
        place.replaceChildren(scanner.element);
    };
    const type = () => {
        inner.run();
        const actions = [change('Scan instead', 'half-scan', scan), ...options.actions];
        place.replaceChildren(lettersForm('Go on', (code) => options.found(code), actions));
        place.querySelector('input')?.focus();
    };
    if (kind === 'short') type();
    else scan();
    return place;
}
