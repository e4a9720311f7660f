// SPDX-License-Identifier: GPL-3.0-or-later
// The lobby: who one is, which room, how one looks and sounds; and the way to take over a call
// instead.

import type { LocalTracks } from '../client/baton';
import { Cleanup, h, setAttribute, type View } from './dom';
import { roomId } from './format';
import { icon, setIcon } from './icons';
import { capture, devicesOf, measure, stop, type Captured, type Choice } from './media';
import { button, field, notice } from './parts';
import { USUAL, type FullPolicy } from './policy';
import { policyFields } from './policyfields';
import { explain, explainDevices, type Words } from './words';

type Device = 'camera' | 'microphone';

export interface JoinWish {
    room: string;
    display: string;
    pin: string;
    /** Where this person can be asked by SMS; empty if nowhere. */
    phone: string;
    /** Of the room, if it is made now. */
    policy: FullPolicy;
    tracks: LocalTracks;
}

/** The room asks by SMS: thrown once by `join`, so that the person can say where. */
export class PhoneWanted extends Error {}

export interface LobbyOptions {
    room: string;
    display: string;
    /** Why one is here again, if something went wrong. */
    words?: Words;
    /** Rejects if joining fails; the lobby says why and stays. */
    join(wish: JoinWish): Promise<void>;
    takeOver(): void;
}

export function lobby(options: LobbyOptions): View {
    return new Lobby(options);
}

class Lobby implements View {
    readonly element: HTMLElement;
    private readonly cleanup = new Cleanup();
    private readonly video = h('video', { muted: true, playsinline: true, autoplay: true });
    private readonly off = h('p', { class: 'preview-off' });
    private readonly meter = h('div', { class: 'meter', 'aria-hidden': 'true' }, h('i'));
    private readonly notices = h('div', { class: 'stack' });
    private readonly name: HTMLInputElement;
    private readonly room: HTMLInputElement;
    private readonly pin: HTMLInputElement;
    private readonly pinField: HTMLElement;
    private readonly phone: HTMLInputElement;
    private readonly phoneField: HTMLElement;
    private policy: FullPolicy = USUAL;
    private readonly submit: HTMLButtonElement;
    private readonly selects: Record<Device, HTMLSelectElement>;
    private readonly toggles: Record<Device, HTMLButtonElement>;
    private readonly wanted: Record<Device, boolean> = { camera: true, microphone: true };
    private tracks: LocalTracks = {};
    private stopMeter: (() => void) | undefined;
    private capturing: Promise<void> = Promise.resolve();
    private gone = false;

    constructor(private readonly options: LobbyOptions) {
        this.video.muted = true;
        this.name = h('input', {
            id: 'name',
            'data-testid': 'name',
            maxlength: 64,
            autocomplete: 'name',
            value: options.display,
            required: true,
        });
        this.room = h('input', {
            id: 'room',
            'data-testid': 'room',
            maxlength: 64,
            autocomplete: 'off',
            autocapitalize: 'none',
            spellcheck: 'false',
            value: options.room,
            required: true,
        });
        this.pin = h('input', {
            id: 'pin',
            'data-testid': 'pin',
            maxlength: 64,
            autocomplete: 'off',
        });
        this.pinField = field('pin', 'PIN of the room', this.pin);
        this.pinField.hidden = true;
        this.phone = h('input', {
            id: 'phone',
            'data-testid': 'phone',
            type: 'tel',
            maxlength: 24,
            autocomplete: 'tel',
            placeholder: '+49 170 1234567',
        });
        this.phoneField = field(
            'phone',
            'Your phone number',
            this.phone,
            'Text messages ask you there before a call moves. Nobody in the room sees it.',
        );
        this.phoneField.hidden = true;
        this.submit = h(
            'button',
            { type: 'submit', class: 'button primary large', 'data-testid': 'join' },
            'Join the call',
        );
        this.selects = { camera: this.picker('camera'), microphone: this.picker('microphone') };
        this.toggles = { camera: this.toggle('camera'), microphone: this.toggle('microphone') };
        this.element = this.build();
        this.listenForDevices();
        if (options.words) this.notices.append(notice(options.words));
        this.refresh();
        this.recapture();
    }

