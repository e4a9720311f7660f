// SPDX-License-Identifier: GPL-3.0-or-later
// The dialog that moves a call away: a code that renews itself, the number to pick, and how it
// goes.

import type { Call, Transfer } from '../client/baton';
import type { ConfirmEvent, TransferEndedEvent, TransferState } from '../client/types';
import { takeoverLink } from './code';
import { Cleanup, h, type View } from './dom';
import { renewAfter } from './format';
import { button, countdown, notice, placeToasts, steps, toast } from './parts';
import { explain, explainEnd, type Words } from './words';

export class MoveDialog implements View {
    readonly element: HTMLDialogElement;
    private readonly cleanup = new Cleanup();
    private readonly title = h('h2', { id: 'move-title', tabindex: -1 });
    private readonly body = h('div', { class: 'stack move-body' });
    private step = new Cleanup();
    private transfer: Transfer | undefined;
    private progress: ReturnType<typeof steps> | undefined;
    private renewal: ReturnType<typeof setTimeout> | undefined;
    private scanned = false;

    constructor(
        private readonly call: Call,
        private readonly onClose: () => void,
    ) {
        this.element = h(
            'dialog',
            {
                class: 'move',
                'data-testid': 'move-dialog',
                'aria-labelledby': 'move-title',
                oncancel: (event: Event) => {
                    event.preventDefault();
                    void this.close();
                },
            },
            this.title,
            this.body,
        );
        this.cleanup.add(call.on('moved', () => this.dispose()));
        this.cleanup.add(call.on('ended', () => this.dispose()));
    }

    open(offered?: Transfer): void {
        document.body.append(this.element);
        this.element.showModal();
        placeToasts(this.element);
        if (offered) this.offer(offered);
        else void this.renew();
    }

    dispose(): void {
        clearTimeout(this.renewal);
        this.step.run();
        this.cleanup.run();
        if (!this.element.isConnected) return;
        placeToasts(document.body);
        this.element.close();
        this.element.remove();
        this.onClose();
    }

    /** Asks for a code; while one is shown, for the one that takes its place. */
    private async renew(): Promise<void> {
        if (!this.transfer)
            this.show('Move this call', h('p', { class: 'waiting' }, 'Making a code …'));
        try {
            const transfer = await this.call.transfer({ link: takeoverLink(location) });
            if (!this.element.isConnected) return void transfer.cancel().catch(() => undefined);
            this.offer(transfer);
        } catch (error) {
            // Somebody scanned the code that was to be replaced: that goes on.
            if (this.scanned || !this.element.isConnected) return;
            this.refuse(explain(error));
        }
    }

    private offer(transfer: Transfer): void {
        this.transfer = transfer;
        this.scanned = false;
        const mine = <T>(run: (value: T) => void) => {
            return (value: T) => {
                if (this.transfer === transfer) run(value);
            };
        };
        transfer.on(
            'confirm',
            mine((event) => this.ask(event)),
        );
        transfer.on(
            'state',
            mine(({ state }) => this.follow(state)),
        );
        transfer.on(
            'ended',
            mine((event) => this.finish(event)),
        );
        transfer.on(
            'warning',
            mine(() => this.warn()),
        );
        clearTimeout(this.renewal);
        const wait = renewAfter(transfer.expires - Date.now());
        this.renewal = setTimeout(() => void this.renew(), wait);
        this.showCode(transfer, Date.now() + wait);
    }

    private showCode(transfer: Transfer, renewed: number): void {
        const copy = button('Copy the link', {
            icon: 'copy',
            kind: 'quiet',
            'data-testid': 'copy-link',
            onclick: async () => {
                await navigator.clipboard.writeText(transfer.text);
                toast('Copied. Open it on the other device within the time shown.', 'good');
            },
        });
        this.show(
            'Move this call',
            h('p', {}, 'Point the camera of your other device at this code.'),
            h('img', {
                class: 'code',
                'data-testid': 'code',
                'data-transfer': transfer.id,
                src: transfer.svg,
                alt: transfer.alt,
            }),
            h(
                'p',
                { class: 'muted-text' },
                'A new code comes in ',
                countdown(() => renewed, this.newStep()),
            ),
            h('div', { class: 'row' }, copy, this.cancelButton()),
        );
    }

