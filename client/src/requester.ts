// SPDX-License-Identifier: MIT
// Sends requests to the plugin: a handle, or a device that changes its handle.

import type { Replied } from './handle.js';
import type { Request } from './wire.js';

export interface Requester {
    /** Sends a request and resolves with its reply. */
    request<R extends Request>(body: R): Promise<Replied<R['request']>>;
}
