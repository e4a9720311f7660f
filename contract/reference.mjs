// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the contract as a reference for people: docs/api-reference.md.
import { allFields, bounds, byName, shapeName } from './contract.mjs';

const FEW_NAMES = 6; /* a choice with more names than this is a link to its section instead of a list of the names */

const code = (text) => `\`${text}\``;
const anchor = (text) => text.toLowerCase().replace(/[^a-z0-9 _-]/g, '').replace(/ /g, '-');
const link = (text) => `[${text}](#${anchor(text)})`;

function table(head, rows) {
    const line = (cells) => `| ${cells.join(' | ')} |`;
    return [line(head), line(head.map(() => '---')), ...rows.map(line)];
}

function typeName(contract, value) {
    switch (value.type) {
        case 'text':
            return 'string';
        case 'choice': {
            const { names } = contract.choices[value.choice];
            return names.length > FEW_NAMES ? link(value.choice) : names.map(code).join(', ');
        }
        case 'object':
            return link(value.object);
        case 'array':
            return `array of ${typeName(contract, value.element)}`;
        case 'free':
            return 'object';
        case 'event':
            return '[event](#events)';
        case 'image':
            return '[image](api.md#images)';
        default:
            return value.type;
    }
}

function typeCell(contract, field) {
    if (field.only)
        return code(field.only);
    return [typeName(contract, field.value), bounds(field.value), ...(field.nullable ? ['or null'] : [])]
        .filter(Boolean).join(', ');
}

function defaultCell(field) {
    const instead = field.unless?.map(code).join(' or ');
    if (field.required)
        return instead ? `required unless ${instead} is given` : 'required';
    const value = field.default === undefined ? field.otherwise ?? '' : code(field.default);
    return [value, ...(instead ? [`not together with ${instead}`] : [])].filter(Boolean).join('; ');
}

const meaningCell = (field) =>
    field.meaning + (field.key ? ' Not needed over the Admin API.' : '');

const requestTable = (contract, fields) => table(['field', 'type', 'default', 'meaning'],
    fields.map((field) => [code(field.name), typeCell(contract, field), defaultCell(field), meaningCell(field)]));

const messageTable = (contract, fields) => table(['field', 'type', 'meaning'],
    fields.map((field) => [code(field.name) + (field.required ? '' : ', optional'), typeCell(contract, field),
        field.meaning]));

const JSEPS = { none: '', 'offer or none': ' The request may have a JSEP offer.',
    answer: ' The request has a JSEP answer.' };

function includes(message) {
    return message.include.length ? [`All fields of ${message.include.map(link).join(' and ')}, and these:`, ''] : [];
}

/** Names the included objects, then lists the message's own fields. */
function messageFields(contract, message) {
    if (message.fields.length)
        return [...includes(message), ...messageTable(contract, message.fields), ''];
    return message.include.length ? [`All fields of ${message.include.map(link).join(' and ')}.`, '']
        : ['No further fields.', ''];
}

function reply(contract, key, jsep) {
    const message = contract.replies[key];
    const head = `Reply ${code(message.baton)}${jsep ? `, with a JSEP ${jsep}` : ''}: ${message.meaning ?? ''}`;
    return [head.trimEnd(), '', ...messageFields(contract, message)];
}

const errorList = (errors) => (errors.length ? [`Fails with ${errors.map(code).join(', ')}.`, ''] : []);

/** Returns the lines about the cost of a request. Requests of operators have no cost. */
function cost(row) {
    if (row.on === 'admin')
        return [];
    const elsewhere = row.cost_elsewhere ? `, and ${row.cost_elsewhere} µs on another thread` : '';
    return [`Cost: ${row.cost} µs${elsewhere}.${row.reserved ? ' It goes ahead of other requests.' : ''}`];
}

