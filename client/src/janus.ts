// SPDX-License-Identifier: MIT
// The messages of Janus's own API over WebSocket, as far as this client uses them.

/** The WebSocket subprotocol of Janus's API. */
export const SUBPROTOCOL = 'janus-protocol';

export interface Jsep {
    type: 'offer' | 'answer';
    sdp: string;
}

/** A candidate of trickle ICE; `completed` stands for the end of the candidates. */
export type Candidate =
    { candidate: string; sdpMid: string | null; sdpMLineIndex: number | null } | { completed: true };

export type JanusRequest =
    | { janus: 'create' }
    | { janus: 'keepalive' }
    | { janus: 'destroy' }
    | { janus: 'attach'; plugin: string }
    | ({ handle_id: number } & HandleRequest);

export type HandleRequest =
    | { janus: 'message'; body: object; jsep?: Jsep }
    | { janus: 'trickle'; candidate: Candidate }
    | { janus: 'hangup' }
    | { janus: 'detach' };

/** Anything that Janus sends. `transaction` is set if it belongs to a request. */
export interface JanusMessage {
    janus: string;
    transaction?: string;
    /** The handle that it is about. */
    sender?: number;
    /** The id that `create` or `attach` made. */
    data?: { id: number };
    plugindata?: { plugin: string; data: { baton: string } };
    jsep?: Jsep;
    candidate?: Candidate;
    reason?: string;
    error?: { code: number; reason: string };
}
