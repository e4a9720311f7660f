// SPDX-License-Identifier: GPL-3.0-or-later
// Writes settings in the format of libconfig: whole files, or changes to an existing file.

/** Writes an object as libconfig text. Objects become groups, arrays become lists. */
export function libconfig(object, indent = '') {
    return Object.entries(object)
        .map(([key, value]) => `${indent}${key} = ${libconfigValue(value, indent)}\n`)
        .join('');
}

function libconfigValue(value, indent) {
    if (Array.isArray(value))
        return `(${value.map((item) => libconfigValue(item, indent)).join(', ')})`;
    if (typeof value === 'object')
        return `{\n${libconfig(value, `${indent}    `)}${indent}}`;
    return JSON.stringify(value);
}

/** Replaces the names between @ signs by values. */
export function fillTemplate(text, values) {
    return text.replace(/@([A-Z_]+)@/g, (name, key) => values[key] ?? name);
}

/** Sets values in the groups of a libconfig text: { general: { debug_level: 4 } }. Everything else stays as it is. */
export function changeSettings(text, groups) {
    return Object.entries(groups).reduce((changed, [name, values]) => {
        const group = new RegExp(`^${name} *[:=] *\\{\\n([\\s\\S]*?)^\\}`, 'm');
        const before = group.exec(changed)?.[1] ?? '';
        const kept = before.replace(/^[ \t]*(\w+) *[:=].*\n/gm, (line, key) => (key in values ? '' : line));
        const after = `${name}: {\n${libconfig(values, '    ')}${kept}}`;
        return group.test(changed) ? changed.replace(group, () => after) : `${changed}\n${after}\n`;
    }, text);
}
