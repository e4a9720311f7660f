// SPDX-License-Identifier: GPL-3.0-or-later
// Tells the server at which size each picture is shown. A page in the background needs no pictures at all.

import type { Call, RemoteSlot } from 'baton-client';
import { Cleanup } from './dom';
import { linesFor } from './picturesize';
import { onSaveData, SAVING_BITRATE, SAVING_LINES, savesData } from './savedata';

/** A person who looks at another tab for a moment finds all pictures when they are back. */
const LEFT_AFTER = 2_000;

export class ShownSizes {
    private readonly cleanup = new Cleanup();
    private hidden = document.visibilityState === 'hidden';
    private timer: ReturnType<typeof setTimeout> | undefined;

    /**
     * @param videoOf the element that shows a slot; undefined: the slot is not shown. For an empty slot, an element of
     *     the size that the next picture will have
     */
    constructor(
        private readonly call: Call,
        private readonly videoOf: (slot: RemoteSlot) => HTMLVideoElement | undefined,
    ) {
        this.cleanup.listen('visibilitychange', () => this.look());
        this.cleanup.add(onSaveData(() => this.save()));
        this.cleanup.add(() => clearTimeout(this.timer));
        this.limit();
    }

    dispose(): void {
        this.cleanup.run();
    }

    /** Tells the server the size of each picture. Call this after each change of the layout. */
    tell(): void {
        const heights = new Map<string, number>();
        for (const slot of this.call.slots)
            if (slot.kind === 'video') heights.set(slot.mid, this.linesOf(slot));
        if (heights.size > 0) this.call.showSizes(heights);
    }

    private linesOf(slot: RemoteSlot): number {
        const video = this.videoOf(slot);
        if (this.hidden || !video) return 0;
        const { clientWidth: width, clientHeight: height, videoWidth, videoHeight } = video;
        const aspect = videoHeight === 0 ? 0 : videoWidth / videoHeight;
        const fills = slot.source_kind !== 'screen';
        const lines = linesFor({ width, height, aspect, fills }, devicePixelRatio);
        return savesData() ? Math.min(lines, SAVING_LINES) : lines;
    }

    private look(): void {
        clearTimeout(this.timer);
        if (document.visibilityState === 'hidden') this.timer = setTimeout(() => this.hide(true), LEFT_AFTER);
        else this.hide(false);
    }

    private hide(hidden: boolean): void {
        if (this.hidden === hidden) return;
        this.hidden = hidden;
        this.tell();
    }

    private save(): void {
        this.limit();
        this.tell();
    }

    private limit(): void {
        this.call.limitReceiving(savesData() ? SAVING_BITRATE : 0);
    }
}
