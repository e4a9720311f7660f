// SPDX-License-Identifier: GPL-3.0-or-later
// Moves a call to another device: asks for codes, follows the transfer, and chooses the screen of the dialog. The call
// is this person's own, or that of somebody who is away.

import { BatonError, type Call, type OutgoingTransfer } from 'baton-client';
import type {
    ConfirmEvent,
    ConfirmHow,
    RoomSetting,
    TransferEndedEvent,
    TransferState,
    WarningEvent,
} from 'baton-client';
import { kindChoice } from './codeview';
import type { ConnectionWatch } from './connectionwatch';
import { awaiting, confirmation, confirmTitle } from './departure';
import { Cleanup, h, type View } from './dom';
import { personName, renewAfter } from './format';
import { lettersForm } from './letters';
import type { MoveSubject } from './movesubject';
import {
    copyButton,
    held,
    readHint,
    renewal,
    safety,
    shownCode,
    transferOptions,
    usualWishes,
    wayChoice,
    type Wishes,
} from './movestart';
import { MoveWindow } from './movewindow';
import { explainUndelivered } from './outcomes';
import { button, disableFor, notice, steps, toast } from './parts';
import { allowsKind, asksOld, full } from './policy';
import { Scanner, type ScannerOptions } from './scanner';
import { otherTitle, ownTitle, readSecondCode, showSecondCode } from './secondcode';
import { explain, type Words } from './words';

export interface MoveOptions {
    /** The person wants to respond in the chat. */
    openChat(): void;
    closed(): void;
}

export class MoveDialog implements View {
    private readonly window: MoveWindow;
    private readonly cleanup = new Cleanup();
    private wishes: Wishes;
    private transfer: OutgoingTransfer | undefined;
    private progress: ReturnType<typeof steps> | undefined;
    private renewing: ReturnType<typeof setTimeout> | undefined;
    /** Counts the requests for codes. Only the code of the last request is shown. */
    private asked = 0;
    /** Somebody has scanned. From then on, a code that still arrives must not replace this transfer. */
    private scanned = false;
    /** Whether the person is asked in this dialog, or has responded in it. */
    private asking = false;
    /** The question to this person that is on the screen, or was. */
    private question: ConfirmEvent | undefined;
    /** How this person is asked instead, if the question did not reach them. */
    private instead: ConfirmHow | null = null;
    /** The server has said that the call cannot be moved for some time. */
    private paused = false;
    private moreOpen = false;
    /** A code is due, but none can be had before the connection is back. */
    private owed = false;
    /** Whether the connection of this device was lost during the transfer. */
    private cut = false;
    private gone = false;

    constructor(
        private readonly call: Call,
        readonly subject: MoveSubject,
        private readonly watch: ConnectionWatch,
        private readonly options: MoveOptions,
    ) {
        this.wishes = usualWishes(call);
        this.window = new MoveWindow(watch, {
            cancel: () => void this.close(),
            whatWaits: () => this.whatWaits(),
        });
        this.cleanup.add(watch.onChange(() => this.takeConnection()));
        this.cleanup.add(call.on('moved', () => this.dispose()));
        this.cleanup.add(call.on('edited', ({ changed }) => this.takeEdit(changed)));
        this.cleanup.add(call.on('ended', () => this.dispose()));
        if (subject.away === null) this.cleanup.add(call.on('warning', (event) => this.takePause(event)));
        else this.cleanup.add(call.on('left', ({ participant: { id } }) => this.takeLeft(id)));
    }

    get element(): HTMLDialogElement {
        return this.window.element;
    }

    /** `issued`: a transfer that an operator has started. Its code replaces a code that is shown already. */
    open(issued?: OutgoingTransfer): void {
        this.appear();
        if (!issued) return void this.renew();
        this.asked++;
        this.wishes = { ...this.wishes, way: 'show' };
        this.useTransfer(issued);
    }

    dispose(): void {
        if (this.gone) return;
        this.gone = true;
        this.transfer = undefined;
        clearTimeout(this.renewing);
        this.cleanup.run();
        this.window.dispose();
        this.options.closed();
    }

    /** Shows the dialog, also again after the person has responded in the chat. */
    appear(): void {
        this.window.appear();
    }

    // ---- Until somebody has scanned ----

    private begin(): void {
        this.scanned = false;
        this.paused = false;
        this.window.clearWarnings();
        if (this.wishes.way === 'show') void this.renew();
        else this.showReader();
    }

    /** The room may now forbid what the person has chosen. After a scan, the transfer goes on with its old settings. */
    private takeEdit(changed: RoomSetting[]): void {
        const concerned = changed.some((one) => ['ways', 'mutual', 'confirm'].includes(one));
        if (!concerned || this.scanned || this.gone) return;
        this.wishes = usualWishes(this.call);
        this.begin();
    }

