// SPDX-License-Identifier: GPL-3.0-or-later
// The page of a device that takes a call over: scan or open the link, show the number, wait, and
// the call is here.

import type { BatonClient, Call, LocalTracks, Takeover } from '../client/baton';
import { BatonError } from '../client/baton';
import type { SourceKind, TransferEndedEvent, TransferState } from '../client/types';
import { Cleanup, h, type View } from './dom';
import { deviceName } from './format';
import { icon } from './icons';
import { capture, stop, type Captured } from './media';
import { button, countdown, notice, steps, toast } from './parts';
import type { Scanner } from './scanner';
import { explain, explainDevices, explainEnd, NOT_A_CODE, type Words } from './words';

/** What the old device sent and this one does not. */
const LEFT_BEHIND: Record<SourceKind, string> = {
    screen: 'Your screen is not shared from here. Tap Share to go on with it.',
    camera: 'Nobody sees you: this device sends no picture.',
    microphone: 'Nobody hears you: this device sends no sound.',
};

export interface TakeoverOptions {
    /** What the link carried that opened the page; null to scan. */
    code: string | null;
    connect(): Promise<BatonClient>;
    arrived(call: Call, client: BatonClient): void;
    back(): void;
}

export function takeover(options: TakeoverOptions): View {
    return new TakeoverPage(options);
}

class TakeoverPage implements View {
    readonly element: HTMLElement;
    private readonly title = h('h1', { tabindex: -1 });
    private readonly body = h('div', { class: 'stack takeover-body' });
    private step = new Cleanup();
    private scanner: Scanner | undefined;
    private takeover: Takeover | undefined;
    private client: BatonClient | undefined;
    private tracks: LocalTracks = {};
    private progress: ReturnType<typeof steps> | undefined;
    private gone = false;

    constructor(private readonly options: TakeoverOptions) {
        this.element = h(
            'main',
            { class: 'takeover', 'data-testid': 'takeover' },
            this.title,
            this.body,
        );
        if (options.code) this.invite(options.code);
        else void this.scan();
    }

    dispose(): void {
        this.gone = true;
        this.step.run();
        this.scanner?.dispose();
        stop(this.tracks);
        void this.giveUp();
    }

    /**
     * The connection stays until the server has heard it: otherwise it would take this device for
     * one that vanished.
     */
    private async giveUp(): Promise<void> {
        await this.takeover?.cancel().catch(() => undefined);
        this.client?.close();
    }

    /** A link must not act by being opened: previews and scanners of messages open links too. */
    private invite(code: string): void {
        this.show(
            'Take the call over here?',
            h(
                'p',
                {},
                'The call moves from your other device to this one. Nobody in it will notice.',
            ),
            h(
                'p',
                { class: 'muted-text' },
                'Your browser may ask for the camera and the microphone. They stay off until the call is here.',
            ),
            button('Take it over', {
                class: 'button primary large',
                'data-testid': 'accept',
                onclick: () => void this.claim(code),
            }),
            this.backButton('Not now'),
        );
    }

    private async scan(): Promise<void> {
        this.show(
            'Take over a call',
            h(
                'p',
                {},
                'On the device that is in the call, tap ',
                h('strong', {}, 'Move'),
                '. Then point this camera at the code.',
            ),
        );
        const { Scanner } = await import('./scanner');
        if (this.gone) return;
        this.scanner = new Scanner((code) => void this.claim(code), [this.backButton('Cancel')]);
        this.body.append(this.scanner.element);
    }

    private async claim(code: string): Promise<void> {
        this.scanner?.dispose();
        this.scanner = undefined;
        this.show(
            'One moment',
            h('p', { class: 'waiting' }, 'Waiting for camera and microphone …'),
        );
        const captured = await capture({ camera: true, microphone: true });
        if (this.gone) return stop(captured.tracks);
        this.tracks = captured.tracks;
        const missing = captured.problems.length > 0;
        if (missing && !this.tracks.microphone) this.offerLess(code, captured);
        else await this.redeem(code, captured);
    }

    /** Without a microphone a person cannot speak: that is asked about before the code is used up. */
    private offerLess(code: string, captured: Captured): void {
        this.show(
            'Something is missing',
            ...explainDevices(captured.problems).map((words) => notice(words)),
            button('Try again', {
                class: 'button primary large',
                'data-testid': 'try-again',
                onclick: () => {
                    stop(captured.tracks);
                    void this.claim(code);
                },
            }),
            button('Go on without', {
                class: 'button large',
                'data-testid': 'go-without',
                onclick: () => void this.redeem(code, captured),
            }),
            this.backButton('Cancel'),
        );
    }

    private async redeem(code: string, captured: Captured): Promise<void> {
        this.show('One moment', h('p', { class: 'waiting' }, 'Asking the server …'));
        try {
            this.client ??= await this.options.connect();
            const found = await this.client.scan(code, {
                deviceName: deviceName(navigator.userAgent),
            });
            if (this.gone) return void found.cancel();
            this.begin(found, captured);
        } catch (error) {
            if (this.gone) return;
            const unreachable = error instanceof BatonError && error.name === 'unreachable';
            this.refuse(explain(error), unreachable ? code : null);
        }
    }

