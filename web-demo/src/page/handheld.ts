// SPDX-License-Identifier: GPL-3.0-or-later
// Tells telephones and tablets from computers. A computer can have a touch screen as well.

/** The shorter side of the largest telephone, in CSS pixels. */
const TELEPHONE = 600;

export function isHandheld(): boolean {
    const small = Math.min(screen.width, screen.height) < TELEPHONE;
    return navigator.maxTouchPoints > 0 && (small || matchMedia('(pointer: coarse)').matches);
}