    private wish(wishes: Wishes, open: boolean): void {
        this.wishes = wishes;
        this.moreOpen = open;
        this.begin();
    }

    private whatWaits(): string {
        if (this.scanned || this.wishes.way !== 'show') return 'The move goes on when the connection is back.';
        return 'No new code can be had now. It comes when the connection is back.';
    }

    private takeConnection(): void {
        const { watch } = this;
        if (!watch.whole) this.cut = true;
        const due = watch.reachable ? this.owed : this.showsCode && watch.stage !== 'fine' && !this.owed;
        if (due) void this.renew();
    }

    private get showsCode(): boolean {
        return this.wishes.way === 'show' && !this.scanned && this.transfer?.state === 'showing';
    }

    /**
     * Asks for a code. If a code is shown already, the new code replaces it. Without a connection, hides the code: the
     * server may not know it any more.
     */
    private async renew(): Promise<void> {
        clearTimeout(this.renewing);
        if (!this.watch.reachable) {
            this.owed = true;
            this.asked++;
            return this.showCode(null, null);
        }
        this.owed = false;
        const turn = ++this.asked;
        if (this.transfer?.code?.kind !== this.wishes.kind) this.showCode(null, null);
        try {
            const options = transferOptions(this.wishes, this.call.confirmPolicy);
            const transfer = await this.subject.request(options);
            if (this.gone) return void transfer.cancel().catch(() => undefined);
            if (turn === this.asked) this.useTransfer(transfer);
            // In the meantime the person has chosen to scan or to type, so nobody sees this code.
            else if (this.wishes.way !== 'show') await transfer.cancel();
        } catch (error) {
            // If somebody has scanned the code that was to be replaced, that transfer goes on.
            if (this.scanned || this.gone || turn !== this.asked) return;
            const wait = error instanceof BatonError ? error.retryAfter : null;
            if (error instanceof BatonError && error.name === 'wrong_state' && wait !== null)
                return this.hold(wait);
            this.refuse(this.subject.explain(error));
        }
    }

    /** The call has just come to this device. It can move to a further device only after the standby. */
    private hold(wait: number): void {
        const until = Date.now() + wait;
        this.renewing = setTimeout(() => void this.renew(), wait);
        this.show(this.subject.words.title, (step) => [
            held(until, step),
            h('div', { class: 'row' }, this.cancelButton()),
        ]);
    }

    private useTransfer(transfer: OutgoingTransfer): void {
        this.follow(transfer);
        this.scanned = false;
        clearTimeout(this.renewing);
        const wait = renewAfter(transfer.expires - Date.now());
        this.renewing = setTimeout(() => void this.renew(), wait);
        this.showCode(transfer, Date.now() + wait);
    }

    private showCode(transfer: OutgoingTransfer | null, renewed: number | null): void {
        const { wishes } = this;
        const { words } = this.subject;
        const kind = transfer?.code?.kind ?? wishes.kind;
        const focused = (document.activeElement as HTMLElement | null)?.dataset.testid;
        const placeholder = this.watch.reachable ? undefined : 'Waiting for the connection …';
        this.show(words.title, (step) => [
            ...(words.about ? [h('p', { 'data-testid': 'move-about' }, words.about)] : []),
            ...this.ways(),
            ...shownCode(transfer, kind, words.there, placeholder),
            ...kindChoice(
                kind,
                (chosen) => this.wish({ ...wishes, kind: chosen }, this.moreOpen),
                (each) => allowsKind(each, this.call.ways),
            ),
            renewal(renewed, step),
            h(
                'div',
                { class: 'row' },
                kind === 'qr' ? copyButton(transfer, words) : null,
                this.cancelButton(),
            ),
            this.safety(),
        ]);
        this.window.refocus(focused);
    }

    private ways(): HTMLElement[] {
        return wayChoice(this.wishes.way, this.subject.ways(), (way) =>
            this.wish({ ...this.wishes, way }, this.moreOpen),
        );
    }

    private safety(): HTMLElement {
        const details = safety(this.call, this.wishes, this.moreOpen, (wishes, open) =>
            this.wish(wishes, open),
        );
        details.addEventListener('toggle', () => (this.moreOpen = details.open));
        return details;
    }

    /** Reads the code that the new device shows. Cancels a code that is shown here: only one device may show a code. */
    private showReader(): void {
        this.asked++;
        clearTimeout(this.renewing);
        const { transfer } = this;
        this.transfer = undefined;
        void transfer?.cancel().catch(() => undefined);
        const { way } = this.wishes;
        const typed = way === 'type';
        this.show(this.subject.words.title, (step) => [
            ...this.ways(),
            readHint(typed),
            typed
                ? lettersForm('Move it there', this.reading().found, [this.cancelButton()])
                : this.scanner(step),
        ]);
        this.window.refocus(`way-${way}`);
    }

