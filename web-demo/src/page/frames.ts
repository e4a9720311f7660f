// SPDX-License-Identifier: GPL-3.0-or-later
// Sends what the camera sees to the server, which looks for a code in it: a frame every half second,
// fewer when it is busy.

import type { ScanImage } from 'baton-client';
import { BatonError } from 'baton-client';

/** Milliseconds between two frames; and the longest that a busy server makes of it. */
const PAUSE = 500;
const LONGEST = 4_000;

/** What the server takes: bytes of an image, and what is enough to read any code. */
const MOST_BYTES = 512 * 1024;
const WIDEST = 1280;

/** What is no end of it: another frame may do. */
const AGAIN = ['no_code', 'several_codes', 'foreign_code', 'busy', 'decoder_failed'];

/** The pause after a refusal, given the pause before it. */
export function nextPause(pause: number, refusal: string): number {
    return refusal === 'busy' ? Math.min(LONGEST, pause * 2) : PAUSE;
}

/** A picture of the camera as a JPEG small enough to be sent; null as long as there is none. */
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
 * Goes on until the server has read a code: resolves then, or when `stopped`; rejects with what is
 * wrong with the code. `tell` hears of each frame that led to nothing.
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