    private begin(found: Takeover, captured: Captured): void {
        this.takeover = found;
        found.on('state', ({ state }) => this.follow(state));
        found.on('admitted', () => this.follow('connecting'));
        found.on('ended', (event) => this.end(event));
        found.on('moved', (call) => {
            const missing = found.sources.filter(({ kind }) => !this.tracks[kind]);
            this.takeover = undefined;
            this.tracks = {};
            const { client } = this;
            this.client = undefined;
            if (client) this.options.arrived(call, client);
            for (const { kind } of missing) toast(LEFT_BEHIND[kind]);
        });
        this.dropUnwanted(found);
        this.showNumber(found, captured);
        if (found.state === 'connecting') this.follow('connecting');
        found.connect(this.tracks).catch((error: unknown) => {
            // The server says for itself why it ended the transfer; what the browser refused is
            // said here.
            if (this.takeover !== found || found.state === 'ended') return;
            this.takeover = undefined;
            void found.cancel();
            this.refuse(explain(error), null);
        });
    }

    /** A camera that the call does not use is not left running. */
    private dropUnwanted(found: Takeover): void {
        for (const kind of ['camera', 'microphone'] as const) {
            if (found.sources.some((source) => source.kind === kind)) continue;
            this.tracks[kind]?.stop();
            delete this.tracks[kind];
        }
    }

    private showNumber(found: Takeover, captured: Captured): void {
        const cleanup = this.newStep();
        const missed = captured.problems.filter(({ kind }) =>
            found.sources.some((source) => source.kind === kind),
        );
        const notes = explainDevices(missed).map((words) => notice(words));
        const waiting = h(
            'p',
            { class: 'muted-text' },
            'Waiting for the answer ',
            countdown(() => found.expires, cleanup),
        );
        this.show(
            found.form === null ? 'Moving the call' : 'Confirm on your other device',
            ...this.question(found),
            this.preview(found),
            ...notes,
            h('div', { class: 'row centre' }, waiting, this.backButton('Cancel')),
        );
    }

    private question(found: Takeover): HTMLElement[] {
        if (found.form === 'number')
            return [
                h('p', {}, 'Pick this number there:'),
                h(
                    'output',
                    { class: 'big-number', 'data-testid': 'number', 'aria-live': 'polite' },
                    String(found.number ?? ''),
                ),
            ];
        if (found.form === 'yesno')
            return [h('p', {}, 'It asks whether this device may have the call.')];
        return [];
    }

    private preview(found: Takeover): HTMLElement {
        const { camera } = this.tracks;
        const video = h('video', { playsinline: true, autoplay: true });
        video.muted = true;
        const hidden = found.sources.some(({ kind, muted }) => kind === 'camera' && muted);
        if (camera && !hidden) video.srcObject = new MediaStream([camera]);
        return h(
            'figure',
            { class: 'takeover-preview', 'data-testid': 'takeover-preview' },
            camera && !hidden ? video : h('div', { class: 'preview-off' }, 'Camera off'),
            h(
                'figcaption',
                {},
                icon('micOff'),
                'Microphone and sound are off until the call is here',
            ),
        );
    }

    private follow(state: TransferState): void {
        if (state !== 'connecting' && state !== 'committing') return;
        if (!this.progress) {
            const progress = steps(['Agreed', 'This device connects', 'The call moves']);
            const preview = this.body.querySelector('.takeover-preview');
            this.show(
                'Moving the call',
                ...(preview ? [preview] : []),
                progress.element,
                h('div', { class: 'row centre' }, this.backButton('Cancel')),
            );
            this.progress = progress;
        }
        this.progress.at(state === 'connecting' ? 1 : 2);
    }

    private end(event: TransferEndedEvent): void {
        this.takeover = undefined;
        this.tracks = {};
        if (!this.gone) this.refuse(explainEnd(event), null);
    }

    /** `code`: what to try once more, if that can help. */
    private refuse(words: Words, code: string | null): void {
        stop(this.tracks);
        this.tracks = {};
        const again = code
            ? button('Try again', {
                  kind: 'primary',
                  'data-testid': 'try-again',
                  onclick: () => void this.claim(code),
              })
            : button(words === NOT_A_CODE ? 'Scan a code' : 'Scan a fresh code', {
                  kind: 'primary',
                  icon: 'scan',
                  'data-testid': 'scan-again',
                  onclick: () => void this.scan(),
              });
        const back = this.backButton('Join a room instead');
        this.show(
            'Take over a call',
            notice(words),
            h('div', { class: 'row centre' }, again, back),
        );
    }

    private backButton(label: string): HTMLButtonElement {
        return button(label, {
            'data-testid': 'takeover-back',
            onclick: () => this.options.back(),
        });
    }

    private show(title: string, ...content: Node[]): void {
        this.progress = undefined;
        this.title.textContent = title;
        this.body.replaceChildren(...content);
        this.title.focus();
    }

    private newStep(): Cleanup {
        this.step.run();
        return (this.step = new Cleanup());
    }
}
