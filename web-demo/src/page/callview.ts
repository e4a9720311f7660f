// SPDX-License-Identifier: GPL-3.0-or-later
// The page of a call: the people, the controls, the chat, and the dialogs during a move.

import type { BatonClient, Call, Question, OutgoingTransfer } from 'baton-client';
import type { CallEvents, WarningEvent } from 'baton-client';
import { Background } from './background';
import { Chat } from './chat';
import { recallChoices } from './choices';
import { ConnectionView } from './connectionview';
import { ConnectionWatch } from './connectionwatch';
import { Controls } from './controls';
import { watchDeviceChanges } from './devicechanges';
import { LocalDevices } from './devices';
import { Cleanup, h, setAttribute, type View } from './dom';
import { named, peopleCount, personName, senderName, shorten, whoIsAway } from './format';
import { icon } from './icons';
import type { Sent } from './interruptions';
import { MoveDialog } from './move';
import { callOfAbsent, ownCall, type MoveSubject } from './movesubject';
import { forgetOtherDevices } from './otherdevices';
import { explainWarning } from './outcomes';
import { button, clearToasts, countdown, notice, toast } from './parts';
import { QualityWatch } from './qualitywatch';
import { QuestionDialog } from './question';
import { choicesAgain } from './returning';
import { SettingsDialog } from './settings';
import { Standby } from './standby';
import { rememberCall, type SentDevice, type TabMemory } from './tabmemory';
import { Tiles } from './tiles';
import { explain } from './words';

/** The characters of a chat message that a toast shows. */
const TOAST_LENGTH = 60;
/** For at least so long the page says that the call has come here. */
const ARRIVED_TIME = 6_000;

export interface CallOptions {
    call: Call;
    client: BatonClient;
    /** The memory of this tab about this call, or about a call in this room before; null: there is none. */
    memory: TabMemory | null;
    /** The address of the room, to send to others. */
    invitation: string;
    /** Whether the call has just come from another device. */
    arrived: boolean;
    ended(end: CallEvents['ended']): void;
}

export function callView(options: CallOptions): View {
    return new CallView(options);
}

class CallView implements View {
    readonly element: HTMLElement;
    private readonly cleanup = new Cleanup();
    private readonly call: Call;
    private readonly page: HTMLElement;
    private readonly people = h('span', { class: 'people', 'data-testid': 'people' });
    private readonly link = h('span', {
        class: 'link-state',
        'data-testid': 'link-state',
        hidden: true,
    });
    /** Names the people who are away, for people with a screen reader. */
    private readonly awayPeople = h('span', { class: 'unseen', role: 'status', 'data-testid': 'away-people' });
    /** Says what the connection carries, if it does not carry everything. */
    private readonly line = h('p', { class: 'line-note', role: 'status', 'data-testid': 'line-note' });
    /** Warnings that stay until the person has read them. */
    private readonly warnings = h('div', { class: 'call-warnings', 'data-testid': 'call-warnings' });
    private readonly banner = h('div', { class: 'banner', 'data-testid': 'arrived', hidden: true });
    private readonly watch: ConnectionWatch;
    private readonly connection: ConnectionView;
    private readonly devices: LocalDevices;
    private readonly background: Background;
    private readonly qualities: QualityWatch;
    private readonly tiles: Tiles;
    private readonly chat: Chat;
    private readonly controls: Controls;
    private dialog: MoveDialog | undefined;
    private settings: SettingsDialog | undefined;
    private standby: Standby | undefined;
    /** The open questions. They are shown one after the other; the first one is on the screen. */
    private readonly questions: QuestionDialog[] = [];
    private bannerCleanup = new Cleanup();
    /** When the call came to this device; 0: it began here. */
    private arrived = 0;

