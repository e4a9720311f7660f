// SPDX-License-Identifier: GPL-3.0-or-later
// Draws results as SVG: every single value in strips, or a few series as lines.

import { quantile } from './statistics.mjs';

const WIDTH = 810;
const LEFT = 250;
const RIGHT = 24;
const TOP = 64;
const STRIP = 22;
const GAP = 14;
const COLOURS = ['#1f6feb', '#d2691e', '#2a9d5c', '#8250df'];
const FONT = 'font-family="system-ui, sans-serif"';

const ENTITIES = { '&': '&amp;', '<': '&lt;', '>': '&gt;', '"': '&quot;' };

const escape = (text) => String(text).replace(/[&<>"]/g, (c) => ENTITIES[c]);
const round = (value) => Math.round(value * 10) / 10;

function text(x, y, label, { anchor = 'start', size = 13, fill = '#333', weight = 400 } = {}) {
    return `<text x="${round(x)}" y="${round(y)}" text-anchor="${anchor}" font-size="${size}" ` +
        `font-weight="${weight}" fill="${fill}" ${FONT}>${escape(label)}</text>`;
}

function line(x1, y1, x2, y2, more = 'stroke="#ddd"') {
    return `<line x1="${round(x1)}" y1="${round(y1)}" x2="${round(x2)}" y2="${round(y2)}" ${more}/>`;
}

function picture({ title, description, height }, parts) {
    return [`<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 ${WIDTH} ${height}" role="img" ` +
        'aria-labelledby="title description">',
    `<title id="title">${escape(title)}</title>`, `<desc id="description">${escape(description)}</desc>`,
    `<rect width="${WIDTH}" height="${height}" fill="#fff"/>`, text(16, 26, title, { size: 16, weight: 600 }),
    ...parts, '</svg>', ''].join('\n');
}

function legend(names) {
    return names.flatMap((name, i) => [
        `<circle cx="${LEFT + i * 150}" cy="45" r="5" fill="${COLOURS[i]}"/>`,
        text(LEFT + 10 + i * 150, 49, name)]);
}

/** Returns a round number as the step between the marks of an axis, so that there are at most `count` steps. */
function step(most, count) {
    const rough = most / count;
    const power = 10 ** Math.floor(Math.log10(rough));
    return [1, 2, 5, 10].map((factor) => factor * power).find((value) => value >= rough);
}

function marks(most, count) {
    const by = step(most, count);
    return Array.from({ length: Math.floor(most / by) + 1 }, (_, i) => round(i * by));
}

/**
 * Draws every value as a dot, and the median as a bar. rows: [{ name, groups: { sound: [ms...], picture: [ms...] } }],
 * all with the same groups.
 */
export function strips({ title, description, unit, rows }) {
    const groups = Object.keys(rows[0].groups);
    const most = Math.max(...rows.flatMap((row) => groups.flatMap((name) => row.groups[name]))) * 1.03;
    const x = (value) => LEFT + (value / most) * (WIDTH - LEFT - RIGHT);
    const tall = groups.length * STRIP + GAP;
    const bottom = TOP + rows.length * tall;
    const dots = rows.flatMap((row, r) => [
        text(LEFT - 12, TOP + r * tall + (tall - GAP) / 2 + 4, row.name, { anchor: 'end' }),
        ...groups.flatMap((group, g) =>
            strip(row.groups[group], x, TOP + r * tall + (g + 0.5) * STRIP, COLOURS[g])),
    ]);
    const axis = marks(most, 10).flatMap((value) => [line(x(value), TOP - 6, x(value), bottom),
        text(x(value), bottom + 16, value, { anchor: 'middle', size: 12 })]);
    return picture({ title, description, height: bottom + 44 }, [...legend(groups), ...axis, ...dots,
        text(x(most / 2), bottom + 36, unit, { anchor: 'middle', size: 12 })]);
}

function strip(values, x, y, colour) {
    const middle = quantile(values, 0.5);
    return [...values.map((value, i) => `<circle cx="${round(x(value))}" cy="${round(y + ((i * 5) % 11) - 5)}" ` +
        `r="2.2" fill="${colour}" fill-opacity="0.45"/>`),
    line(x(middle), y - STRIP / 2 + 1, x(middle), y + STRIP / 2 - 1, `stroke="${colour}" stroke-width="3"`)];
}

/** Draws a line for each series. series: { name: [[x, y]...] }, x ascending, y from 0. */
export function lines({ title, description, unit, across, series }) {
    const points = Object.values(series).flat();
    const mostX = Math.max(...points.map(([x]) => x));
    const mostY = Math.max(...points.map(([, y]) => y)) * 1.08;
    const bottom = TOP + 260;
    const x = (value) => LEFT / 2 + (value / mostX) * (WIDTH - LEFT / 2 - RIGHT);
    const y = (value) => bottom - (value / mostY) * (bottom - TOP);
    const axis = [
        ...marks(mostY, 6).flatMap((value) => [line(LEFT / 2, y(value), WIDTH - RIGHT, y(value)),
            text(LEFT / 2 - 8, y(value) + 4, value, { anchor: 'end', size: 12 })]),
        ...[...new Set(points.map(([value]) => value))].map((value) =>
            text(x(value), bottom + 18, value, { anchor: 'middle', size: 12 })),
    ];
    const drawn = Object.values(series).flatMap((all, i) => [
        `<polyline points="${all.map(([a, b]) => `${round(x(a))},${round(y(b))}`).join(' ')}" fill="none" ` +
            `stroke="${COLOURS[i]}" stroke-width="2.5"/>`,
        ...all.map(([a, b]) => `<circle cx="${round(x(a))}" cy="${round(y(b))}" r="4" fill="${COLOURS[i]}"/>`),
    ]);
    return picture({ title, description, height: bottom + 48 }, [...legend(Object.keys(series)), ...axis, ...drawn,
        text(x(mostX / 2), bottom + 38, across, { anchor: 'middle', size: 12 }),
        text(16, TOP - 14, unit, { size: 12 })]);
}
