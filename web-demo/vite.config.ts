// SPDX-License-Identifier: GPL-3.0-or-later
// Builds the page into dist/, with all the files that it loads, and with a policy that lets it load nothing else.

import { defineConfig, type Plugin } from 'vite';

/** Only for the built page, because Vite's dev server adds its own inline styles and scripts. */
const POLICY = [
    "default-src 'none'",
    "script-src 'self' 'wasm-unsafe-eval'",
    "style-src 'self'",
    "img-src 'self' data:",
    "media-src 'self' blob:",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
].join('; ');

const contentSecurityPolicy: Plugin = {
    name: 'content-security-policy',
    apply: 'build',
    transformIndexHtml: () => [
        {
            tag: 'meta',
            attrs: { 'http-equiv': 'Content-Security-Policy', content: POLICY },
            injectTo: 'head-prepend',
        },
    ],
};

export default defineConfig({
    base: './',
    plugins: [contentSecurityPolicy],
    build: {
        target: 'es2022',
        assetsInlineLimit: 0,
        modulePreload: { polyfill: false },
        chunkSizeWarningLimit: 600,
    },
    server: {
        // npm links the client, which is outside of this folder.
        fs: { allow: ['.', '../client/dist'] },
        proxy: { '/janus': { target: 'ws://127.0.0.1:8188', ws: true } },
    },
});