    constructor(private readonly options: CallOptions) {
        const { call, memory } = options;
        this.call = call;
        this.watch = new ConnectionWatch(call, options.client);
        this.connection = new ConnectionView(this.watch);
        this.devices = new LocalDevices(call, choicesAgain(recallChoices(), memory));
        this.background = new Background(call, this.devices);
        this.qualities = new QualityWatch(call);
        this.tiles = new Tiles(call, this.devices, this.qualities, (id) => this.showCodeFor(id));
        this.chat = new Chat(call, this.watch, memory, {
            close: () => this.toggleChat(),
            changed: () => this.remember(),
        });
        this.controls = new Controls(call, this.devices, {
            toggleChat: () => this.toggleChat(),
            chatOpen: () => !this.chat.element.hidden,
            move: () => this.move(ownCall(call)),
            leave: () => void call.leave(),
        });
        this.page = this.build();
        this.element = h('div', { class: 'call-page' }, this.page);
        this.listen();
        this.count();
        if (options.arrived) this.announce();
        if (memory?.chatOpen) this.toggleChat();
    }

    dispose(): void {
        this.cleanup.run();
        this.bannerCleanup.run();
        this.dialog?.dispose();
        this.settings?.dispose();
        this.standby?.dispose();
        for (const question of [...this.questions]) question.dispose();
        for (const view of [this.tiles, this.chat, this.controls, this.connection]) view.dispose();
        this.background.dispose();
        this.qualities.dispose();
        this.devices.dispose();
        this.watch.dispose();
    }

    private build(): HTMLElement {
        const invite = button('Invite', {
            icon: 'copy',
            kind: 'quiet',
            'data-testid': 'invite',
            onclick: async () => {
                await navigator.clipboard.writeText(this.options.invitation);
                toast(
                    'The address of this room is copied. Send it to the people you want to invite.',
                    'good',
                );
            },
        });
        const settings = h(
            'button',
            {
                type: 'button',
                class: 'round small head-button',
                'data-testid': 'open-settings',
                'aria-label': 'Settings: microphone, camera, loudspeaker and other devices',
                'data-tip': 'Settings',
                onclick: () => this.openSettings(),
            },
            icon('settings'),
        );
        const { room, description } = this.call;
        return h(
            'main',
            { class: 'call', 'data-testid': 'call', 'data-participant': this.call.id },
            h(
                'header',
                { class: 'call-head' },
                h('h1', {}, description || room),
                this.people,
                this.awayPeople,
                this.link,
                invite,
                settings,
            ),
            this.banner,
            this.warnings,
            this.line,
            h(
                'div',
                { class: 'call-middle' },
                h('div', { class: 'stage' }, this.tiles.element, this.connection.element),
                this.chat.element,
            ),
            this.controls.element,
        );
    }

    private listen(): void {
        const { call, cleanup } = this;
        cleanup.add(call.on('participants', () => this.count()));
        cleanup.add(call.on('joined', ({ display }) => toast(`${named(personName(display))} is here`)));
        cleanup.add(
            call.on('left', ({ participant: { display }, reason }) => {
                const how = {
                    left: 'has left',
                    gone: 'was cut off',
                    removed: 'was removed',
                    disowned: 'was removed: somebody else had taken this call over',
                }[reason];
                toast(`${named(personName(display))} ${how}`);
            }),
        );
        cleanup.add(
            call.on('chat', (message) => {
                if (message.question && this.openChat()) return;
                // The move dialog shows the questions about this person's own call.
                if (message.question && call.question(message.question.transfer)?.own) return;
                if (message.from !== call.id && this.chat.element.hidden)
                    toast(`${named(senderName(message))}: ${shorten(message.text, TOAST_LENGTH)}`);
            }),
        );
        cleanup.add(
            call.on('muted', ({ kind, by }) => {
                const what = kind === 'screen_sound' ? 'the sound of your screen' : `your ${kind}`;
                if (by !== null) toast(`A moderator turned ${what} off`);
            }),
        );
        cleanup.add(
            call.on('edited', ({ changed }) => {
                if (changed.includes('confirm') || changed.includes('pin'))
                    toast('Somebody has changed the pin of this room, or who must agree to a move');
            }),
        );
        cleanup.add(watchDeviceChanges(call, (text) => toast(text)));
        cleanup.add(this.watch.onChange(() => this.showPath()));
        this.qualities.onChange(() => this.showLine());
        this.rememberChanges();
        cleanup.add(call.on('code', (transfer) => this.showIssued(transfer)));
        cleanup.add(call.on('warning', (event) => this.warn(event)));
        cleanup.add(call.on('question', (question) => this.ask(question)));
        cleanup.add(call.on('moved', () => this.stand()));
        cleanup.add(call.on('returned', () => this.unstand()));
        cleanup.add(call.on('settled', () => this.hush()));
        cleanup.add(call.on('ended', (end) => this.options.ended(end)));
    }

