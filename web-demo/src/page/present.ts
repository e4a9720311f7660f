// SPDX-License-Identifier: GPL-3.0-or-later
// The new device shows a code for the device in the call to scan. Camera, microphone and both PeerConnections are
// opened before the scan, unless this device needs its camera for scanning as well.

import { BatonError, type BatonClient, type Presentation, type IncomingTransfer } from 'baton-client';
import type { CodeKind, ShownCode } from 'baton-client';
import { codeFrame, codeView, kindChoice } from './codeview';
import { Cleanup, h, type View } from './dom';
import { deviceName, renewAfter } from './format';
import { capture, stop, type Captured } from './media';
import { renewal } from './movestart';
import { explainDevices } from './words';
import { button, notice, toggle } from './parts';

export interface PresenterOptions {
    connect(): Promise<BatonClient>;
    /** `captured` is null if the camera was kept free for scanning. `shown` is the code on the screen. */
    scanned(found: IncomingTransfer, captured: Captured | null, shown: ShownCode): void;
    /** In a mutual transfer: the person wants to scan first. */
    scan(presentation: Presentation): void;
    failed(error: unknown): void;
    cancel: HTMLElement;
}

const HOW: Record<CodeKind, string> = {
    qr: 'On the device in the call tap “Move”, then “Scan a code”, and point its camera at this code.',
    code128: 'On the device in the call tap “Move”, then “Scan a code”, and point its camera at this code.',
    short: 'On the device in the call tap “Move”, then “Type letters”, and type these letters.',
};

export class Presenter implements View {
    readonly element = h('div', { class: 'stack', 'data-testid': 'presenter' });
    private step = new Cleanup();
    private presentation: Presentation | undefined;
    private captured: Captured | null = null;
    private kind: CodeKind = 'qr';
    private mutual = false;
    private renewing: ReturnType<typeof setTimeout> | undefined;
    private turn = 0;
    private handed = false;
    private hidden = false;

    constructor(private readonly options: PresenterOptions) {
        void this.start();
    }

    /** The code stays valid, because the person may be scanning first. `withdraw` ends it. */
    dispose(): void {
        this.hidden = true;
        this.turn++;
        this.step.run();
        clearTimeout(this.renewing);
        if (this.handed) return;
        if (this.captured) stop(this.captured.tracks);
    }

    /** Withdraws the code. Resolves when the server has replied. */
    async withdraw(): Promise<void> {
        const { presentation } = this;
        this.presentation = undefined;
        if (!this.handed) await presentation?.cancel();
    }

    private async start(): Promise<void> {
        const turn = ++this.turn;
        const over = () => this.turn !== turn;
        this.draw(null);
        try {
            const client = await this.options.connect();
            if (over()) return;
            if (!this.mutual && !(await this.capture(over))) return;
            const presentation = await client.present({
                kind: this.kind,
                mutual: this.mutual,
                device_name: deviceName(navigator.userAgent),
            });
            if (over()) return void presentation.cancel();
            this.hold(presentation);
            if (this.captured) await presentation.connect(this.captured.tracks);
        } catch (error) {
            if (!over() && !this.handed) this.options.failed(error);
        }
    }

    /** Returns false if the attempt is over by then, and turns the camera off again. */
    private async capture(over: () => boolean): Promise<boolean> {
        const captured = await capture({ camera: true, microphone: true });
        if (over()) stop(captured.tracks);
        else this.captured = captured;
        return !over();
    }

    private hold(presentation: Presentation): void {
        this.presentation = presentation;
        presentation.on('scanned', (found) => {
            this.handed = true;
            this.dispose();
            this.options.scanned(found, this.captured, presentation.code);
        });
        presentation.on('ended', ({ reason }) => {
            if (this.presentation !== presentation) return;
            this.presentation = undefined;
            if (this.hidden) this.options.failed(new BatonError('code_expired', ''));
            else if (reason !== 'by_new') void this.restart();
        });
        this.settle(presentation);
    }

    /** The person may have chosen another kind while the code was on its way. */
    private settle(presentation: Presentation): void {
        if (presentation.code.kind === this.kind) this.renewSoon(presentation);
        else void this.renew(presentation);
    }

    private renewSoon(presentation: Presentation): void {
        clearTimeout(this.renewing);
        const wait = renewAfter(presentation.expires - Date.now());
        this.renewing = setTimeout(() => void this.renew(presentation), wait);
        this.draw(presentation, Date.now() + wait);
    }

    private async renew(presentation: Presentation): Promise<void> {
        if (presentation.code.kind !== this.kind) this.draw(null);
        try {
            await presentation.renew(this.kind);
            if (this.presentation === presentation && !this.handed) this.settle(presentation);
        } catch (error) {
            if (this.presentation === presentation && !this.handed) this.options.failed(error);
        }
    }

    /** Starts again, with the camera captured or kept free, as the new choice needs it. */
    private async restart(): Promise<void> {
        clearTimeout(this.renewing);
        const before = this.presentation;
        this.presentation = undefined;
        await before?.cancel();
        if (this.captured) stop(this.captured.tracks);
        this.captured = null;
        await this.start();
    }

    private draw(presentation: Presentation | null, renewed: number | null = null): void {
        this.step.run();
        this.step = new Cleanup();
        const focused = (document.activeElement as HTMLElement | null)?.dataset.testid;
        const picture = presentation
            ? codeView(presentation.code, presentation.id)
            : h('p', { class: 'waiting' }, 'Making a code …');
        const scan = button('Scan the other code first', {
            icon: 'scan',
            kind: 'quiet',
            'data-testid': 'scan-first',
            disabled: !presentation,
            onclick: () => presentation && this.options.scan(presentation),
        });
        this.element.replaceChildren(
            h('p', {}, HOW[this.kind]),
            codeFrame(picture),
            ...kindChoice(this.kind, (kind) => {
                this.kind = kind;
                if (presentation) void this.renew(presentation);
            }),
            renewal(renewed, this.step),
            toggle(
                'Both scan each other',
                'This device scans a code of the other device as well.',
                'mutual',
                this.mutual,
                (on) => {
                    this.mutual = on;
                    void this.restart();
                },
            ),
            ...this.missing(),
            h('div', { class: 'row centre' }, this.mutual ? scan : null, this.options.cancel),
        );
        if (focused) this.element.querySelector<HTMLElement>(`[data-testid="${focused}"]`)?.focus();
    }

    private missing(): HTMLElement[] {
        return explainDevices(this.captured?.problems ?? []).map((words) => notice(words));
    }
}
