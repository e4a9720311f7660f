// SPDX-License-Identifier: GPL-3.0-or-later
// A WebRTC device without a browser: an uplink that sends synthetic media, a downlink that writes down
// every packet. Both speak SDP only; who carries it is no business of theirs.
import { MediaStreamTrack, RTCPeerConnection, RTCRtpCodecParameters, RtpHeader, RtpPacket,
    createSelfSignedCertificate, useAudioLevelIndication, useNACK, usePLI, useREMB,
    useSdesMid } from 'werift';
import './demultiplex.mjs';
import { WAIT } from './timeouts.mjs';
import { h264Payloads, opusPayload, readH264, readTag, readVp8, vp8Payloads } from './packets.mjs';

export const AUDIO_INTERVAL = 20;
export const VIDEO_INTERVAL = 40;
const AUDIO_LEVEL_URI = 'urn:ietf:params:rtp-hdrext:ssrc-audio-level';

/** Milliseconds of this process; tags and arrivals share the clock. */
export const clock = () => performance.now();

const feedback = () => [useNACK(), usePLI(), useREMB()];
const codecs = {
    opus: () => new RTCRtpCodecParameters({ mimeType: 'audio/opus', clockRate: 48000, channels: 2,
        payloadType: 111 }),
    pcmu: () => new RTCRtpCodecParameters({ mimeType: 'audio/PCMU', clockRate: 8000, payloadType: 0 }),
    vp8: () => new RTCRtpCodecParameters({ mimeType: 'video/VP8', clockRate: 90000, payloadType: 96,
        rtcpFeedback: feedback() }),
    h264: () => new RTCRtpCodecParameters({ mimeType: 'video/H264', clockRate: 90000, payloadType: 102,
        rtcpFeedback: feedback(),
        parameters: 'profile-level-id=42e01f;packetization-mode=1;level-asymmetry-allowed=1' }),
};

/** The certificate of a device: what its DTLS fingerprint comes from. */
export function makeCertificate() {
    return createSelfSignedCertificate({ signature: 3, hash: 4 });
}

async function connection({ address, audio = ['opus'], video = ['vp8', 'h264'], certificate }) {
    return new RTCPeerConnection({
        codecs: { audio: audio.map((name) => codecs[name]()), video: video.map((name) => codecs[name]()) },
        headerExtensions: { audio: [useSdesMid(), useAudioLevelIndication()], video: [useSdesMid()] },
        iceServers: [],
        iceUseIpv6: false,
        iceInterfaceAddresses: address ? { udp4: address } : undefined,
        bundlePolicy: 'max-bundle',
        dtls: { keys: certificate ?? (await makeCertificate()) },
    });
}

/** What an uplink and a downlink have in common. */
class Link {
    async open(options) {
        this.pc = await connection(options);
        this.up = new Promise((resolve, reject) => {
            this.pc.connectionStateChange.subscribe((state) => {
                if (state === 'connected')
                    resolve();
                else if (state === 'failed')
                    reject(new Error('the PeerConnection failed'));
            });
        });
        // Who does not wait for it has nothing to catch either.
        this.up.catch(() => {});
        return this;
    }

    /** Sets our half of the description, candidates included. */
    async describe(description) {
        // Without a STUN server of one's own, werift would ask a public one.
        for (const transport of this.pc.iceTransports)
            transport.connection.stunServer = undefined;
        await this.pc.setLocalDescription(description);
        const { type, sdp } = this.pc.localDescription;
        return { type, sdp };
    }

    /** Ends the PeerConnection as a browser does: with a DTLS alert, so that the other side knows. */
    async close() {
        if (!this.pc || this.pc.isClosed)
            return;
        for (const transport of this.pc.dtlsTransports)
            await sendCloseNotify(transport).catch(() => {});
        // The socket is closed at once, also on what it was just given to send.
        await new Promise((resolve) => setTimeout(resolve, 10));
        await this.pc.close();
    }

    /** Falls silent without a word: nothing is sent any more, not even checks. */
    async vanish() {
        if (this.pc && !this.pc.isClosed)
            await this.pc.close();
    }
}

// werift closes without an alert, so this one is written as its own records are.
async function sendCloseNotify(transport) {
    const socket = transport.dtls;
    if (transport.state !== 'connected' || !socket)
        return;
    const { dtls, cipher } = socket;
    const record = {
        contentType: 21,
        protocolVersion: dtls.version,
        epoch: 1,
        sequenceNumber: dtls.recordSequenceNumber += 100,
        fragment: Buffer.from([1, 0]),
    };
    await socket.transport.send(encrypt(cipher, record));
}

