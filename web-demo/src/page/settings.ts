// SPDX-License-Identifier: GPL-3.0-or-later
// The dialog in which a person chooses the microphone, the camera and the loudspeaker during a call, and makes the
// server forget other devices.

import type { Call } from 'baton-client';
import { findChosen, nameOf, type DeviceKind } from './deviceplan';
import type { LocalDevices } from './devices';
import { describeInterruption } from './devicewords';
import { Cleanup, h, type View } from './dom';
import { icon } from './icons';
import type { Sent } from './interruptions';
import { measure } from './media';
import { otherDevices } from './otherdevices';
import { button, field, placeToasts, toast, toggle } from './parts';
import { saveData, savesData } from './savedata';
import { canChooseSpeaker, playNotes } from './speaker';
import { explain } from './words';

export class SettingsDialog implements View {
    readonly element: HTMLDialogElement;
    private readonly cleanup = new Cleanup();
    private readonly meter = h('div', { class: 'meter', 'aria-hidden': 'true' }, h('i'));
    private readonly picture = h('video', { playsinline: true, autoplay: true, 'aria-hidden': 'true' });
    private readonly selects = new Map<DeviceKind, HTMLSelectElement>();
    private readonly notes = new Map<DeviceKind, HTMLElement>();
    private speakerField: HTMLElement | undefined;
    /** The tracks that the dialog shows now. */
    private shown: { microphone?: MediaStreamTrack | null; camera?: MediaStreamTrack | null } = {};
    private stopMeter: (() => void) | undefined;
    private gone = false;

    constructor(
        private readonly call: Call,
        private readonly devices: LocalDevices,
        private readonly closed: () => void,
    ) {
        this.picture.muted = true;
        this.element = h(
            'dialog',
            {
                class: 'move settings',
                'data-testid': 'settings',
                'aria-labelledby': 'settings-title',
                oncancel: (event: Event) => {
                    event.preventDefault();
                    this.dispose();
                },
            },
            h('h2', { id: 'settings-title', tabindex: -1 }, 'Settings'),
            this.build(),
        );
        this.cleanup.add(devices.onChange(() => this.refresh()));
        this.cleanup.add(call.on('local', () => this.refresh()));
        this.cleanup.add(call.on('muted', () => this.refresh()));
        this.cleanup.add(call.on('moved', () => this.dispose()));
        this.cleanup.add(call.on('ended', () => this.dispose()));
        this.refresh();
    }

    open(): void {
        document.body.append(this.element);
        this.element.showModal();
        this.element.querySelector<HTMLElement>('h2')?.focus();
        placeToasts();
    }

    dispose(): void {
        if (this.gone) return;
        this.gone = true;
        this.cleanup.run();
        this.stopMeter?.();
        this.picture.srcObject = null;
        this.element.close();
        placeToasts();
        this.element.remove();
        this.closed();
    }

    private build(): HTMLElement {
        const test = button('Play a sound', {
            icon: 'sound',
            'data-testid': 'test-speaker',
            onclick: () =>
                playNotes(this.devices.sink).catch((error: unknown) => toast(explain(error).title, 'bad')),
        });
        this.speakerField = h('div', { class: 'device' }, this.picker('speaker'), test);
        return h(
            'div',
            { class: 'stack' },
            h(
                'div',
                { class: 'device' },
                this.picker('microphone'),
                h('div', { class: 'meter-row' }, icon('mic'), this.meter),
                this.note('microphone'),
            ),
            h('div', { class: 'device' }, this.picker('camera'), this.picture, this.note('camera')),
            this.speakerField,
            toggle(
                'Save data',
                'You get small pictures of the others, or only their sound. They see and hear you as before.',
                'save-data',
                savesData(),
                saveData,
            ),
            otherDevices(this.call),
            button('Done', {
                kind: 'primary',
                'data-testid': 'settings-done',
                onclick: () => this.dispose(),
            }),
        );
    }

    private picker(kind: DeviceKind): HTMLElement {
        const id = `settings-${kind}`;
        const select = h('select', {
            id,
            'data-testid': id,
            onchange: () => {
                const { devices } = this.devices.list(kind);
                const device = devices.find((one) => one.id === select.value) ?? null;
                this.devices
                    .choose(kind, device)
                    .catch((error: unknown) => toast(explain(error).title, 'bad'))
                    .finally(() => this.refresh());
            },
        });
        this.selects.set(kind, select);
        return field(id, nameOf(kind), select);
    }

    private note(kind: Sent): HTMLElement {
        const note = h('p', { class: 'muted-text device-note', role: 'status' });
        this.notes.set(kind, note);
        return note;
    }

    private refresh(): void {
        for (const [kind, select] of this.selects) fillSelect(select, kind, this.devices);
        if (this.speakerField)
            this.speakerField.hidden =
                !canChooseSpeaker() || this.devices.list('speaker').devices.length === 0;
        for (const kind of ['microphone', 'camera'] as const) {
            const note = this.notes.get(kind);
            const text = this.noteFor(kind);
            if (note && note.textContent !== text) note.textContent = text;
        }
        this.showTracks();
    }

    private noteFor(kind: Sent): string {
        const why = this.devices.interruption(kind);
        if (why) return describeInterruption(kind, why);
        const on = this.call.localTrack(kind) && !this.call.isMuted(kind);
        return on ? '' : `The ${kind} is off.`;
    }

    /** Shows the picture and the level, also while they are off for the others: a muted track gives nothing. */
    private showTracks(): void {
        const microphone = this.call.localTrack('microphone');
        const camera = this.call.isMuted('camera') ? null : this.call.localTrack('camera');
        if (camera !== this.shown.camera)
            this.picture.srcObject = camera ? new MediaStream([camera]) : null;
        this.picture.hidden = !camera;
        this.picture.classList.toggle('unmirrored', this.devices.facing === 'environment');
        if (microphone !== this.shown.microphone) {
            this.stopMeter?.();
            const bar = this.meter.firstElementChild as HTMLElement;
            bar.style.setProperty('--level', '0');
            this.stopMeter = microphone
                ? measure(microphone, (level) => bar.style.setProperty('--level', level.toFixed(2)))
                : undefined;
        }
        this.shown = { microphone, camera };
    }
}

/** Lists the devices of a kind. The first entry follows the system, except for cameras: no system has a default one. */
function fillSelect(select: HTMLSelectElement, kind: DeviceKind, devices: LocalDevices): void {
    const { devices: all, standard } = devices.list(kind);
    const choice = devices.choice(kind);
    const current = devices.current(kind);
    const follows = kind !== 'camera' && all.length > 0;
    const options: [string, string][] = all.map(({ id, label }) => [id, label]);
    if (follows) options.unshift(['', standard ? `As in the system (${standard.label})` : 'As in the system']);
    if (options.length === 0) options.push(['', 'None found']);
    // The choice that the person made a moment ago is not in use yet.
    const value = follows && !choice ? '' : (findChosen(choice, all)?.id ?? current?.id ?? options[0]?.[0] ?? '');
    const before = [...select.options].map((one) => `${one.value} ${one.text}`).join('\n');
    const after = options.map((one) => one.join(' ')).join('\n');
    // An open list must not close while a person reads it.
    if (before !== after)
        select.replaceChildren(...options.map(([id, label]) => h('option', { value: id }, label)));
    select.value = value;
    select.disabled = options.length < 2;
}
