// SPDX-License-Identifier: GPL-3.0-or-later
// The pages of the old device after a move: first a button to bring the call back, then a farewell.

import type { Call } from 'baton-client';
import { connectionLine } from './connectionview';
import type { ConnectionWatch } from './connectionwatch';
import { Cleanup, h, type View } from './dom';
import { secondsLeft } from './format';
import { icon } from './icons';
import { button, countdown, notice } from './parts';
import { explain } from './words';

export class Standby implements View {
    readonly element: HTMLElement;
    private readonly cleanup = new Cleanup();
    private readonly problem = h('div', { class: 'stack' });
    private readonly back: HTMLButtonElement;

    constructor(
        private readonly call: Call,
        watch: ConnectionWatch,
    ) {
        const until = call.undoUntil ?? Date.now();
        this.back = button('Bring it back here', {
            class: 'button primary large',
            icon: 'back',
            'data-testid': 'bring-back',
            onclick: () => void this.bringBack(),
        });
        const left = countdown(() => until, this.cleanup);
        const total = Math.max(1, secondsLeft(until, Date.now()));
        const bar = h('i');
        this.cleanup.every(100, () =>
            bar.style.setProperty(
                '--level',
                String(Math.max(0, (until - Date.now()) / 1000 / total)),
            ),
        );
        this.cleanup.add(call.on('returnFailed', () => this.returnFailed()));
        this.element = h(
            'main',
            { class: 'message-page', 'data-testid': 'standby' },
            h('div', { class: 'sign good' }, icon('move')),
            h('h1', { tabindex: -1 }, 'Your call is on the other device now'),
            h(
                'p',
                {},
                'The others get nothing from this device any more. You can bring the call back for ',
                left,
                '.',
            ),
            h('div', { class: 'meter wide', 'aria-hidden': 'true' }, bar),
            connectionLine(
                watch,
                'standby-waiting',
                () => 'The call can be brought back when the connection is back.',
                this.cleanup,
            ),
            this.problem,
            this.back,
        );
    }

    dispose(): void {
        this.cleanup.run();
    }

    private returnFailed(): void {
        this.back.disabled = false;
        this.problem.replaceChildren(
            notice({
                title: 'The call did not come back',
                text: 'This device sent no sound or picture. Keep this page in front and try again.',
            }),
        );
    }

    private async bringBack(): Promise<void> {
        this.back.disabled = true;
        try {
            await this.call.bringBack();
        } catch (error) {
            this.back.disabled = false;
            this.problem.replaceChildren(notice(explain(error)));
        }
    }
}

export interface Farewell {
    title: string;
    text: string;
    good?: boolean;
    actions: { label: string; run(): void; primary?: boolean; testid: string }[];
}

/** Makes a page that says how a call ended and what the person can do now. */
export function farewell({ title, text, good, actions }: Farewell): View {
    const element = h(
        'main',
        { class: 'message-page', 'data-testid': 'farewell' },
        h('div', { class: `sign ${good ? 'good' : ''}` }, icon(good ? 'check' : 'leave')),
        h('h1', { tabindex: -1 }, title),
        h('p', {}, text),
        h(
            'div',
            { class: 'row centre' },
            ...actions.map(({ label, run, primary, testid }) =>
                button(label, {
                    class: `button large ${primary ? 'primary' : ''}`,
                    'data-testid': testid,
                    onclick: () => run(),
                }),
            ),
        ),
    );
    return { element, dispose: () => undefined };
}