    private ask(event: ConfirmEvent): void {
        this.scanned = true;
        clearTimeout(this.renewal);
        const until = Date.now() + event.expires_in;
        const device = h(
            'strong',
            { 'data-testid': 'device-name' },
            event.device_name || 'A device',
        );
        const left = h(
            'p',
            { class: 'muted-text' },
            'Answer within ',
            countdown(() => until, this.newStep()),
        );
        const decline = button('Decline', {
            class: 'button danger large',
            'data-testid': 'decline',
            onclick: () => this.answer(() => this.transfer?.decline()),
        });
        if (event.form === 'number') {
            this.show(
                'Which number does it show?',
                h(
                    'p',
                    {},
                    device,
                    ' wants to take this call over. Pick the number that you see on it.',
                ),
                h('div', { class: 'numbers' }, ...(event.choices ?? []).map((n) => this.choice(n))),
                decline,
                left,
            );
        } else {
            const yes = button('Yes, move the call', {
                class: 'button primary large',
                'data-testid': 'confirm-yes',
                onclick: () => this.answer(() => this.transfer?.confirm()),
            });
            this.show(
                'Move the call there?',
                h('p', {}, device, ' wants to take this call over.'),
                yes,
                decline,
                left,
            );
        }
    }

    private choice(number: number): HTMLButtonElement {
        return h(
            'button',
            {
                type: 'button',
                class: 'number',
                'data-testid': 'number-choice',
                'data-number': number,
                onclick: () => this.answer(() => this.transfer?.confirm(number)),
            },
            String(number),
        );
    }

    /** What the answer leads to comes as an event; an answer that came too late is said at once. */
    private answer(send: () => Promise<void> | undefined): void {
        for (const one of this.body.querySelectorAll('button')) one.disabled = true;
        void send()?.catch((error: unknown) => {
            if (this.transfer?.state !== 'ended') this.refuse(explain(error));
        });
    }

    private follow(state: TransferState): void {
        if (state === 'connecting' || state === 'committing') {
            this.scanned = true;
            clearTimeout(this.renewal);
            if (!this.progress) this.showProgress();
            this.progress?.at(state === 'connecting' ? 1 : 2);
        }
    }

    private showProgress(): void {
        const progress = steps(['Agreed', 'The other device connects', 'The call moves']);
        this.show(
            'Moving the call',
            h('p', {}, 'You can go on talking.'),
            progress.element,
            h('div', { class: 'row' }, this.cancelButton()),
        );
        this.progress = progress;
    }

    private finish(event: TransferEndedEvent): void {
        if (event.outcome === 'superseded' && !this.scanned) return;
        if (event.outcome === 'expired' && event.reason === 'code_expired')
            return void this.renew();
        this.refuse(explainEnd(event));
    }

    private warn(): void {
        toast('Somebody else tried your code too. If in doubt, decline.', 'bad');
    }

    private refuse(words: Words): void {
        clearTimeout(this.renewal);
        this.transfer = undefined;
        const again = button('Show a fresh code', {
            kind: 'primary',
            'data-testid': 'move-again',
            onclick: () => void this.renew(),
        });
        const close = button('Close', {
            'data-testid': 'move-close',
            onclick: () => this.dispose(),
        });
        this.show('Move this call', notice(words), h('div', { class: 'row' }, again, close));
    }

    private cancelButton(): HTMLButtonElement {
        return button('Cancel', { 'data-testid': 'move-cancel', onclick: () => void this.close() });
    }

    private async close(): Promise<void> {
        const transfer = this.transfer;
        this.transfer = undefined;
        this.dispose();
        await transfer?.cancel().catch(() => undefined);
    }

    private show(title: string, ...content: Node[]): void {
        this.progress = undefined;
        this.title.textContent = title;
        this.body.replaceChildren(...content);
        this.title.focus();
    }

    /** Stops the countdown of what was shown before. */
    private newStep(): Cleanup {
        this.step.run();
        return (this.step = new Cleanup());
    }
}
