// SPDX-License-Identifier: GPL-3.0-or-later
// The camera that looks for a code. Decoding is done here, by a .wasm that is served with the
// page.

import { BarcodeDetector, prepareZXingModule } from 'barcode-detector/ponyfill';
import wasm from 'zxing-wasm/reader/zxing_reader.wasm?url';
import { isCode } from './code';
import { Cleanup, h, type View } from './dom';
import { captureScanner } from './media';
import { notice } from './parts';
import { explainDevice, NOT_A_CODE } from './words';

/** Between two looks; decoding itself takes a few tens of milliseconds. */
const PAUSE = 120;

prepareZXingModule({
    overrides: { locateFile: (path: string) => (path.endsWith('.wasm') ? wasm : path) },
});

export class Scanner implements View {
    readonly element: HTMLElement;
    private readonly cleanup = new Cleanup();
    private readonly video = h('video', { playsinline: true, autoplay: true });
    private readonly problem = h('div', { class: 'stack', 'data-testid': 'scan-problem' });
    private readonly detector = new BarcodeDetector({ formats: ['qr_code'] });
    private stopped = false;

    /** `found` is called once, with what the code says; the camera is off by then. */
    constructor(
        private readonly found: (text: string) => void,
        actions: HTMLElement[],
    ) {
        this.video.muted = true;
        this.element = h(
            'div',
            { class: 'scanner', 'data-testid': 'scanner' },
            h(
                'div',
                { class: 'viewfinder' },
                this.video,
                h('div', { class: 'finder', 'aria-hidden': 'true' }),
            ),
            this.problem,
            h('div', { class: 'row centre' }, ...actions),
        );
        void this.start();
    }

    dispose(): void {
        this.stopped = true;
        this.cleanup.run();
        this.video.srcObject = null;
    }

    private async start(): Promise<void> {
        this.problem.replaceChildren();
        let stream: MediaStream;
        try {
            stream = await captureScanner();
        } catch (error) {
            if (!this.stopped) this.problem.replaceChildren(this.noCamera(error));
            return;
        }
        const stop = () => stream.getTracks().forEach((track) => track.stop());
        if (this.stopped) return stop();
        this.cleanup.add(stop);
        this.video.srcObject = stream;
        await this.video.play().catch(() => undefined);
        void this.look();
    }

    private noCamera(error: unknown): HTMLElement {
        const again = h(
            'button',
            { type: 'button', class: 'button', onclick: () => void this.start() },
            'Try again',
        );
        const words = explainDevice('camera', error);
        const way = 'Or scan the code with the phone’s own camera app, and open the link it finds.';
        return notice({ title: words.title, text: `${words.text} ${way}` }, again);
    }

    private async look(): Promise<void> {
        while (!this.stopped) {
            const codes = await this.detector.detect(this.video).catch(() => []);
            if (this.stopped) return;
            const code = codes.find(({ rawValue }) => isCode(rawValue));
            if (code) {
                this.dispose();
                return this.found(code.rawValue);
            }
            if (codes.length > 0) this.problem.replaceChildren(notice(NOT_A_CODE));
            await new Promise((resolve) => setTimeout(resolve, PAUSE));
        }
    }
}
