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
    | { janus: 'claim' }
    | { janus: 'keepalive' }
    | { janus: 'destroy' }
    | { janus: 'attach'; plugin: string }
    | ({ handle_id: number } & HandleRequest);

export type HandleRequest =
    | { janus: 'message'; body: object; jsep?: Jsep }
    | { janus: 'trickle'; candidate: Candidate }
    | { janus: 'hangup' }
    | { janus: 'detach' };

/** A message from Janus. `transaction` is set if the message belongs to a request. */
export interface JanusMessage {
    janus: string;
    transaction?: string;
    /** The id of the handle that the message is about. */
    sender?: number;
    /** In the reply to `create` or `attach`: the id of the new session or handle. */
    data?: { id: number };
    plugindata?: { plugin: string; data: { baton: string } };
    jsep?: Jsep;
    candidate?: Candidate;
    reason?: string;
    error?: { code: number; reason: string };
}