    private count(): void {
        const others = [...this.call.participants.values()];
        const away = others.filter(({ connection }) => connection === 'away');
        this.people.textContent = peopleCount(others.length, away.length);
        const who = whoIsAway(away.map(({ display }) => personName(display)));
        setAttribute(this.people, 'title', who);
        if (this.awayPeople.textContent !== who) this.awayPeople.textContent = who;
    }

    /** A page can be gone without any further event, for example when a telephone needs its memory. */
    private rememberChanges(): void {
        const { call, cleanup } = this;
        const remember = () => this.remember();
        for (const event of ['local', 'muted'] as const) cleanup.add(call.on(event, remember));
        cleanup.add(this.devices.onChange(remember));
        window.addEventListener('pagehide', remember);
        cleanup.add(() => window.removeEventListener('pagehide', remember));
    }

    /** After a reload, the devices are captured again. Until then, the page before is right about them. */
    private remember(): void {
        const { call, devices } = this;
        if (call.phase === 'ended') return;
        const sent = (kind: Sent): SentDevice | null =>
            call.localTrack(kind) ? { muted: call.isMuted(kind), device: devices.choice(kind) ?? null } : null;
        const before = call.localTrack('microphone') || call.localTrack('camera') ? null : this.options.memory;
        rememberCall({
            room: call.room,
            id: call.id,
            microphone: sent('microphone') ?? before?.microphone ?? null,
            camera: sent('camera') ?? before?.camera ?? null,
            screen: call.localTrack('screen') !== null,
            chatOpen: !this.chat.element.hidden,
            ...this.chat.unfinished,
        });
    }

    private openSettings(): void {
        if (this.settings || this.standby) return;
        clearToasts();
        this.settings = new SettingsDialog(this.call, this.devices, () => (this.settings = undefined));
        this.settings.open();
    }

    private toggleChat(): void {
        clearToasts();
        if (this.chat.element.hidden) this.chat.open();
        else this.chat.element.hidden = true;
        this.controls.refresh();
        this.remember();
    }

    /**
     * Opens the chat, because a question in it cannot wait. Returns false, and leaves it closed, if a dialog is open.
     */
    private openChat(): boolean {
        if (document.querySelector('dialog[open]')) return false;
        if (this.chat.element.hidden) this.toggleChat();
        return true;
    }

    private showCodeFor(id: string): void {
        const participant = this.call.participants.get(id);
        if (participant) this.move(callOfAbsent(this.call, participant));
    }

    /** An operator has asked for a code: for this call, or for that of somebody who is away. */
    private showIssued(transfer: OutgoingTransfer): void {
        if (transfer.participant === null) return this.move(ownCall(this.call), transfer);
        const participant = this.call.participants.get(transfer.participant);
        if (participant) this.move(callOfAbsent(this.call, participant), transfer);
        else void transfer.cancel().catch(() => undefined);
    }

    private move(subject: MoveSubject, issued?: OutgoingTransfer): void {
        if (this.standby) return;
        const { dialog } = this;
        if (dialog?.subject.away === subject.away) return issued ? dialog.open(issued) : dialog.appear();
        void dialog?.close();
        clearToasts();
        this.dialog = new MoveDialog(this.call, subject, this.watch, {
            openChat: () => this.openChat(),
            closed: () => (this.dialog = undefined),
        });
        this.dialog.open(issued);
    }

