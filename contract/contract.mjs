// SPDX-License-Identifier: GPL-3.0-or-later
// What the three generators share: the contract as baton-contract prints it, and names made of it.

/** Reads the contract from a stream. */
export async function readContract(stream) {
    let text = '';
    for await (const part of stream)
        text += part;
    return JSON.parse(text);
}

/** "participant_joined" becomes "ParticipantJoined". */
export const pascal = (name) => name.split('_').map((word) => word[0].toUpperCase() + word.slice(1)).join('');

/** "uplink" becomes "Uplink". */
export const shapeName = (message, kind) => pascal(message.baton) + (message.variant ?? '') + kind;

/** The fields of a message: those that it includes, and its own, which stand in for those of the same name. */
export function allFields(contract, message) {
    const fields = new Map();
    for (const name of message.include)
        for (const field of contract.objects[name].fields)
            fields.set(field.name, field);
    for (const field of message.fields)
        fields.set(field.name, field);
    return [...fields.values()];
}

/** The messages of a list by the name in `baton`, each with all shapes that it can have. */
export function byName(messages) {
    const names = new Map();
    for (const message of messages)
        names.set(message.baton, [...(names.get(message.baton) ?? []), message]);
    return names;
}

const times = (count, noun) => `${count} ${noun}${count === 1 ? '' : 's'}`;

function span(value, noun) {
    if (value.most === undefined)
        return value.least ? `at least ${times(value.least, noun)}` : '';
    if (value.least === value.most)
        return times(value.most, noun);
    return value.least ? `${value.least} to ${times(value.most, noun)}` : `at most ${times(value.most, noun)}`;
}

function integerBounds(value) {
    const unit = value.unit ? ` ${value.unit}` : '';
    if (value.most === undefined)
        return unit ? unit.trim() : `${value.least} or more`;
    return `${value.or_zero ? '0, or ' : ''}${value.least} to ${value.most}${unit}`;
}

/** What a value has to keep to beside its type, for people; '' if nothing. */
export function bounds(value) {
    switch (value.type) {
        case 'text':
            return [span(value, 'character'), value.rule].filter(Boolean).join('; ');
        case 'integer':
            return integerBounds(value);
        case 'array':
            return [span(value, 'element'), bounds(value.element)].filter(Boolean).join(', each ');
        case 'free':
            return `at most ${value.most} bytes as JSON and ${value.depth} levels`;
        default:
            return '';
    }
}
