// SPDX-License-Identifier: GPL-3.0-or-later
// The bar of controls below a call, and the keys that do the same.

import type { Call, LocalTracks } from 'baton-client';
import type { SourceKind } from 'baton-client';
import { Cleanup, h, setAttribute, type View } from './dom';
import { icon, setIcon, type IconName } from './icons';
import type { LocalDevices } from './devices';
import type { Sent } from './interruptions';
import { canShareScreen, captureScreen, stop } from './media';
import { toast } from './parts';
import { explain, explainDevice } from './words';

interface Control {
    id: string;
    /** The key of the control. Leaving has no key: a slip of the finger must not end a call. */
    key?: string;
    icon(): IconName;
    label(): string;
    /** Whether the control is on; missing if it is only an action. */
    pressed?(): boolean;
    style?(): string;
    /** Whether the change is made on this device at once. Then the control does not wait for the server. */
    atOnce?(): boolean;
    run(): void | Promise<void>;
}

export interface ControlActions {
    toggleChat(): void;
    chatOpen(): boolean;
    move(): void;
    leave(): void;
}

export class Controls implements View {
    readonly element: HTMLElement;
    private readonly cleanup = new Cleanup();
    private readonly buttons = new Map<string, { button: HTMLButtonElement; control: Control }>();
    private readonly badge = h('b', { class: 'badge', 'data-testid': 'unread', hidden: true });
    private readonly busy = new Set<string>();
    private unread = 0;

    constructor(
        private readonly call: Call,
        private readonly devices: LocalDevices,
        private readonly actions: ControlActions,
    ) {
        this.element = h('nav', {
            class: 'controls',
            'aria-label': 'Call controls',
            'data-testid': 'controls',
        });
        for (const control of this.controls()) this.element.append(this.make(control));
        this.buttons.get('chat')?.button.append(this.badge);
        this.cleanup.add(call.on('muted', () => this.refresh()));
        this.cleanup.add(call.on('local', () => this.refresh()));
        this.cleanup.add(devices.onChange(() => this.refresh()));
        this.cleanup.add(call.on('phase', () => this.refresh()));
        this.cleanup.add(call.on('chat', (message) => this.count(message.from !== call.id)));
        this.cleanup.listen('keydown', (event) => this.key(event));
        this.refresh();
    }

    dispose(): void {
        this.cleanup.run();
    }

    refresh(): void {
        for (const { button, control } of this.buttons.values()) {
            setIcon(button, control.icon());
            const label = control.label();
            setAttribute(button, 'aria-label', label);
            const hint = control.key ? ` (${control.key.toUpperCase()})` : '';
            setAttribute(button, 'data-tip', label + hint);
            if (control.pressed) setAttribute(button, 'aria-pressed', String(control.pressed()));
            button.className = `control ${control.style?.() ?? ''}`;
            button.disabled = this.busy.has(control.id);
        }
        if (this.actions.chatOpen()) this.unread = 0;
        this.badge.hidden = this.unread === 0;
        this.badge.textContent = String(this.unread);
    }

    private controls(): Control[] {
        const { call, actions } = this;
        const sending = (kind: SourceKind) => !!call.localTrack(kind) && !call.isMuted(kind);
        const media = (
            kind: Sent,
            key: string,
            icons: [IconName, IconName],
        ) => ({
            id: kind,
            key,
            icon: () => icons[sending(kind) ? 0 : 1],
            label: () => `Turn the ${kind} ${sending(kind) ? 'off' : 'on'}`,
            pressed: () => !sending(kind),
            style: () => (sending(kind) ? '' : 'off'),
            atOnce: () => call.localTrack(kind)?.readyState === 'live',
            run: () => this.devices.toggle(kind),
        });
        const screen: Control = {
            id: 'screen',
            key: 's',
            icon: () => 'screen',
            label: () =>
                call.localTrack('screen') ? 'Stop sharing the screen' : 'Share the screen',
            pressed: () => !!call.localTrack('screen'),
            style: () => (call.localTrack('screen') ? 'on' : ''),
            run: () => this.share(),
        };
        return [
            media('microphone', 'm', ['mic', 'micOff']),
            media('camera', 'v', ['camera', 'cameraOff']),
            ...(canShareScreen() ? [screen] : []),
            {
                id: 'chat',
                key: 'c',
                icon: () => 'chat',
                label: () => (actions.chatOpen() ? 'Close the chat' : 'Open the chat'),
                pressed: () => actions.chatOpen(),
                style: () => (actions.chatOpen() ? 'on' : ''),
                run: () => actions.toggleChat(),
            },
            {
                id: 'hand',
                key: 'h',
                icon: () => 'hand',
                label: () => (call.handRaised ? 'Lower the hand' : 'Raise the hand'),
                pressed: () => call.handRaised,
                style: () => (call.handRaised ? 'on' : ''),
                run: () => call.raiseHand(!call.handRaised),
            },
            {
                id: 'move',
                key: 't',
                icon: () => 'move',
                label: () => 'Move this call to another device',
                style: () => 'accent',
                run: () => actions.move(),
            },
            {
                id: 'leave',
                icon: () => 'leave',
                label: () => 'Leave the call',
                style: () => 'danger',
                run: () => actions.leave(),
            },
        ];
    }

