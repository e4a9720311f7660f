// SPDX-License-Identifier: GPL-3.0-or-later
// The plugin's settings for the suite: as short as patience can be without losing to a busy machine.

const slower = process.env.BATON_SANITIZER ? 4 : 1;

export const CONFIRM = 4 * slower;
export const CONNECT = 5 * slower;
export const COMMIT = 4 * slower;
export const RETURN = 2 * slower;
export const LOCK = 3;

export function settings() {
    return {
        general: {
            confirm_seconds: CONFIRM,
            connect_seconds: CONNECT,
            commit_seconds: COMMIT,
            return_seconds: RETURN,
            lock_seconds: LOCK,
            keyframe_interval_ms: 500,
        },
    };
}
