// SPDX-License-Identifier: MIT
// The ICE servers of one device: the app's own servers, or those that Baton names, whose credential is renewed in time.

import { Emitter } from './emitter.js';
import type { Requester } from './requester.js';
import type { IceAccess } from './wire.js';

/** The time until the next attempt if a credential could not be renewed. */
const RETRY = 10_000;

export class IceServers extends Emitter<{
    /** There are other servers, or a new credential. */
    changed: RTCConfiguration;
}> {
    private servers: RTCIceServer[] = [];
    /**
     * The time after which the credential is replaced, on the clock of `Date.now()`: half of its time is over then.
     * Infinity: it never expires. 0: there is none yet.
     */
    private renewal = 0;
    private timer: ReturnType<typeof setTimeout> | undefined;
    private over = false;

    /**
     * @param device sends the requests
     * @param own the app's settings. If they name ICE servers, the servers that Baton names are not used.
     */
    constructor(
        private readonly device: Requester,
        private readonly own: RTCConfiguration,
    ) {
        super();
    }

    /** The settings for a PeerConnection. */
    get configuration(): RTCConfiguration {
        return { ...this.own, iceServers: this.own.iceServers ?? this.servers };
    }

    /**
     * Takes the servers in a reply or an event. While the current credential is good, another one is not used: browsers
     * restart ICE with the next offer after a change.
     */
    take(access: IceAccess): void {
        if (!this.own.iceServers && Date.now() >= this.renewal) this.use(access);
    }

    /** Gets a new credential now if half of the time of the current one is over, for example before ICE restarts. */
    async refresh(): Promise<void> {
        if (this.renewal > 0 && Date.now() >= this.renewal) await this.renew();
    }

    private use({ ice_servers: servers, ice_expires: seconds }: IceAccess): void {
        this.servers = servers;
        const half = seconds === undefined ? Infinity : seconds * 500;
        this.renewal = Date.now() + half;
        if (seconds !== undefined) this.renewIn(half);
        this.emit('changed', this.configuration);
    }

    /** Does not fail: there will be another attempt, and a PeerConnection may work without a TURN server. */
    private async renew(): Promise<void> {
        try {
            const { reply } = await this.device.request({ request: 'ice' });
            this.use(reply);
        } catch {
            this.renewIn(RETRY);
        }
    }

    private renewIn(milliseconds: number): void {
        clearTimeout(this.timer);
        if (!this.over) this.timer = setTimeout(() => void this.renew(), milliseconds);
    }

    /** The device needs no servers any more. */
    end(): void {
        this.over = true;
        clearTimeout(this.timer);
    }
}
