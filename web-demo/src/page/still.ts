// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps the last picture of a video on the screen until a new one comes. The video itself would become black with
// another track, and a slot can show somebody else meanwhile.

import { h } from './dom';

export class Still {
    readonly element = h('canvas', { class: 'still', 'aria-hidden': 'true', hidden: true });
    /** Counts the pictures that were awaited. Only the last one counts. */
    private awaited = 0;

    constructor(private readonly video: HTMLVideoElement) {}

    get shown(): boolean {
        return !this.element.hidden;
    }

    /** Copies the picture that the video shows now. Without one, or if there is a copy already, does nothing. */
    take(): void {
        const { video, element } = this;
        this.awaited++;
        if (this.shown || video.videoWidth === 0) return;
        const context = element.getContext('2d');
        if (!context) return;
        element.width = video.videoWidth;
        element.height = video.videoHeight;
        context.drawImage(video, 0, 0);
        element.hidden = false;
    }

    /** Removes the copy when the video shows a new picture. */
    dropWithNext(): void {
        if (!this.shown) return;
        const { video } = this;
        const turn = ++this.awaited;
        const drop = () => {
            if (turn === this.awaited) this.drop();
        };
        if ('requestVideoFrameCallback' in video) video.requestVideoFrameCallback(drop);
        else (video as HTMLVideoElement).addEventListener('timeupdate', drop, { once: true });
    }

    drop(): void {
        this.awaited++;
        this.element.hidden = true;
        // An empty canvas needs no memory.
        this.element.width = 0;
        this.element.height = 0;
    }
}
