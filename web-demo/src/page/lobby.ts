// SPDX-License-Identifier: GPL-3.0-or-later
// The lobby: the person's name, the room, and a button to take over a call instead.

import type { LocalTracks } from 'baton-client';
import { h, setAttribute, type View } from './dom';
import { roomId } from './format';
import type { Captured } from './media';
import { button, field, notice } from './parts';
import { USUAL, type FullPolicy } from './policy';
import { policyFields } from './policyfields';
import { Preview } from './preview';
import type { LastCall } from './recallstore';
import { explain, explainDevices, type Words } from './words';

export interface JoinWish {
    room: string;
    display: string;
    pin: string;
    /** The number at which this person can be asked by SMS; may be empty. */
    phone: string;
    /** The policy of the room, if the room is made now. */
    policy: FullPolicy;
    tracks: LocalTracks;
}

/** Thrown once by `join` if the room asks by SMS, so that the person can enter a phone number. */
export class PhoneWanted extends Error {}

export interface LobbyOptions {
    room: string;
    display: string;
    /** What the person has to know first, such as why the page could not come back to a call. */
    notice?: Words;
    /** Rooms of calls that may still go on, and to which this tab can come back. */
    calls: { room: string; comeBack(): void }[];
    /** Calls that have moved from this browser to another device, and that can perhaps be taken back. */
    moved: { last: LastCall; takeBack(): void; forget(): void }[];
    /** Rejects if joining fails; the lobby says why and stays. */
    join(wish: JoinWish): Promise<void>;
    takeOver(): void;
}

const ROOM_HINT = 'If there is no room of this name yet, it is made for you.';

/** Adds to a field a line for what is wrong with it. */
function withProblem(element: HTMLElement, id: string): HTMLElement {
    const control = element.querySelector('input');
    const others = control?.getAttribute('aria-describedby') ?? '';
    control?.setAttribute('aria-describedby', `${id}-problem ${others}`.trim());
    element.append(h('small', { id: `${id}-problem`, class: 'field-problem', role: 'alert' }));
    return element;
}

/** This tab may be a copy of the tab with the call, so the person decides. */
function offer({ room, comeBack }: LobbyOptions['calls'][number]): HTMLElement {
    return notice(
        {
            title: `You may still be in the call “${room}”`,
            text: 'If it is open in another tab, it ends there when you come back here.',
        },
        button('Come back to it', { 'data-testid': 'come-back', onclick: comeBack }),
    );
}

/** Most people look for such a call on purpose, so this is no alert. */
function takeBackOffer({ last, takeBack, forget }: LobbyOptions['moved'][number]): HTMLElement {
    const name = last.description || last.room;
    const remove = button('Not now', {
        kind: 'quiet',
        'data-testid': 'recall-remove',
        'aria-label': `Not now: do not offer the call “${name}” again`,
        onclick: () => {
            forget();
            section.remove();
        },
    });
    const section = h(
        'section',
        { class: 'card recall-offer', 'data-testid': 'recall-offer', 'aria-label': 'A call that was on this device' },
        h('p', {}, 'Your call in ', h('strong', {}, name), ' has moved from here to another device.'),
        h(
            'div',
            { class: 'row' },
            button('Take it back here', { 'data-testid': 'recall', onclick: takeBack }),
            remove,
        ),
    );
    return section;
}

export function lobby(options: LobbyOptions): View {
    return new Lobby(options);
}

class Lobby implements View {
    readonly element: HTMLElement;
    private readonly preview = new Preview((problems, again) => this.complain(problems, again));
    private readonly notices = h('div', { class: 'stack' });
    private readonly name: HTMLInputElement;
    private readonly room: HTMLInputElement;
    private readonly pin: HTMLInputElement;
    private readonly pinField: HTMLElement;
    private readonly phone: HTMLInputElement;
    private readonly phoneField: HTMLElement;
    private policy: FullPolicy = USUAL;
    private readonly submit: HTMLButtonElement;