    private scanner(step: Cleanup): HTMLElement {
        const scanner = new Scanner(this.reading());
        step.add(() => scanner.dispose());
        return scanner.element;
    }

    /** Returns the callbacks for the code of the new device. */
    private reading(): ScannerOptions {
        return {
            found: (text) => void this.scan(() => this.call.scan(text)),
            send: async (images) => this.take(await this.call.scan({ images })),
            refused: (error) => this.refuse(explain(error)),
            actions: [this.cancelButton()],
        };
    }

    private async scan(send: () => Promise<OutgoingTransfer>): Promise<void> {
        this.show('One moment', () => [h('p', { class: 'waiting' }, 'Asking the server …')]);
        try {
            this.take(await send());
        } catch (error) {
            if (!this.gone && this.transfer?.state !== 'ended') this.refuse(explain(error));
        }
    }

    /** This device has scanned the code of the new device. */
    private take(transfer: OutgoingTransfer): void {
        if (this.gone) return void transfer.cancel().catch(() => undefined);
        if (this.transfer !== transfer) this.follow(transfer);
        this.scanned = true;
        if (transfer.state === 'matching' && transfer.code) this.showSecond(transfer);
        else this.at(transfer.state);
    }

    // ---- From the scan on ----

    private follow(transfer: OutgoingTransfer): void {
        this.transfer = transfer;
        this.owed = false;
        this.cut = !this.watch.whole;
        this.asking = false;
        this.instead = null;
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
            mine(({ state }) => this.at(state)),
        );
        transfer.on(
            'ended',
            mine((event) => this.finish(event)),
        );
        transfer.on(
            'warning',
            mine((event) => this.window.warn(this.subject.explainWarning(event))),
        );
        transfer.on(
            'undelivered',
            mine((event) => {
                const { participant: id } = event;
                const own = id === this.call.id;
                const other = this.call.participants.get(id ?? '');
                this.window.warn(explainUndelivered(event, own ? null : other ? personName(other.display) : ''));
                if (own) this.instead = event.fallback;
            }),
        );
    }

    private at(state: TransferState): void {
        if (state !== 'showing') {
            clearTimeout(this.renewing);
            this.asked++;
        }
        const first = !this.scanned;
        switch (state) {
            case 'matching':
                this.scanned = true;
                // If this device scanned first, its own code is shown already.
                if (first) this.showMatch();
                return;
            case 'confirming':
                this.scanned = true;
                if (!this.asking) this.wait(false);
                return;
            case 'connecting':
            case 'committing':
                this.scanned = true;
                if (!this.progress) this.showProgress();
                this.progress?.at(state === 'connecting' ? 1 : 2);
                this.appear();
                return;
            case 'standby':
                // The person whose call it is decides from here on.
                if (this.subject.away !== null) this.dispose();
                return;
            default:
                return;
        }
    }

    /** Mutual transfer: the new device has scanned this device's code and now shows its own code. */
    private showMatch(): void {
        const kind = this.transfer?.code?.kind ?? 'qr';
        this.show(otherTitle(kind), (step) => [
            readSecondCode(kind, 'The new device shows a code now.', this.reading(), step),
        ]);
    }

    /** Mutual transfer: this device has scanned first and now shows its own code. */
    private showSecond(transfer: OutgoingTransfer): void {
        const { code } = transfer;
        if (!code) return;
        this.show(ownTitle(code.kind), (step) =>
            showSecondCode(code, transfer, this.subject.words.there, this.cancelButton(), step),
        );
    }

    private ask(event: ConfirmEvent): void {
        this.asking = true;
        this.question = event;
        this.at('confirming');
        const responses = {
            agree: (number?: number) => this.respond(() => this.transfer?.confirm(number), true),
            decline: () => this.respond(() => this.transfer?.decline(), false),
        };
        const { words } = this.subject;
        this.show(confirmTitle(event, words), (step) => confirmation(event, words, responses, step));
        this.appear();
    }

    /** Sends the response. Its result comes as an event. If the response came too late, the dialog says so at once. */
    private respond(send: () => Promise<void> | undefined, yes: boolean): void {
        void send()?.then(
            () => {
                if (yes && this.transfer?.state === 'confirming') this.wait(true);
            },
            (error: unknown) => {
                if (this.transfer?.state === 'ended') return;
                if (error instanceof BatonError && error.uncertain) return this.askAgain();
                this.refuse(explain(error));
            },
        );
    }

    /** The response may be lost. If it is not, a second one does no harm. */
    private askAgain(): void {
        if (!this.question || this.transfer?.state !== 'confirming') return;
        this.ask(this.question);
        toast('The connection was lost just then. Please respond once more.', 'bad');
    }

    /**
     * Shows that the dialog waits for responses from elsewhere: from this person by chat or SMS, or from the others.
     */
    private wait(responded: boolean): void {
        const { transfer } = this;
        if (!transfer) return;
        const { who, how: meant } = full(transfer.confirmPolicy);
        const how = this.instead ?? meant;
        const here = asksOld(who) && !responded ? how : null;
        if (here === 'popup') return this.waitToBeAsked(transfer);
        const chat = button('Respond in the chat', {
            icon: 'chat',
            kind: 'primary',
            'data-testid': 'respond-in-chat',
            onclick: () => {
                this.window.vanish();
                this.options.openChat();
            },
        });
        const actions = [here === 'chat' ? chat : null, this.cancelButton()];
        this.show(here ? 'Do you agree?' : 'Waiting for the others', (step) =>
            awaiting(transfer, here, actions, step),
        );
    }

    /** The server asks when it knows the network of the new device, or after two seconds. */
    private waitToBeAsked(transfer: OutgoingTransfer): void {
        this.renewing = setTimeout(() => {
            if (this.transfer !== transfer || this.asking || transfer.state !== 'confirming') return;
            this.show('One moment', () => [
                h('p', { class: 'waiting' }, 'The new device is connecting …'),
                h('div', { class: 'row' }, this.cancelButton()),
            ]);
        }, 300);
    }

    private showProgress(): void {
        const { moving, meanwhile, last } = this.subject.words;
        const progress = steps(['Agreed', 'The other device connects', last]);
        this.show(moving, () => [
            h('p', {}, meanwhile),
            progress.element,
            h('div', { class: 'row' }, this.cancelButton()),
        ]);
        this.progress = progress;
    }

    private finish(event: TransferEndedEvent): void {
        if (event.outcome === 'superseded' && !this.scanned) return;
        if (event.outcome === 'expired' && event.reason === 'code_expired')
            return void this.renew();
        if (this.subject.away !== null && event.outcome === 'moved') return this.dispose();
        const lostHere = this.cut && event.reason === 'connection_lost';
        if (lostHere && !this.scanned) return void this.renew();
        const words = lostHere ? this.subject.words.cutOff : this.subject.explainEnd(event);
        this.refuse(words, event.reason !== 'old_back');
        if (this.paused) void this.learnWait();
    }

    /** Without the participant who is away there is nothing to show a code for. */
    private takeLeft(id: string): void {
        if (id !== this.subject.away) return;
        this.refuse(this.subject.explain(new BatonError('no_such_participant', '')), false);
    }

    /** The server may send such a warning when the transfer has ended already. */
    private takePause(event: WarningEvent): void {
        if (event.kind !== 'many_questions' && event.kind !== 'many_wrong_numbers') return;
        this.paused = true;
        if (this.transfer) return;
        this.window.warn(this.subject.explainWarning(event));
        void this.learnWait();
    }

    /** Asks for a code, because the warning does not say for how long the server refuses. */
    private async learnWait(): Promise<void> {
        const turn = ++this.asked;
        try {
            const transfer = await this.subject.request(transferOptions(this.wishes, this.call.confirmPolicy));
            await transfer.cancel();
        } catch (error) {
            const words = explain(error);
            if (!this.gone && turn === this.asked && words.wait !== undefined) this.refuse(words);
        }
    }

    /** `repeatable`: whether another try makes sense. */
    private refuse(words: Words, repeatable = true): void {
        clearTimeout(this.renewing);
        this.transfer = undefined;
        const again = button(this.wishes.way === 'show' ? 'Show a fresh code' : 'Try again', {
            kind: 'primary',
            'data-testid': 'move-again',
            onclick: () => this.begin(),
        });
        const close = button('Close', {
            'data-testid': 'move-close',
            onclick: () => this.dispose(),
        });
        this.show(this.subject.words.title, (step) => [
            notice(words),
            h('div', { class: 'row' }, repeatable ? disableFor(again, words.wait, step) : null, close),
        ]);
        this.appear();
    }

    private cancelButton(): HTMLButtonElement {
        return button('Cancel', { 'data-testid': 'move-cancel', onclick: () => void this.close() });
    }

    async close(): Promise<void> {
        const transfer = this.transfer;
        this.transfer = undefined;
        this.dispose();
        await transfer?.cancel().catch(() => undefined);
    }

    private show(title: string, content: (step: Cleanup) => Node[]): void {
        this.progress = undefined;
        this.window.show(title, content);
    }
}