    dispose(): void {
        this.gone = true;
        this.cleanup.run();
        this.stopMeter?.();
        stop(this.tracks);
    }

    private build(): HTMLElement {
        const takeOver = button('Take over a call', {
            icon: 'scan',
            'data-testid': 'take-over',
            onclick: () => this.options.takeOver(),
        });
        takeOver.classList.add('large');
        const form = h(
            'form',
            {
                class: 'stack',
                novalidate: true,
                onsubmit: (event: SubmitEvent) => {
                    event.preventDefault();
                    void this.join();
                },
            },
            field('name', 'Your name', this.name),
            field('room', 'Room', this.room, 'It is made if there is none of this name yet.'),
            this.pinField,
            this.more(),
            this.phoneField,
            this.notices,
            this.submit,
        );
        const aside = h(
            'section',
            { class: 'aside', 'aria-label': 'Take over a call' },
            h('p', {}, 'In a call on another device already? Bring it over to this one.'),
            takeOver,
        );
        return h(
            'main',
            { class: 'lobby', 'data-testid': 'lobby' },
            h(
                'header',
                { class: 'brand' },
                h('h1', {}, 'Baton'),
                h('p', {}, 'Calls that move with you'),
            ),
            h(
                'div',
                { class: 'lobby-columns' },
                this.preview(),
                h('div', { class: 'card' }, form, aside),
            ),
        );
    }

    /** What a room is made with, folded away: most people join one that is there. */
    private more(): HTMLElement {
        return h(
            'details',
            { class: 'more', 'data-testid': 'lobby-more' },
            h('summary', {}, 'More, for a new room'),
            policyFields('room', this.policy, (policy) => {
                this.policy = policy;
                this.phoneField.hidden = policy.how !== 'sms' || policy.who === 'nobody';
            }),
        );
    }

    private preview(): HTMLElement {
        return h(
            'section',
            { class: 'preview', 'aria-label': 'How you look and sound' },
            h(
                'div',
                { class: 'preview-picture' },
                this.video,
                this.off,
                h(
                    'div',
                    { class: 'preview-toggles' },
                    this.toggles.microphone,
                    this.toggles.camera,
                ),
            ),
            h('div', { class: 'meter-row' }, icon('mic'), this.meter),
            h(
                'div',
                { class: 'pickers' },
                field('microphone', 'Microphone', this.selects.microphone),
                field('camera', 'Camera', this.selects.camera),
            ),
        );
    }

    private picker(kind: Device): HTMLSelectElement {
        return h('select', {
            id: kind,
            'data-testid': `pick-${kind}`,
            onchange: () => {
                this.wanted[kind] = true;
                this.recapture();
            },
        });
    }

    private toggle(kind: Device): HTMLButtonElement {
        return h(
            'button',
            {
                type: 'button',
                class: 'round',
                'data-testid': `lobby-${kind}`,
                onclick: () => {
                    this.wanted[kind] = !this.wanted[kind];
                    this.recapture();
                },
            },
            icon(kind === 'camera' ? 'camera' : 'mic'),
        );
    }

    /** Captures anew what is wanted; requests that come while one runs follow it. */
    private recapture(): void {
        this.capturing = this.capturing.then(() => this.captureNow());
    }

    private async captureNow(): Promise<void> {
        if (this.gone) return;
        stop(this.tracks);
        this.stopMeter?.();
        const wish = (kind: Device) => this.wanted[kind] && (this.selects[kind].value || true);
        const captured = await capture({ camera: wish('camera'), microphone: wish('microphone') });
        if (this.gone) return stop(captured.tracks);
        this.tracks = captured.tracks;
        this.notices.replaceChildren();
        this.complain(captured.problems);
        this.show();
        await this.listDevices();
    }

    private complain(problems: Captured['problems']): void {
        for (const { kind } of problems) this.wanted[kind] = false;
        const again = () => {
            for (const { kind } of problems) this.wanted[kind] = true;
            this.recapture();
        };
        for (const words of explainDevices(problems))
            this.notices.append(notice(words, button('Try again', { onclick: again })));
    }

