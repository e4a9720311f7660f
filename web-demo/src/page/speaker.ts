// SPDX-License-Identifier: GPL-3.0-or-later
// Plays on a chosen loudspeaker, in browsers that can do that.

/** Whether the browser lets a page choose the loudspeaker. */
export const canChooseSpeaker = (): boolean => 'setSinkId' in HTMLMediaElement.prototype;

/** Plays an element on this loudspeaker. Empty: on that of the system. If it is gone, the element stays where it is. */
export function playOn(element: HTMLMediaElement, id: string): void {
    if (!canChooseSpeaker() || element.sinkId === id) return;
    element.setSinkId(id).catch(() => undefined);
}

const NOTES = [523, 659, 784];
const NOTE_TIME = 0.22;

/** Plays three notes on a loudspeaker, so that a person hears which one it is. */
export async function playNotes(id: string): Promise<void> {
    const context = new AudioContext();
    const target = context.createMediaStreamDestination();
    const volume = context.createGain();
    volume.gain.value = 0.2;
    volume.connect(target);
    NOTES.forEach((frequency, index) => {
        const note = context.createOscillator();
        note.frequency.value = frequency;
        note.connect(volume);
        note.start(context.currentTime + index * NOTE_TIME);
        note.stop(context.currentTime + (index + 1) * NOTE_TIME);
    });
    const element = new Audio();
    element.srcObject = target.stream;
    playOn(element, id);
    await element.play();
    await new Promise((resolve) => setTimeout(resolve, NOTES.length * NOTE_TIME * 1000 + 300));
    element.srcObject = null;
    await context.close();
}
