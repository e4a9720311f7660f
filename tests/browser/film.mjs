// SPDX-License-Identifier: GPL-3.0-or-later
// Makes films (y4m) for fake cameras, and sounds (wav) for fake microphones.
import { writeFile } from 'node:fs/promises';

/** Frames per second: few, so that two processors can run several browsers that encode and decode in software. */
const FPS = 10;

/** Writes I420 frames as a film, which Chromium plays in a loop. */
export function writeFilm(file, { width, height, fps, frames }) {
    const parts = [Buffer.from(`YUV4MPEG2 W${width} H${height} F${fps}:1 Ip A1:1 C420jpeg\n`)];
    for (const frame of frames)
        parts.push(Buffer.from('FRAME\n'), frame);
    return writeFile(file, Buffer.concat(parts));
}

/** Makes a film of a person: a shape that moves in front of a plain wall, so that every frame differs from the last. */
export function filmPerson(file, { width = 320, height = 240, fps = FPS, seconds = 2, colour = 90 } = {}) {
    const frames = Array.from({ length: fps * seconds }, (_, i) =>
        person({ width, height, colour, phase: i / (fps * seconds) }));
    return writeFilm(file, { width, height, fps, frames });
}

function person({ width, height, colour, phase }) {
    const frame = Buffer.alloc((width * height * 3) / 2, 128);
    const x0 = width * (0.5 + 0.25 * Math.sin(2 * Math.PI * phase));
    const y0 = height * (0.5 + 0.1 * Math.cos(4 * Math.PI * phase));
    const radius = height / 4;
    for (let y = 0; y < height; y++) {
        for (let x = 0; x < width; x++) {
            const inside = Math.hypot(x - x0, y - y0) < radius;
            frame[y * width + x] = inside ? 200 - ((x + y) % 24) : 60 + ((x * 60) / width);
        }
    }
    frame.fill(colour, width * height, (width * height * 5) / 4);
    return frame;
}

/** Makes a voice: a tone with overtones in syllables, 16 bit, 48 kHz. */
export function recordVoice(file, { pitch = 180, seconds = 2 } = {}) {
    const rate = 48000;
    const samples = Buffer.alloc(rate * seconds * 2);
    for (let i = 0; i < rate * seconds; i++) {
        const time = i / rate;
        const syllable = Math.max(0, Math.sin(2 * Math.PI * 2.5 * time)) ** 0.5;
        const wave = Math.sin(2 * Math.PI * pitch * time) + 0.5 * Math.sin(4 * Math.PI * pitch * time) +
            0.3 * Math.sin(6 * Math.PI * pitch * time + Math.sin(2 * Math.PI * 6 * time));
        samples.writeInt16LE(Math.round(9000 * syllable * wave), i * 2);
    }
    return writeFile(file, Buffer.concat([wavHeader(samples.length, rate), samples]));
}

function wavHeader(bytes, rate) {
    const header = Buffer.alloc(44);
    header.write('RIFF', 0);
    header.writeUInt32LE(36 + bytes, 4);
    header.write('WAVEfmt ', 8);
    header.writeUInt32LE(16, 16);
    header.writeUInt16LE(1, 20);
    header.writeUInt16LE(1, 22);
    header.writeUInt32LE(rate, 24);
    header.writeUInt32LE(rate * 2, 28);
    header.writeUInt16LE(2, 32);
    header.writeUInt16LE(16, 34);
    header.write('data', 36);
    header.writeUInt32LE(bytes, 40);
    return header;
}

/**
 * Films a screen as a hand-held phone does: a little turned, shaken, blurred, and darker than the screen.
 *
 * page     any page of any browser: its canvas draws the frames
 * picture a screenshot, PNG
 * aim      the part to film, in pixels of the screenshot; it fills most of the film's height or width
 */
export async function filmScreen(page, file, picture, aim, { width = 480, height = 360, fps = FPS } = {}) {
    const frames = await page.evaluate(handHeld,
        { png: picture.toString('base64'), aim, width, height, count: 8 });
    await writeFilm(file, { width, height, fps, frames: frames.map((each) => Buffer.from(each, 'base64')) });
}

/* Runs in the page. */
async function handHeld({ png, aim, width, height, count }) {
    const blob = await (await fetch(`data:image/png;base64,${png}`)).blob();
    const bitmap = await createImageBitmap(blob);
    const canvas = new OffscreenCanvas(width, height);
    const context = canvas.getContext('2d', { willReadFrequently: true });
    const scale = Math.min((0.6 * height) / aim.height, (0.85 * width) / aim.width);
    const shoot = (shake) => {
        context.setTransform(1, 0, 0, 1, 0, 0);
        context.fillStyle = '#221f1c';
        context.fillRect(0, 0, width, height);
        context.filter = 'blur(0.7px) brightness(0.85)';
        context.translate(width / 2 + 3 * Math.sin(shake), height / 2 + 2 * Math.cos(2 * shake));
        context.rotate(0.09 + 0.01 * Math.sin(shake));
        context.scale(scale, scale);
        context.drawImage(bitmap, -aim.x - aim.width / 2, -aim.y - aim.height / 2);
        return i420(context.getImageData(0, 0, width, height).data);
    };
    const i420 = (rgba) => {
        const frame = new Uint8Array((width * height * 3) / 2);
        for (let i = 0; i < width * height; i++)
            frame[i] = 0.299 * rgba[4 * i] + 0.587 * rgba[4 * i + 1] + 0.114 * rgba[4 * i + 2];
        // I420 has colours for every second pixel of every second line only.
        for (let y = 0, at = width * height; y < height; y += 2) {
            for (let x = 0; x < width; x += 2, at++) {
                const [r, g, b] = rgba.subarray(4 * (y * width + x), 4 * (y * width + x) + 3);
                frame[at] = 128 - 0.169 * r - 0.331 * g + 0.5 * b;
                frame[at + (width * height) / 4] = 128 + 0.5 * r - 0.419 * g - 0.081 * b;
            }
        }
        return frame;
    };
    const base64 = (bytes) => {
        let text = '';
        for (let at = 0; at < bytes.length; at += 32768)
            text += String.fromCharCode(...bytes.subarray(at, at + 32768));
        return btoa(text);
    };
    return Array.from({ length: count }, (_, i) => base64(shoot((2 * Math.PI * i) / count)));
}
