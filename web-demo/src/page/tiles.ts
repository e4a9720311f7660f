// SPDX-License-Identifier: GPL-3.0-or-later
// The people of a call as tiles. Each participant and each shared screen has a tile; slots say which have a picture.

import type { Call, RemoteSlot } from 'baton-client';
import type { Participant } from 'baton-client';
import type { LocalDevices } from './devices';
import { nameIn } from './devicechanges';
import { interruptionNote } from './devicewords';
import { Cleanup, h, setAttribute, type View } from './dom';
import { columnsFor, hueOf, initials, named, personName, whoIsAway } from './format';
import { icon } from './icons';
import { describeDeviceChange, mayStandIn } from './replacement';
import { explainPause } from './quality';
import type { QualityWatch } from './qualitywatch';
import { savesData } from './savedata';
import { ShownSizes } from './shownsizes';
import { playOn } from './speaker';
import { big, enlargement, type Enlarge } from './stage';
import { Still } from './still';
import { pictureOf, type Picture } from './tilepicture';
import { TileQuality } from './tilequality';

const SELF = 'self';
const TALKING = 0.02;

interface Tile {
    element: HTMLElement;
    video: HTMLVideoElement;
    name: HTMLElement;
    muted: HTMLElement;
    hand: HTMLElement;
    enlarge: HTMLButtonElement;
    note: HTMLElement;
    sound: HTMLElement;
    flip: HTMLButtonElement;
    still: Still;
    quality: TileQuality;
    /** Says that the person is away, or that the picture is paused. */
    absence: HTMLElement;
    /** Shows a code with which another device can take the place of this person's device. */
    showCode: HTMLButtonElement;
    /** Says that another device has taken the place of one that was away. */
    replaced: HTMLElement;
}

/** The contents of a tile. */
interface Face {
    key: string;
    id: string;
    name: string;
    /** Shown if there is no picture. */
    initials: string;
    kind: 'camera' | 'screen';
    own: boolean;
    muted: boolean;
    hand: boolean;
    picture: Picture;
    /** Whether the person is away. */
    away: boolean;
    /** Why the line or a limit pauses the picture; empty: it does not. */
    paused: string;
    /** The slot of the picture, if there is one to see. */
    slot: RemoteSlot | null;
    /** A short note, for example why there is no picture. */
    note: string;
    /** Whether the sound of this screen is shared as well. */
    sound: boolean;
    /** How another device has taken the place of one that was away; empty: none has. */
    replaced: string;
}

export class Tiles implements View {
    readonly element = h('div', { class: 'tiles', 'data-testid': 'tiles' });
    private readonly cleanup = new Cleanup();
    private readonly tiles = new Map<string, Tile>();
    private readonly streams = new Map<string, MediaStream>();
    private readonly sounds = new Map<string, HTMLAudioElement>();
    private readonly soundBox = h('div', { hidden: true });
    private readonly wake: HTMLButtonElement;
    private readonly sizes: ShownSizes;

    constructor(
        private readonly call: Call,
        private readonly devices: LocalDevices,
        private readonly qualities: QualityWatch,
        private readonly showCode: (participant: string) => void,
    ) {
        this.wake = h(
            'button',
            {
                type: 'button',
                class: 'button primary wake',
                'data-testid': 'hear',
                hidden: true,
                onclick: () => this.playSounds(),
            },
            icon('sound'),
            h('span', {}, 'Tap to hear the others'),
        );
        this.element.append(this.soundBox);
        const redraw = () => this.draw();
        this.cleanup.add(call.on('participants', redraw));
        this.cleanup.add(call.on('slots', redraw));
        this.cleanup.add(call.on('muted', redraw));
        this.cleanup.add(call.on('local', redraw));
        this.cleanup.add(call.on('phase', redraw));
        this.cleanup.add(call.on('state', redraw));
        this.cleanup.add(call.on('edited', redraw));
        this.cleanup.add(devices.onChange(redraw));
        this.sizes = new ShownSizes(call, (slot) => this.videoOf(slot));
        this.cleanup.add(() => this.sizes.dispose());
        const observer = new ResizeObserver(() => this.shape());
        observer.observe(this.element);
        this.cleanup.add(() => observer.disconnect());
        qualities.onChange(redraw);
        this.cleanup.every(150, () => this.ring());
        this.draw();
    }

    dispose(): void {
        this.cleanup.run();
        for (const sound of this.sounds.values()) sound.srcObject = null;
        for (const { video } of this.tiles.values()) video.srcObject = null;
    }

