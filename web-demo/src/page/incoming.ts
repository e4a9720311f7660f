// SPDX-License-Identifier: GPL-3.0-or-later
// The page of the new device. The person scans, types or shows a code, has opened a link, or takes a call back that
// was here before. Then the page shows the number and waits until the call is here.

import type { BatonClient, Call, LocalTracks, Presentation, IncomingTransfer } from 'baton-client';
import { BatonError, tokenOfCode } from 'baton-client';
import type {
    CodeKind,
    ScanImage,
    ShownCode,
    TransferEndedEvent,
    TransferState,
} from 'baton-client';
import { LEFT_BEHIND, missing, preview, question, waiting } from './arrival';
import { Cleanup, h, type View } from './dom';
import { deviceName } from './format';
import { lettersForm } from './letters';
import { capture, stop, type Captured } from './media';
import { explainEnd } from './outcomes';
import { button, disableFor, notice, segments, steps, toast } from './parts';
import { Presenter } from './present';
import { forgetLast, type LastCall } from './recallstore';
import { endsMemory, explainNoRecall, explainRecallEnd } from './replacement';
import { Scanner } from './scanner';
import { otherTitle, ownTitle, readSecondCode, showSecondCode } from './secondcode';
import { ServerConnection, type Connect } from './serverconnection';
import { explain, explainDevices, NOT_A_CODE, type Words } from './words';

/** How the two devices find each other: this device scans, the person types, or this device shows a code. */
type Way = 'scan' | 'type' | 'show';

/** With this a device asks for a call: a code, or the secret of a call that it has had before. */
export type Claim = { code: string } | { last: LastCall };

export interface IncomingOptions {
    /** A code comes from the link that opened the page. null lets the person choose a way. */
    claim: Claim | null;
    connect: Connect;
    arrived(call: Call, client: BatonClient): void;
    back(): void;
}

export function incoming(options: IncomingOptions): View {
    return new IncomingPage(options);
}

class IncomingPage implements View {
    readonly element: HTMLElement;
    private readonly title = h('h1', { tabindex: -1 });
    private readonly waiting = h(
        'p',
        { class: 'connection-line', role: 'status', 'data-testid': 'incoming-waiting', hidden: true },
        h('strong', { class: 'waiting' }, 'Reconnecting …'),
        ' This goes on when the connection is back.',
    );
    private readonly body = h('div', { class: 'stack incoming-body' });
    private readonly name = deviceName(navigator.userAgent);
    private step = new Cleanup();
    private way: Way = 'scan';
    private presenter: Presenter | undefined;
    private transfer: IncomingTransfer | undefined;
    private readonly connection: ServerConnection;
    private tracks: LocalTracks = {};
    private progress: ReturnType<typeof steps> | undefined;
    /** The call that was here before, as long as this device asks for it. */
    private last: LastCall | null = null;
    /** In a mutual transfer: this device scans first and shows its own code after that. */
    private scannedFirst = false;
    /** This device's own code is not on the screen, but stays valid. */
    private keepPresenting = false;
    private gone = false;

    constructor(private readonly options: IncomingOptions) {
        this.connection = new ServerConnection(options.connect, (broken) => (this.waiting.hidden = !broken));
        this.element = h(
            'main',
            { class: 'incoming', 'data-testid': 'incoming' },
            this.title,
            this.waiting,
            this.body,
        );
        const { claim } = options;
        if (!claim) this.begin();
        else if ('code' in claim) this.invite(claim);
        else this.takeBack(claim);
    }

    dispose(): void {
        this.gone = true;
        this.step.run();
        stop(this.tracks);
        void this.giveUp();
    }

    /** Cancels before it closes the connection. Otherwise the server would report this device as lost. */
    private async giveUp(): Promise<void> {
        await this.presenter?.withdraw().catch(() => undefined);
        await this.transfer?.cancel().catch(() => undefined);
        this.connection.close();
    }

    // ---- Ways to take a call over ----

    /** Opening the link must not take the call over: programs that preview or check messages open links, too. */
    private invite(claim: Claim): void {
        this.show('Take the call over here?', () => [
            h(
                'p',
                {},
                'The call goes on here. If somebody else shows the code for a person who is away, this device takes ' +
                    'the place of that person’s device.',
            ),
            h(
                'p',
                { class: 'muted-text' },
                'Your browser may ask for the camera and the microphone. They stay off until the call is here.',
            ),
            button('Take it over', {
                class: 'button primary large',
                'data-testid': 'accept',
                onclick: () => void this.claim(claim),
            }),
            this.backButton('Not now'),
        ]);
    }

