// SPDX-License-Identifier: GPL-3.0-or-later
// Builds the page into dist/, with all the files that it loads. A policy prevents the page from loading other files.

import { defineConfig, type Plugin } from 'vite';
import directives from './policy.json';

/** Only for the built page, because Vite's dev server adds its own inline styles and scripts. */
const POLICY = directives.join('; ');

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
        // An address instead of a name: a system without /etc/hosts does not know "localhost".
        host: '127.0.0.1',
        // npm links the client, which is outside of this folder.
        fs: { allow: ['.', '../client/dist'] },
        proxy: { '/janus': { target: 'ws://127.0.0.1:8188', ws: true } },
    },
});
