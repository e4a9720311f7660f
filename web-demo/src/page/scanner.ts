// SPDX-License-Identifier: GPL-3.0-or-later
// Looks for a code with the camera. The browser reads the code. The server reads it if the person wants that, or if the
// browser cannot.

import type { ScanImage } from 'baton-client';
import { isCode } from './code';
import { Cleanup, h, type View } from './dom';
import { sendFrames } from './frames';
import { captureScanner } from './media';
import { notice, toggle } from './parts';
import type { Reader } from './reader';
import { explain, explainDevice, NOT_A_CODE, type Words } from './words';

/** Milliseconds between two attempts to read a code. An attempt takes a few tens of milliseconds. */
const PAUSE = 120;

export interface ScannerOptions {
    /** Called once, with the text of the code, after the camera was turned off. */
    found(text: string): void;
    /** Sends pictures to the server. Resolves when the server has accepted a code in them, rejects with its refusal. */
    send(images: ScanImage[]): Promise<void>;
    /** Called when the server has read a code and refuses it. */
    refused(error: unknown): void;
    actions: HTMLElement[];
}

export class Scanner implements View {
    readonly element: HTMLElement;
    private readonly cleanup = new Cleanup();
    private readonly video = h('video', { playsinline: true, autoplay: true });
    private readonly problem = h('div', {
        class: 'scan-problem',
        'data-testid': 'scan-problem',
        role: 'status',
    });
    private readonly viewfinder = h(
        'div',
        { class: 'viewfinder' },
        this.video,
        h('div', { class: 'finder', 'aria-hidden': 'true' }),
        this.problem,
    );
    private readonly choice: HTMLElement;
    private byServer = false;
    /** Counts the choices between browser and server. Attempts that began before the last choice end themselves. */
    private turn = 0;
    private stopped = false;

    constructor(private readonly options: ScannerOptions) {
        this.video.muted = true;
        this.choice = toggle(
            'Let the server read it',
            'Sends the server a picture from this camera twice a second.',
            'scan-by-server',
            false,
            (on) => this.readBy(on),
        );
        this.element = h(
            'div',
            { class: 'scanner', 'data-testid': 'scanner' },
            this.viewfinder,
            this.choice,
            h('div', { class: 'row centre' }, ...options.actions),
        );
        void this.start();
    }

    dispose(): void {
        this.stopped = true;
        this.turn++;
        this.cleanup.run();
        this.video.srcObject = null;
    }

    private async start(): Promise<void> {
        this.problem.replaceChildren();
        this.viewfinder.classList.remove('blind');
        let stream: MediaStream;
        try {
            stream = await captureScanner();
        } catch (error) {
            if (this.stopped) return;
            this.viewfinder.classList.add('blind');
            return this.problem.replaceChildren(this.noCamera(error));
        }
        const stop = () => stream.getTracks().forEach((track) => track.stop());
        if (this.stopped) return stop();
        this.cleanup.add(stop);
        this.video.srcObject = stream;
        await this.video.play().catch(() => undefined);
        this.readBy(this.byServer);
    }

    private noCamera(error: unknown): HTMLElement {
        const again = h(
            'button',
            { type: 'button', class: 'button', onclick: () => void this.start() },
            'Try again',
        );
        const words = explainDevice('camera', error);
        const way = 'Or scan the code with the phone’s own camera app, and open the link it finds.';
        return notice({ title: words.title, text: `${words.text} ${way}` }, again);
    }

    private readBy(server: boolean): void {
        this.byServer = server;
        this.turn++;
        if (this.stopped || !this.video.srcObject) return;
        this.problem.replaceChildren();
        const { turn } = this;
        const over = () => this.turn !== turn;
        void (server ? this.send(over) : this.read(over));
    }

    private async read(over: () => boolean): Promise<void> {
        let reader: Reader;
        try {
            reader = await (await import('./reader')).startReader();
        } catch {
            if (!over()) this.fallBack();
            return;
        }
        while (!over()) {
            const texts = await reader(this.video).catch((): string[] => []);
            if (over()) return;
            const code = texts.find(isCode);
            if (code !== undefined) {
                this.dispose();
                return this.options.found(code);
            }
            if (texts.length > 0) this.say(NOT_A_CODE);
            await new Promise((resolve) => setTimeout(resolve, PAUSE));
        }
    }

    /** The browser cannot read codes. Lets the server read them, without asking, because there is no other way. */
    private fallBack(): void {
        this.choice.replaceChildren(
            h(
                'small',
                {},
                'This browser cannot read codes, so the server does that: it gets pictures from the camera.',
            ),
        );
        this.readBy(true);
    }

    private async send(over: () => boolean): Promise<void> {
        try {
            await sendFrames(this.video, this.options.send, over, (error) => {
                if (error.name === 'no_code') this.problem.replaceChildren();
                else this.say(explain(error));
            });
        } catch (error) {
            if (this.stopped) return;
            this.dispose();
            this.options.refused(error);
        }
    }

    private say(words: Words): void {
        if (this.problem.textContent !== words.title + words.text)
            this.problem.replaceChildren(notice(words));
    }
}