    private show(): void {
        const { camera, microphone } = this.tracks;
        this.video.srcObject = camera ? new MediaStream([camera]) : null;
        this.video.hidden = !camera;
        const bar = this.meter.firstElementChild as HTMLElement;
        bar.style.setProperty('--level', '0');
        this.stopMeter = microphone
            ? measure(microphone, (level) => bar.style.setProperty('--level', level.toFixed(2)))
            : undefined;
        this.refresh();
    }

    private refresh(): void {
        for (const kind of ['camera', 'microphone'] as const) {
            const on = this.wanted[kind];
            const toggle = this.toggles[kind];
            toggle.classList.toggle('off', !on);
            setIcon(
                toggle,
                kind === 'camera' ? (on ? 'camera' : 'cameraOff') : on ? 'mic' : 'micOff',
            );
            const label = `Turn the ${kind} ${on ? 'off' : 'on'}`;
            setAttribute(toggle, 'aria-label', label);
            setAttribute(toggle, 'data-tip', label);
        }
        this.off.textContent = this.wanted.camera
            ? 'Waiting for the camera …'
            : 'The camera is off';
        this.off.hidden = !this.video.hidden;
    }

    private async listDevices(): Promise<void> {
        for (const kind of ['camera', 'microphone'] as const) {
            const choices = await devicesOf(kind);
            const current = this.tracks[kind]?.getSettings().deviceId ?? this.selects[kind].value;
            fill(this.selects[kind], choices, current);
        }
    }

    private listenForDevices(): void {
        const listen = () => void this.listDevices();
        navigator.mediaDevices?.addEventListener('devicechange', listen);
        this.cleanup.add(() => navigator.mediaDevices?.removeEventListener('devicechange', listen));
    }

    private async join(): Promise<void> {
        const room = roomId(this.room.value);
        const display = this.name.value.trim();
        for (const [input, value] of [
            [this.name, display],
            [this.room, room],
        ] as const) {
            setAttribute(input, 'aria-invalid', value === '' && 'true');
            if (value === '') return input.focus();
        }
        this.submit.disabled = true;
        this.submit.textContent = 'Joining …';
        await this.capturing;
        // The call has them from here on: this page is taken away while it begins.
        const { tracks } = this;
        this.tracks = {};
        try {
            const { policy } = this;
            const phone = this.phone.value.replace(/[\s()/.-]/g, '');
            await this.options.join({ room, display, pin: this.pin.value, phone, policy, tracks });
        } catch (error) {
            this.tracks = tracks;
            this.refuse(error);
        } finally {
            this.submit.disabled = false;
            this.submit.textContent = 'Join the call';
        }
    }

    private refuse(error: unknown): void {
        if (error instanceof PhoneWanted) {
            this.phoneField.hidden = false;
            this.notices.replaceChildren(
                notice({
                    title: 'This room asks by text message',
                    text: 'Give a phone number to be asked, or join without one.',
                }),
            );
            return this.phone.focus();
        }
        if (error instanceof Error && /^phone\b/.test(error.message)) {
            this.phoneField.hidden = false;
            setAttribute(this.phone, 'aria-invalid', 'true');
            this.notices.replaceChildren(
                notice({
                    title: 'This is no phone number',
                    text: 'It begins with + and the country, and has 6 to 15 digits.',
                }),
            );
            return this.phone.focus();
        }
        const wrongPin = error instanceof Error && error.name === 'wrong_pin';
        if (wrongPin && this.pinField.hidden) {
            this.pinField.hidden = false;
            this.notices.replaceChildren(
                notice({ title: 'This room has a PIN', text: 'Enter it to join.' }),
            );
            return this.pin.focus();
        }
        this.notices.replaceChildren(notice(explain(error)));
    }
}

function fill(select: HTMLSelectElement, choices: Choice[], current: string): void {
    select.replaceChildren(
        ...choices.map(({ id, label }) =>
            h('option', { value: id, selected: id === current }, label),
        ),
    );
    if (choices.length === 0) select.append(h('option', { value: '' }, 'None found'));
    select.disabled = choices.length < 2;
}
