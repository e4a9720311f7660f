// SPDX-License-Identifier: GPL-3.0-or-later
// Statistics of a list of numbers: mean, median, quantiles, confidence intervals and slope.

/**
 * Returns the quantile by nearest rank: the smallest value that at least this share (0 to 1) of the values does not
 * exceed.
 */
export function quantile(values, share) {
    const sorted = [...values].sort((a, b) => a - b);
    return sorted[Math.max(0, Math.ceil(sorted.length * share) - 1)];
}

const sum = (values) => values.reduce((all, value) => all + value, 0);

export const mean = (values) => sum(values) / values.length;

/**
 * The limit of Student's t for a 95 % interval. Above 3 degrees of freedom it uses the series of Cornish and Fisher,
 * with an error below 1 %.
 */
function student(freedom) {
    if (freedom < 4)
        return [NaN, 12.71, 4.30, 3.18][freedom];
    const z = 1.96;
    return z + (z ** 3 + z) / (4 * freedom) + (5 * z ** 5 + 16 * z ** 3 + 3 * z) / (96 * freedom ** 2);
}

/** Returns the mean and its 95 % confidence interval. */
export function interval(values) {
    const middle = mean(values);
    const variance = sum(values.map((value) => (value - middle) ** 2)) / (values.length - 1);
    const reach = student(values.length - 1) * Math.sqrt(variance / values.length);
    return { mean: middle, low: middle - reach, high: middle + reach };
}

/** Returns the slope of y over x by least squares, and its 95 % confidence interval. */
export function slope(xs, ys) {
    const middle = { x: mean(xs), y: mean(ys) };
    const spread = sum(xs.map((x) => (x - middle.x) ** 2));
    const value = sum(xs.map((x, i) => (x - middle.x) * (ys[i] - middle.y))) / spread;
    const rest = sum(ys.map((y, i) => (y - middle.y - value * (xs[i] - middle.x)) ** 2));
    const reach = student(xs.length - 2) * Math.sqrt(rest / (xs.length - 2) / spread);
    return { value, low: value - reach, high: value + reach };
}

const round = (value) => Math.round(value * 10) / 10;

export function summary(values) {
    return { count: values.length, p50: round(quantile(values, 0.5)), p99: round(quantile(values, 0.99)),
        min: round(Math.min(...values)), max: round(Math.max(...values)) };
}
