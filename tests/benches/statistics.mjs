// SPDX-License-Identifier: GPL-3.0-or-later
// Sums numbers up: the middle, the worst of a hundred, the worst.

/** The value below which this share (0 to 1) of the values lies. */
export function quantile(values, share) {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))];
}

const round = (value) => Math.round(value * 10) / 10;

export function summary(values) {
    return { count: values.length, p50: round(quantile(values, 0.5)), p99: round(quantile(values, 0.99)),
        min: round(Math.min(...values)), max: round(Math.max(...values)) };
}
