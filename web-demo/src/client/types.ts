// SPDX-License-Identifier: MIT
// The messages of Baton's API as types: what docs/api.md says, one type for each object, request,
// reply and event.

export type * from './events';
export type * from './objects';
export type * from './replies';
export type * from './requests';