function encrypt(cipher, record) {
    const header = Buffer.alloc(11);
    header[0] = record.contentType;
    header[1] = record.protocolVersion.major;
    header[2] = record.protocolVersion.minor;
    header.writeUInt16BE(record.epoch, 3);
    header.writeUIntBE(record.sequenceNumber, 5, 6);
    const body = cipher.cipher.encrypt(cipher.sessionType, record.fragment, {
        type: record.contentType,
        version: (record.protocolVersion.major << 8) | record.protocolVersion.minor,
        epoch: record.epoch,
        sequenceNumber: record.sequenceNumber,
    });
    const length = Buffer.alloc(2);
    length.writeUInt16BE(body.length);
    return Buffer.concat([header, length, body]);
}

/** Sends media. Each source: { kind: microphone|camera|screen, codec }, in the order of its m-lines. */
export class Uplink extends Link {
    static open(options) {
        return new Uplink(options).open(options);
    }

    constructor({ device, sources, codec = 'vp8' }) {
        super();
        this.device = device;
        this.codec = codec;
        this.wanted = sources;
        this.sources = [];
        this.plis = 0;
        this.cap = 0;
    }

    async open(options) {
        await super.open(options);
        for (const source of this.wanted)
            this.add(source);
        return this;
    }

    add(kind) {
        const audio = kind === 'microphone';
        const track = new MediaStreamTrack({ kind: audio ? 'audio' : 'video' });
        const transceiver = this.pc.addTransceiver(track, { direction: 'sendonly' });
        const source = audio ? new AudioSource(this, kind, transceiver)
            : new VideoSource(this, kind, transceiver, this.codec);
        this.sources.push(source);
        return source;
    }

    source(kind) {
        return this.sources.find((source) => source.kind === kind);
    }

    /** The `sources` of a publish request. */
    names() {
        return this.sources.map((source) => ({ mid: source.mid, kind: source.kind }));
    }

    async offer({ iceRestart = false } = {}) {
        const { type, sdp } = await this.describe(await this.pc.createOffer({ iceRestart }));
        // As the DTLS server, werift misses a ClientHello that comes early, and waits for the next.
        return { type, sdp: sdp.replaceAll('a=setup:actpass', 'a=setup:active') };
    }

    async answered(jsep) {
        await this.pc.setRemoteDescription(jsep);
    }

    /** Sends from now on, as long as the PeerConnection is there. */
    start() {
        if (this.timer)
            return;
        let due = clock();
        const tick = () => {
            for (; due <= clock(); due += AUDIO_INTERVAL) {
                // A process that was busy catches up with a little, and lets go of the rest. What a
                // camera sees is old by then, but its clock has gone on.
                const late = clock() - due > 5 * AUDIO_INTERVAL;
                for (const source of this.sources)
                    source.tick(late);
            }
            this.timer = setTimeout(tick, Math.max(1, due - clock()));
        };
        tick();
    }

    stop() {
        clearTimeout(this.timer);
        this.timer = null;
    }

    async close() {
        this.stop();
        await super.close();
    }

    async vanish() {
        this.stop();
        await super.vanish();
    }
}

class Source {
    constructor(uplink, kind, transceiver) {
        this.uplink = uplink;
        this.kind = kind;
        this.transceiver = transceiver;
        this.frame = 0;
        this.sent = 0;
        this.silent = false;
        this.sequence = Math.floor(Math.random() * 65536);
        this.timestamp = Math.floor(Math.random() * 2 ** 32);
    }

    get mid() {
        return this.transceiver.mid;
    }

    get ssrc() {
        return this.transceiver.sender.ssrc;
    }

    send(payload, { marker = false, extensions = [] } = {}) {
        const header = new RtpHeader({ version: 2, padding: false, extension: true, marker,
            extensionProfile: 0xbede,
            sequenceNumber: this.sequence, timestamp: this.timestamp, extensions });
        this.sequence = (this.sequence + 1) & 0xffff;
        this.sent++;
        return this.transceiver.sender.sendRtp(new RtpPacket(header, payload));
    }

    /** A silent source takes part in time but sends nothing. */
    get mute() {
        return this.silent || this.transceiver.sender.dtlsTransport.state !== 'connected';
    }
}