    /** The person has asked for it with one tap, so nothing is asked here. */
    private takeBack(claim: { last: LastCall }): void {
        this.last = claim.last;
        void this.claim(claim);
    }

    private begin(): void {
        this.last = null;
        this.scannedFirst = false;
        const content = { scan: this.byCamera, type: this.byHand, show: this.byShowing };
        const choose = (way: Way) => {
            this.way = way;
            this.begin();
            this.body.querySelector<HTMLElement>(`[data-testid="way-${way}"]`)?.focus();
        };
        this.show('Take over a call', (step) => [
            segments<Way>(
                'How to take it over',
                'way',
                [
                    ['scan', 'Scan a code'],
                    ['type', 'Type letters'],
                    ['show', 'Show a code'],
                ],
                this.way,
                choose,
            ),
            ...content[this.way].call(this, step),
        ]);
    }

    private byCamera(step: Cleanup): Node[] {
        return [
            h(
                'p',
                {},
                'On the device that is in the call, tap ',
                h('strong', {}, 'Move'),
                '. Then point this camera at the code.',
            ),
            this.scanner(
                step,
                (code) => void this.claim({ code }),
                async (images) => {
                    const client = await this.connection.open();
                    return client.scan({ images }, { deviceName: this.name });
                },
            ),
        ];
    }

    private scanner(
        step: Cleanup,
        found: (text: string) => void,
        send: (images: ScanImage[]) => Promise<IncomingTransfer>,
    ): HTMLElement {
        const scanner = new Scanner({
            found,
            send: async (images) => this.take(await send(images), null, null),
            refused: (error) => this.refuse(explain(error), null),
            actions: [this.backButton('Cancel')],
        });
        step.add(() => scanner.dispose());
        return scanner.element;
    }

    private byHand(): Node[] {
        return [
            h(
                'p',
                {},
                'On the device that is in the call, tap ',
                h('strong', {}, 'Move'),
                ' and ',
                h('strong', {}, 'Letters'),
                '. Then type the letters here.',
            ),
            lettersForm('Take it over', (code) => void this.claim({ code }), [
                this.backButton('Cancel'),
            ]),
        ];
    }

    private byShowing(step: Cleanup): Node[] {
        const presenter = new Presenter({
            connect: () => this.connection.open(),
            scanned: (found, captured, shown) => {
                this.presenter = undefined;
                this.take(found, captured, shown);
            },
            scan: (presentation) => this.scanFirst(presentation),
            failed: (error) => this.refuse(explain(error), null),
            cancel: this.backButton('Cancel'),
        });
        this.presenter = presenter;
        step.add(() => {
            presenter.dispose();
            if (this.presenter !== presenter || this.keepPresenting) return;
            this.presenter = undefined;
            if (!this.gone) void presenter.withdraw();
        });
        return [presenter.element];
    }

    // ---- From a code, or from memory, to a transfer ----

    private async claim(claim: Claim): Promise<void> {
        this.wait('Waiting for camera and microphone …');
        const captured = await capture({ camera: true, microphone: true });
        if (this.gone) return stop(captured.tracks);
        this.tracks = captured.tracks;
        const lacks = captured.problems.length > 0;
        if (lacks && !this.tracks.microphone) this.offerLess(claim, captured);
        else await this.redeem(claim, captured);
    }

    /** Without a microphone the person cannot speak. This page therefore asks first, because a code works only once. */
    private offerLess(claim: Claim, captured: Captured): void {
        this.show('Something is missing', () => [
            ...explainDevices(captured.problems).map((words) => notice(words)),
            button('Try again', {
                class: 'button primary large',
                'data-testid': 'try-again',
                onclick: () => {
                    stop(captured.tracks);
                    void this.claim(claim);
                },
            }),
            button('Go on without', {
                class: 'button large',
                'data-testid': 'go-without',
                onclick: () => void this.redeem(claim, captured),
            }),
            this.backButton('Cancel'),
        ]);
    }

    private async redeem(claim: Claim, captured: Captured): Promise<void> {
        this.wait('Asking the server …');
        try {
            const found = await ('code' in claim ? this.scan(claim.code) : this.recall(claim.last));
            if (found) this.take(found, captured, null);
        } catch (error) {
            if (this.gone) return;
            if ('last' in claim) return this.refuseRecall(error);
            const unreachable = error instanceof BatonError && error.name === 'unreachable';
            this.refuse(explain(error), unreachable ? claim : null);
        }
    }

