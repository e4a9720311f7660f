// SPDX-License-Identifier: GPL-3.0-or-later
// Checks messages against tests/data/contract.json, which is generated from the plugin's tables. Supports only the
// keywords of JSON Schema that this file uses.
import { readFileSync } from 'node:fs';

const contract = JSON.parse(readFileSync(new URL('../data/contract.json', import.meta.url), 'utf8'));

const isA = {
    object: (value) => typeof value === 'object' && value !== null && !Array.isArray(value),
    array: Array.isArray,
    string: (value) => typeof value === 'string',
    integer: Number.isInteger,
    boolean: (value) => typeof value === 'boolean',
    null: (value) => value === null,
};

/** Says what is wrong with a number, by the keywords named `least` and `most`; '' if nothing is wrong. */
const outOf = (number, rule, least, most) =>
    (number < (rule[least] ?? -Infinity) || number > (rule[most] ?? Infinity) ? `is or has ${number}` : '');

const inside = {
    string: (value, rule, path) => {
        const wrong = outOf([...value].length, rule, 'minLength', 'maxLength');
        if (wrong)
            return `${path} ${wrong} characters`;
        return rule.pattern && !new RegExp(rule.pattern).test(value) ? `${path} does not match ${rule.pattern}` : '';
    },
    integer: (value, rule, path) => {
        const wrong = outOf(value, rule, 'minimum', 'maximum');
        return wrong && `${path} ${wrong}`;
    },
    array: (value, rule, path) => {
        const wrong = outOf(value.length, rule, 'minItems', 'maxItems');
        return wrong ? `${path} ${wrong} elements`
            : first(value, (element, i) => mismatch(element, rule.items, `${path}[${i}]`));
    },
    object: (value, rule, path) =>
        first(rule.required ?? [], (name) => (name in value ? '' : `${path} lacks ${name}`)) ||
        first(Object.entries(value), ([name, field]) => {
            const of = rule.properties?.[name];
            if (of)
                return mismatch(field, of, `${path}.${name}`);
            return rule.additionalProperties === false ? `${path}.${name} is not in the contract` : '';
        }),
};

/** Returns the first result of `look` that is not empty. */
function first(list, look) {
    for (const [i, element] of list.entries()) {
        const found = look(element, i);
        if (found)
            return found;
    }
    return '';
}

/** Says what is wrong with a value; '' if it follows the rule. */
function mismatch(value, rule, path) {
    if (rule.$ref)
        return mismatch(value, contract.$defs[rule.$ref.slice('#/$defs/'.length)], path);
    if ('const' in rule)
        return value === rule.const ? '' : `${path} is not ${rule.const}`;
    if (rule.enum)
        return rule.enum.includes(value) ? '' : `${path} is not one of ${rule.enum}`;
    if (rule.anyOf)
        return anyMismatch(value, rule.anyOf, path);
    if (!isA[rule.type](value))
        return `${path} is not of type ${rule.type}`;
    return inside[rule.type]?.(value, rule, path) ?? '';
}

function anyMismatch(value, rules, path) {
    const wrong = rules.map((rule) => mismatch(value, rule, path));
    return wrong.includes('') ? '' : wrong.join(', or ');
}

/**
 * Throws unless a message of the plugin has one of the shapes that the contract has for its name. `section`: replies or
 * events.
 */
export function checkMessage(section, data) {
    const shapes = contract[section][data.baton];
    const wrong = shapes ? anyMismatch(data, shapes, data.baton) : 'there is no message of this name';
    if (wrong)
        throw new Error(`not as in ${section} of contract.json: ${wrong}: ${JSON.stringify(data).slice(0, 500)}`);
}

/**
 * Throws unless a granted request follows the contract. `section`: requests or admin_requests; an operator can send
 * requests about rooms, too.
 */
export function checkRequest(section, request) {
    const body = JSON.parse(JSON.stringify(request)); // as it was sent: without undefined fields
    const wrong = mismatch(body, contract[section][body.request] ?? contract.requests[body.request], body.request);
    if (wrong)
        throw new Error(`granted, but not as in ${section} of contract.json: ${wrong}`);
}
