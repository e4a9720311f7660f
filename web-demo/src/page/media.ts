// SPDX-License-Identifier: GPL-3.0-or-later
// Captures the cameras, microphones and screens of this device, and measures how loud a microphone is.

import type { LocalTracks } from 'baton-client';
import type { SourceKind } from 'baton-client';
import { recallChoices } from './choices';
import { findChosen, listOf } from './deviceplan';

/** What to capture: true for the remembered device or any other, an id for a certain device, false for no device. */
export interface Wish {
    camera: boolean | string;
    microphone: boolean | string;
}

export interface Captured {
    tracks: LocalTracks;
    /** The devices that were wanted and could not be captured. */
    problems: { kind: 'camera' | 'microphone'; error: unknown }[];
}

function cameraConstraints(wish: boolean | string): MediaTrackConstraints | false {
    if (wish === false) return false;
    const size = { width: { ideal: 1280 }, height: { ideal: 720 }, frameRate: { ideal: 30 } };
    const which = wish === true ? { facingMode: 'user' } : { deviceId: { exact: wish } };
    return { ...size, ...which };
}

function microphoneConstraints(wish: boolean | string): MediaTrackConstraints | boolean {
    if (wish === false) return false;
    const clean = { echoCancellation: true, noiseSuppression: true, autoGainControl: true };
    return wish === true ? clean : { ...clean, deviceId: { exact: wish } };
}

/**
 * Captures both at once, so that the browser asks the person only once. If that fails, captures each alone, to learn
 * which one is missing.
 */
export async function capture(wish: Wish): Promise<Captured> {
    const result: Captured = { tracks: {}, problems: [] };
    if (!wish.camera && !wish.microphone) return result;
    const { camera, microphone } = await withRemembered(wish);
    const audio = microphoneConstraints(microphone);
    const video = cameraConstraints(camera);
    try {
        keep(result, await media({ audio, video }));
        return result;
    } catch (error) {
        if (!wish.camera || !wish.microphone) {
            result.problems.push({ kind: wish.camera ? 'camera' : 'microphone', error });
            return result;
        }
    }
    await media({ audio }).then(
        (stream) => keep(result, stream),
        (error: unknown) => result.problems.push({ kind: 'microphone', error }),
    );
    await media({ video }).then(
        (stream) => keep(result, stream),
        (error: unknown) => result.problems.push({ kind: 'camera', error }),
    );
    return result;
}

/** Puts the remembered devices in the place of `true`, if they are plugged in. */
async function withRemembered(wish: Wish): Promise<Wish> {
    if (wish.camera !== true && wish.microphone !== true) return wish;
    const choices = recallChoices();
    const all = (await navigator.mediaDevices?.enumerateDevices().catch(() => [])) ?? [];
    const find = (kind: keyof Wish) =>
        wish[kind] === true ? (findChosen(choices[kind], listOf(kind, all).devices)?.id ?? true) : wish[kind];
    return { camera: find('camera'), microphone: find('microphone') };
}

function keep({ tracks }: Captured, stream: MediaStream): void {
    const [microphone] = stream.getAudioTracks();
    const [camera] = stream.getVideoTracks();
    if (microphone) tracks.microphone = microphone;
    if (camera) tracks.camera = camera;
}

/** Without HTTPS there is no `mediaDevices`. The result is a TypeError, for which explainDevice() has a text. */
async function media(constraints: MediaStreamConstraints): Promise<MediaStream> {
    return navigator.mediaDevices.getUserMedia(constraints);
}

/** Captures the camera on the back of the device, for scanning. */
export async function captureScanner(): Promise<MediaStream> {
    const video: MediaTrackConstraints = {
        facingMode: { ideal: 'environment' },
        width: { ideal: 1280 },
        height: { ideal: 720 },
    };
    return media({ video });
}

export const canShareScreen = (): boolean => 'getDisplayMedia' in (navigator.mediaDevices ?? {});

/** The page's own sound must not be shared, because the others would hear themselves. */
function screenSound(): DisplayMediaStreamOptions {
    const known: MediaTrackSupportedConstraints & { restrictOwnAudio?: boolean } =
        navigator.mediaDevices.getSupportedConstraints();
    const untouched = { echoCancellation: false, noiseSuppression: false, autoGainControl: false };
    if (!known.restrictOwnAudio) return { audio: untouched, systemAudio: 'exclude' } as DisplayMediaStreamOptions;
    return { audio: { ...untouched, restrictOwnAudio: true }, systemAudio: 'include' } as DisplayMediaStreamOptions;
}

/** Captures a screen, a window or a tab, and its sound if the browser offers the sound and the person shares it. */
export async function captureScreen(): Promise<LocalTracks> {
    const stream = await navigator.mediaDevices.getDisplayMedia({
        video: { frameRate: { ideal: 15, max: 30 } },
        ...screenSound(),
    });
    const [screen] = stream.getVideoTracks();
    const [sound] = stream.getAudioTracks();
    if (!screen) {
        sound?.stop();
        throw new DOMException('Nothing was chosen', 'NotFoundError');
    }
    return { screen, ...(sound && { screen_sound: sound }) };
}

export function stop(tracks: LocalTracks): void {
    for (const kind of Object.keys(tracks) as SourceKind[]) tracks[kind]?.stop();
}

/** Calls `onLevel` with 0 to 1, a few times a second, until the returned function is called. */
export function measure(track: MediaStreamTrack, onLevel: (level: number) => void): () => void {
    const context = new AudioContext();
    const analyser = context.createAnalyser();
    analyser.fftSize = 512;
    context.createMediaStreamSource(new MediaStream([track])).connect(analyser);
    const samples = new Uint8Array(analyser.fftSize);
    // A browser may not run audio before the person touches the page. The first touch therefore starts the meter.
    const wake = () => void context.resume();
    document.addEventListener('pointerdown', wake, { once: true });
    const timer = setInterval(() => {
        analyser.getByteTimeDomainData(samples);
        let sum = 0;
        for (const sample of samples) sum += ((sample - 128) / 128) ** 2;
        onLevel(Math.min(1, Math.sqrt(sum / samples.length) * 4));
    }, 100);
    return () => {
        clearInterval(timer);
        document.removeEventListener('pointerdown', wake);
        void context.close();
    };
}