    private async scan(code: string): Promise<IncomingTransfer | null> {
        // If Janus demands tokens, the connection has to be opened with the token in the code.
        if (tokenOfCode(code) !== null) this.connection.disconnect();
        const client = await this.connection.open(code);
        return this.gone ? null : client.scan(code, { deviceName: this.name });
    }

    private async recall({ room, secret }: LastCall): Promise<IncomingTransfer | null> {
        const client = await this.connection.open();
        return this.gone ? null : client.recall({ room, remember: secret, deviceName: this.name });
    }

    /** `failure`: an error, or the end of the transfer. If this device may not ask again, a code still works. */
    private refuseRecall(failure: unknown): void {
        const { last } = this;
        const over = endsMemory(failure);
        if (last && over) forgetLast(last.id);
        const ended = failure as TransferEndedEvent;
        const words = failure instanceof Error ? explainNoRecall(failure) : explainRecallEnd(ended);
        this.refuse(words, over || !last ? null : { last });
    }

    /** `captured` is null if camera and microphone have not been captured yet. */
    private take(found: IncomingTransfer, captured: Captured | null, shown: ShownCode | null): void {
        if (this.gone) return void found.cancel();
        this.transfer = found;
        this.tracks = captured?.tracks ?? {};
        found.on('state', ({ state }) => this.follow(state));
        found.on('admitted', () => this.follow('connecting'));
        found.on('ended', (event) => this.end(event));
        found.on('moved', (call) => this.arrive(found, call));
        if (found.state !== 'matching') return void this.enter(found, captured);
        found.on('matched', () => void this.enter(found, captured));
        found.on('code', (code) => this.showSecond(found, code));
        const code = found.code ?? (this.scannedFirst ? shown : null);
        if (code) this.showSecond(found, code);
        else this.scanSecond(found, shown?.kind ?? 'qr');
    }

    // ---- Mutual transfers: the second scan ----

    /** This device's code was scanned. Now it has to scan the code of the device in the call. */
    private scanSecond(found: IncomingTransfer, kind: CodeKind): void {
        const failed = (error: unknown) => {
            if (this.transfer === found) this.refuse(explain(error), null);
        };
        const options = {
            found: (text: string) => {
                this.wait('Asking the server …');
                found.scan(text).catch(failed);
            },
            send: (images: ScanImage[]) => found.scan({ images }),
            refused: failed,
            actions: [this.backButton('Cancel')],
        };
        this.show(otherTitle(kind), (step) => [
            readSecondCode(kind, 'The device in the call shows a code now.', options, step),
        ]);
    }

    private showSecond(found: IncomingTransfer, code: ShownCode): void {
        this.show(ownTitle(code.kind), (step) =>
            showSecondCode(code, found, 'the device in the call', this.backButton('Cancel'), step),
        );
    }

    /** This device scans first, and its own code stays valid meanwhile. */
    private scanFirst(presentation: Presentation): void {
        this.scannedFirst = true;
        this.keepPresenting = true;
        const failed = (error: unknown) => this.refuse(explain(error), null);
        this.show('Scan the other code', (step) => [
            readSecondCode(
                presentation.code.kind,
                'On the device in the call, tap “Move”.',
                {
                    found: (text) => void presentation.scan(text).catch(failed),
                    send: async (images) => void (await presentation.scan({ images })),
                    refused: failed,
                    actions: [this.backButton('Cancel')],
                },
                step,
            ),
        ]);
        this.keepPresenting = false;
    }

    // ---- From the transfer to the call ----

    /** Shows the number at once. After that, the browser may have to ask for camera and microphone. */
    private async enter(found: IncomingTransfer, ready: Captured | null): Promise<void> {
        this.showNumber(found, ready);
        if (found.state === 'connecting') this.follow('connecting');
        const captured = ready ?? (await capture(wishOf(found)));
        if (this.transfer !== found || this.gone) return stop(captured.tracks);
        this.tracks = captured.tracks;
        this.dropUnwanted(found);
        if (!ready) this.complete(found, captured);
        try {
            await found.connect(this.tracks);
        } catch (error) {
            // If the server ended the transfer, the event `ended` says why. An error of the browser is shown here.
            if (this.transfer !== found || found.state === 'ended') return;
            this.transfer = undefined;
            void found.cancel();
            this.refuse(explain(error), this.last && { last: this.last });
        }
    }

