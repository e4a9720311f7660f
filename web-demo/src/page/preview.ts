// SPDX-License-Identifier: GPL-3.0-or-later
// The preview before a call: the camera's picture, the microphone's level, and the choice of both devices.

import type { LocalTracks } from 'baton-client';
import { recallChoices, rememberChoice } from './choices';
import { deviceOf, findChosen, listOf, NO_DEVICES, type DeviceList } from './deviceplan';
import { Cleanup, h, setAttribute, type View } from './dom';
import { icon, setIcon } from './icons';
import { capture, measure, stop, type Captured } from './media';
import { field } from './parts';

type Device = 'camera' | 'microphone';

export class Preview implements View {
    readonly element: HTMLElement;
    /** The level of the microphone and the choice of devices. The page places them where there is space. */
    readonly choices: HTMLElement;
    private readonly cleanup = new Cleanup();
    private readonly video = h('video', { muted: true, playsinline: true, autoplay: true });
    private readonly off = h('p', { class: 'preview-off' });
    private readonly meter = h('div', { class: 'meter', 'aria-hidden': 'true' }, h('i'));
    private readonly selects: Record<Device, HTMLSelectElement>;
    private readonly toggles: Record<Device, HTMLButtonElement>;
    private readonly wanted: Record<Device, boolean> = { camera: true, microphone: true };
    private readonly lists: Record<Device, DeviceList> = { camera: NO_DEVICES, microphone: NO_DEVICES };
    private tracks: LocalTracks = {};
    private stopMeter: (() => void) | undefined;
    private capturing: Promise<void> = Promise.resolve();
    private gone = false;

    /** @param captured called after each capture, with the devices that failed and a function that tries again */
    constructor(
        private readonly captured: (problems: Captured['problems'], again: () => void) => void,
    ) {
        this.video.muted = true;
        this.selects = { camera: this.picker('camera'), microphone: this.picker('microphone') };
        this.toggles = { camera: this.toggle('camera'), microphone: this.toggle('microphone') };
        this.element = this.build();
        this.choices = this.buildChoices();
        this.listenForDevices();
        this.refresh();
        this.recapture();
    }

    dispose(): void {
        this.gone = true;
        this.cleanup.run();
        this.stopMeter?.();
        stop(this.tracks);
    }

    /** Waits for the wanted tracks and gives them to the caller, who has to stop them. */
    async release(): Promise<LocalTracks> {
        await this.capturing;
        const { tracks } = this;
        this.tracks = {};
        return tracks;
    }

    /** Takes back tracks that were released. */
    hold(tracks: LocalTracks): void {
        if (this.gone) stop(tracks);
        else this.tracks = tracks;
    }

    private build(): HTMLElement {
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
        );
    }

    private buildChoices(): HTMLElement {
        return h(
            'section',
            { class: 'preview-choices', 'aria-label': 'Microphone and camera' },
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
                const device = this.lists[kind].devices.find(({ id }) => id === this.selects[kind].value);
                rememberChoice(kind, device && { id: device.id, label: device.label });
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

    /** Captures the wanted devices again, after the captures that are already under way. */
    private recapture(): void {
        this.capturing = this.capturing.then(() => this.captureNow());
    }

    private async captureNow(): Promise<void> {
        if (this.gone) return;
        stop(this.tracks);
        this.stopMeter?.();
        const wish = (kind: Device) => this.wanted[kind] && (this.chosen(kind)?.id ?? true);
        const captured = await capture({ camera: wish('camera'), microphone: wish('microphone') });
        if (this.gone) return stop(captured.tracks);
        this.tracks = captured.tracks;
        for (const { kind } of captured.problems) this.wanted[kind] = false;
        this.captured(captured.problems, () => {
            for (const { kind } of captured.problems) this.wanted[kind] = true;
            this.recapture();
        });
        this.show();
        await this.listDevices();
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

    private chosen(kind: Device) {
        return findChosen(recallChoices()[kind], this.lists[kind].devices);
    }

    private async listDevices(): Promise<void> {
        const all = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
        for (const kind of ['camera', 'microphone'] as const) {
            this.lists[kind] = listOf(kind, all);
            const used = this.used(kind)?.id ?? this.selects[kind].value;
            const follows = kind === 'microphone' && !this.chosen(kind);
            fill(this.selects[kind], kind, this.lists[kind], follows ? '' : used);
        }
    }

    private used(kind: Device) {
        const track = this.tracks[kind];
        return track?.readyState === 'live' ? deviceOf(track.getSettings(), this.lists[kind]) : null;
    }

    /** Captures again if a device in use is gone, or if the chosen device is back. */
    private async followDevices(): Promise<void> {
        await this.listDevices();
        const stale = (['camera', 'microphone'] as const).some((kind) => {
            const track = this.tracks[kind];
            const chosen = this.chosen(kind);
            return (
                this.wanted[kind] &&
                track &&
                (track.readyState === 'ended' || (chosen && chosen.id !== this.used(kind)?.id))
            );
        });
        if (stale) this.recapture();
    }

    private listenForDevices(): void {
        const listen = () => void this.followDevices();
        navigator.mediaDevices?.addEventListener('devicechange', listen);
        this.cleanup.add(() => navigator.mediaDevices?.removeEventListener('devicechange', listen));
    }
}

/** `current`: the id of the device to select. Empty, for a microphone: that of the system. */
function fill(select: HTMLSelectElement, kind: Device, list: DeviceList, current: string): void {
    const options = list.devices.map(({ id, label }) => h('option', { value: id }, label));
    const system = list.standard ? `As in the system (${list.standard.label})` : 'As in the system';
    if (kind === 'microphone' && options.length > 0) options.unshift(h('option', { value: '' }, system));
    if (options.length === 0) options.push(h('option', { value: '' }, 'None found'));
    select.replaceChildren(...options);
    select.value = current;
    if (select.selectedIndex < 0) select.selectedIndex = 0;
    select.disabled = options.length < 2;
}
