// SPDX-License-Identifier: GPL-3.0-or-later
// What a page's own PeerConnections and videos say, seen from outside of the page's code.

/*
 * Runs in every page before its own scripts: keeps each RTCPeerConnection it makes and writes down what
 * happens to it. Nothing the page does is changed.
 */
export function watch() {
    const EVENTS = ['negotiationneeded', 'signalingstatechange', 'track', 'connectionstatechange',
        'iceconnectionstatechange', 'icegatheringstatechange', 'datachannel'];
    const witness = { peers: [], events: [], marks: {}, films: {} };
    window.RTCPeerConnection = new Proxy(RTCPeerConnection, {
        construct(target, args, newTarget) {
            const peer = Reflect.construct(target, args, newTarget);
            const index = witness.peers.push(peer) - 1;
            for (const event of EVENTS) {
                peer.addEventListener(event, () => witness.events.push({ at: performance.now(), peer: index,
                    event, signaling: peer.signalingState, connection: peer.connectionState }));
            }
            return peer;
        },
    });

    const streams = async (type) => {
        const found = [];
        for (const [peer, connection] of witness.peers.entries()) {
            if (connection.connectionState === 'closed')
                continue;
            for (const entry of (await connection.getStats()).values()) {
                if (entry.type === type)
                    found.push({ peer, ...entry });
            }
        }
        return found;
    };

    /** What is received and sent now, in numbers. */
    witness.inbound = () => streams('inbound-rtp');
    witness.sent = () => streams('outbound-rtp');
    witness.heard = async () => (await witness.inbound()).filter(({ kind }) => kind === 'audio');
    witness.codecs = () => streams('codec');

    /** Which objects there are now; later `changes` says what of it is another one. */
    witness.mark = async (name) => {
        witness.marks[name] = {
            at: performance.now(),
            peers: [...witness.peers],
            tracks: witness.peers.map((peer) => peer.getReceivers().map((receiver) => receiver.track)),
        };
        return { at: witness.marks[name].at, inbound: await witness.inbound() };
    };

    witness.changes = (name) => {
        const { at, peers, tracks } = witness.marks[name];
        const found = witness.events.filter((event) => event.at >= at).map(({ peer, event, signaling }) =>
            `${event} on PeerConnection ${peer} (${signaling})`);
        if (witness.peers.length !== peers.length)
            found.push(`${witness.peers.length - peers.length} new PeerConnections`);
        peers.forEach((peer, i) => {
            if (peer.signalingState !== 'stable' && peer.signalingState !== 'closed')
                found.push(`PeerConnection ${i} is ${peer.signalingState}`);
            const now = peer.getReceivers().map((receiver) => receiver.track);
            if (now.length !== tracks[i].length || now.some((track, j) => track !== tracks[i][j]))
                found.push(`other tracks on PeerConnection ${i}`);
            if (now.some((track) => track.readyState !== 'live') && peer.signalingState !== 'closed')
                found.push(`an ended track on PeerConnection ${i}`);
        });
        return found;
    };

    /**
     * Writes down when decoded frames of a video's track are there, in a worker, which a busy page doesn't hold up.
     * The worker also looks at the clock all the time, to know how long it was itself kept from running.
     */
    witness.film = (name, video) => {
        const source = URL.createObjectURL(new Blob([`(${takeFrames})()`], { type: 'text/javascript' }));
        const worker = new Worker(source);
        const film = { video, worker };
        if (video) {
            [film.track] = video.srcObject.getVideoTracks();
            const { readable } = new MediaStreamTrackProcessor({ track: film.track, maxBufferSize: 60 });
            worker.postMessage(readable, [readable]);
        }
        witness.films[name] = film;
    };

    /* Runs in the worker. */
    function takeFrames() {
        const TICK = 10;
        const frames = [];
        let stood = 0;
        let last = performance.now();
        setInterval(() => {
            const now = performance.now();
            stood = Math.max(stood, now - last - TICK);
            last = now;
        }, TICK);
        self.onmessage = async ({ data }) => {
            if (data === 'cut')
                return self.postMessage({ frames, stood });
            const reader = data.getReader();
            for (;;) {
                const { value, done } = await reader.read();
                if (done)
                    return;
                frames.push(performance.now());
                value.close();
            }
        };
    }

    witness.cut = (name) => new Promise((resolve) => {
        const { video, track, worker } = witness.films[name];
        worker.onmessage = ({ data }) => {
            worker.terminate();
            resolve({ ...data, same: !video || video.srcObject?.getVideoTracks()[0] === track });
        };
        worker.postMessage('cut');
    });

    Object.defineProperty(window, 'batonWitness', { value: witness });
}
