// SPDX-License-Identifier: GPL-3.0-or-later
// A WebRTC device without a browser: an uplink that sends synthetic media, and a downlink that records every packet.
// The uplink and the downlink handle SDP only; the caller does the signalling. One native peer plays all devices.
import { NativePeer } from './native.mjs';
import { WAIT } from './timeouts.mjs';

export const AUDIO_INTERVAL = 20;
export const VIDEO_INTERVAL = 40;

const links = new Map();
let native;
let numbers = 0;

function ask(command, fields) {
    native ??= new NativePeer({ onEvent: (event) => links.get(event.link)?.take(event) });
    return native.request(command, fields);
}

/** A PeerConnection that never came up, or that is lost. */
export class ConnectionError extends Error {}

/** The common part of an uplink and a downlink. */
class Link {
    constructor() {
        this.link = ++numbers;
        this.isUp = false;
        this.isClosed = false;
        /** The number of completed ICE restarts. */
        this.restarts = 0;
        this.up = new Promise((resolve, reject) => Object.assign(this, { resolve, reject }));
        // Without this line, Node would end the program if a link fails that no test waits for.
        this.up.catch(() => {});
        links.set(this.link, this);
    }

    ask(command, fields) {
        return ask(command, { link: this.link, ...fields });
    }

    take({ event }) {
        if (event === 'restarted') {
            this.restarts++;
            return;
        }
        this.isUp = event === 'up';
        if (event === 'up')
            this.resolve();
        else
            this.reject(new ConnectionError(`the PeerConnection is ${event}`));
    }

    /** Janus has closed its side. If ICE failed there, this side may never learn it. */
    giveUp(reason) {
        this.reject(new ConnectionError(`Janus has closed the PeerConnection: ${reason}`));
    }

    /** Ends the PeerConnection as a browser does: with a DTLS alert, so that the other side knows. */
    close() {
        return this.end('link.close');
    }

    /** Ends the PeerConnection without a message: nothing is sent any more, not even ICE checks. */
    vanish() {
        return this.end('link.vanish');
    }

    async end(command) {
        if (this.isClosed)
            return;
        this.isClosed = true;
        this.isUp = false;
        await this.ask(command);
        links.delete(this.link);
    }
}

/** The video codecs that a device offers, as browsers do. */
const CODECS = ['vp8', 'h264', 'vp9', 'av1'];

/**
 * Sends media. `sources`: microphone, camera, screen and screen_sound, in the order of its m-lines; `codec`: the video
 * codec that it prefers; `audio` and `video`: the codecs that it offers; `rids`: the encodings of each video source,
 * the smallest first, []: no simulcast; `layers`: the temporal layers of VP8.
 */
export class Uplink extends Link {
    static async open({ device, sources, codec = 'vp8', audio = 'opus', video = CODECS, rids = [],
        layers = rids.length > 0 ? 3 : 1, address }) {
        const uplink = new Uplink();
        uplink.sources = sources.map((kind, index) => new Source(uplink, kind, index, rids));
        await uplink.ask('uplink.open', { device, address, sources, audio, rids, layers,
            video: [...video].sort((a, b) => (b === codec) - (a === codec)) });
        return uplink;
    }

    /** Adds a source, which the next offer contains. */
    async add(kind, { rids = [] } = {}) {
        await this.ask('uplink.add', { kind, rids });
        this.sources.push(new Source(this, kind, this.sources.length, rids));
    }

    source(kind) {
        return this.sources.find((source) => source.kind === kind);
    }

    /** Returns the `sources` of a publish request. */
    names() {
        return this.sources.map(({ mid, kind }) => ({ mid, kind }));
    }

    async offer({ iceRestart = false } = {}) {
        const { sdp } = await this.ask('uplink.offer', { restart: iceRestart });
        return { type: 'offer', sdp };
    }

    async answered({ sdp }) {
        await this.ask('uplink.answered', { sdp });
    }

    /** Sends from now on, as long as the PeerConnection is up. */
    start() {
        return this.ask('uplink.send', { on: true });
    }