    /** Stops a camera or microphone that the call does not use. */
    private dropUnwanted(found: IncomingTransfer): void {
        for (const kind of ['camera', 'microphone'] as const) {
            if (found.sources.some((source) => source.kind === kind)) continue;
            this.tracks[kind]?.stop();
            delete this.tracks[kind];
        }
    }

    private showNumber(found: IncomingTransfer, captured: Captured | null): void {
        const { title, content } = question(found);
        this.show(title, (step) => [
            ...content,
            preview(found, captured ? captured.tracks : null),
            ...(captured ? missing(found, captured) : []),
            h('div', { class: 'row centre' }, waiting(found, step), this.backButton('Cancel')),
        ]);
    }

    /** Replaces the placeholder by this device's own picture. Is called as soon as the picture has been captured. */
    private complete(found: IncomingTransfer, captured: Captured): void {
        const place = this.body.querySelector('.incoming-preview');
        place?.replaceWith(preview(found, captured.tracks), ...missing(found, captured));
    }

    private follow(state: TransferState): void {
        if (state !== 'connecting' && state !== 'committing') return;
        if (!this.progress) {
            const progress = steps(['Agreed', 'This device connects', 'The call moves']);
            const picture = this.body.querySelector('.incoming-preview');
            this.show('Moving the call', () => [
                ...(picture ? [picture] : []),
                progress.element,
                h('div', { class: 'row centre' }, this.backButton('Cancel')),
            ]);
            this.progress = progress;
        }
        this.progress.at(state === 'connecting' ? 1 : 2);
    }

    private arrive(found: IncomingTransfer, call: Call): void {
        const lacks = found.sources.filter(({ kind }) => !this.tracks[kind]);
        // One text about the screen is enough, also if its sound was shared.
        const screen = lacks.some(({ kind }) => kind === 'screen');
        const left = lacks.filter(({ kind }) => kind !== 'screen_sound' || !screen);
        this.transfer = undefined;
        this.tracks = {};
        void this.connection.release()?.then((client) => {
            this.options.arrived(call, client);
            for (const { kind } of left) toast(LEFT_BEHIND[kind]);
        });
    }

    private end(event: TransferEndedEvent): void {
        this.transfer = undefined;
        this.tracks = {};
        if (this.gone) return;
        if (this.last) this.refuseRecall(event);
        else this.refuse(explainEnd(event), null);
    }

    /** `claim`: what to try again with; null if that cannot help. */
    private refuse(words: Words, claim: Claim | null): void {
        stop(this.tracks);
        this.tracks = {};
        const { presenter } = this;
        this.presenter = undefined;
        void presenter?.withdraw();
        const labels: Record<Way, string> = {
            scan: words === NOT_A_CODE || this.last ? 'Scan a code' : 'Scan a fresh code',
            type: 'Type a fresh code',
            show: 'Show a fresh code',
        };
        const again = claim
            ? button('Try again', {
                  kind: 'primary',
                  'data-testid': 'try-again',
                  onclick: () => void this.claim(claim),
              })
            : button(labels[this.way], {
                  kind: 'primary',
                  'data-testid': 'scan-again',
                  onclick: () => this.begin(),
              });
        const back = this.backButton('Join a room instead');
        this.show(this.last ? 'Take the call back' : 'Take over a call', (step) => [
            notice(words),
            h('div', { class: 'row centre' }, disableFor(again, words.wait, step), back),
        ]);
    }

    private wait(text: string): void {
        this.show('One moment', () => [h('p', { class: 'waiting' }, text)]);
    }

    private backButton(label: string): HTMLButtonElement {
        return button(label, {
            'data-testid': 'incoming-back',
            onclick: () => this.options.back(),
        });
    }

    /**
     * Shows one screen of the page. What `content` starts through its parameter `step`, such as a countdown, stops when
     * the page shows the next screen.
     */
    private show(title: string, content: (step: Cleanup) => Node[]): void {
        this.step.run();
        this.step = new Cleanup();
        this.progress = undefined;
        this.title.textContent = title;
        this.body.replaceChildren(...content(this.step));
        this.title.focus();
    }
}

function wishOf({ sources }: IncomingTransfer): { camera: boolean; microphone: boolean } {
    const wants = (kind: string) => sources.some((source) => source.kind === kind);
    return { camera: wants('camera'), microphone: wants('microphone') };
}
