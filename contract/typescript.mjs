// SPDX-License-Identifier: GPL-3.0-or-later
// Writes the contract as TypeScript: client/src/wire.ts.
import { allFields, bounds, byName, pascal, shapeName } from './contract.mjs';

const WIDTH = 120;

/** Wraps words into lines that begin with `head`. */
function wrap(text, head) {
    const lines = [''];
    for (const word of text.split(' ')) {
        const last = lines[lines.length - 1];
        if (last && head.length + last.length + 1 + word.length > WIDTH)
            lines.push(word);
        else
            lines[lines.length - 1] = last ? `${last} ${word}` : word;
    }
    return lines.map((line) => head + line);
}

function comment(text, indent = '') {
    if (!text)
        return [];
    const single = `${indent}/** ${text} */`;
    return single.length <= WIDTH ? [single] : [`${indent}/**`, ...wrap(text, `${indent} * `), `${indent} */`];
}

/** A union of types, on several lines if it is too long for one. */
function union(name, types) {
    const single = `export type ${name} = ${types.join(' | ')};`;
    if (single.length <= WIDTH)
        return [single];
    return [`export type ${name} =`, ...types.map((type, i) => `    | ${type}${i === types.length - 1 ? ';' : ''}`)];
}

const quote = (text) => `'${text}'`;

function typeOf(value) {
    switch (value.type) {
        case 'boolean':
        case 'string':
            return value.type;
        case 'integer':
            return 'number';
        case 'choice':
            return value.choice;
        case 'object':
            return value.object;
        case 'array':
            return `${typeOf(value.element)}[]`;
        case 'free':
            return 'Metadata';
        case 'event':
            return 'UplinkEvent';
        case 'image':
            return 'ScanImage';
        default:
            return 'string';
    }
}

function meaningOf(field) {
    const parts = [field.meaning];
    const limits = bounds(field.value);
    if (limits)
        parts.push(`${limits[0].toUpperCase()}${limits.slice(1)}.`);
    if (field.unless)
        parts.push(`Required unless ${field.unless.map((name) => `\`${name}\``).join(' or ')} is given.`);
    if (field.default !== undefined)
        parts.push(`Default: \`${field.default}\`.`);
    if (field.otherwise)
        parts.push(`Default: ${field.otherwise}.`);
    return parts.join(' ');
}

function writeField(field) {
    const type = field.only ? quote(field.only) : typeOf(field.value);
    const optional = !field.required || field.unless ? '?' : '';
    return [...comment(meaningOf(field), '    '),
        `    ${field.name}${optional}: ${type}${field.nullable ? ' | null' : ''};`];
}

function writeInterface(name, meaning, fields, { tag, bases = [] } = {}) {
    const base = bases.length ? ` extends ${bases.join(', ')}` : '';
    const body = [...(tag ? [`    ${tag}`] : []), ...fields.flatMap(writeField)];
    const head = `export interface ${name}${base} {`;
    return [...comment(meaning), ...(body.length ? [head, ...body, '}'] : [`${head}}`])];
}

const writeChoice = ([name, { names, meaning }]) => [...comment(meaning), ...union(name, names.map(quote))];

const writeObject = ([name, { meaning, fields }]) => writeInterface(name, meaning, fields);

const writeMessage = (message, kind) => writeInterface(shapeName(message, kind), message.meaning, message.fields,
    { tag: `baton: ${quote(message.baton)};`, bases: message.include });

/** A type for every shape, and a union type if several shapes have the same name. */
function writeMessages(messages, kind) {
    const lines = messages.flatMap((message) => writeMessage(message, kind));
    for (const [name, shapes] of byName(messages))
        if (shapes.length > 1)
            lines.push(...union(pascal(name) + kind, shapes.map((shape) => shapeName(shape, kind))));
    return lines;
}

const writeRequest = (request, prefix = '') => writeInterface(`${prefix}${pascal(request.request)}Request`,
    request.meaning, request.fields, { tag: `request: ${quote(request.request)};` });