    draw(): void {
        const faces = this.faces();
        const stage = big(this.call.slots);
        for (const [key, tile] of this.tiles) {
            if (faces.some((face) => face.key === key)) continue;
            tile.video.srcObject = null;
            tile.still.drop();
            tile.element.remove();
            this.tiles.delete(key);
        }
        for (const face of faces) this.show(face, stage);
        this.forgetEnded();
        this.element.classList.toggle('staged', stage !== null);
        if (!this.wake.isConnected) this.element.append(this.wake);
        this.hear();
        this.shape();
    }

    private faces(): Face[] {
        const faces: Face[] = [];
        for (const participant of this.call.participants.values()) {
            const screen = participant.sources.find((source) => source.kind === 'screen');
            if (screen) faces.push(this.face(participant, 'screen'));
            faces.push(this.face(participant, 'camera'));
        }
        faces.push(this.ownFace());
        return faces;
    }

    private face(participant: Participant, kind: 'camera' | 'screen'): Face {
        const find = (wanted: string) =>
            participant.sources.find((source) => source.kind === wanted);
        const source = find(kind);
        const slot = this.call.slots.find(
            (one) => one.participant === participant.id && one.source_kind === kind,
        );
        const live = source !== undefined && !source.muted && source.state === 'live';
        const away = participant.connection === 'away';
        const name = personName(participant.display);
        const off = source?.state === 'paused' && !away ? 'Paused' : '';
        const halted = live && !away && slot !== undefined && this.qualities.isPaused(slot);
        const key = `${kind}:${participant.id}`;
        return {
            key,
            id: participant.id,
            name: kind === 'screen' ? `${named(name)}’s screen` : name,
            initials: initials(name),
            kind,
            own: false,
            muted: kind === 'camera' && (find('microphone')?.muted ?? true),
            hand: kind === 'camera' && participant.hand,
            picture: pictureOf({
                source,
                slot,
                away,
                paused: halted,
                broken: this.call.state !== 'connected',
                still: this.tiles.get(key)?.still.shown ?? false,
            }),
            away,
            paused: halted ? explainPause(slot.limited_by, savesData()) : '',
            slot: live && !away && slot ? slot : null,
            note: live && !slot ? 'Not on view' : off,
            sound: kind === 'screen' && isHeard(find('screen_sound')),
            replaced: kind === 'camera' ? this.replacement(participant) : '',
        };
    }

    private replacement({ display, device_changed: change }: Participant): string {
        return change ? describeDeviceChange(change, display, (id) => nameIn(this.call, id)) : '';
    }

    private ownFace(): Face {
        const { call } = this;
        return {
            key: SELF,
            id: call.id,
            name: `${named(personName(call.display))} (you)`,
            initials: initials(personName(call.display)),
            kind: 'camera',
            own: true,
            muted: call.isMuted('microphone') || !call.localTrack('microphone'),
            hand: call.handRaised,
            picture: this.ownPicture(),
            away: false,
            paused: '',
            slot: null,
            note: this.ownNote(),
            sound: false,
            replaced: '',
        };
    }

    private ownPicture(): Picture {
        const track = this.call.isMuted('camera') ? null : this.call.localTrack('camera');
        return track ? { show: 'track', track } : { show: 'none' };
    }

    /** A problem that this person does not know about comes before a state that they have chosen. */
    private ownNote(): string {
        for (const kind of ['microphone', 'camera'] as const) {
            const why = this.devices.interruption(kind);
            if (why) return interruptionNote(kind, why);
        }
        if (!this.call.localTrack('screen')) return '';
        return this.call.localTrack('screen_sound') ? 'Sharing the screen with sound' : 'Sharing the screen';
    }

