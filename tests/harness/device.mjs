// SPDX-License-Identifier: GPL-3.0-or-later
// One device of a participant, as an app would drive it: two handles, two PeerConnections, and the
// steps of docs/api.md that tie them together.
import { Session } from './api.mjs';
import { WAIT } from './timeouts.mjs';
import { Downlink, Uplink } from './peer.mjs';

let numbers = 0;

const CODE = /(?:#baton=|^baton:1:)([A-Za-z0-9_-]+)(?:(?:&auth=|:)([A-Za-z0-9_.-]+))?$/;

function readCode(text) {
    const match = CODE.exec(text);
    if (!match)
        throw new Error('the text is not a code');
    return match;
}

/** Returns the token inside a code's text; see plugin/code/codetext.h. */
export function tokenOf(text) {
    return readCode(text)[1];
}

/** Returns the Janus token that a code's text contains for a device without one; see plugin/api/auth.h. */
export function preAuthOf(text) {
    const match = /^(\d+)\.([A-Za-z0-9_-]+)\.([A-Za-z0-9_-]+)$/.exec(readCode(text)[2] ?? '');
    if (!match)
        throw new Error('the code has no pre-authentication');
    const [, expiry, transfer, signature] = match;
    return `${expiry},janus,janus.plugin.baton,transfer=${transfer}:` +
        `${signature.replaceAll('-', '+').replaceAll('_', '/')}=`;
}

export class Device {
    /**
     * Opens a device that is connected to Janus and not in a call. `address`: for media; several have commas between
     * them. `socket`: options for the WebSocket.
     */
    static async open({ url, address, token, socket }) {
        const device = new Device();
        device.address = address;
        /** The number of this device in the tags of its packets. */
        device.number = ++numbers;
        device.session = await Session.open(url, { token, socket });
        [device.uplink, device.downlink] = await Promise.all([device.session.attach(),
            device.session.attach()]);
        return device;
    }

    constructor() {
        /** The fields of `joined`, `scanned`, `admitted` or `returned` for this device. */
        this.me = null;
        this.up = null;
        this.down = null;
        this.slots = [];
        this.links = [];
    }

    get id() {
        return this.me.id;
    }

    /**
     * Comes back on new handles of a new session, with the resume secret. The PeerConnections of before end without a
     * message. `fields`: further fields of the request.
     */
    async resume({ secret = this.me.resume, room = this.me.room, ...fields } = {}) {
        const { url, token, options: socket } = this.session;
        await this.vanish();
        this.session = await Session.open(url, { token, socket });
        [this.uplink, this.downlink] = await Promise.all([this.session.attach(), this.session.attach()]);
        [this.up, this.down, this.links] = [null, null, []];
        this.renumber();
        this.me = await this.uplink.request({ request: 'join', room, resume: secret, ...fields });
        return this.me;
    }

    /**
     * Comes back on other handles of the same session, as after the loss of its media. The handles of before are
     * detached, because Janus can lose a PeerConnection on a handle whose last PeerConnection it still closes
     * (docs/decisions/0041-restarts-and-silence.md).
     */
    async resumeOnOtherHandles() {
        const before = [this.uplink, this.downlink];
        [this.uplink, this.downlink] = await Promise.all([this.session.attach(), this.session.attach()]);
        [this.up, this.down] = [null, null];
        this.renumber();
        this.me = await this.uplink.request({ request: 'join', room: this.me.room, resume: this.me.resume });
        await Promise.all(before.map((handle) => handle.detach()));
        return this.me;
    }

    /** Uses another handle for its downlink, without a PeerConnection yet. */
    async renewDownlink() {
        await this.downlink.detach();
        this.downlink = await this.session.attach();
        this.down = null;
    }

    /** Gives the packets of the next uplink another number, because it counts its frames from the beginning. */
    renumber() {
        this.number = ++numbers;
    }

    async join(room, fields = {}) {
        this.me = await this.uplink.request({ request: 'join', room, ...fields });
        this.codec = this.me.videocodec;
        return this.me;
    }

    /** Opens the uplink's PeerConnection; `sources`: the kinds to send; for other options see peer.mjs. */
    async publish(sources = ['microphone', 'camera'], { fields = {}, ...options } = {}) {
        // A device that takes over and sends nothing has to tell the server so.
        if (sources.length === 0)
            return this.uplink.request({ request: 'publish', sources: [], ...fields });
        const up = await this.makeUplink(sources, options);
        const jsep = await up.offer();
        const reply = await this.uplink.request(
            { request: 'publish', sources: up.names(), ...fields }, { jsep });
        this.up = up;
        await up.answered(reply.jsep);
        return reply;
    }

    async makeUplink(sources, options = {}) {
        const up = await Uplink.open({ device: this.number, sources, codec: this.codec ?? 'vp8',
            address: this.address, ...options });
        this.links.push(up);
        return up;
    }

    /** Opens the downlink's PeerConnection, or offers it more slots. */
    async subscribe({ audio = 2, video = 2, restart, ...options } = {}) {
        const reply = await this.downlink.request({ request: 'subscribe',
            private_id: this.me.private_id, audio_slots: audio, video_slots: video,
            ...(restart ? { restart } : {}) });
        await this.receive(reply, options);
        return reply;
    }

    /** Answers an offer, which came with a reply or an event `subscribed`. */
    async receive({ slots, jsep: offer }, options = {}) {
        this.slots = slots;
        if (!this.down) {
            this.down = await Downlink.open({ address: this.address, ...options });
            this.links.push(this.down);
        }
        const jsep = await this.down.answer(offer);
        await this.downlink.request({ request: 'start' }, { jsep });
    }

    /** Sends and receives; resolves when both PeerConnections are up and media is on its way. */
    async connect({ sources = ['microphone', 'camera'], slots = {}, ...options } = {}) {
        const takingOver = this.me.transfer !== undefined;
        await Promise.all([
            sources.length || takingOver
                ? this.publish(sources, options).then(() => this.up?.up) : null,
            slots ? this.subscribe(slots).then(() => this.down.up) : null,
        ]);
        await this.up?.start();
        return this;
    }

    /** Scans as the new device. `seen`: the text of a code, or { image } or { images }. */
    async scan(seen, fields = {}) {
        const said = await this.look(seen, fields);
        this.me = said.private_id ? said : { ...this.me, ...said };
        this.codec = this.me.videocodec;
        return this.me;
    }

    /** Sends a scan request and resolves with its reply. The device in the call can use it, too. */
    look(seen, fields = {}) {
        return this.uplink.request({ request: 'scan',
            ...(typeof seen === 'string' ? { text: seen } : seen), ...fields });
    }

    /** Shows a code for the device in the call to scan. */
    async present(fields = {}) {
        this.me = await this.uplink.request({ request: 'present', ...fields });
        this.codec = this.me.videocodec;
        return this.me;
    }

    /** Waits for the event that the device in the call has scanned this device's code, and keeps its fields. */
    async scanned(options) {
        this.me = { ...this.me, ...(await this.uplink.next('scanned', options)) };
        return this.me;
    }

    /** Returns the kinds that a `scanned` asks for. */
    wantedSources() {
        return this.me.sources.map(({ kind }) => kind);
    }

    wantedSlots() {
        return this.me.slots;
    }

    /** Asks for a code. */
    transfer(fields = {}) {
        return this.uplink.request({ request: 'transfer', ...fields });
    }

    /** Responds to a question: yes by default. */
    async confirm(transfer, { agree = true, number } = {}) {
        return this.uplink.request({ request: 'confirm', transfer, agree,
            ...(number === undefined ? {} : { number }) });
    }

    request(body, options) {
        return this.uplink.request(body, options);
    }

    refused(body, options) {
        return this.uplink.refused(body, options);
    }

    next(name, options) {
        return this.uplink.next(name, options);
    }

    /** Resolves with the `slots` event after which `where` holds for the list. */
    async slotsWhen(where, { timeout = WAIT } = {}) {
        while (!where(this.slots))
            this.slots = (await this.downlink.next('slots', { timeout })).slots;
        return this.slots;
    }

    /** Closes everything properly. */
    async close() {
        await Promise.all(this.links.map((link) => link.close().catch(() => {})));
        await this.session.close();
    }

    /** Loses the signalling without a message; the PeerConnections still send. */
    dropSignalling() {
        this.session.drop();
    }

    /** The whole device disappears without a message, as when its battery is empty. */
    async vanish() {
        this.session.drop();
        await Promise.all(this.links.map((link) => link.vanish().catch(() => {})));
    }
}

/**
 * Moves a call. Resolves with { code, scanned, admitted, moved, movedOld } after both devices got `moved`. `to` is a
 * device that is not in a call. Options: `transfer` and `scan`, fields of those requests; `sources`, the kinds that the
 * new device sends (by default those it is asked for); `slots`.
 */
export async function move(from, to, { transfer = {}, scan = {}, sources, slots, ...options } = {}) {
    const code = await from.transfer(transfer);
    const scanned = await to.scan(code.text, scan);
    if (scanned.state === 'confirming') {
        await from.next('confirm');
        await from.confirm(code.transfer,
            scanned.form === 'number' ? { number: scanned.number } : {});
    }
    const admitted = await to.next('admitted');
    to.me = { ...to.me, ...admitted };
    await to.connect({ sources: sources ?? to.wantedSources(), slots: slots ?? to.wantedSlots(),
        ...options });
    const [moved, movedOld] = await Promise.all([to.next('moved'), from.next('moved')]);
    to.me = { ...to.me, ...moved };
    return { code, scanned, admitted, moved, movedOld };
}
