// SPDX-License-Identifier: GPL-3.0-or-later
// Says to a person in a call that their connection is being repaired: a small note over the pictures, or a cover over
// them. The pictures stay visible below, and the chat and the controls stay in use.

import { announcement, explainAway, explainNote, type Stage } from './connectionstage';
import type { ConnectionWatch } from './connectionwatch';
import { Cleanup, h, type View } from './dom';
import { secondsSince } from './format';
import { button } from './parts';

export class ConnectionView implements View {
    readonly element = h('div', { class: 'connection' });
    private readonly cleanup = new Cleanup();
    private readonly noteText = h('span');
    private readonly note = h(
        'p',
        { class: 'connection-note', 'data-testid': 'reconnecting', hidden: true },
        h('strong', { class: 'waiting' }, 'Reconnecting …'),
        ' ',
        this.noteText,
    );
    private readonly awayText = h('p');
    private readonly time = h('span', { class: 'countdown', 'data-testid': 'away-time', role: 'timer' });
    private readonly cover: HTMLElement;
    /** Only this is read to people with a screen reader: the time would disturb them each second. */
    private readonly spoken = h('p', { class: 'unseen', role: 'status', 'data-testid': 'connection-spoken' });
    private stage: Stage = 'fine';

    constructor(private readonly watch: ConnectionWatch) {
        this.cover = h(
            'section',
            { class: 'connection-away', 'data-testid': 'away', 'aria-label': 'Connection', hidden: true },
            h('h2', { class: 'waiting' }, 'Reconnecting …'),
            h('p', {}, h('strong', {}, 'Sound and picture have stopped.')),
            this.awayText,
            h('p', {}, 'Your microphone and camera stay as they are.'),
            button('Try now', { kind: 'primary', 'data-testid': 'retry', onclick: () => watch.retry() }),
            h('p', { class: 'connection-time' }, 'For ', this.time),
        );
        this.element.append(this.note, this.cover, this.spoken);
        this.cleanup.add(watch.onChange(() => this.draw()));
        this.cleanup.every(500, () => this.count());
        this.draw();
    }

    dispose(): void {
        this.cleanup.run();
    }

    private draw(): void {
        const { watch } = this;
        const { stage, working } = watch;
        this.note.hidden = stage !== 'note';
        this.cover.hidden = stage !== 'away';
        this.noteText.textContent = explainNote(working);
        this.awayText.textContent = explainAway(working);
        this.count();
        const spoken = announcement(this.stage, stage);
        this.stage = stage;
        if (spoken !== '') this.spoken.textContent = spoken;
    }

    private count(): void {
        const { since } = this.watch;
        if (since !== null) this.time.textContent = `${secondsSince(since, Date.now())} s`;
    }
}

/** Makes a line for a place that covers the pictures, such as a dialog. `text`: what the person has to know there. */
export function connectionLine(
    watch: ConnectionWatch,
    testid: string,
    text: () => string,
    cleanup: Cleanup,
): HTMLElement {
    const words = h('span');
    const line = h(
        'p',
        { class: 'connection-line', role: 'status', 'data-testid': testid, hidden: true },
        h('strong', { class: 'waiting' }, 'Reconnecting …'),
        ' ',
        words,
    );
    const draw = () => {
        line.hidden = watch.stage === 'fine';
        // A hidden text would be read if it changed.
        words.textContent = line.hidden ? '' : text();
    };
    cleanup.add(watch.onChange(draw));
    draw();
    return line;
}