    private show(face: Face, stage: Enlarge | null): void {
        let tile = this.tiles.get(face.key);
        if (!tile) {
            tile = this.make(face);
            this.tiles.set(face.key, tile);
            if (face.own) this.element.append(tile.element);
            else this.element.insertBefore(tile.element, this.tiles.get(SELF)?.element ?? null);
        }
        const { element } = tile;
        this.showPicture(tile, face);
        element.classList.toggle('away', face.away);
        element.classList.toggle('halted', face.paused !== '');
        const absence = face.away ? whoIsAway([face.name]) : face.paused;
        tile.absence.hidden = absence === '';
        setText(tile.absence, absence);
        tile.quality.show(face.slot && this.qualities.of(face.slot), savesData());
        setText(tile.showCode, `Show a code for ${named(face.name)}`);
        if (!face.away || face.kind !== 'camera' || !mayStandIn(this.call)) tile.showCode.remove();
        else if (!tile.showCode.parentNode) tile.absence.after(tile.showCode);
        const onStage =
            stage !== null &&
            stage.participant === face.id &&
            stage.kind === face.kind &&
            !face.own;
        element.classList.toggle('big', onStage);
        setText(tile.name, face.name);
        tile.muted.hidden = !face.muted || face.kind === 'screen';
        tile.hand.hidden = !face.hand;
        setText(tile.note, face.note);
        tile.sound.hidden = !face.sound;
        tile.replaced.hidden = face.replaced === '';
        setAttribute(tile.replaced, 'title', face.replaced);
        tile.flip.hidden = !face.own || face.picture.show !== 'track' || !this.devices.canFlip;
        // A person expects to see themselves as in a mirror, but not what is in front of them.
        element.classList.toggle('unmirrored', face.own && this.devices.facing === 'environment');
        tile.enlarge.hidden = face.own || (face.kind === 'camera' && !this.source(face));
        const label = onStage && stage?.pinned ? 'Back to equal sizes' : `Enlarge ${face.name}`;
        setAttribute(tile.enlarge, 'aria-label', label);
        setAttribute(tile.enlarge, 'data-tip', label);
    }

    private showPicture({ element, video, still }: Tile, { picture, own }: Face): void {
        const visible = element.classList.contains('picture');
        if (picture.show === 'last') {
            if (visible) still.take();
            // Without a copy, the video may show the next person on its slot.
            element.classList.toggle('picture', still.shown);
            return;
        }
        const stream = picture.show === 'track' ? this.stream(picture.track) : null;
        if (video.srcObject !== stream) {
            if (stream && visible && !own) still.take();
            video.srcObject = stream;
        }
        if (stream) still.dropWithNext();
        else still.drop();
        element.classList.toggle('picture', stream !== null);
    }

    private make(face: Face): Tile {
        const video = h('video', { playsinline: true, autoplay: true });
        video.muted = true;
        const name = h('span', { class: 'tile-name' });
        const muted = h('span', { class: 'tile-muted', title: 'Microphone off' }, icon('micOff'));
        const hand = h(
            'span',
            { class: 'tile-hand', title: 'Hand raised', 'data-testid': 'tile-hand' },
            icon('hand'),
        );
        const note = h('span', { class: 'tile-note', 'data-testid': 'tile-note' });
        const sound = soundMark();
        const flip = this.flipButton();
        const enlarge = this.enlargeButton(face);
        const still = new Still(video);
        const absence = h('p', { class: 'tile-away', 'data-testid': 'tile-away', hidden: true });
        const quality = new TileQuality();
        const showCode = h('button', {
            type: 'button',
            class: 'tile-code',
            'data-testid': 'tile-code',
            onclick: () => this.showCode(face.id),
        });
        const replaced = replacedMark();
        const avatar = h('div', { class: 'avatar', 'aria-hidden': 'true' }, face.initials);
        avatar.style.setProperty('--hue', String(hueOf(face.id)));
        const element = h(
            'article',
            {
                class: `tile ${face.kind} ${face.own ? 'own' : ''}`,
                'data-testid': 'tile',
                'data-participant': face.id,
                'data-kind': face.own ? 'self' : face.kind,
            },
            avatar,
            video,
            still.element,
            h('div', { class: 'tile-absence' }, absence),
            hand,
            enlarge,
            face.own && flip,
            h('footer', {}, muted, name, sound, replaced, note, quality.element),
        );
        return {
            element, video, name, muted, hand, enlarge, note, sound, flip, still, quality, absence, showCode, replaced,
        };
    }

    private flipButton(): HTMLButtonElement {
        return h(
            'button',
            {
                type: 'button',
                class: 'round small flip',
                'data-testid': 'flip',
                'aria-label': 'Use the other camera',
                onclick: () => void this.devices.flip().catch(() => undefined),
            },
            icon('flip'),
        );
    }

    private enlargeButton({ id, kind }: Face): HTMLButtonElement {
        return h(
            'button',
            {
                type: 'button',
                class: 'round small enlarge',
                'data-testid': 'enlarge',
                onclick: () => void this.enlarge(id, kind),
            },
            icon('enlarge'),
        );
    }

