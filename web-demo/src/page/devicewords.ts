// SPDX-License-Identifier: GPL-3.0-or-later
// Texts about microphones, cameras and loudspeakers that change during a call. Pure functions.

import { nameOf, type Change, type DeviceKind, type Interruption } from './deviceplan';

/** Returns the text about changes that have one cause (see `byCause`). */
export function describeChanges(changes: Change[]): string {
    const [first] = changes;
    if (!first) return '';
    return [cause(first), ...changes.map(effect)].filter(Boolean).join(' ');
}

function cause({ kind, decision, lost }: Change): string {
    if (decision.do === 'offer') return `“${decision.device.label}” is connected.`;
    if (decision.do === 'switch' && decision.why === 'back') return `“${decision.to.label}” is back.`;
    if (decision.do === 'switch' && decision.why === 'system') return 'Your system has changed.';
    return lost ? `“${lost.label}” is no longer connected.` : `The ${nameOf(kind).toLowerCase()} is gone.`;
}

function effect({ kind, decision }: Change): string {
    switch (decision.do) {
        case 'switch':
            return `${nameOf(kind)} now: ${decision.to.label}.`;
        case 'lose':
            return NO_OTHER[kind];
        default:
            return '';
    }
}

const NO_OTHER: Record<DeviceKind, string> = {
    microphone: 'There is no other microphone: nobody hears you.',
    camera: 'There is no other camera: nobody sees you.',
    speaker: 'There is no other loudspeaker.',
};

type Captured = 'microphone' | 'camera';

/** A short text for the person's own tile. */
export function interruptionNote(kind: Captured, why: Interruption): string {
    const name = nameOf(kind);
    const notes: Record<Interruption, string> = {
        taken: `${name} used by another app`,
        paused: `${name} muted by the system`,
        missing: `No ${kind}`,
        forbidden: `${name} not allowed`,
    };
    return notes[why];
}

/** The whole text, for a toast and for the settings. */
export function describeInterruption(kind: Captured, why: Interruption): string {
    const effects = { microphone: 'Nobody hears you.', camera: 'Nobody sees you.' };
    const texts: Record<Interruption, string> = {
        taken: `Another app uses the ${kind}. ${effects[kind]} It comes back by itself.`,
        paused: `The system has muted the ${kind}. ${effects[kind]} Check a switch or key on your device.`,
        missing: `There is no ${kind}. ${effects[kind]} Plug one in.`,
        forbidden: `The browser no longer allows the ${kind}. ${effects[kind]} Tap the icon beside the address.`,
    };
    return texts[why];
}

/** The text when an interruption is over. `on`: whether the device is on again for the others. */
export function describeReturn(kind: Captured, on: boolean): string {
    return `Your ${kind} is back. ${on ? 'It is on again.' : 'It is turned off.'}`;
}
