// SPDX-License-Identifier: GPL-3.0-or-later
// The page's icons. They are lines on a grid of 24 by 24, and have the colour of the text around them.

const PATHS = {
    mic: 'M12 3a3 3 0 0 0-3 3v6a3 3 0 0 0 6 0V6a3 3 0 0 0-3-3ZM6 11a6 6 0 0 0 12 0M12 17v4',
    micOff: 'M9 9v3a3 3 0 0 0 5 2.2M15 10V6a3 3 0 0 0-5.9-.8M6 11a6 6 0 0 0 9.6 4.8M18 11a6 6 0 0 1-.6 2.6M12 17v4M4 4l16 16',
    camera: 'M4 7h9a2 2 0 0 1 2 2v6a2 2 0 0 1-2 2H4a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1ZM15 11l6-3.5v9L15 13',
    cameraOff:
        'M10 7h3a2 2 0 0 1 2 2v3l6-4.5v9l-4-2.4M15 16.5a2 2 0 0 1-2 .5H4a1 1 0 0 1-1-1V8a1 1 0 0 1 1-1M4 4l16 16',
    screen: 'M4 5h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1ZM8 21h8M12 14V8M9.5 10.5 12 8l2.5 2.5',
    chat: 'M4 5h16a1 1 0 0 1 1 1v10a1 1 0 0 1-1 1h-8l-5 4v-4H4a1 1 0 0 1-1-1V6a1 1 0 0 1 1-1ZM8 10h8M8 13h5',
    hand: 'M8 12V6a1.5 1.5 0 0 1 3 0v5-6.5a1.5 1.5 0 0 1 3 0V11 6a1.5 1.5 0 0 1 3 0v8a7 7 0 0 1-7 7c-2.5 0-4-1-5.5-3.5L3 14.5a1.5 1.5 0 0 1 2.5-1.600L8 15',
    move: 'M5 3h6a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1ZM15 12h6M18.5 9l3 3-3 3M7 18h2',
    leave: 'M3 14c5-5.300 13-5.300 18 0l-2.5 2.5-3.5-1.5v-2.200a11 11 0 0 0-6 0V15l-3.5 1.5L3 14Z',
    scan: 'M4 8V5a1 1 0 0 1 1-1h3M16 4h3a1 1 0 0 1 1 1v3M20 16v3a1 1 0 0 1-1 1h-3M8 20H5a1 1 0 0 1-1-1v-3M4 12h16',
    close: 'M6 6l12 12M18 6 6 18',
    send: 'M4 12 20 4l-5 16-3.5-6.5L4 12Z',
    check: 'M5 12.5 10 17.5 19 7',
    copy: 'M9 9h10a1 1 0 0 1 1 1v9a1 1 0 0 1-1 1H9a1 1 0 0 1-1-1v-9a1 1 0 0 1 1-1ZM5 15H4V5a1 1 0 0 1 1-1h9v1',
    back: 'M9 7 4 12l5 5M4 12h11a5 5 0 0 1 0 10h-2',
    enlarge: 'M9 4H4v5M15 4h5v5M20 15v5h-5M4 15v5h5',
    warning: 'M12 4 2.5 20h19L12 4ZM12 10v4M12 17v.5',
    shield: 'M12 3l7 3v5c0 5-3 8-7 10-4-2-7-5-7-10V6l7-3ZM9 12l2 2 4-4',
    phone: 'M8 3h8a1 1 0 0 1 1 1v16a1 1 0 0 1-1 1H8a1 1 0 0 1-1-1V4a1 1 0 0 1 1-1ZM11 18h2',
    settings:
        'M4 7h9M19 7h1M4 17h1M11 17h9M16 4.500a2.500 2.500 0 1 0 0 5a2.500 2.500 0 0 0 0-5ZM8 14.500a2.500 2.500 0 1 0 0 5a2.500 2.500 0 0 0 0-5Z',
    flip: 'M4 9a8 8 0 0 1 14-3l2 2M20 4v4h-4M20 15a8 8 0 0 1-14 3l-2-2M4 20v-4h4',
    sound: 'M4 10v4h3l5 4V6L7 10H4ZM16 9a4 4 0 0 1 0 6',
} as const;

export type IconName = keyof typeof PATHS;

const SVG = 'http://www.w3.org/2000/svg';

export function icon(name: IconName): SVGSVGElement {
    const svg = document.createElementNS(SVG, 'svg');
    svg.setAttribute('viewBox', '0 0 24 24');
    svg.setAttribute('class', 'icon');
    svg.setAttribute('aria-hidden', 'true');
    const path = document.createElementNS(SVG, 'path');
    path.setAttribute('d', PATHS[name]);
    svg.append(path);
    return svg;
}

export function setIcon(place: Element, name: IconName): void {
    place.querySelector('.icon')?.replaceWith(icon(name));
}
