// SPDX-License-Identifier: GPL-3.0-or-later
// Starts Debian's Firefox ESR. Puppeteer drives it over WebDriver BiDi, because Playwright needs a build of its own.
// Firefox has a fake camera and a fake microphone, but cannot play a film.
import { stat } from 'node:fs/promises';
import puppeteer from 'puppeteer-core';
import { BidiBrowser } from './bidi.mjs';

const PREFERENCES = {
    'media.navigator.streams.fake': true,
    'media.navigator.permission.disabled': true,
    'media.autoplay.default': 0,
    'media.autoplay.blocking_policy': 0,
    // Otherwise Firefox takes the tests' network namespace for a machine without a network.
    'network.manage-offline-status': false,
    // A page may read the clipboard without a question to the person.
    'dom.events.testing.asyncClipboard': true,
    'ui.prefersReducedMotion': 1,
    'app.update.auto': false,
    'browser.aboutwelcome.enabled': false,
    'datareporting.policy.dataSubmissionEnabled': false,
};

/**
 * Firefox's sandbox puts its processes into network namespaces of their own, so the tests could not tell their
 * processor time from that of other programs (load.mjs). Chromium runs without its sandbox, too.
 */
const WITHOUT_SANDBOX = Object.fromEntries(['CONTENT', 'GMP', 'RDD', 'SOCKET_PROCESS', 'UTILITY']
    .map((name) => [`MOZ_DISABLE_${name}_SANDBOX`, '1']));

/** What the fake camera sends: as much as the films of Chromium's cameras (film.mjs). */
const CAMERA = { width: 320, height: 240, frameRate: 10 };

/**
 * Runs in every page before its own scripts: the camera has one size. Firefox's fake camera has any size that a page
 * asks for, and two processors cannot encode several pictures of 1280 by 720.
 */
function limitCamera(camera) {
    const { mediaDevices } = navigator;
    const original = mediaDevices?.getUserMedia.bind(mediaDevices);
    if (original)
        mediaDevices.getUserMedia = ({ video, ...others }) => original({ ...others, video: video && camera });
}

/** Starts a Firefox. Resolves with an object that has the methods of Playwright's Browser that the tests use. */
export async function startFirefox() {
    const browser = await puppeteer.launch({ browser: 'firefox', executablePath: await findFirefox(), headless: true,
        acceptInsecureCerts: true, defaultViewport: null, extraPrefsFirefox: PREFERENCES,
        env: { ...process.env, ...WITHOUT_SANDBOX } });
    return new BidiBrowser(browser, [[limitCamera, CAMERA]]);
}

async function findFirefox() {
    for (const place of [process.env.BATON_FIREFOX, '/usr/bin/firefox-esr', '/usr/bin/firefox']) {
        if (place && (await stat(place).catch(() => null)))
            return place;
    }
    throw new Error('no Firefox found; set BATON_FIREFOX to the path of one');
}