    /** The move dialog shows warnings about its transfer. Without a dialog they still must be seen. */
    private warn(event: WarningEvent): void {
        if (event.kind === 'resume_copied' || event.kind === 'recall_copied') return this.warnOfCopy(event);
        if (this.dialog?.subject.away === null) return;
        const { title, text } = explainWarning(event);
        toast(`${title}. ${text}`, 'bad');
    }

    /** Nobody looks at the page all the time, so this warning stays until the person has read it. */
    private warnOfCopy(event: WarningEvent): void {
        const close = () => this.warnings.replaceChildren();
        const understood = button('Understood', { 'data-testid': 'warning-understood', onclick: close });
        const forget = button('Forget my other devices', {
            'data-testid': 'warning-forget',
            onclick: () => {
                close();
                void forgetOtherDevices(this.call).then((text) => toast(text));
            },
        });
        const actions = event.kind === 'recall_copied' ? [forget, understood] : [understood];
        this.warnings.replaceChildren(notice(explainWarning(event), ...actions));
    }

    /** Asks whether somebody else's call may move. The chat itself shows a question that came by chat. */
    private ask(question: Question): void {
        if (question.how !== 'popup') return;
        const dialog = new QuestionDialog(question, () => {
            this.questions.splice(this.questions.indexOf(dialog), 1);
            this.questions[0]?.open();
        });
        this.questions.push(dialog);
        if (this.questions.length === 1) dialog.open();
    }

    /** The call has gone to another device: only the button to bring it back can be used here. */
    private stand(): void {
        clearToasts();
        this.page.inert = true;
        this.page.hidden = true;
        this.standby?.dispose();
        this.standby = new Standby(this.call, this.watch);
        this.element.append(this.standby.element);
        this.standby.element.querySelector('h1')?.focus();
    }

    private unstand(): void {
        this.standby?.element.remove();
        this.standby?.dispose();
        this.standby = undefined;
        this.page.inert = false;
        this.page.hidden = false;
        this.tiles.draw();
        this.controls.refresh();
        toast('The call is back on this device', 'good');
    }

    /** On the new device: says that the call is here, and whether it can be sent back for a while. */
    private announce(): void {
        const until = this.call.undoUntil ?? 0;
        this.arrived = Date.now();
        this.banner.replaceChildren(icon('check'), h('strong', { role: 'status' }, 'Live here now'));
        this.banner.hidden = false;
        // If the device of before was away, there is nothing to send the call back to.
        if (until > this.arrived) this.offerReturn(until);
        else this.hush();
    }

    private offerReturn(until: number): void {
        const back = button('Send it back', {
            kind: 'quiet',
            icon: 'back',
            'data-testid': 'send-back',
            onclick: () =>
                this.call.bringBack().catch((error: unknown) => toast(explain(error).title, 'bad')),
        });
        this.bannerCleanup = new Cleanup();
        const left = countdown(
            () => until,
            this.bannerCleanup,
            () => this.hush(),
        );
        this.bannerCleanup.add(() => back.remove());
        this.bannerCleanup.add(() => left.remove());
        this.banner.append(back, left);
    }

    /** The call cannot be sent back any more. The rest of the banner stays until the person had time to see it. */
    private hush(): void {
        this.bannerCleanup.run();
        const wait = this.arrived + ARRIVED_TIME - Date.now();
        const timer = setTimeout(() => (this.banner.hidden = true), wait);
        this.cleanup.add(() => clearTimeout(timer));
    }

    /** A screen reader reads it once, because it changes only when it lasts. */
    private showLine(): void {
        const { line } = this.qualities;
        if (this.line.textContent !== line) this.line.textContent = line;
    }

    /** While a loss is shown, this says nothing: it would only repeat it. */
    private showPath(): void {
        const { path, stage } = this.watch;
        const words = {
            failed: '',
            disconnected: 'The connection is weak …',
            connecting: 'Connecting …',
            connected: '',
        };
        this.link.textContent = stage === 'fine' ? words[path] : '';
        this.link.hidden = this.link.textContent === '';
    }
}
