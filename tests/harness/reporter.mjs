// SPDX-License-Identifier: GPL-3.0-or-later
// Prints the results of node:test for tests/lib/report.sh: a line of TAP for each test when it ends, and its error
// below. A suite has a line only if the suite itself fails. BATON_TIMES=1 adds the duration of each test.
const LINES = 100; // the most lines that are printed of one error

function problems({ error }) {
    const cause = error.cause ?? error;
    const lines = String(cause.stack ?? cause).split('\n');
    return lines.filter((line) => !/node:internal|node_modules/.test(line)).slice(0, LINES);
}

const isSuite = ({ type, error }) => type === 'suite' && (!error || error.failureType === 'subtestsFailed');

export default async function* report(events) {
    for await (const { type, data } of events) {
        const failed = type === 'test:fail';
        if ((!failed && type !== 'test:pass') || isSuite(data.details))
            continue;
        yield `${failed ? 'not ok' : 'ok'} - ${data.name}\n`;
        for (const line of failed ? problems(data.details) : [])
            yield `# ${line}\n`;
        if (process.env.BATON_TIMES)
            yield `# ${Math.round(data.details.duration_ms)} ms\n`;
    }
}
