// SPDX-License-Identifier: GPL-3.0-or-later
// Reads codes in the browser, with a WebAssembly module that is served with the page.

import { BarcodeDetector, prepareZXingModule } from 'barcode-detector/ponyfill';
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url';

export type Reader = (video: HTMLVideoElement) => Promise<string[]>;

/** Rejects if the browser cannot load the module. */
export async function startReader(): Promise<Reader> {
    await prepareZXingModule({
        overrides: { locateFile: (path: string) => (path.endsWith('.wasm') ? wasm : path) },
        fireImmediately: true,
    });
    const detector = new BarcodeDetector({ formats: ['qr_code', 'code_128'] });
    return async (video) => (await detector.detect(video)).map(({ rawValue }) => rawValue);
}
