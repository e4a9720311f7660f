// SPDX-License-Identifier: GPL-3.0-or-later
// A page that uses the client and nothing else. A test calls its functions. A reload can bring it back to its call.
import { BatonClient } from './client/index.js';

const server = `ws://${location.host}/janus`;
const sockets = [];
let down = false;

/** Keeps the WebSockets that the client makes, so that a test can cut them. */
window.WebSocket = class extends WebSocket {
    constructor(...given) {
        super(...given);
        sockets.push(this);
        if (down)
            this.close();
    }
};

window.comeback = {
    states: [],
    chat: [],
    tracks: [],

    async join(room, display) {
        this.client = await BatonClient.connect({ server });
        await this.enter(await this.client.join({ room, display }));
    },

    async resume() {
        this.client = await BatonClient.connect({ server });
        await this.enter(await this.client.resume());
    },

    async enter(call) {
        this.call = call;
        call.on('state', (state) => this.states.push(state));
        call.on('chat', ({ text }) => this.chat.push(text));
        call.on('ended', ({ reason }) => this.states.push(reason));
        const stream = await navigator.mediaDevices.getUserMedia({ audio: true, video: true });
        this.tracks = stream.getTracks();
        const [microphone, camera] = ['audio', 'video'].map((kind) => this.tracks.find((one) => one.kind === kind));
        await Promise.all([call.publish({ microphone, camera }), call.subscribe({ audioSlots: 2, videoSlots: 2 })]);
    },

    /** `stay`: no other WebSocket opens until `mend`. */
    cut({ stay = false } = {}) {
        down = stay;
        for (const socket of sockets.splice(0))
            socket.close();
    },

    mend() {
        down = false;
    },

    resumable: () => BatonClient.resumable(),
    count: () => sockets.length,
};