    private make(control: Control): HTMLButtonElement {
        const names: Record<string, string> = {
            microphone: 'Mic',
            camera: 'Camera',
            screen: 'Share',
            chat: 'Chat',
            hand: 'Hand',
            move: 'Move',
            leave: 'Leave',
        };
        const button = h(
            'button',
            {
                type: 'button',
                'data-testid': `control-${control.id}`,
                'aria-keyshortcuts': control.key,
                onclick: () => void this.run(control),
            },
            icon(control.icon()),
            h('span', { class: 'control-name', 'aria-hidden': 'true' }, names[control.id] ?? ''),
        );
        this.buttons.set(control.id, { button, control });
        return button;
    }

    private async run(control: Control): Promise<void> {
        if (this.busy.has(control.id)) return;
        // The connection may be lost, and the person wants to turn the microphone off and on all the same.
        if (!control.atOnce?.()) this.busy.add(control.id);
        try {
            await control.run();
        } catch (error) {
            toast(explain(error).title, 'bad');
        } finally {
            this.busy.delete(control.id);
            this.refresh();
        }
    }

    private async share(): Promise<void> {
        const { call } = this;
        if (call.localTrack('screen')) return call.unpublish('screen', 'screen_sound');
        let tracks: LocalTracks;
        try {
            tracks = await captureScreen();
        } catch (error) {
            // The person may close the browser's dialog. This is not an error.
            if (error instanceof Error && error.name === 'NotAllowedError') return;
            return toast(explainDevice('screen', error).title, 'bad');
        }
        this.endWith(tracks);
        try {
            const sent: unknown = await call.publish(tracks);
            toast(...sharing(tracks, waitsForMove(call, sent)));
        } catch (error) {
            stop(tracks);
            throw error;
        }
    }

    /** Ends the sharing when the person ends it in the browser's own bar. The sound can end alone. */
    private endWith({ screen, screen_sound: sound }: LocalTracks): void {
        const { call } = this;
        const end = (...kinds: SourceKind[]) => void call.unpublish(...kinds).catch(() => undefined);
        screen?.addEventListener('ended', () => {
            if (call.localTrack('screen') === screen) end('screen', 'screen_sound');
        });
        sound?.addEventListener('ended', () => {
            if (call.localTrack('screen_sound') === sound) end('screen_sound');
        });
    }

    private count(fromOther: boolean): void {
        if (fromOther && !this.actions.chatOpen()) this.unread++;
        this.refresh();
    }

    private key(event: KeyboardEvent): void {
        if (event.ctrlKey || event.metaKey || event.altKey || event.repeat) return;
        if (document.querySelector('dialog[open]') || this.element.closest('[inert]')) return;
        const target = event.target as HTMLElement;
        if (target.closest('input, textarea, select')) return;
        for (const { control } of this.buttons.values()) {
            if (control.key !== event.key.toLowerCase()) continue;
            event.preventDefault();
            void this.run(control);
        }
    }
}

/** `waits`: the others do not get the screen yet. */
function sharing({ screen_sound: sound }: LocalTracks, waits: boolean): [string, 'info' | 'good'] {
    if (waits) return ['Everyone sees your screen as soon as the move of this call is over', 'info'];
    return [`Everyone sees your screen${sound ? ' and hears its sound' : ''} now`, 'good'];
}

/** While a call moves, the server takes no other sources. `sent`: what the client says about it, if anything. */
function waitsForMove(call: Pick<Call, 'undoUntil'>, sent: unknown): boolean {
    const { postponed = call.undoUntil !== null } = (sent ?? {}) as { postponed?: boolean };
    return postponed;
}
