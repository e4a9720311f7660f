// SPDX-License-Identifier: GPL-3.0-or-later
// Starts Chromium. Each device that sends has a process of its own, because all pages of a process share one camera.
import { chromium } from 'playwright-core';
import { stat } from 'node:fs/promises';

/** Features that no test needs. For example, the pop-ups of the address bar are extra pages, made for each window. */
const WITHOUT = ['Translate', 'MediaRouter', 'WebUIOmniboxPopup', 'WebUIOmniboxAimPopup'];

/** The certificate of coturn is self-signed. For pages, `ignoreHTTPSErrors` of a profile would do. */
const TRUSTING = '--ignore-certificate-errors';

const ALWAYS = [TRUSTING, '--no-sandbox', '--disable-gpu', '--disable-quic', '--disable-background-networking',
    '--disable-component-update', '--disable-sync', `--disable-features=${WITHOUT.join(',')}`];

/** The permissions that a person can give a page. */
export const ALLOWED = ['camera', 'microphone', 'clipboard-read', 'clipboard-write'];

/**
 * Starts a Chromium.
 *
 * camera    the film that its camera sees, .y4m; null: there is no camera and no microphone
 * voice     the sound that its microphone hears, .wav
 * count     without a film: the number of its cameras, of which each shows a test picture. There are always two
 *           microphones and two loudspeakers then; the second one is the default
 * fps       the pictures that a camera makes in a second
 * sharing   whether the browser confirms its own dialogs by itself, which is the only way to share a screen
 *           without a person. The screen is Chromium's fake one.
 * network   a function that returns the path of a script which runs Chromium in another network: see OwnNetwork
 */
export async function startChromium({ camera = null, voice = null, count = 0, fps = 5, sharing = false,
    network } = {}) {
    const args = [...ALWAYS];
    if (count > 0)
        args.push(`--use-fake-device-for-media-stream=fps=${fps},device-count=${count}`);
    if (camera)
        args.push(`--use-fake-device-for-media-stream=fps=${fps}`, `--use-file-for-fake-video-capture=${camera}`);
    if (voice)
        args.push(`--use-file-for-fake-audio-capture=${voice}`);
    if (sharing)
        args.push('--use-fake-ui-for-media-stream');
    const found = await findChromium();
    return chromium.launch({ executablePath: network ? await network(found) : found, headless: true, args });
}

async function findChromium() {
    const places = [process.env.BATON_CHROMIUM, '/usr/bin/chromium', '/usr/bin/chromium-browser',
        '/usr/bin/google-chrome'];
    for (const place of places) {
        if (place && (await stat(place).catch(() => null)))
            return place;
    }
    throw new Error('no Chromium found; set BATON_CHROMIUM to the path of one');
}
