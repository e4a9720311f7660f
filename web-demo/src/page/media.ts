// SPDX-License-Identifier: GPL-3.0-or-later
// Captures and lists the cameras, microphones and screens of this device, and measures how loud a microphone is.

import type { LocalTracks } from 'baton-client';
import type { SourceKind } from 'baton-client';

/** What to capture: true for any device, an id for a certain device, false for no device. */
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
    const audio = microphoneConstraints(wish.microphone);
    const video = cameraConstraints(wish.camera);
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

export async function captureScreen(): Promise<MediaStreamTrack> {
    const stream = await navigator.mediaDevices.getDisplayMedia({
        video: { frameRate: { ideal: 15, max: 30 } },
        audio: false,
    });
    const [track] = stream.getVideoTracks();
    if (!track) throw new DOMException('Nothing was chosen', 'NotFoundError');
    return track;
}

export interface Choice {
    id: string;
    label: string;
}

/** Lists the devices of a kind. They have no names until the person has allowed one. */
export async function devicesOf(kind: 'camera' | 'microphone'): Promise<Choice[]> {
    const wanted = kind === 'camera' ? 'videoinput' : 'audioinput';
    const all = (await navigator.mediaDevices?.enumerateDevices()) ?? [];
    return all
        .filter((device) => device.kind === wanted && device.deviceId !== '')
        .map((device, index) => ({
            id: device.deviceId,
            label: device.label || `${kind === 'camera' ? 'Camera' : 'Microphone'} ${index + 1}`,
        }));
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