    private source({ id, kind }: Face): string | undefined {
        const participant = this.call.participants.get(id);
        return participant?.sources.find((source) => source.kind === kind)?.source;
    }

    /** Pins a picture, or unpins it. The server keeps the pin, so that the pin moves with the call. */
    private async enlarge(id: string, kind: 'camera' | 'screen'): Promise<void> {
        const source = this.source({ id, kind } as Face);
        if (!source) return;
        const choices = enlargement(this.call.slots, source);
        if (choices.length > 0) await this.call.layout(choices).catch(() => undefined);
    }

    /** After a lost connection, another track can have the same id. */
    private stream(track: MediaStreamTrack): MediaStream {
        let stream = this.streams.get(track.id);
        if (stream?.getTracks()[0] !== track) this.streams.set(track.id, (stream = new MediaStream([track])));
        return stream;
    }

    /** Each lost connection leaves its tracks behind. */
    private forgetEnded(): void {
        const players = [...[...this.tiles.values()].map(({ video }) => video), ...this.sounds.values()];
        for (const [id, stream] of this.streams) {
            const ended = stream.getTracks().every(({ readyState }) => readyState === 'ended');
            if (ended && players.every(({ srcObject }) => srcObject !== stream)) this.streams.delete(id);
        }
    }

    /** Makes one audio element for each audio slot and keeps it: it plays everybody who is put on the slot. */
    private hear(): void {
        for (const slot of this.call.slots) {
            if (slot.kind === 'audio' && slot.track) this.sound(slot, slot.track);
        }
        for (const sound of this.sounds.values()) playOn(sound, this.devices.sink);
        if (this.call.phase === 'active') this.playSounds();
    }

    private sound(slot: RemoteSlot, track: MediaStreamTrack): void {
        const stream = this.stream(track);
        const known = this.sounds.get(slot.mid);
        if (known?.srcObject === stream) return;
        if (known) return void (known.srcObject = stream);
        const element = h('audio', { 'data-mid': slot.mid });
        element.srcObject = stream;
        this.sounds.set(slot.mid, element);
        this.soundBox.append(element);
    }

    /** Some browsers play no sound before the person touches the page. Then a button asks for a tap. */
    private playSounds(): void {
        for (const sound of this.sounds.values()) {
            if (!sound.paused) continue;
            sound.play().then(
                () => (this.wake.hidden = true),
                (error: unknown) => {
                    if (error instanceof Error && error.name === 'NotAllowedError')
                        this.wake.hidden = false;
                },
            );
        }
    }

    private shape(): void {
        const { clientWidth, clientHeight } = this.element;
        const count = this.tiles.size;
        const columns = columnsFor(count, clientWidth, clientHeight);
        this.element.style.setProperty('--columns', String(columns));
        this.element.style.setProperty('--rows', String(Math.ceil(count / columns)));
        this.element.style.setProperty('--others', String(Math.max(1, count - 1)));
        // Outside of the document, all pictures would seem to be hidden.
        if (this.element.isConnected) this.sizes.tell();
    }

    /** The next picture of an empty slot will have about the size of the person's own picture. */
    private videoOf({ participant, source_kind: kind }: RemoteSlot): HTMLVideoElement | undefined {
        return this.tiles.get(participant === null ? SELF : `${kind}:${participant}`)?.video;
    }

    private ring(): void {
        const levels = this.call.levels();
        for (const [key, { element }] of this.tiles) {
            if (!key.startsWith('camera:')) continue;
            const level = levels.get(key.slice('camera:'.length)) ?? 0;
            // A lost connection leaves its last level behind.
            const lost = this.call.state === 'away' || element.classList.contains('away');
            element.classList.toggle('talking', level > TALKING && !lost);
        }
    }
}

function soundMark(): HTMLElement {
    return h(
        'span',
        { class: 'tile-sound', title: 'Its sound is shared', 'data-testid': 'tile-sound' },
        icon('sound'),
        h('span', { class: 'unseen' }, 'with sound'),
    );
}

function replacedMark(): HTMLElement {
    return h(
        'span',
        { class: 'tile-replaced', 'data-testid': 'tile-replaced', hidden: true },
        icon('phone'),
        h('span', {}, 'Other device'),
    );
}

/** Changes the text only if it is another one: a screen reader could read it again. */
function setText(element: HTMLElement, text: string): void {
    if (element.textContent !== text) element.textContent = text;
}

function isHeard(source: Participant['sources'][number] | undefined): boolean {
    return source !== undefined && !source.muted && source.state === 'live';
}