function request(contract, row) {
    const fields = row.fields.length ? [...requestTable(contract, row.fields), ''] : ['No fields.', ''];
    return [`### ${row.on === 'admin' ? `${row.request} (Admin API)` : row.request}`, '', row.meaning, '',
        `Sent by: ${row.sender}. The reply is ${row.synchronous ? 'synchronous' : 'an event'}.${JSEPS[row.jsep]}`,
        ...cost(row), '',
        ...fields, ...row.replies.flatMap((key) => reply(contract, key, row.reply_jsep)), ...errorList(row.errors)];
}

function event(contract, row) {
    const shape = row.variant ? ` as ${shapeName(row, 'Event')}` : '';
    const handle = row.on === 'any' ? 'any handle' : `the ${row.on}`;
    return [`${row.meaning} Sent${shape} on ${handle}, to ${row.to}.`, '', ...messageFields(contract, row)];
}

function events(contract) {
    return [...byName(contract.events)].flatMap(([name, shapes]) =>
        [`### ${name} (event)`, '', ...shapes.flatMap((shape) => event(contract, shape))]);
}

const objects = (contract) => Object.entries(contract.objects).flatMap(([name, { meaning, fields }]) =>
    [`### ${name}`, '', meaning, '', ...objectTable(contract, fields), '']);

/** Objects in requests have defaults; objects in replies and events have none. */
const objectTable = (contract, fields) => (fields.some((field) => defaultCell(field) !== 'required' &&
    defaultCell(field) !== '') ? requestTable : messageTable)(contract, fields);

const choices = (contract) => Object.entries(contract.choices).flatMap(([name, { names, meaning }]) =>
    [`### ${name}`, '', names.map(code).join(' · '), '', ...(meaning ? [meaning, ''] : [])]);

const errors = (contract) => table(['code', 'name', 'meaning'],
    contract.errors.map((row) => [row.code, code(row.name), row.meaning]));

function limits({ limits: all }) {
    return table(['limit', 'value'], [
        ['bytes of a request as JSON, without the JSEP', all.message_bytes],
        ['bytes of a `scan` with images', all.images_bytes],
        ['levels of nested objects and arrays in a request; the request itself is one', all.message_depth],
        ['bytes of an SDP', all.sdp_bytes],
        ['m-lines of an uplink', all.uplink_lines],
        ['m-lines of a downlink', all.downlink_lines],
        ['bytes of an image, without base64', all.image_bytes],
        ['pixels of an image', all.image_pixels],
        ['width and height of an image in pixels, each', all.image_side],
    ]);
}

const list = (rows) => rows.map((row) => link(row)).join(' · ');

/** Text of docs/api-reference.md. */
export function reference(contract) {
    const { requests, admin_requests: adminRequests } = contract;
    return ['# Baton\'s API: reference', '',
        'Generated from the tables in `plugin/api` by `contract/generate.mjs`; do not edit. [api.md](api.md) explains',
        'how the requests and events work together.', '',
        list(['Requests', 'Events', 'Admin API', 'Objects', 'Choices', 'Errors', 'Limits']), '',
        'An *id* is a string of 1 to 64 characters `A-Z a-z 0-9 _ -`. A *mid* is the mid of an m-line. A request has',
        'the field `request` and a reply or event has the field `baton`; the tables leave both out.', '',
        '## Requests', '', list(requests.map((row) => row.request)), '',
        'A request that fails changes nothing; [api.md](api.md#conventions) lists the exceptions.', '',
        ...reply(contract, 'error'),
        ...requests.flatMap((row) => request(contract, row)),
        '## Events', '', list([...byName(contract.events).keys()].map((name) => `${name} (event)`)), '',
        ...events(contract),
        '## Admin API', '',
        'An operator can send the requests about rooms, [create](#create) to [participants](#participants), and these:',
        '',
        list(adminRequests.map((row) => `${row.request} (Admin API)`)), '',
        ...adminRequests.flatMap((row) => request(contract, row)),
        '## Objects', '', ...objects(contract),
        '## Choices', '', ...choices(contract),
        '## Errors', '', ...errors(contract), '',
        '## Limits', '', ...limits(contract)].join('\n') + '\n';
}
