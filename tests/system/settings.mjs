// SPDX-License-Identifier: GPL-3.0-or-later
// The plugin's settings for the suite. Time-outs are as short as a busy machine allows.
import { environment } from '../harness/janus.mjs';
import { scaled } from '../harness/timeouts.mjs';
import { phones } from './phones.mjs';

const slower = scaled(1);

export const CONFIRM = 5 * slower;
export const CONNECT = 8 * slower;
export const COMMIT = 5 * slower;
export const RETURN = 2 * slower;
export const LOCK = 3;
export const PRESENT = 5 * slower;
export const MATCH = 5 * slower;

export function settings() {
    return {
        general: {
            confirm_seconds: CONFIRM,
            connect_seconds: CONNECT,
            commit_seconds: COMMIT,
            return_seconds: RETURN,
            lock_seconds: LOCK,
            present_seconds: PRESENT,
            match_seconds: MATCH,
            decoder: environment().decoder,
            keyframe_interval_ms: 500,
        },
        // A sanitizer makes each request cost more.
        limits: {
            handle_ms: 50 * slower,
            handle_burst_ms: 100 * slower,
            session_ms: 100 * slower,
            session_burst_ms: 200 * slower,
            room_ms: 250 * slower,
            room_burst_ms: 500 * slower,
        },
        sms: phones.settings(),
    };
}
