// SPDX-License-Identifier: MIT
// Everything that an app may use. Start with BatonClient.connect.

export { Call } from './call.js';
export type { CallEvents, CallHealth, CallPhase, EndReason, Undoable } from './callevents.js';
export {
    BatonClient,
    type ConnectOptions,
    type CreatedRoom,
    type RecallOptions,
    type ScanOptions,
} from './client.js';
export type { SignallingState } from './connectionkeeper.js';
export type { Connection } from './device.js';
export type { RemoteSlot, Slots } from './downlink.js';
export { BatonError, type ClientErrorName, type ErrorName } from './errors.js';
export { IncomingTransfer, type IncomingTransferEvents } from './incoming.js';
export { OutgoingTransfer, type OutgoingTransferEvents } from './outgoing.js';
export type { LinkState } from './peerconnection.js';
export { Presentation, type PresentationEvents, type PresentOptions } from './presentation.js';
export { Question, type QuestionEvents } from './question.js';
export type { Reception } from './reception.js';
export type { Resumable } from './resumerecords.js';
export { MemoryStore, type ResumeStore } from './resumestore.js';
export { BackOff, type RetryPolicy } from './retrypolicy.js';
export type { Scannable } from './scannable.js';
export type { TransferOptions } from './showntransfers.js';
export { tokenOfCode } from './token.js';
export type { LocalTracks, Published } from './uplink.js';
export type * from './wire.js';