    constructor(private readonly options: LobbyOptions) {
        this.name = h('input', {
            id: 'name',
            'data-testid': 'name',
            maxlength: 64,
            autocomplete: 'name',
            value: options.display,
            required: true,
            oninput: () => this.complainOf(this.name, ''),
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
            oninput: () => {
                this.complainOf(this.room, '');
                this.showRoomId();
            },
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
            'You get a text message before a call moves. Nobody in the room sees your number.',
        );
        this.phoneField.hidden = true;
        this.submit = h(
            'button',
            { type: 'submit', class: 'button primary large', 'data-testid': 'join' },
            'Join the call',
        );
        this.element = this.build();
    }

    dispose(): void {
        this.preview.dispose();
    }

    private build(): HTMLElement {
        const takeOver = button('Take over a call', {
            icon: 'scan',
            'data-testid': 'take-over',
            onclick: () => this.options.takeOver(),
        });
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
            withProblem(field('name', 'Your name', this.name), 'name'),
            withProblem(field('room', 'Room', this.room, ROOM_HINT), 'room'),
            this.pinField,
            this.more(),
            this.phoneField,
            this.notices,
            this.submit,
        );
        const aside = h(
            'section',
            { class: 'aside card', 'aria-label': 'Take over a call' },
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
            // On a phone, this is only a button beside the name of the page.
            aside,
            ...this.first(),
            h(
                'div',
                { class: 'lobby-columns' },
                this.preview.element,
                h('div', { class: 'card' }, form),
                this.preview.choices,
            ),
        );
    }

    /** What the person has to know before everything else. */
    private first(): HTMLElement[] {
        const { notice: problem, calls, moved } = this.options;
        return [...(problem ? [notice(problem)] : []), ...calls.map(offer), ...moved.map(takeBackOffer)];
    }

    /** The settings of a new room. They are folded away, because most people join a room that exists. */
    private more(): HTMLElement {
        return h(
            'details',
            { class: 'more', 'data-testid': 'lobby-more' },
            h('summary', {}, 'Options for a new room'),
            policyFields('room', this.policy, (policy) => {
                this.policy = policy;
                this.phoneField.hidden = policy.how !== 'sms' || policy.who === 'nobody';
            }),
        );
    }

    private complain(problems: Captured['problems'], again: () => void): void {
        this.notices.replaceChildren(
            ...explainDevices(problems).map((words) =>
                notice(words, button('Try again', { onclick: again })),
            ),
        );
    }

    /** Says below a field what is wrong with it. An empty text removes the complaint. */
    private complainOf(input: HTMLInputElement, problem: string): void {
        setAttribute(input, 'aria-invalid', problem !== '' && 'true');
        const place = this.element.querySelector(`#${input.id}-problem`);
        if (place) place.textContent = problem;
    }

    /** Says what the id of the room will be, if not every character can be used: other names have the same id. */
    private showRoomId(): void {
        const hint = this.element.querySelector('#room-hint');
        const id = roomId(this.room.value);
        const changed = id !== '' && id !== this.room.value.trim();
        if (hint) hint.textContent = changed ? `The room’s name will be “${id}”. ${ROOM_HINT}` : ROOM_HINT;
    }

    private async join(): Promise<void> {
        const room = roomId(this.room.value);
        const display = this.name.value.trim();
        for (const [input, value, problem] of [
            [this.name, display, 'Please enter your name.'],
            [this.room, room, 'Please enter the name of a room, with at least one letter from A to Z or a digit.'],
        ] as const) {
            this.complainOf(input, value === '' ? problem : '');
            if (value === '') return input.focus();
        }
        this.submit.disabled = true;
        this.submit.textContent = 'Joining …';
        // From now on the call owns the tracks: this page is removed while the call begins.
        const tracks = await this.preview.release();
        try {
            const { policy } = this;
            const phone = this.phone.value.replace(/[\s()/.-]/g, '');
            await this.options.join({ room, display, pin: this.pin.value, phone, policy, tracks });
        } catch (error) {
            this.preview.hold(tracks);
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
                    text: 'Enter your phone number, or join without one.',
                }),
            );
            return this.phone.focus();
        }
        if (error instanceof Error && /^phone\b/.test(error.message)) {
            this.phoneField.hidden = false;
            setAttribute(this.phone, 'aria-invalid', 'true');
            this.notices.replaceChildren(
                notice({
                    title: 'This is not a phone number',
                    text: 'Start with + and the country code. A number has 6 to 15 digits.',
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
