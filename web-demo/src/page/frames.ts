// SPDX-License-Identifier: GPL-3.0-or-later
// Sends camera pictures to the server, which looks for a code: one every half second, fewer if the server is busy.

import type { ScanImage } from 'baton-client';
import { BatonError } from 'baton-client';

/** Milliseconds between two frames, usually and at most, if the server is busy. */
const PAUSE = 500;
const LONGEST = 4_000;

/** The most bytes of an image that the server accepts, and a width in pixels that is enough for any code. */
const MOST_BYTES = 512 * 1024;
const WIDEST = 1280;

/** Refusals after which another frame may still succeed. */
const AGAIN = ['no_code', 'several_codes', 'foreign_code', 'busy', 'decoder_failed'];

/** Returns the pause after a refusal. `pause` is the pause before it. */
export function nextPause(pause: number, refusal: string): number {
    return refusal === 'busy' ? Math.min(LONGEST, pause * 2) : PAUSE;
}

/** Takes a picture of the camera, as a JPEG that is small enough to be sent; null if there is no picture yet. */
export async function takeFrame(video: HTMLVideoElement): Promise<string | null> {
    const { videoWidth, videoHeight } = video;
    if (videoWidth === 0) return null;
    let scale = Math.min(1, WIDEST / videoWidth);
    const canvas = document.createElement('canvas');
    for (let quality = 0.85; ; quality -= 0.15, scale *= 0.75) {
        canvas.width = Math.round(videoWidth * scale);
        canvas.height = Math.round(videoHeight * scale);
        canvas.getContext('2d')?.drawImage(video, 0, 0, canvas.width, canvas.height);
        const url = canvas.toDataURL('image/jpeg', quality);
        if (quality < 0.4 || (url.length * 3) / 4 < MOST_BYTES) return url;
    }
}

/**
 * Sends frames until the server accepts a code. Resolves then, or when `stopped` returns true; rejects if the server
 * refuses the code for good. `tell` gets the error of each frame that may be tried again.
 */
export async function sendFrames(
    video: HTMLVideoElement,
    read: (images: ScanImage[]) => Promise<void>,
    stopped: () => boolean,
    tell: (error: BatonError) => void,
): Promise<void> {
    let pause = PAUSE;
    while (!stopped()) {
        const image = await takeFrame(video);
        if (image !== null) {
            try {
                return await read([image]);
            } catch (error) {
                if (!(error instanceof BatonError) || !AGAIN.includes(error.name)) throw error;
                pause = nextPause(pause, error.name);
                if (!stopped()) tell(error);
            }
        }
        await new Promise((resolve) => setTimeout(resolve, pause));
    }
}
