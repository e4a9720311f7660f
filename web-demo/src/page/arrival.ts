// SPDX-License-Identifier: GPL-3.0-or-later
// The parts that the new device shows between the scan and the move: the number, its own picture, missing devices.

import type { LocalTracks, IncomingTransfer } from 'baton-client';
import type { SourceKind } from 'baton-client';
import { h, type Cleanup } from './dom';
import { icon } from './icons';
import type { Captured } from './media';
import { countdown, notice } from './parts';
import { explainDevices } from './words';

/** Texts about sources that the old device sent and this device does not send. */
export const LEFT_BEHIND: Record<SourceKind, string> = {
    screen: 'Your screen is not shared from this device. Tap Share to share it.',
    screen_sound: 'The sound of your screen is not shared from this device.',
    camera: 'Nobody sees you: this device sends no picture.',
    microphone: 'Nobody hears you: this device sends no sound.',
};

/** Returns the title of the page, and the number to compare or the text about the question. */
export function question(found: IncomingTransfer): { title: string; content: HTMLElement[] } {
    if (found.form === null) return { title: 'Moving the call', content: [] };
    const title = 'Waiting for a yes';
    if (found.form === 'yesno')
        return {
            title,
            content: [
                h(
                    'p',
                    {},
                    'Your other device or the people in the call are asked whether the call may move here.',
                ),
            ],
        };
    return {
        title,
        content: [
            h(
                'p',
                {},
                'Pick this number on your other device. If other people in the call are asked, tell it to them:',
            ),
            h(
                'output',
                { class: 'big-number', 'data-testid': 'number', 'aria-live': 'polite' },
                String(found.number ?? ''),
            ),
        ],
    };
}

export function waiting(found: IncomingTransfer, step: Cleanup): HTMLElement {
    return h(
        'p',
        { class: 'muted-text' },
        'Waiting for the response ',
        countdown(() => found.expires, step),
    );
}

/** Shows what this device is going to send. `tracks` is null while the browser asks the person for them. */
export function preview(found: IncomingTransfer, tracks: LocalTracks | null): HTMLElement {
    const wants = (kind: SourceKind) => found.sources.some((source) => source.kind === kind);
    const hidden = found.sources.some(({ kind, muted }) => kind === 'camera' && muted);
    const video = h('video', { playsinline: true, autoplay: true });
    video.muted = true;
    const camera = hidden ? undefined : tracks?.camera;
    if (camera) video.srcObject = new MediaStream([camera]);
    const off = tracks || !wants('camera') ? 'Camera off' : 'Waiting for the camera …';
    return h(
        'figure',
        { class: 'incoming-preview', 'data-testid': 'incoming-preview' },
        camera ? video : h('div', { class: 'preview-off' }, off),
        h('figcaption', {}, icon('micOff'), 'Microphone and sound are off until the call is here'),
    );
}

/** Notices about missing devices, but only those that the call would use. */
export function missing(found: IncomingTransfer, captured: Captured): HTMLElement[] {
    const missed = captured.problems.filter(({ kind }) =>
        found.sources.some((source) => source.kind === kind),
    );
    return explainDevices(missed).map((words) => notice(words));
}
