// SPDX-License-Identifier: GPL-3.0-or-later
// What a device that takes a call over shows from the scan to the move: the number, its own picture, how
// far it is.

import type { LocalTracks, IncomingTransfer } from 'baton-client';
import type { SourceKind } from 'baton-client';
import { h, type Cleanup } from './dom';
import { icon } from './icons';
import type { Captured } from './media';
import { countdown, notice } from './parts';
import { explainDevices } from './words';

/** What the old device sent and this one does not. */
export const LEFT_BEHIND: Record<SourceKind, string> = {
    screen: 'Your screen is not shared from here. Tap Share to go on with it.',
    camera: 'Nobody sees you: this device sends no picture.',
    microphone: 'Nobody hears you: this device sends no sound.',
};

/** The title, and what there is to compare or to wait for. */
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
                    'Your other device, or the others in the call, are asked whether this one may have it.',
                ),
            ],
        };
    return {
        title,
        content: [
            h('p', {}, 'Whoever is asked has to pick this number:'),
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

/** What is going to be seen and heard from here; null while the person is being asked for it. */
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

/** Of what is missing only what the call would use. */
export function missing(found: IncomingTransfer, captured: Captured): HTMLElement[] {
    const missed = captured.problems.filter(({ kind }) =>
        found.sources.some((source) => source.kind === kind),
    );
    return explainDevices(missed).map((words) => notice(words));
}