class AudioSource extends Source {
    constructor(...args) {
        super(...args);
        /** -dBov as the audio-level extension has it: 0 is loudest, 127 silence. */
        this.level = 30;
    }

    tick(late) {
        this.timestamp = (this.timestamp + 960) >>> 0;
        this.frame++;
        if (late || this.mute)
            return;
        const extension = this.transceiver.headerExtensions.find(({ uri }) => uri === AUDIO_LEVEL_URI);
        const extensions = extension
            ? [{ id: extension.id, payload: Buffer.from([(this.level < 100 ? 0x80 : 0) | this.level]) }] : [];
        this.send(opusPayload({ device: this.uplink.device, frame: this.frame, time: clock() }),
            { extensions, marker: this.sent === 0 });
    }
}

class VideoSource extends Source {
    constructor(uplink, kind, transceiver, codec) {
        super(uplink, kind, transceiver);
        this.codec = codec;
        this.ticks = 0;
        this.plis = 0;
        this.keyWanted = true;
        /** Keyframes are withheld while this is set: a device whose encoder is slow. */
        this.keyless = false;
        this.pictureId = Math.floor(Math.random() * 32768);
        transceiver.sender.onPictureLossIndication.subscribe(() => {
            this.plis++;
            this.keyWanted = true;
        });
    }

    /** The cap that the last REMB named, bit/s. */
    get remb() {
        return Number(this.transceiver.sender.receiverEstimatedMaxBitrate);
    }

    tick(late) {
        if (this.ticks++ % (VIDEO_INTERVAL / AUDIO_INTERVAL) !== 0)
            return;
        this.timestamp = (this.timestamp + 90 * VIDEO_INTERVAL) >>> 0;
        this.frame++;
        if (late || this.mute)
            return;
        this.pictureId = (this.pictureId + 1) & 0x7fff;
        const key = this.keyWanted && !this.keyless;
        const make = this.codec === 'h264' ? h264Payloads : vp8Payloads;
        const payloads = make({ pictureId: this.pictureId, key, device: this.uplink.device,
            frame: this.frame, time: clock() });
        if (key)
            this.keyWanted = false;
        payloads.forEach((payload, i) => this.send(payload, { marker: i === payloads.length - 1 }));
    }
}

/** Receives media and writes it down, packet by packet. */
export class Downlink extends Link {
    static open(options) {
        return new Downlink(options).open(options);
    }

    constructor({ codec = 'vp8' } = {}) {
        super();
        this.codec = codec;
        /** { mid, kind, ssrc, seq, ts, pt, marker, tag, vp8, at } in order of arrival. */
        this.packets = [];
        this.watchers = new Set();
        this.negotiations = 0;
    }

    async open(options) {
        await super.open(options);
        this.watched = new Set();
        return this;
    }

    async answer(jsep) {
        this.negotiations++;
        await this.pc.setRemoteDescription(jsep);
        for (const transceiver of this.pc.getTransceivers()) {
            for (const track of transceiver.receiver.tracks) {
                if (this.watched.has(track))
                    continue;
                this.watched.add(track);
                track.onReceiveRtp.subscribe((packet) => this.receive(transceiver, packet));
            }
        }
        return this.describe(await this.pc.createAnswer());
    }

    receive(transceiver, { header, payload }) {
        const record = {
            at: clock(),
            mid: transceiver.mid,
            kind: transceiver.kind,
            ssrc: header.ssrc,
            seq: header.sequenceNumber,
            ts: header.timestamp,
            pt: header.payloadType,
            marker: header.marker,
            tag: readTag(payload),
        };
        if (transceiver.kind === 'video')
            record.frame = this.codec === 'h264' ? readH264(payload) : readVp8(payload);
        this.packets.push(record);
        for (const watcher of [...this.watchers])
            watcher(record);
    }

    /** Asks for a keyframe on one m-line. */
    async pli(mid) {
        const { receiver } = this.pc.getTransceivers().find((transceiver) => transceiver.mid === mid);
        await receiver.sendRtcpPLI(receiver.track.ssrc);
    }

    /** Resolves with the next packet that arrives and that `where` accepts. */
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

    /** Resolves once a packet of this device has come from now on; `kind`: audio or video. */
    hears(device, { kind = 'audio', timeout = WAIT, mid } = {}) {
        return this.next((packet) => packet.kind === kind && packet.tag?.device === device &&
            (mid === undefined || packet.mid === mid),
        { timeout, what: `${kind} of device ${device}` });
    }
}