function writeMap(name, meaning, requests, typeOfRequest) {
    return [...comment(meaning), `export interface ${name} {`,
        ...requests.map((request) => `    ${request.request}: ${typeOfRequest(request)};`), '}'];
}

const replyTypes = (contract) => (request) =>
    request.replies.map((key) => shapeName(contract.replies[key], 'Reply')).join(' | ');

const names = (messages, kind) => [...byName(messages).keys()].map((name) => pascal(name) + kind);

function writeRequestGroups(requests) {
    const of = (on) => requests.filter((request) => request.on === on)
        .map((request) => `${pascal(request.request)}Request`);
    return [...union('RoomRequest', of('any')), ...union('UplinkRequest', of('uplink')),
        ...union('DownlinkRequest', of('downlink')),
        'export type Request = RoomRequest | UplinkRequest | DownlinkRequest;'];
}

function writeTokenRequests(requests) {
    const demanding = requests.filter((request) => request.token !== 'none');
    return [
        ...comment('Requests with a field `token`. If Janus demands tokens, Baton demands one in this field as well.'),
        "export const TOKEN_REQUESTS: ReadonlySet<Request['request']> = new Set<Request['request']>([",
        ...demanding.map((request) => `    ${quote(request.request)},`), ']);'];
}

function writeEventGroups(events) {
    const of = (on) => names(events.filter((event) => event.on === on), 'Event');
    return [...union('UplinkEvent', of('uplink')), ...union('DownlinkEvent', of('downlink')),
        ...union('HandleEvent', of('any')), 'export type Event = UplinkEvent | DownlinkEvent;'];
}

function writeErrors(errors) {
    return ['export const ERROR_NAMES = {',
        ...errors.flatMap(({ code, name, meaning }) => [...comment(meaning, '    '), `    ${code}: ${quote(name)},`]),
        '} as const;', '', 'export type ErrorCode = keyof typeof ERROR_NAMES;',
        'export type WireErrorName = (typeof ERROR_NAMES)[ErrorCode];'];
}

function writeImage({ image_bytes: bytes, image_pixels: pixels, image_side: side }) {
    return [...comment('A picture for the server to read: a PNG or JPEG as a data URI, or a grey picture with one ' +
        `byte for each pixel, in base64. At most ${bytes} bytes, ${pixels} pixels, and ${side} pixels wide and high.`),
        'export type ScanImage = string | { width: number; height: number; gray: string };'];
}

/** Text of client/src/wire.ts. */
export function typescript(contract) {
    const { requests, admin_requests: adminRequests, events } = contract;
    const replies = Object.values(contract.replies);
    const metadata = allFields(contract, { include: ['Participant'], fields: [] })
        .find((field) => field.value.type === 'free');
    const section = (title, ...parts) => [`// ---- ${title} ----`, '', ...parts.flatMap((part) => [...part, ''])];
    return ['// SPDX-License-Identifier: MIT',
        '// Types for the messages of janus.plugin.baton. Generated by contract/generate.mjs; do not edit.', '',
        ...section('Choices', ...Object.entries(contract.choices).map(writeChoice)),
        ...section('Objects',
            [...comment(`Any data that an app shares with the others: ${bounds(metadata.value)}.`),
                'export type Metadata = Record<string, unknown>;'],
            writeImage(contract.limits), ...Object.entries(contract.objects).map(writeObject)),
        ...section('Requests', ...requests.map((request) => writeRequest(request)), writeRequestGroups(requests),
            writeMap('Requests', 'Each request by its name.', requests,
                (request) => `${pascal(request.request)}Request`),
            writeTokenRequests(requests)),
        ...section('Replies', writeMessages(replies, 'Reply'),
            writeMap('Replies', 'The reply to each request, by the name of the request.', requests,
                replyTypes(contract))),
        ...section('Events', writeMessages(events, 'Event'), writeEventGroups(events)),
        ...section('Admin API', ...adminRequests.map((request) => writeRequest(request, 'Admin')),
            writeMap('AdminReplies', 'The reply to each request that only an operator sends.', adminRequests,
                replyTypes(contract))),
        ...section('Errors', writeErrors(contract.errors))].join('\n').trimEnd() + '\n';
}
