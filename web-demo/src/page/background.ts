// SPDX-License-Identifier: GPL-3.0-or-later
// Keeps a call going while a telephone is locked or shows another app, as far as the browser allows: the system shows
// the call with its buttons, and the screen of a telephone stays on while the page is in front.

import type { Call } from 'baton-client';
import type { LocalDevices } from './devices';
import { Cleanup } from './dom';
import { isHandheld } from './handheld';
import type { Sent } from './interruptions';

/** Actions that TypeScript's library does not know yet. */
type Action = MediaSessionAction | 'togglemicrophone' | 'togglecamera' | 'hangup';

export class Background {
    private readonly cleanup = new Cleanup();
    private readonly session: MediaSession | undefined = navigator.mediaSession;
    private lock: WakeLockSentinel | null = null;
    private over = false;

    constructor(
        private readonly call: Call,
        private readonly devices: LocalDevices,
    ) {
        this.describe();
        for (const event of ['muted', 'local', 'phase'] as const)
            this.cleanup.add(call.on(event, () => this.refresh()));
        if (isHandheld()) {
            const visible = () => void this.stayOn();
            document.addEventListener('visibilitychange', visible);
            this.cleanup.add(() => document.removeEventListener('visibilitychange', visible));
            visible();
        }
        this.refresh();
    }

    dispose(): void {
        this.over = true;
        this.cleanup.run();
        void this.lock?.release().catch(() => undefined);
        if (!this.session) return;
        this.session.metadata = null;
        this.session.playbackState = 'none';
    }

    private describe(): void {
        const { session, call } = this;
        if (!session) return;
        session.metadata = new MediaMetadata({ title: call.description || call.room, artist: 'Baton' });
        this.handle('togglemicrophone', () => this.toggle('microphone'));
        this.handle('togglecamera', () => this.toggle('camera'));
        this.handle('hangup', () => void this.call.leave());
        // Without handlers, the buttons of the system would stop the sound of the others.
        for (const action of ['play', 'pause', 'stop'] as const) this.handle(action, () => this.refresh());
    }

    private handle(action: Action, run: () => void): void {
        const set = (handler: (() => void) | null) => {
            try {
                this.session?.setActionHandler(action as MediaSessionAction, handler);
            } catch {
                // This browser does not know the action.
            }
        };
        set(run);
        this.cleanup.add(() => set(null));
    }

    private toggle(kind: Sent): void {
        void this.devices.toggle(kind).catch(() => undefined);
    }

    private refresh(): void {
        const { session, call } = this;
        if (!session) return;
        const sends = (kind: Sent) => !!call.localTrack(kind) && !call.isMuted(kind);
        session.playbackState = call.phase === 'active' ? 'playing' : 'none';
        // These only change the look of the system's buttons. Some browsers have neither.
        Promise.resolve(session.setMicrophoneActive?.(sends('microphone'))).catch(() => undefined);
        Promise.resolve(session.setCameraActive?.(sends('camera'))).catch(() => undefined);
    }

    /** The browser releases the lock each time when the page is hidden. A battery that is low can forbid it. */
    private async stayOn(): Promise<void> {
        if (document.visibilityState !== 'visible' || !('wakeLock' in navigator)) return;
        const lock = await navigator.wakeLock.request('screen').catch(() => null);
        if (this.over) void lock?.release().catch(() => undefined);
        else this.lock = lock;
    }
}
