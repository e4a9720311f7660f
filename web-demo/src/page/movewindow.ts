// SPDX-License-Identifier: GPL-3.0-or-later
// The window of the dialog that moves a call: its title, its warnings, and one screen at a time.

import { connectionLine } from './connectionview';
import type { ConnectionWatch } from './connectionwatch';
import { Cleanup, h, type View } from './dom';
import { clearToasts, notice, placeToasts } from './parts';
import type { Words } from './words';

export interface MoveWindowOptions {
    /** The person wants to close the window, for example with Escape. */
    cancel(): void;
    /** Says what does not go on while the connection is lost. */
    whatWaits(): string;
}

export class MoveWindow implements View {
    readonly element: HTMLDialogElement;
    private readonly cleanup = new Cleanup();
    private readonly title = h('h2', { id: 'move-title', tabindex: -1 });
    /** Warnings to read before the person agrees. They stay on the screen while the transfer goes on. */
    private readonly warnings = h('div', { class: 'stack warnings', 'data-testid': 'warnings' });
    private readonly body = h('div', { class: 'stack move-body' });
    private step = new Cleanup();

    constructor(watch: ConnectionWatch, options: MoveWindowOptions) {
        this.element = h(
            'dialog',
            {
                class: 'move',
                'data-testid': 'move-dialog',
                'aria-labelledby': 'move-title',
                oncancel: (event: Event) => {
                    event.preventDefault();
                    options.cancel();
                },
            },
            this.title,
            connectionLine(watch, 'move-waiting', () => options.whatWaits(), this.cleanup),
            this.warnings,
            this.body,
        );
    }

    dispose(): void {
        this.step.run();
        this.cleanup.run();
        this.vanish();
        this.element.remove();
    }

    appear(): void {
        if (!this.element.isConnected) document.body.append(this.element);
        if (!this.element.open) this.element.showModal();
        placeToasts();
    }

    vanish(): void {
        this.element.close();
        placeToasts();
    }

    /**
     * Shows one screen. What `content` starts through its parameter `step`, such as a countdown, stops when the window
     * shows the next screen.
     */
    show(title: string, content: (step: Cleanup) => Node[]): void {
        this.step.run();
        this.step = new Cleanup();
        if (this.title.textContent !== title) clearToasts();
        this.title.textContent = title;
        this.body.replaceChildren(...content(this.step));
        if (this.element.open) this.title.focus();
    }

    /**
     * Puts the focus back on the control that the person used, because the page may have drawn the control again. If
     * the control is gone, the focus stays on the title.
     */
    refocus(testid: string | undefined): void {
        const again = testid && this.body.querySelector<HTMLElement>(`[data-testid="${testid}"]`);
        if (again) again.focus();
    }

    /** Adds a warning, unless the same one is shown already. */
    warn(words: Words): void {
        const said = [...this.warnings.children].some((one) => one.textContent === words.title + words.text);
        if (!said) this.warnings.append(notice(words));
        this.appear();
    }

    clearWarnings(): void {
        this.warnings.replaceChildren();
    }
}