    stop() {
        return this.ask('uplink.send', { on: false });
    }

    take(event) {
        if (event.event === 'pli')
            this.sources[event.mid].takePli(event);
        else if (event.event === 'remb')
            this.sources.forEach((source) => (source.remb = event.bitrate));
        else
            super.take(event);
    }
}

const isVideo = (kind) => kind === 'camera' || kind === 'screen';

class Source {
    constructor(uplink, kind, index, rids) {
        this.uplink = uplink;
        this.kind = kind;
        this.mid = String(index);
        /** The number of keyframe requests that it got, in all and for each encoding by its rid. */
        this.plis = 0;
        this.encodings = Object.fromEntries(isVideo(kind) ? rids.map((rid) => [rid, { plis: 0, firs: 0 }]) : []);
        /** The limit in the last REMB, in bit/s. */
        this.remb = 0;
    }

    /**
     * `level`: -dBov as in the audio-level extension; `unheard`: no such extension; `keyless`: send no keyframes, like
     * a slow encoder; `keyframe`: make the next picture a keyframe; `padding`: packets with nothing but padding follow
     * each frame; `sets`: how an encoder of H.264 sends its parameter sets: together in one packet, apart, or once for
     * the whole stream; `rids`: all packets of simulcast have mid and rid, not only the first ones, as in a browser.
     */
    set(settings) {
        return this.uplink.ask('source.set', { mid: this.mid, ...settings });
    }

    /** Pauses an encoding or lets it go on; `bitrate`: its limit in bit/s. */
    setEncoding(rid, { active, bitrate = 0 }) {
        return this.uplink.ask('source.encoding', { mid: this.mid, rid, active, bitrate });
    }

    takePli({ rid, fir }) {
        this.plis++;
        const encoding = this.encodings[rid];
        if (encoding)
            encoding[fir ? 'firs' : 'plis']++;
    }
}

/** Receives media and records every packet. */
export class Downlink extends Link {
    static async open({ address }) {
        const downlink = new Downlink();
        await downlink.ask('downlink.open', { address });
        return downlink;
    }

    constructor() {
        super();
        /** The packets in order of arrival, with the fields that tests/peer/link_table.h describes. */
        this.packets = [];
        this.watchers = new Set();
        this.negotiations = 0;
    }

    async answer({ sdp: offer }) {
        this.negotiations++;
        const { sdp } = await this.ask('downlink.answer', { sdp: offer });
        return { type: 'answer', sdp };
    }

    take(event) {
        if (event.event !== 'packet') {
            super.take(event);
            return;
        }
        this.packets.push(event);
        for (const watcher of [...this.watchers])
            watcher(event);
    }

    /** Waits until the peer has reported all packets that have reached it so far. Resolves with their number. */
    async count() {
        await ask('sync');
        return this.packets.length;
    }

    /** Asks for a keyframe on one m-line. */
    pli(mid) {
        return this.ask('downlink.pli', { mid });
    }

    /** Tells Janus an estimate of the line, in bit/s. Media must have arrived before. */
    remb(bitrate) {
        return this.ask('downlink.remb', { bitrate });
    }

    /** Resolves with the next packet for which `where` is true. */
    next(where = () => true, { timeout = WAIT, what = 'such packet' } = {}) {
        return new Promise((resolve, reject) => {
            const watcher = (packet) => {
                if (!where(packet))
                    return;
                end();
                resolve(packet);
            };
            const timer = setTimeout(() => {
                end();
                reject(new Error(`no ${what} within ${timeout} ms`));
            }, timeout);
            const end = () => {
                clearTimeout(timer);
                this.watchers.delete(watcher);
            };
            this.watchers.add(watcher);
        });
    }

    /** Resolves with the next packet of this device; `kind`: audio or video. */
    hears(device, { kind = 'audio', timeout = WAIT, mid } = {}) {
        return this.next((packet) => packet.kind === kind && packet.tag?.device === device &&
            (mid === undefined || packet.mid === mid),
        { timeout, what: `${kind} of device ${device}` });
    }
}
