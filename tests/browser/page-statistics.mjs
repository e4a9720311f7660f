// SPDX-License-Identifier: GPL-3.0-or-later
// A script for every page, which records statistics of the page's own PeerConnections and videos.

/*
 * Runs in every page before its own scripts: keeps each RTCPeerConnection that the page makes, and records its
 * events. It changes nothing that the page does.
 */
export function recordStatistics() {
    const EVENTS = ['negotiationneeded', 'signalingstatechange', 'track', 'connectionstatechange',
        'iceconnectionstatechange', 'icegatheringstatechange', 'datachannel'];
    const statistics = { peers: [], events: [], marks: {}, recordings: {} };
    window.RTCPeerConnection = new Proxy(RTCPeerConnection, {
        construct(target, args, newTarget) {
            const peer = Reflect.construct(target, args, newTarget);
            const index = statistics.peers.push(peer) - 1;
            for (const event of EVENTS) {
                peer.addEventListener(event, () => statistics.events.push({ at: performance.now(), peer: index,
                    event, signaling: peer.signalingState, connection: peer.connectionState }));
            }
            return peer;
        },
    });

    const streams = async (type) => {
        const found = [];
        for (const [peer, connection] of statistics.peers.entries()) {
            if (connection.connectionState === 'closed')
                continue;
            for (const entry of (await connection.getStats()).values()) {
                if (entry.type === type)
                    found.push({ peer, ...entry });
            }
        }
        return found;
    };

    /** Statistics of the current streams. */
    statistics.inbound = () => streams('inbound-rtp');
    statistics.sent = () => streams('outbound-rtp');
    statistics.sound = async () => (await statistics.inbound()).filter(({ kind }) => kind === 'audio');
    statistics.codecs = () => streams('codec');

    /** Remembers the current objects. `changes` later says which of them have changed. */
    statistics.mark = async (name) => {
        statistics.marks[name] = {
            at: performance.now(),
            peers: [...statistics.peers],
            tracks: statistics.peers.map((peer) => peer.getReceivers().map((receiver) => receiver.track)),
        };
        return { at: statistics.marks[name].at, inbound: await statistics.inbound() };
    };

    statistics.changes = (name) => {
        const { at, peers, tracks } = statistics.marks[name];
        const found = statistics.events.filter((event) => event.at >= at).map(({ peer, event, signaling }) =>
            `${event} on PeerConnection ${peer} (${signaling})`);
        if (statistics.peers.length !== peers.length)
            found.push(`${statistics.peers.length - peers.length} new PeerConnections`);
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
     * Records when frames of a video are presented. For browsers without MediaStreamTrackProcessor. A busy page delays
     * this, and `stood` says for how long.
     */
    const watchFrames = (name, video) => {
        const recording = { video, track: video?.srcObject.getVideoTracks()[0], times: [], clock: watchClock() };
        const take = () => {
            recording.times.push(performance.now());
            recording.request = video.requestVideoFrameCallback(take);
        };
        if (video)
            recording.request = video.requestVideoFrameCallback(take);
        statistics.recordings[name] = recording;
    };

    /* Reads the clock all the time. `stood` returns the longest time for which this thread did not run. */
    function watchClock() {
        const TICK = 10;
        let stood = 0;
        let last = performance.now();
        const timer = setInterval(() => {
            const now = performance.now();
            stood = Math.max(stood, now - last - TICK);
            last = now;
        }, TICK);
        return { stood: () => stood, stop: () => clearInterval(timer) };
    }

    const stopWatching = ({ video, track, times, clock, request }) => {
        video?.cancelVideoFrameCallback(request);
        clock.stop();
        return { times, stood: clock.stood(), same: !video || video.srcObject?.getVideoTracks()[0] === track };
    };

    /**
     * Records when decoded frames of a video's track arrive, in a worker, which a busy page does not delay. The
     * worker also reads the clock all the time, to know for how long it did not run itself.
     */
    statistics.startFrames = (name, video) => {
        if (!window.MediaStreamTrackProcessor)
            return watchFrames(name, video);
        const source = URL.createObjectURL(new Blob([`${watchClock}(${takeFrames})()`], { type: 'text/javascript' }));
        const worker = new Worker(source);
        const recording = { video, worker };
        if (video) {
            [recording.track] = video.srcObject.getVideoTracks();
            const { readable } = new MediaStreamTrackProcessor({ track: recording.track, maxBufferSize: 60 });
            worker.postMessage(readable, [readable]);
        }
        statistics.recordings[name] = recording;
    };

    /* Runs in the worker. */
    function takeFrames() {
        const times = [];
        const clock = watchClock();
        self.onmessage = async ({ data }) => {
            if (data === 'stop')
                return self.postMessage({ times, stood: clock.stood() });
            const reader = data.getReader();
            for (;;) {
                const { value, done } = await reader.read();
                if (done)
                    return;
                times.push(performance.now());
                value.close();
            }
        };
    }

    statistics.stopFrames = (name) => new Promise((resolve) => {
        if (!window.MediaStreamTrackProcessor)
            return resolve(stopWatching(statistics.recordings[name]));
        const { video, track, worker } = statistics.recordings[name];
        worker.onmessage = ({ data }) => {
            worker.terminate();
            resolve({ ...data, same: !video || video.srcObject?.getVideoTracks()[0] === track });
        };
        worker.postMessage('stop');
    });

    Object.defineProperty(window, 'batonStatistics', { value: statistics });
}
